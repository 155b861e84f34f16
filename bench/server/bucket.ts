import { keyScheme, type KeyScheme } from './layout.ts';
import { emptyMarks, emptyTally, type Marks, type Tally } from './marks.ts';
import { partitionModel, type PartitionModel } from './partitions.ts';
import type { BucketKind, ServerPlan } from './plan.ts';
import { emptyStore, type Store } from './store.ts';

/** A bucket: keys that are computed, those of them that are there, and objects that are really kept. */
export interface Bucket {
  readonly name: string;
  readonly kind: BucketKind;
  /** null: nothing is computed here. */
  readonly scheme: KeyScheme | null;
  /** Which of the computed keys are there; null: all. */
  readonly marks: Marks | null;
  readonly store: Store;
  /** When the computed objects were last modified: minutes and seconds follow. Copies are later than their sources. */
  readonly modifiedHour: string;
  readonly listed: Tally | null;
  readonly copied: Tally | null;
  /** Which keys the harness has found in a durable manifest: to copy one of them again is counted. */
  readonly durable: Marks | null;
  readonly partitions: PartitionModel | null;
  /** Requests by operation, and what became of them. */
  readonly counts: Record<string, number>;
}

const SOURCE_HOUR = '2024-03-05T07:';
const TARGET_HOUR = '2025-11-20T09:';

export function makeBuckets(plan: ServerPlan): ReadonlyMap<string, Bucket> {
  return new Map(Object.entries(plan.buckets).map(([name, kind]) => [name, makeBucket(plan, name, kind)]));
}

function makeBucket(plan: ServerPlan, name: string, kind: BucketKind): Bucket {
  const computed = kind !== 'stored';
  const { keys } = plan.layout;
  return {
    name,
    kind,
    scheme: computed ? keyScheme(plan.layout) : null,
    marks: kind === 'empty' ? emptyMarks(keys) : null,
    store: emptyStore(),
    modifiedHour: kind === 'full' ? SOURCE_HOUR : TARGET_HOUR,
    listed: plan.track && kind === 'full' ? emptyTally(keys) : null,
    copied: plan.track && kind === 'empty' ? emptyTally(keys) : null,
    durable: plan.track && kind === 'empty' ? emptyMarks(keys) : null,
    partitions: computed && plan.partitions !== null ? partitionModel(plan.partitions, keys) : null,
    counts: {},
  };
}

/** The index of a computed key that is there, or -1. */
export function presentIndex(bucket: Bucket, key: string): number {
  const index = bucket.scheme?.indexOf(key) ?? -1;
  return index >= 0 && (bucket.marks === null || bucket.marks.has(index)) ? index : -1;
}

export function count(bucket: Bucket, what: string, by = 1): void {
  bucket.counts[what] = (bucket.counts[what] ?? 0) + by;
}

/** Minutes and seconds of a computed object's last modification, from its index. */
export const secondOf = (index: number): number => index % 3600;
