import type { Command } from 'commander';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { systemClock } from '../src/clock.ts';
import { runProgram, terminalProgram, wholeNumber } from '../src/doors/terminal.ts';
import { MigrationError } from '../src/errors.ts';
import { openExample } from './example.ts';
import { lookInto, pythonOf, REPOSITORY, ROOT, writePublic } from './look.ts';
import { isRunning, startSandbox, stopSandbox } from './start.ts';
import { downCommand, KEPT_DIR, readState, TIME_SCALE } from './state.ts';

const DEFAULT_EXAMPLE = 'examples/checkout-history';

const program = terminalProgram('sandbox')
  .description('An AWS on your laptop that says no: two accounts, the roles of infra/, a front that can be told to fail.')
  .showHelpAfterError('(npm run sandbox -- COMMAND --help shows what a command takes)');

const withDir = (command: Command) => command.option('--dir <dir>', 'where it keeps everything', KEPT_DIR);

withDir(program.command('up'))
  .description("start it, deploy infra/, and, with --seed, put an example's documents and troubles in; it goes on until `down`")
  .option('--port <n>', 'port of its endpoint on 127.0.0.1; by default a free one', wholeNumber(65_535), 0)
  .option('--seed <example>', 'a folder with migration.yml and sandbox.yml, or a migration file')
  .option('--random-seed <n>', 'chooses documents, and which folders the first pass loses', wholeNumber(Number.MAX_SAFE_INTEGER))
  .option('--time-scale <n>', 'how many times faster than life its waiting is', wholeNumber(1000), TIME_SCALE)
  .option('--json <file>', 'write endpoint, accounts and roles as JSON')
  .action(up);
withDir(program.command('down')).description('end it, and remove what it holds').action(down);
withDir(program.command('status'))
  .description('say whether it is up, and what is in it')
  .option('--json <file>', 'write the same as JSON')
  .action(status);

interface UpOptions {
  readonly dir: string;
  readonly port: number;
  readonly seed?: string;
  readonly randomSeed?: number;
  readonly timeScale: number;
  readonly json?: string;
}

async function up({ dir, port, seed, randomSeed, timeScale, json }: UpOptions): Promise<void> {
  const stop = new AbortController();
  const onSignal = () => stop.abort(new MigrationError('STOPPED', 'Stopped while the sandbox was starting', { next: 'Start it again.' }));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const { state } = await startSandbox({
    dir: resolve(dir),
    port,
    timeScale: Math.max(1, timeScale),
    example: await openExample(seed ?? DEFAULT_EXAMPLE, ROOT),
    seeded: seed !== undefined,
    randomSeed: randomSeed ?? null,
    attached: false,
    repository: REPOSITORY,
    root: ROOT,
    python: pythonOf(process.env),
    clock: systemClock(),
    signal: stop.signal,
    say,
  });
  if (json !== undefined) writePublic(json, state);
  say(`Up at ${state.endpoint}`);
  for (const line of lookInto(state, resolve(dir))) say(line);
}

async function down({ dir }: { readonly dir: string }): Promise<void> {
  say((await stopSandbox(resolve(dir))) ? 'The sandbox is down' : 'There was no sandbox');
}

async function status({ dir, json }: { readonly dir: string; readonly json?: string }): Promise<void> {
  const state = readState(resolve(dir));
  const up = state !== null && isRunning(state, resolve(dir));
  if (json !== undefined) {
    if (up) writePublic(json, state);
    else writeFileSync(json, `${JSON.stringify({ up: false }, null, 2)}\n`);
  }
  if (!up) {
    say(
      state === null
        ? 'There is no sandbox'
        : `The sandbox is gone: its processes have ended. \`${downCommand(resolve(dir))}\` removes what is left`,
    );
    process.exitCode = 1;
    return;
  }
  say(`Up at ${state.endpoint} since ${state.startedAt}`);
  for (const line of lookInto(state, resolve(dir))) say(line);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const failed = await runProgram(program, (text) => process.stderr.write(text));
if (failed !== undefined) process.exitCode = failed;
