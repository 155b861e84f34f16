import type { Stretch } from '../contracts/copy.ts';
import { compareKeys } from './order.ts';

/** Arithmetic of stretches of keys: after `from`, up to and including `to`; null is the beginning or the end of everything. */

export const EVERYTHING: Stretch = { from: null, to: null };

export function compareFrom(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return compareKeys(a, b);
}

export function compareTo(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return compareKeys(a, b);
}

/** Whether nothing lies between an end and a beginning. */
const reaches = (to: string | null, from: string | null): boolean => to === null || from === null || compareKeys(to, from) >= 0;

export function holds({ from, to }: Stretch, key: string): boolean {
  return (from === null || compareKeys(key, from) > 0) && (to === null || compareKeys(key, to) <= 0);
}

/** What both have; null when that is nothing. */
export function common(a: Stretch, b: Stretch): Stretch | null {
  const from = compareFrom(a.from, b.from) >= 0 ? a.from : b.from;
  const to = compareTo(a.to, b.to) <= 0 ? a.to : b.to;
  return from !== null && to !== null && compareKeys(from, to) >= 0 ? null : { from, to };
}

/** The parts of `whole` that none of the stretches covers. The stretches are in key order and disjoint, and so is the answer. */
export function gaps(whole: Stretch, stretches: Iterable<Stretch>): Stretch[] {
  const found: Stretch[] = [];
  let from = whole.from;
  for (const { from: start, to } of stretches) {
    if (compareFrom(from, start) < 0) {
      const gap = common(whole, { from, to: start });
      if (gap !== null) found.push(gap);
    }
    if (to === null) return found;
    if (from === null || compareKeys(to, from) > 0) from = to;
  }
  if (whole.to === null || from === null || compareKeys(from, whole.to) < 0) found.push({ from, to: whole.to });
  return found;
}

/** In key order, neighbours that meet made one. @throws never; overlapping stretches become one, too */
export function joined(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const { from, to } of stretches.toSorted((a, b) => compareFrom(a.from, b.from))) {
    const last = result.at(-1);
    if (last !== undefined && reaches(last.to, from)) {
      if (compareTo(to, last.to) > 0) result[result.length - 1] = { from: last.from, to };
    } else result.push({ from, to });
  }
  return result;
}

/** `newer` laid over `older`: all of the newer ones, and of the older ones what they leave uncovered; in key order. */
export function overlaid<T extends Stretch>(newer: readonly T[], covered: readonly Stretch[], older: readonly T[]): T[] {
  const left = older.flatMap((piece) => gaps(piece, covered).map((gap) => ({ ...piece, ...gap })));
  return [...newer, ...left].toSorted((a, b) => compareFrom(a.from, b.from));
}
