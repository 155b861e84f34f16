import { createHash } from 'node:crypto';
import { canonicalJson } from '../contracts/contract.ts';
import type { Checkpoint } from '../contracts/copy.ts';
import type { Findings } from '../contracts/findings.ts';
import type { Plan } from '../contracts/plan.ts';
import { asMigrationError, MigrationError, printable } from '../errors.ts';
import { readProgress } from '../ledger/checkpoint.ts';
import { writeOrThrow, type LedgerStore } from '../ledger/store.ts';
import { repeatOrders } from '../plan/orders.ts';
import type { BothSides } from '../s3/types.ts';
import type { VerifyRules } from '../verify/classify.ts';
import { DeepLooks, headChecksums, type DeepSample } from '../verify/deep.ts';
import { folderToVerify, unseenFolder, type FolderVerdict } from '../verify/folder.ts';
import { LANES, lookInLanes } from '../verify/lanes.ts';
import { layoutCheck } from '../verify/layout.ts';
import { lookOutside, type Known } from '../verify/outside.ts';
import { LedgerLines } from '../verify/segments.ts';
import { findingsOf } from '../verify/verify.ts';
import { accessStage, type AccessStageDeps } from './access.ts';
import type { OpenPlan } from './open-plan.ts';

export interface VerifyStageDeps extends Omit<AccessStageDeps, 'agentSource'> {
  readonly signal: AbortSignal;
  readonly agent: BothSides;
  readonly agentLedger: LedgerStore;
}

export interface VerifyOutcome {
  readonly findings: Findings;
  readonly uri: string;
  /** The shards that the next round repeats; their orders are in the ledger. */
  readonly round: number;
  /** Null when both sides are proven equal. */
  readonly error: MigrationError | null;
}

export interface VerifyInput {
  /** Number of this pass in the run, from 1. */
  readonly pass: number;
  /** The share of equal keys that is looked at closer than a listing; null: none. */
  readonly deep?: DeepSample | null;
}

/**
 * Lists both sides afresh, folder by folder, names what differs, and writes the orders that repeat exactly the affected
 * shards: those of round `pass`.
 */
export async function verifyStage(
  deps: VerifyStageDeps,
  open: OpenPlan,
  { pass, deep: sample = null }: VerifyInput,
): Promise<VerifyOutcome> {
  const { clock, ledger, log, signal } = deps;
  const { plan, digest, names } = open;
  if (pass < 1) throw new MigrationError('USAGE', `There is no pass ${pass}`, { next: "Passes count from 1: round 0 is the plan's own." });
  const startedAtMs = clock.now();
  await accessStage({ ...deps, agentSource: deps.agent.source }, open);
  const shardOf = new Map(plan.shards.flatMap(({ shard, folders }) => folders.map((folder) => [folder, shard] as const)));
  const folders = plan.folders.map(({ folder }) => folder);
  log(`Pass ${pass}: listing both sides of ${folders.length} folders`);
  const rules: VerifyRules = {
    cutoffMs: plan.cutoff.lastModified === null ? null : Date.parse(plan.cutoff.lastModified),
    archived: 'excluded',
  };
  const layout = layoutCheck(plan.layoutKey);
  const lines = new LedgerLines(ledger, listNames(open, pass, startedAtMs));
  const deep = sample === null ? null : new DeepLooks(deps.agent, plan, sample, headChecksums);
  const verifying = { s3: deps.agent, ledger: deps.agentLedger, names, lines, deep };
  const verdicts: FolderVerdict[] = [];
  const checkpoints: (Checkpoint | null)[] = [];
  const outside = lookOutside(deps.agent, plan, knownOf(plan), lines, layout, signal);
  // It is awaited when the folders are done.
  outside.catch(() => undefined);
  const left = folders.entries();
  const nextFolder = async () => {
    for (const [index, folder] of left) {
      const task = { folder, shard: shardOf.get(folder)!, source: plan.source, target: plan.target, rules, layout };
      try {
        const checkpoint = (await readProgress(deps.agentLedger, names, folder, signal))?.checkpoint ?? null;
        if (checkpoint !== null) refuseForeign(checkpoint, folder, open, deps.agentLedger);
        checkpoints[index] = checkpoint;
        return folderToVerify(verifying, { ...task, checkpoint }, (verdict) => void (verdicts[index] = verdict), signal);
      } catch (thrown) {
        if (signal.aborted || (thrown instanceof MigrationError && thrown.code === 'MANIFEST_FOREIGN')) throw thrown;
        // One folder's damaged record says nothing about the others, which are looked at all the same.
        [checkpoints[index], verdicts[index]] = [null, unseenFolder(task, asMigrationError(thrown))];
      }
    }
    return null;
  };
  await lookInLanes(nextFolder, LANES, signal);
  const findings = findingsOf(plan, digest, {
    pass,
    verdicts,
    checkpoints,
    outside: await outside,
    deep: deep === null ? null : deep.report(),
    list: await lines.end(),
    startedAtMs,
    clock,
  });
  const findingsDigest = createHash('sha256').update(canonicalJson(findings)).digest('hex').slice(0, 32);
  const generations = Object.fromEntries(
    findings.folders.map((folder) => [folder, (checkpoints[folders.indexOf(folder)]?.generation ?? 0) + 1]),
  );
  for (const order of repeatOrders(plan, findings.folders, generations, pass)) {
    await writeOrThrow(ledger, names.order(digest, pass, order.shard), JSON.stringify(order));
  }
  await writeOrThrow(ledger, names.findings(findingsDigest), JSON.stringify(findings));
  const { counts, seen } = findings;
  log(
    `Pass ${pass}: ${findings.verdict}; ${seen.equal} of ${seen.sourceListed} keys equal, ${seen.excluded} excluded, ${seen.targetOnly} only at the target`,
  );
  for (const [name, times] of Object.entries(counts)) log(`Pass ${pass}: ${name} ${times}`);
  for (const { folder, shard, keys, reason } of findings.beyondRepeat)
    log(`Pass ${pass}: ${folder} in shard ${shard} is not repeated, no repeat can help ${keys} of its keys: ${reason}`);
  if (findings.folders.length > 0) log(`Pass ${pass}: affected ${findings.folders.join(' ')} in shards ${findings.shards.join(' ')}`);
  return {
    findings,
    uri: ledger.uri(names.findings(findingsDigest)),
    round: pass,
    error: errorOf(findings, ledger.uri(names.findings(findingsDigest))),
  };
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

/** The list of a pass lies beside its findings, in a folder of its own: a pass that is run again writes another one. */
function listNames({ digest, names }: OpenPlan, pass: number, startedAtMs: number) {
  const [head = '', tail = ''] = names.findingsList('LIST').split('LIST');
  const place = `${head}${digest}-pass-${pass}-${startedAtMs}`;
  const padded = (segment: number) => String(segment).padStart(6, '0');
  return {
    findings: (segment: number) => `${place}/findings/${padded(segment)}${tail}`,
    combined: (segment: number) => `${place}/combined/${padded(segment)}.txt.gz`,
  };
}

function errorOf({ verdict, counts, unproven, folderCounts, folders, shards, beyondRepeat }: Findings, uri: string): MigrationError | null {
  const details = { findings: uri };
  if (verdict === 'identical') return null;
  if (verdict === 'unproven') {
    const first = unproven[0]!;
    return new MigrationError(
      'UNPROVEN',
      `${unproven.length} of ${folderCounts.expected} folders could not be seen whole; first ${first.folder === '' ? '' : `${first.folder}: `}${first.reason}`,
      {
        details,
        next: 'Mend what is named and re-run this job: nothing is proven until every folder was listed to its end.',
      },
    );
  }
  const classes = Object.entries(counts).map(([name, times]) => `${name} ${times}`);
  return new MigrationError('DIFFERENCES_FOUND', `Source and target differ: ${classes.join(', ')}`, {
    details: {
      ...details,
      folders: folders.slice(0, 20).join(' ') + (folders.length > 20 ? ` and ${folders.length - 20} more` : ''),
      shards: shards.join(' '),
    },
    next:
      folders.length > 0
        ? 'Run the affected shards again (the next round of the workflow does), then verify again.'
        : beyondRepeat.length > 0
          ? `No repeat can help: ${beyondRepeat[0]!.folder}: ${beyondRepeat[0]!.reason}. Mend that first.`
          : 'No repeat can help: look at what the classes name.',
  });
}
