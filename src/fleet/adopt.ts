import type { Clock } from '../clock.ts';
import { MigrationError } from '../errors.ts';
import type { LedgerNames } from '../ledger/names.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { newestIntent, writeIntent, type MachineWish } from './intent.ts';
import { isGone, MACHINE_STATES, type CommandRunner, type Compute, type Machine } from './machine.ts';

export interface FleetDeps {
  readonly compute: Compute;
  readonly commands: CommandRunner;
  readonly ledger: LedgerStore;
  readonly names: LedgerNames;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

export type Adoption = { readonly machine: Machine; readonly how: 'adopted' | 'created' };

/** Machines that one leg may ask for before it gives up: the third that dies has a reason which a fourth would meet, too. */
const MACHINES_UP_TO = 3;

/**
 * The worker's machine: the one that is there, or the one whose request was written and may have been lost, or a new one.
 * Safe at any moment: the request is in the ledger before it is sent, and is sent again with the same token.
 */
export async function adoptOrCreate(deps: FleetDeps, wish: MachineWish): Promise<Adoption> {
  const { compute, log, signal } = deps;
  const { worker } = wish;
  const alive = (await compute.find(worker, signal)).filter((machine) => !isGone(machine)).toSorted((a, b) => b.attempt - a.attempt);
  const [newest, ...extra] = alive;
  if (extra.length > 0) {
    log(`Worker ${worker} has ${alive.length} machines; ending ${extra.map(({ id }) => id).join(', ')}`);
    await compute.terminate(
      extra.map(({ id }) => id),
      signal,
    );
  }
  if (newest !== undefined) {
    log(`Machine ${newest.id} of worker ${worker} is ${newest.state}: adopted`);
    return { machine: newest, how: 'adopted' };
  }
  const intended = await newestIntent(deps, worker, signal);
  if (intended !== null) {
    // Its answer may have been lost: the same request again is the only question that EC2 answers for certain.
    const replayed = await compute.run(intended, signal).catch((error: unknown) => {
      if (error instanceof MigrationError && error.code === 'MACHINE_REFUSED') return null;
      throw error;
    });
    if (replayed !== null && !isGone(replayed)) return { machine: replayed, how: 'adopted' };
  }
  const intent = await writeIntent(deps, wish, (intended?.attempt ?? 0) + 1);
  const machine = await compute.run(intent, signal);
  log(`Machine ${machine.id} (${wish.request.instanceType}) asked for, for worker ${worker}`);
  return { machine, how: 'created' };
}

const READY_EVERY_MS = 5000;
/** An instance of a general type runs within a minute or two, and its SSM agent answers in another (measured by many; no published limit). */
const READY_WITHIN_MS = 10 * 60_000;

/** The worker's machine, answering commands; a machine that dies on the way is replaced. @throws MigrationError MACHINE_LOST */
export async function readyMachine(deps: FleetDeps, wish: MachineWish): Promise<Adoption> {
  const lost: Lost[] = [];
  for (;;) {
    const adoption = await adoptOrCreate(deps, wish);
    const end = await waitReady(deps, wish.worker, adoption.machine.id);
    if (end === 'ready') return adoption;
    lost.push({ id: adoption.machine.id, why: end });
    deps.log(`Machine ${adoption.machine.id} of worker ${wish.worker} is no use: ${end}`);
    await deps.compute.terminate([adoption.machine.id], deps.signal);
    if (lost.length >= MACHINES_UP_TO) throw machinesLost(wish.worker, lost);
  }
}

/** A machine that was no use, and why. */
export interface Lost {
  readonly id: string;
  readonly why: string;
}

export function machinesLost(worker: string, lost: readonly Lost[]): MigrationError {
  const named = lost.map(({ id, why }) => `${id} (${why})`).join(', ');
  return new MigrationError('MACHINE_LOST', `Worker ${worker} lost ${lost.length} machines: ${named}`, {
    next: 'Look at these instances in the EC2 console (state transition reason, system log) and at their commands in the SSM console (Run Command), then re-run this job: it goes on from what is in the ledger.',
  });
}

async function waitReady({ clock, commands, compute, signal }: FleetDeps, worker: string, id: string): Promise<string> {
  const giveUpAt = clock.passed() + READY_WITHIN_MS;
  for (;;) {
    const machine = (await compute.find(worker, signal)).find((one) => one.id === id);
    // Right after RunInstances, DescribeInstances may not show it yet (EC2 is eventually consistent).
    if (machine !== undefined && isGone(machine)) return `it is ${machine.state}${machine.reason === null ? '' : `: ${machine.reason}`}`;
    if (machine !== undefined && MACHINE_STATES[machine.state] === 'here' && (await commands.ready(id, signal))) return 'ready';
    if (clock.passed() >= giveUpAt)
      return machine?.state === 'running'
        ? `SSM did not see it within ${READY_WITHIN_MS / 60_000} minutes: its subnet needs a way to SSM's endpoints, and its role ssm:UpdateInstanceInformation`
        : `it did not run within ${READY_WITHIN_MS / 60_000} minutes`;
    await clock.sleep(READY_EVERY_MS, signal);
  }
}
