import type { FindingClass } from '../contracts/findings.ts';
import { equality, excludedBy, type Rules } from '../listing/equality.ts';
import type { Seen } from '../listing/sightings.ts';

/** What one key shows when both sides are listed afresh. */
export type Verdict =
  | { readonly kind: 'equal'; readonly by: 'etag' | 'recorded' }
  | { readonly kind: 'excluded' }
  | { readonly kind: 'finding'; readonly class: FindingClass; readonly detail: string | null };

/**
 * | source | target | what holds                                  | verdict             |
 * |--------|--------|---------------------------------------------|---------------------|
 * | no     | no     | only the manifest still knows it            | unverifiable        |
 * | no     | yes    |                                             | target-only         |
 * | yes    | any    | archived                                    | archived            |
 * | yes    | any    | not of this migration                       | excluded            |
 * | yes    | no     |                                             | missing-object      |
 * | yes    | yes    | the target is not what the manifest says    | content-differs     |
 * | yes    | yes    | equal by ETag or recorded pair              | equal               |
 * | yes    | yes    | only the sizes are equal, nothing recorded  | unverifiable        |
 * | yes    | yes    | the source is not what the manifest copied  | changed-after-copy  |
 * | yes    | yes    | other size                                  | size-differs        |
 * | yes    | yes    | ETags differ                                | content-differs     |
 */
export function classify({ source, target, recorded }: Pick<Seen, 'source' | 'target' | 'recorded'>, rules: Rules): Verdict {
  if (source === null) {
    if (target !== null) return { kind: 'finding', class: 'target-only', detail: null };
    return { kind: 'finding', class: 'unverifiable', detail: 'the manifest says that it was copied, and it is at neither side' };
  }
  const rule = excludedBy(source, rules);
  if (rule === 'archived')
    return { kind: 'finding', class: 'archived', detail: `storage class ${source.storageClass}: restore it, then run the migration again` };
  if (rule !== null) return { kind: 'excluded' };
  if (target === null) {
    const detail = recorded === null ? null : `the copier was told that it was written, as ${recorded.targetETag}`;
    return { kind: 'finding', class: 'missing-object', detail };
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
    if (found.by !== 'size') return { kind: 'equal', by: found.by };
    return {
      kind: 'finding',
      class: 'unverifiable',
      detail: 'the ETags cannot be compared, and no copy is recorded: only the sizes are equal',
    };
  }
  if (recorded !== null && recorded.sourceETag !== source.etag) {
    return { kind: 'finding', class: 'changed-after-copy', detail: `copied as ${recorded.sourceETag}` };
  }
  return { kind: 'finding', class: found.differs === 'size' ? 'size-differs' : 'content-differs', detail: null };
}

/**
 * Whether copying the folder again can heal a finding of this class. What only the target has is reported, never
 * repeated: nothing of the source is missing, and nothing is ever deleted.
 */
export const HEALED_BY_REPEAT: Readonly<Record<FindingClass, boolean>> = {
  'missing-folder': true,
  'source-folder-missing': false,
  'missing-object': true,
  'size-differs': true,
  'content-differs': true,
  'changed-after-copy': true,
  'target-only': false,
  archived: false,
  // A repeat copies what nothing proves, and accounts for what is gone.
  unverifiable: true,
};

/** Whether a finding of this class means that the target is not what it should be. */
export const MAKES_DIFFERENT: Readonly<Record<FindingClass, boolean>> = {
  ...HEALED_BY_REPEAT,
  'source-folder-missing': true,
};
