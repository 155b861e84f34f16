import { foldersLeft } from '../copy/left.ts';
import { MigrationError } from '../errors.ts';
import { adoptOrCreate, type FleetDeps } from '../fleet/adopt.ts';
import { eachUpTo } from '../pool.ts';
import { accessStage, type AccessStageDeps } from './access.ts';
import { machineWish } from './machine-wish.ts';
import type { OpenPlan } from './open-plan.ts';
import { readOrder } from './sync-shard.ts';

export type LaunchDeps = Omit<FleetDeps, 'names'> & AccessStageDeps;

export interface LaunchOutcome {
  readonly created: number;
  readonly adopted: number;
  /** Shards whose folders are all done: they need no machine. */
  readonly idle: number;
  /** Shards whose machine could not be had now; their own jobs ask again. */
  readonly refused: readonly { readonly shard: string; readonly reason: string }[];
}

/** RunInstances refills at two a second (EC2 API throttling); more at once would only be told to wait. */
const LAUNCHES_AT_ONCE = 2;
const READS_AT_ONCE = 4;

/**
 * Warms up: lets the machines in at the source, asks for those of all shards that have work, and waits for none of them. A
 * door that stays shut is said before anything is rented. Every copy leg ensures its
 * own machine, so this stage may fail, be skipped or run twice, and nothing is lost but a few minutes. The machine that verifies is
 * not among them: it would idle for as long as is copied.
 */
export async function launchFleetStage(deps: LaunchDeps, open: OpenPlan): Promise<LaunchOutcome> {
  const { plan, names } = open;
  const counts = { created: 0, adopted: 0, idle: 0 };
  const refused: { shard: string; reason: string }[] = [];
  if (plan.fleet === null) {
    deps.log('The plan copies in the jobs themselves: there is nothing to launch');
    return { ...counts, refused };
  }
  const waiting = new Set<string>();
  await eachUpTo(plan.shards, READS_AT_ONCE, async ({ shard }) => {
    const order = await readOrder(deps.ledger, open, 0, shard, deps.signal);
    if ((await foldersLeft({ ledger: deps.ledger, names }, order, deps.signal)).length > 0) waiting.add(shard);
    else counts.idle += 1;
  });
  if (waiting.size > 0) await accessStage(deps, open);
  await eachUpTo(waiting, LAUNCHES_AT_ONCE, async (shard) => {
    try {
      const { how } = await adoptOrCreate({ ...deps, names }, machineWish(plan, shard));
      counts[how] += 1;
    } catch (error) {
      if (!(error instanceof MigrationError) || error.code !== 'MACHINE_REFUSED') throw error;
      refused.push({ shard, reason: error.message });
    }
  });
  deps.log(
    `Fleet: ${counts.created} machines asked for, ${counts.adopted} there already, ${counts.idle} shards need none, ${refused.length} refused`,
  );
  return { ...counts, refused };
}
