import { parseContract } from '../contracts/contract.ts';
import { heartbeat, type Heartbeat } from '../contracts/fleet.ts';
import type { Clock } from '../clock.ts';
import { asMigrationError } from '../errors.ts';
import { BEAT_EVERY_MS } from '../fleet/heartbeats.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { CLUSTER_STATES, type SparkClusters } from '../partition/clusters.ts';
import { eachUpTo } from '../pool.ts';
import { copyWorkers } from './machine-wish.ts';
import type { OpenPlan } from './open-plan.ts';
import { isFor } from './stop-object.ts';

export interface SettleDeps {
  readonly ledger: LedgerStore;
  readonly clock: Clock;
  readonly rented: () => Promise<{ readonly instances: readonly string[]; readonly clusters: readonly string[] }>;
  readonly clusters: Pick<SparkClusters, 'describe'>;
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

export type LookDeps = Pick<SettleDeps, 'ledger' | 'clock' | 'random' | 'signal' | 'log'>;

/** What goes on although no job of the run is left: its leg has detached, or its runner was lost. */
export interface Settled {
  readonly shards: readonly string[];
  /** Those that the shards are on. */
  readonly machines: readonly string[];
  readonly clusters: readonly string[];
}

const READS_AT_ONCE = 16;
/** Beats come every five seconds: two of them late are still within it. */
const LOOK_AGAIN_MS = 3 * BEAT_EVERY_MS;

/**
 * Whether anything of the plan works on elsewhere, so that release would end what the next job wants to take up again.
 * A worker counts when its beat grows while we look; a cluster, when EMR says that it starts or works. One that verifies does not:
 * its next job lists afresh. After a cancel nothing is to go on, whatever still does.
 */
export async function settleStage(deps: SettleDeps, open: OpenPlan, { cancelled }: { readonly cancelled: boolean }): Promise<Settled> {
  if (cancelled) {
    deps.log('The run was cancelled: nothing is to go on');
    return { shards: [], machines: [], clusters: [] };
  }
  const [workers, clusters] = await Promise.all([
    workingWorkers(deps, open, copyWorkers(open.plan)),
    patiently(deps, 'What is rented', deps.rented).then(({ clusters }) => workingClusters(deps, clusters)),
  ]);
  const shards = workers.map(({ shard }) => shard);
  for (const shard of shards) deps.log(`Shard ${shard} goes on on its machine`);
  for (const id of clusters) deps.log(`Cluster ${id} goes on`);
  if (shards.length + clusters.length === 0) deps.log('Nothing goes on elsewhere');
  return { shards, machines: workers.map(({ machine }) => machine), clusters };
}

/** Of the workers, the last beats of those whose beat grows while we look, and that nobody has asked to stop. */
export async function workingWorkers(deps: LookDeps, { names }: OpenPlan, workers: readonly string[]): Promise<readonly Heartbeat[]> {
  const before = await beatsOf(deps, names, workers);
  if (before.size === 0) return [];
  await deps.clock.sleep(LOOK_AGAIN_MS, deps.signal);
  const after = await beatsOf(deps, names, [...before.keys()]);
  const alive = workers.filter((worker) => {
    const [first, second] = [before.get(worker), after.get(worker)];
    return first !== undefined && second !== undefined && (second.process !== first.process || second.beat > first.beat);
  });
  const stopped = await Promise.all(alive.map((worker) => isAskedToStop(deps, names.stop(worker), after.get(worker)!)));
  return alive.filter((_, index) => stopped[index] !== true).map((worker) => after.get(worker)!);
}

/** Of the workers, those that say that they work. */
async function beatsOf(deps: LookDeps, names: OpenPlan['names'], workers: readonly string[]): Promise<Map<string, Heartbeat>> {
  const { ledger, signal } = deps;
  const found = new Map<string, Heartbeat>();
  await eachUpTo(workers, READS_AT_ONCE, async (worker) => {
    const name = names.heartbeat(worker);
    const stored = await patiently(deps, `The beat of ${worker}`, () => ledger.read(name, signal));
    if (stored === null) return;
    const beat = parseContract(heartbeat, stored.body.toString('utf8'), ledger.uri(name));
    if (beat.state === 'working') found.set(worker, beat);
  });
  return found;
}

/** A worker that was asked to stop drains, and leaves within seconds. */
async function isAskedToStop(deps: LookDeps, name: string, { process, shard }: Heartbeat): Promise<boolean> {
  const { ledger, signal } = deps;
  const stored = await patiently(deps, `Whether ${shard} was asked to stop`, () => ledger.read(name, signal));
  return stored !== null && isFor(stored.body.toString('utf8'), process);
}

/** Of the clusters, those that start or work. One that idles costs as much, and nothing comes of it. */
export async function workingClusters(
  deps: Pick<SettleDeps, 'clusters' | 'clock' | 'random' | 'signal' | 'log'>,
  ids: readonly string[],
): Promise<readonly string[]> {
  const { clusters, signal } = deps;
  const found = await Promise.all(ids.map((id) => patiently(deps, `Cluster ${id}`, () => clusters.describe(id, signal))));
  return ids.filter((_, index) => {
    const state = found[index]?.state;
    return state !== undefined && (CLUSTER_STATES[state] === 'coming' || CLUSTER_STATES[state] === 'working');
  });
}

/** Together with what the clients try by themselves it is some minutes: the job has fifteen. */
const LOOKS_UP_TO = 5;
const FIRST_PAUSE_MS = 5000;

/**
 * What one call does not say would end what works on, since release ends everything when this stage fails: AWS that does not
 * answer, or throttles, is asked again.
 */
async function patiently<T>(
  { clock, log, random, signal }: Pick<SettleDeps, 'clock' | 'random' | 'signal' | 'log'>,
  what: string,
  ask: () => Promise<T>,
): Promise<T> {
  for (let looked = 1; ; looked += 1) {
    try {
      return await ask();
    } catch (thrown) {
      const error = asMigrationError(thrown);
      if (signal.aborted || error.code !== 'AWS_FAILED' || looked === LOOKS_UP_TO) throw thrown;
      log(`${what} was not answered; asking again (${error.message})`);
      await clock.sleep(FIRST_PAUSE_MS * 2 ** (looked - 1) * (0.5 + random() / 2), signal);
    }
  }
}
