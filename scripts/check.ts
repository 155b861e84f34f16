import { forwardSignals, signalExitCode } from '../setup/processes.mjs';
import { judge, secondsSince, STATIC_PARTS, UNIT_TESTS } from './check-parts.ts';

/** npm run check: what can be told without a sandbox. */

async function main(): Promise<number> {
  let stoppedBy: NodeJS.Signals | undefined;
  forwardSignals((signal) => {
    stoppedBy ??= signal;
  });
  const startedAt = performance.now();
  const judged = await judge([UNIT_TESTS, ...STATIC_PARTS], () => stoppedBy !== undefined);
  if (stoppedBy !== undefined) return signalExitCode(stoppedBy);
  const failed = judged.filter(({ verdict }) => !verdict.ok).map(({ name }) => name);
  console.log(`\n${failed.length === 0 ? 'All is well' : `Failed: ${failed.join(', ')}`}, after ${secondsSince(startedAt)}.`);
  return failed.length === 0 ? 0 : 1;
}

process.exitCode = await main();
