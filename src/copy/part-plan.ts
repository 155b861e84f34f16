import { createHash } from 'node:crypto';
import { LEAST_PART_BYTES, MOST_PART_BYTES } from '../contracts/objects.ts';

/** userguide/qfacts: an upload has at most so many parts. */
export const MOST_PARTS = 10_000;

/** CopyObject takes no more (API_CopyObject: "up to 5 GB"; S3 means 5 GiB). */
export const WHOLE_UP_TO_BYTES = 5 * 1024 ** 3;

/** The sizes of parts, the first one first. */
export type PartSizes = readonly number[];

/** Parts of one size, the last one of what is left; null when no 10,000 parts can hold so much. */
export function equalParts(bytes: number, partBytes: number): PartSizes | null {
  const each = Math.min(MOST_PART_BYTES, Math.max(LEAST_PART_BYTES, partBytes, Math.ceil(bytes / MOST_PARTS)));
  const count = Math.max(1, Math.ceil(bytes / each));
  return count > MOST_PARTS ? null : sizesOf(bytes, each, count);
}

/**
 * The layout of an upload of `count` parts whose first has `firstBytes`, if all but the last are like the first:
 * what every tool makes. Null when the numbers say that they are not.
 */
export function likeTheFirst(bytes: number, firstBytes: number, count: number): PartSizes | null {
  const last = bytes - firstBytes * (count - 1);
  return last > 0 && last <= firstBytes ? sizesOf(bytes, firstBytes, count) : null;
}

/** Whether S3 would take these parts again, and whether they are the object. */
export function canBeReplayed(sizes: PartSizes, bytes: number): boolean {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const fit = sizes.every((size, at) => size <= MOST_PART_BYTES && (size >= LEAST_PART_BYTES || (at === sizes.length - 1 && size > 0)));
  return fit && total === bytes && sizes.length > 0 && sizes.length <= MOST_PARTS;
}

/** How many parts the object was uploaded in, as its ETag says; null: in one piece. */
export function partsIn(etag: string): number | null {
  const found = /^[0-9a-f]{32}-(\d{1,5})$/.exec(etag)?.[1];
  return found === undefined ? null : Number(found);
}

/** The ETag of an upload of parts with these ETags: the MD5 of their MD5s. Null where they are no MD5s, e.g. under SSE-C. */
export function etagOfParts(etags: readonly string[]): string | null {
  if (etags.some((etag) => !/^[0-9a-f]{32}$/.test(etag))) return null;
  const hash = createHash('md5');
  for (const etag of etags) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex')}-${etags.length}`;
}

function sizesOf(bytes: number, each: number, count: number): PartSizes {
  return Array.from({ length: count }, (_, at) => (at === count - 1 ? bytes - each * (count - 1) : each));
}
