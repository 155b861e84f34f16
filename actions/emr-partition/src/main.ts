import { dirname, join } from 'node:path';
import { lateAfterMs, runPlanAction } from '../../../src/doors/action.ts';
import { jobFiles } from '../../../src/doors/job-files.ts';
import { partitionMarkdown } from '../../../src/report/partition.ts';
import { partitionStage } from '../../../src/stages/partition.ts';

/** Beside this action's dist/: what an action needs lies in its own folder. */
const JOB = join(dirname(process.argv[1] ?? ''), '..', 'job');

await runPlanAction(process.env, async (deps, open, { input, number }) => {
  const files = () => jobFiles(deps.own, deps.ledger, open.plan, JOB);
  const { result, error } = await partitionStage({ ...deps, jobFiles: files }, open, {
    batch: input('batch', { required: true }),
    lateAfterMs: lateAfterMs(number),
  });
  const rejected = Object.values(result.rejects).reduce((sum, count) => sum + count, 0);
  return {
    outputs: { rows: String(result.rows), rejects: String(rejected), clusters: String(result.clusters.length) },
    summary: partitionMarkdown(result),
    error,
  };
});
