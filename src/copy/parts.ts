import type { ObjectHead, Tag, UploadRef, WriteManner } from '../s3/object-types.ts';
import { firstListed } from '../listing/first-listed.ts';
import { S3Error, type BothSides, type BucketRef, type ListedObject, type Pacer, type S3 } from '../s3/types.ts';
import { canBeReplayed, equalParts, etagOfParts, likeTheFirst, partsIn, type PartSizes } from './part-plan.ts';
import { refusesTags } from './refusals.ts';
import type { ObjectPolicy } from '../contracts/objects.ts';

export interface PartsTask {
  readonly source: BucketRef;
  readonly target: BucketRef;
  readonly sourceKey: string;
  readonly targetKey: string;
  readonly object: ListedObject;
  readonly policy: ObjectPolicy;
  readonly manner: WriteManner | undefined;
  readonly storageClass: string;
  /** Small enough for CopyObject: in parts only to keep its layout. */
  readonly mayBeWhole: boolean;
  readonly pacer: Pacer | undefined;
}

export type PartsOutcome =
  | { readonly kind: 'copied'; readonly etag: string; readonly withoutTags: boolean }
  | { readonly kind: 'archived' }
  /** Its layout cannot be made again, and one request copies it as well. */
  | { readonly kind: 'better-whole' }
  /** Nothing was written, or what was written is not what it should be. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Parts of one object under way at a time; the worker's pacer and sockets bound all objects together. */
const PARTS_AT_ONCE = 8;

/**
 * Copies one object by UploadPartCopy, every part pinned to the ETag that was listed. Parts carry bytes only, so metadata,
 * content headers and tags are read once and said when the upload begins. Where the source was uploaded in parts, the same
 * parts are made again: the ETag, a hash of their hashes, then stays.
 * Rejects with S3Error, the upload aborted before.
 */
export async function copyInParts(s3: BothSides, task: PartsTask, signal: AbortSignal): Promise<PartsOutcome> {
  const { object, policy, source, sourceKey } = task;
  const head = await s3.source.headObject({ from: source, key: sourceKey, etag: object.etag }, signal);
  if (head.archiveStatus !== null) return { kind: 'archived' };
  if (head.missingMetadata > 0) {
    const message = `S3 holds ${head.missingMetadata} metadata entries of this object that it cannot put into headers, so they cannot be carried`;
    return { kind: 'failed', code: 'MetadataUnreadable', message };
  }
  const layout = await layoutOf(s3.source, task, signal);
  if (layout === null && task.mayBeWhole) return { kind: 'better-whole' };
  const tags = await tagsOf(s3.source, task, signal);
  const sizes = layout ?? equalParts(head.bytes, policy.partBytes);
  if (sizes === null)
    return { kind: 'failed', code: 'EntityTooLarge', message: 'The object is larger than 10,000 parts of 5 GiB, the most that S3 takes' };
  const { upload, withoutTags } = await begin(s3.target, task, head, tags, signal);
  try {
    const etags = await copyParts(s3.target, task, upload, sizes, signal);
    const made = await complete(s3.target, task, upload, { etags, head }, signal);
    return made.kind === 'copied' ? { ...made, withoutTags } : made;
  } catch (error) {
    const aborting = s3.target.abortUpload(upload).catch(() => undefined);
    // Whoever is told to leave does not wait for S3: what does not get through is swept later.
    if (!signal.aborted) await aborting;
    throw error;
  }
}

/** Null: they may not be read, and the policy takes that. */
async function tagsOf(s3: S3, { policy, source, sourceKey }: PartsTask, signal: AbortSignal): Promise<readonly Tag[] | null> {
  if (policy.tags === 'drop') return [];
  try {
    return await s3.getTags(source, sourceKey, signal);
  } catch (error) {
    if (policy.tags === 'if-allowed' && error instanceof S3Error && refusesTags(error)) return null;
    throw error;
  }
}

interface Begun {
  readonly upload: UploadRef;
  readonly withoutTags: boolean;
}

async function begin(s3: S3, task: PartsTask, head: ObjectHead, tags: readonly Tag[] | null, signal: AbortSignal): Promise<Begun> {
  const { contentHeaders, metadata } = head;
  const { manner, policy, storageClass, target, targetKey } = task;
  const plain = { to: target, key: targetKey, storageClass, contentHeaders, metadata, manner };
  try {
    return { upload: await s3.createUpload({ ...plain, tags: tags ?? [] }, signal), withoutTags: tags === null };
  } catch (error) {
    const mayGoWithout = policy.tags === 'if-allowed' && tags !== null && tags.length > 0;
    if (!mayGoWithout || !(error instanceof S3Error) || !refusesTags(error)) throw error;
    return { upload: await s3.createUpload({ ...plain, tags: [] }, signal), withoutTags: true };
  }
}

/** The parts that the source was uploaded in, as far as S3 tells and would take again; null: in one piece, or not to be told. */
async function layoutOf(s3: S3, { source, sourceKey, object }: PartsTask, signal: AbortSignal): Promise<PartSizes | null> {
  const count = partsIn(object.etag);
  if (count === null) return null;
  const sizeOf = async (part: number) => {
    const head = await s3.headObject({ from: source, key: sourceKey, etag: object.etag, part }, signal);
    return head.parts === count ? head.bytes : null;
  };
  if (count === 1) return canBeReplayed([object.size], object.size) ? [object.size] : null;
  const first = await sizeOf(1);
  if (first === null) return null;
  const guess = likeTheFirst(object.size, first, count);
  // Two parts are what the first and the total say; of more, the last one must agree.
  const sizes = guess !== null && (count === 2 || (await sizeOf(count)) === guess.at(-1)) ? guess : await eachOf(count, sizeOf);
  return sizes !== null && canBeReplayed(sizes, object.size) ? sizes : null;
}

async function eachOf(count: number, sizeOf: (part: number) => Promise<number | null>): Promise<PartSizes | null> {
  const sizes = await inLanes(count, (at) => sizeOf(at + 1));
  return sizes.every((size) => size !== null) ? sizes : null;
}

async function copyParts(s3: S3, task: PartsTask, upload: UploadRef, sizes: PartSizes, signal: AbortSignal): Promise<readonly string[]> {
  const { manner, object, pacer, sourceKey } = task;
  const source = { ...task.source, key: sourceKey, etag: object.etag };
  const firsts: number[] = [];
  let total = 0;
  for (const size of sizes) {
    firsts.push(total);
    total += size;
  }
  // One part that failed ends the others: the upload is lost with it.
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  try {
    return await inLanes(sizes.length, async (at) => {
      const [first, size] = [firsts[at]!, sizes[at]!];
      const range = sizes.length === 1 ? null : { first, last: first + size - 1 };
      try {
        const answer = await s3.copyPart({ upload, source, part: at + 1, range, manner, pacer }, either);
        return answer.etag;
      } catch (error) {
        failed.abort(error);
        throw error;
      }
    });
  } catch (error) {
    throw failed.signal.aborted && !signal.aborted ? failed.signal.reason : error;
  }
}

/** The work of each index, a few at a time; the first failure is thrown when all that runs has ended. */
async function inLanes<T>(count: number, work: (at: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  let failed = false;
  const lane = async () => {
    while (!failed && next < count) {
      const at = next;
      next += 1;
      try {
        results[at] = await work(at);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(PARTS_AT_ONCE, count) }, lane));
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  return results;
}

interface Copied {
  readonly etags: readonly string[];
  readonly head: ObjectHead;
}

async function complete(s3: S3, task: PartsTask, upload: UploadRef, { etags, head }: Copied, signal: AbortSignal): Promise<PartsOutcome> {
  const { object, policy } = task;
  const expected = etagOfParts(etags);
  try {
    const ifAbsent = policy.overwrite === 'never';
    const { checksum, encryption, etag } = await s3.completeUpload({ upload, etags, bytes: object.size, ifAbsent }, signal);
    // Under KMS an ETag is no MD5 of anything (API_Object).
    const comparable = expected !== null && !(encryption ?? '').startsWith('aws:kms');
    if (comparable && etag !== expected) {
      const message = `The parts make the ETag ${expected}, and S3 answered ${etag}`;
      return { kind: 'failed', code: 'PartsMismatch', message };
    }
    const [before, after] = [head.checksum, checksum];
    const sameKind =
      before !== null && before.type === 'FULL_OBJECT' && after?.type === before.type && after.algorithm === before.algorithm;
    if (sameKind && after.value !== before.value) {
      const message = `The ${before.algorithm} of the source is ${before.value}, that of the copy ${after.value}`;
      return { kind: 'failed', code: 'ChecksumMismatch', message };
    }
    return { kind: 'copied', etag, withoutTags: false };
  } catch (error) {
    // A completion whose answer was lost leaves no upload to complete again, and an object where nothing was to be.
    const mayBeDone = error instanceof S3Error && error.tries > 1 && (error.code === 'NoSuchUpload' || error.status === 412);
    if (!mayBeDone || expected === null) throw error;
    const made = await listedAt(s3, task.target, task.targetKey, signal);
    if (made?.etag !== expected || made.size !== object.size) throw error;
    return { kind: 'copied', etag: made.etag, withoutTags: false };
  }
}

/** One key's listing: size, ETag and storage class in one request, and no permission beyond listing. */
export async function listedAt(s3: S3, from: BucketRef, key: string, signal: AbortSignal): Promise<ListedObject | null> {
  const first = await firstListed(s3, { from, prefix: key }, signal);
  // In byte order the key itself is the first of all keys that it is a prefix of.
  return first !== null && first.key === key ? first : null;
}
