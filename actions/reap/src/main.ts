import { readFile } from 'node:fs/promises';
import { loadMigration } from '../../../src/config/load.ts';
import { runStoppableAction } from '../../../src/doors/action.ts';
import { stageDeps, withNewestPlan } from '../../../src/doors/aws.ts';
import { reapedMarkdown } from '../../../src/report/settled.ts';
import { reapStage } from '../../../src/stages/reap.ts';

await runStoppableAction(process.env, async ({ idToken, input, log, signals, worker }) => {
  const migration = await loadMigration((path) => readFile(path, 'utf8'), input('config', { required: true }));
  const role = input('role') || migration.roles.operate;
  const reaped = await withNewestPlan({ env: process.env, idToken, log, worker }, migration, role, signals, (world, open) =>
    reapStage(stageDeps(world, { log, worker }, signals.stop), open),
  );
  if (reaped === null) log('The migration has no plan: nothing was ever rented for it');
  return {
    outputs: { idle: JSON.stringify(reaped?.idle ?? []), ended: JSON.stringify(reaped?.ended ?? []) },
    summary: reapedMarkdown(migration.name, reaped),
    error: null,
  };
});
