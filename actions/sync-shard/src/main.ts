import { dirname, join } from 'node:path';
import { fleetPorts } from '../../../src/doors/aws.ts';
import { lateAfterMs, runPlanAction } from '../../../src/doors/action.ts';
import { shardMarkdown } from '../../../src/report/markdown.ts';
import { syncShardStage } from '../../../src/stages/sync-shard.ts';

/** Beside this action's dist/: what an action needs lies in its own folder. */
const AGENT = join(dirname(process.argv[1] ?? ''), '..', 'agent', 'index.mjs');

await runPlanAction(process.env, async (deps, open, { input, number, signals }) => {
  const order = {
    shard: input('shard', { required: true }),
    round: number('round', { min: 0, max: 9, fallback: 0 }),
    lateAfterMs: lateAfterMs(number),
  };
  const { result, resultUri, error } = await syncShardStage({ ...deps, fleet: fleetPorts(deps, AGENT) }, open, order, signals);
  return {
    outputs: { verdict: result.verdict, copies: String(result.attempt.copies), result: resultUri },
    summary: shardMarkdown(result),
    error,
  };
});
