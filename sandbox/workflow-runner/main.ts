import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { asMigrationError, renderError } from '../../src/errors.ts';
import { parseCommandLine } from './command-line.ts';
import { cancelOnSignals } from './run-stop.ts';
import { runWorkflow } from './run-workflow.ts';
import { liveView, plainView } from './view.ts';

const EXIT_CODES = { success: 0, failure: 1, cancelled: 130 } as const;

async function main(args: readonly string[]): Promise<number> {
  const parsed = await parseCommandLine(args, { environment: process.env, cores: availableParallelism() });
  if (parsed.kind === 'help') {
    process.stdout.write(parsed.text);
    return 0;
  }
  const { options, approved, cancelAfterMs, jsonFile, isPlain } = parsed.line;
  const { signals, press, settle } = cancelOnSignals();
  const isLive = process.stdout.isTTY && !isPlain;
  const view = isLive ? liveView(terminal, options.now, process.cwd()) : plainView((text) => process.stdout.write(text), process.cwd());
  const timer = cancelAfterMs === null ? undefined : setTimeout(press, cancelAfterMs);
  // One question at a time, however many jobs wait.
  let asked: Promise<unknown> = Promise.resolve();
  const askInTurn = (environment: string, job: string, signal: AbortSignal): Promise<boolean> => {
    const answer = asked.then(() => view.hold(() => ask(environment, job, signal)));
    asked = answer;
    return answer;
  };
  try {
    const outcome = await runWorkflow({
      ...options,
      ...signals,
      onEvent: view.onEvent,
      approve: (environment, job, signal) => (approved.includes(environment) ? Promise.resolve(true) : askInTurn(environment, job, signal)),
    });
    if (jsonFile !== null) await writeFile(jsonFile, `${JSON.stringify(outcome, null, 2)}\n`);
    return EXIT_CODES[outcome.conclusion];
  } finally {
    clearTimeout(timer);
    view.close();
    settle();
  }
}

const terminal = {
  write: (text: string) => void process.stdout.write(text),
  columns: () => process.stdout.columns,
  rows: () => process.stdout.rows,
};

/** A reviewer is a person at a terminal; without one, only --approve and --approvals approve. */
async function ask(environment: string, job: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || signal.aborted) return false;
  // Not as a terminal: Ctrl-C must stay a signal, which cancels the run and with it the question.
  const reader = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  try {
    return /^y(es)?$/i.test(
      (await reader.question(`${job} waits for the environment '${environment}'. Approve? (y/N) `, { signal })).trim(),
    );
  } catch {
    // Stopped while it waited.
    return false;
  } finally {
    reader.close();
  }
}

process.exitCode = await main(process.argv.slice(2)).catch((thrown: unknown) => {
  const error = asMigrationError(thrown);
  process.stderr.write(`${renderError(error)}\n`);
  return error.exitCode;
});
