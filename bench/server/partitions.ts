/**
 * A model of S3's partitions: a bucket begins as one partition for all keys, which grants so many writes and reads a
 * second (3,500 and 5,500: userguide/optimizing-performance) and refuses the rest with 503; under sustained load a
 * partition splits in the middle of its keys, again and again, up to a maximum. Time is an argument.
 */
export interface PartitionRules {
  readonly writesPerSecond: number;
  readonly readsPerSecond: number;
  /** What may come at once after a pause, in seconds of the rate. */
  readonly burstSeconds: number;
  /** A partition asked for at least this share of its rate … */
  readonly splitAtShare: number;
  /** … for so many whole seconds in a row splits. */
  readonly splitAfterSeconds: number;
  readonly partitionsUpTo: number;
}

export const S3_RULES: PartitionRules = {
  writesPerSecond: 3500,
  readsPerSecond: 5500,
  burstSeconds: 0.1,
  splitAtShare: 0.8,
  splitAfterSeconds: 10,
  partitionsUpTo: 64,
};

export type Use = 'write' | 'read';

/** One second of the model's life. */
export interface ModelSecond {
  readonly second: number;
  readonly partitions: number;
  /** Writes that the partitions could grant in this second, whatever was asked. */
  readonly writeCapacity: number;
  readonly grantedWrites: number;
  readonly refusedWrites: number;
  readonly grantedReads: number;
  readonly refusedReads: number;
}

export interface PartitionModel {
  /** Whether the request for the key at this index is granted. `nowMs` never goes back. */
  ask(use: Use, index: number, nowMs: number): boolean;
  /** Whole seconds so far, from the first request on. */
  seconds(): readonly ModelSecond[];
  readonly partitions: number;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

interface Partition {
  readonly from: number;
  readonly to: number;
  readonly writes: Bucket;
  readonly reads: Bucket;
  /** Asked in the running second, granted or not. */
  askedWrites: number;
  askedReads: number;
  busySeconds: number;
}

export function partitionModel(rules: PartitionRules, keys: number): PartitionModel {
  let partitions: Partition[] = [];
  const seconds: Mutable<ModelSecond>[] = [];
  let firstMs = -1;
  let current = emptySecond(0, 1, rules.writesPerSecond);

  const endSecondsUpTo = (second: number, nowMs: number): void => {
    while (current.second < second) {
      seconds.push(current);
      partitions = splitBusy(rules, partitions, nowMs);
      current = emptySecond(current.second + 1, partitions.length, partitions.length * rules.writesPerSecond);
    }
  };
  return {
    get partitions() {
      return Math.max(1, partitions.length);
    },
    ask(use, index, nowMs) {
      if (firstMs < 0) {
        firstMs = nowMs;
        partitions = [freshPartition(rules, 0, Math.max(1, keys), nowMs)];
      }
      const second = Math.floor((nowMs - firstMs) / 1000);
      if (second > current.second) endSecondsUpTo(second, nowMs);
      const partition = partitionOf(partitions, index);
      if (use === 'write') {
        partition.askedWrites += 1;
        const granted = take(partition.writes, rules.writesPerSecond, rules.burstSeconds, nowMs);
        if (granted) current.grantedWrites += 1;
        else current.refusedWrites += 1;
        return granted;
      }
      partition.askedReads += 1;
      const granted = take(partition.reads, rules.readsPerSecond, rules.burstSeconds, nowMs);
      if (granted) current.grantedReads += 1;
      else current.refusedReads += 1;
      return granted;
    },
    seconds: () => seconds,
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const emptySecond = (second: number, partitions: number, writeCapacity: number): Mutable<ModelSecond> => ({
  second,
  partitions,
  writeCapacity,
  grantedWrites: 0,
  refusedWrites: 0,
  grantedReads: 0,
  refusedReads: 0,
});

function freshPartition(rules: PartitionRules, from: number, to: number, nowMs: number): Partition {
  const full = (perSecond: number): Bucket => ({ tokens: Math.max(1, perSecond * rules.burstSeconds), filledAtMs: nowMs });
  return {
    from,
    to,
    writes: full(rules.writesPerSecond),
    reads: full(rules.readsPerSecond),
    askedWrites: 0,
    askedReads: 0,
    busySeconds: 0,
  };
}

function take(bucket: Bucket, perSecond: number, burstSeconds: number, nowMs: number): boolean {
  const filled = bucket.tokens + ((nowMs - bucket.filledAtMs) / 1000) * perSecond;
  bucket.tokens = Math.min(filled, Math.max(1, perSecond * burstSeconds));
  bucket.filledAtMs = nowMs;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

function partitionOf(partitions: readonly Partition[], index: number): Partition {
  let low = 0;
  let high = partitions.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (partitions[middle]!.from <= index) low = middle;
    else high = middle - 1;
  }
  return partitions[low]!;
}

/** At the end of each second: who was busy long enough splits, those busy longest first, as far as the maximum lets. */
function splitBusy(rules: PartitionRules, partitions: readonly Partition[], nowMs: number): Partition[] {
  for (const partition of partitions) {
    const busy =
      partition.askedWrites >= rules.writesPerSecond * rules.splitAtShare ||
      partition.askedReads >= rules.readsPerSecond * rules.splitAtShare;
    partition.busySeconds = busy ? partition.busySeconds + 1 : 0;
    partition.askedWrites = 0;
    partition.askedReads = 0;
  }
  const mayGrowBy = rules.partitionsUpTo - partitions.length;
  const ripe = partitions
    .filter(({ busySeconds, from, to }) => busySeconds >= rules.splitAfterSeconds && to - from > 1)
    .toSorted((a, b) => b.busySeconds - a.busySeconds)
    .slice(0, Math.max(0, mayGrowBy));
  if (ripe.length === 0) return [...partitions];
  const splitting = new Set(ripe);
  return partitions.flatMap((partition) => {
    if (!splitting.has(partition)) return [partition];
    const middle = Math.floor((partition.from + partition.to) / 2);
    return [freshPartition(rules, partition.from, middle, nowMs), freshPartition(rules, middle, partition.to, nowMs)];
  });
}
