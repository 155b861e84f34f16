import type { Clock } from '../../src/clock.ts';
import { createRate, type WorkerRate } from '../../src/copy/rate.ts';
import { pauseMs, TRIES } from '../../src/s3/retry.ts';
import type { Pacer } from '../../src/s3/types.ts';

/**
 * S3 as the copy engine meets it under load: keys in partitions, each with a rate of its own and a bucket that forgives
 * a moment's more; one that has been near its rate for a while splits in two. Folders stand for keys, in order.
 */
export interface SimulationOptions {
  readonly seed: number;
  readonly workers: number;
  readonly foldersPerWorker: number;
  readonly partitionsUpTo: number;
  readonly seconds: number;
  /** How long a partition is busy before it splits: from, to. */
  readonly splitAfterMs: readonly [number, number];
  /** Of this folder only so much is granted, whatever its partition has left. */
  readonly slow?: { readonly folder: number; readonly perSecond: number };
  readonly latencyMs?: number;
  readonly bucketMs?: number;
}

/** S3's documented rate of writes (optimizing-performance.html). */
export const PER_PARTITION = 3500;
const START_PER_SECOND = 100;
const IN_FLIGHT_UP_TO = 2000;
const BUSY_FROM = 0.8;

export interface Second {
  readonly partitions: number;
  /** Since when there have been so many. */
  readonly stageAgeMs: number;
  readonly granted: number;
  readonly refused: number;
  readonly ofTheSlow: number;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

interface Partition extends Bucket {
  readonly from: number;
  readonly to: number;
  readonly splitAfterMs: number;
  granted: number;
  busySinceMs: number;
}

/** mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function take(bucket: Bucket, perSecond: number, bucketMs: number, nowMs: number): boolean {
  bucket.tokens = Math.min(Math.max(2, (perSecond * bucketMs) / 1000), bucket.tokens + ((nowMs - bucket.filledAtMs) * perSecond) / 1000);
  bucket.filledAtMs = nowMs;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

/** Partitions of so many folders. `judge` is a request's arrival; `second` tells what the last second was like, and splits. */
function partitionsOf(folders: number, options: SimulationOptions, random: () => number) {
  const { partitionsUpTo, bucketMs = 50, slow } = options;
  const [splitFromMs, splitToMs] = options.splitAfterMs;
  const splitAfterMs = () => (splitFromMs === Infinity ? Infinity : splitFromMs + random() * (splitToMs - splitFromMs));
  const newPartition = (from: number, to: number, nowMs: number): Partition => {
    return { from, to, tokens: 0, filledAtMs: nowMs, splitAfterMs: splitAfterMs(), granted: 0, busySinceMs: Infinity };
  };
  let partitions = [newPartition(0, folders, 0)];
  let stageSinceMs = 0;
  const at: Partition[] = Array.from({ length: folders }, () => partitions[0]!);
  const ofTheSlow: Bucket = { tokens: 0, filledAtMs: 0 };
  let [refused, grantedToTheSlow] = [0, 0];

  const split = (one: Partition, nowMs: number): Partition[] => {
    one.busySinceMs = one.granted >= BUSY_FROM * PER_PARTITION ? Math.min(one.busySinceMs, nowMs) : Infinity;
    one.granted = 0;
    const folds = one.to - one.from;
    if (nowMs - one.busySinceMs < one.splitAfterMs || folds <= folders / partitionsUpTo) return [one];
    const middle = Math.floor((one.from + one.to) / 2);
    return [newPartition(one.from, middle, nowMs), newPartition(middle, one.to, nowMs)];
  };

  return {
    judge: (folder: number, nowMs: number): boolean => {
      const partition = at[folder]!;
      const isSlow = slow?.folder === folder;
      const granted = (!isSlow || take(ofTheSlow, slow.perSecond, bucketMs, nowMs)) && take(partition, PER_PARTITION, bucketMs, nowMs);
      if (granted) partition.granted += 1;
      else refused += 1;
      if (granted && isSlow) grantedToTheSlow += 1;
      return granted;
    },
    second: (nowMs: number): Second => {
      const granted = partitions.reduce((sum, one) => sum + one.granted, 0);
      const told = { partitions: partitions.length, stageAgeMs: nowMs - stageSinceMs, granted, refused, ofTheSlow: grantedToTheSlow };
      refused = grantedToTheSlow = 0;
      const after = partitions.flatMap((one) => split(one, nowMs));
      if (after.length > partitions.length) stageSinceMs = nowMs;
      for (const one of after) at.fill(one, one.from, one.to);
      partitions = after;
      return told;
    },
  };
}

/**
 * Workers with more to copy than they may, each in folders that lie here and there among all; what fails is tried again
 * as the client does it. One time for all, from millisecond to millisecond.
 */
export async function simulate(options: SimulationOptions): Promise<{ seconds: Second[]; rates: WorkerRate[] }> {
  const { workers, foldersPerWorker, latencyMs = 100 } = options;
  const random = randomOf(options.seed);
  const s3 = partitionsOf(workers * foldersPerWorker, options, random);

  // By the millisecond they are due in. Nothing is further ahead than the ring is long: the longest pause is 20 s.
  const due: (() => void)[][] = Array.from({ length: 32_768 }, () => []);
  let nowMs = 0;
  const later = (ms: number, what: () => void) => due[(nowMs + Math.max(1, Math.round(ms))) % due.length]!.push(what);
  const clock: Clock = { now: () => nowMs, passed: () => nowMs, sleep: (ms) => new Promise((resolve) => later(Math.ceil(ms), resolve)) };

  const ask = (pacer: Pacer, folder: number, failed: number): void => {
    const send = () => {
      const sentAtMs = nowMs;
      later(latencyMs / 2, () => {
        const granted = s3.judge(folder, nowMs);
        later((latencyMs / 2) * (0.8 + 0.4 * random()), () => {
          pacer.answered(granted ? 'ok' : 'slow-down', nowMs - sentAtMs);
          if (granted || failed + 1 >= TRIES) ask(pacer, folder, 0);
          else later(pauseMs(failed + 1, random), () => ask(pacer, folder, failed + 1));
        });
      });
    };
    const admitted = pacer.admit(undefined);
    if (admitted === undefined) send();
    else void admitted.then(send);
  };

  const rates = Array.from({ length: workers }, () =>
    createRate({ clock, random, ceilingPerSecond: Infinity, startPerSecond: START_PER_SECOND, inFlightUpTo: IN_FLIGHT_UP_TO }),
  );
  for (const [index, rate] of rates.entries()) {
    for (let one = 0; one < IN_FLIGHT_UP_TO; one += 1) {
      const folder = (one % foldersPerWorker) * workers + index;
      ask(rate.range(`folder-${String(folder).padStart(4, '0')}`), folder, 0);
    }
  }

  const seconds: Second[] = [];
  while (nowMs < options.seconds * 1000) {
    nowMs += 1;
    const now = due[nowMs % due.length]!;
    due[nowMs % due.length] = [];
    for (const what of now) what();
    // Who was let go sends within the same millisecond.
    for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
    if (nowMs % 1000 === 0) seconds.push(s3.second(nowMs));
  }
  return { seconds, rates };
}

export interface Stage {
  readonly partitions: number;
  readonly seconds: number;
  /** Of what the partitions would have granted. */
  readonly used: number;
  /** Of all answers. */
  readonly refused: number;
}

/** What the stages were like once each had lasted for `afterSeconds`. */
export function stagesOf(seconds: readonly Second[], afterSeconds: number): Stage[] {
  const settled = seconds.filter(({ stageAgeMs }) => stageAgeMs > afterSeconds * 1000);
  return [...new Set(settled.map(({ partitions }) => partitions))].map((partitions) => {
    const of = settled.filter((second) => second.partitions === partitions);
    const granted = of.reduce((sum, second) => sum + second.granted, 0);
    const refused = of.reduce((sum, second) => sum + second.refused, 0);
    return {
      partitions,
      seconds: of.length,
      used: granted / (of.length * partitions * PER_PARTITION),
      refused: refused / (granted + refused),
    };
  });
}
