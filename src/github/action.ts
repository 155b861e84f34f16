import { writeFileSync } from 'node:fs';
import * as core from '@actions/core';
import type { StopSignals } from '../copy/settle.ts';
import { asMigrationError, MigrationError, printable, renderError } from '../errors.ts';

/** What an action is given by its runner, in our words. */
export interface ActionContext {
  /** An input; the empty string when it was not given and need not be. @throws MigrationError USAGE when it is required and missing. */
  readonly input: (name: string, options?: { readonly required?: boolean; readonly oneOf?: readonly string[] }) => string;
  /** A whole number of an input. */
  readonly number: (name: string, options: { readonly min: number; readonly max: number; readonly fallback?: number }) => number;
  /** An input of one value per line. */
  readonly lines: (name: string) => readonly string[];
  readonly log: (line: string) => void;
  readonly signals: StopSignals;
  /** A fresh OIDC token; null where the job has no `id-token: write`. */
  readonly idToken: ((audience: string) => Promise<string>) | null;
  /** Who works, for session names: run, attempt and job. Provenance only, never an identity; the legs of a matrix share it. */
  readonly worker: string;
}

export interface ActionEnd {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Shown beside the job, apart from its error. GitHub shows ten of each kind and drops the rest (docs: workflow commands). */
  readonly annotations?: readonly { readonly level: 'error' | 'warning'; readonly title: string; readonly text: string }[];
  /** What makes the job fail, after outputs and summary are written. */
  readonly error: MigrationError | null;
}

/** A step's summary may hold 1 MiB, and is dropped whole beyond it (actions/runner, FileCommandManager). */
const SUMMARY_BYTES_UP_TO = 1024 * 1024;

/**
 * Runs an action's body: writes outputs and summary, and is the one place where an action fails.
 * The exit code is that of the error.
 */
export async function runAction(
  env: NodeJS.ProcessEnv,
  signals: StopSignals,
  body: (context: ActionContext) => Promise<ActionEnd>,
): Promise<void> {
  try {
    const end = await body({
      input: (name, options) => readInput(name, options),
      number: (name, bounds) => readNumber(name, bounds),
      lines: (name) => core.getMultilineInput(name),
      log: (line) => core.info(printable(line)),
      signals,
      idToken: env['ACTIONS_ID_TOKEN_REQUEST_URL'] === undefined ? null : (audience) => core.getIDToken(audience),
      worker: [env['GITHUB_RUN_ID'] ?? 'local', env['GITHUB_RUN_ATTEMPT'] ?? '1', env['GITHUB_JOB'] ?? 'job'].join('-'),
    });
    for (const [name, value] of Object.entries(end.outputs)) core.setOutput(name, value);
    writeSummary(env, end.summary);
    for (const annotation of end.annotations ?? []) annotate(annotation);
    if (end.error !== null) endWith(end.error);
  } catch (thrown) {
    endWith(asMigrationError(thrown));
  }
}

function annotate({ level, text, title }: NonNullable<ActionEnd['annotations']>[number]): void {
  const say = level === 'error' ? core.error : core.warning;
  say(printable(text), { title: printable(title) });
}

/** Work that goes on elsewhere has not failed: the job passes, and says so. */
function endWith(error: MigrationError): void {
  if (error.code !== 'DETACHED') return fail(error);
  core.setOutput('detached', 'true');
  core.notice(renderError(error));
}

function fail(error: MigrationError): void {
  core.setFailed(renderError(error));
  if (error.code === 'INTERNAL' && error.cause instanceof Error) core.debug(error.cause.stack ?? '');
  process.exitCode = error.exitCode;
}

function readInput(name: string, { required = false, oneOf }: { required?: boolean; oneOf?: readonly string[] } = {}): string {
  const value = core.getInput(name);
  if (value === '' && required)
    throw new MigrationError('USAGE', `Input "${name}" is missing`, { next: `Give it under "with:" in the workflow.` });
  if (value !== '' && oneOf !== undefined && !oneOf.includes(value)) {
    throw new MigrationError('USAGE', `Input "${name}" is "${printable(value)}"`, { next: `Give one of: ${oneOf.join(', ')}.` });
  }
  return value;
}

function readNumber(name: string, { min, max, fallback }: { min: number; max: number; fallback?: number }): number {
  const text = readInput(name, { required: fallback === undefined });
  const value = text === '' ? fallback! : Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new MigrationError('USAGE', `Input "${name}" is "${printable(text)}"`, { next: `Give a whole number from ${min} to ${max}.` });
}

function writeSummary(env: NodeJS.ProcessEnv, markdown: string): void {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return;
  const cut =
    Buffer.byteLength(markdown) <= SUMMARY_BYTES_UP_TO
      ? markdown
      : `${markdown.slice(0, SUMMARY_BYTES_UP_TO / 4)}\n\nCut here: the whole of it is in the ledger.\n`;
  writeFileSync(file, cut, { flag: 'a' });
}
