import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFileProblem, parseNamedValues, parsePaths } from './command-files.ts';
import type { GithubPlace } from './contexts.ts';
import { LIMITS } from './semantics.ts';
import type { Execution } from './step-run.ts';

/** The files of one process, empty; the github context says where they are. */
export interface StepFiles {
  readonly place: Required<Pick<GithubPlace, 'output' | 'state' | 'env' | 'path' | 'step_summary'>>;
}

export async function createStepFiles(temp: string): Promise<StepFiles> {
  const folder = join(temp, '_runner_file_commands');
  const id = randomUUID();
  const place = {
    output: join(folder, `set_output_${id}`),
    state: join(folder, `save_state_${id}`),
    env: join(folder, `set_env_${id}`),
    path: join(folder, `add_path_${id}`),
    step_summary: join(folder, `step_summary_${id}`),
  };
  await mkdir(folder, { recursive: true });
  await Promise.all(Object.values(place).map((file) => writeFile(file, '')));
  return { place };
}

/** Reads what the process left in its files, whatever its end (rule step.output-files). False when a file could not be read as it must be. */
export async function applyStepFiles({ place }: StepFiles, execution: Execution): Promise<{ ok: boolean; summary: string | undefined }> {
  const { leg, annotate, outputs, state } = execution;
  let ok = true;
  const read = async (kind: string, file: string, apply: (text: string) => void): Promise<void> => {
    try {
      apply(await readIfThere(file));
    } catch (thrown) {
      if (!(thrown instanceof CommandFileProblem)) throw thrown;
      annotate('error', `Unable to process file command '${kind}' successfully.`);
      annotate('error', thrown.message);
      ok = false;
    }
  };
  await read('output', place.output, (text) => {
    for (const { name, value } of parseNamedValues(text)) outputs[name] = value;
  });
  await read('state', place.state, (text) => {
    for (const { name, value } of parseNamedValues(text)) state.set(name, value);
  });
  await read('env', place.env, (text) => {
    for (const { name, value } of parseNamedValues(text)) {
      if (name.toUpperCase() === 'NODE_OPTIONS')
        annotate('error', "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
      else leg.environment.set(name, value);
    }
  });
  await read('path', place.path, (text) => {
    for (const path of parsePaths(text)) {
      const before = leg.prependedPaths.indexOf(path);
      if (before >= 0) leg.prependedPaths.splice(before, 1);
      leg.prependedPaths.push(path);
    }
  });
  const summary = await keepSummary(place.step_summary, execution);
  await Promise.all(Object.values(place).map((file) => rm(file, { force: true })));
  return { ok, summary };
}

/** Rule file.summary-limit. The summary's file, relative to the run folder. */
async function keepSummary(file: string, { leg, annotate, index, stage }: Execution): Promise<string | undefined> {
  const bytes = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  if (bytes === 0) return undefined;
  if (bytes > LIMITS.summaryBytes) {
    annotate(
      'error',
      `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${LIMITS.summaryBytes / 1024}k, got ${Math.ceil(bytes / 1024)}k.`,
    );
    return undefined;
  }
  const name = `${leg.key.replaceAll('/', '.')}-${String(index + 1).padStart(2, '0')}-${stage}.md`;
  await mkdir(leg.summaries.folder, { recursive: true });
  await writeFile(join(leg.summaries.folder, name), leg.masks.hide(await readFile(file, 'utf8')));
  return join(leg.summaries.relative, name);
}

async function readIfThere(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return '';
    throw thrown;
  });
}
