import v8 from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { FromMember } from '../copy/crew-words.ts';
import type { Crew } from '../copy/crew.ts';
import { shareOf, threadCrew, type ThreadCrewDeps, type ThreadPort } from '../copy/crew-threads.ts';
import type { Side } from '../contracts/contract.ts';

/** What a thread needs to know of the world, as plain values; its credentials it asks for. */
export interface ThreadSetup {
  readonly timeScale: number;
  readonly source: ClientSetup;
  readonly target: ClientSetup;
  /** A folder of this machine, or a place in a bucket that the target's client reaches. */
  readonly ledger: { readonly folder: string } | Pick<Side, 'bucket' | 'account' | 'prefix'>;
  readonly inFlight: number;
  readonly ceilingPerSecond: number;
  readonly startPerSecond: number;
  readonly dryRun: boolean;
}

export interface ClientSetup {
  readonly region: string;
  readonly endpoint: string | null;
  readonly connections: number;
  readonly requesterPays?: boolean | undefined;
}

export interface CrewPlace extends Pick<ThreadCrewDeps, 'threads' | 'credentials' | 'log'> {
  /** A script that runs copy-thread.ts when it is started as a thread. */
  readonly entry: string | URL;
  /** For all threads together. */
  readonly setup: ThreadSetup;
}

/** Node's permission model, where it is on, may forbid threads. */
export function mayStartThreads(log: (line: string) => void): boolean {
  const permission = process.permission as { has(scope: string): boolean } | undefined;
  if (permission?.has('worker') !== false) return true;
  log("Node's permission model allows no threads here (--allow-worker): this one copies alone");
  return false;
}

/** A crew of real threads. */
export function crewOfThreads({ entry, setup, ...deps }: CrewPlace): Crew {
  const share = (whole: number) => shareOf(whole, deps.threads);
  const { source, target, inFlight, ceilingPerSecond, startPerSecond } = setup;
  const mine: ThreadSetup = {
    ...setup,
    source: { ...source, connections: share(source.connections) },
    target: { ...target, connections: share(target.connections) },
    inFlight: share(inFlight),
    ceilingPerSecond: ceilingPerSecond / deps.threads,
    startPerSecond: startPerSecond / deps.threads,
  };
  return threadCrew({ ...deps, start: (number, holdsLittle) => startThread(entry, mine, number, holdsLittle) });
}

/**
 * V8 lets a heap grow by what the machine has, which each thread would do by itself: four of them took 1,085 MB to list 10^6 keys, and
 * 481 with these limits (docs/decisions/0018). What a thread holds at once, some pages and copies, is far below; one that needs more dies, and is told.
 * Half the young generation cost about 15 % more CPU for each copy.
 */
const MEMORY = { maxYoungGenerationSizeMb: 48, maxOldGenerationSizeMb: 256 };
/**
 * A thread is some 9 MB of code, and holds 128 keys of each range when nothing is recorded: what is more is garbage that nobody has looked
 * for yet. With 20 MB it looks for it so often that listing takes half as much CPU again.
 */
const MEMORY_OF_LITTLE = { maxYoungGenerationSizeMb: 6, maxOldGenerationSizeMb: 22 };
/** Young memory is two halves and as much again for what is moved (V8, Heap::YoungGenerationSizeFromSemiSpaceSize). */
const HALVES_OF_YOUNG = 3;

function startThread(entry: string | URL, workerData: ThreadSetup, number: number, holdsLittle: boolean): ThreadPort {
  const resourceLimits = holdsLittle ? MEMORY_OF_LITTLE : MEMORY;
  // The command's own limit (setup/tasks.mjs) is a flag, and a flag would hold for its threads as well.
  v8.setFlagsFromString(`--max-semi-space-size=${resourceLimits.maxYoungGenerationSizeMb / HALVES_OF_YOUNG}`);
  const worker = new Worker(entry, { workerData, name: `copy-${number}`, resourceLimits });
  let why: string | null = null;
  return {
    post: (message) => worker.postMessage(message),
    listen: (heard, ended) => {
      worker.on('message', (message: FromMember) => heard(message));
      worker.on('error', (error: unknown) => (why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)));
      worker.once('exit', (code) => ended(why ?? `it ended with exit code ${code}`));
    },
    terminate: () => void worker.terminate(),
  };
}
