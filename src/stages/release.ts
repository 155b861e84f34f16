import { revokeGrants, type AccessDeps } from '../access/grant.ts';
import { grantSid } from '../access/policy.ts';
import { asMigrationError, MigrationError } from '../errors.ts';
import type { OpenPlan } from './open-plan.ts';

export interface ReleaseDeps extends AccessDeps {
  /** What AWS's own records still show as rented, and how it is given back. */
  readonly rented: () => Promise<Rent>;
  readonly terminate: {
    readonly instances: (ids: readonly string[]) => Promise<void>;
    readonly clusters: (ids: readonly string[]) => Promise<void>;
  };
  /** Another run that works on the migration by now: what is rented and granted is that one's. Null when none does. */
  readonly otherRun: string | null;
  readonly log: (line: string) => void;
}

export interface Rent {
  readonly instances: readonly string[];
  readonly clusters: readonly string[];
}

export interface ReleaseOutcome {
  /** What was ended; what ended only afterwards is among it. */
  readonly ended: Rent;
  /** What works on for the next job, and was left alone. */
  readonly kept: readonly string[];
  /** `manual`: a person added the statement, and takes it out. `kept`: a machine copies on. It ends by itself in any case. */
  readonly grant: 'revoked' | 'absent' | 'manual' | 'kept';
}

const GONE_EVERY_MS = 10_000;
/** A cluster takes one to five minutes to end (emr-spark.md §1.2), an instance less. */
const GONE_WITHIN_MS = 10 * 60_000;

/**
 * Gives back what the migration was lent: runs always, also after failures, and may run twice.
 * @param keep ids of machines and clusters that work on although no job is left, as settle names them
 */
export async function releaseStage(deps: ReleaseDeps, open: OpenPlan, keep: readonly string[] = []): Promise<ReleaseOutcome> {
  if (deps.otherRun !== null) {
    throw new MigrationError('RELEASE_PENDING', `${deps.otherRun} works on this migration: machines and access were left to it`, {
      next: 'Re-run this job when that run has ended: it may be one that releases nothing, as a terminal does.',
    });
  }
  for (const id of keep) deps.log(`${id} works on: left alone`);
  // Machines first, so that none meets a closed door while it works; but whatever holds them up, the grant is taken back.
  let ended: Rent | MigrationError;
  try {
    ended = await endRented(deps, new Set(keep));
  } catch (error) {
    ended = asMigrationError(error);
    deps.log(`${ended.code}: ${ended.message}`);
  }
  const grant = await takeBack(deps, open, keep);
  if (ended instanceof MigrationError) throw ended;
  return { grant, ended, kept: keep };
}

async function takeBack(deps: ReleaseDeps, { plan }: OpenPlan, keep: readonly string[]): Promise<ReleaseOutcome['grant']> {
  const { bucket } = plan.source;
  if (plan.access.mode === 'manual') {
    deps.log(`Access is manual: take the statement ${grantSid(plan.migration, plan.digests.identity)} out of the policy of ${bucket}`);
    return 'manual';
  }
  if (keep.some(isInstance)) {
    deps.log(`Access to ${bucket} is kept for the machines that copy on`);
    return 'kept';
  }
  const grant = await revokeGrants(deps, { migration: plan.migration, bucket });
  deps.log(grant === 'revoked' ? `Access to ${bucket} revoked` : `Access to ${bucket} had been revoked before`);
  return grant;
}

/** Of EC2's and EMR's ids, EC2's: i-0123456789abcdef0 beside j-2AXXXXXXGAPLF. */
const isInstance = (id: string) => id.startsWith('i-');

/** Ends every machine and cluster of the migration, and waits until AWS's records show none. */
async function endRented({ clock, log, rented, signal, terminate }: ReleaseDeps, keep: ReadonlySet<string>): Promise<Rent> {
  const others = async (): Promise<Rent> => {
    const { clusters, instances } = await rented();
    return { clusters: clusters.filter((id) => !keep.has(id)), instances: instances.filter((id) => !keep.has(id)) };
  };
  const first = await others();
  const giveUpAt = clock.passed() + GONE_WITHIN_MS;
  for (let left = first; left.instances.length + left.clusters.length > 0; left = await others()) {
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
