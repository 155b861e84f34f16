import os from 'node:os';
import type { Cores } from './server.ts';

/** How busy the cores were, whoever kept them so: a benchmark whose cores are full measures the cores. Shares, 0 to 1. */
export interface Busy {
  readonly clients: number;
  readonly server: number;
}

type Ticks = readonly { readonly idle: number; readonly all: number }[];

const ticksNow = (): Ticks =>
  os.cpus().map(({ times }) => ({ idle: times.idle, all: times.idle + times.user + times.nice + times.sys + times.irq }));

/** Looked at now and then, each time with a name for what is going on; gives for each name how busy the cores were meanwhile. */
export function watchCores({ client, server }: Pick<Cores, 'client' | 'server'>, ticks: () => Ticks = ticksNow) {
  const sums = new Map<number, Record<keyof Busy, { idle: number; all: number }>>();
  let last = ticks();
  const passed = (now: Ticks, core: number | undefined) => {
    const [from, to] = core === undefined ? [last, now] : [last.slice(core, core + 1), now.slice(core, core + 1)];
    const sum = (of: Ticks, what: 'idle' | 'all') => of.reduce((total, each) => total + each[what], 0);
    return { idle: sum(to, 'idle') - sum(from, 'idle'), all: sum(to, 'all') - sum(from, 'all') };
  };
  return {
    look(during: number): void {
      const now = ticks();
      const sum = sums.get(during) ?? { clients: { idle: 0, all: 0 }, server: { idle: 0, all: 0 } };
      for (const [who, core] of [
        ['clients', client],
        ['server', server],
      ] as const) {
        const { idle, all } = passed(now, core);
        sum[who] = { idle: sum[who].idle + idle, all: sum[who].all + all };
      }
      sums.set(during, sum);
      last = now;
    },
    busy(during: number): Busy | undefined {
      const sum = sums.get(during);
      if (sum === undefined || sum.clients.all === 0) return undefined;
      const share = ({ idle, all }: { readonly idle: number; readonly all: number }) => (all === 0 ? 0 : 1 - idle / all);
      return { clients: share(sum.clients), server: share(sum.server) };
    },
  };
}
