import { isoSeconds, type Clock } from '../clock.ts';
import { NO_ACCOUNTS, addAccounts } from '../contracts/accounts.ts';
import type { Checkpoint } from '../contracts/copy.ts';
import { findingClass, type Findings, type Seen } from '../contracts/findings.ts';
import type { Plan } from '../contracts/plan.ts';
import { HEALED_BY_REPEAT, MAKES_DIFFERENT } from './classify.ts';
import { NOTHING_SEEN, type FolderVerdict } from './folder.ts';

/** Examples that a findings document carries over all folders: a few for each, and never a document that cannot be shown. */
const EXAMPLES_UP_TO = 2000;

/** One pass: the folders' verdicts as one document. Pure; folders in the plan's order. */
export function findingsOf(
  plan: Plan,
  planDigest: string,
  pass: number,
  verdicts: readonly FolderVerdict[],
  checkpoints: readonly (Checkpoint | null)[],
  times: { readonly startedAtMs: number; readonly clock: Clock },
): Findings {
  const counts: Record<string, number> = {};
  const confidence = { etag: 0, recorded: 0 };
  const seen: Seen = { ...NOTHING_SEEN };
  const affected = verdicts.filter(
    ({ counts: of, unproven }) => unproven === null && Object.keys(of).some((name) => HEALED_BY_REPEAT[findingClass.parse(name)]),
  );
  for (const verdict of verdicts) {
    for (const [name, times] of Object.entries(verdict.counts)) counts[name] = (counts[name] ?? 0) + times;
    for (const name of Object.keys(seen) as (keyof Seen)[]) seen[name] += verdict.seen[name];
    for (const name of Object.keys(confidence) as (keyof typeof confidence)[]) confidence[name] += verdict.confidence[name];
  }
  const unproven = verdicts.flatMap(({ folder, unproven: reason }) => (reason === null ? [] : [{ folder, reason }]));
  // Whatever it showed as far as it was seen: a reader of the counts must not take the pass for clean.
  if (unproven.length > 0) counts['unverifiable'] = (counts['unverifiable'] ?? 0) + unproven.length;
  const different = Object.keys(counts).some((name) => MAKES_DIFFERENT[findingClass.parse(name)]);
  return {
    contract: 'findings/1',
    migration: plan.migration,
    identity: plan.digests.identity,
    plan: planDigest,
    pass,
    verdict: unproven.length > 0 ? 'unproven' : different ? 'different' : 'identical',
    counts,
    examples: verdicts.flatMap(({ examples }) => examples).slice(0, EXAMPLES_UP_TO),
    folders: affected.map(({ folder }) => folder),
    shards: [...new Set(affected.map(({ shard }) => shard))].toSorted(),
    folderCounts: {
      expected: plan.folders.length,
      present: verdicts.filter(({ present }) => present).length,
      identical: verdicts.filter((verdict) => isIdentical(verdict)).length,
    },
    accounts: checkpoints.reduce((sum, checkpoint) => (checkpoint === null ? sum : addAccounts(sum, checkpoint.accounts)), NO_ACCOUNTS),
    seen,
    unproven,
    confidence,
    startedAt: isoSeconds(times.startedAtMs),
    finishedAt: isoSeconds(times.clock.now()),
  };
}

function isIdentical({ present, unproven, counts }: FolderVerdict): boolean {
  return present && unproven === null && !Object.keys(counts).some((name) => MAKES_DIFFERENT[findingClass.parse(name)]);
}
