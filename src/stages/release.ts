import { revokeGrants, type AccessDeps } from '../access/grant.ts';
import { grantSid } from '../access/policy.ts';
import { MigrationError } from '../errors.ts';
import type { OpenPlan } from './open-plan.ts';

export interface ReleaseDeps extends Omit<AccessDeps, 'names'> {
  /** What AWS's own records still show as rented, and how it is given back. */
  readonly rented: () => Promise<Rent>;
  readonly terminate: {
    readonly instances: (ids: readonly string[]) => Promise<void>;
    readonly clusters: (ids: readonly string[]) => Promise<void>;
  };
  readonly log: (line: string) => void;
}

export interface Rent {
  readonly instances: readonly string[];
  readonly clusters: readonly string[];
}

export interface ReleaseOutcome {
  /** What was ended; what ended only afterwards is among it. */
  readonly ended: Rent;
  /** `manual`: a person added the statement, and takes it out; it ends by itself in any case. */
  readonly grant: 'revoked' | 'absent' | 'manual';
}

const GONE_EVERY_MS = 10_000;
/** A cluster takes one to five minutes to end (emr-spark.md §1.2), an instance less. */
const GONE_WITHIN_MS = 10 * 60_000;

/** Gives back what the migration was lent: runs always, also after failures, and may run twice. */
export async function releaseStage(deps: ReleaseDeps, { plan, names }: OpenPlan): Promise<ReleaseOutcome> {
  const ended = await endRented(deps);
  if (plan.access.mode === 'manual') {
    deps.log(
      `Access is manual: take the statement ${grantSid(plan.migration, plan.digests.identity)} out of the policy of ${plan.source.bucket}`,
    );
    return { grant: 'manual', ended };
  }
  const grant = await revokeGrants({ ...deps, names }, { migration: plan.migration, bucket: plan.source.bucket });
  deps.log(grant === 'revoked' ? `Access to ${plan.source.bucket} revoked` : `Access to ${plan.source.bucket} had been revoked before`);
  return { grant, ended };
}

/** Ends every machine and cluster of the migration, and waits until AWS's records show none. */
async function endRented({ clock, log, rented, signal, terminate }: ReleaseDeps): Promise<Rent> {
  const first = await rented();
  const giveUpAt = clock.passed() + GONE_WITHIN_MS;
  for (let left = first; left.instances.length + left.clusters.length > 0; left = await rented()) {
    if (left === first) log(`Ending ${left.instances.length} instances and ${left.clusters.length} clusters`);
    if (clock.passed() >= giveUpAt) {
      throw new MigrationError(
        'RELEASE_PENDING',
        `Still rented after ${GONE_WITHIN_MS / 60_000} minutes: ${[...left.instances, ...left.clusters].join(', ')}`,
        {
          next: 'End them in the console, or re-run this job; machines end themselves at the end of their time.',
        },
      );
    }
    // Again each time: what was just being created when we asked first is ended, too.
    await Promise.all([terminate.instances(left.instances), terminate.clusters(left.clusters)]);
    await clock.sleep(GONE_EVERY_MS, signal);
  }
  return first;
}
