import { isoSeconds } from '../clock.ts';
import { parseContract } from '../contracts/contract.ts';
import { heartbeat as heartbeatContract, type Heartbeat, type StopRequest } from '../contracts/fleet.ts';
import { MigrationError } from '../errors.ts';
import { machinesLost, readyMachine, type FleetDeps } from './adopt.ts';
import { BEAT_EVERY_MS, pulseOf, type Sight } from './heartbeats.ts';
import type { MachineWish } from './intent.ts';
import { isGone } from './machine.ts';

export interface RemoteWork {
  readonly wish: MachineWish;
  readonly shard: string;
  readonly round: number;
  /** The commands that start the worker on a machine, under the start's own name. */
  readonly script: (start: { readonly process: string; readonly machine: string }) => readonly string[];
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

/**
 * Has the work done on the worker's machine and follows it through the ledger, until it has ended. A machine or an agent
 * that falls silent is replaced; the next one goes on from the checkpoints. When `deps.signal` aborts, the worker is
 * asked to stop and the error is STOPPED.
 */
export async function driveWorker(deps: FleetDeps, work: RemoteWork): Promise<RemoteEnd> {
  const lost: string[] = [];
  let process: string | null = null;
  try {
    for (;;) {
      const { machine } = await readyMachine(deps, work.wish);
      for (let starts = 0; starts < STARTS_PER_MACHINE; starts += 1) {
        if (starts === 0 && (await waitForOtherRound(deps, work, machine.id)) === 'gone') break;
        const running: Sight | null = starts === 0 ? await runningAgent(deps, work, machine.id) : null;
        const sight: Sight = running ?? (await startAgent(deps, work, machine.id));
        ({ process } = sight);
        const end = await follow(deps, work, machine.id, sight);
        if (end !== null && typeof end !== 'string') return { heartbeat: end, machine: machine.id, lost };
        deps.log(`Worker ${work.shard} on ${machine.id}: ${end ?? 'silent'}`);
        if (end !== null) break;
      }
      lost.push(machine.id);
      await deps.compute.terminate([machine.id], deps.signal);
      if (lost.length >= MACHINES_UP_TO) throw machinesLost(work.shard, lost);
    }
  } catch (error) {
    if (!deps.signal.aborted) throw error;
    if (process !== null) await askToStop(deps, work.shard, process);
    throw new MigrationError('STOPPED', `Shard ${work.shard} was stopped; its worker was asked to keep its checkpoint and leave`, {
      cause: error,
      next: 'Re-run the job: it goes on where this one stopped.',
    });
  }
}

/** An agent of an earlier leg that works on the same order on this machine: it is followed, not started again. */
async function runningAgent(deps: FleetDeps, { shard, round }: RemoteWork, machine: string): Promise<Sight | null> {
  const found = await readHeartbeat(deps, shard);
  if (found === null || found.machine !== machine || found.round !== round || found.state !== 'working') return null;
  deps.log(`Worker ${shard} works on ${machine} already (${found.foldersDone} of ${found.folders} folders): followed`);
  return { process: found.process, beat: found.beat, atMs: deps.clock.passed() };
}

/** An agent of another round, whose leg was lost: two of them would work on the same folders. It is followed to its end first. */
async function waitForOtherRound(deps: FleetDeps, work: RemoteWork, machine: string): Promise<'over' | 'gone'> {
  const found = await readHeartbeat(deps, work.shard);
  if (found === null || found.machine !== machine || found.round === work.round || found.state !== 'working') return 'over';
  deps.log(`Worker ${work.shard} works on ${machine} for round ${found.round} still: waited for`);
  const end = await follow(deps, work, machine, { process: found.process, beat: found.beat, atMs: deps.clock.passed() });
  return typeof end === 'string' ? 'gone' : 'over';
}

async function startAgent(deps: FleetDeps, work: RemoteWork, machine: string): Promise<Sight> {
  const { clock, commands, log, signal } = deps;
  const process = work.newProcess();
  const command = await commands.send(machine, work.script({ process, machine }), signal);
  const giveUpAt = clock.passed() + COMMAND_WITHIN_MS;
  for (;;) {
    const end = await commands.end(command, machine, signal);
    if (end?.ok === true) break;
    const detail = end === null ? `no answer within ${COMMAND_WITHIN_MS / 60_000} minutes` : end.detail;
    if (end !== null || clock.passed() >= giveUpAt) {
      throw new MigrationError('MACHINE_LOST', `The agent of worker ${work.shard} did not start on ${machine}: ${detail}`, {
        details: { command },
        next: 'Look at the command in the SSM console (Run Command), mend what it names, then re-run this job.',
      });
    }
    await clock.sleep(COMMAND_EVERY_MS, signal);
  }
  log(`Worker ${work.shard} started on ${machine}`);
  return { process, beat: -1, atMs: clock.passed() };
}

/** @returns the last heartbeat; why the machine is no use; or null when it is there and its agent is silent. */
async function follow(
  deps: FleetDeps,
  { lateAtMs, shard, wish }: RemoteWork,
  machine: string,
  from: Sight,
): Promise<Heartbeat | string | null> {
  const { clock, compute, log, signal } = deps;
  let sight = from;
  let saidAtMs = clock.passed();
  for (;;) {
    const found = await readHeartbeat(deps, shard);
    const pulse = pulseOf(sight, found, clock.passed());
    if (pulse.pulse === 'ended') return pulse.heartbeat;
    const now = (await compute.find(wish.worker, signal)).find(({ id }) => id === machine);
    if (now !== undefined && isGone(now)) return `its machine is ${now.state}${now.reason === null ? '' : `: ${now.reason}`}`;
    if (pulse.pulse === 'silent') return null;
    ({ sight } = pulse);
    if (found !== null && found.process === sight.process && clock.passed() - saidAtMs >= PROGRESS_EVERY_MS) {
      saidAtMs = clock.passed();
      log(`Shard ${shard} on ${machine}: ${found.foldersDone} of ${found.folders} folders, ${found.copies} objects copied`);
    }
    if (clock.passed() >= lateAtMs) throw detached(shard, machine);
    await clock.sleep(BEAT_EVERY_MS, signal);
  }
}

function detached(shard: string, machine: string): MigrationError {
  return new MigrationError('DETACHED', `The time of this job is up; the worker of shard ${shard} goes on on ${machine}`, {
    next: 'The next run, or a re-run of this job, takes it up again where it is by then.',
  });
}

async function readHeartbeat({ ledger, names, signal }: FleetDeps, shard: string): Promise<Heartbeat | null> {
  const name = names.heartbeat(shard);
  const stored = await ledger.read(name, signal);
  return stored === null ? null : parseContract(heartbeatContract, stored.body.toString('utf8'), ledger.uri(name));
}

/** Written also after the signal: it is what the signal asks for. */
async function askToStop({ clock, ledger, log, names }: FleetDeps, shard: string, process: string): Promise<void> {
  const request: StopRequest = { contract: 'stop/1', shard, process, by: 'a leg that was stopped', at: isoSeconds(clock.now()) };
  try {
    await ledger.write(names.stop(shard), JSON.stringify(request));
  } catch (error) {
    log(`The stop request for worker ${shard} could not be written; release will end its machine (${(error as Error).message})`);
  }
}
