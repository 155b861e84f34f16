import { MigrationError, printable, type ErrorCode, type ErrorFacts } from '../errors.ts';
import type { S3Error } from './types.ts';

interface Explanation {
  readonly code: ErrorCode;
  readonly what: string;
  readonly next: string;
}

/**
 * S3's refusal as a person needs it: what could not be done, why, to which bucket and key, and what to do now.
 * `doing` reads as the subject of a sentence: "listing folder E9_FulfillmentOrder".
 */
export function explainS3Error(error: S3Error, doing: string): MigrationError {
  const { code, what, next } = explanationOf(error);
  const subject = doing.charAt(0).toUpperCase() + doing.slice(1);
  return new MigrationError(code, `${subject} failed: ${what}`, {
    next,
    cause: error,
    details: detailsOf(error),
  });
}

/** Which request it was, for whoever asks AWS: no credential is among it. */
export function detailsOf(error: S3Error): ErrorFacts['details'] & object {
  return {
    operation: error.operation,
    bucket: error.bucket,
    sourceBucket: error.sourceBucket,
    key: error.key === '' ? undefined : printable(error.key),
    status: error.status === 0 ? undefined : error.status,
    s3Code: error.code,
    requestId: error.requestId === '' ? undefined : error.requestId,
    tries: error.tries,
  };
}

function explanationOf(error: S3Error): Explanation {
  const bucket = error.bucket;
  const said = `${error.code}: ${error.message}`;
  const buckets = error.sourceBucket === undefined || error.sourceBucket === bucket ? bucket : `${error.sourceBucket} or ${bucket}`;

  if (error.bucketRegion !== undefined && REGION_CODES.has(error.code)) {
    return {
      code: 'USAGE',
      what: `bucket ${bucket} is in region ${error.bucketRegion}, and the request went elsewhere (${error.code})`,
      next: `Set the region of ${bucket} to ${error.bucketRegion}: in migration.yml, or by --source-region or --target-region.`,
    };
  }
  if (REGION_CODES.has(error.code)) {
    return {
      code: 'USAGE',
      what: `bucket ${bucket} is in another region than the request went to (${said})`,
      next: `Find it with \`aws s3api get-bucket-location --bucket ${bucket}\` and set it in migration.yml, or by --source-region or --target-region.`,
    };
  }
  if (error.code === 'NoSuchBucket') {
    return {
      code: 'BUCKET_MISSING',
      what: `there is no bucket ${buckets}`,
      next: `Check the name, in migration.yml or on the command line: ${error.sourceBucket === undefined ? 'it is' : 'one of them is'} misspelt, deleted, or not made yet.`,
    };
  }
  // data-science-on-aws#221, boto3#3270: a gateway endpoint in the route table answers a cross-Region copy so, for ever.
  if (error.status === 403 && /vpc endpoint/i.test(error.message)) {
    return {
      code: 'ACCESS_DENIED',
      what: `the request went through a VPC endpoint, which S3 does not let copy between regions (${said})`,
      next: "Take the S3 gateway endpoint out of the worker subnet's route table; requests then go out over the internet, the objects' bytes never do.",
    };
  }
  if (CREDENTIAL_CODES.has(error.code)) {
    return {
      code: 'ACCESS_DENIED',
      what: `S3 does not accept the credentials (${said})`,
      next: 'Check which role or keys are used (in a terminal: the profile or AWS_ACCESS_KEY_ID of the environment), and that the endpoint belongs to them.',
    };
  }
  if (EXPIRY_CODES.has(error.code)) {
    return {
      code: 'CREDENTIALS_MISSING',
      what: `the credentials have ended, and asking for new ones brought none that S3 takes (${said})`,
      next: 'Log in again, or re-run the job: it goes on where it stopped.',
    };
  }
  if (error.code === 'InvalidObjectState') {
    return {
      code: 'AWS_FAILED',
      what: `the object is archived (${said})`,
      next: `Restore it (aws s3api restore-object --bucket ${error.sourceBucket ?? bucket}), and run the stage again once that is done.`,
    };
  }
  if (error.status === 403 || error.code === 'AccessDenied') {
    return {
      code: 'ACCESS_DENIED',
      what: `S3 refused access to bucket ${buckets} (${said}). The caller's role or the bucket policy does not allow it, or the bucket does not exist, or belongs to another account than was said: S3 answers all of these alike`,
      next: `Check that ${bucket} exists, in the account that migration.yml or --source-account and --target-account give; that the role's own policy allows ${permissions(error)}; and that the bucket policy of ${error.sourceBucket ?? bucket} names that role if the bucket is in another account.`,
    };
  }
  if (error.operation === 'ListObjectsV2' && (error.code === 'Unreadable' || error.code === 'Unencoded')) {
    return {
      code: 'LISTING_BROKEN',
      what: `the listing of ${bucket} could not be seen whole: ${error.message}`,
      next:
        error.code === 'Unencoded'
          ? 'Use an S3 server that supports encoding-type=url: without it, keys with special characters cannot be told apart.'
          : 'Run the stage again; if it stays, look at what is between here and the S3 endpoint.',
    };
  }
  if (error.status === 0) {
    return {
      code: 'AWS_FAILED',
      what: `S3 did not answer in ${counted(error.tries)} (${error.message})`,
      next: 'Check the endpoint, the region, and the way to the network; then run the stage again.',
    };
  }
  if (error.code === 'EntityTooLarge' || /copy source.*maximum allowable size/i.test(error.message)) {
    return {
      code: 'AWS_FAILED',
      what: `the object is larger than the 5 GiB that one request copies (${said})`,
      next: 'Run the stage again: the object has grown since it was listed, and a fresh listing decides how it is copied.',
    };
  }
  return {
    code: 'AWS_FAILED',
    what: `S3 answered ${said} (HTTP ${error.status}, ${counted(error.tries)})`,
    next:
      error.status >= 500
        ? 'Run the stage again: it goes on where it stopped.'
        : 'Look up the S3 code; with the request id, AWS support can say more.',
  };
}

const REGION_CODES: ReadonlySet<string> = new Set([
  'PermanentRedirect',
  'TemporaryRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
  'Http301',
  'Http307',
]);

const CREDENTIAL_CODES: ReadonlySet<string> = new Set([
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidToken',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
]);

const EXPIRY_CODES: ReadonlySet<string> = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired']);

function permissions(error: S3Error): string {
  switch (error.operation) {
    case 'ListObjectsV2':
      return `s3:ListBucket on ${error.bucket}`;
    case 'GetObject':
      return `s3:GetObject and s3:ListBucket on ${error.bucket}`;
    case 'CopyObject':
      return `s3:GetObject and s3:GetObjectTagging on ${error.sourceBucket ?? 'the source'}, s3:PutObject and s3:PutObjectTagging on ${error.bucket} (and the KMS keys of both, where they are encrypted with one)`;
    case 'HeadObject':
      return `s3:GetObject and s3:ListBucket on ${error.bucket}`;
    case 'GetObjectTagging':
      return `s3:GetObjectTagging on ${error.bucket}`;
    case 'UploadPartCopy':
      return `s3:GetObject on ${error.sourceBucket ?? 'the source'} and s3:PutObject on ${error.bucket} (and the KMS keys of both, where they are encrypted with one)`;
    case 'CreateMultipartUpload':
      return `s3:PutObject and s3:PutObjectTagging on ${error.bucket} (and its KMS key, where it is encrypted with one)`;
    case 'AbortMultipartUpload':
      return `s3:AbortMultipartUpload on ${error.bucket}`;
    case 'ListMultipartUploads':
      return `s3:ListBucketMultipartUploads on ${error.bucket}`;
    case 'DeleteObject':
      // The condition on the ETag reads the object (userguide/conditional-deletes).
      return `s3:DeleteObject and s3:GetObject on ${error.bucket}`;
    default:
      return `s3:PutObject on ${error.bucket}`;
  }
}

function counted(tries: number): string {
  return tries === 1 ? '1 try' : `${tries} tries`;
}
