import type { PlannedFolder, PlannedShard } from '../contracts/plan.ts';
import { compareKeys } from '../listing/order.ts';

/**
 * Longest processing time first: the heaviest folder goes to the lightest shard. No shard is then heavier than
 * 4/3 of the best possible (R. L. Graham, Bounds on multiprocessing timing anomalies, 1969). Ties go to the shard with
 * fewer folders, then to the lower name, so that folders without weight are spread, too, and no shard stays empty.
 */
export function balance(folders: readonly PlannedFolder[], shards: number): PlannedShard[] {
  const loads = Array.from({ length: shards }, () => ({ weight: 0, folders: [] as string[] }));
  const heaviestFirst = folders.toSorted((a, b) => b.keys - a.keys || compareKeys(a.folder, b.folder));
  for (const { folder, keys } of heaviestFirst) {
    const lightest = loads.reduce((best, load) => (lighter(load, best) ? load : best));
    lightest.weight += keys;
    lightest.folders.push(folder);
  }
  return loads.map((load, index) => ({
    shard: shardName(index, shards),
    folders: load.folders.toSorted(compareKeys),
    weight: load.weight,
  }));
}

interface Load {
  readonly weight: number;
  readonly folders: readonly string[];
}

function lighter(a: Load, b: Load): boolean {
  return a.weight < b.weight || (a.weight === b.weight && a.folders.length < b.folders.length);
}

/** "00" to "15": wide enough for the last one, and never narrower than two. */
function shardName(index: number, shards: number): string {
  return String(index).padStart(Math.max(2, String(shards - 1).length), '0');
}
