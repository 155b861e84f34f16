import type { Facts, FindingClass, Verdict as RunVerdict } from '../contracts/findings.ts';
import { equality, excludedBy, type RecordedPair, type Rules } from '../listing/equality.ts';
import type { ListedObject } from '../s3/types.ts';

/** One key, with what both sides and the manifest know of it. */
export interface Sighting {
  readonly source: ListedObject | null;
  readonly target: ListedObject | null;
  readonly recorded: RecordedPair | null;
}

/** How a key is judged. Copy and verify apply the same rules. */
export interface VerifyRules extends Rules {
  /** `excluded`: an archived key that is not at the target belongs to nobody's account. `compared`: two sides, and no copier. */
  readonly archived: 'excluded' | 'compared';
}

/** What one key shows when both sides are listed afresh. */
export type Verdict =
  | { readonly kind: 'equal'; readonly by: 'etag' | 'recorded' }
  | { readonly kind: 'excluded' }
  | { readonly kind: 'finding'; readonly class: FindingClass; readonly detail: string | null };

// The verdicts of nearly all keys: nothing is made for them.
const BY_ETAG: Verdict = { kind: 'equal', by: 'etag' };
const BY_RECORD: Verdict = { kind: 'equal', by: 'recorded' };
export const EXCLUDED: Verdict = { kind: 'excluded' };
const TARGET_ONLY: Verdict = { kind: 'finding', class: 'target-only', detail: null };
const MISSING: Verdict = { kind: 'finding', class: 'missing-object', detail: null };
const SIZE_DIFFERS: Verdict = { kind: 'finding', class: 'size-differs', detail: null };
const CONTENT_DIFFERS: Verdict = { kind: 'finding', class: 'content-differs', detail: null };
export const SIZE_ONLY: Verdict = {
  kind: 'finding',
  class: 'unverifiable',
  detail: 'the ETags cannot be compared, and no copy is recorded: only the sizes are equal',
};
const NOWHERE: Verdict = {
  kind: 'finding',
  class: 'unverifiable',
  detail: 'the manifest says that it was copied, and it is at neither side',
};

/**
 * | source | target | what holds                                  | verdict             |
 * |--------|--------|---------------------------------------------|---------------------|
 * | no     | no     | only the manifest still knows it            | unverifiable        |
 * | no     | yes    |                                             | target-only         |
 * | yes    | any    | archived, not recorded, not equal by ETag   | archived            |
 * | yes    | any    | not of this migration                       | excluded            |
 * | yes    | no     |                                             | missing-object      |
 * | yes    | yes    | the target is not what the manifest says    | content-differs     |
 * | yes    | yes    | equal by ETag or recorded pair              | equal               |
 * | yes    | yes    | only the sizes are equal, nothing recorded  | unverifiable        |
 * | yes    | yes    | the source is not what the manifest copied  | changed-after-copy  |
 * | yes    | yes    | other size                                  | size-differs        |
 * | yes    | yes    | ETags differ                                | content-differs     |
 */
export function classify({ source, target, recorded }: Sighting, rules: VerifyRules): Verdict {
  if (source === null) return target === null ? NOWHERE : TARGET_ONLY;
  const rule = excludedBy(source, rules);
  // What the manifest has was copied while it was restored: it is judged as any other key is.
  if (rule === 'archived' && recorded === null && !isEqualByETag(source, target)) return archived(source, target);
  if (rule !== null && rule !== 'archived') return EXCLUDED;
  if (target === null) {
    if (recorded === null) return MISSING;
    return { kind: 'finding', class: 'missing-object', detail: `the copier was told that it was written, as ${recorded.targetETag}` };
  }
  const found = equality(source, target, recorded);
  if (found.equal) {
    // Partition reads by the manifest: an object that was written anew, however alike, is refused there.
    if (recorded !== null && recorded.targetETag !== target.etag)
      return {
        kind: 'finding',
        class: 'content-differs',
        detail: `the target was written since: the manifest says ${recorded.targetETag}`,
      };
    return found.by === 'size' ? SIZE_ONLY : found.by === 'etag' ? BY_ETAG : BY_RECORD;
  }
  if (recorded !== null && recorded.sourceETag !== source.etag) {
    return { kind: 'finding', class: 'changed-after-copy', detail: `copied as ${recorded.sourceETag}` };
  }
  return found.differs === 'size' ? SIZE_DIFFERS : CONTENT_DIFFERS;
}

function isEqualByETag(source: ListedObject, target: ListedObject | null): boolean {
  const found = target === null ? null : equality(source, target, null);
  return found !== null && found.equal && found.by === 'etag';
}

function archived({ storageClass }: ListedObject, target: ListedObject | null): Verdict {
  const there = target === null ? '' : ', and the target is not proven equal';
  return {
    kind: 'finding',
    class: 'archived',
    detail: `storage class ${storageClass}${there}: restore it, then run the migration again`,
  };
}

/**
 * Whether copying the folder again can heal a finding of this class. What only the target has is reported, never
 * repeated: nothing of the source is missing, and nothing is ever deleted.
 */
export const HEALED_BY_REPEAT: Readonly<Record<FindingClass, boolean>> = {
  'missing-folder': true,
  'source-folder-missing': false,
  'unexpected-folder': false,
  'missing-object': true,
  'size-differs': true,
  'content-differs': true,
  'changed-after-copy': true,
  'target-only': false,
  archived: false,
  'layout-anomaly': false,
  // A repeat copies what nothing proves, and accounts for what is gone.
  unverifiable: true,
};

/** What a finding of the class makes of a run: `told` changes nothing. */
export type Weight = Exclude<RunVerdict, 'identical'> | 'told';

/**
 * In a migration, the reviewed file says what belongs: whether the target is what it should be. What lies beside it, only at the
 * target, in an archive or in another form than the layout's is told and counted (docs/decisions/0005, 0007).
 */
export const OF_A_MIGRATION: Readonly<Record<FindingClass, Weight>> = {
  'missing-folder': 'different',
  'source-folder-missing': 'different',
  'unexpected-folder': 'told',
  'missing-object': 'different',
  'size-differs': 'different',
  'content-differs': 'different',
  'changed-after-copy': 'different',
  'target-only': 'told',
  archived: 'told',
  'layout-anomaly': 'told',
  unverifiable: 'different',
};

/** Two sides and nothing else: identical means that each has what the other has, and unverifiable is not seen to differ. */
export const OF_TWO_SIDES: Readonly<Record<FindingClass, Weight>> = {
  ...OF_A_MIGRATION,
  'unexpected-folder': 'different',
  'target-only': 'different',
  archived: 'different',
  unverifiable: 'unproven',
};

/** Counts by class, as contracts carry them: every name in them is one of ours. */
export function classesOf(counts: Readonly<Record<string, number>>): FindingClass[] {
  return Object.keys(counts).filter((name) => (counts[name] ?? 0) > 0) as FindingClass[];
}

/**
 * Refusals of a key that stay: copying it again brings the same answer, until somebody changes a permission, a key, the object or the
 * migration file (copy/refusals.ts has the reasons). Everything else is worth another try.
 */
const REFUSED_FOR_GOOD: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AllAccessDisabled',
  'InvalidObjectState',
  'KeyTooLongError',
  'MetadataTooLarge',
  'InvalidStorageClass',
  'MethodNotAllowed',
  'NotImplemented',
  // Ours: the migration file forbids to overwrite what is there.
  'exists',
]);

export const refusedForGood = (code: string): boolean => REFUSED_FOR_GOOD.has(code) || code.startsWith('KMS.');

export function factsOf(object: ListedObject | null): Facts | null {
  return object === null ? null : { size: object.size, etag: object.etag, lastModified: object.lastModified };
}
