import { isoSeconds, type Clock } from '../clock.ts';
import { parseContract } from '../contracts/contract.ts';
import { heartbeat as heartbeatContract, stopRequest, type Heartbeat } from '../contracts/fleet.ts';
import type { StopSignals } from '../copy/settle.ts';
import { asMigrationError, MigrationError } from '../errors.ts';
import type { WorkWords } from '../fleet/drive.ts';
import { BEAT_EVERY_MS } from '../fleet/heartbeats.ts';
import { writeOrThrow, type LedgerStore } from '../ledger/store.ts';
import type { OpenPlan } from './open-plan.ts';

export interface BeatDeps {
  /** Under the agent role, which is the machine's own. */
  readonly ledger: LedgerStore;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

export interface AgentStart {
  /** A shard, or the worker that verifies. */
  readonly worker: string;
  /** Of one that verifies: its pass. */
  readonly round: number;
  readonly process: string;
  readonly machine: string;
}

/** What a beat tells of how far the work is. */
export type BeatFacts = Pick<Heartbeat, 'folders' | 'foldersDone' | 'copies' | 'copiedBytes' | 'keysListed'>;

export interface AgentWork {
  readonly words: WorkWords;
  readonly facts: () => BeatFacts;
  /** @returns what it has failed with; `stopped` when that was because of the signals */
  readonly run: (signals: StopSignals) => Promise<{ readonly error: MigrationError | null; readonly stopped: boolean }>;
}

/** What is under way is given so long to end after a stop request (design, decision 12). */
const DRAIN_MS = 5000;

/** Does work on a machine: beats, and looks every five seconds whether it is asked to stop. The last beat is in the ledger when it returns. */
export async function whileBeating(
  deps: BeatDeps,
  { digest, names }: Pick<OpenPlan, 'digest' | 'names'>,
  { machine, process, round, worker }: AgentStart,
  work: AgentWork,
  outer: StopSignals,
): Promise<MigrationError | null> {
  const { clock, ledger, log } = deps;
  const name = names.heartbeat(worker);
  const before = await ledger.read(name);
  const last = before === null ? null : parseContract(heartbeatContract, before.body.toString('utf8'), ledger.uri(name));
  // Started again by systemd it is the same start: its beats go on.
  let beat = last?.process === process ? last.beat + 1 : 0;
  const write = async (state: Heartbeat['state'], error: MigrationError | null) => {
    const body: Heartbeat = {
      contract: 'heartbeat/1',
      plan: digest,
      shard: worker,
      round,
      machine,
      process,
      beat,
      state,
      ...work.facts(),
      error: error === null ? null : { code: error.code, message: error.message, next: error.next },
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
  const stopped = () =>
    new MigrationError('STOPPED', `${work.words.called} was asked to stop`, { next: `Re-run the job: ${work.words.again}.` });
  const beating = (async () => {
    for (;;) {
      await clock.sleep(BEAT_EVERY_MS, ended.signal);
      await write('working', null);
      if (own.signal.aborted || !(await isAskedToStop(ledger, names.stop(worker), process))) continue;
      log('Asked to stop');
      own.abort(stopped());
      void clock.sleep(DRAIN_MS, ended.signal).then(
        () => drained.abort(stopped()),
        () => undefined,
      );
    }
  })().catch((error: unknown) => {
    // Without beats the follower takes this worker for dead and ends its machine: going on would be in vain.
    if (!ended.signal.aborted) own.abort(asMigrationError(error));
  });
  await write('working', null);
  let end: Awaited<ReturnType<AgentWork['run']>>;
  try {
    end = await work.run(signals);
  } catch (thrown) {
    end = { error: asMigrationError(thrown), stopped: false };
  } finally {
    ended.abort();
    await beating;
  }
  await write(end.error === null ? 'done' : end.stopped ? 'stopped' : 'failed', end.error);
  return end.error;
}

async function isAskedToStop(ledger: LedgerStore, name: string, process: string): Promise<boolean> {
  const stored = await ledger.read(name);
  return stored !== null && parseContract(stopRequest, stored.body.toString('utf8'), ledger.uri(name)).process === process;
}
