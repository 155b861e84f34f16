import type { S3Client } from '@aws-sdk/client-s3';
import { S3Error, type BucketRef, type Credentials } from '../../../src/s3/types.ts';

/** An S3 server to hold the client against, with a witness of another make who prepares and looks. */
export interface Subject {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
  /** Temporary credentials with the same rights; null where `Known.temporaryCredentials` is false. */
  readonly session: Credentials | null;
  /** Two buckets, empty at the start. */
  readonly source: BucketRef;
  readonly target: BucketRef;
  readonly witness: S3Client;
  stop(): Promise<void>;
}

/** What a server is known not to do as S3 does it. It is asked for it all the same: one that has learned it is noticed. */
export interface Known {
  /** Keys that it does not keep as they are: refused with 400, or kept under another name. */
  readonly oddKeys?: Readonly<Record<string, 'refused' | 'rewritten'>>;
  readonly enforcesExpectedOwner: boolean;
  readonly temporaryCredentials: boolean;
  /** A copy from or to a bucket that is not there is an internal error to it, which heals for nobody. */
  readonly missingBucketOfCopy?: { readonly source?: 'InternalError'; readonly target?: 'InternalError' };
  /** Behind the first of these keys it does not list the second, which lies next to it: to it, one is the other's folder. */
  readonly skips?: readonly [after: string, key: string];
  /** A deletion with If-Match of what is not there: 412, or 204, in place of 404. */
  readonly deletingNothing?: 'changed' | 'deleted';
  /** It does not encode keys in listings when it is asked to, so that its listings cannot be believed. */
  readonly doesNotEncode?: true;
  /** It has one storage class, and makes copies in it, whatever it is asked for. */
  readonly storageClassOfCopies?: 'STANDARD';
  /** It copies onto what is there, although it is told not to (If-None-Match). */
  readonly copiesOverAnything?: true;
  /** It archives nothing: what is said to be GLACIER is read and copied at once, and there is no restore. */
  readonly archivesNothing?: true;
  /** Its copies have no CRC64NVME, which S3 gives to each (API_CopyObject). */
  readonly copiesWithoutChecksum?: true;
  /** The ETag of a part that is copied is not the MD5 of its bytes, so that a layout that is replayed does not keep the ETag. */
  readonly otherETagsOfCopiedParts?: true;
  /** Its word for a part from beyond the end of its source, in place of 400. */
  readonly beyondTheEnd?: 416;
  /** It completes an upload of another size than the one that it is told (x-amz-mp-object-size). */
  readonly takesAnySize?: true;
  /** Its word for ending an upload that is not there: 204 in place of 404. */
  readonly abortingNothing?: 'aborted';
  /** It keeps no versions, and refuses to. */
  readonly keepsNoVersions?: true;
  /** It has no rules for the life of objects, and says so with this code. */
  readonly noLifecycle?: string;
  /** It says that it encodes keys of uploads, and leaves a plus sign as it is, which means a space then. */
  readonly plusInUploads?: ' ';
}

export const bytewise = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
export const bodyOf = (key: string): string => `the document of ${key}`;

export const refusal = async (promise: Promise<unknown>): Promise<S3Error> => {
  const thrown: unknown = await promise.catch((error: unknown) => error);
  if (!(thrown instanceof S3Error)) throw new Error(`expected an S3Error, got ${JSON.stringify(thrown)}`);
  return thrown;
};
