import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MigrationError } from '../../src/errors.ts';
import { type RunOutcome, runOutcomeSchema } from './outcome.ts';

/** Where an attempt of a run keeps its things. `logs` and `summaries` are relative to `run`, as run.json names them. */
export interface AttemptFolders {
  readonly run: string;
  readonly logs: string;
  readonly summaries: string;
  readonly work: string;
  readonly toolCache: string;
}

/** Makes the next run's folder: a run that begins at the same moment gets another number. */
export async function createRunFolder(runs: string): Promise<{ number: number; folder: string }> {
  await mkdir(runs, { recursive: true });
  const taken = (await readdir(runs)).map(Number).filter((number) => Number.isInteger(number));
  for (let number = Math.max(0, ...taken) + 1; ; number += 1) {
    const folder = resolve(runs, String(number));
    try {
      await mkdir(folder);
      return { number, folder };
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    }
  }
}

export async function attemptFolders(runs: string, folder: string, attempt: number): Promise<AttemptFolders> {
  const base = `attempt-${attempt}`;
  const folders = {
    run: folder,
    logs: join(base, 'logs'),
    summaries: join(base, 'summaries'),
    work: join(folder, base, 'work'),
    toolCache: resolve(runs, '.tools'),
  };
  await Promise.all([mkdir(join(folder, folders.logs), { recursive: true }), mkdir(folders.toolCache, { recursive: true })]);
  return folders;
}

/** Whole or not at all: a reader never sees half an outcome. */
export async function writeRunOutcome(outcome: RunOutcome): Promise<void> {
  const file = join(outcome.folder, 'run.json');
  await writeFile(`${file}.new`, `${JSON.stringify(outcome, null, 2)}\n`);
  await rename(`${file}.new`, file);
}

/** An earlier run, by its number or its folder. @throws MigrationError USAGE */
export async function readRunOutcome(runs: string, run: string): Promise<RunOutcome> {
  const folder = /^\d+$/.test(run) ? resolve(runs, run) : resolve(run);
  const next = `The runs are below ${resolve(runs)}.`;
  const text = await readFile(join(folder, 'run.json'), 'utf8').catch((cause: unknown) => {
    throw new MigrationError('USAGE', `There is no finished run ${run}`, { next, cause });
  });
  const parsed = runOutcomeSchema.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new MigrationError('CONTRACT_MISMATCH', `${join(folder, 'run.json')} is not an outcome that this version reads`, {
      next: 'Start a new run.',
    });
  // It may have been moved since.
  return { ...parsed.data, folder };
}

/** Every summary of the run in one file, in the order in which jobs finished. */
export async function writeRunSummary(outcome: RunOutcome): Promise<void> {
  const legs = allLegs(outcome.jobs).toSorted((a, b) => a.finishedAt.localeCompare(b.finishedAt));
  const files = legs.flatMap((leg) => leg.steps.flatMap((step) => (step.summary === undefined ? [] : [step.summary])));
  const parts = await Promise.all(files.map((file) => readFile(join(outcome.folder, file), 'utf8')));
  if (parts.length > 0) await writeFile(join(outcome.folder, 'summary.md'), parts.map((part) => `${part.trimEnd()}\n`).join('\n'));
}

export function allLegs(jobs: RunOutcome['jobs']): RunOutcome['jobs'][number]['legs'] {
  return jobs.flatMap((job) => job.legs.flatMap((leg) => [leg, ...allLegs(leg.jobs ?? [])]));
}
