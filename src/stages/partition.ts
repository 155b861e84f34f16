import { isoSeconds, type Clock } from '../clock.ts';
import type { BatchResult, JobFiles, Rejects } from '../contracts/partition.ts';
import type { PartitionFacts, Plan } from '../contracts/plan.ts';
import { MigrationError } from '../errors.ts';
import { readCheckpoint } from '../ledger/checkpoint.ts';
import { writeOrThrow, type LedgerStore } from '../ledger/store.ts';
import type { SparkClusters } from '../partition/clusters.ts';
import { sum } from '../partition/commits.ts';
import type { BatchEnd, UnitFailure, UsedCluster } from '../partition/engine.ts';
import { partitionWork, provenanceOf } from '../partition/kinds.ts';
import { runLeg, sizingOf } from '../partition/leg.ts';
import { pinManifests } from '../partition/ready.ts';
import type { OpenPlan } from './open-plan.ts';

export interface PartitionDeps {
  readonly clusters: SparkClusters;
  readonly ledger: LedgerStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  /** Puts the job's files into the ledger, if they are not there, and says where they are. */
  readonly jobFiles: () => Promise<JobFiles>;
}

export interface LegInput {
  readonly batch: string;
  /** The leg leaves after so long, and its cluster goes on; by default before GitHub ends the job after six hours. */
  readonly lateAfterMs?: number;
}

/** What one leg did, whatever its kind. */
export interface LegResult {
  readonly batch: string;
  readonly end: BatchEnd<unknown>['end'];
  /** Units with a commit by now; `found` of them had it before. */
  readonly committed: number;
  readonly found: number;
  readonly clusters: readonly UsedCluster[];
  readonly failures: readonly UnitFailure[];
  readonly seconds: number;
}

export interface PartitionResult extends LegResult {
  readonly folders: number;
  /** Of the folders with a commit: documents = rows + the sum of rejects. */
  readonly documents: number;
  readonly rows: number;
  readonly rejects: Rejects;
}

/** Hosted jobs end after six hours (GitHub Actions limits); half an hour is for what comes before and after. */
const LATE_AFTER_MS = 5.5 * 3_600_000;

/** The documents of one batch become staged files, proven by a commit for each folder. Safe to run again at any moment. */
export async function partitionStage(
  deps: PartitionDeps,
  open: OpenPlan,
  { batch, lateAfterMs = LATE_AFTER_MS }: LegInput,
): Promise<{ readonly result: PartitionResult; readonly error: MigrationError | null }> {
  const { plan, digest, names } = open;
  const startedAt = isoSeconds(deps.clock.now());
  const facts = factsOf(plan);
  const sizing = sizingOf(facts.machines);
  const own = facts.batches.find((one) => one.batch === batch);
  if (own === undefined) throw noSuchBatch(batch, facts.batches);
  const work = { ...deps, names };
  const pins = await pinManifests(work, { migration: plan.migration, identity: plan.digests.identity }, own.folders);
  const cores = sizing.executors * sizing.coresPerExecutor;
  const jobFiles = once(deps.jobFiles);
  const end = await runLeg(work, partitionWork({ plan, planDigest: digest, facts, names, batch, cores, jobFiles }, pins), {
    plan,
    facts,
    sizing,
    batches: facts.batches.map((one) => one.batch),
    isProven: async (other) => await areCommitted(work, plan, facts.batches.find((one) => one.batch === other)?.folders ?? []),
    lateAfterMs,
  });
  await recordLeg(deps, open, end, { kind: 'partition', batch, units: own.folders.length, startedAt });
  const commits = [...end.commits.values()];
  const rejects: Record<string, number> = {};
  for (const commit of commits)
    for (const [reason, count] of Object.entries(commit.rejects)) rejects[reason] = (rejects[reason] ?? 0) + count;
  const result: PartitionResult = {
    ...legResult(batch, end),
    folders: own.folders.length,
    documents: sum(commits.map(({ documents }) => documents)),
    rows: sum(commits.map(({ rows }) => rows)),
    rejects,
  };
  deps.log(
    `Batch ${batch}: ${result.committed} of ${result.folders} folders committed${saidOfFound(end)}; ${result.documents} documents = ${result.rows} rows + ${sum(Object.values(rejects))} rejects${saidOfClusters(end)}`,
  );
  return { result, error: end.error };
}

/** The part of the plan that makes the table. @throws MigrationError USAGE when the migration ends with the copy */
export function factsOf({ migration, partition }: Plan): PartitionFacts {
  if (partition !== null) return partition;
  throw new MigrationError('USAGE', `The plan of ${migration} makes no table: its migration file has no section "partition"`, {
    next: 'Add the section, plan again, and run this stage with the new plan.',
  });
}

export function noSuchBatch(batch: string, batches: readonly { readonly batch: string }[]): MigrationError {
  return new MigrationError(
    'USAGE',
    `There is no batch "${batch}": this plan has ${batches.map((one) => one.batch).join(', ') || 'none'}`,
    {
      next: 'Give one of these.',
    },
  );
}

export function legResult(batch: string, { clusters, commits, end, failures, found, seconds }: BatchEnd<unknown>): LegResult {
  return { batch, end, committed: commits.size, found, clusters, failures, seconds };
}

/** Leaves what the leg did in the ledger, for the report. Nobody decides by it: a leg that has proven its units is not failed by a record that is lost. */
export async function recordLeg(
  { clock, ledger, log }: Pick<PartitionDeps, 'clock' | 'ledger' | 'log'>,
  { plan, digest, names }: OpenPlan,
  { clusters, commits, end, failures, found }: BatchEnd<unknown>,
  of: Pick<BatchResult, 'kind' | 'batch' | 'units' | 'startedAt'>,
): Promise<void> {
  const result: BatchResult = {
    contract: 'batch-result/1',
    ...provenanceOf(plan),
    plan: digest,
    ...of,
    end,
    committed: commits.size,
    found,
    clusters: [...clusters],
    failures: failures.map(({ attempt, class: of, cluster, evidence, generation, unit }) => ({
      unit,
      cluster,
      generation,
      attempt,
      class: of,
      evidence,
    })),
    finishedAt: isoSeconds(clock.now()),
  };
  try {
    await writeOrThrow(ledger, names.table(plan.digests.transform).result(of.kind, of.batch), JSON.stringify(result));
  } catch (error) {
    log(`What this job did could not be recorded for the report: ${(error as Error).message}`);
  }
}

export function saidOfFound({ commits, found }: BatchEnd<unknown>): string {
  if (found === 0) return '';
  return found === commits.size ? ', all of them before' : `, ${found} of them before`;
}

export function saidOfClusters({ clusters }: BatchEnd<unknown>): string {
  if (clusters.length === 0) return '; nothing was rented';
  const created = clusters.filter(({ how }) => how === 'created').length;
  return `; ${created} ${created === 1 ? 'cluster' : 'clusters'} rented, ${clusters.length - created} adopted`;
}

/** Asked again it is the same: job files do not change while a leg runs. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}

/** Whether all of these folders have a commit for their manifest of now; the first that has none ends the looking. */
async function areCommitted(
  { ledger, names, signal }: PartitionDeps & Pick<OpenPlan, 'names'>,
  { digests }: Plan,
  folders: readonly string[],
): Promise<boolean> {
  for (const folder of folders) {
    const found = await readCheckpoint(ledger, names, folder, signal);
    if (found === null) return false;
    const name = names.table(digests.transform).folderCommit(folder, found.checkpoint.generation);
    if ((await ledger.read(name, signal)) === null) return false;
  }
  return true;
}
