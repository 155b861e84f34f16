import { bucketOf } from '../s3/parties.ts';
import type { Side } from '../contracts/contract.ts';
import type { Stretch } from '../contracts/copy.ts';
import type { S3 } from '../s3/types.ts';
import { compareKeys } from './order.ts';

/**
 * Where to cut a stretch of keys whose distribution nobody knows. Key space is that of code points: their order is the
 * order of the UTF-8 bytes, and every sequence of them can be asked for with start-after.
 */

/** Behind everything that people put into keys; whether something lies beyond it is asked once. */
const MOSTLY_UP_TO = 0x7f;
const LAST_CODE_POINT = 0x10ffff;
const SURROGATES = 0x800;
const FIRST_SURROGATE = 0xd800;

/** Code points without the gap of the surrogates, which are no characters: so that a middle is always one. */
const rank = (point: number): number => (point < FIRST_SURROGATE ? point : point - SURROGATES);
const point = (rankOf: number): number => (rankOf < FIRST_SURROGATE ? rankOf : rankOf + SURROGATES);

/**
 * `count` texts that divide what lies between `lower` and `upper` evenly, as far as one more character behind what both have in
 * common can; fewer where there is less room, none where nothing lies between. `upper` null: no bound but what people use.
 */
export function between(lower: string, upper: string | null, count: number): string[] {
  const low = Array.from(lower, (char) => rank(char.codePointAt(0)!));
  const high = upper === null ? null : Array.from(upper, (char) => rank(char.codePointAt(0)!));
  let at = 0;
  while (high !== null && at < low.length && low[at] === high[at]) at += 1;
  let bounded = high !== null;
  for (; ; at += 1) {
    const first = low[at] ?? -1;
    const top = rank(first > MOSTLY_UP_TO || (bounded && (high![at] ?? -1) > MOSTLY_UP_TO) ? LAST_CODE_POINT : MOSTLY_UP_TO);
    const last = bounded ? high![at]! : top + 1;
    if (last - first >= 2) {
      const room = last - first - 1;
      const wanted = Math.min(count, room);
      const head = text(low.slice(0, at));
      const found = Array.from(
        { length: wanted },
        (_, index) => head + String.fromCodePoint(point(first + 1 + Math.floor((index * room) / wanted + (room / wanted - 1) / 2))),
      );
      return found.filter((each) => compareKeys(each, lower) > 0 && (upper === null || compareKeys(each, upper) < 0));
    }
    // One step apart, or the lower one has ended right before the upper: what lies between begins like the lower one.
    if (first === -1) return [];
    bounded = false;
  }
}

function text(ranks: readonly number[]): string {
  return ranks.map((each) => String.fromCodePoint(point(each))).join('');
}

/** A text in the middle of two keys, by the characters that such keys are made of; the upper one where there is none. */
function middleOf(lower: string, upper: string): string {
  let shared = 0;
  while (shared < lower.length && lower[shared] === upper[shared]) shared += 1;
  const { last } = alphabetOf(lower.slice(shared));
  // Where the two are one step apart, what lies between begins like the lower one, and goes on up to the last that is usual.
  const adjacent = upper.length <= shared + 1 && upper.charCodeAt(shared) - (lower.charCodeAt(shared) || 0) <= 1;
  const top = adjacent ? lower.slice(0, shared + 1) + String.fromCharCode(last + 1) : upper;
  return between(lower, top, 1)[0] ?? upper;
}

const PROBES_AT_ONCE = 4;
/** Each round divides what is left by five; there is a last resort behind them. */
const ROUNDS_UP_TO = 8;

export interface Cut {
  /** The second part begins behind it. */
  readonly at: string;
  /** Nothing lies behind this key as far as the probes have seen; null: not known. */
  readonly bound: string | null;
  /** The first character, counted from 1 behind the prefix, at which keys behind the walk differ from its own: the next search begins there. */
  readonly depth: number;
}

export interface CutTask {
  /** What all keys begin with: texts before it would only find its first key. */
  readonly prefix: string;
  readonly after: string;
  readonly to: Stretch['to'];
  /** `depth` of an earlier cut: keys of one folder are alike, and two probes then do for a dozen. */
  readonly depth?: number | null | undefined;
}

/**
 * Where to cut the part of a stretch behind `after`, so that the second part has a key and both have room; null when no key follows
 * that differs from `after` before its end. Asks for one key at a time, several at once: first at which character the keys that
 * follow begin to differ, then in the middle of what they have there. All keys are without the side's prefix.
 */
export async function findCut(s3: S3, side: Side, { prefix, after, to, depth }: CutTask, signal: AbortSignal): Promise<Cut | null> {
  const follows = async (key: string): Promise<boolean> => {
    // Behind the last character there is none: what was to be asked for lies before where we are.
    if (compareKeys(key, after) < 0) return false;
    const page = await s3.listPage(
      { from: bucketOf(side), prefix: side.prefix + prefix, startAfter: side.prefix + key, maxKeys: 1 },
      signal,
    );
    const found = page.objects[0]?.key.slice(side.prefix.length);
    return found !== undefined && (to === null || compareKeys(found, to) <= 0);
  };
  const chars = Array.from(after.slice(prefix.length));
  const behind = (depth: number): string => prefix + chars.slice(0, depth - 1).join('') + successor(chars[depth - 1]!);

  // Something follows behind the subtree of `live` characters, and nothing behind that of `dead`.
  let dead = 0;
  let live = chars.length + 1;
  let guess = depth ?? null;
  while (live - dead > 1) {
    const guessed = guess === null ? [] : [guess - 1, guess].filter((each) => each > dead && each < live);
    const depths = guessed.length > 0 ? guessed : spread(dead + 1, live - 1, PROBES_AT_ONCE);
    guess = null;
    const found = await Promise.all(depths.map((depth) => follows(behind(depth))));
    const first = found.indexOf(true);
    dead = first === -1 ? depths.at(-1)! : (depths[first - 1] ?? dead);
    live = first === -1 ? live : depths[first]!;
  }
  if (live > chars.length) return null;

  const base = prefix + chars.slice(0, live - 1).join('');
  const lower = behind(live);
  let upper = base + successor(String.fromCodePoint(Math.max(MOSTLY_UP_TO, chars[live - 1]!.codePointAt(0)!)));
  let bound = dead === 0 ? null : behind(dead);
  for (let round = 0; round < ROUNDS_UP_TO; round += 1) {
    const probes = [...between(lower, upper, PROBES_AT_ONCE), ...(round === 0 ? [upper] : [])];
    const found = await Promise.all(probes.map((probe) => follows(probe)));
    const last = found.lastIndexOf(true);
    bound = probes[last + 1] ?? bound;
    if (last >= 0) {
      // The keys that follow reach beyond the last of them, and not beyond the next: the middle of that, and not of what was asked.
      const reached = probes[last]!;
      return { at: prefix + middleOf(after.slice(prefix.length), reached.slice(prefix.length)), bound, depth: live };
    }
    if (probes.length === 0) break;
    upper = probes[0]!;
  }
  return { at: lower, bound, depth: live };
}

/** The next character; itself where there is none. */
function successor(char: string): string {
  return String.fromCodePoint(point(Math.min(rank(char.codePointAt(0)!) + 1, rank(LAST_CODE_POINT))));
}

/** At most `count` whole numbers from `first` to `last`, evenly and in order, both among them. */
function spread(first: number, last: number, count: number): number[] {
  const wanted = Math.min(count, last - first + 1);
  return Array.from({ length: wanted }, (_, index) =>
    wanted === 1 ? first + ((last - first) >> 1) : first + Math.round((index * (last - first)) / (wanted - 1)),
  );
}

/**
 * How much of what begins with `first` and ends with `end` lies behind `at`, from 1 (all) to 0, by where these stand in key space: rough,
 * and only to compare ranges. 1 where the end is not known.
 */
export function shareLeft(first: string, at: string, end: string | null): number {
  if (end === null) return 1;
  let shared = 0;
  while (shared < first.length && shared < end.length && first[shared] === end[shared]) shared += 1;
  const alphabet = alphabetOf(first.slice(shared) + at.slice(shared) + end.slice(shared));
  const low = fraction(first, shared, alphabet);
  const span = fraction(end, shared, alphabet) - low;
  if (span <= 0) return 0;
  return Math.min(1, Math.max(0, 1 - (fraction(at, shared, alphabet) - low) / span));
}

interface Alphabet {
  readonly size: number;
  readonly last: number;
  readonly rankOf: (code: number) => number;
}

const DIGITS: Alphabet = { size: 10, last: 0x39, rankOf: (code) => code - 0x30 };
const HEXADECIMAL: Alphabet = { size: 16, last: 0x46, rankOf: (code) => (code < 0x3a ? code - 0x30 : (code & 0x1f) + 9) };
const ANYTHING: Alphabet = { size: MOSTLY_UP_TO + 1, last: MOSTLY_UP_TO - 1, rankOf: (code) => Math.min(MOSTLY_UP_TO, code) };

/** Keys that count use few of all characters: taken for any, half of a step would look like a hundredth. */
function alphabetOf(text: string): Alphabet {
  const letters = /[0-9A-Za-z]*/.exec(text)![0];
  if (/^\d*$/.test(letters)) return DIGITS;
  return /^(?:[0-9A-F]*|[0-9a-f]*)$/.test(letters) ? HEXADECIMAL : ANYTHING;
}

function fraction(key: string, from: number, { rankOf, size }: Alphabet): number {
  let value = 0;
  let scale = 1;
  for (let at = from; at < from + 8; at += 1) {
    scale /= size;
    value += Math.min(size - 1, Math.max(0, at < key.length ? rankOf(key.charCodeAt(at)) : 0)) * scale;
  }
  return value;
}
