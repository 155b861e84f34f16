import { FLOOR_PER_SECOND } from './rate-law.ts';

/**
 * What a range that begins to ask may send. S3 does not say where its partitions end, so it is a guess; but what the worker asks for in all stays as it
 * was. A part of a folder that is cut off shares what the folder's other parts have: the partition is most probably the same one, and grants no more.
 * Another folder has the place of a range that has ended. What had been that one's is given to nobody else: the range beside it may lie in
 * another partition, which would be asked for too much, and in its own one those who are left find what is free by calm (calm.ts).
 */
export interface Share {
  readonly perSecond: number;
  /** The last 503. */
  readonly hitAtMs: number;
  /** What the rate has grown by, as a factor, since the last 503 or since calm had to be found anew; and when that was. */
  readonly grown: number;
  readonly grownAtMs: number;
}

/** A range at work. */
export interface Sharing extends Omit<Share, 'perSecond'> {
  readonly bucket: { perSecond: number };
}

interface Ended extends Share {
  readonly endedAtMs: number;
}

/** By then those who are left have grown into what a range had that ended. */
const KEPT_MS = 5000;

export interface EndedShares {
  add(range: Sharing, nowMs: number): void;
  /** The share of the range that ended first of those that ended lately. @param isAlone nobody can have grown into it: then also of the last one, whenever that was */
  take(nowMs: number, isAlone: boolean): Share | undefined;
}

export function endedShares(): EndedShares {
  let ended: Ended[] = [];
  const prune = (nowMs: number) => {
    const last = ended.length - 1;
    ended = ended.filter(({ endedAtMs }, index) => index === last || nowMs - endedAtMs < KEPT_MS);
  };
  return {
    add: ({ bucket: { perSecond }, hitAtMs, grown, grownAtMs }, nowMs) => {
      ended.push({ perSecond, hitAtMs, grown, grownAtMs, endedAtMs: nowMs });
      prune(nowMs);
    },
    take: (nowMs, isAlone) => {
      prune(nowMs);
      const [first] = ended;
      if (first === undefined || (!isAlone && nowMs - first.endedAtMs >= KEPT_MS)) return undefined;
      ended.shift();
      return first;
    },
  };
}

/** An equal part of what the others have, of whom there is at least one; each has that much less then. */
export function sharedAmong(others: readonly Sharing[]): Share {
  const sum = others.reduce((total, { bucket }) => total + bucket.perSecond, 0);
  for (const { bucket } of others) bucket.perSecond = Math.max(FLOOR_PER_SECOND, (bucket.perSecond * others.length) / (others.length + 1));
  return {
    perSecond: Math.max(FLOOR_PER_SECOND, sum / (others.length + 1)),
    hitAtMs: Math.min(...others.map(({ hitAtMs }) => hitAtMs)),
    grown: Math.max(...others.map(({ grown }) => grown)),
    grownAtMs: Math.max(...others.map(({ grownAtMs }) => grownAtMs)),
  };
}
