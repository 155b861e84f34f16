import type { ListedObject } from '../s3/types.ts';

/** Which keys of the source belong to the migration. Copy and verify apply the same rules, or one would miss what the other left out. */
export interface Rules {
  /** Milliseconds since 1970; objects modified at or after it are the live pipeline's. Null: everything belongs. */
  readonly cutoffMs: number | null;
  /** What else is left out, and by which rule; absent: nothing. */
  readonly leavesOut?: ((source: ListedObject) => 'filtered' | 'storage-class' | null) | undefined;
}

/**
 * `nameless`: its key is the source's prefix, and at the target's nothing is left of it.
 * `not-there`: named by a list of keys, and at neither side.
 */
export type ExclusionRule = 'after-cut-off' | 'archived' | 'filtered' | 'nameless' | 'not-there' | 'storage-class';

/** `nameless`, by the key without the source's prefix. An object without a key is none: a request for it would be about the bucket. */
export const isNameless = (key: string, target: { readonly prefix: string }): boolean => key === '' && target.prefix === '';

/**
 * CopyObject refuses these until they are restored (InvalidObjectState; API_CopyObject), and they are listed under their class
 * after that, too. GLACIER_IR is readable at once.
 */
const ARCHIVED = new Set(['GLACIER', 'DEEP_ARCHIVE']);

export function excludedBy(source: ListedObject, { cutoffMs, leavesOut }: Rules): ExclusionRule | null {
  const leftOut = leavesOut?.(source) ?? null;
  if (leftOut !== null) return leftOut;
  if (cutoffMs !== null && Date.parse(source.lastModified) >= cutoffMs) return 'after-cut-off';
  return source.restored !== true && ARCHIVED.has(source.storageClass) ? 'archived' : null;
}

/** A pair of ETags that was once true: what the source showed, and what the copy answered. */
export interface RecordedPair {
  readonly sourceETag: string;
  readonly targetETag: string;
}

export type Equality =
  | { readonly equal: true; readonly by: 'etag' | 'recorded' | 'size' }
  | { readonly equal: false; readonly differs: 'size' | 'etag' };

/** An ETag with `-` is a hash of part hashes: it depends on the part layout, not on the content alone (API_Object). */
const ofParts = (etag: string): boolean => etag.includes('-');

/**
 * Equal by ETag where the ETags can be compared, else by the recorded pair; by size only where nothing is recorded, and it
 * says so. A recorded pair that no longer holds is a difference, whatever the sizes: somebody wrote one of the sides since.
 */
export function equality(source: ListedObject, target: ListedObject, recorded: RecordedPair | null): Equality {
  if (source.size !== target.size) return { equal: false, differs: 'size' };
  if (source.etag === target.etag) return { equal: true, by: 'etag' };
  if (recorded !== null && recorded.sourceETag === source.etag && recorded.targetETag === target.etag)
    return { equal: true, by: 'recorded' };
  const incomparable = ofParts(source.etag) || ofParts(target.etag);
  return incomparable && recorded === null ? { equal: true, by: 'size' } : { equal: false, differs: 'etag' };
}
