import type { MachineIntent } from '../contracts/fleet.ts';

/** States of an instance (API_InstanceState), and what each means to whoever waits for it. */
export const MACHINE_STATES = {
  pending: 'coming',
  running: 'here',
  'shutting-down': 'gone',
  terminated: 'gone',
  // Ours terminate when they shut down; a stopped one was stopped by hand, and costs its disk.
  stopping: 'gone',
  stopped: 'gone',
} as const satisfies Record<string, 'coming' | 'here' | 'gone'>;
export type MachineState = keyof typeof MACHINE_STATES;

export interface Machine {
  readonly id: string;
  readonly state: MachineState;
  readonly attempt: number;
  /** Why it is as it is, in EC2's words; null when EC2 says nothing. */
  readonly reason: string | null;
}

export const isGone = ({ state }: Pick<Machine, 'state'>): boolean => MACHINE_STATES[state] === 'gone';

/** Tags by which machines are found again. ClientTokens are the same only as long as their parameters are. */
export const MACHINE_TAGS = {
  migration: 'bucket-brigade:migration',
  identity: 'bucket-brigade:identity',
  worker: 'bucket-brigade:worker',
  attempt: 'bucket-brigade:attempt',
} as const;

/** Where machines come from. */
export interface Compute {
  /** Sends exactly this request: the same token finds the same machine, alive or not. */
  run(intent: Pick<MachineIntent, 'request' | 'clientToken'>, signal?: AbortSignal): Promise<Machine>;
  /** The worker's machines, those that have ended among them as long as EC2 shows them (about an hour). */
  find(worker: string, signal?: AbortSignal): Promise<readonly Machine[]>;
  terminate(ids: readonly string[], signal?: AbortSignal): Promise<void>;
}

/** How a command on a machine ended; null: it has not. */
export type CommandEnd = { readonly ok: true } | { readonly ok: false; readonly detail: string };

/** How programs on machines are started: SSM. */
export interface CommandRunner {
  /** Whether the machine answers commands by now. */
  ready(machine: string, signal?: AbortSignal): Promise<boolean>;
  /** @returns the command's id */
  send(machine: string, script: readonly string[], signal?: AbortSignal): Promise<string>;
  end(command: string, machine: string, signal?: AbortSignal): Promise<CommandEnd | null>;
}

/** Whether EC2 rents an instance type in the region; null with the reason why nobody could say. */
export type TypeSight = { readonly known: boolean } | { readonly known: null; readonly detail: string };
