import type { BucketRef } from '../../src/s3/types.ts';
import type { MemoryS3 } from '../fakes/memory-s3.ts';

/** An upload in parts that somebody has begun and not ended, without a part so far. */
export function leaveUpload(
  s3: MemoryS3,
  to: BucketRef,
  key: string,
  { initiated, initiator, uploadId = `of ${key}` }: { readonly initiated: string; readonly initiator: string; readonly uploadId?: string },
): void {
  const begun = { contentHeaders: {}, metadata: {}, tags: [], storageClass: 'STANDARD', manner: undefined };
  s3.uploads.set(uploadId, { ref: { to, key, uploadId }, begun, parts: new Map(), initiated, initiator });
}
