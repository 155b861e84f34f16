import { createRunFolder } from './run-folder.ts';
import { type RunState, writeRunState } from './run-state.ts';

/** A run that a job of another run has asked for. */
export interface DispatchRequest {
  readonly workflow: { readonly file: string; readonly name: string };
  readonly repository: string;
  readonly root: string;
  readonly ref: string;
  readonly sha: string;
  readonly actor: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly by: RunName;
}

export interface RunName {
  readonly number: number;
  readonly id: string;
}

/** It has its number, its id and its folder before it starts: whoever asked for it is told them at once. */
export interface DispatchedRun extends DispatchRequest, RunName {
  readonly folder: string;
}

/** Runs that wait for the present one to end, in the order in which they were asked for. */
export interface Successors {
  readonly limit: number;
  /** Null when one command has started as many as it may. */
  readonly add: (request: DispatchRequest) => Promise<DispatchedRun | null>;
  readonly next: () => DispatchedRun | null;
  /** Gives up those that wait. How many there were. */
  readonly drop: () => Promise<number>;
}

export interface SuccessorOptions {
  readonly runs: string;
  readonly limit: number;
  readonly now: () => number;
  readonly onDispatch: (run: DispatchedRun) => void;
}

export function createSuccessors({ limit, now, onDispatch, runs }: SuccessorOptions): Successors {
  const waiting: DispatchedRun[] = [];
  let asked = 0;
  return {
    limit,
    add: async (request) => {
      asked += 1;
      if (asked > limit) return null;
      const { folder, number } = await createRunFolder(runs);
      const run: DispatchedRun = { ...request, folder, number, id: runId(now(), number) };
      await writeRunState(folder, stateOf(run, 'queued', now()));
      waiting.push(run);
      onDispatch(run);
      return run;
    },
    next: () => waiting.shift() ?? null,
    drop: async () => {
      const dropped = waiting.splice(0);
      await Promise.all(dropped.map((run) => writeRunState(run.folder, stateOf(run, 'dropped', now()))));
      return dropped.length;
    },
  };
}

/** Unique over run folders, as the platform's is over repositories; the number is the folder's. */
export function runId(startedAt: number, number: number): string {
  return `${startedAt}${String(number % 100).padStart(2, '0')}`;
}

function stateOf({ actor, id, number, ref, repository, sha, workflow }: DispatchedRun, status: RunState['status'], now: number): RunState {
  return {
    id,
    number,
    attempt: 1,
    workflow: { ...workflow, title: workflow.name },
    repository,
    event: 'workflow_dispatch',
    ref,
    sha,
    actor,
    status,
    createdAt: new Date(now).toISOString(),
  };
}
