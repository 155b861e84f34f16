import type { PublishCommit, PublishedFile } from '../contracts/publish.ts';
import { eachUpTo } from '../pool.ts';
import { explainS3Error } from '../s3/explain.ts';
import { S3Error, type BucketRef, type ListedObject, type S3 } from '../s3/types.ts';

/** Metadata of a file that we placed: the commit's mark, and where the commit is. */
export const MARK = 'bucket-brigade-publish';
export const COMMIT = 'bucket-brigade-commit';

/** What lies at the place of a file of ours. `by` tells what it was known by. */
export type Judgement =
  | { readonly is: 'absent' }
  | { readonly is: 'ours'; readonly by: 'recorded ETag' | 'ETag of its source' | 'mark'; readonly etag: string }
  | { readonly is: 'not-ours'; readonly etag: string; readonly why: string };

interface Lying {
  readonly etag: string;
  readonly size: number;
  /** Null: only a listing was seen. */
  readonly metadata: Readonly<Record<string, string>> | null;
}

/**
 * Whether what lies there is what we placed. Where an ETag was recorded, it alone decides: somebody who copies our file
 * over itself keeps our mark. `look`: only the object's metadata can tell.
 */
export function judge(file: PublishedFile, lying: Lying | null, mark: string): Judgement | { readonly is: 'look' } {
  if (lying === null) return { is: 'absent' };
  const { etag, size, metadata } = lying;
  if (file.etag !== null)
    return etag === file.etag
      ? { is: 'ours', by: 'recorded ETag', etag }
      : { is: 'not-ours', etag, why: `its ETag is ${etag}, and ours was ${file.etag}` };
  if (size !== file.bytes) return { is: 'not-ours', etag, why: `it has ${size} bytes, and ours ${file.bytes}` };
  if (etag === file.from.etag) return { is: 'ours', by: 'ETag of its source', etag };
  if (metadata === null) return { is: 'look' };
  return metadata[MARK] === mark
    ? { is: 'ours', by: 'mark', etag }
    : { is: 'not-ours', etag, why: 'it does not carry the mark of this publish' };
}

/** Looks at the object itself where a listing does not tell enough. */
export async function judgeThere(
  s3: S3,
  at: BucketRef,
  file: PublishedFile,
  listed: ListedObject | undefined,
  mark: string,
  signal: AbortSignal,
): Promise<Judgement> {
  const first = judge(file, listed === undefined ? null : { ...listed, metadata: null }, mark);
  return first.is === 'look' ? await lookAt(s3, at, file, mark, signal) : first;
}

export async function lookAt(s3: S3, at: BucketRef, file: PublishedFile, mark: string, signal: AbortSignal): Promise<Judgement> {
  try {
    const seen = judge(file, await s3.getTail(at, file.key, 1, signal), mark);
    if (seen.is === 'look') throw new Error('an object that was read has its metadata');
    return seen;
  } catch (error) {
    throw error instanceof S3Error ? explainS3Error(error, `looking at ${file.key}`) : error;
  }
}

const LOOKS_AT_ONCE = 16;

/** The judgement of every file of the commit, in their order. */
export async function judgeAll(
  s3: S3,
  at: BucketRef,
  { files, mark }: Pick<PublishCommit, 'files' | 'mark'>,
  there: ReadonlyMap<string, ListedObject>,
  signal: AbortSignal,
): Promise<Judgement[]> {
  const judgements: Judgement[] = [];
  await eachUpTo(files.entries(), LOOKS_AT_ONCE, async ([index, file]) => {
    judgements[index] = await judgeThere(s3, at, file, there.get(file.key), mark, signal);
  });
  return judgements;
}
