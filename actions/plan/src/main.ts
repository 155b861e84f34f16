import { readFile } from 'node:fs/promises';
import { loadMigration } from '../../../src/config/load.ts';
import { withPlanRole } from '../../../src/doors/aws.ts';
import { runStoppableAction } from '../../../src/doors/action.ts';
import { planMarkdown } from '../../../src/report/markdown.ts';
import { planStage, reopenStage } from '../../../src/stages/plan.ts';

await runStoppableAction(process.env, async ({ input, log, signals, idToken, worker }) => {
  const migration = await loadMigration((path) => readFile(path, 'utf8'), input('config', { required: true }));
  const role = input('role') || migration.roles.plan;
  const before = input('plan');
  const { plan, digest, uri, startedAt } = await withPlanRole({ env: process.env, idToken, worker }, migration, role, (world) => {
    const deps = { ...world, signal: signals.stop, log };
    return before === '' ? planStage(deps, migration) : reopenStage(deps, migration, before);
  });
  return {
    outputs: {
      plan: uri,
      digest,
      matrix: JSON.stringify(plan.shards.map(({ shard }) => shard)),
      'shard-count': String(plan.shards.length),
      executor: plan.copy.executor,
      'copy-at-once': String(plan.copy.jobsAtOnce),
      'partition-at-once': String(plan.partition?.jobsAtOnce ?? 1),
      batches: JSON.stringify(plan.partition?.batches.map(({ batch }) => batch) ?? []),
      'batch-count': String(plan.partition?.batches.length ?? 0),
      role: plan.roles.operate,
      'approve-role': plan.roles.approve,
      region: plan.ledger.region,
      'started-at': startedAt,
    },
    summary: planMarkdown(plan, digest, uri),
    error: null,
  };
});
