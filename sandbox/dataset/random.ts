import { createHash } from 'node:crypto';

/** A stream of numbers that depends on its seed and name only: each folder, each planted thing has its own. */
export interface Random {
  /** At least 0, less than 1. */
  share(): number;
  /** Both ends included. */
  whole(least: number, most: number): number;
  pick<A extends readonly [unknown, ...unknown[]]>(from: A): A[number];
  chance(probability: number): boolean;
  hex(digits: number): string;
  shuffled<T>(of: readonly T[]): T[];
}

const TWO_32 = 2 ** 32;

/** sfc32 (PractRand's small fast counting generator, 32 bits), seeded with a digest. */
export function randomOf(seed: number, ...name: readonly (string | number)[]): Random {
  const digest = createHash('sha256')
    .update([seed, ...name].join('\n'))
    .digest();
  let a = digest.readUInt32LE(0);
  let b = digest.readUInt32LE(4);
  let c = digest.readUInt32LE(8);
  let counter = 1;
  const next = () => {
    const result = (((a + b) >>> 0) + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = (b ^ (b >>> 9)) >>> 0;
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + result) >>> 0;
    return result;
  };
  // The first outputs still resemble the seed.
  for (let times = 0; times < 12; times += 1) next();
  const share = () => next() / TWO_32;
  const whole = (least: number, most: number) => least + Math.floor(share() * (most - least + 1));
  return {
    share,
    whole,
    pick: (from) => from[whole(0, from.length - 1)] ?? from[0],
    chance: (probability) => share() < probability,
    hex: (digits) => {
      let text = '';
      while (text.length < digits) text += next().toString(16).padStart(8, '0');
      return text.slice(0, digits).toUpperCase();
    },
    shuffled: (of) => {
      const all = [...of];
      for (let at = all.length - 1; at > 0; at -= 1) {
        const other = whole(0, at);
        [all[at], all[other]] = [all[other] as (typeof all)[number], all[at] as (typeof all)[number]];
      }
      return all;
    },
  };
}
