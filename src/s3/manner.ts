import type { WriteManner } from './object-types.ts';

/** The headers of a manner that every write takes alike. With a Bucket Key, KMS is asked once for many objects (userguide/bucket-key). */
export function encryptionAndAcl(manner: WriteManner | undefined): Record<string, string> {
  const named: Record<string, string> = {};
  if (manner?.kmsKey !== undefined) {
    named['x-amz-server-side-encryption'] = 'aws:kms';
    named['x-amz-server-side-encryption-aws-kms-key-id'] = manner.kmsKey;
    named['x-amz-server-side-encryption-bucket-key-enabled'] = 'true';
  }
  if (manner?.acl !== undefined) named['x-amz-acl'] = manner.acl;
  return named;
}
