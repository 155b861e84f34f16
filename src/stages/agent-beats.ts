import { isoSeconds, type Clock } from '../clock.ts';
import { parseContract } from '../contracts/contract.ts';
import { heartbeat as heartbeatContract, type Heartbeat } from '../contracts/fleet.ts';
import type { StopSignals } from '../copy/settle.ts';
import { drainingAfter } from '../copy/drain.ts';
import { asMigrationError, MigrationError } from '../errors.ts';
import type { WorkWords } from '../fleet/drive.ts';
import { beatWriter, BEAT_EVERY_MS } from '../fleet/heartbeats.ts';
import type { LedgerStore } from '../ledger/store.ts';
import type { OpenPlan } from './open-plan.ts';
import { isFor } from './stop-object.ts';

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
export type BeatFacts = Pick<
  Heartbeat,
  'copiedBytes' | 'copies' | 'copiesPerSecond' | 'folders' | 'foldersDone' | 'seen' | 'throttledShare'
>;

export interface AgentWork {
  readonly words: WorkWords;
  readonly facts: (isWorking: boolean) => BeatFacts;
  /** @returns what it has failed with; `stopped` when that was because of the signals */
  readonly run: (signals: StopSignals) => Promise<{ readonly error: MigrationError | null; readonly stopped: boolean }>;
}

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
  const writeBeat = beatWriter(ledger, name);
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
      ...work.facts(state === 'working'),
      error: error === null ? null : { code: error.code, message: error.message, next: error.next, details: saidOf(error.details) },
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
      if (own.signal.aborted || !(await isAskedToStop(ledger, names.stop(worker), process))) continue;
      log('Asked to stop');
      own.abort(new MigrationError('STOPPED', `${work.words.called} was asked to stop`, { next: `Re-run the job: ${work.words.again}.` }));
    }
  })().catch((error: unknown) => {
    // Without beats the follower takes this worker for dead and ends its machine: going on would be in vain.
    if (!ended.signal.aborted) own.abort(asMigrationError(error));
  });
  let end: Awaited<ReturnType<AgentWork['run']>>;
  try {
    end = await drainingAfter(clock, outer, own.signal, (signals) => work.run(signals));
  } catch (thrown) {
    end = { error: asMigrationError(thrown), stopped: false };
  } finally {
    ended.abort();
    await beating;
  }
  try {
    await write(end.error === null ? 'done' : end.stopped ? 'stopped' : 'failed', end.error);
  } catch (thrown) {
    // The heartbeat is another start's by now, whose word it is to say.
    if (!(thrown instanceof MigrationError) || thrown.code !== 'LEASE_HELD') throw thrown;
    return thrown;
  }
  return end.error;
}

const saidOf = (details: MigrationError['details']) =>
  Object.fromEntries(Object.entries(details).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

async function isAskedToStop(ledger: LedgerStore, name: string, process: string): Promise<boolean> {
  const stored = await ledger.read(name);
  return stored !== null && isFor(stored.body.toString('utf8'), process);
}
