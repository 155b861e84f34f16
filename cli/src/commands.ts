import { readFile, writeFile } from 'node:fs/promises';
import { isoSeconds } from '../../src/clock.ts';
import { loadMigration } from '../../src/config/load.ts';
import {
  fleetPorts,
  stageDeps,
  withApproveRole,
  withNewestPlan,
  withOperateRole,
  withPlanRole,
  type Purpose,
  type StageDeps,
} from '../../src/doors/aws.ts';
import type { StopSignals } from '../../src/copy/settle.ts';
import type { ReportMode } from '../../src/contracts/receipt.ts';
import { crewForPlan } from '../../src/doors/plan-crew.ts';
import { renderError, type MigrationError } from '../../src/errors.ts';
import { accessStage } from '../../src/stages/access.ts';
import { approveStage } from '../../src/stages/approve.ts';
import { launchFleetStage } from '../../src/stages/launch-fleet.ts';
import type { OpenPlan } from '../../src/stages/open-plan.ts';
import { planStage } from '../../src/stages/plan.ts';
import { reapStage } from '../../src/stages/reap.ts';
import { releaseStage } from '../../src/stages/release.ts';
import { reportStage } from '../../src/stages/report.ts';
import { settleStage } from '../../src/stages/settle.ts';
import { syncShardStage } from '../../src/stages/sync-shard.ts';
import { AGENT, THREAD, type Terminal } from './terminal.ts';

export interface PlanOptions {
  readonly config: string;
  readonly role?: string;
  readonly json?: string;
}

export interface OnPlan {
  readonly plan: string;
  readonly region: string;
  readonly role?: string;
  readonly account?: string;
  readonly json?: string;
}

export async function plan({ env, signals, say, pid, self }: Terminal, { config, role, json }: PlanOptions): Promise<number> {
  const migration = await loadMigration((path) => readFile(path, 'utf8'), config);
  const outcome = await withPlanRole({ env, idToken: null, worker: `terminal-${pid}` }, migration, role ?? null, (world) =>
    planStage({ ...world, signal: signals.stop, log: say }, migration),
  );
  say(`plan: ${outcome.uri}`);
  say(`shards: ${outcome.plan.shards.map(({ shard }) => shard).join(' ')}`);
  say(`next: ${self} approve --plan ${outcome.uri} --region ${outcome.plan.ledger.region} --role ${outcome.plan.roles.approve}`);
  await keep(json, outcome);
  return 0;
}

export async function approve(
  { env, signals, say, pid, self }: Terminal,
  { plan: uri, region, role, account, json, digest }: OnPlan & { readonly digest?: string },
): Promise<number> {
  const at = { uri, region, role: role ?? null, account: account ?? null };
  const caller = { env, idToken: null, worker: `terminal-${pid}` };
  const outcome = await withApproveRole(caller, at, signals.stop, async ({ clock, ledger }, open) => {
    const input = { expected: digest ?? null, requestedBy: env['USER'] ?? env['LOGNAME'] ?? 'unknown', run: null };
    const approved = await approveStage({ clock, ledger, log: say }, open, input);
    say(
      `next: ${self} sync-shard --plan ${uri} --region ${region} --role ${open.plan.roles.operate} --shard ${open.plan.shards[0]!.shard}`,
    );
    return approved;
  });
  return await ended(json, outcome, null);
}

export const access = (terminal: Terminal, options: OnPlan) =>
  onPlan(terminal, options, async (deps, open) => {
    const outcome = await accessStage(deps, open);
    if (outcome.mode === 'managed') terminal.say(`until: ${isoSeconds(outcome.untilMs)}`);
    return { outcome, error: null };
  });

export const syncShard = (terminal: Terminal, options: OnPlan & { readonly shard: string; readonly round: number }) =>
  onPlan(terminal, options, async (deps, open, signals) => {
    const crew = crewForPlan(open.plan, { env: terminal.env, entry: THREAD, credentials: deps.agentCredentials, log: terminal.say });
    const { result, resultUri, error } = await syncShardStage({ ...deps, crew, fleet: fleetPorts(deps, AGENT) }, open, options, signals);
    terminal.say(`result: ${resultUri}`);
    return { outcome: result, error };
  });

export const launchFleet = (terminal: Terminal, options: OnPlan) =>
  onPlan(terminal, options, async (deps, open) => ({ outcome: await launchFleetStage(deps, open), error: null }));

export const settle = (terminal: Terminal, options: OnPlan & { readonly cancelled: boolean }) =>
  onPlan(
    terminal,
    options,
    async (deps, open) => {
      const settled = await settleStage(deps, open, options);
      const keep = [...settled.machines, ...settled.clusters].map((id) => ` --keep ${id}`).join('');
      const { account, plan: uri, region, role } = options;
      const as = role === undefined && account !== undefined ? `--account ${account}` : `--role ${role ?? open.plan.roles.operate}`;
      terminal.say(`next: ${terminal.self} release --plan ${uri} --region ${region} ${as}${keep}`);
      return { outcome: settled, error: null };
    },
    'look',
  );

export const release = (terminal: Terminal, options: OnPlan & { readonly keep?: string[] }) =>
  onPlan(terminal, options, async (deps, open) => ({ outcome: await releaseStage(deps, open, options.keep ?? []), error: null }), 'end');

export async function reap({ env, signals, say, pid }: Terminal, { config, role, json }: PlanOptions): Promise<number> {
  const migration = await loadMigration((path) => readFile(path, 'utf8'), config);
  const worker = `terminal-${pid}`;
  const reaped = await withNewestPlan({ env, idToken: null, log: say, worker }, migration, role ?? null, signals, (world, open) =>
    reapStage(stageDeps(world, { log: say, worker }, signals.stop), open),
  );
  if (reaped === null) say('The migration has no plan: nothing was ever rented for it');
  return await ended(json, reaped ?? { working: [], idle: [], ended: [] }, null);
}

export const report = (
  terminal: Terminal,
  options: OnPlan & {
    readonly startedAt: string;
    readonly mode: ReportMode;
    readonly findings?: string[];
    readonly tableFindings?: string;
  },
) =>
  onPlan(
    terminal,
    options,
    async (deps, open) => {
      const policy = open.plan.access.mode === 'managed' ? deps.policy : null;
      const { receipt, markdown, receiptUri, error } = await reportStage({ ...deps, policy }, open, {
        mode: options.mode,
        findings: options.findings ?? [],
        tableFindings: options.tableFindings ?? null,
        startedAt: options.startedAt,
      });
      terminal.say(markdown);
      terminal.say(`receipt: ${receiptUri}`);
      return { outcome: receipt, error };
    },
    'end',
  );

export async function onPlan(
  { env, signals, say, pid }: Terminal,
  { plan: uri, region, role, account, json }: OnPlan,
  work: (deps: StageDeps, open: OpenPlan, signals: StopSignals) => Promise<{ outcome: unknown; error: MigrationError | null }>,
  purpose: Purpose = 'work',
): Promise<number> {
  const worker = `terminal-${pid}`;
  const at = { uri, region, role: role ?? null, account: account ?? null };
  const { outcome, error } = await withOperateRole(
    { env, idToken: null, log: say, worker },
    at,
    signals,
    (world, open, both) => work(stageDeps(world, { log: say, worker }, both.stop), open, both),
    purpose,
  );
  return await ended(json, outcome, error);
}

/** Keeps the outcome, says the error, and gives the exit code. */
export async function ended(json: string | undefined, outcome: unknown, error: MigrationError | null): Promise<number> {
  await keep(json, outcome);
  if (error === null) return 0;
  process.stderr.write(`${renderError(error)}\n`);
  return error.exitCode;
}

async function keep(file: string | undefined, outcome: unknown): Promise<void> {
  if (file !== undefined) await writeFile(file, `${JSON.stringify(outcome, null, 2)}\n`);
}
