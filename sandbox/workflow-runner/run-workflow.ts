import { join } from 'node:path';
import type { RunOutcome } from './outcome.ts';
import { runOnce } from './run-once.ts';
import type { RunOptions } from './run-options.ts';
import { createSuccessors, type DispatchedRun } from './successors.ts';

/**
 * Runs a workflow file, then the runs that its jobs dispatch, one after another, then what those dispatch. The outcome of the last one; each
 * is in its folder and in `run-finished`. @throws MigrationError for what keeps a run from starting.
 */
export async function runWorkflow(options: RunOptions): Promise<RunOutcome> {
  const { cancel, kill, now, onEvent, runs } = options;
  const asked: DispatchedRun[] = [];
  const successors = createSuccessors({
    runs,
    limit: options.successorsUpTo,
    now,
    onDispatch: (run) => {
      asked.push(run);
      onEvent({ type: 'run-dispatched', number: run.number, by: run.by.number, file: run.workflow.file });
    },
  });
  const place = { successors, asked: (by: number) => asked.filter((run) => run.by.number === by) };
  try {
    let outcome = await runOnce(options, { ...place, dispatched: null });
    // Who stops the command wants nothing more of it to start.
    while (!cancel.aborted && !kill.aborted) {
      const next = successors.next();
      if (next === null) break;
      outcome = await runOnce(dispatchedOptions(options, next), { ...place, dispatched: next });
    }
    return outcome;
  } finally {
    const count = await successors.drop();
    if (count > 0) onEvent({ type: 'runs-dropped', count });
  }
}

function dispatchedOptions(options: RunOptions, { actor, inputs, ref, repository, root, workflow }: DispatchedRun): RunOptions {
  return {
    ...options,
    file: join(root, workflow.file),
    inputs,
    event: null,
    rerunFailed: null,
    repository: { ...options.repository, name: repository, root, ref, actor },
  };
}
