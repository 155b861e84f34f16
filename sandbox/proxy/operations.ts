/**
 * S3's operations by method, level and sub-resource, as the "Request Syntax" of each page of the Amazon S3 API
 * reference has them. An operation without a row is named by its method and sub-resource: the log never drops a request.
 */
type Level = 'service' | 'bucket' | 'object';

const OPERATIONS = [
  ['GET', 'service', '', 'ListBuckets'],
  ['PUT', 'bucket', '', 'CreateBucket'],
  ['DELETE', 'bucket', '', 'DeleteBucket'],
  ['HEAD', 'bucket', '', 'HeadBucket'],
  ['GET', 'bucket', '', 'ListObjects'],
  ['GET', 'bucket', 'list-type', 'ListObjectsV2'],
  ['GET', 'bucket', 'versions', 'ListObjectVersions'],
  ['GET', 'bucket', 'uploads', 'ListMultipartUploads'],
  ['GET', 'bucket', 'location', 'GetBucketLocation'],
  ['GET', 'bucket', 'policy', 'GetBucketPolicy'],
  ['PUT', 'bucket', 'policy', 'PutBucketPolicy'],
  ['DELETE', 'bucket', 'policy', 'DeleteBucketPolicy'],
  ['GET', 'bucket', 'policyStatus', 'GetBucketPolicyStatus'],
  ['GET', 'bucket', 'acl', 'GetBucketAcl'],
  ['PUT', 'bucket', 'acl', 'PutBucketAcl'],
  ['GET', 'bucket', 'versioning', 'GetBucketVersioning'],
  ['PUT', 'bucket', 'versioning', 'PutBucketVersioning'],
  ['GET', 'bucket', 'encryption', 'GetBucketEncryption'],
  ['PUT', 'bucket', 'encryption', 'PutBucketEncryption'],
  ['GET', 'bucket', 'lifecycle', 'GetBucketLifecycleConfiguration'],
  ['PUT', 'bucket', 'lifecycle', 'PutBucketLifecycleConfiguration'],
  ['GET', 'bucket', 'tagging', 'GetBucketTagging'],
  ['PUT', 'bucket', 'tagging', 'PutBucketTagging'],
  ['GET', 'bucket', 'ownershipControls', 'GetBucketOwnershipControls'],
  ['PUT', 'bucket', 'ownershipControls', 'PutBucketOwnershipControls'],
  ['GET', 'bucket', 'publicAccessBlock', 'GetPublicAccessBlock'],
  ['PUT', 'bucket', 'publicAccessBlock', 'PutPublicAccessBlock'],
  ['GET', 'bucket', 'requestPayment', 'GetBucketRequestPayment'],
  ['GET', 'bucket', 'object-lock', 'GetObjectLockConfiguration'],
  ['GET', 'bucket', 'replication', 'GetBucketReplication'],
  ['GET', 'bucket', 'notification', 'GetBucketNotificationConfiguration'],
  ['POST', 'bucket', 'delete', 'DeleteObjects'],
  ['POST', 'bucket', '', 'PostObject'],
  ['GET', 'object', '', 'GetObject'],
  ['HEAD', 'object', '', 'HeadObject'],
  ['PUT', 'object', '', 'PutObject'],
  ['PUT', 'object', 'x-amz-copy-source', 'CopyObject'],
  ['DELETE', 'object', '', 'DeleteObject'],
  ['GET', 'object', 'attributes', 'GetObjectAttributes'],
  ['GET', 'object', 'tagging', 'GetObjectTagging'],
  ['PUT', 'object', 'tagging', 'PutObjectTagging'],
  ['DELETE', 'object', 'tagging', 'DeleteObjectTagging'],
  ['GET', 'object', 'acl', 'GetObjectAcl'],
  ['PUT', 'object', 'acl', 'PutObjectAcl'],
  ['GET', 'object', 'retention', 'GetObjectRetention'],
  ['PUT', 'object', 'retention', 'PutObjectRetention'],
  ['GET', 'object', 'legal-hold', 'GetObjectLegalHold'],
  ['PUT', 'object', 'legal-hold', 'PutObjectLegalHold'],
  ['POST', 'object', 'restore', 'RestoreObject'],
  ['POST', 'object', 'select', 'SelectObjectContent'],
  ['POST', 'object', 'uploads', 'CreateMultipartUpload'],
  ['PUT', 'object', 'uploadId', 'UploadPart'],
  ['PUT', 'object', 'uploadId+x-amz-copy-source', 'UploadPartCopy'],
  ['POST', 'object', 'uploadId', 'CompleteMultipartUpload'],
  ['DELETE', 'object', 'uploadId', 'AbortMultipartUpload'],
  ['GET', 'object', 'uploadId', 'ListParts'],
] as const satisfies readonly (readonly [string, Level, string, string])[];

export type KnownOperation = (typeof OPERATIONS)[number][3];
export const OPERATION_NAMES: readonly KnownOperation[] = OPERATIONS.map(([, , , name]) => name);

const BY_SHAPE: ReadonlyMap<string, KnownOperation> = new Map(
  OPERATIONS.map(([method, level, resource, name]) => [`${method} ${level} ${resource}`, name]),
);
const SUB_RESOURCES: ReadonlySet<string> = new Set(
  OPERATIONS.map(([, , resource]) => resource).filter((resource) => /^[a-zA-Z-]+$/.test(resource) && !resource.startsWith('x-')),
);

/** Where the request points, how it asks, and whether it names a copy source. */
export function operationOf(shape: {
  readonly method: string;
  readonly bucket: string | null;
  readonly key: string | null;
  readonly queryNames: readonly string[];
  readonly copies: boolean;
}): string {
  const level: Level = shape.bucket === null ? 'service' : shape.key === null ? 'bucket' : 'object';
  const named = shape.queryNames.find((name) => SUB_RESOURCES.has(name)) ?? '';
  const copied =
    shape.copies && shape.method === 'PUT' && level === 'object'
      ? named === ''
        ? 'x-amz-copy-source'
        : `${named}+x-amz-copy-source`
      : named;
  return (
    BY_SHAPE.get(`${shape.method} ${level} ${copied}`) ??
    BY_SHAPE.get(`${shape.method} ${level} ${named}`) ??
    `${shape.method} ${level}${named === '' ? '' : ` ?${named}`}`
  );
}
