import { clockUntil, isoSeconds } from '../clock.ts';
import { parseContract } from '../contracts/contract.ts';
import { heartbeat as heartbeatContract, type Heartbeat, type StopRequest } from '../contracts/fleet.ts';
import { asMigrationError, MigrationError } from '../errors.ts';
import { machinesLost, readyMachine, type FleetDeps, type Lost } from './adopt.ts';
import { BEAT_EVERY_MS, pulseOf, type Sight } from './heartbeats.ts';
import type { MachineWish } from './intent.ts';
import { isGone } from './machine.ts';

/** How messages speak of work. */
export interface WorkWords {
  /** As in "Shard 03". */
  readonly called: string;
  /** What a re-run of its job does: "it goes on where …". */
  readonly again: string;
}

export interface RemoteWork {
  readonly wish: MachineWish;
  readonly words: WorkWords;
  /** How far it is, in a few words. */
  readonly progress: (heartbeat: Heartbeat) => string;
  /** Digest of the plan: an agent of another one works on other folders, whatever its shard is called. */
  readonly plan: string;
  /** Of a verify: its pass. */
  readonly round: number;
  /** The commands that start the worker on a machine, under the start's own name. */
  readonly script: (start: { readonly process: string; readonly machine: string }) => readonly string[];
  /**
   * Whether an agent that an earlier leg has started is followed to its end. Where not, this leg starts its own at once: an older one
   * loses its right to the new one, and leaves (`asHolder`).
   */
  readonly takesUp: boolean;
  /** A name that was never used before: of a unit, so letters, digits and dashes. */
  readonly newProcess: () => string;
  /** On the clock that `passed` counts: when this leg leaves, whatever its worker does. */
  readonly lateAtMs: number;
}

export interface RemoteEnd {
  readonly heartbeat: Heartbeat;
  readonly machine: string;
  /** Machines that were lost on the way. */
  readonly lost: readonly string[];
}

const MACHINES_UP_TO = 3;
const STARTS_PER_MACHINE = 2;
const PROGRESS_EVERY_MS = 30_000;
const COMMAND_EVERY_MS = 2000;
const COMMAND_WITHIN_MS = 5 * 60_000;
/** Past its time a leg that still waits for a machine or for an agent to start gets so long: then it leaves as well. */
const LATE_BY_UP_TO_MS = 10 * 60_000;

/**
 * Has the work done on the worker's machine and follows it through the ledger, until it has ended. A machine or an agent
 * that falls silent is replaced; the next one goes on from the checkpoints. When `deps.signal` aborts, the worker is
 * asked to stop and the error is STOPPED.
 */
export async function driveWorker(given: FleetDeps, work: RemoteWork): Promise<RemoteEnd> {
  const leaveAtMs = work.lateAtMs + LATE_BY_UP_TO_MS;
  const deps = { ...given, clock: clockUntil(given.clock, leaveAtMs, () => detached(work.words, 'its machine')) };
  const lost: Lost[] = [];
  let process: string | null = null;
  try {
    for (;;) {
      const { machine } = await readyMachine(deps, work.wish);
      let why = 'its agent fell silent';
      for (let starts = 0; starts < STARTS_PER_MACHINE; starts += 1) {
        const looks = starts === 0 && work.takesUp;
        if (looks && (await waitForOther(deps, work, machine.id)) === 'gone') break;
        let sight: Sight | null = looks ? await runningAgent(deps, work, machine.id) : null;
        // Known before it is sent: a stop request that comes meanwhile is to meet whatever has started.
        process = sight?.process ?? work.newProcess();
        if (sight === null) {
          const started = await startAgent(deps, work, machine.id, process);
          if (typeof started === 'string') {
            why = `its agent did not start: ${started}`;
            deps.log(`The agent of worker ${work.wish.worker} did not start on ${machine.id}: ${started}`);
            continue;
          }
          sight = started;
        }
        const end = await follow(deps, work, machine.id, sight);
        if (end !== null && typeof end !== 'string') return { heartbeat: end, machine: machine.id, lost: lost.map(({ id }) => id) };
        why = end ?? 'its agent fell silent';
        deps.log(`Worker ${work.wish.worker} on ${machine.id}: ${why}`);
        if (end !== null) break;
      }
      lost.push({ id: machine.id, why });
      await deps.compute.terminate([machine.id], deps.signal);
      if (lost.length >= MACHINES_UP_TO) throw machinesLost(work.wish.worker, lost);
    }
  } catch (error) {
    if (!deps.signal.aborted) throw error;
    if (process !== null) await askToStop(deps, work, process);
    throw new MigrationError('STOPPED', `${work.words.called} was stopped; its worker was asked to leave`, {
      cause: error,
      next: `Re-run the job: ${work.words.again}.`,
    });
  }
}

/** An agent of an earlier leg that works on the same order on this machine: it is followed, not started again. */
async function runningAgent(deps: FleetDeps, work: RemoteWork, machine: string): Promise<Sight | null> {
  const found = await readHeartbeat(deps, work.wish.worker);
  if (found === null || found.machine !== machine || found.state !== 'working' || !isOfOrder(found, work)) return null;
  deps.log(`Worker ${work.wish.worker} works on ${machine} already (${work.progress(found)}): followed`);
  return { process: found.process, beat: found.beat, atMs: deps.clock.passed() };
}

const isOfOrder = ({ plan, round }: Heartbeat, work: RemoteWork) => plan === work.plan && round === work.round;

/** An agent of another round or plan, whose leg was lost: two of them could work on the same folders. It is followed to its end first. */
async function waitForOther(deps: FleetDeps, work: RemoteWork, machine: string): Promise<'over' | 'gone'> {
  const found = await readHeartbeat(deps, work.wish.worker);
  if (found === null || found.machine !== machine || found.state !== 'working' || isOfOrder(found, work)) return 'over';
  const of = found.plan === work.plan ? `round ${found.round}` : `plan ${found.plan.slice(0, 8)}`;
  deps.log(`Worker ${work.wish.worker} works on ${machine} for ${of} still: waited for`);
  const end = await follow(deps, work, machine, { process: found.process, beat: found.beat, atMs: deps.clock.passed() });
  return typeof end === 'string' ? 'gone' : 'over';
}

/** @returns what to follow; or why the agent did not start */
async function startAgent(deps: FleetDeps, work: RemoteWork, machine: string, process: string): Promise<Sight | string> {
  const { clock, commands, log, signal } = deps;
  const command = await commands.send(machine, work.script({ process, machine }), signal);
  const giveUpAt = clock.passed() + COMMAND_WITHIN_MS;
  for (;;) {
    const end = await commands.end(command, machine, signal);
    if (end?.ok === true) break;
    // The agent's own word counts for more than that of the command which started it.
    if ((await readHeartbeat(deps, work.wish.worker))?.process === process) break;
    if (end !== null) return `${end.detail} (command ${command})`;
    if (clock.passed() >= giveUpAt) return `no answer within ${COMMAND_WITHIN_MS / 60_000} minutes (command ${command})`;
    await clock.sleep(COMMAND_EVERY_MS, signal);
  }
  log(`Worker ${work.wish.worker} started on ${machine}`);
  return { process, beat: -1, atMs: clock.passed() };
}

/** @returns the last heartbeat; why the machine is no use; or null when it is there and its agent is silent. */
async function follow(
  deps: FleetDeps,
  { lateAtMs, progress, takesUp, wish, words }: RemoteWork,
  machine: string,
  from: Sight,
): Promise<Heartbeat | string | null> {
  const { clock, compute, log, signal } = deps;
  let sight = from;
  let saidAtMs = clock.passed();
  let before: Heartbeat | null = null;
  let anothers: Heartbeat | null = null;
  for (;;) {
    const found = await readHeartbeat(deps, wish.worker);
    if (found?.process === sight.process) anothers = null;
    else if (found !== null && found.process === before?.process && found.beat > before.beat) anothers = found;
    before = found;
    const pulse = pulseOf(sight, found, clock.passed());
    if (pulse.pulse === 'ended') return pulse.heartbeat;
    const now = (await patiently(deps, () => compute.find(wish.worker, signal)))?.find(({ id }) => id === machine);
    if (now !== undefined && isGone(now)) return `its machine is ${now.state}${now.reason === null ? '' : `: ${now.reason}`}`;
    // Two legs that each start their own would otherwise take the right from one another for ever.
    if (pulse.pulse === 'silent' && anothers !== null && !takesUp) throw takenOver(words, anothers);
    if (pulse.pulse === 'silent') return null;
    ({ sight } = pulse);
    if (found !== null && found.process === sight.process && clock.passed() - saidAtMs >= PROGRESS_EVERY_MS) {
      saidAtMs = clock.passed();
      log(`${words.called} on ${machine}: ${progress(found)}`);
    }
    if (clock.passed() >= lateAtMs) throw detached(words, machine);
    await clock.sleep(BEAT_EVERY_MS, signal);
  }
}

/** Nothing that EC2 fails to answer ends the following: the next beat asks again. @returns undefined when it did not answer this time */
async function patiently<T>({ log, signal }: FleetDeps, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (thrown) {
    const error = asMigrationError(thrown);
    if (signal.aborted || error.code !== 'AWS_FAILED') throw thrown;
    log(`EC2 did not answer; asking again (${error.message})`);
    return undefined;
  }
}

function detached({ called }: WorkWords, machine: string): MigrationError {
  return new MigrationError('DETACHED', `The time of this job is up; ${called} goes on on ${machine}`, {
    next: 'The next run, or a re-run of this job, takes it up again where it is by then.',
  });
}

function takenOver({ called }: WorkWords, { machine, process }: Heartbeat): MigrationError {
  return new MigrationError('LEASE_HELD', `${called} was begun again by another job, whose agent ${process} works on ${machine}`, {
    next: 'Let that one end. If it is not yours, re-run this job: it begins once more.',
  });
}

async function readHeartbeat({ ledger, names, signal }: FleetDeps, worker: string): Promise<Heartbeat | null> {
  const name = names.heartbeat(worker);
  const stored = await ledger.read(name, signal);
  return stored === null ? null : parseContract(heartbeatContract, stored.body.toString('utf8'), ledger.uri(name));
}

/** Written also after the signal: it is what the signal asks for. */
async function askToStop({ clock, ledger, log, names }: FleetDeps, { wish }: RemoteWork, process: string): Promise<void> {
  const { worker } = wish;
  const request: StopRequest = { contract: 'stop/1', shard: worker, process, by: 'a leg that was stopped', at: isoSeconds(clock.now()) };
  try {
    await ledger.write(names.stop(worker), JSON.stringify(request));
  } catch (error) {
    log(`The stop request for worker ${worker} could not be written; release will end its machine (${(error as Error).message})`);
  }
}
