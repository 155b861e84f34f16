import type { Reading } from './answer.ts';
import type { WireAnswer } from './http.ts';
import type { Place, Stamp } from './request.ts';
import type { Unsigned } from './sign.ts';
import type { Pacer } from './types.ts';

/**
 * How long the server may say nothing. A copy, of an object or of a part, is silent until it is done, or sends a space now and then; up to 5 GiB
 * within one request can take minutes. So may a completion, in which white space is sent to keep the line open (API_CompleteMultipartUpload).
 */
export const SILENCE_MS = {
  ListObjectsV2: 30_000,
  GetObject: 30_000,
  PutObject: 60_000,
  DeleteObject: 60_000,
  CopyObject: 300_000,
  HeadObject: 30_000,
  GetObjectTagging: 30_000,
  CreateMultipartUpload: 60_000,
  UploadPartCopy: 300_000,
  CompleteMultipartUpload: 300_000,
  AbortMultipartUpload: 60_000,
  ListMultipartUploads: 30_000,
  GetBucketVersioning: 30_000,
  GetBucketLifecycleConfiguration: 30_000,
  GetBucketOwnershipControls: 30_000,
} as const;

/** One call, as values and pure functions: whoever performs it does the rest. */
export interface Call<T> {
  readonly operation: keyof typeof SILENCE_MS;
  readonly bucket: string;
  readonly key: string;
  readonly sourceBucket?: string;
  readonly body: Uint8Array | null;
  readonly pacer?: Pacer | undefined;
  build(place: Place, stamp: Stamp): Unsigned;
  /** The signed head at once, where there is a shorter way than `build`; null when this call has to take that one. */
  head?(place: Place, stamp: Stamp): string | null;
  /** `uncertain`: an earlier try may have been carried out although its answer was lost. */
  read(answer: WireAnswer, uncertain: boolean): Reading<T>;
}

/** Tries a call until it is read, cannot heal, or has used up its tries. */
export type Perform = <T>(call: Call<T>, signal: AbortSignal | undefined) => Promise<T>;
