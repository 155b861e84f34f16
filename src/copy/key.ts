import { DEFAULT_OBJECT_POLICY, type ObjectPolicy } from '../contracts/objects.ts';
import { equality, excludedBy, type ExclusionRule, type Rules } from '../listing/equality.ts';
import type { WriteManner } from '../s3/object-types.ts';
import { S3Error, type BothSides, type BucketRef, type CopyInput, type ListedObject, type Pacer } from '../s3/types.ts';
import { copyInParts, listedAt, type PartsOutcome, type PartsTask } from './parts.ts';
import { partsIn, WHOLE_UP_TO_BYTES } from './part-plan.ts';
import { judgeRefusal, refusesTags, type Refusal } from './refusals.ts';

export interface KeyPlace {
  readonly source: BucketRef;
  readonly target: BucketRef;
  readonly sourceKey: string;
  readonly targetKey: string;
}

/** How one copy ended. */
export type KeyOutcome =
  | {
      readonly outcome: 'copied';
      readonly object: ListedObject;
      readonly targetETag: string;
      readonly changed: boolean;
      /** Tags could not be read or written, and the policy takes that. */
      readonly withoutTags: boolean;
    }
  /** Nothing was to be overwritten, and the target turned out to have this very object. */
  | { readonly outcome: 'identical'; readonly object: ListedObject; readonly targetETag: string }
  | { readonly outcome: 'vanished' }
  | { readonly outcome: 'excluded'; readonly reason: ExclusionRule }
  /** `code`: S3's, or ours: `exists`, `PartsMismatch`, `ChecksumMismatch`, `MetadataUnreadable`. */
  | {
      readonly outcome: 'failed';
      readonly code: string;
      readonly message: string;
      readonly status: number;
      /** Of the request that was refused; absent where no single one was. */
      readonly requestId?: string | undefined;
      readonly refusal: Pick<Refusal, 'kind' | 'reason' | 'next'>;
    };

type Failed = Extract<KeyOutcome, { outcome: 'failed' }>;

/** What holds for every key of a folder, made once. */
export interface KeyRules {
  readonly rules: Rules;
  readonly policy: ObjectPolicy;
  /** Null where the policy is S3's own way: the plain request, whose headers nothing is added to. */
  readonly manner: WriteManner | undefined;
  readonly pacer: Pacer | undefined;
  /** Larger objects are copied in parts. */
  readonly wholeUpToBytes: number;
}

export function keyRules(
  rules: Rules,
  policy: ObjectPolicy = DEFAULT_OBJECT_POLICY,
  pacer?: Pacer,
  wholeUpToBytes = WHOLE_UP_TO_BYTES,
): KeyRules {
  return { rules, policy, manner: mannerOf(policy), pacer, wholeUpToBytes };
}

/** A source that changes faster than it can be copied is named as failed after this many looks. */
const LOOKS_UP_TO = 4;

/**
 * Copies one key, pinned to the ETag that was listed: whole, or in parts where it is too large for that. When S3 says that
 * the source changed or went (412, 404), the key is listed again and decided afresh: a new body, no longer of this
 * migration, or gone.
 * Rejects for what concerns more than the key, with the S3Error (`judgeRefusal` says folder or worker), and when the signal aborts.
 */
export async function copyKey(
  s3: BothSides,
  place: KeyPlace,
  listed: ListedObject,
  how: KeyRules,
  signal: AbortSignal,
): Promise<KeyOutcome> {
  let object = listed;
  let manner = how.manner;
  for (let look = 1; ; look += 1) {
    try {
      if (goesInParts(object, how)) {
        const made = await copyInParts(s3, partsTask(place, object, how), signal);
        if (made.kind !== 'better-whole') return ofParts(made, object, look > 1);
      }
      const answer = await s3.target.copyObject(copyInput(place, object, how, manner), signal);
      return { outcome: 'copied', object, targetETag: answer.etag, changed: look > 1, withoutTags: manner !== how.manner };
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      if (error.code === 'InvalidObjectState') return { outcome: 'excluded', reason: 'archived' };
      if (how.policy.tags === 'if-allowed' && manner === how.manner && error.operation === 'CopyObject' && refusesTags(error)) {
        manner = { ...how.manner, tags: 'drop' };
        look -= 1;
        continue;
      }
      const refusal = judgeRefusal(error);
      if (refusal.kind === 'folder' || refusal.kind === 'worker') throw error;
      const mayHaveChanged = error.status === 412 || error.status === 404 || error.code === 'ConditionalRequestConflict';
      if (!mayHaveChanged) return failed(error, refusal);
      if (how.policy.overwrite === 'never' && mayBeOfTarget(error)) {
        const met = await atTarget(s3, place, object, signal);
        if (met !== null) return met;
      }
      if (look >= LOOKS_UP_TO) return failed(error, refusal);
      const now = await listedAt(s3.source, sourceOf(place, how.policy), place.sourceKey, signal);
      if (now === null) return { outcome: 'vanished' };
      const rule = excludedBy(now, how.rules);
      if (rule !== null) return { outcome: 'excluded', reason: rule };
      object = { ...now, key: listed.key };
    }
  }
}

/** Whether an object is copied in parts, and not by one request. */
export function goesInParts(
  { etag, size }: ListedObject,
  { policy, wholeUpToBytes }: Pick<KeyRules, 'policy' | 'wholeUpToBytes'>,
): boolean {
  return size > wholeUpToBytes || (policy.keepPartLayout && partsIn(etag) !== null);
}

function copyInput(place: KeyPlace, object: ListedObject, { pacer, policy }: KeyRules, manner: WriteManner | undefined): CopyInput {
  return {
    source: { bucket: place.source.bucket, owner: place.source.owner, key: place.sourceKey, etag: object.etag },
    target: { bucket: place.target.bucket, owner: place.target.owner, key: place.targetKey },
    storageClass: storageClassOf(object, policy),
    ifAbsent: policy.overwrite === 'never',
    manner,
    pacer,
  };
}

function partsTask(place: KeyPlace, object: ListedObject, { manner, pacer, policy, wholeUpToBytes }: KeyRules): PartsTask {
  const mayBeWhole = object.size <= wholeUpToBytes;
  return {
    ...place,
    source: sourceOf(place, policy),
    object,
    policy,
    manner,
    storageClass: storageClassOf(object, policy),
    mayBeWhole,
    pacer,
  };
}

const sourceOf = ({ source }: KeyPlace, { requesterPays }: ObjectPolicy): BucketRef =>
  requesterPays ? { ...source, requesterPays } : source;

const storageClassOf = ({ storageClass }: ListedObject, policy: ObjectPolicy): string =>
  policy.storageClass === 'keep' ? storageClass : policy.storageClass;

/** The manner of writing that a policy means; undefined when it is the plain copy's. */
function mannerOf(policy: ObjectPolicy): WriteManner | undefined {
  const manner: WriteManner = {
    ...(policy.tags === 'drop' ? { tags: 'drop' } : {}),
    ...(policy.kmsKey === null ? {} : { kmsKey: policy.kmsKey }),
    ...(policy.acl === 'none' ? {} : { acl: policy.acl }),
    ...(policy.annotations === 'copy' ? { annotations: 'copy' } : {}),
    ...(policy.requesterPays ? { requesterPays: true } : {}),
  };
  return Object.keys(manner).length === 0 ? undefined : manner;
}

/**
 * A 412 speaks of the source (x-amz-copy-source-if-match) or of the target (If-None-Match). S3 says which in an element of
 * its error; where a server does not, the target is looked at. A completion has no condition on the source.
 */
function mayBeOfTarget({ condition, operation, status }: S3Error): boolean {
  if (operation === 'UploadPartCopy' || operation === 'HeadObject') return false;
  return status !== 404 && (condition === undefined || !/^x-amz-copy-source-/i.test(condition));
}

/** What lies where nothing is to be overwritten: this object (perhaps by a try of ours whose answer was lost), another one, or nothing. */
async function atTarget(s3: BothSides, place: KeyPlace, object: ListedObject, signal: AbortSignal): Promise<KeyOutcome | null> {
  const there = await listedAt(s3.target, place.target, place.targetKey, signal);
  if (there === null) return null;
  const found = equality(object, there, null);
  if (found.equal && found.by === 'etag') return { outcome: 'identical', object, targetETag: there.etag };
  const why = found.equal
    ? 'of the same size whose ETag cannot be compared'
    : `whose ${found.differs === 'size' ? 'size' : 'ETag'} differs`;
  return {
    outcome: 'failed',
    code: 'exists',
    message: `The target has an object ${why}, and nothing is to be overwritten`,
    status: 412,
    refusal: {
      kind: 'key',
      reason: 'another object is at the target, and nothing is to be overwritten',
      next: 'Move the object away, or let it be replaced: copy.objects.overwrite in migration.yml, --never-overwrite in a terminal.',
    },
  };
}

function ofParts(made: Exclude<PartsOutcome, { kind: 'better-whole' }>, object: ListedObject, changed: boolean): KeyOutcome {
  if (made.kind === 'copied') return { outcome: 'copied', object, targetETag: made.etag, changed, withoutTags: made.withoutTags };
  if (made.kind === 'archived') return { outcome: 'excluded', reason: 'archived' };
  const { code, message } = made;
  return {
    outcome: 'failed',
    code,
    message,
    status: 200,
    refusal: {
      kind: 'key',
      reason: 'the copy in parts is not what it should be',
      next: 'Run the stage again: it copies this object anew.',
    },
  };
}

function failed({ code, message, requestId, status }: S3Error, { kind, next, reason }: Refusal): Failed {
  return { outcome: 'failed', code, message, status, requestId, refusal: { kind, next, reason } };
}
