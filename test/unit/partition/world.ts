import type { PartitionFacts } from '../../../src/contracts/plan.ts';
import { s3Ledger, type LedgerStore } from '../../../src/ledger/store.ts';
import type { SparkClusters } from '../../../src/partition/clusters.ts';
import { compactStage } from '../../../src/stages/compact.ts';
import { partitionStage, type LegInput, type PartitionDeps } from '../../../src/stages/partition.ts';
import { copied, fakeJob, JOB, openPlanOf, someFacts } from '../../builders/partition.ts';
import { LEDGER, OWNERS } from '../../builders/plan.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';
import { fakeClusters } from '../../fakes/spark-clusters.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';

/** A small generator of its own (mulberry32): the same numbers in every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A migration whose folders are copied, an EMR, and a Spark job that commits. */
export function aWorld(overrides: Partial<PartitionFacts> = {}) {
  const facts = someFacts(overrides);
  const s3 = memoryS3(OWNERS);
  const open = openPlanOf(facts);
  const clock = virtualClock();
  const job = fakeJob(s3, open);
  const emr = fakeClusters(() => clock.now(), job.run);
  clock.onMoment = emr.advance;
  for (const { folders } of facts.batches) for (const folder of folders) copied(s3, open, folder);
  const lines: string[] = [];
  const ledger = s3Ledger(s3, LEDGER);
  const deps = (special: Partial<PartitionDeps> = {}): PartitionDeps => ({
    clusters: emr,
    ledger,
    clock,
    random: seeded(7),
    signal: new AbortController().signal,
    log: (line) => lines.push(line),
    jobFiles: () => Promise.resolve(JOB),
    ...special,
  });
  const input = (given: string | LegInput): LegInput => (typeof given === 'string' ? { batch: given } : given);
  return {
    facts,
    s3,
    open,
    clock,
    job,
    emr,
    ledger,
    lines,
    deps,
    partition: (given: string | LegInput = '00', special: Partial<PartitionDeps> = {}) =>
      clock.until(partitionStage(deps(special), open, input(given))),
    compact: (given: string | LegInput = 'c00', special: Partial<PartitionDeps> = {}) =>
      clock.until(compactStage(deps(special), open, input(given))),
    launches: () => emr.calls.filter(({ call }) => call === 'RunJobFlow'),
    /** Names of the steps that each cluster was asked to run. */
    asked: () => emr.all.map(({ request }) => request.Steps.map(({ Name }) => Name)),
  };
}

export class Killed extends Error {}

/**
 * The ports of a process that is killed at its n-th look at the world: before the call is made, or after, so that its
 * effect is there and nobody knows. Whatever it asks afterwards, it is dead.
 */
export function killedAt(
  world: ReturnType<typeof aWorld>,
  n: number,
  when: 'before' | 'after',
): { deps: PartitionDeps; calls: () => number } {
  let calls = 0;
  const mortal =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      calls += 1;
      if (calls > n || (calls === n && when === 'before')) throw new Killed();
      const answer = await call(...args);
      if (calls >= n) throw new Killed();
      return answer;
    };
  const { clock, emr, ledger } = world;
  const clusters: SparkClusters = {
    run: mortal(emr.run),
    find: mortal(emr.find),
    describe: mortal(emr.describe),
    steps: mortal(emr.steps),
    terminate: mortal(emr.terminate),
  };
  const store: LedgerStore = { uri: ledger.uri, read: mortal(ledger.read), list: mortal(ledger.list), write: mortal(ledger.write) };
  return {
    calls: () => calls,
    deps: world.deps({ clusters, ledger: store, clock: { now: clock.now, passed: clock.passed, sleep: mortal(clock.sleep) } }),
  };
}
