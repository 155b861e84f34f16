import type { Clock } from '../clock.ts';
import type { Checkpoint } from '../contracts/copy.ts';
import type { Findings, VerifyResult } from '../contracts/findings.ts';
import type { Plan } from '../contracts/plan.ts';
import { asMigrationError, MigrationError, printable } from '../errors.ts';
import { readProgress } from '../ledger/checkpoint.ts';
import type { LedgerStore } from '../ledger/store.ts';
import type { BothSides } from '../s3/types.ts';
import type { VerifyRules } from '../verify/classify.ts';
import { DeepLooks, headChecksums, type DeepSample } from '../verify/deep.ts';
import { folderToVerify, unseenFolder, type FolderVerdict } from '../verify/folder.ts';
import { LANES, lookInLanes } from '../verify/lanes.ts';
import { layoutCheck } from '../verify/layout.ts';
import { lookOutside, type Known } from '../verify/outside.ts';
import { LedgerLines } from '../verify/segments.ts';
import { findingsOf, unseenFindings } from '../verify/verify.ts';
import type { OpenPlan } from './open-plan.ts';

export interface VerifyPassDeps {
  readonly clock: Clock;
  /** Both sides and the ledger under the agent role. */
  readonly agent: BothSides;
  readonly agentLedger: LedgerStore;
  /** The ledger under the role that may write below `lists`. */
  readonly listLedger: LedgerStore;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface VerifyPassInput {
  /** Number of this pass in the run, from 1. */
  readonly pass: number;
  /** The share of equal keys that is looked at closer than a listing; null: none. */
  readonly deep: DeepSample | null;
  /** Where every finding is kept: a name that is begun here and ended by each pass for itself. */
  readonly lists: string;
}

export interface VerifyProgress {
  readonly folders: number;
  readonly foldersDone: number;
  /** Of both sides, in the folders that are done. */
  readonly seen: number;
}

/** What a pass has found; nothing of it is written yet but the list of its findings. */
export type Verified = Pick<VerifyResult, 'findings' | 'generations'>;

/**
 * One pass, wherever it runs: lists both sides afresh, folder by folder, and holds the ledger against them. Of what copiers know
 * it takes the manifests only, which it judges.
 */
export async function verifyPass(
  deps: VerifyPassDeps,
  open: OpenPlan,
  { pass, deep: sample, lists }: VerifyPassInput,
  tell: (progress: VerifyProgress) => void = () => undefined,
): Promise<Verified> {
  const { agent, agentLedger, clock, log, signal } = deps;
  const { plan, digest, names } = open;
  const startedAtMs = clock.now();
  const shardOf = new Map(plan.shards.flatMap(({ shard, folders }) => folders.map((folder) => [folder, shard] as const)));
  const folders = plan.folders.map(({ folder }) => folder);
  log(`Pass ${pass}: listing both sides of ${folders.length} folders`);
  const rules: VerifyRules = {
    cutoffMs: plan.cutoff.lastModified === null ? null : Date.parse(plan.cutoff.lastModified),
    archived: 'excluded',
  };
  const layout = layoutCheck(plan.layoutKey);
  const lines = new LedgerLines(deps.listLedger, segmentNames(`${lists}-${startedAtMs}`));
  const deep = sample === null ? null : new DeepLooks(agent, plan, sample, headChecksums);
  const verifying = { s3: agent, ledger: agentLedger, names, lines, deep };
  const verdicts: FolderVerdict[] = [];
  const checkpoints: (Checkpoint | null)[] = [];
  let progress: VerifyProgress = { folders: folders.length, foldersDone: 0, seen: 0 };
  const ended = (index: number, verdict: FolderVerdict) => {
    verdicts[index] = verdict;
    const { sourceListed, targetListed } = verdict.tally.seen;
    const { foldersDone, seen } = progress;
    progress = { ...progress, foldersDone: foldersDone + 1, seen: seen + sourceListed + targetListed };
    tell(progress);
  };
  tell(progress);
  const outside = lookOutside(agent, plan, knownOf(plan), lines, layout, signal);
  // It is awaited when the folders are done.
  outside.catch(() => undefined);
  const left = folders.entries();
  const nextFolder = async () => {
    for (const [index, folder] of left) {
      const task = { folder, shard: shardOf.get(folder)!, source: plan.source, target: plan.target, rules, layout };
      try {
        const checkpoint = (await readProgress(agentLedger, names, folder, signal))?.checkpoint ?? null;
        if (checkpoint !== null) refuseForeign(checkpoint, folder, open, agentLedger);
        checkpoints[index] = checkpoint;
        return folderToVerify(verifying, { ...task, checkpoint }, (verdict) => ended(index, verdict), signal);
      } catch (thrown) {
        if (signal.aborted || (thrown instanceof MigrationError && thrown.code === 'MANIFEST_FOREIGN')) throw thrown;
        // One folder's damaged record says nothing about the others, which are looked at all the same.
        checkpoints[index] = null;
        ended(index, unseenFolder(task, asMigrationError(thrown)));
      }
    }
    return null;
  };
  await lookInLanes(nextFolder, { lanes: LANES }, signal);
  const seen = { verdicts, outside: await outside };
  for (const finding of unseenFindings(seen)) await lines.finding(finding);
  const findings = findingsOf(plan, digest, {
    pass,
    ...seen,
    checkpoints,
    deep: deep === null ? null : deep.report(),
    list: await lines.end(),
    startedAtMs,
    clock,
  });
  return { findings, generations: generationsOf(findings, folders, checkpoints) };
}

/** A repeat walks each of the affected folders once more, from its beginning. */
function generationsOf(
  { folders: affected }: Findings,
  folders: readonly string[],
  checkpoints: readonly (Checkpoint | null)[],
): Verified['generations'] {
  const at = new Map(folders.map((folder, index) => [folder, index]));
  return Object.fromEntries(affected.map((folder) => [folder, (checkpoints[at.get(folder)!]?.generation ?? 0) + 1]));
}

/** A manifest of another migration proves nothing about this one. @throws MigrationError MANIFEST_FOREIGN */
function refuseForeign(
  { migration, identity, folder: of }: Checkpoint,
  folder: string,
  { plan, names }: OpenPlan,
  ledger: LedgerStore,
): void {
  if (migration === plan.migration && identity === plan.digests.identity && of === folder) return;
  throw new MigrationError(
    'MANIFEST_FOREIGN',
    `The manifest of folder ${printable(folder)} is not this migration's: ${ledger.uri(names.checkpoint(folder))} is of folder ${printable(of)} of ${printable(migration)}, identity ${identity}`,
    { next: 'Somebody copied it there. Delete it, and run the copy of this folder again. Nothing was verified.' },
  );
}

/** What lies beside the expected folders and is ours, or the table's, is no stranger. */
function knownOf({ folders, ledger, partition, source, target }: Plan): { readonly source: Known; readonly target: Known } {
  const names = folders.map(({ folder }) => folder);
  const ours = (side: Plan['source']) => {
    const places = ledger.bucket === side.bucket ? [ledger.prefix] : [];
    if (partition !== null && side === target) places.push(partition.table.prefix);
    // Below the side's prefix, and not the whole of it.
    return places.filter((place) => place.startsWith(side.prefix)).flatMap((place) => place.slice(side.prefix.length) || []);
  };
  return { source: { folders: names, ours: ours(source) }, target: { folders: names, ours: ours(target) } };
}

function segmentNames(place: string) {
  const padded = (segment: number) => String(segment).padStart(6, '0');
  return {
    findings: (segment: number) => `${place}/findings/${padded(segment)}.ndjson.gz`,
    combined: (segment: number) => `${place}/combined/${padded(segment)}.txt.gz`,
  };
}
