import { isoSeconds, type Clock } from '../clock.ts';
import { parseContract } from '../contracts/contract.ts';
import { heartbeat as heartbeatContract, stopRequest, type Heartbeat } from '../contracts/fleet.ts';
import type { Crew } from '../copy/crew.ts';
import type { StopSignals } from '../copy/settle.ts';
import { copyShard, type ShardProgress } from '../copy/shard.ts';
import { asMigrationError, MigrationError } from '../errors.ts';
import { BEAT_EVERY_MS } from '../fleet/heartbeats.ts';
import { asHolder } from '../ledger/hold.ts';
import { writeOrThrow, type LedgerStore } from '../ledger/store.ts';
import type { BothSides } from '../s3/types.ts';
import type { OpenPlan } from './open-plan.ts';
import { readOrder } from './sync-shard.ts';

export interface WorkDeps {
  /** Both sides and the ledger under the agent role, which is the machine's own. */
  readonly sides: BothSides;
  readonly ledger: LedgerStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: (line: string) => void;
  /** The threads that copy; absent: this one does. */
  readonly crew?: Crew | undefined;
}

export interface WorkInput {
  readonly shard: string;
  readonly round: number;
  readonly process: string;
  readonly machine: string;
}

/** A running copy is given so long to end after a stop request (design, decision 12). */
const DRAIN_MS = 5000;

/**
 * The agent's use-case: makes the order's folders equal, beats, and looks every five seconds whether it is asked to stop.
 * Result and last heartbeat are in the ledger when it returns.
 */
export async function workStage(deps: WorkDeps, open: OpenPlan, input: WorkInput, outer: StopSignals): Promise<MigrationError | null> {
  const { clock, ledger, log } = deps;
  const { digest, names, plan } = open;
  const { machine, process, round, shard } = input;
  const name = names.heartbeat(shard);
  const before = await ledger.read(name);
  const last = before === null ? null : parseContract(heartbeatContract, before.body.toString('utf8'), ledger.uri(name));
  // Started again by systemd it is the same start: its beats go on.
  let beat = last?.process === process ? last.beat + 1 : 0;
  let progress: ShardProgress = { folders: 0, foldersDone: 0, skipped: 0, copies: 0, copiedBytes: 0 };
  const write = async (state: Heartbeat['state'], error: MigrationError | null) => {
    const body: Heartbeat = {
      contract: 'heartbeat/1',
      plan: digest,
      shard,
      round,
      machine,
      process,
      beat,
      state,
      ...progress,
      error: error === null ? null : { code: error.code, message: error.message },
      at: isoSeconds(clock.now()),
    };
    beat += 1;
    await writeOrThrow(ledger, name, JSON.stringify(body));
  };
  const own = new AbortController();
  const drained = new AbortController();
  const ended = new AbortController();
  const signals: StopSignals = {
    stop: AbortSignal.any([outer.stop, own.signal]),
    abort: AbortSignal.any([outer.abort, drained.signal]),
  };
  const beating = (async () => {
    for (;;) {
      await clock.sleep(BEAT_EVERY_MS, ended.signal);
      await write('working', null);
      if (own.signal.aborted || !(await isAskedToStop(deps, open, shard, process))) continue;
      log('Asked to stop: checkpoints are kept');
      own.abort(stopped(shard));
      void clock.sleep(DRAIN_MS, ended.signal).then(
        () => drained.abort(stopped(shard)),
        () => undefined,
      );
    }
  })().catch((error: unknown) => {
    // Without beats the follower takes this worker for dead and ends its machine: going on would be in vain.
    if (!ended.signal.aborted) own.abort(asMigrationError(error));
  });
  await write('working', null);
  let error: MigrationError | null;
  let stoppedByRequest = false;
  try {
    const order = await readOrder(ledger, open, round, shard, signals.stop);
    const terms = { name: names.holder(shard), holder: `${machine} ${process}` };
    const copied = await asHolder(deps, terms, async (lost) => {
      const stop = AbortSignal.any([signals.stop, lost]);
      const ended = await copyShard(
        { s3: deps.sides, ledger, names, clock, random: deps.random, crew: deps.crew },
        { order, plan },
        { ...signals, stop },
        (now) => (progress = now),
      );
      // Whoever has taken the shard over writes the result.
      if (lost.aborted) throw lost.reason;
      await writeOrThrow(ledger, names.result(digest, round, shard), JSON.stringify(ended.result));
      return ended;
    });
    stoppedByRequest = copied.result.verdict === 'stopped';
    ({ error } = copied);
  } catch (thrown) {
    error = asMigrationError(thrown);
  } finally {
    ended.abort();
    await beating;
  }
  await write(error === null ? 'done' : stoppedByRequest ? 'stopped' : 'failed', error);
  return error;
}

async function isAskedToStop({ ledger }: WorkDeps, { names }: OpenPlan, shard: string, process: string): Promise<boolean> {
  const name = names.stop(shard);
  const stored = await ledger.read(name);
  return stored !== null && parseContract(stopRequest, stored.body.toString('utf8'), ledger.uri(name)).process === process;
}

function stopped(shard: string): MigrationError {
  return new MigrationError('STOPPED', `Shard ${shard} was asked to stop`, { next: 'Re-run the job: it goes on where this one stopped.' });
}
