import { MigrationError, printable, type ErrorCode } from '../errors.ts';
import { detailsOf } from '../s3/explain.ts';
import { cureOf, socketErrorLasts } from '../s3/retry.ts';
import { S3Error } from '../s3/types.ts';

/**
 * What a refusal is about. `transient`: it heals, with time. `key`: this object only. `folder`: every object of the folder,
 * as far as anyone can tell. `worker`: whatever this worker asks for.
 */
export type RefusalKind = 'transient' | 'key' | 'folder' | 'worker';

export interface Refusal {
  readonly kind: RefusalKind;
  readonly code: ErrorCode;
  /** As the end of a sentence that says which copy failed. */
  readonly reason: string;
  readonly next: string;
}

interface Row {
  /** Any of S3's codes. */
  readonly codes: readonly string[];
  /** The call that was refused, where only one can mean this. */
  readonly operation?: string;
  /** What the message must say, where the code alone does not tell. */
  readonly says?: RegExp;
  readonly kind: RefusalKind;
  readonly code: ErrorCode;
  readonly reason: string;
  readonly next: string;
}

const DENIED = ['AccessDenied', 'Http403'] as const;

/**
 * Permanent refusals, the first row that fits. Across accounts S3 says no more than "Access Denied"
 * (userguide/troubleshoot-403-errors); within one it names the action and the kind of policy.
 * Words of S3 stand in messages only, so a row that needs them has a plainer one below it for when they change.
 */
const ROWS: readonly Row[] = [
  {
    codes: DENIED,
    // data-science-on-aws#221, boto3#3270, re:Post "troubleshoot copy between buckets".
    says: /vpc endpoint/i,
    kind: 'worker',
    code: 'ACCESS_DENIED',
    reason: 'the request went through a VPC endpoint, which does not let copies between regions pass',
    next: "Take the S3 gateway endpoint out of the worker subnet's route table: requests then go out over the internet, the objects' bytes never do.",
  },
  {
    codes: DENIED,
    says: /kms:\w+|KMS key|the ciphertext refers to/i,
    kind: 'folder',
    code: 'ACCESS_DENIED',
    reason: 'the KMS key of the source or of the target does not let the copy role use it',
    next: "Allow kms:Decrypt on the source's key and kms:GenerateDataKey on the target's, in the key's own policy and in the role's; the key aws/s3 cannot be used from another account.",
  },
  {
    codes: DENIED,
    says: /s3:(?:Get|Put)Object(?:Version)?Tagging/,
    kind: 'folder',
    code: 'ACCESS_DENIED',
    reason: 'the copy role may not read or write tags, and they are to be copied',
    next: 'Allow s3:GetObjectTagging at the source and s3:PutObjectTagging at the target, or set copy.objects.tags to if-allowed or drop.',
  },
  {
    codes: DENIED,
    operation: 'GetObjectTagging',
    kind: 'folder',
    code: 'ACCESS_DENIED',
    reason: 'the copy role may not read tags, and they are to be copied',
    next: 'Allow s3:GetObjectTagging at the source (in its bucket policy, too), or set copy.objects.tags to if-allowed or drop.',
  },
  {
    codes: DENIED,
    says: /s3:(?:Get|Put)Object(?:Version)?Annotation/,
    kind: 'folder',
    code: 'ACCESS_DENIED',
    reason: 'the copy role may not read or write annotations, and they are to be copied',
    next: 'Allow s3:GetObjectAnnotation at the source and s3:PutObjectAnnotation at the target, or leave copy.objects.annotations at exclude.',
  },
  {
    codes: DENIED,
    says: /s3:PutObject(?:Version)?Acl/,
    kind: 'folder',
    code: 'ACCESS_DENIED',
    reason: 'the copy role may not set an ACL',
    next: 'Allow s3:PutObjectAcl at the target, or set copy.objects.acl to none.',
  },
  {
    codes: [...DENIED, 'InvalidRequest'],
    says: /requester[ -]?pays|request-payer/i,
    kind: 'worker',
    code: 'ACCESS_DENIED',
    reason: 'the source bucket lets in only who pays for the requests',
    next: 'Set copy.objects.requesterPays to true, once it is agreed that this account pays.',
  },
  {
    codes: DENIED,
    says: /explicit deny/i,
    kind: 'folder',
    code: 'ACCESS_DENIED',
    reason: 'a policy denies it outright (a bucket policy, an organization policy or a permissions boundary)',
    next: 'Find the Deny that the message names: bucket policies may demand TLS, an encryption header, a condition on the write or an organization.',
  },
  {
    codes: DENIED,
    kind: 'key',
    code: 'ACCESS_DENIED',
    reason: 'S3 refused access, and across accounts it does not say why',
    next: "Check, in this order: the source's bucket policy names the copy role; the buckets belong to the accounts that migration.yml gives; the role's own policy allows reading (with tags) and writing (with tags); the KMS keys of both sides; whether the source wants the requester to pay.",
  },
  {
    codes: [
      'KMS.DisabledException',
      'KMS.InvalidStateException',
      'KMS.KMSInvalidStateException',
      'KMS.NotFoundException',
      'KMS.InvalidKeyUsageException',
      'KMS.AccessDeniedException',
      'KMS.InvalidGrantTokenException',
      'KMS.UnrecognizedClientException',
    ],
    kind: 'folder',
    code: 'ACCESS_DENIED',
    reason:
      'KMS refuses the key of the source or of the target: it is disabled, being deleted, unknown in this region, or not for the copy role',
    next: 'Look at the key that the message names; enable it and let the copy role use it, or give another one in copy.objects.kmsKey.',
  },
  {
    codes: ['InvalidObjectState'],
    kind: 'key',
    code: 'COPY_FAILED',
    reason: 'the object is archived and must be restored before it can be copied',
    next: 'Restore it (aws s3api restore-object) and run the stage again, or leave it: archived objects are excluded and counted.',
  },
  {
    codes: ['AccessControlListNotSupported'],
    kind: 'worker',
    code: 'COPY_FAILED',
    reason: 'the target bucket has ACLs switched off (Object Ownership: bucket owner enforced), and one was given',
    next: 'Set copy.objects.acl to none: the bucket owner owns every object there anyway.',
  },
  {
    codes: ['EntityTooLarge', 'InvalidRequest'],
    says: /maximum allow(?:ed|able) (?:size|object size)|larger than the maximum|too large/i,
    kind: 'key',
    code: 'COPY_FAILED',
    reason: 'the object is larger than one request copies (5 GiB), or than an upload of 10,000 parts holds',
    next: 'Run the stage again: the object has grown since it was listed, and a fresh listing decides how it is copied.',
  },
  {
    codes: ['InvalidRequest'],
    says: /stored using a form of server side encryption/i,
    kind: 'key',
    code: 'COPY_FAILED',
    reason: 'the object is encrypted with a key that only its writer has (SSE-C)',
    next: 'Copy this object by hand, with its key; the stage will find it in place.',
  },
  {
    codes: ['KeyTooLongError'],
    kind: 'key',
    code: 'COPY_FAILED',
    reason: "the key would be longer than S3's 1,024 bytes under the target's prefix",
    next: 'Choose a shorter target.prefix in migration.yml.',
  },
  {
    codes: ['MetadataTooLarge'],
    kind: 'key',
    code: 'COPY_FAILED',
    reason: "the object's metadata is larger than the 2 KB that S3 takes in headers",
    next: 'Copy this object by hand, with less metadata; the stage will find it in place.',
  },
  {
    codes: ['InvalidStorageClass'],
    kind: 'folder',
    code: 'COPY_FAILED',
    reason: "the target does not take the storage class of the source's objects",
    next: 'Give one that it takes in copy.objects.storageClass, such as STANDARD.',
  },
  {
    codes: ['NoSuchBucket'],
    kind: 'worker',
    code: 'BUCKET_MISSING',
    reason: 'there is no such bucket',
    next: 'Check the names, in migration.yml or on the command line: one of them is misspelt, deleted, or not made yet.',
  },
  {
    codes: [
      'PermanentRedirect',
      'TemporaryRedirect',
      'AuthorizationHeaderMalformed',
      'IllegalLocationConstraintException',
      'Http301',
      'Http307',
    ],
    kind: 'worker',
    code: 'USAGE',
    reason: 'the target bucket is in another region than the request went to',
    next: 'Set target.region in migration.yml, or --target-region, to where the bucket is (aws s3api get-bucket-location).',
  },
  {
    codes: ['InvalidRequest', 'InvalidArgument'],
    says: /accelerat/i,
    kind: 'worker',
    code: 'AWS_FAILED',
    reason: 'a Transfer Acceleration endpoint does not copy between regions',
    next: "Use the target bucket's regional endpoint.",
  },
  {
    codes: ['NotImplemented', 'MethodNotAllowed'],
    kind: 'worker',
    code: 'AWS_FAILED',
    reason: 'the server does not know how to do what the copy asks for',
    next: 'Look at copy.objects in migration.yml: S3 servers of other makes know fewer headers.',
  },
  {
    codes: ['AllAccessDisabled', 'AccountProblem', 'NotSignedUp'],
    kind: 'worker',
    code: 'ACCESS_DENIED',
    reason: 'AWS has closed this bucket or account',
    next: 'Ask AWS support, with the request id.',
  },
  {
    codes: ['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'InvalidToken', 'UnrecognizedClientException', 'InvalidClientTokenId'],
    kind: 'worker',
    code: 'ACCESS_DENIED',
    reason: 'S3 does not accept the credentials',
    next: 'Check which role or keys the worker uses, and that the endpoint belongs to them.',
  },
  {
    codes: ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'],
    kind: 'worker',
    code: 'CREDENTIALS_MISSING',
    reason: 'the credentials have ended, and asking for new ones brought none that S3 takes',
    next: 'Run the job again: it goes on where it stopped.',
  },
  {
    codes: ['RequestTimeTooSkewed'],
    kind: 'worker',
    code: 'AWS_FAILED',
    reason: "the machine's clock is wrong, and correcting it by S3's did not help",
    next: 'Set the clock (chrony, NTP), then run the job again.',
  },
];

/** Why a copy was refused, what it concerns, and what to do: the table above, then S3's own word on what heals. Pure. */
export function judgeRefusal(error: S3Error): Refusal {
  const row = ROWS.find(
    ({ codes, operation, says }) =>
      codes.includes(error.code) &&
      (operation === undefined || operation === error.operation) &&
      (says === undefined || says.test(error.message)),
  );
  if (row !== undefined) return { kind: row.kind, code: row.code, reason: row.reason, next: row.next };
  if (error.status === 0 && lastingSocket(error)) {
    const next = 'Check the endpoint and its certificate.';
    return { kind: 'worker', code: 'AWS_FAILED', reason: 'the connection to S3 cannot be made', next };
  }
  if (cureOf(error.status, error.code) !== 'none') {
    const next = 'Run the stage again: it goes on where it stopped.';
    return {
      kind: 'transient',
      code: 'AWS_FAILED',
      reason: `S3 did not manage it in ${error.tries} ${error.tries === 1 ? 'try' : 'tries'}`,
      next,
    };
  }
  if (error.status === 412 || error.status === 404 || error.status === 409) {
    const next = 'Run the stage again: it lists the object afresh.';
    return { kind: 'key', code: 'COPY_FAILED', reason: 'the object, or the upload of it, changed faster than it could be copied', next };
  }
  return {
    kind: 'key',
    code: 'COPY_FAILED',
    reason: 'S3 does not copy this object',
    next: 'Look up the S3 code; with the request id, AWS support can say more.',
  };
}

export const isDenied = (code: string): boolean => DENIED.some((denied) => denied === code);

/** Whether a refusal may be one of tags: it names them, or it is of the kind that names nothing. */
export function refusesTags(error: S3Error): boolean {
  if (!isDenied(error.code)) return false;
  if (error.operation === 'GetObjectTagging' || /ObjectTagging|ObjectVersionTagging/.test(error.message)) return true;
  return !/s3:|kms:|vpc endpoint|explicit deny/i.test(error.message);
}

/** Every copy of a folder is refused, and will be until somebody mends what it names. */
export class RefusedFolder extends MigrationError {}

/** The refusal as an error that ends a folder or a worker. `doing` begins the sentence: "Copying folder E9_FulfillmentOrder". */
export function refusedCopy(error: S3Error, doing: string): MigrationError {
  const { code, kind, next, reason } = judgeRefusal(error);
  const Refusing = kind === 'folder' ? RefusedFolder : MigrationError;
  return new Refusing(code, `${doing} failed: ${reason} (${error.code}: ${printable(error.message)})`, {
    next,
    cause: error,
    details: detailsOf(error),
  });
}

/**
 * How far what ended a folder reaches. `unclear`: a denial that says no more than that, which a grant that names some folders brings
 * as well as one that is not there at all (give-up.ts tells them apart).
 */
export type Reach = 'folder' | 'worker' | 'unclear';

/** Reasons of ours that hold for every folder alike. */
const HOLD_FOR_ALL: ReadonlySet<ErrorCode> = new Set([
  'STOPPED',
  'BUCKET_MISSING',
  'BUCKET_OWNER_MISMATCH',
  'CREDENTIALS_MISSING',
  'ROLE_REFUSED',
]);

/** Whole objects are read and written in the ledger only, which all folders share. */
const OF_LEDGER: ReadonlySet<string> = new Set(['GetObject', 'PutObject']);

/** By S3's own answer where there is one, else by our code. Pure; told where the error arose, as its cause does not travel between threads. */
export function reachOf(error: MigrationError): Reach {
  if (error.cause instanceof S3Error) {
    const { code, kind } = judgeRefusal(error.cause);
    if (kind === 'worker' || (code === 'ACCESS_DENIED' && OF_LEDGER.has(error.cause.operation))) return 'worker';
    return kind === 'key' && code === 'ACCESS_DENIED' ? 'unclear' : 'folder';
  }
  if (HOLD_FOR_ALL.has(error.code)) return 'worker';
  return error.code === 'ACCESS_DENIED' ? 'unclear' : 'folder';
}

function lastingSocket({ cause }: S3Error): boolean {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && socketErrorLasts(cause.code);
}
