import { parseContract } from '../contracts/contract.ts';
import type { ShardResult } from '../contracts/copy.ts';
import { shardOrder } from '../contracts/plan.ts';
import type { StopSignals } from '../copy/folder.ts';
import { copyShard, type ShardProgress } from '../copy/shard.ts';
import { MigrationError } from '../errors.ts';
import { writeOrThrow, type LedgerStore } from '../ledger/store.ts';
import type { BothSides } from '../s3/types.ts';
import { accessStage, type AccessStageDeps } from './access.ts';
import type { OpenPlan } from './open-plan.ts';

export interface SyncShardDeps extends Omit<AccessStageDeps, 'agentSource' | 'signal'> {
  /** Both sides under the agent role: the one principal that reads the source and writes the target. */
  readonly agent: BothSides;
  /** The ledger under the agent role: checkpoints, manifests, results. */
  readonly agentLedger: LedgerStore;
}

export interface SyncShardOutcome {
  readonly result: ShardResult;
  readonly resultUri: string;
  readonly error: MigrationError | null;
}

/** Lines of progress come at most this often. */
const PROGRESS_EVERY_MS = 5000;

/** Ensures the leg's own grant, then makes its folders equal. Safe to run again at any moment: what is done is found done. */
export async function syncShardStage(
  deps: SyncShardDeps,
  open: OpenPlan,
  { shard, round }: { readonly shard: string; readonly round: number },
  signals: StopSignals,
): Promise<SyncShardOutcome> {
  const { clock, log } = deps;
  const { plan, digest, names } = open;
  const order = await readOrder(deps.ledger, open, round, shard, signals.stop);
  await accessStage({ ...deps, agentSource: deps.agent.source, signal: signals.stop }, open);
  log(`Shard ${shard}: ${order.folders.length} ${order.folders.length === 1 ? 'folder' : 'folders'}, round ${round}`);
  let saidAtMs = clock.now();
  const say = ({ folders, foldersDone, copies, copiedBytes }: ShardProgress) => {
    if (clock.now() - saidAtMs < PROGRESS_EVERY_MS) return;
    saidAtMs = clock.now();
    log(`Shard ${shard}: ${foldersDone} of ${folders} folders, ${copies} objects copied, ${copiedBytes} bytes`);
  };
  const copyDeps = { s3: deps.agent, ledger: deps.agentLedger, names, clock };
  const { result, error } = await copyShard(copyDeps, { order, plan }, signals, say);
  await writeOrThrow(deps.agentLedger, names.result(digest, round, shard), JSON.stringify(result));
  const { accounts, skipped, attempt } = result;
  log(
    `Shard ${shard}: ${result.verdict}; listed ${accounts.listed} = identical ${accounts.identical} + copied ${accounts.copied} + failed ${accounts.failed}` +
      ` + vanished ${accounts.vanished} + excluded ${accounts.excluded}; ${attempt.copies} copied now, ${skipped} folders were done before`,
  );
  return { result, resultUri: deps.ledger.uri(names.result(digest, round, shard)), error };
}

async function readOrder(ledger: LedgerStore, { digest, names }: OpenPlan, round: number, shard: string, signal: AbortSignal) {
  const name = names.order(digest, round, shard);
  const stored = await ledger.read(name, signal);
  if (stored === null) {
    throw new MigrationError('USAGE', `There is no order for shard ${shard} in round ${round}: ${ledger.uri(name)}`, {
      next: 'Give a shard that the plan (round 0) or the verify before this round names.',
    });
  }
  return parseContract(shardOrder, stored.body.toString('utf8'), ledger.uri(name));
}
