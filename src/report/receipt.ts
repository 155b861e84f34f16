import type { ShardResult } from '../contracts/copy.ts';
import type { Findings } from '../contracts/findings.ts';
import type { Plan } from '../contracts/plan.ts';
import type { Receipt } from '../contracts/receipt.ts';

export interface ReceiptFacts {
  readonly plan: Plan;
  readonly planDigest: string;
  /** In the order of their passes. */
  readonly passes: readonly Findings[];
  readonly results: readonly ShardResult[];
  readonly resources: Receipt['resources'];
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** The receipt of a run. The last pass is the judge: without one that is identical, nothing is complete. Pure. */
export function receiptOf({ plan, planDigest, passes, results, resources, startedAt, finishedAt }: ReceiptFacts): Receipt {
  const last = passes.at(-1);
  const accounts = last?.accounts;
  const reasons = whyIncomplete(last);
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
    verify: passes.map(({ pass, counts, folders, shards }) => ({ pass, findings: counts, folders, shards })),
    resources,
    run: {
      copies: results.reduce((sum, { attempt }) => sum + attempt.copies, 0),
      copiedBytes: results.reduce((sum, { attempt }) => sum + attempt.copiedBytes, 0),
      shards: results.map(({ round, shard, attempt, skipped }) => ({ round, shard, copies: attempt.copies, skippedFolders: skipped })),
    },
    startedAt,
    finishedAt,
  };
}

function whyIncomplete(last: Findings | undefined): string[] {
  if (last === undefined) return ['no verify pass has ended'];
  const reasons: string[] = [];
  if (last.verdict === 'unproven') reasons.push(`${last.unproven.length} folders could not be seen whole`);
  if (last.verdict === 'different')
    reasons.push(
      `the last pass found ${Object.entries(last.counts)
        .map(([name, times]) => `${name} ${times}`)
        .join(', ')}`,
    );
  const { accounts, folderCounts, seen } = last;
  if (accounts.failed > 0) reasons.push(`${accounts.failed} keys failed`);
  if (folderCounts.identical !== folderCounts.expected)
    reasons.push(`${folderCounts.expected - folderCounts.identical} of ${folderCounts.expected} folders are not proven identical`);
  const closed = accounts.identical + accounts.copied + accounts.failed + accounts.vanished + accounts.excluded;
  if (accounts.listed !== closed) reasons.push(`the accounts do not close: listed ${accounts.listed}, ended ${closed}`);
  const proven = accounts.identical + accounts.copied;
  if (proven < seen.equal) reasons.push(`verify saw ${seen.equal} keys equal, and the manifests hold ${proven}`);
  return reasons;
}
