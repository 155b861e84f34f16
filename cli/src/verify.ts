import { MigrationError } from '../../src/errors.ts';
import { parsePercent, type DeepSample } from '../../src/verify/deep.ts';
import type { OnPlan } from './commands.ts';
import type { FindingsFiles } from './findings-files.ts';
import type { SidesOptions } from './sides.ts';
import { AGENT, type Terminal } from './terminal.ts';

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
    return await (await import('./verify-sides.ts')).verifySides(terminal, source, target, options, sample);
  const { plan, region } = options;
  if (source !== undefined || plan === undefined || region === undefined) {
    throw new MigrationError('USAGE', 'verify takes two URLs, or a plan and its region', {
      next: 'Give s3://source/ and s3://target/; or --plan and --region, as the plan stage printed them.',
    });
  }
  return await ofPlan(terminal, { ...options, plan, region } as OnPlan, options.pass, sample);
}

async function ofPlan(terminal: Terminal, options: OnPlan, pass: number, sample: DeepSample | null): Promise<number> {
  const [{ onPlan }, { fleetPorts }, { verifyStage }] = await Promise.all([
    import('./commands.ts'),
    import('../../src/doors/aws.ts'),
    import('../../src/stages/verify.ts'),
  ]);
  return await onPlan(terminal, options, async (deps, open) => {
    const { findings, uri, error } = await verifyStage({ ...deps, fleet: fleetPorts(deps, AGENT) }, open, {
      pass,
      deep: sample,
    });
    terminal.say(`findings: ${uri}`);
    return { outcome: findings, error };
  });
}
