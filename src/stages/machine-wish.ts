import type { Plan } from '../contracts/plan.ts';
import { MigrationError } from '../errors.ts';
import type { MachineWish } from '../fleet/intent.ts';
import { userData } from '../fleet/scripts.ts';

/** The machine of one worker, as the plan says. */
export function machineWish({ migration, digests, fleet }: Plan, worker: string): MachineWish {
  if (fleet === null) throw new MigrationError('INTERNAL', `The plan of ${migration} has no machines, and worker ${worker} asks for one`);
  const { imageId, instanceProfileArn, instanceType, securityGroupId, subnetId, ttlSeconds } = fleet;
  return {
    migration,
    identity: digests.identity,
    worker,
    request: { imageId, instanceType, instanceProfileArn, subnetId, securityGroupId, userData: userData(ttlSeconds) },
  };
}
