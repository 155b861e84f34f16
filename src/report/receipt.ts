import type { ShardResult } from '../contracts/copy.ts';
import type { FindingClass, Findings } from '../contracts/findings.ts';
import { REJECT_REASONS, type BatchResult, type FolderCommit, type Rejects } from '../contracts/partition.ts';
import type { TableFindings } from '../contracts/table-findings.ts';
import type { PublishCommit } from '../contracts/publish.ts';
import type { Plan } from '../contracts/plan.ts';
import type { Receipt } from '../contracts/receipt.ts';
import { unseenText } from './unseen.ts';

export interface ReceiptFacts {
  readonly plan: Plan;
  readonly planDigest: string;
  /** In the order of their passes. */
  readonly passes: readonly Findings[];
  readonly results: readonly ShardResult[];
  readonly batches: readonly BatchResult[];
  /** How much of the table the run has to show. */
  readonly table: 'none' | 'rows' | 'published';
  /** Commits of the expected folders; null where the run makes no table. */
  readonly commits: readonly FolderCommit[] | null;
  readonly publish: PublishCommit | null;
  readonly tableFindings: TableFindings | null;
  readonly resources: Receipt['resources'];
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** Why a migration is not complete: something differs or is not done, or it is not known whether it does. */
export interface Shortcoming {
  readonly code: 'DIFFERENCES_FOUND' | 'UNPROVEN';
  readonly text: string;
}

const different = (text: string): Shortcoming => ({ code: 'DIFFERENCES_FOUND', text });
const unproven = (text: string): Shortcoming => ({ code: 'UNPROVEN', text });

/** All of them, in the order in which a reader looks; none when the migration is complete. Pure. */
export function shortcomings(facts: ReceiptFacts): readonly Shortcoming[] {
  const documents = facts.commits === null ? null : documentsOf(facts.commits);
  const published = publishedNow(facts);
  return [
    ...whyIncomplete(facts.passes.at(-1)),
    ...whyNoTable(facts.plan.folders.length, documents, published, facts.table),
    ...whyNotWhole(facts.table === 'published' ? published : null, facts.tableFindings),
  ];
}

/** The receipt of a run. The last pass is the judge: without one that is identical, nothing is complete. Pure. */
export function receiptOf(facts: ReceiptFacts): Receipt {
  const { plan, planDigest, passes, results, resources, startedAt, finishedAt } = facts;
  const last = passes.at(-1);
  const accounts = last?.accounts;
  const documents = facts.commits === null ? null : documentsOf(facts.commits);
  const published = publishedNow(facts);
  const reasons = shortcomings(facts).map(({ text }) => text);
  return {
    contract: 'receipt/1',
    migration: plan.migration,
    digests: plan.digests,
    plan: planDigest,
    verdict: reasons.length === 0 ? 'complete' : 'incomplete',
    reasons,
    folders: last?.folderCounts ?? { expected: plan.folders.length, present: 0, identical: 0 },
    objects: {
      listed: accounts?.listed ?? 0,
      identical: accounts?.identical ?? 0,
      copied: accounts?.copied ?? 0,
      failed: accounts?.failed ?? 0,
      vanished: accounts?.vanished ?? 0,
      excluded: accounts?.excluded ?? 0,
    },
    bytes: accounts?.bytes ?? 0,
    verify: passes.map(({ pass, counts, folders, shards }) => ({
      pass,
      findings: countsOf(counts, (name) => !BESIDE.has(name)),
      folders,
      shards,
    })),
    content: contentOf(last),
    beside: countsOf(last?.counts ?? {}, (name) => BESIDE.has(name)),
    resources,
    documents,
    published,
    table: facts.tableFindings === null ? null : { verdict: facts.tableFindings.verdict, findings: counted(facts.tableFindings) },
    run: {
      copies: results.reduce((sum, { attempt }) => sum + attempt.copies, 0),
      copiedBytes: results.reduce((sum, { attempt }) => sum + attempt.copiedBytes, 0),
      shards: results.map(({ round, shard, attempt, skipped }) => ({ round, shard, copies: attempt.copies, skippedFolders: skipped })),
      batches: facts.batches.map(({ kind, batch, clusters, failures }) => ({
        kind,
        batch,
        clusters: clusters.filter(({ how }) => how === 'created').length,
        failures: timesOf(failures.map((failure) => failure.class)),
      })),
    },
    startedAt,
    finishedAt,
  };
}

/** Classes that say nothing of a key that is missing or differs. */
const BESIDE: ReadonlySet<string> = new Set<FindingClass>(['unexpected-folder', 'layout-anomaly']);

function countsOf(counts: Readonly<Record<string, number>>, belongs: (name: string) => boolean): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([name]) => belongs(name)));
}

function contentOf(last: Findings | undefined): Receipt['content'] {
  if (last === undefined || last.verdict === 'unproven') return null;
  return { ...last.digests, folders: last.perFolder.map(({ folder, source, target }) => ({ folder, source, target })) };
}

function timesOf(names: readonly string[]): Record<string, number> {
  const times: Record<string, number> = {};
  for (const name of names) times[name] = (times[name] ?? 0) + 1;
  return times;
}

function documentsOf(commits: readonly FolderCommit[]): NonNullable<Receipt['documents']> {
  const rejects: Rejects = {};
  for (const commit of commits)
    for (const reason of REJECT_REASONS) {
      const times = commit.rejects[reason] ?? 0;
      if (times > 0) rejects[reason] = (rejects[reason] ?? 0) + times;
    }
  const sum = (of: (commit: FolderCommit) => number) => commits.reduce((total, commit) => total + of(commit), 0);
  return { read: sum(({ documents }) => documents), rows: sum(({ rows }) => rows), rejects, foldersCommitted: commits.length };
}

const publishedNow = ({ publish }: ReceiptFacts): Receipt['published'] => (publish?.state === 'published' ? publishedOf(publish) : null);

function publishedOf({ files, rows }: PublishCommit): NonNullable<Receipt['published']> {
  return { partitions: new Set(files.map(({ day }) => day)).size, files: files.length, rows };
}

function whyNoTable(
  folders: number,
  documents: Receipt['documents'],
  published: Receipt['published'],
  table: ReceiptFacts['table'],
): Shortcoming[] {
  if (documents === null) return [];
  const reasons: Shortcoming[] = [];
  const rejected = Object.values(documents.rejects).reduce((sum, times) => sum + times, 0);
  if (documents.foldersCommitted !== folders)
    reasons.push(different(`${folders - documents.foldersCommitted} of ${folders} folders have no commit of their rows`));
  if (documents.read !== documents.rows + rejected)
    reasons.push(unproven(`${documents.read} documents were read, and ${documents.rows} rows and ${rejected} rejects came of them`));
  const unfetched = documents.rejects['fetch-failed'] ?? 0;
  if (unfetched > 0)
    reasons.push(
      different(
        `${unfetched} documents were not at the target when they were read, or were others than the manifest proves: verify and partition again`,
      ),
    );
  if (published === null) {
    if (table === 'published') reasons.push(different('the table is not published'));
  } else if (published.rows !== documents.rows)
    reasons.push(different(`${published.rows} rows are published, and the commits hold ${documents.rows}`));
  return reasons;
}

/** What is published counts as there only after somebody has looked. */
function whyNotWhole(published: Receipt['published'], found: TableFindings | null): Shortcoming[] {
  if (published === null) return [];
  if (found === null) return [unproven('the published table was not verified')];
  if (found.verdict === 'whole') return [];
  const classes = Object.entries(found.counts).map(([name, times]) => `${name} ${times}`);
  return [different(`the table shows ${classes.join(', ')}`)];
}

const counted = ({ counts }: TableFindings): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).flatMap(([name, times]) => (times === undefined ? [] : [[name, times]])));

function whyIncomplete(last: Findings | undefined): Shortcoming[] {
  if (last === undefined) return [unproven('no verify pass has ended')];
  const reasons: Shortcoming[] = [];
  if (last.verdict === 'unproven') reasons.push(unproven(unseenText(last)));
  if (last.verdict === 'different') {
    const classes = Object.entries(last.counts).map(([name, times]) => `${name} ${times}`);
    reasons.push(different(`the last pass found ${classes.join(', ')}`));
  }
  const { accounts, folderCounts, seen } = last;
  if (accounts.failed > 0) reasons.push(different(`keys that failed: ${accounts.failed}`));
  if (folderCounts.identical !== folderCounts.expected)
    reasons.push(
      different(`${folderCounts.expected - folderCounts.identical} of ${folderCounts.expected} folders are not proven identical`),
    );
  const closed = accounts.identical + accounts.copied + accounts.failed + accounts.vanished + accounts.excluded;
  if (accounts.listed !== closed) reasons.push(unproven(`the accounts do not close: listed ${accounts.listed}, ended ${closed}`));
  const proven = accounts.identical + accounts.copied;
  if (proven < seen.equal) reasons.push(unproven(`verify saw ${seen.equal} keys equal, and the manifests hold ${proven}`));
  return reasons;
}
