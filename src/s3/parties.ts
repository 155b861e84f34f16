/** A bucket and the account that must own it: sent as an expected-owner header with every call. */
export interface BucketRef {
  readonly bucket: string;
  /** Null when nobody knows the account: then any bucket of that name will do. */
  readonly owner: string | null;
  /** Reading is paid by whoever asks, and S3 wants that said (x-amz-request-payer). */
  readonly requesterPays?: boolean | undefined;
}

/**
 * Who bounds the rate of copies (copy/rate.ts). Asked before each try on the wire, and told how it went: tries that S3
 * throttled are tries all the same.
 */
export interface Pacer {
  /** Undefined when the try may go at once; else resolves when it may. Rejects when the signal aborts. */
  admit(signal: AbortSignal | undefined): Promise<void> | undefined;
  /** `ms`: from sending to the answer's end. `slow-down`: 503 or SlowDown, also inside of a 200. */
  answered(how: 'ok' | 'slow-down' | 'other', ms: number): void;
}

/** A side's bucket as requests name it. An empty account is one that nobody has said. */
export function bucketOf({ bucket, account }: { readonly bucket: string; readonly account: string }): BucketRef {
  return { bucket, owner: account === '' ? null : account };
}
