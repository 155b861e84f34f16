/**
 * The order of S3's listings: that of the keys' UTF-8 bytes (API_ListObjectsV2). JavaScript compares UTF-16 units, which
 * is the same except that surrogates (astral characters, U+10000 and above) sort before U+E000 to U+FFFF instead of after.
 * No allocation, and the engine's own comparison where it is right: this runs several times for every key of both sides.
 */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  // The two orders can only differ where both strings have a unit of these.
  if (SURROGATE_OR_ABOVE.test(a) && SURROGATE_OR_ABOVE.test(b)) return compareUnits(a, b);
  return a < b ? -1 : 1;
}

/** The same text in memory of its own: a key that was cut out of a list page keeps the whole page. */
export function ownCopy(key: string): string {
  return Buffer.from(key, 'utf8').toString('utf8');
}

const SURROGATE_OR_ABOVE = /[\ud800-\uffff]/;
const FIRST_SURROGATE = 0xd800;
const FIRST_AFTER_SURROGATES = 0xe000;

function compareUnits(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at += 1) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return byteRank(left) - byteRank(right);
  }
  return a.length - b.length;
}

/** Moves the surrogates behind everything else that has 16 bits; within each group the order stays. */
function byteRank(unit: number): number {
  if (unit < FIRST_SURROGATE) return unit;
  return unit >= FIRST_AFTER_SURROGATES ? unit - 0x800 : unit + 0x2000;
}
