import { isoSeconds, type Clock } from '../clock.ts';
import { NO_ACCOUNTS, addAccounts } from '../contracts/accounts.ts';
import type { Checkpoint } from '../contracts/copy.ts';
import type { DeepLook, FindingClass, Finding, Findings, Seen, Verdict } from '../contracts/findings.ts';
import type { Plan } from '../contracts/plan.ts';
import { classesOf, HEALED_BY_REPEAT, OF_A_MIGRATION, type Weight } from './classify.ts';
import type { FolderVerdict } from './folder.ts';
import type { OutsideLook } from './outside.ts';
import { addCounts, addSeen, NOTHING_SEEN, sumOf } from './tally.ts';

/** Examples that a findings document carries over all folders: a few for each, and never a document that cannot be shown. */
const EXAMPLES_UP_TO = 2000;

/** What a run ends with, from what was found and what could not be seen. */
export function verdictOf(
  counts: Readonly<Record<string, number>>,
  unproven: boolean,
  weights: Readonly<Record<FindingClass, Weight>>,
): Verdict {
  if (unproven) return 'unproven';
  const weigh = new Set(classesOf(counts).map((name) => weights[name]));
  return weigh.has('different') ? 'different' : weigh.has('unproven') ? 'unproven' : 'identical';
}

export interface PassFacts {
  readonly pass: number;
  /** In the plan's order. */
  readonly verdicts: readonly FolderVerdict[];
  readonly checkpoints: readonly (Checkpoint | null)[];
  readonly outside: OutsideLook;
  readonly deep: DeepLook | null;
  readonly list: Findings['list'];
  readonly startedAtMs: number;
  readonly clock: Clock;
}

/**
 * One finding for each folder that could not be seen whole, and one for what lies beside all of them, whatever they showed as far as they
 * were seen: no reader of counts, examples or lines must take the pass for clean.
 */
export function unseenFindings({ outside, verdicts }: Pick<PassFacts, 'outside' | 'verdicts'>): Finding[] {
  const folders = verdicts.flatMap((verdict) => unseenFolderFinding(verdict));
  return outside.unproven === null ? folders : [...folders, unseen('', '', outside.unproven)];
}

const unseen = (folder: string, shard: string, detail: string): Finding => ({
  ...{ class: 'unverifiable', folder, shard, key: null, source: null, target: null },
  detail,
});

function unseenFolderFinding(verdict: FolderVerdict): Finding[] {
  const reason = whyUnseen(verdict);
  return reason === null ? [] : [unseen(verdict.folder, verdict.shard, reason)];
}

/** The accounts of folders that close add up to those of shards, and in total, that close. */
const whyUnseen = ({ tally, unproven }: FolderVerdict): string | null =>
  unproven ?? (closes(tally.seen) ? null : 'its account does not close');

/** One pass: the folders' verdicts as one document. Pure. */
export function findingsOf(plan: Plan, planDigest: string, facts: PassFacts): Findings {
  const { pass, verdicts, checkpoints, outside } = facts;
  const total = sumOf(verdicts.map(({ tally }) => tally));
  const notSeen = unseenFindings(facts);
  const unproven = notSeen.map(({ detail, folder }) => ({ folder, reason: detail ?? '' }));
  const shown = addCounts(total.counts, outside.counts);
  const counts = notSeen.length === 0 ? shown : addCounts(shown, { unverifiable: notSeen.length });
  const examples = [
    ...verdicts.flatMap((verdict) => [...unseenFolderFinding(verdict), ...verdict.tally.examples]),
    ...notSeen.filter(({ folder }) => folder === ''),
    ...outside.examples,
  ];
  const affected = verdicts.filter(
    (verdict) => whyUnseen(verdict) === null && verdict.beyondRepeat === null && healable(verdict.tally.counts),
  );
  const shards = [...new Set(affected.map(({ shard }) => shard))].toSorted();
  return {
    contract: 'findings/2',
    migration: plan.migration,
    identity: plan.digests.identity,
    plan: planDigest,
    pass,
    verdict: verdictOf(counts, unproven.length > 0, OF_A_MIGRATION),
    counts,
    examples: examples.slice(0, EXAMPLES_UP_TO),
    folders: affected.map(({ folder }) => folder),
    shards,
    affected: shards.map((shard) => ({
      shard,
      folders: affected.filter(({ shard: of }) => of === shard).map(({ folder }) => folder),
    })),
    beyondRepeat: verdicts.flatMap(({ folder, shard, beyondRepeat }) =>
      beyondRepeat === null ? [] : [{ folder, shard, ...beyondRepeat }],
    ),
    folderCounts: {
      expected: plan.folders.length,
      present: verdicts.filter(({ present }) => present).length,
      identical: verdicts.filter((verdict) => stateOf(verdict) === 'identical').length,
    },
    accounts: checkpoints.reduce((sum, checkpoint) => (checkpoint === null ? sum : addAccounts(sum, checkpoint.accounts)), NO_ACCOUNTS),
    seen: total.seen,
    perShard: shardsOf(plan, verdicts),
    perFolder: verdicts.map((verdict) => ({
      folder: verdict.folder,
      shard: verdict.shard,
      state: stateOf(verdict),
      ...verdict.tally.digests,
    })),
    digests: total.digests,
    outside: { source: outside.source, target: outside.target },
    unproven,
    confidence: total.confidence,
    deep: facts.deep,
    list: facts.list,
    startedAt: isoSeconds(facts.startedAtMs),
    finishedAt: isoSeconds(facts.clock.now()),
  };
}

const healable = (counts: Readonly<Record<string, number>>): boolean => classesOf(counts).some((name) => HEALED_BY_REPEAT[name]);

function stateOf(verdict: FolderVerdict): Findings['perFolder'][number]['state'] {
  if (whyUnseen(verdict) !== null) return 'unproven';
  if (!verdict.present) return 'absent';
  return verdictOf(verdict.tally.counts, false, OF_A_MIGRATION);
}

function shardsOf({ shards }: Plan, verdicts: readonly FolderVerdict[]): Findings['perShard'] {
  const sums = new Map<string, { folders: number; seen: Seen }>(shards.map(({ shard }) => [shard, { folders: 0, seen: NOTHING_SEEN }]));
  for (const { shard, tally } of verdicts) {
    const { folders, seen } = sums.get(shard) ?? { folders: 0, seen: NOTHING_SEEN };
    sums.set(shard, { folders: folders + 1, seen: addSeen(seen, tally.seen) });
  }
  return Array.from(sums, ([shard, sum]) => ({ shard, ...sum }));
}

const closes = (seen: Seen): boolean =>
  seen.sourceListed === seen.equal + seen.different + seen.excluded && seen.targetListed === seen.matched + seen.targetOnly;
