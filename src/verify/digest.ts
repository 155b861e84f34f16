/**
 * Order-free digests over the keys of one side (docs/decisions/0014). Each key gives 128 well-mixed bits, and the
 * bits of all keys are added up, lane by lane: whatever the order, the machine or the ranges, equal keys give equal sums.
 *
 * `content` is of key, size and ETag as it is listed; `names` of key and size alone, which two sides can have in common where
 * their ETags cannot be compared.
 *
 * A key's bits are MurmurHash3_x86_128 (seed 0) of these 32-bit words, little-endian:
 *   keyUnits, sizeLow, sizeHigh, 0 ‖ key ‖ for `content` also: etagUnits, 0, 0, 1 ‖ etag
 * where a text is its UTF-16 units, two in a word, filled up with zeros to whole blocks of four words.
 */
export interface Digests {
  content: Int32Array;
  names: Int32Array;
}

const LANES = 4;

export function emptyDigests(): Digests {
  return { content: new Int32Array(LANES), names: new Int32Array(LANES) };
}

const C1 = 0x239b961b;
const C2 = 0xab0e9789 | 0;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93 | 0;
const TWO_TO_32 = 0x1_0000_0000;
const BLOCK_BYTES = 16;
const UNITS_OF_A_BLOCK = 8;

/** The hash under way; one for all, because JavaScript has one thread and nothing here waits. */
let h1 = 0;
let h2 = 0;
let h3 = 0;
let h4 = 0;

function block(k1: number, k2: number, k3: number, k4: number): void {
  let k = Math.imul(k1, C1);
  h1 ^= Math.imul((k << 15) | (k >>> 17), C2);
  h1 = (Math.imul(((h1 << 19) | (h1 >>> 13)) + h2, 5) + 0x561ccd1b) | 0;
  k = Math.imul(k2, C2);
  h2 ^= Math.imul((k << 16) | (k >>> 16), C3);
  h2 = (Math.imul(((h2 << 17) | (h2 >>> 15)) + h3, 5) + 0x0bcaa747) | 0;
  k = Math.imul(k3, C3);
  h3 ^= Math.imul((k << 17) | (k >>> 15), C4);
  h3 = (Math.imul(((h3 << 15) | (h3 >>> 17)) + h4, 5) + 0x96cd1c35) | 0;
  k = Math.imul(k4, C4);
  h4 ^= Math.imul((k << 18) | (k >>> 14), C1);
  h4 = (Math.imul(((h4 << 13) | (h4 >>> 19)) + h1, 5) + 0x32ac3b17) | 0;
}

/** Blocks of the text; answers how many. */
function text(units: string): number {
  const { length } = units;
  let at = 0;
  for (; at + UNITS_OF_A_BLOCK <= length; at += UNITS_OF_A_BLOCK) {
    block(
      units.charCodeAt(at) | (units.charCodeAt(at + 1) << 16),
      units.charCodeAt(at + 2) | (units.charCodeAt(at + 3) << 16),
      units.charCodeAt(at + 4) | (units.charCodeAt(at + 5) << 16),
      units.charCodeAt(at + 6) | (units.charCodeAt(at + 7) << 16),
    );
  }
  if (at < length) block(word(units, at), word(units, at + 2), word(units, at + 4), word(units, at + 6));
  return Math.ceil(length / UNITS_OF_A_BLOCK);
}

/** NaN, which is what there is behind the end, counts as 0. */
const word = (units: string, at: number): number => units.charCodeAt(at) | (units.charCodeAt(at + 1) << 16);

function mixed(h: number): number {
  let mix = h ^ (h >>> 16);
  mix = Math.imul(mix, 0x85ebca6b);
  mix ^= mix >>> 13;
  mix = Math.imul(mix, 0xc2b2ae35);
  return mix ^ (mix >>> 16);
}

/** Ends the hash without disturbing it: more blocks may follow. */
function addTo(sum: Int32Array, blocks: number): void {
  const bytes = blocks * BLOCK_BYTES;
  let a = h1 ^ bytes;
  let b = h2 ^ bytes;
  let c = h3 ^ bytes;
  let d = h4 ^ bytes;
  a = (a + b + c + d) | 0;
  b = (b + a) | 0;
  c = (c + a) | 0;
  d = (d + a) | 0;
  a = mixed(a);
  b = mixed(b);
  c = mixed(c);
  d = mixed(d);
  a = (a + b + c + d) | 0;
  sum[0] = sum[0]! + a;
  sum[1] = sum[1]! + (b + a);
  sum[2] = sum[2]! + (c + a);
  sum[3] = sum[3]! + (d + a);
}

/** Counts one key in. No allocation: it runs once for every key of both sides. */
export function addKey(to: Digests, key: string, size: number, etag: string): void {
  h1 = h2 = h3 = h4 = 0;
  block(key.length, size | 0, (size / TWO_TO_32) | 0, 0);
  let blocks = 1 + text(key);
  addTo(to.names, blocks);
  block(etag.length, 0, 0, 1);
  blocks += 1 + text(etag);
  addTo(to.content, blocks);
}

/** What two disjoint sets of keys have together. */
export function addDigest(to: Int32Array, more: Int32Array): void {
  for (let lane = 0; lane < LANES; lane += 1) to[lane] = to[lane]! + more[lane]!;
}

export function digestText(sum: Int32Array): string {
  return Array.from(sum, (lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}

export function digestOf(text: string): Int32Array {
  return Int32Array.from({ length: LANES }, (_, lane) => Number.parseInt(text.slice(lane * 8, lane * 8 + 8), 16) | 0);
}

/**
 * 0 up to, not including, 1 for a key: which keys a sample takes depends on nothing but the seed and the key.
 */
export function drawOf(seed: number, key: string): number {
  h1 = h2 = h3 = h4 = seed | 0;
  const blocks = text(key);
  const drawn = new Int32Array(LANES);
  addTo(drawn, blocks);
  return (drawn[0]! >>> 0) / TWO_TO_32;
}
