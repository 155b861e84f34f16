import { readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { readStored, writeStored } from '../github-api/store.ts';
import { runOutcomeSchema } from './outcome.ts';
import { isAlive } from './process-tree.ts';

/** state.json: a run that waits or goes on. Gone when run.json says how it ended. */
const stateSchema = z.strictObject({
  version: z.literal('run-state/1'),
  id: z.string(),
  number: z.number(),
  attempt: z.number(),
  workflow: z.strictObject({ file: z.string(), name: z.string(), title: z.string() }),
  repository: z.string(),
  event: z.string(),
  ref: z.string(),
  sha: z.string(),
  actor: z.string(),
  status: z.enum(['queued', 'in_progress', 'dropped']),
  /** The runner's: one that is gone has left the run behind. */
  pid: z.number(),
  createdAt: z.iso.datetime(),
});

export type RunState = Omit<z.infer<typeof stateSchema>, 'version' | 'pid'>;

/** A run as others see it. */
export interface RunInBrief extends Omit<RunState, 'status'> {
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion: 'success' | 'failure' | 'cancelled' | null;
  readonly updatedAt: string;
}

const fileOf = (folder: string): string => join(folder, 'state.json');

export async function writeRunState(folder: string, state: RunState): Promise<void> {
  await writeStored(fileOf(folder), { version: 'run-state/1', ...state, pid: process.pid });
}

export async function removeRunState(folder: string): Promise<void> {
  await rm(fileOf(folder), { force: true });
}

/** A run of the folder by its id, whatever process runs it or has run it. */
export async function findRun(runs: string, id: string): Promise<RunInBrief | null> {
  const numbers = (await readdir(runs)).filter((name) => /^\d+$/.test(name));
  for (const number of numbers) {
    const run = await lookAt(resolve(runs, number));
    if (run?.id === id) return run;
  }
  return null;
}

async function lookAt(folder: string): Promise<RunInBrief | null> {
  const state = await readStored(fileOf(folder), stateSchema);
  if (state !== null) {
    const { pid, status, version: _version, ...run } = state;
    const updatedAt = run.createdAt;
    if (status !== 'dropped' && isAlive(pid)) return { ...run, status, conclusion: null, updatedAt };
    // A lost machine is a failure on the platform; what never began was cancelled.
    return { ...run, status: 'completed', conclusion: status === 'in_progress' ? 'failure' : 'cancelled', updatedAt };
  }
  const text = await readFile(join(folder, 'run.json'), 'utf8').catch(() => 'null');
  const parsed = runOutcomeSchema.safeParse(JSON.parse(text));
  if (!parsed.success) return null;
  const { actor, attempt, conclusion, event, finishedAt, id, number, ref, repository, sha, startedAt, workflow } = parsed.data;
  return {
    id,
    number,
    attempt,
    workflow,
    repository,
    event: event.name,
    ref,
    sha,
    actor,
    status: 'completed',
    conclusion,
    createdAt: startedAt,
    updatedAt: finishedAt,
  };
}
