import { isoSeconds, type Clock } from '../clock.ts';
import { tableFindings as tableFindingsContract, type TableFindings } from '../contracts/table-findings.ts';
import { parseContract } from '../contracts/contract.ts';
import { shardResult, type ShardResult } from '../contracts/copy.ts';
import { findings as findingsContract, type Findings } from '../contracts/findings.ts';
import { batchResult, type BatchResult } from '../contracts/partition.ts';
import type { Receipt, ReportMode } from '../contracts/receipt.ts';
import type { BucketPolicy } from '../access/grant.ts';
import { grantsIn } from '../access/policy.ts';
import { MigrationError } from '../errors.ts';
import { readFolderCommits, readPublishCommit } from '../ledger/commits.ts';
import { writeOrThrow, type LedgerStore } from '../ledger/store.ts';
import { compactBatchName } from '../partition/compact-plan.ts';
import { receiptOf, shortcomings, type ReceiptFacts, type Shortcoming } from '../report/receipt.ts';
import { receiptMarkdown } from '../report/markdown.ts';
import type { S3 } from '../s3/types.ts';
import { refusalOfSource } from './access.ts';
import type { OpenPlan } from './open-plan.ts';

export interface ReportDeps {
  readonly ledger: LedgerStore;
  /** Null where access is manual: then nobody but the source's owner may read the policy. */
  readonly policy: BucketPolicy | null;
  /** Under the agent role: where the policy cannot be read, what it still lets in is tried. */
  readonly agentSource: S3;
  /** What AWS's own records still show as rented. */
  readonly rented: () => Promise<{ readonly instances: readonly string[]; readonly clusters: readonly string[] }>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

export interface ReportOutcome {
  readonly receipt: Receipt;
  readonly markdown: string;
  readonly receiptUri: string;
  readonly reportUri: string;
  /** Null when the migration is complete. */
  readonly error: MigrationError | null;
}

/** How much of the table a run of the mode has to show. */
const TABLE_OF: Readonly<Record<ReportMode, ReceiptFacts['table']>> = {
  all: 'published',
  copy: 'none',
  verify: 'none',
  partition: 'rows',
  publish: 'published',
};

/** What happened, as a receipt and as a page. `findings` are the URIs that the run's verify passes gave, in their order. */
export async function reportStage(
  deps: ReportDeps,
  open: OpenPlan,
  input: {
    readonly mode: ReportMode;
    readonly findings: readonly string[];
    readonly tableFindings?: string | null;
    readonly startedAt: string;
  },
): Promise<ReportOutcome> {
  const { clock, ledger, log } = deps;
  const { plan, digest, names } = open;
  const passes: Findings[] = [];
  for (const uri of input.findings) passes.push(ofThisRun(await readFindings(deps, uri), uri, open, input.startedAt));
  passes.sort((a, b) => a.pass - b.pass);
  const results = await readResults(deps, open, passes, input.startedAt);
  const batches = await readBatchResults(deps, open, input.startedAt);
  const [rented, grants] = await Promise.all([deps.rented(), grantsLeft(deps, open)]);
  const where = { ledger, names, transform: plan.digests.transform };
  const folders = plan.folders.map(({ folder }) => folder);
  const table = plan.partition === null ? 'none' : TABLE_OF[input.mode];
  const commits = table === 'none' ? null : (await readFolderCommits(where, folders, deps.signal)).commits;
  const publish = table === 'none' ? null : await readPublishCommit(where, deps.signal);
  const tableFindings = await readTableFindings(deps, open, input);
  const facts: ReceiptFacts = {
    table,
    tableFindings,
    commits,
    publish,
    plan,
    planDigest: digest,
    passes,
    results,
    batches,
    resources: { instances: rented.instances.length, clusters: rented.clusters.length, grants },
    startedAt: input.startedAt,
    finishedAt: isoSeconds(clock.now()),
  };
  const receipt = receiptOf(facts);
  const markdown = receiptMarkdown(receipt, plan, passes);
  const body = JSON.stringify(receipt, null, 2);
  await writeOrThrow(ledger, names.receipt(receipt.finishedAt), body);
  await writeOrThrow(ledger, names.report(receipt.finishedAt), markdown);
  await writeOrThrow(ledger, names.latestReceipt(), body);
  log(`Verdict: ${receipt.verdict}${receipt.reasons.length === 0 ? '' : ` (${receipt.reasons.join('; ')})`}`);
  const receiptUri = ledger.uri(names.receipt(receipt.finishedAt));
  return {
    receipt,
    markdown,
    receiptUri,
    reportUri: ledger.uri(names.report(receipt.finishedAt)),
    error: incomplete(shortcomings(facts), receiptUri),
  };
}

async function grantsLeft({ agentSource, policy, signal }: ReportDeps, { plan }: OpenPlan): Promise<number> {
  if (policy !== null) return grantsIn(await policy.read(signal), plan.source.bucket, plan.migration).length;
  return (await refusalOfSource(agentSource, plan, signal)) === null ? 1 : 0;
}

/** What differs for certain decides the exit code only where nothing is unproven: it may be more than what was seen. */
function incomplete(why: readonly Shortcoming[], uri: string): MigrationError | null {
  if (why.length === 0) return null;
  const code = why.some((one) => one.code === 'UNPROVEN') ? 'UNPROVEN' : 'DIFFERENCES_FOUND';
  return new MigrationError(code, `The migration is incomplete: ${why.map(({ text }) => text).join('; ')}`, {
    details: { receipt: uri },
    next: 'Mend what the failed jobs name, and re-run them; or run the workflow again: it does only what is missing.',
  });
}

async function readFindings(deps: ReportDeps, uri: string): Promise<Findings> {
  return parseContract(findingsContract, await textAt(deps, uri), uri);
}

async function readTableFindings(
  deps: ReportDeps,
  open: OpenPlan,
  { startedAt, tableFindings: uri = null }: { readonly startedAt: string; readonly tableFindings?: string | null },
): Promise<TableFindings | null> {
  return uri === null ? null : ofThisRun(parseContract(tableFindingsContract, await textAt(deps, uri), uri), uri, open, startedAt);
}

async function textAt({ ledger, signal }: ReportDeps, uri: string): Promise<string> {
  const root = ledger.uri('');
  const stored = uri.startsWith(root) ? await ledger.read(uri.slice(root.length), signal) : null;
  if (stored !== null) return stored.body.toString('utf8');
  throw new MigrationError('USAGE', `There are no findings at ${uri}`, {
    next: 'Give the URIs that the verify jobs of this migration printed.',
  });
}

/** Findings of another plan, migration or run prove nothing about this one. @throws MigrationError USAGE */
function ofThisRun<F extends Pick<Findings, 'migration' | 'identity' | 'plan' | 'startedAt'>>(
  found: F,
  uri: string,
  { plan, digest }: OpenPlan,
  startedAt: string,
): F {
  const own = found.migration === plan.migration && found.identity === plan.digests.identity && found.plan === digest;
  if (own && Date.parse(found.startedAt) >= Date.parse(startedAt)) return found;
  const whose = own ? `older than this run, which began ${startedAt}` : `of plan ${found.plan} of migration ${found.migration}`;
  throw new MigrationError('USAGE', `The findings at ${uri} are ${whose}`, {
    next: "Give the URIs that this run's own verify jobs printed.",
  });
}

/**
 * The results of this run's copy workers: round 0 of every shard, and each later round of the shards that a pass named.
 * A result that was there before the run began is another run's, and says nothing about this one.
 */
async function readResults(
  { ledger, signal }: ReportDeps,
  { plan, digest, names }: OpenPlan,
  passes: readonly Findings[],
  startedAt: string,
): Promise<ShardResult[]> {
  const expected = [
    ...plan.shards.map(({ shard }) => ({ shard, round: 0 })),
    ...passes.flatMap(({ pass, shards }) => shards.map((shard) => ({ shard, round: pass }))),
  ];
  const results: ShardResult[] = [];
  for (const { shard, round } of expected) {
    const stored = await ledger.read(names.result(digest, round, shard), signal);
    if (stored === null) continue;
    const result = parseContract(shardResult, stored.body.toString('utf8'), ledger.uri(names.result(digest, round, shard)));
    if (Date.parse(result.startedAt) >= Date.parse(startedAt)) results.push(result);
  }
  return results;
}

/** What this run's legs of the table half did. A result that was there before the run began is another run's. */
async function readBatchResults({ ledger, signal }: ReportDeps, { plan, names }: OpenPlan, startedAt: string): Promise<BatchResult[]> {
  if (plan.partition === null) return [];
  const results: BatchResult[] = [];
  const read = async (kind: BatchResult['kind'], batch: string): Promise<boolean> => {
    const name = names.table(plan.digests.transform).result(kind, batch);
    const stored = await ledger.read(name, signal);
    if (stored === null) return false;
    const result = parseContract(batchResult, stored.body.toString('utf8'), ledger.uri(name));
    if (Date.parse(result.startedAt) >= Date.parse(startedAt)) results.push(result);
    return true;
  };
  for (const { batch } of plan.partition.batches) await read('partition', batch);
  for (let index = 0; await read('compact', compactBatchName(index)); index++);
  return results;
}
