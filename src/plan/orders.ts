import type { Plan, ShardOrder } from '../contracts/plan.ts';
import { MigrationError } from '../errors.ts';
import { compareKeys } from '../listing/order.ts';
import { planDigest } from './plan.ts';

/** Round 0: every shard with all of its folders. */
export function ordersOf(plan: Plan): ShardOrder[] {
  const digest = planDigest(plan);
  return plan.shards.map(({ shard, folders }) => orderOf(plan, digest, shard, 0, folders, () => 1));
}

/**
 * A later round: exactly the affected folders, in the shards that they belong to.
 * @param generations the walk that each affected folder is to be of
 */
export function repeatOrders(
  plan: Plan,
  affectedFolders: readonly string[],
  generations: Readonly<Record<string, number>>,
  round: number,
): ShardOrder[] {
  const digest = planDigest(plan);
  const affected = new Set(affectedFolders);
  const orders = plan.shards.map(({ shard, folders }) =>
    orderOf(
      plan,
      digest,
      shard,
      round,
      folders.filter((folder) => affected.delete(folder)),
      (folder) => generationOf(folder, generations),
    ),
  );
  const [stranger] = affected;
  if (stranger !== undefined) throw notPlanned(plan, stranger);
  return orders.filter(({ folders }) => folders.length > 0);
}

function orderOf(
  plan: Plan,
  digest: string,
  shard: string,
  round: number,
  folders: readonly string[],
  generation: (folder: string) => number,
): ShardOrder {
  const sorted = folders.toSorted(compareKeys);
  return {
    contract: 'shard-order/1',
    migration: plan.migration,
    identity: plan.digests.identity,
    plan: digest,
    shard,
    round,
    folders: sorted,
    generations: Object.fromEntries(sorted.map((folder) => [folder, generation(folder)])),
  };
}

function generationOf(folder: string, generations: Readonly<Record<string, number>>): number {
  const generation = Object.hasOwn(generations, folder) ? generations[folder] : undefined;
  if (generation !== undefined) return generation;
  throw new MigrationError('INTERNAL', `The folder ${folder} is to be walked again, and no generation is given for it`);
}

function notPlanned(plan: Plan, folder: string): MigrationError {
  return new MigrationError('INTERNAL', `The folder ${folder} is in no shard of the plan of ${plan.migration}`);
}
