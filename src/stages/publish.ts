import { isDeepStrictEqual } from 'node:util';
import type { DateRangeNamed, RangeCommit } from '../contracts/partition.ts';
import type { PublishCommit } from '../contracts/publish.ts';
import { MigrationError } from '../errors.ts';
import { readRangeCommit } from '../ledger/commits.ts';
import type { CompactPlan } from '../partition/compact-plan.ts';
import { eachUpTo } from '../pool.ts';
import { placesOf, type CommittedRange, type Publisher } from '../publish/places.ts';
import { publish, type PublishDeps } from '../publish/publish.ts';
import type { OpenPlan } from './open-plan.ts';

export type PublishStageDeps = PublishDeps;

export interface PublishStageInput {
  /**
   * For each range of the plan, by its name, the digest of the inputs that its commit must be of, as the compact order has
   * it; null where the folders hold no row of the range, so that there is nothing to compact.
   */
  readonly inputs: Readonly<Record<string, string | null>>;
  /** Rows of all folder commits together. */
  readonly rows: number;
}

/** What the folder commits say must be published: the plan of the compaction that was made from them. */
export function publishInputOf({ batches, empty, rows }: CompactPlan): PublishStageInput {
  const full = batches.flatMap(({ ranges }) => ranges.map(({ range, inputs }) => [range.name, inputs] as const));
  return { inputs: Object.fromEntries([...full, ...empty.map((name) => [name, null] as const)]), rows };
}

export interface PublishOutcome {
  /** `unchanged`: a run before has published the same, and this one wrote nothing. */
  readonly outcome: 'published' | 'unchanged';
  readonly files: number;
  readonly rows: number;
  /** Partitions that we registered, in this run or before. */
  readonly partitions: number;
  readonly placedNow: number;
  /** Files in the table that are not ours: counted, untouched. */
  readonly others: number;
  /** Live files whose schema was looked at; null when nothing was to be done. */
  readonly sampled: number | null;
  readonly commit: PublishCommit;
  readonly commitUri: string;
}

/**
 * Puts what the ranges hold into the live table, once. Refuses by name before it writes anything; safe to run again at
 * any moment; a repeat of what is published changes nothing and says so.
 */
export async function publishStage(deps: PublishStageDeps, open: OpenPlan, input: PublishStageInput): Promise<PublishOutcome> {
  const { plan, names } = open;
  const { table } = partitionOf(open);
  const publisher = publisherOf(open);
  const commitName = names.table(publisher.transform).publish();
  const ranges = await readRanges(deps, open, input.inputs);
  const places = placesOf(publisher, { tablePrefix: table.prefix, below: tableRootOf(open), rows: input.rows }, ranges);
  deps.log(`Publishing ${places.files.length} files of ${ranges.length} ranges, ${places.rows} rows, into ${table.database}.${table.name}`);
  const done = await publish(deps, {
    publisher,
    table: { database: table.database, name: table.name },
    at: { ...plan.target, prefix: table.prefix },
    ledgerAt: plan.ledger,
    commitName,
    places,
  });
  const { outcome, commit, placedNow, sampled } = done;
  return {
    outcome,
    files: commit.files.length,
    rows: commit.rows,
    partitions: commit.partitions.length,
    placedNow,
    others: commit.others.files,
    sampled,
    commit,
    commitUri: deps.ledger.uri(commitName),
  };
}

export function publisherOf({ plan }: Pick<OpenPlan, 'plan'>): Publisher {
  const { identity, transform } = plan.digests;
  return { migration: plan.migration, identity, transform };
}

function partitionOf({ plan }: OpenPlan) {
  if (plan.partition !== null) return plan.partition;
  throw new MigrationError('USAGE', `Migration ${plan.migration} has no partition section: it makes no table`, {
    next: 'Add the section to the migration file and plan again, or leave this stage out.',
  });
}

/** Every range file lies below the table half of this migration's ledger: the publish role reads nothing else there. */
export function tableRootOf({ plan, names }: OpenPlan): string {
  const commit = names.table(plan.digests.transform).rangeCommit('r00', '');
  return plan.ledger.prefix + commit.slice(0, commit.indexOf('/ranges/') + 1);
}

const READS_AT_ONCE = 16;

/** The commits of all ranges that hold rows. @throws MigrationError PARTITION_NOT_READY that names those that are missing */
async function readRanges(
  { ledger, signal }: PublishStageDeps,
  open: OpenPlan,
  inputs: PublishStageInput['inputs'],
): Promise<CommittedRange[]> {
  const { plan, names } = open;
  const { ranges } = partitionOf(open);
  const strangers = Object.keys(inputs).filter((name) => !ranges.some((range) => range.name === name));
  if (strangers.length > 0)
    throw new MigrationError('USAGE', `The plan has no range ${strangers.join(', ')}`, { next: 'Give the ranges of this plan.' });
  const { transform } = plan.digests;
  const found: (CommittedRange | 'empty' | 'missing')[] = [];
  await eachUpTo(ranges.entries(), READS_AT_ONCE, async ([index, range]) => {
    const expected = inputs[range.name];
    const commit =
      expected === undefined || expected === null
        ? null
        : await readRangeCommit({ ledger, names, transform }, range.name, expected, signal);
    if (commit === null) found[index] = expected === null ? 'empty' : 'missing';
    else if (isOf(commit, plan, range, expected!)) found[index] = { range, commit };
    else throw foreign(ledger.uri(names.table(transform).rangeCommit(range.name, expected!)), range.name, expected!);
  });
  const missing = ranges.filter((_range, index) => found[index] === 'missing').map(({ name }) => name);
  if (missing.length === 0) return found.filter((one) => typeof one === 'object');
  throw new MigrationError(
    'PARTITION_NOT_READY',
    `${missing.length} of ${ranges.length} ranges have no commit for what the folders hold: ${missing.join(', ')}`,
    { next: 'Nothing was placed. Run compact for these ranges, then this job again.' },
  );
}

function isOf(commit: RangeCommit, { migration, digests }: OpenPlan['plan'], range: DateRangeNamed, inputs: string): boolean {
  const own = commit.migration === migration && commit.identity === digests.identity && commit.transform === digests.transform;
  return own && commit.inputs === inputs && isDeepStrictEqual(commit.range, range);
}

function foreign(uri: string, range: string, inputs: string): MigrationError {
  return new MigrationError('CONTRACT_MISMATCH', `${uri} is not the commit of range ${range} and inputs ${inputs} of this migration`, {
    next: 'Somebody changed or copied it. Compact the range again.',
  });
}
