import { runPlanAction } from '../../../src/doors/action.ts';
import { settledMarkdown } from '../../../src/report/settled.ts';
import { settleStage } from '../../../src/stages/settle.ts';

await runPlanAction(
  process.env,
  async (deps, open, { input }) => {
    const cancelled = input('cancelled', { oneOf: ['true', 'false'] }) === 'true';
    const settled = await settleStage(deps, open, { cancelled });
    const { clusters, machines, shards } = settled;
    return {
      outputs: {
        shards: JSON.stringify(shards),
        clusters: JSON.stringify(clusters),
        keep: [...machines, ...clusters].join('\n'),
      },
      summary: settledMarkdown(settled),
      error: null,
    };
  },
  'look',
);
