import { readFile } from 'node:fs/promises';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { MigrationError } from '../../src/errors.ts';
import type { SubjectStyle } from './oidc.ts';
import { type RunOptions, runOptions } from './run-options.ts';

export interface CommandLine {
  readonly options: Omit<RunOptions, 'cancel' | 'kill' | 'onEvent' | 'approve'>;
  readonly approved: readonly string[];
  readonly cancelAfterMs: number | null;
  readonly jsonFile: string | null;
  readonly isPlain: boolean;
}

export type ParsedCommandLine = { readonly kind: 'run'; readonly line: CommandLine } | { readonly kind: 'help'; readonly text: string };

interface Machine {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cores: number;
}

/** The arguments after `npm run workflow --`. @throws MigrationError USAGE */
export async function parseCommandLine(args: readonly string[], machine: Machine): Promise<ParsedCommandLine> {
  let text = '';
  const command = definition().configureOutput({ writeOut: (part) => (text += part), writeErr: () => undefined });
  try {
    command.parse([...args], { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode === 0) return { kind: 'help', text };
    throw new MigrationError('USAGE', thrown.message.replace(/^error: /, ''), { next: 'npm run workflow -- --help' });
  }
  const given = command.opts<Given>();
  const options = runOptions({
    file: command.args[0] ?? null,
    inputs: given.field,
    event:
      given.event === undefined && given.eventName === undefined
        ? null
        : { name: given.eventName, payload: given.event === undefined ? {} : await readEvent(given.event) },
    runs: given.runs,
    parentEnvironment: machine.environment,
    environment: given.env,
    sandbox: given.sandbox ?? null,
    jobsAtOnce: given.jobsAtOnce ?? machine.cores,
    repository: {
      name: given.repository ?? null,
      root: given.root,
      folders: given.repositoryFolder,
      id: given.repositoryId,
      ownerId: given.ownerId,
      ref: given.ref,
      actor: given.actor,
    },
    vars: given.var,
    secrets: given.secret,
    subjectStyle: given.subjectStyle,
    reviewedEnvironments: given.reviewed ?? ['approve'],
    rerunFailed: given.rerunFailed ?? null,
  });
  return {
    kind: 'run',
    line: {
      options,
      approved: [...given.approve, ...(given.approvals === undefined ? [] : await readApprovals(given.approvals))],
      cancelAfterMs: given.cancelAfter === undefined ? null : given.cancelAfter * 1000,
      jsonFile: given.json ?? null,
      isPlain: given.plain === true,
    },
  };
}

type Pairs = Record<string, string>;

interface Given {
  readonly field: Pairs;
  readonly env: Pairs;
  readonly var: Pairs;
  readonly secret: Pairs;
  readonly repositoryFolder: Pairs;
  readonly approve: string[];
  readonly approvals?: string;
  readonly reviewed?: string[];
  readonly runs: string;
  readonly sandbox?: string;
  readonly event?: string;
  readonly eventName?: string;
  readonly jobsAtOnce?: number;
  readonly json?: string;
  readonly repository?: string;
  readonly root?: string;
  readonly repositoryId: string;
  readonly ownerId: string;
  readonly ref: string;
  readonly actor: string;
  readonly subjectStyle: SubjectStyle;
  readonly rerunFailed?: string;
  readonly cancelAfter?: number;
  readonly plain?: boolean;
}

function definition(): Command {
  const { repository } = runOptions({ file: null, parentEnvironment: {}, jobsAtOnce: 1 });
  const pairs = (flags: string, description: string) => new Option(flags, description).argParser(addPair).default({}, 'none');
  return new Command('workflow')
    .description('Runs a GitHub workflow file on this machine, as it is.')
    .argument('[FILE]', 'the workflow file, e.g. .github/workflows/migrate.yml')
    .addOption(pairs('-f, --field <name=value>', 'an input of workflow_dispatch; repeatable'))
    .option('--event <file>', "the event's payload, as JSON")
    .option('--event-name <name>', "the event's name, where the payload does not tell it")
    .addOption(pairs('--env <NAME=VALUE>', "adds to every job's environment; repeatable"))
    .addOption(pairs('--var <NAME=VALUE>', 'a value of the vars context; repeatable'))
    .addOption(pairs('--secret <NAME=VALUE>', 'a secret; repeatable'))
    .option('--sandbox <file>', "a sandbox's state: jobs talk to its AWS, its issuer signs their tokens")
    .option('--approve <environment>', 'approves the environment for this run; repeatable', collect, [])
    .option('--approvals <file>', 'approves the environments that the file names, one a line; # begins a comment')
    .option('--reviewed <environment>', 'an environment that has reviewers (default: approve); repeatable', collect)
    .option('--rerun-failed <run>', 'runs the failed jobs of a run again, and what depends on them')
    .option('--cancel-after <seconds>', 'cancels the run after a time', positive)
    .option('--jobs-at-once <number>', 'machines that there are (default: the cores)', positiveInteger)
    .option('--runs <dir>', 'where runs are kept', '.runs')
    .option('--json <file>', 'writes the outcome there, too: the last one, where runs dispatch runs')
    .option('--plain', 'lines only, no live view')
    .option('--repository <owner/name>', "the repository's name (default: that of the sandbox, or example/checkout-history)")
    .option('--root <dir>', "the repository's folder (default: that above .github/workflows)")
    .addOption(pairs('--repository-folder <owner/name=DIR>', 'where another repository lies that the workflow calls; repeatable'))
    .option('--repository-id <number>', 'for tokens', repository.id)
    .option('--owner-id <number>', 'for tokens', repository.ownerId)
    .option('--ref <ref>', 'the ref that is run', repository.ref)
    .option('--actor <name>', 'who starts it', repository.actor)
    .addOption(
      new Option('--subject-style <style>', 'the form of token subjects: new repositories carry ids')
        .choices(['old', 'new'])
        .default('old'),
    )
    .allowExcessArguments(false)
    .exitOverride();
}

function addPair(text: string, before: Pairs): Pairs {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('It must be name=value.');
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
}

function collect(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), text];
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return number;
}

function positiveInteger(text: string): number {
  if (!Number.isInteger(positive(text))) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

async function readEvent(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new MigrationError('USAGE', `The event file ${file} cannot be read`, { cause });
  });
  try {
    const payload = JSON.parse(text) as unknown;
    if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) return payload as Record<string, unknown>;
  } catch {
    // Said below, once for both.
  }
  throw new MigrationError('USAGE', `The event file ${file} holds no JSON object`);
}

/** Environments, one a line. A name of GitHub's may hold blanks, and a # not at its beginning. */
async function readApprovals(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new MigrationError('USAGE', `The approvals file ${file} cannot be read`, {
      cause,
      next: 'It names environments, one a line.',
    });
  });
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
