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

export function wholeNumber(text: string, from: number, to: number): number {
  if (to <= from || to - from > 15) return -1;
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
