import { parseContract } from '../contracts/contract.ts';
import { shardResult, type ShardResult } from '../contracts/copy.ts';
import { shardOrder, type ShardOrder } from '../contracts/plan.ts';
import type { Crew } from '../copy/crew.ts';
import { drainingAfter } from '../copy/drain.ts';
import type { StopSignals } from '../copy/settle.ts';
import { failureWords } from '../copy/failures.ts';
import { foldersLeft } from '../copy/left.ts';
import { paceOf } from '../copy/pace.ts';
import { copyShard, type ShardProgress } from '../copy/shard.ts';
import { MigrationError } from '../errors.ts';
import type { FleetDeps } from '../fleet/adopt.ts';
import { driveWorker, type WorkWords } from '../fleet/drive.ts';
import { errorOfBeat, progressWords } from '../fleet/heartbeats.ts';
import { agentScript } from '../fleet/scripts.ts';
import { asHolder, writeAsHolder } from '../ledger/hold.ts';
import type { LedgerStore } from '../ledger/store.ts';
import type { BothSides } from '../s3/types.ts';
import { accessStage, type AccessStageDeps } from './access.ts';
import { machineWish } from './machine-wish.ts';
import type { OpenPlan } from './open-plan.ts';
import { stopObject } from './stop-object.ts';

export interface SyncShardDeps extends Omit<AccessStageDeps, 'agentSource' | 'signal'> {
  /** Machines, for plans whose executor is "fleet". */
  readonly fleet: FleetPorts;
  /** Both sides under the agent role: the one principal that reads the source and writes the target. */
  readonly agent: BothSides;
  /** The ledger under the agent role: checkpoints, manifests, results. */
  readonly agentLedger: LedgerStore;
  /** The threads that copy, where that is not a machine's work; absent: this one does. */
  readonly crew?: Crew | undefined;
}

export interface FleetPorts extends Pick<FleetDeps, 'compute' | 'commands'> {
  /** Puts the agent's bundle into the ledger, if it is not there, and says where it is. */
  readonly agentBundle: () => Promise<{ readonly uri: string; readonly sha256: string }>;
  readonly newProcess: () => string;
}

export interface SyncShardOutcome {
  readonly result: ShardResult;
  readonly resultUri: string;
  readonly error: MigrationError | null;
}

/** Hosted jobs end after six hours (GitHub Actions limits); half an hour is for what comes before and after. */
const LATE_AFTER_MS = 5.5 * 3_600_000;
/** The job's page shows as many. */
const KEYS_LOGGED_UP_TO = 10;
/** Lines of progress come at most this often. */
const PROGRESS_EVERY_MS = 5000;

/** Ensures the leg's own grant, then makes its folders equal. Safe to run again at any moment: what is done is found done. */
export async function syncShardStage(
  deps: SyncShardDeps,
  open: OpenPlan,
  { shard, round, lateAfterMs = LATE_AFTER_MS }: { readonly shard: string; readonly round: number; readonly lateAfterMs?: number },
  signals: StopSignals,
): Promise<SyncShardOutcome> {
  const { clock, log } = deps;
  const lateAtMs = clock.passed() + lateAfterMs;
  const { plan, digest, names } = open;
  const order = await readOrder(deps.ledger, open, round, shard, signals.stop);
  await accessStage({ ...deps, agentSource: deps.agent.source, signal: signals.stop }, open);
  log(`Shard ${shard}: ${order.folders.length} ${order.folders.length === 1 ? 'folder' : 'folders'}, round ${round}`);
  // A shard whose folders are all done needs no machine: its result says so.
  const needsMachine = plan.fleet !== null && (await foldersLeft({ ledger: deps.ledger, names }, order, signals.stop)).length > 0;
  const { result, error } = await (needsMachine ? copyThere : copyHere)(deps, open, order, signals, lateAtMs);
  const { accounts, skipped, attempt } = result;
  log(
    `Shard ${shard}: ${result.verdict}; listed ${accounts.listed} = identical ${accounts.identical} + copied ${accounts.copied} + failed ${accounts.failed}` +
      ` + vanished ${accounts.vanished} + excluded ${accounts.excluded}; ${attempt.copies} copied now, ${skipped} folders were done before`,
  );
  const { failedFolders = [], failures } = result;
  for (const { folder, ...why } of failedFolders) log(`Shard ${shard}: folder ${failureWords(folder, why)}`);
  for (const { key, ...why } of failures.slice(0, KEYS_LOGGED_UP_TO)) log(`Shard ${shard}: ${failureWords(key, why)}`);
  if (failures.length > KEYS_LOGGED_UP_TO)
    log(`Shard ${shard}: and ${failures.length - KEYS_LOGGED_UP_TO} more failed keys, in its result`);
  if (attempt.unswept !== undefined) log(`Shard ${shard}: uploads in parts that an earlier worker may have left stay: ${attempt.unswept}`);
  return { result, resultUri: deps.ledger.uri(names.result(digest, round, shard)), error };
}

type Copied = Pick<SyncShardOutcome, 'result' | 'error'>;

/** In this process: executor "runner". */
async function copyHere(deps: SyncShardDeps, open: OpenPlan, order: ShardOrder, signals: StopSignals, lateAtMs: number): Promise<Copied> {
  const { clock, log } = deps;
  const late = new AbortController();
  const { plan, digest, names } = open;
  const { shard, round } = order;
  let saidAtMs = clock.now();
  const pace = paceOf(clock);
  const say = (progress: ShardProgress, facts: Crew['facts']) => {
    const { copies, foldersDone, skipped } = progress;
    // Not before it has done something itself: a chain of jobs, however short of time each is, comes to an end.
    const hasWorked = copies > 0 || foldersDone > skipped;
    if (hasWorked && clock.passed() >= lateAtMs) late.abort(new Error('the time of this job is up'));
    if (clock.now() - saidAtMs < PROGRESS_EVERY_MS) return;
    saidAtMs = clock.now();
    const { throttledShare } = facts() ?? {};
    log(`Shard ${shard}: ${progressWords({ ...progress, copiesPerSecond: pace(copies), throttledShare })}`);
  };
  const copyDeps = { s3: deps.agent, ledger: deps.agentLedger, names, clock, random: deps.random, crew: deps.crew };
  const stop = stopObject(deps.agentLedger, names.stop(shard));
  await stop.refuseIfThere();
  const terms = { name: names.holder(shard), holder: deps.holder, isAskedToStop: stop.isThere };
  // Late is not lost: what is under way then has half an hour to end.
  const own = { ...signals, stop: AbortSignal.any([signals.stop, late.signal]) };
  const { result, error } = await asHolder({ ledger: deps.agentLedger, clock }, terms, async (lost, confirm) => {
    const copied = await drainingAfter(clock, own, lost, (both) => copyShard(copyDeps, { order, plan }, both, say));
    await writeAsHolder(deps.agentLedger, names.result(digest, round, shard), JSON.stringify(copied.result), confirm);
    return copied;
  });
  const isLate = error?.code === 'STOPPED' && late.signal.aborted && !signals.stop.aborted;
  return { result, error: isLate ? leftForLater(shard, error) : error };
}

function leftForLater(shard: string, cause: MigrationError): MigrationError {
  return new MigrationError('DETACHED', `The time of this job is up; what shard ${shard} has copied is in its checkpoints`, {
    cause,
    next: 'The next run, or a re-run of this job, goes on from there.',
  });
}

/** On a machine of its own: executor "fleet". The agent leaves its result in the ledger, as this process would. */
async function copyThere(deps: SyncShardDeps, open: OpenPlan, order: ShardOrder, signals: StopSignals, lateAtMs: number): Promise<Copied> {
  const { fleet, ledger } = deps;
  const { plan, digest, names, uri } = open;
  const { shard, round } = order;
  const agent = await fleet.agentBundle();
  const { heartbeat } = await driveWorker(
    { ...deps, ...fleet, names, signal: signals.stop },
    {
      wish: machineWish(plan, shard),
      words: copyWords(shard),
      progress: progressWords,
      plan: digest,
      round,
      script: ({ process }) => {
        const { account: ledgerAccount, region } = plan.ledger;
        return agentScript({ agent, plan: uri, ledgerAccount, region, work: { kind: 'copy', shard, round }, process });
      },
      takesUp: true,
      newProcess: fleet.newProcess,
      lateAtMs,
    },
  );
  const error = errorOfBeat(heartbeat, {
    code: 'COPY_FAILED',
    next: 'Mend what it names, then re-run this job: it goes on from the checkpoints.',
  });
  const name = names.result(digest, round, shard);
  const stored = await ledger.read(name, signals.stop);
  if (stored === null)
    throw error ?? new MigrationError('LEDGER_CONFLICT', `Worker ${shard} ended without a result at ${ledger.uri(name)}`);
  return { result: parseContract(shardResult, stored.body.toString('utf8'), ledger.uri(name)), error };
}

export const copyWords = (shard: string): WorkWords => ({ called: `Shard ${shard}`, again: 'it goes on where this one stopped' });

export async function readOrder(ledger: LedgerStore, { digest, names }: OpenPlan, round: number, shard: string, signal: AbortSignal) {
  const name = names.order(digest, round, shard);
  const stored = await ledger.read(name, signal);
  if (stored === null) {
    throw new MigrationError('USAGE', `There is no order for shard ${shard} in round ${round}: ${ledger.uri(name)}`, {
      next: 'Give a shard that the plan (round 0) or the verify before this round names.',
    });
  }
  return parseContract(shardOrder, stored.body.toString('utf8'), ledger.uri(name));
}
