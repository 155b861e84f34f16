import type { PartitionFacts, Plan } from '../contracts/plan.ts';
import { runBatch, type BatchEnd } from './engine.ts';
import { instanceFacts } from './instances.ts';
import { launchesApartMs, takeTurn, waitForWave, waveBefore } from './pacing.ts';
import { clusterRequest } from './request.ts';
import { sizeExecutors, type Sizing } from './sizing.ts';
import type { Work, WorkDeps } from './work.ts';

/** The sizes of a plan's clusters. @throws MigrationError UNKNOWN_INSTANCE_TYPE, CONFIG_INVALID: before anything is rented */
export function sizingOf({ core, coreCount, primary }: PartitionFacts['machines']): Sizing {
  return sizeExecutors({ primary: instanceFacts(primary), core: instanceFacts(core), coreCount });
}

export interface Leg {
  readonly plan: Plan;
  readonly facts: PartitionFacts;
  readonly sizing: Sizing;
  /** All batches of this kind, in the order of their launches. */
  readonly batches: readonly string[];
  /** Whether a batch has all of its commits. */
  readonly isProven: (batch: string) => Promise<boolean>;
  /** How long this leg may take; its cluster may take longer. */
  readonly lateAfterMs: number;
}

/** One leg of the matrix, from whatever state an earlier one has left. */
export async function runLeg<Commit>(deps: WorkDeps, work: Work<Commit>, leg: Leg): Promise<BatchEnd<Commit>> {
  const { batches, facts, isProven, plan, sizing } = leg;
  const { clock, ledger, log, names } = deps;
  const table = names.table(work.of.transform);
  const { machines, release, subnetId } = facts;
  // A canary of any generation, or a second generation: its first cluster has started, and is no longer starting.
  const shows = async (batch: string): Promise<boolean> => {
    for (const name of [table.canary(1, batch), table.canary(2, batch), table.order(2, batch)])
      if ((await ledger.read(name, deps.signal)) !== null) return true;
    return await isProven(batch);
  };
  return await runBatch(deps, work, {
    requestOf:
      ({ generation, order }) =>
      (name) =>
        clusterRequest(name, {
          kind: work.kind,
          ...work.of,
          batch: work.batch,
          units: work.unitsOf(order).map((unit) => unit.name),
          orderUri: ledger.uri(table.order(generation, work.batch)),
          ledger: plan.ledger,
          job: order.job,
          release,
          machines,
          subnetId,
          roles: plan.roles,
          sizing,
        }),
    pace: async (first) => {
      const { paced, waveSize } = facts.launch;
      if (first && !paced) {
        log(`Batch ${work.batch} is launched unpaced`);
        return null;
      }
      if (first) await waitForWave(deps, waveBefore(batches, work.batch, waveSize), shows);
      return await takeTurn(deps, `${work.kind}-${work.batch}`, launchesApartMs(waveSize));
    },
    lateAtMs: clock.passed() + leg.lateAfterMs,
  });
}
