import { runPlanAction } from '../../../src/doors/action.ts';
import { settledMarkdown } from '../../../src/report/settled.ts';
import { settleStage } from '../../../src/stages/settle.ts';

await runPlanAction(
  process.env,
  async (deps, open, { input }) => {
    const cancelled = input('cancelled', { oneOf: ['true', 'false'] }) === 'true';
    const settled = await settleStage(deps, open, { cancelled });
    const { clusters, shards } = settled;
    return {
      outputs: {
        'goes-on': String(shards.length + clusters.length > 0),
        shards: JSON.stringify(shards),
        clusters: JSON.stringify(clusters),
      },
      summary: settledMarkdown(settled),
      error: null,
    };
  },
  'not-needed',
);
