import { unescapeXml } from './xml.ts';

const ENCODED = /[%+&]/;

/** Whether the key is what it is written as. */
export function isPlain(encoded: string): boolean {
  return !ENCODED.test(encoded);
}

/**
 * With encoding-type=url S3 writes a space as `+` and a plus sign as `%2B` (measured against S3 in
 * https://github.com/brekkylab/backlot/issues/178, known from https://github.com/boto/boto/pull/2654); other servers write
 * `%20`. A bare plus is never a plus in either, so both are read rightly. Null when it is not UTF-8.
 */
export function decodeKey(encoded: string): string | null {
  if (isPlain(encoded)) return encoded;
  const plain = unescapeXml(encoded);
  const spaced = plain.includes('+') ? plain.replaceAll('+', ' ') : plain;
  try {
    return spaced.includes('%') ? decodeURIComponent(spaced) : spaced;
  } catch {
    return null;
  }
}
