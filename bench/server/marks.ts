/** What is remembered about keys that are not stored: a bit or two per key, so that 10^8 of them fit in 12.5 or 25 MB. */

const BLOCK_BITS = 12;
const BLOCK_KEYS = 1 << BLOCK_BITS;

/** Which keys are there; quick to step over the long stretches where none is. */
export interface Marks {
  readonly count: number;
  has(index: number): boolean;
  /** False when it was there already. */
  add(index: number): boolean;
  /** The first marked index from here on, or `end`. */
  next(from: number, end: number): number;
}

export function emptyMarks(keys: number): Marks {
  const bytes = new Uint8Array(Math.ceil(keys / 8));
  const perBlock = new Uint16Array(Math.ceil(keys / BLOCK_KEYS));
  let count = 0;
  return {
    get count() {
      return count;
    },
    has: (index) => (bytes[index >>> 3]! & (1 << (index & 7))) !== 0,
    add(index) {
      const bit = 1 << (index & 7);
      if ((bytes[index >>> 3]! & bit) !== 0) return false;
      bytes[index >>> 3]! |= bit;
      perBlock[index >>> BLOCK_BITS]! += 1;
      count += 1;
      return true;
    },
    next(from, end) {
      let at = from;
      while (at < end) {
        if ((at & (BLOCK_KEYS - 1)) === 0 && perBlock[at >>> BLOCK_BITS] === 0) at += BLOCK_KEYS;
        else if ((at & 7) === 0 && bytes[at >>> 3] === 0) at += 8;
        else if ((bytes[at >>> 3]! & (1 << (at & 7))) !== 0) return at;
        else at += 1;
      }
      return end;
    },
  };
}

/** How often something happened to each key: 0, 1, 2, or 3 and more. */
export interface Tally {
  add(index: number): void;
  of(index: number): number;
  /** How many keys it happened to never, once, twice, and more often. */
  histogram(): readonly [number, number, number, number];
}

export function emptyTally(keys: number): Tally {
  const bytes = new Uint8Array(Math.ceil(keys / 4));
  const of = (index: number): number => (bytes[index >>> 2]! >>> ((index & 3) << 1)) & 3;
  return {
    of,
    add(index) {
      if (of(index) < 3) bytes[index >>> 2]! += 1 << ((index & 3) << 1);
    },
    histogram() {
      const counts: [number, number, number, number] = [0, 0, 0, 0];
      for (let index = 0; index < keys; index += 1) counts[of(index) as 0 | 1 | 2 | 3] += 1;
      return counts;
    },
  };
}
