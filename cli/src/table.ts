import { fileURLToPath } from 'node:url';
import { withPublishRole, type Purpose } from '../../src/doors/aws.ts';
import { jobFiles } from '../../src/doors/job-files.ts';
import type { MigrationError } from '../../src/errors.ts';
import { compactStage, planCompactStage } from '../../src/stages/compact.ts';
import { partitionStage } from '../../src/stages/partition.ts';
import { publishInputOf, publishStage } from '../../src/stages/publish.ts';
import { rollbackStage } from '../../src/stages/rollback.ts';
import { verifyTableStage } from '../../src/stages/verify-table.ts';
import { ended, onPlan, type OnPlan } from './commands.ts';
import type { Terminal } from './terminal.ts';

/** Made by npm run build, in the folder of the action that uses it. */
const JOB = fileURLToPath(new URL('../../actions/emr-partition/job', import.meta.url));

export const emrPartition = (terminal: Terminal, options: OnPlan & { readonly batch: string }) =>
  onPlan(terminal, options, async (deps, open) => {
    const files = () => jobFiles(deps.own, deps.ledger, open.plan, JOB);
    const { result, error } = await partitionStage({ ...deps, jobFiles: files }, open, options);
    return { outcome: result, error };
  });

export const planCompact = (terminal: Terminal, options: OnPlan) =>
  onPlan(terminal, options, async (deps, open) => {
    const outcome = await planCompactStage(deps, open);
    terminal.say(`batches: ${outcome.batches.map(({ batch }) => batch).join(' ')}`);
    return { outcome, error: null };
  });

export const compact = (terminal: Terminal, options: OnPlan & { readonly batch: string }) =>
  onPlan(terminal, options, async (deps, open) => {
    const files = () => jobFiles(deps.own, deps.ledger, open.plan, JOB);
    const { result, error } = await compactStage({ ...deps, jobFiles: files }, open, options);
    return { outcome: result, error };
  });

export const publish = (terminal: Terminal, options: OnPlan) =>
  onTable(terminal, options, async (deps, open, ledger) => {
    const plan = await planCompactStage({ ledger, signal: deps.signal }, open);
    return { outcome: await publishStage(deps, open, publishInputOf(plan)), error: null };
  });

export const verifyTable = (terminal: Terminal, options: OnPlan) =>
  onTable(
    terminal,
    options,
    async (deps, open, ledger) => {
      const { findings, uri, error } = await verifyTableStage({ ...deps, ledger }, open);
      terminal.say(`findings: ${uri}`);
      return { outcome: findings, error };
    },
    'read',
  );

export const rollback = (terminal: Terminal, options: OnPlan & { readonly commit?: string }) =>
  onTable(terminal, options, async (deps, open) => {
    const outcome = await rollbackStage(deps, open, { commit: options.commit ?? null });
    return { outcome, error: outcome.error };
  });

type Open = Parameters<typeof publishStage>[1];
type TableDeps = Parameters<typeof publishStage>[0];
type Ledger = TableDeps['ledger'];

async function onTable(
  { env, pid, say, signals }: Terminal,
  { plan: uri, region, role, account, json }: OnPlan,
  work: (deps: TableDeps, open: Open, operateLedger: Ledger) => Promise<{ outcome: unknown; error: MigrationError | null }>,
  purpose: Purpose = 'work',
): Promise<number> {
  const operator = { env, idToken: null, log: say, worker: `terminal-${pid}` };
  const at = { uri, region, role: role ?? null, account: account ?? null };
  const { outcome, error } = await withPublishRole(
    operator,
    at,
    signals,
    ({ operate, ...world }, open, { stop }) => {
      const deps = { ...world, clock: operate.clock, random: Math.random, signal: stop, log: say };
      return work(deps, open, operate.ledger);
    },
    purpose,
  );
  return await ended(json, outcome, error);
}
