import { keyFormProblem } from '../../src/config/layout.ts';
import { keepHeapSmall } from '../../src/doors/heap.ts';
import { idleLoop } from '../../src/doors/loop.ts';
import { MigrationError, renderError } from '../../src/errors.ts';
import { twoSidesText } from '../../src/report/two-sides.ts';
import { verifySidesStage } from '../../src/stages/verify-sides.ts';
import type { DeepSample } from '../../src/verify/deep.ts';
import { layoutCheck, type LayoutCheck } from '../../src/verify/layout.ts';
import { FindingsWriter } from './findings-files.ts';
import { openSides } from './sides.ts';
import type { Terminal } from './terminal.ts';
import type { VerifyOptions } from './verify.ts';

/** Compares what two URLs name. */
export async function verifySides(
  { env, signals, say }: Terminal,
  source: string,
  target: string,
  options: VerifyOptions,
  deep: DeepSample | null,
): Promise<number> {
  const layout = layoutOf(options.layout);
  keepHeapSmall();
  const sides = await openSides(env, source, target, options, signals.stop);
  try {
    const files = await FindingsWriter.open(options);
    const { outcome, error } = await verifySidesStage(
      { s3: sides.s3, lines: files, lanes: sides.inFlight, idleLooks: idleLoop(), log: say, signal: signals.stop },
      { source: sides.source, target: sides.target, layout, deep },
      (ended) => files.end(ended),
    );
    say(twoSidesText(outcome));
    if (error === null) return 0;
    process.stderr.write(`${renderError(error)}\n`);
    return error.exitCode;
  } finally {
    await sides.close();
  }
}

/** @throws MigrationError USAGE */
function layoutOf(form: string | undefined): LayoutCheck | null {
  if (form === undefined) return null;
  const problem = keyFormProblem(form);
  if (problem === null) return layoutCheck(form);
  throw new MigrationError('USAGE', `--layout ${form} ${problem.text}`, {
    next: 'Give the form of keys, for example {folder}/{sub}/id/{document}.',
  });
}
