import { runPlanAction } from '../../../src/doors/action.ts';
import { planCompactStage } from '../../../src/stages/compact.ts';

await runPlanAction(process.env, async (deps, open) => {
  const { batches, empty, rows } = await planCompactStage(deps, open);
  const ranges = batches.reduce((sum, batch) => sum + batch.ranges.length, 0);
  return {
    outputs: { matrix: JSON.stringify(batches.map(({ batch }) => batch)), 'batch-count': String(batches.length), orders: String(ranges) },
    summary: `### Compaction: ${rows} rows of ${ranges} date ranges in ${batches.length} batches; ${empty.length} ranges are empty\n`,
    error: null,
  };
});
