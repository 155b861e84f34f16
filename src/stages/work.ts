import { isoSeconds, type Clock } from '../clock.ts';
import { parseContract } from '../contracts/contract.ts';
import { heartbeat as heartbeatContract, stopRequest, type Heartbeat } from '../contracts/fleet.ts';
import type { Crew } from '../copy/crew.ts';
import { drainingAfter } from '../copy/drain.ts';
import { paceOf } from '../copy/pace.ts';
import type { StopSignals } from '../copy/settle.ts';
import { copyShard, type ShardProgress } from '../copy/shard.ts';
import { asMigrationError, MigrationError } from '../errors.ts';
import { beatWriter, BEAT_EVERY_MS } from '../fleet/heartbeats.ts';
import { asHolder, writeAsHolder } from '../ledger/hold.ts';
import type { LedgerStore } from '../ledger/store.ts';
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
  let progress: ShardProgress = { folders: 0, foldersDone: 0, skipped: 0, seen: 0, copies: 0, copiedBytes: 0 };
  let facts: Crew['facts'] = () => null;
  const pace = paceOf(clock);
  const writeBeat = beatWriter(ledger, name);
  const write = async (state: Heartbeat['state'], error: MigrationError | null) => {
    const now = facts();
    const throttled = now === null ? {} : { throttledShare: rounded(now.throttledShare, 4) };
    const { folders, foldersDone, seen, copies, copiedBytes } = progress;
    const body: Heartbeat = {
      contract: 'heartbeat/1',
      plan: digest,
      shard,
      round,
      machine,
      process,
      beat,
      state,
      ...{ folders, foldersDone, seen, copies, copiedBytes },
      ...(state === 'working' ? { copiesPerSecond: rounded(pace(copies), 1), ...throttled } : {}),
      error: error === null ? null : { code: error.code, message: error.message },
      at: isoSeconds(clock.now()),
    };
    beat += 1;
    await writeBeat(body);
  };
  const own = new AbortController();
  const ended = new AbortController();
  await write('working', null);
  const beating = (async () => {
    for (;;) {
      await clock.sleep(BEAT_EVERY_MS, ended.signal);
      await write('working', null);
      if (own.signal.aborted || !(await isAskedToStop(deps, open, shard, process))) continue;
      log('Asked to stop: checkpoints are kept');
      own.abort(stopped(shard));
    }
  })().catch((error: unknown) => {
    // Without beats the follower takes this worker for dead and ends its machine: going on would be in vain.
    if (!ended.signal.aborted) own.abort(asMigrationError(error));
  });
  let error: MigrationError | null;
  let stoppedByRequest = false;
  try {
    const copied = await drainingAfter(clock, outer, own.signal, async (signals) => {
      const order = await readOrder(ledger, open, round, shard, signals.stop);
      const terms = { name: names.holder(shard), holder: `${machine} ${process}` };
      return await asHolder(deps, terms, async (lost, confirm) => {
        const copyDeps = { s3: deps.sides, ledger, names, clock, random: deps.random, crew: deps.crew };
        const ended = await drainingAfter(clock, signals, lost, (both) =>
          copyShard(copyDeps, { order, plan }, both, (now, factsNow) => {
            progress = now;
            facts = factsNow;
          }),
        );
        await writeAsHolder(ledger, names.result(digest, round, shard), JSON.stringify(ended.result), confirm);
        return ended;
      });
    });
    stoppedByRequest = copied.result.verdict === 'stopped';
    ({ error } = copied);
  } catch (thrown) {
    error = asMigrationError(thrown);
  } finally {
    ended.abort();
    await beating;
  }
  try {
    await write(error === null ? 'done' : stoppedByRequest ? 'stopped' : 'failed', error);
  } catch (thrown) {
    // The heartbeat is another start's by now, whose word it is to say.
    if (!(thrown instanceof MigrationError) || thrown.code !== 'LEASE_HELD') throw thrown;
    return thrown;
  }
  return error;
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

async function isAskedToStop({ ledger }: WorkDeps, { names }: OpenPlan, shard: string, process: string): Promise<boolean> {
  const name = names.stop(shard);
  const stored = await ledger.read(name);
  return stored !== null && parseContract(stopRequest, stored.body.toString('utf8'), ledger.uri(name)).process === process;
}

function stopped(shard: string): MigrationError {
  return new MigrationError('STOPPED', `Shard ${shard} was asked to stop`, { next: 'Re-run the job: it goes on where this one stopped.' });
}
