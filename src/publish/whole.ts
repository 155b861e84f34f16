import type { Side } from '../contracts/contract.ts';
import type { PartitionValues, PublishCommit, PublishedFile } from '../contracts/publish.ts';
import type { TableFinding } from '../contracts/table-findings.ts';
import { asMigrationError, MigrationError } from '../errors.ts';
import { eachUpTo } from '../pool.ts';
import type { ListedObject, S3 } from '../s3/types.ts';
import { projectsPartitions, sameLocation, usableTable, valuesKey, type Catalogue, type CatalogueTable } from './catalogue.ts';
import { readFooter } from './footers.ts';
import { partitionOf } from './places.ts';
import { locationOf, partitionsThere } from './register.ts';
import { surveyTable } from './survey.ts';

export interface WholeDeps {
  /** Under the publish role, of which nothing but reading is used. */
  readonly s3: S3;
  readonly catalogue: Catalogue;
  readonly signal: AbortSignal;
}

export interface TableSeen {
  readonly footerRows: number;
  readonly partitions: number;
  readonly others: number;
}

/** One request for each file, and most of that is waiting. */
const FOOTERS_AT_ONCE = 24;

/**
 * Holds what was published against what readers find: every file by size, ETag and its own footer, every partition by the
 * catalogue, and every other file that bears a name of ours. Reads only.
 */
export async function lookAtTable(
  { catalogue, s3, signal }: WholeDeps,
  commit: PublishCommit,
  tell: (finding: TableFinding) => void,
): Promise<TableSeen> {
  const { at } = commit.table;
  const wanted = new Set(commit.files.map(({ key }) => key));
  const survey = await surveyTable(s3, at, { wanted, migration: commit.migration }, signal);
  const { files, first } = survey.strangers;
  for (let index = 0; index < files; index += 1) {
    const thing = index === 0 ? (first?.key ?? '') : 'and others of this kind';
    tell({ class: 'unrecorded-file', thing, detail: 'it has a name of ours, and this publish does not record it' });
  }
  let footerRows = 0;
  await eachUpTo(commit.files, FOOTERS_AT_ONCE, async (file) => {
    const wrong = unlike(file, survey.there.get(file.key));
    if (wrong !== null) {
      tell(wrong);
      return;
    }
    const footer = await readFooter(s3, { bucket: at.bucket, owner: at.account }, file.key, signal);
    if (footer.found === 'nothing') tell({ class: 'missing-file', thing: file.key, detail: 'it went while it was looked at' });
    else if (footer.found === 'no-parquet') tell({ class: 'unreadable-file', thing: file.key, detail: footer.why });
    else {
      footerRows += footer.rows;
      if (footer.rows !== file.rows)
        tell({ class: 'footer-differs', thing: file.key, detail: `its footer counts ${footer.rows} rows, and the publish ${file.rows}` });
    }
  });
  const partitions = await lookAtPartitions({ catalogue, signal }, commit, survey.foreignLog, tell);
  return { footerRows, partitions, others: survey.others.files - files };
}

/** What a listing shows of a file that is not as it was placed; null where it is. */
function unlike({ bytes, etag, key }: PublishedFile, there: ListedObject | undefined): TableFinding | null {
  if (there === undefined) return { class: 'missing-file', thing: key, detail: `${bytes} bytes were placed there` };
  if (there.size !== bytes) return { class: 'size-differs', thing: key, detail: `it has ${there.size} bytes, and ${bytes} were placed` };
  if (etag === null) return { class: 'content-differs', thing: key, detail: 'the publish has recorded no ETag of it' };
  return there.etag === etag ? null : { class: 'content-differs', thing: key, detail: `its ETag is ${there.etag}, and ours was ${etag}` };
}

async function lookAtPartitions(
  { catalogue, signal }: Pick<WholeDeps, 'catalogue' | 'signal'>,
  { files, table }: PublishCommit,
  foreignLog: string | null,
  tell: (finding: TableFinding) => void,
): Promise<number> {
  let found: CatalogueTable;
  try {
    found = usableTable(await catalogue.table(signal), table, table.at, foreignLog);
  } catch (thrown) {
    const error = asMigrationError(thrown);
    if (error.code !== 'PREREQUISITE_MISSING' && error.code !== 'CONFIG_INVALID') throw thrown;
    tell({ class: 'table-unusable', thing: `${table.database}.${table.name}`, detail: error.message });
    return 0;
  }
  const days = [...new Set(files.map(({ day }) => day))].map(partitionOf);
  if (projectsPartitions(found)) return days.length;
  const there = await partitionsThere(catalogue, days, signal);
  let inPlace = 0;
  for (const values of days) {
    const wrong = misplaced(table.at, values, there.get(valuesKey(values))?.location);
    if (wrong === null) inPlace += 1;
    else tell(wrong);
  }
  return inPlace;
}

function misplaced(at: Side, values: PartitionValues, location: string | undefined): TableFinding | null {
  const thing = values.join('/');
  if (location === undefined)
    return { class: 'partition-missing', thing, detail: 'the catalogue has no such partition: no reader sees its rows' };
  const ours = locationOf(at, values);
  return sameLocation(location, ours)
    ? null
    : { class: 'partition-elsewhere', thing, detail: `it is registered at ${location}, and our files are at ${ours}` };
}

/** Collects findings: counts exact, a few examples of each class. */
export function collector(examplesUpTo = 20) {
  const counts: Partial<Record<TableFinding['class'], number>> = {};
  const examples: TableFinding[] = [];
  const tell = (finding: TableFinding) => {
    const before = counts[finding.class] ?? 0;
    counts[finding.class] = before + 1;
    if (before < examplesUpTo) examples.push(finding);
  };
  return { counts, examples, tell };
}

/** The finding that a proof's own error is; null for errors of another kind. */
export function ofProof(thrown: unknown, thing: string): TableFinding | null {
  if (!(thrown instanceof MigrationError)) return null;
  const open = thrown.code === 'ACCOUNTS_OPEN' || thrown.code === 'CONTRACT_MISMATCH';
  return open ? { class: 'commit-open', thing, detail: thrown.message } : null;
}
