import type { BucketCounters, Counters } from '../server/server.ts';
import { commandOf, type Client, type Work } from './clients.ts';
import type { Bench, Row } from './figure.ts';
import { cpuSeconds, type Usage } from './measure.ts';
import type { GivenPlan, ServerProcess } from './server.ts';
import { interleaved, spreadOf } from './statistics.ts';

/** One client at one piece of work, and what the server saw of it. */
export interface Sample {
  readonly usage: Usage;
  readonly counters: Counters;
  /** Server CPU of this run alone. */
  readonly serverSeconds: number;
}

export interface Task {
  readonly client: Client;
  readonly objects: number;
  readonly target: 'empty' | 'same';
  readonly dryRun?: boolean;
  readonly verify?: boolean;
  readonly rounds: number;
}

export const IN_FLIGHT = 64;
/** Folders of the layout that everybody is measured on. */
const FOLDERS = 16;

export const layoutOf = (objects: number): NonNullable<GivenPlan['layout']> => ({ prefix: '', keys: objects, folders: FOLDERS });

/** A client whose command failed, or did not do the work, is no figure. */
export class WorkNotDone extends Error {}

export async function sample(
  bench: Bench,
  server: ServerProcess,
  task: Task,
  plan: GivenPlan = {},
  more: Partial<Work> = {},
): Promise<Sample> {
  await server.configure({ layout: layoutOf(task.objects), ...plan });
  const work: Work = {
    endpoint: server.endpoint,
    source: 'full',
    target: task.target,
    inFlight: IN_FLIGHT,
    ...(task.dryRun === undefined ? {} : { dryRun: task.dryRun }),
    ...(task.verify === undefined ? {} : { verify: task.verify }),
    ...more,
  };
  const command = commandOf(task.client, bench.programs, work);
  if ('leftOut' in command) throw new WorkNotDone(command.leftOut);
  const before = await server.counters();
  const usage = await bench.run(command);
  const counters = await server.counters();
  const there = counters.buckets[task.target]?.keys ?? 0;
  const listed = counters.buckets['full']?.requests['listedKeys'] ?? 0;
  if (usage.code !== 0 || there !== task.objects || listed < task.objects)
    throw new WorkNotDone(
      `${task.client} ended with ${usage.code}, ${listed} of ${task.objects} keys listed, ${there} at the target: ${lastLines(usage)}`,
    );
  return { usage, counters, serverSeconds: (counters.cpuMicroseconds - before.cpuMicroseconds) / 1e6 };
}

export const lastLines = ({ stderr, stdout }: Usage): string => `${stderr}\n${stdout}`.trim().split('\n').slice(-3).join(' / ');

export interface Measured {
  readonly row: Row;
  readonly samples: readonly Sample[];
}

/** All tasks in interleaved rounds; those that cannot be done are left out, with the reason as a note. */
export async function measureAll(
  bench: Bench,
  server: ServerProcess,
  tasks: readonly Task[],
  perWhat: (task: Task) => number,
  more: Partial<Work> = {},
): Promise<{ readonly measured: readonly Measured[]; readonly notes: readonly string[] }> {
  const samples = new Map<Task, Sample[]>();
  const notes = new Map<string, string>();
  const most = Math.max(...tasks.map(({ rounds }) => rounds));
  const done = new Map<Task, number>();
  for (const task of interleaved(tasks, most)) {
    const round = (done.get(task) ?? 0) + 1;
    done.set(task, round);
    const what = `${task.client} ${task.objects}`;
    if (round > task.rounds || notes.has(task.client)) continue;
    try {
      const one = await sample(bench, server, task, {}, more);
      samples.set(task, [...(samples.get(task) ?? []), one]);
      const each = (1e6 * cpuSeconds(one.usage)) / perWhat(task);
      bench.say(
        `  ${what.padEnd(22)} ${each.toFixed(1).padStart(9)} µs  wall ${one.usage.wallSeconds.toFixed(1)} s, server ${one.serverSeconds.toFixed(2)} s`,
      );
    } catch (error) {
      if (!(error instanceof WorkNotDone)) throw error;
      notes.set(task.client, `${task.client} is left out: ${error.message}`);
      bench.say(`  ${notes.get(task.client)}`);
    }
  }
  return {
    measured: [...samples].map(([task, all]) => ({ samples: all, row: rowOf(task, all, perWhat(task)) })),
    notes: [...notes.values()],
  };
}

function rowOf(task: Task, samples: readonly Sample[], per: number): Row {
  return {
    client: task.client,
    work: `${task.objects.toLocaleString('en')} ${task.target === 'same' ? 'keys, all equal' : 'objects'}`,
    objects: task.objects,
    value: spreadOf(samples.map(({ usage }) => (1e6 * cpuSeconds(usage)) / per)),
    wallSeconds: spreadOf(samples.map(({ usage }) => usage.wallSeconds)).median,
    peakBytes: spreadOf(samples.map(({ usage }) => usage.peakBytes)).median,
    requests: spreadOf(samples.map(({ counters }) => requestsOf(counters))).median,
    rounds: samples.length,
  };
}

/** Whatever is no request: keys on pages, walks, refusals and faults that were counted beside their requests. */
const NO_REQUEST = /^(listedKeys|walksBegun|SlowDown|copiedAgainThoughDurable|fault:.*)$/;

export const requestsIn = ({ requests }: BucketCounters): number =>
  Object.entries(requests).reduce((sum, [what, count]) => (NO_REQUEST.test(what) ? sum : sum + count), 0);

export const requestsOf = ({ buckets }: Counters): number => Object.values(buckets).reduce((sum, bucket) => sum + requestsIn(bucket), 0);
