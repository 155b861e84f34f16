import { createHash } from 'node:crypto';
import { isoSeconds, type Clock } from '../clock.ts';
import { canonicalJson } from '../contracts/contract.ts';
import type { FolderCommit, RangeCommit } from '../contracts/partition.ts';
import type { PublishCommit } from '../contracts/publish.ts';
import type { TableFinding, TableFindings } from '../contracts/table-findings.ts';
import { MigrationError } from '../errors.ts';
import { readCheckpoint } from '../ledger/checkpoint.ts';
import { pinOf } from '../partition/ready.ts';
import { writeOrThrow, type LedgerStore } from '../ledger/store.ts';
import { parseFolderCommit, parseRangeCommit, sum } from '../partition/commits.ts';
import { planCompaction } from '../partition/compact-plan.ts';
import { provenanceOf } from '../partition/kinds.ts';
import { eachUpTo } from '../pool.ts';
import { readCommit } from '../publish/commit.ts';
import { placesOf, type CommittedRange } from '../publish/places.ts';
import { collector, lookAtTable, ofProof, type TableSeen, type WholeDeps } from '../publish/whole.ts';
import type { OpenPlan } from './open-plan.ts';
import { factsOf } from './partition.ts';
import { publisherOf, tableRootOf } from './publish.ts';

export interface VerifyTableDeps extends WholeDeps {
  /** Under the operate role: reads everything, writes findings. */
  readonly ledger: LedgerStore;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

export interface VerifyTableOutcome {
  readonly findings: TableFindings;
  readonly uri: string;
  /** Null when the table is whole. */
  readonly error: MigrationError | null;
}

type Tell = (finding: TableFinding) => void;

const READS_AT_ONCE = 16;

/**
 * Whether the table is what the documents make of it, after the publish and at any later time: every folder's commit, every
 * range's, the publish, and then the files and partitions as their readers find them. Changes nothing but its own findings.
 */
export async function verifyTableStage(deps: VerifyTableDeps, open: OpenPlan): Promise<VerifyTableOutcome> {
  const { clock, ledger, log } = deps;
  const { digest, names, plan } = open;
  const startedAt = isoSeconds(clock.now());
  const { counts, examples, tell } = collector();
  const folders = factsOf(plan).batches.flatMap((batch) => batch.folders);
  const commits = await folderCommits(deps, open, folders, tell);
  const committed = [...commits.values()].filter((commit) => commit !== null);
  const rows = sum(committed.map((commit) => commit.rows));
  const ranges = committed.length === folders.length ? await committedRanges(deps, open, commits, tell) : null;
  const publish = await publishOf(deps, open, tell);
  if (publish !== null && ranges !== null) samePublish(open, publish, ranges, rows, tell);
  const table: TableSeen = publish === null ? { footerRows: 0, partitions: 0, others: 0 } : await lookAtTable(deps, publish, tell);
  const wrong = Object.keys(counts).length;
  const findings: TableFindings = {
    contract: 'table-findings/1',
    ...provenanceOf(plan),
    plan: digest,
    verdict: wrong === 0 ? 'whole' : 'different',
    counts,
    examples,
    seen: {
      folders: folders.length,
      committed: committed.length,
      documents: sum(committed.map(({ documents }) => documents)),
      rows,
      rejects: sum(committed.flatMap(({ rejects }) => Object.values(rejects))),
      ranges: ranges?.length ?? 0,
      rangeRows: sum((ranges ?? []).map(({ commit }) => commit.rows)),
      publishedFiles: publish?.files.length ?? 0,
      publishedRows: publish?.rows ?? 0,
      ...table,
    },
    startedAt,
    finishedAt: isoSeconds(clock.now()),
  };
  const name = names.findings(createHash('sha256').update(canonicalJson(findings)).digest('hex').slice(0, 32));
  await writeOrThrow(ledger, name, JSON.stringify(findings));
  const { seen } = findings;
  log(
    `Table: ${findings.verdict}; ${seen.documents} documents = ${seen.rows} rows + ${seen.rejects} rejects; ${seen.publishedFiles} files with ${seen.footerRows} rows by their footers, ${seen.partitions} partitions, ${seen.others} other files`,
  );
  for (const [of, times] of Object.entries(counts)) log(`Table: ${of} ${times}`);
  return { findings, uri: ledger.uri(name), error: errorOf(findings, ledger.uri(name)) };
}

/** Of each folder the commit that proves its rows, for the manifest that it has now; null where there is none to believe. */
async function folderCommits(
  { ledger, signal }: VerifyTableDeps,
  { names, plan }: OpenPlan,
  folders: readonly string[],
  tell: Tell,
): Promise<ReadonlyMap<string, FolderCommit | null>> {
  const of = provenanceOf(plan);
  const commits = new Map<string, FolderCommit | null>(folders.map((folder) => [folder, null]));
  await eachUpTo(folders, READS_AT_ONCE, async (folder) => {
    const found = await readCheckpoint(ledger, names, folder, signal);
    if (found === null) return tell({ class: 'folder-not-committed', thing: folder, detail: 'it was never copied' });
    const pin = pinOf(found.checkpoint);
    const name = names.table(of.transform).folderCommit(folder, found.checkpoint.generation);
    const stored = await ledger.read(name, signal);
    if (stored === null)
      return tell({
        class: 'folder-not-committed',
        thing: folder,
        detail: `there is no commit of manifest generation ${found.checkpoint.generation}`,
      });
    try {
      commits.set(folder, parseFolderCommit(stored.body.toString('utf8'), ledger.uri(name), of, pin));
    } catch (thrown) {
      tell(proofOrThrow(thrown, folder));
    }
  });
  return commits;
}

/** The commits of all ranges that hold rows; null when one is missing or not to be believed. */
async function committedRanges(
  { ledger, signal }: VerifyTableDeps,
  { names, plan }: OpenPlan,
  commits: ReadonlyMap<string, FolderCommit | null>,
  tell: Tell,
): Promise<readonly CommittedRange[] | null> {
  const of = provenanceOf(plan);
  const { ranges } = factsOf(plan);
  let ordered: ReturnType<typeof planCompaction>;
  try {
    ordered = planCompaction(commits, ranges);
  } catch (thrown) {
    tell(proofOrThrow(thrown, 'all ranges'));
    return null;
  }
  const found: (CommittedRange | null)[] = [];
  const wanted = ordered.batches.flatMap((batch) => batch.ranges).toSorted((a, b) => (a.range.name < b.range.name ? -1 : 1));
  await eachUpTo(wanted.entries(), READS_AT_ONCE, async ([index, range]) => {
    const name = names.table(of.transform).rangeCommit(range.range.name, range.inputs);
    const stored = await ledger.read(name, signal);
    found[index] = null;
    if (stored === null) {
      tell({
        class: 'range-not-committed',
        thing: range.range.name,
        detail: `${range.rows} rows of the folders are in no file of the table's size`,
      });
      return;
    }
    try {
      const commit: RangeCommit = parseRangeCommit(stored.body.toString('utf8'), ledger.uri(name), of, range);
      found[index] = { range: range.range, commit };
    } catch (thrown) {
      tell(proofOrThrow(thrown, range.range.name));
    }
  });
  const whole = found.filter((one) => one !== null);
  return whole.length === wanted.length ? whole : null;
}

async function publishOf({ ledger, signal }: VerifyTableDeps, open: OpenPlan, tell: Tell): Promise<PublishCommit | null> {
  const publisher = publisherOf(open);
  const name = open.names.table(publisher.transform).publish();
  try {
    const found = await readCommit(ledger, { name, publisher, table: open.plan.target }, signal);
    if (found?.commit.state === 'published') return found.commit;
    const detail = found === null ? 'nothing of these rules was published' : `the publish is ${found.commit.state}`;
    tell({ class: 'not-published', thing: ledger.uri(name), detail });
  } catch (thrown) {
    tell(proofOrThrow(thrown, ledger.uri(name)));
  }
  return null;
}

/** What is published is exactly what the ranges hold now: file by file, and in rows. */
function samePublish(open: OpenPlan, publish: PublishCommit, ranges: readonly CommittedRange[], rows: number, tell: Tell): void {
  const thing = `${publish.table.database}.${publish.table.name}`;
  const published = sum(publish.files.map((file) => file.rows));
  if (published !== publish.rows || published !== rows)
    tell({ class: 'rows-differ', thing, detail: `the folders have ${rows} rows, the publish ${publish.rows}, and its files ${published}` });
  try {
    const places = placesOf(publisherOf(open), { tablePrefix: publish.table.at.prefix, below: tableRootOf(open), rows }, ranges);
    if (places.inputs !== publish.inputs) tell({ class: 'rows-differ', thing, detail: 'the ranges have been made anew since the publish' });
  } catch (thrown) {
    tell(proofOrThrow(thrown, thing));
  }
}

function proofOrThrow(thrown: unknown, thing: string): TableFinding {
  const finding = ofProof(thrown, thing);
  if (finding === null) throw thrown;
  return finding;
}

/** What heals each kind, in words: the first that applies is said. */
function nextOf({ counts }: TableFindings): string {
  if (counts['folder-not-committed'] !== undefined || counts['commit-open'] !== undefined)
    return 'Run the migration again in mode all: it partitions what is missing.';
  if (counts['range-not-committed'] !== undefined || counts['not-published'] !== undefined)
    return 'Run the migration again in mode all: it compacts and publishes what is missing.';
  if (counts['partition-missing'] !== undefined || counts['partition-elsewhere'] !== undefined)
    return 'Register the partitions at their directories (the findings name them); or roll the publish back and publish again.';
  return 'Ask who changed the files that the findings name; then roll the publish back and publish again.';
}

function errorOf(findings: TableFindings, uri: string): MigrationError | null {
  if (findings.verdict === 'whole') return null;
  const classes = Object.entries(findings.counts).map(([name, times]) => `${name} ${times}`);
  const [first] = findings.examples;
  return new MigrationError('DIFFERENCES_FOUND', `The table is not what its documents make of it: ${classes.join(', ')}`, {
    details: { findings: uri, first: first === undefined ? undefined : `${first.thing}: ${first.detail}` },
    next: nextOf(findings),
  });
}
