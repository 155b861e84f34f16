import type { Layout } from './layout.ts';
import { S3_RULES, type PartitionRules } from './partitions.ts';

/** What the server is to be, as a value: given at its start, and anew between two runs (POST /__configure). */
export interface ServerPlan {
  readonly layout: Layout;
  readonly buckets: Readonly<Record<string, BucketKind>>;
  /** What every answer takes, beyond the server's own work; in the server's time. */
  readonly latencyMs: number;
  /** The server's time is so many times faster than life, as that of a client with the same BUCKET_BRIGADE_TIME_SCALE: of latency and partitions. */
  readonly timeScale: number;
  /** null: nothing is ever refused for its rate. */
  readonly partitions: PartitionRules | null;
  readonly faults: Faults;
  /** Count for each key how often it was listed at the source and copied to the target: half a byte per key. */
  readonly track: boolean;
}

/**
 * `full`: every key of the layout is there. `same`: likewise, written later, as after a copy. `empty`: those that were
 * copied into it. `stored`: nothing but what was put.
 */
export type BucketKind = 'full' | 'same' | 'empty' | 'stored';

/** Probabilities, drawn from a generator with this seed. */
export interface Faults {
  readonly seed: number;
  /** The connection is cut instead of an answer; the work is done all the same, as S3 may have done it. */
  readonly reset: number;
  /** Status 500, and nothing done. */
  readonly internalError: number;
  /** A list page that ends in its middle. */
  readonly truncatedPage: number;
  /** A copy that fails inside of an answer with status 200. */
  readonly errorInside: number;
}

export const NO_FAULTS: Faults = { seed: 1, reset: 0, internalError: 0, truncatedPage: 0, errorInside: 0 };

export const DEFAULT_BUCKETS: ServerPlan['buckets'] = { full: 'full', same: 'same', empty: 'empty', ledger: 'stored' };

/** A plan from what was given of it. Whoever sends it is the harness, in the same repository: no more is checked than a layout's own bounds. */
export function completePlan(
  given: Partial<Omit<ServerPlan, 'faults' | 'partitions'>> & {
    readonly faults?: Partial<Faults>;
    readonly partitions?: Partial<PartitionRules> | null;
  },
): ServerPlan {
  return {
    layout: { prefix: '', keys: 1000, folders: 0, ...given.layout },
    buckets: given.buckets ?? DEFAULT_BUCKETS,
    latencyMs: given.latencyMs ?? 0,
    timeScale: given.timeScale ?? 1,
    partitions: given.partitions == null ? null : { ...S3_RULES, ...given.partitions },
    faults: { ...NO_FAULTS, ...given.faults },
    track: given.track ?? false,
  };
}

/** Randomness with a seed (mulberry32): the same faults again for the same requests. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
