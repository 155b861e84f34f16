import { keyFormProblem } from '../../src/config/layout.ts';
import { fleetPorts } from '../../src/doors/aws.ts';
import { MigrationError, renderError } from '../../src/errors.ts';
import { twoSidesText } from '../../src/report/two-sides.ts';
import { verifySidesStage } from '../../src/stages/verify-sides.ts';
import { verifyStage } from '../../src/stages/verify.ts';
import { parsePercent } from '../../src/verify/deep.ts';
import { layoutCheck, type LayoutCheck } from '../../src/verify/layout.ts';
import { AGENT, onPlan, type OnPlan, type Terminal } from './commands.ts';
import { FindingsWriter, type FindingsFiles } from './findings-files.ts';
import { openSides, type SidesOptions } from './sides.ts';

export interface VerifyOptions extends Partial<Omit<OnPlan, 'json'>>, SidesOptions, FindingsFiles {
  readonly pass: number;
  readonly deep?: string;
  readonly seed: number;
  readonly layout?: string;
}

/** Two URLs, or a plan. */
export async function verify(
  terminal: Terminal,
  source: string | undefined,
  target: string | undefined,
  options: VerifyOptions,
): Promise<number> {
  const sample = options.deep === undefined ? null : { percent: parsePercent(options.deep), seed: options.seed };
  if (source !== undefined && target !== undefined && options.plan === undefined)
    return await ofTwoSides(terminal, source, target, options, sample);
  const { plan, region } = options;
  if (source !== undefined || plan === undefined || region === undefined) {
    throw new MigrationError('USAGE', 'verify takes two URLs, or a plan and its region', {
      next: 'Give s3://source/ and s3://target/; or --plan and --region, as the plan stage printed them.',
    });
  }
  return await onPlan(terminal, { ...options, plan, region } as OnPlan, async (deps, open) => {
    const { findings, uri, error } = await verifyStage({ ...deps, fleet: fleetPorts(deps, AGENT) }, open, {
      pass: options.pass,
      deep: sample,
    });
    terminal.say(`findings: ${uri}`);
    return { outcome: findings, error };
  });
}

async function ofTwoSides(
  { env, signals, say }: Terminal,
  source: string,
  target: string,
  options: VerifyOptions,
  deep: { readonly percent: number; readonly seed: number } | null,
): Promise<number> {
  const layout = layoutOf(options.layout);
  const sides = await openSides(env, source, target, options, signals.stop);
  try {
    const files = await FindingsWriter.open(options);
    const { outcome, error } = await verifySidesStage(
      { s3: sides.s3, lines: files, lanes: sides.inFlight, log: say, signal: signals.stop },
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
