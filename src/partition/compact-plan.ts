import { createHash } from 'node:crypto';
import { canonicalJson } from '../contracts/contract.ts';
import type { DateRangeNamed, FolderCommit, StagedFile } from '../contracts/partition.ts';
import { MigrationError, printable } from '../errors.ts';
import { compareKeys } from '../listing/order.ts';
import { sum, type OrderedRange } from './commits.ts';

export interface CompactBatch {
  readonly batch: string;
  readonly rows: number;
  readonly ranges: readonly OrderedRange[];
}

export interface CompactPlan {
  readonly batches: readonly CompactBatch[];
  /** Ranges without a row: there is nothing to compact, and they get no commit. */
  readonly empty: readonly string[];
  readonly rows: number;
}

/** One wave: compaction reads what partitioning has made small, so a few clusters are done sooner than many have started. */
const CLUSTERS_UP_TO = 8;
const NAMED_AT_MOST = 20;

/**
 * What is to be compacted, from the commits of all folders: the same commits give the same plan, so every leg makes it
 * for itself. @throws MigrationError PARTITION_NOT_READY when a folder has no commit, ACCOUNTS_OPEN when rows are in no range
 */
export function planCompaction(
  commits: ReadonlyMap<string, FolderCommit | null>,
  ranges: readonly DateRangeNamed[],
  clustersUpTo: number = CLUSTERS_UP_TO,
): CompactPlan {
  const missing = [...commits].flatMap(([folder, commit]) => (commit === null ? [folder] : []));
  if (missing.length > 0) throw notReady(missing, commits.size);
  const folders = [...commits.values()].flatMap((commit) => commit ?? []).toSorted((a, b) => compareKeys(a.folder, b.folder));
  const all = ranges.map((range) => rangeOf(range, folders));
  const rows = sum(folders.map((commit) => commit.rows));
  const inRanges = sum(all.map((range) => range.rows));
  if (inRanges !== rows) throw open(`the folders have ${rows} rows, and the ranges ${inRanges}`);
  const full = all.filter((range) => range.rows > 0);
  return {
    batches: balance(full, Math.min(clustersUpTo, full.length)),
    empty: all.flatMap(({ range, rows: own }) => (own === 0 ? [range.name] : [])),
    rows,
  };
}

function rangeOf(range: DateRangeNamed, folders: readonly FolderCommit[]): OrderedRange {
  const days: Record<string, number> = {};
  const files: StagedFile[] = [];
  const inputs: unknown[] = [];
  for (const commit of folders) {
    const own = commit.files.filter((file) => file.range === range.name).toSorted((a, b) => compareKeys(a.key, b.key));
    const ofDays = Object.entries(commit.days).filter(([day]) => isWithin(day, range));
    if (sum(own.map(({ rows }) => rows)) !== sum(ofDays.map(([, count]) => count))) {
      throw open(
        `folder ${printable(commit.folder)} has ${sum(own.map(({ rows }) => rows))} rows in files of range ${range.name}, and ${sum(ofDays.map(([, count]) => count))} on its days`,
      );
    }
    for (const [day, count] of ofDays) days[day] = (days[day] ?? 0) + count;
    if (own.length === 0) continue;
    files.push(...own);
    // By content: a folder that was copied and partitioned again to the same rows leaves what is published as it is.
    inputs.push([commit.folder, own.map(({ etag, rows: count }) => [etag, count])]);
  }
  return {
    range,
    rows: sum(Object.values(days)),
    days: Object.fromEntries(Object.entries(days).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    files,
    inputs: createHash('sha256').update(canonicalJson(inputs)).digest('hex').slice(0, 32),
  };
}

/** Days are ISO 8601, so their order is that of their letters. */
function isWithin(day: string, { from, until }: DateRangeNamed): boolean {
  return (from === null || day >= from) && (until === null || day < until);
}

/** Longest processing time first (R. L. Graham, 1969): the range with most rows goes to the batch with fewest. */
function balance(ranges: readonly OrderedRange[], batches: number): CompactBatch[] {
  const loads = Array.from({ length: batches }, () => ({ rows: 0, ranges: [] as OrderedRange[] }));
  for (const range of ranges.toSorted((a, b) => b.rows - a.rows || (a.range.name < b.range.name ? -1 : 1))) {
    const lightest = loads.reduce((best, load) => (load.rows < best.rows ? load : best));
    lightest.rows += range.rows;
    lightest.ranges.push(range);
  }
  return loads.map(({ ranges: own, rows }, index) => ({ batch: compactBatchName(index), rows, ranges: own }));
}

/** From 0 on, without gaps. "c": partition and compact batches share folders of the ledger. */
export function compactBatchName(index: number): string {
  return `c${String(index).padStart(2, '0')}`;
}

function notReady(missing: readonly string[], folders: number): MigrationError {
  const named = missing.slice(0, NAMED_AT_MOST).map(printable).join(', ');
  const others = missing.length > NAMED_AT_MOST ? ` and ${missing.length - NAMED_AT_MOST} more` : '';
  return new MigrationError(
    'PARTITION_NOT_READY',
    `${missing.length} of ${folders} folders ${missing.length === 1 ? 'has' : 'have'} no commit: ${named}${others}`,
    {
      next: 'Re-run the partition jobs of these folders, then this one. Nothing has been rented.',
    },
  );
}

function open(what: string): MigrationError {
  return new MigrationError('ACCOUNTS_OPEN', `The accounts of the folder commits do not close: ${what}`, {
    next: 'This is a defect of the Spark job: please report it. Nothing has been rented.',
  });
}
