import { isoSeconds } from '../clock.ts';
import type { FolderCommit } from '../contracts/partition.ts';
import type { MigrationError } from '../errors.ts';
import { eachUpTo } from '../pool.ts';
import { parseFolderCommit, sum } from '../partition/commits.ts';
import { planCompaction, type CompactBatch, type CompactPlan } from '../partition/compact-plan.ts';
import { compactWork, provenanceOf } from '../partition/kinds.ts';
import { runLeg, sizingOf } from '../partition/leg.ts';
import { pinManifests } from '../partition/ready.ts';
import type { OpenPlan } from './open-plan.ts';
import {
  factsOf,
  legResult,
  noSuchBatch,
  once,
  recordLeg,
  saidOfClusters,
  saidOfFound,
  type LegInput,
  type LegResult,
  type PartitionDeps,
} from './partition.ts';

const READS_AT_ONCE = 16;
/** As for partition legs (stages/partition.ts). */
const LATE_AFTER_MS = 5.5 * 3_600_000;

export interface CompactResult extends LegResult {
  readonly ranges: number;
  /** Of the ranges with a commit. */
  readonly rows: number;
  readonly files: number;
}

type ReadDeps = Pick<PartitionDeps, 'ledger' | 'signal'>;

/**
 * The batches of the compaction, from the folder commits as they stand. They are the same whoever asks, so the matrix and
 * every leg of it agree. @throws MigrationError PARTITION_NOT_READY when a folder has no commit
 */
export async function planCompactStage({ ledger, signal }: ReadDeps, { plan, names }: OpenPlan): Promise<CompactPlan> {
  const { batches, ranges } = factsOf(plan);
  const of = provenanceOf(plan);
  const pins = await pinManifests(
    { ledger, names, signal },
    of,
    batches.flatMap(({ folders }) => folders),
  );
  const commits = new Map<string, FolderCommit | null>(pins.map(({ folder }) => [folder, null]));
  await eachUpTo(pins, READS_AT_ONCE, async (pin) => {
    const name = names.table(of.transform).folderCommit(pin.folder, pin.manifest.generation);
    const stored = await ledger.read(name, signal);
    if (stored !== null) commits.set(pin.folder, parseFolderCommit(stored.body.toString('utf8'), ledger.uri(name), of, pin));
  });
  return planCompaction(commits, ranges);
}

/** The staged files of one batch's date ranges become files of the table's size. Safe to run again at any moment. */
export async function compactStage(
  deps: PartitionDeps,
  open: OpenPlan,
  { batch, lateAfterMs = LATE_AFTER_MS }: LegInput,
): Promise<{ readonly result: CompactResult; readonly error: MigrationError | null }> {
  const { plan, digest, names } = open;
  const startedAt = isoSeconds(deps.clock.now());
  const facts = factsOf(plan);
  const sizing = sizingOf(facts.machines);
  const { batches } = await planCompactStage(deps, open);
  const own = batches.find((one) => one.batch === batch);
  if (own === undefined) throw noSuchBatch(batch, batches);
  const cores = sizing.executors * sizing.coresPerExecutor;
  const work = compactWork({ plan, planDigest: digest, facts, names, batch, cores, jobFiles: once(deps.jobFiles) }, own.ranges);
  const end = await runLeg({ ...deps, names }, work, {
    plan,
    facts,
    sizing,
    batches: batches.map((one) => one.batch),
    isProven: async (other) =>
      await areCommitted(
        deps,
        open,
        batches.find((one) => one.batch === other),
      ),
    lateAfterMs,
  });
  await recordLeg(deps, open, end, { kind: 'compact', batch, units: own.ranges.length, startedAt });
  const commits = [...end.commits.values()];
  const result: CompactResult = {
    ...legResult(batch, end),
    ranges: own.ranges.length,
    rows: sum(commits.map(({ rows }) => rows)),
    files: sum(commits.map(({ files }) => files.length)),
  };
  deps.log(
    `Batch ${batch}: ${result.committed} of ${result.ranges} ranges committed${saidOfFound(end)}; ${result.rows} rows in ${result.files} files${saidOfClusters(end)}`,
  );
  return { result, error: end.error };
}

async function areCommitted({ ledger, signal }: ReadDeps, { plan, names }: OpenPlan, batch: CompactBatch | undefined): Promise<boolean> {
  for (const { inputs, range } of batch?.ranges ?? [])
    if ((await ledger.read(names.table(plan.digests.transform).rangeCommit(range.name, inputs), signal)) === null) return false;
  return true;
}
