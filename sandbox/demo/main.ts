import { rmSync, writeFileSync } from 'node:fs';
import { MigrationError } from '../../src/errors.ts';
import { runProgram, terminalProgram, wholeNumber } from '../../src/doors/terminal.ts';
import { createStopSwitch } from '../workflow-runner/run-stop.ts';
import { runDemo, type DemoOptions } from './demo.ts';

const program = terminalProgram('demo')
  .description("The original's migration on your laptop: migrate.yml as it is, against an AWS that says no, with the troubles planted.")
  .option('--quick', '32 of the 512 folders, the troubled ones among them', false)
  .option('--unpaced', 'all clusters start at once: first steps fail without a message, as the original saw, and are healed', false)
  .option('--random-seed <n>', 'chooses documents, and which folders the first pass loses', wholeNumber(Number.MAX_SAFE_INTEGER))
  .option('--keep', 'the sandbox stays up afterwards, and how to look into it is printed', false)
  .option('--dir <dir>', 'where a kept sandbox lies')
  .option('--runs <dir>', 'where runs are kept')
  .option('--json <file>', 'write the receipt there')
  .addHelpText(
    'after',
    '\nA sandbox that is up and holds the same data is used again: the second run copies nothing, and an interrupted one is finished.' +
      '\nExit codes: 0 complete; 1 failed; 2 usage; 3 incomplete: something differs; 5 incomplete: not all could be seen; 130 interrupted.',
  );

const stop = createStopSwitch(() => performance.now());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop.press);
program.action(async ({ json, ...options }: Omit<DemoOptions, 'stop' | 'say' | 'env' | 'stream'> & { json?: string }) => {
  // An old receipt must not pass for this run's; and a place that cannot be written is said before the work.
  if (json !== undefined) refuseUnwritable(json);
  const { exitCode, receipt } = await runDemo({
    ...options,
    stop,
    env: process.env,
    stream: process.stdout,
    say: (line) => process.stdout.write(`${line}\n`),
  });
  if (json !== undefined && receipt !== null) writeFileSync(json, `${JSON.stringify(receipt, null, 2)}\n`);
  process.exitCode = exitCode;
});

function refuseUnwritable(file: string): void {
  try {
    writeFileSync(file, '');
    rmSync(file);
  } catch (cause) {
    throw new MigrationError('USAGE', `--json ${file} cannot be written: ${(cause as Error).message}`, {
      cause,
      next: 'Name a file in a folder that is there.',
    });
  }
}

// A reader that has seen enough (`| head`) is no reason to leave things half-way.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const failed = await runProgram(program, (text) => process.stderr.write(text));
if (failed !== undefined) process.exitCode = failed;
