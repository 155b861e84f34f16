import type { Plan } from '../contracts/plan.ts';
import { MigrationError } from '../errors.ts';
import type { MachineWish } from '../fleet/intent.ts';
import { userData } from '../fleet/scripts.ts';

/** The one worker that verifies. Shards have numbers, so none is called so. */
export const VERIFY_WORKER = 'verify';

/** The shards that have machines. */
export function copyWorkers({ fleet, shards }: Pick<Plan, 'fleet' | 'shards'>): readonly string[] {
  return fleet === null ? [] : shards.map(({ shard }) => shard);
}

/** Whoever may have a machine by this plan. */
export function workersOf(plan: Pick<Plan, 'fleet' | 'shards' | 'verify'>): readonly string[] {
  return [...copyWorkers(plan), ...(plan.verify === undefined ? [] : [VERIFY_WORKER])];
}

/** The machine of one worker, as the plan says. */
export function machineWish({ migration, digests, fleet, verify }: Plan, worker: string): MachineWish {
  const facts = worker === VERIFY_WORKER ? verify?.machine : fleet;
  if (facts === null || facts === undefined)
    throw new MigrationError('INTERNAL', `The plan of ${migration} has no machine for worker ${worker}, which asks for one`);
  const { imageId, instanceProfileArn, instanceType, securityGroupId, subnetId, ttlSeconds } = facts;
  return {
    migration,
    identity: digests.identity,
    worker,
    request: { imageId, instanceType, instanceProfileArn, subnetId, securityGroupId, userData: userData(ttlSeconds) },
  };
}
