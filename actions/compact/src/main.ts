import { dirname, join } from 'node:path';
import { lateAfterMs, runPlanAction } from '../../../src/doors/action.ts';
import { jobFiles } from '../../../src/doors/job-files.ts';
import { compactMarkdown } from '../../../src/report/partition.ts';
import { compactStage } from '../../../src/stages/compact.ts';

/** The job is one for both actions, and lies with emr-partition. */
const JOB = join(dirname(process.argv[1] ?? ''), '..', '..', 'emr-partition', 'job');

await runPlanAction(process.env, async (deps, open, { input, number }) => {
  const files = () => jobFiles(deps.own, deps.ledger, open.plan, JOB);
  const { result, error } = await compactStage({ ...deps, jobFiles: files }, open, {
    batch: input('batch', { required: true }),
    lateAfterMs: lateAfterMs(number),
  });
  return {
    outputs: { rows: String(result.rows), clusters: String(result.clusters.length) },
    summary: compactMarkdown(result),
    error,
  };
});
