import { excludedBy, equality, type ExclusionRule, type Rules } from '../listing/equality.ts';
import type { Seen } from '../listing/pairs.ts';

/** What both sides and the ledger know about one key. */
export type Sighting = Pick<Seen, 'source' | 'target' | 'recorded'>;

/** What to do about a key, and why: the report counts the reasons. */
export type Decision =
  | { readonly action: 'ignore'; readonly reason: 'target-only' }
  /** Copied in an earlier walk; the source has deleted it since. */
  | { readonly action: 'carry' }
  | { readonly action: 'gone' }
  | { readonly action: 'exclude'; readonly reason: ExclusionRule }
  | { readonly action: 'keep'; readonly reason: 'etag' | 'recorded' }
  | { readonly action: 'copy'; readonly reason: 'missing' | 'size-differs' | 'etag-differs' | 'unproven' };

/**
 * | source | target | what holds                           | decision              |
 * |--------|--------|--------------------------------------|-----------------------|
 * | no     | yes    | as an earlier walk recorded it       | carry                 |
 * | no     | no     | an earlier walk recorded it          | gone                  |
 * | no     | yes    |                                      | ignore: target-only   |
 * | no     | no     | a list names it                      | exclude: not-there    |
 * | yes    | any    | not of this migration                | exclude: rule         |
 * | yes    | any    | archived, and never proven           | exclude: archived     |
 * | yes    | no     |                                      | copy: missing         |
 * | yes    | yes    | other size                           | copy: size-differs    |
 * | yes    | yes    | comparable ETags are equal           | keep: etag            |
 * | yes    | yes    | the recorded pair of ETags still is  | keep: recorded        |
 * | yes    | yes    | comparable ETags differ              | copy: etag-differs    |
 * | yes    | yes    | nothing but the size can be compared | copy: unproven        |
 */
export function decide({ source, target, recorded }: Sighting, rules: Rules): Decision {
  if (source === null) {
    if (target === null) return recorded === null ? { action: 'exclude', reason: 'not-there' } : { action: 'gone' };
    return recorded !== null && target.etag === recorded.targetETag ? { action: 'carry' } : { action: 'ignore', reason: 'target-only' };
  }
  const rule = excludedBy(source, rules);
  // What cannot be copied now may have been copied while it was restored: that stays proven. Where it was, and is lost, S3 is asked for it again,
  // and its refusal is a failed key: left out, the loss would be forgotten with the record.
  if (rule !== null && (rule !== 'archived' || (target === null && recorded === null))) return { action: 'exclude', reason: rule };
  if (target === null) return { action: 'copy', reason: 'missing' };
  const found = equality(source, target, recorded);
  if (rule !== null && recorded === null && !(found.equal && found.by !== 'size')) return { action: 'exclude', reason: rule };
  if (found.equal) return found.by === 'size' ? { action: 'copy', reason: 'unproven' } : { action: 'keep', reason: found.by };
  return { action: 'copy', reason: found.differs === 'size' ? 'size-differs' : 'etag-differs' };
}
