import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { systemClock } from '../../src/clock.ts';
import type { Receipt } from '../../src/contracts/receipt.ts';
import { MigrationError } from '../../src/errors.ts';
import type { PlantedSummary } from '../dataset/summary.ts';
import { openExample, type Example } from '../example.ts';
import { lookInto, pythonOf, REPOSITORY, ROOT } from '../look.ts';
import { runningSandbox, startSandbox, stopSandbox, sweepSandboxes, type StartOptions } from '../start.ts';
import { downCommand, KEPT_DIR, stateFile, TIME_SCALE, type SandboxState } from '../state.ts';
import type { JobOutcome, RunOutcome } from '../workflow-runner/outcome.ts';
import type { StopSwitch } from '../workflow-runner/run-stop.ts';
import { runOptions } from '../workflow-runner/run-options.ts';
import { runWorkflow } from '../workflow-runner/run-workflow.ts';
import { liveView, plainView } from '../workflow-runner/view.ts';
import { readFromLedger, readReceipt } from './ledger.ts';
import { exitCodeOf, INTERRUPTED, plantedText, verdictText } from './verdict.ts';

export interface DemoOptions {
  readonly quick: boolean;
  readonly unpaced: boolean;
  readonly randomSeed?: number;
  readonly keep: boolean;
  readonly dir?: string;
  readonly runs?: string;
  readonly stop: StopSwitch;
  readonly env: NodeJS.ProcessEnv;
  readonly stream: NodeJS.WriteStream;
  readonly say: (line: string) => void;
}

export interface DemoEnd {
  readonly exitCode: number;
  readonly receipt: Receipt | null;
}

/** Legs on machines and clusters mostly wait: more of them than cores may be under way. */
const JOBS_AT_ONCE = 12;
/** On GitHub all 32 legs would be under way, and here too where they have to start their clusters within a minute. */
const UNPACED_JOBS_AT_ONCE = 32;
const TEMPORARY = 'bucket-brigade-';
const WORKFLOW = '.github/workflows/migrate.yml';

/** The original's migration, from an empty machine to a receipt: sandbox up, the workflow as it is, the verdict, sandbox down. */
export async function runDemo(options: DemoOptions): Promise<DemoEnd> {
  const { say, keep, stop } = options;
  if (options.quick && options.unpaced) {
    throw new MigrationError('USAGE', '--unpaced needs more clusters than the four of --quick', { next: 'Leave one of the two out.' });
  }
  const example = await openExample(`examples/checkout-history/${exampleOf(options)}.yml`, ROOT);
  const keptDir = resolve(options.dir ?? KEPT_DIR);
  const found = runningSandbox(keptDir);
  const again = found !== null && holdsTheSame(found, example, options.randomSeed ?? null);
  if (found !== null && !again && keep) {
    throw new MigrationError('USAGE', `The sandbox at ${found.endpoint} is up and holds other data (${found.seed?.example ?? 'none'})`, {
      next: `End it first (${downCommand(keptDir)}), or run the demo without --keep: then it gets one of its own.`,
    });
  }
  if (!existsSync(tmpdir())) {
    throw new MigrationError('USAGE', `The folder for temporary files, ${tmpdir()}, is not there`, { next: 'Make it, or set TMPDIR.' });
  }
  sweepSandboxes(tmpdir(), TEMPORARY, systemClock());
  const dir = again || keep ? keptDir : mkdtempSync(join(tmpdir(), TEMPORARY));
  try {
    let state: SandboxState;
    if (again) {
      say(`Using the sandbox at ${found.endpoint}: it is up and holds this example already`);
      state = found;
    } else {
      ({ state } = await startSandbox(startOptions(options, example, dir)));
    }
    const planted = state.seed?.planted as PlantedSummary | undefined;
    if (!again && planted !== undefined) for (const line of plantedText(planted)) say(line);
    const end = await migrate(options, example, state, dir);
    if (keep || again) {
      say(`The sandbox stays up at ${state.endpoint}:`);
      for (const line of lookInto(state, dir)) say(line);
    }
    return end;
  } catch (error) {
    if (stop.cancel.aborted) return { exitCode: INTERRUPTED, receipt: null };
    throw error;
  } finally {
    if (!keep && !again) await stopSandbox(dir);
  }
}

const exampleOf = ({ quick, unpaced }: DemoOptions): string => (quick ? 'quick' : unpaced ? 'unpaced' : 'migration');

function holdsTheSame({ seed }: SandboxState, { file }: Example, randomSeed: number | null): boolean {
  return seed !== null && seed.example === file && seed.randomSeed === randomSeed;
}

function startOptions(options: DemoOptions, example: Example, dir: string): StartOptions {
  return {
    dir,
    port: 0,
    timeScale: TIME_SCALE,
    example,
    seeded: true,
    randomSeed: options.randomSeed ?? null,
    // What is not kept ends with this command, however that ends.
    attached: !options.keep,
    repository: REPOSITORY,
    root: ROOT,
    python: pythonOf(options.env),
    clock: systemClock(),
    signal: options.stop.cancel,
    say: options.say,
  };
}

async function migrate(
  { unpaced, keep, runs, stop, env, stream, say }: DemoOptions,
  example: Example,
  state: SandboxState,
  dir: string,
): Promise<DemoEnd> {
  const now = () => Date.now();
  const terminal = { write: (text: string) => void stream.write(text), columns: () => stream.columns, rows: () => stream.rows };
  const view = stream.isTTY ? liveView(terminal, now, process.cwd()) : plainView(terminal.write, process.cwd());
  let outcome: RunOutcome;
  try {
    outcome = await runWorkflow(
      runOptions({
        file: join(ROOT, WORKFLOW),
        inputs: { config: example.file },
        runs: resolve(runs ?? join(ROOT, '.runs')),
        parentEnvironment: env,
        sandbox: stateFile(dir),
        jobsAtOnce: Math.max(unpaced ? UNPACED_JOBS_AT_ONCE : JOBS_AT_ONCE, availableParallelism()),
        cancel: stop.cancel,
        kill: stop.kill,
        onEvent: view.onEvent,
        // On a laptop whoever starts the demo is the reviewer.
        approve: () => Promise.resolve(true),
      }),
    );
  } finally {
    view.close();
  }
  const report = outcome.jobs.find(({ id }) => id === 'report');
  const uris = report?.outputs;
  if (uris?.['receipt'] === undefined || uris['report'] === undefined) {
    say(
      outcome.conclusion === 'cancelled'
        ? keep
          ? 'Interrupted: checkpoints are kept; the next run on this sandbox goes on from them'
          : 'Interrupted, and the sandbox ends with it (with --keep it would stay, and the next run would go on)'
        : `The run ended without a receipt; what its jobs said: ${shown(outcome.folder)}`,
    );
    return { exitCode: outcome.conclusion === 'cancelled' ? INTERRUPTED : 1, receipt: null };
  }
  const receipt = await readReceipt(state, uris['receipt']);
  const files = { receipt: join(outcome.folder, 'receipt.json'), report: join(outcome.folder, 'report.md') };
  mkdirSync(outcome.folder, { recursive: true });
  writeFileSync(files.receipt, `${JSON.stringify(receipt, null, 2)}\n`);
  writeFileSync(files.report, await readFromLedger(state, uris['report']));
  say('');
  say(verdictText(receipt));
  say(`receipt: ${shown(files.receipt)}`);
  say(`report:  ${shown(files.report)}`);
  say(`jobs:    ${shown(outcome.folder)}`);
  return { exitCode: exitCodeOf(outcome.conclusion, receipt.verdict, exitCodeOfReport(report)), receipt };
}

/** Which kind of incomplete it is, report has said: 3 where something differs, 5 where a side could not be seen whole. */
const exitCodeOfReport = (report: JobOutcome | undefined): number | undefined =>
  report?.legs[0]?.steps.findLast(({ exitCode }) => exitCode !== undefined)?.exitCode;

/** A path as a person would type it. */
function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}
