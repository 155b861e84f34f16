import type { MachineIntent } from '../../src/contracts/fleet.ts';
import { MACHINE_TAGS, type CommandEnd, type CommandRunner, type Compute, type Machine } from '../../src/fleet/machine.ts';

interface Held extends Machine {
  readonly token: string;
  readonly worker: string;
  readonly request: MachineIntent['request'];
}

/** EC2 and SSM in memory: tokens are honoured, machines run at the second look, commands end at the second question. */
export function fakeMachines({ onCommand = () => undefined }: { onCommand?: (machine: string, script: readonly string[]) => void } = {}) {
  const machines: Held[] = [];
  const commands = new Map<string, { asked: number; end: CommandEnd }>();
  const looks = new Map<string, number>();
  const state = {
    machines,
    /** Throws what it holds once per call: before the request counts, or after it (a lost answer). */
    failing: { before: [] as Error[], after: [] as Error[] },
    commandEnd: { ok: true } as CommandEnd,
    sent: [] as { machine: string; script: readonly string[] }[],
    kill: (id: string) => set(id, 'terminated'),
    alive: () => machines.filter(({ state: now }) => now === 'pending' || now === 'running'),
  };
  const set = (id: string, to: Machine['state']) => {
    const at = machines.findIndex((one) => one.id === id);
    if (at >= 0) machines[at] = { ...machines[at]!, state: to };
  };
  const compute: Compute = {
    run: ({ clientToken, request }) => {
      const before = state.failing.before.shift();
      if (before !== undefined) return Promise.reject(before);
      const known = machines.find(({ token }) => token === clientToken);
      const machine: Held = known ?? {
        id: `i-${machines.length + 1}`,
        state: 'pending',
        attempt: Number(request.tags[MACHINE_TAGS.attempt]),
        reason: null,
        token: clientToken,
        worker: request.tags[MACHINE_TAGS.worker] ?? '',
        request,
      };
      if (known === undefined) machines.push(machine);
      const after = state.failing.after.shift();
      return after === undefined ? Promise.resolve(machine) : Promise.reject(after);
    },
    find: (worker) => {
      for (const { id, state: now } of machines) {
        const seen = (looks.get(id) ?? 0) + 1;
        looks.set(id, seen);
        if (now === 'pending' && seen >= 2) set(id, 'running');
      }
      return Promise.resolve(machines.filter((one) => one.worker === worker));
    },
    terminate: (ids) => {
      for (const id of ids) set(id, 'terminated');
      return Promise.resolve();
    },
  };
  const runner: CommandRunner = {
    ready: (machine) => Promise.resolve((looks.get(machine) ?? 0) >= 3),
    send: (machine, script) => {
      state.sent.push({ machine, script });
      const id = `command-${state.sent.length}`;
      commands.set(id, { asked: 0, end: state.commandEnd });
      onCommand(machine, script);
      return Promise.resolve(id);
    },
    end: (command) => {
      const held = commands.get(command)!;
      held.asked += 1;
      return Promise.resolve(held.asked >= 2 ? held.end : null);
    },
  };
  return { ...state, state, compute, commands: runner };
}
