import { excludedBy, type Rules } from '../listing/equality.ts';
import type { BothSides, BucketRef, ListedObject, S3 } from '../s3/types.ts';
import { S3Error } from '../s3/types.ts';

export interface KeyPlace {
  readonly source: BucketRef;
  readonly target: BucketRef;
  readonly sourceKey: string;
  readonly targetKey: string;
}

/** How one copy ended. `tries` counts CopyObject calls that were answered. */
export type KeyOutcome =
  | { readonly outcome: 'copied'; readonly object: ListedObject; readonly targetETag: string; readonly changed: boolean }
  | { readonly outcome: 'vanished' }
  | { readonly outcome: 'excluded'; readonly reason: 'after-cut-off' | 'archived' }
  | { readonly outcome: 'failed'; readonly code: string; readonly message: string; readonly status: number };

/** A source that changes faster than it can be copied is named as failed after this many looks. */
const LOOKS_UP_TO = 4;

/**
 * Copies one key, pinned to the ETag that was listed. When S3 says that the source changed or went (412, 404),
 * the key is listed again and decided afresh: a new body, no longer of this migration, or gone.
 * Rejects only for what concerns the whole folder: a bucket that is not there, a signal that aborted.
 */
export async function copyKey(
  s3: BothSides,
  place: KeyPlace,
  listed: ListedObject,
  rules: Rules,
  signal: AbortSignal,
): Promise<KeyOutcome> {
  let object = listed;
  for (let look = 1; ; look += 1) {
    try {
      const answer = await s3.target.copyObject(
        {
          source: { ...place.source, key: place.sourceKey, etag: object.etag },
          target: { ...place.target, key: place.targetKey },
          storageClass: object.storageClass,
        },
        signal,
      );
      return { outcome: 'copied', object, targetETag: answer.etag, changed: look > 1 };
    } catch (error) {
      if (!(error instanceof S3Error) || error.code === 'NoSuchBucket') throw error;
      const mayHaveChanged = error.status === 412 || error.status === 404;
      if (!mayHaveChanged || look >= LOOKS_UP_TO) return failed(error);
      const now = await lookAgain(s3.source, place, signal);
      if (now === null) return { outcome: 'vanished' };
      const rule = excludedBy(now, rules);
      if (rule !== null) return { outcome: 'excluded', reason: rule };
      object = { ...now, key: listed.key };
    }
  }
}

function failed(error: S3Error): KeyOutcome {
  return { outcome: 'failed', code: error.code, message: error.message, status: error.status };
}

/** One key's listing: ListObjectsV2 gives size, ETag and storage class in one request, and needs no permission beyond listing. */
async function lookAgain(s3: S3, place: KeyPlace, signal: AbortSignal): Promise<ListedObject | null> {
  const page = await s3.listPage({ from: place.source, prefix: place.sourceKey, maxKeys: 1 }, signal);
  const first = page.objects[0];
  // In byte order the key itself is the first of all keys that it is a prefix of.
  return first !== undefined && first.key === place.sourceKey ? first : null;
}
