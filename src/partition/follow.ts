import { asMigrationError, type MigrationError } from '../errors.ts';
import { CLUSTER_STATES, isGone, STEP_STATES, type Cluster, type Step } from './clusters.ts';
import { KINDS, stepName } from './naming.ts';
import type { Proofs } from './proofs.ts';
import type { Work, WorkDeps } from './work.ts';

export type FollowEnd =
  /** Every unit that was asked for has its commit, whatever EMR says of steps and cluster. */
  | { readonly end: 'proven' }
  /** The cluster will do nothing more. Null: EMR does not know it (any more). `stuck`: the step for whose sake it was ended. */
  | { readonly end: 'over'; readonly cluster: Cluster | null; readonly steps: readonly Step[]; readonly stuck: Step | null }
  /** The time of this leg is up; the cluster goes on. */
  | { readonly end: 'late' };

/**
 * One DescribeCluster a minute for each leg: 32 of them use half of what refills, one in a second for the account (emr-spark.md §1.3).
 * ListSteps refills slower, so it is asked only when something has changed.
 */
const LOOK_EVERY_MS = 60_000;
const JITTER = 0.1;
const PROGRESS_EVERY_MS = 10 * 60_000;
/** Also without a change: which step runs shows only then, and since when. */
const LIST_EVERY_MS = 60 * 60_000;
/**
 * A step may run for ever: Spark waits without end for containers that YARN never gives. A folder takes minutes, the largest
 * that fits a cluster some hours; after a day the cluster is ended, and the folders that it owes are repeated once.
 */
const STUCK_AFTER_MS = 24 * 60 * 60_000;
/** DescribeCluster may not know a cluster that was made a moment ago. */
const UNKNOWN_LOOKS = 3;

/**
 * Follows a cluster until its work is proven, or it will prove nothing more. Nothing that EMR answers ends the following
 * but the cluster's own end: a throttled or failed look is tried again a minute later.
 */
export async function follow(
  deps: WorkDeps,
  work: Work<unknown>,
  proofs: Proofs<unknown>,
  { asked, id, lateAtMs }: { readonly id: string; readonly asked: ReadonlySet<string>; readonly lateAtMs: number },
): Promise<FollowEnd> {
  const { clock, clusters, log, random, signal } = deps;
  const missing = () => proofs.missing().filter(({ name }) => asked.has(name)).length;
  let steps: readonly Step[] = [];
  let cluster: Cluster | null = null;
  let unknown = 0;
  let denied = 0;
  // Not to be told from a permission that is missing: so it is waited for, and never taken for a cluster that is gone.
  const mayBeTooYoung = ({ code }: MigrationError) => code === 'ACCESS_DENIED' && cluster === null && (denied += 1) < UNKNOWN_LOOKS;
  let looked = '';
  let listedAtMs = clock.passed();
  let stuck: Step | null = null;
  let said = '';
  let saidAtMs = clock.passed();
  for (;;) {
    const seen = await patiently(deps, 'DescribeCluster', () => clusters.describe(id, signal), mayBeTooYoung);
    if (seen !== undefined) {
      unknown = seen === null ? unknown + 1 : 0;
      if (seen !== null) cluster = seen;
    }
    const gone = unknown >= UNKNOWN_LOOKS || (cluster !== null && isGone(cluster));
    const meaning = cluster === null ? 'coming' : CLUSTER_STATES[cluster.state];
    // A cluster that is coming has proven nothing; one that is gone has proven what it ever will.
    if (gone || meaning === 'idle') await proofs.readAll();
    else if (meaning !== 'coming') await proofs.readOn(asked);
    if (missing() === 0) return { end: 'proven' };
    const changed = `${cluster?.state} ${missing()}`;
    const isDue = changed !== looked || clock.passed() - listedAtMs >= LIST_EVERY_MS;
    if (cluster !== null && isDue && meaning !== 'coming') {
      const listed = await patiently(deps, 'ListSteps', () => clusters.steps(id, signal));
      if (listed !== undefined) {
        steps = listed;
        looked = changed;
        listedAtMs = clock.passed();
      }
    }
    if (stuck === null && meaning === 'working') {
      stuck =
        steps.find(({ startedAtMs, state }) => state === 'RUNNING' && clock.now() - (startedAtMs ?? Infinity) > STUCK_AFTER_MS) ?? null;
      if (stuck !== null) {
        log(`Step ${stuck.id} (${stuck.name}) on ${id} has run for more than ${STUCK_AFTER_MS / 3_600_000} hours: ending the cluster`);
        await clusters.terminate(id, signal);
      }
    }
    const line = progressOf(work, proofs, id, cluster, steps);
    if (line !== said || clock.passed() - saidAtMs >= PROGRESS_EVERY_MS) {
      log(line);
      said = line;
      saidAtMs = clock.passed();
    }
    // The last word on the steps is needed: why they failed decides what is done about it.
    if (gone && (unknown >= UNKNOWN_LOOKS || looked === changed))
      return { end: 'over', cluster: unknown >= UNKNOWN_LOOKS ? null : cluster, steps, stuck };
    if (meaning === 'idle' && looked === changed && steps.every(({ state }) => STEP_STATES[state].over)) {
      await clusters.terminate(id, signal);
      return { end: 'over', cluster, steps, stuck };
    }
    if (clock.passed() >= lateAtMs) return { end: 'late' };
    await clock.sleep(LOOK_EVERY_MS * (1 + JITTER * (2 * random() - 1)), signal);
  }
}

/** @returns undefined when EMR did not answer this time */
async function patiently<T>(
  { log, signal }: WorkDeps,
  what: string,
  ask: () => Promise<T>,
  alsoAfter: (error: MigrationError) => boolean = () => false,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (thrown) {
    const error = asMigrationError(thrown);
    if (signal.aborted || (error.code !== 'AWS_FAILED' && !alsoAfter(error))) throw thrown;
    log(`${what} was not answered; asking again in a minute (${error.message})`);
    return undefined;
  }
}

function progressOf(work: Work<unknown>, proofs: Proofs<unknown>, id: string, cluster: Cluster | null, steps: readonly Step[]): string {
  const { unit, units } = KINDS[work.kind];
  const running = steps.find(({ state }) => state === 'RUNNING');
  const names = new Set(work.units.map(({ name }) => stepName(work.kind, name)));
  const failed = steps.filter(({ name, state }) => names.has(name) && state === 'FAILED').length;
  return [
    `Batch ${work.batch} on ${id}: ${cluster?.state ?? 'not to be seen yet'}`,
    `${proofs.commits.size} of ${work.units.length} ${work.units.length === 1 ? unit : units} committed`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(running === undefined ? [] : [`at ${running.name}`]),
  ].join(', ');
}
