import { runPlanAction } from '../../../src/doors/action.ts';
import { shardMarkdown } from '../../../src/report/markdown.ts';
import { syncShardStage } from '../../../src/stages/sync-shard.ts';

await runPlanAction(process.env, async (deps, open, { input, number, signals }) => {
  const order = { shard: input('shard', { required: true }), round: number('round', { min: 0, max: 9, fallback: 0 }) };
  const { result, resultUri, error } = await syncShardStage(deps, open, order, signals);
  return {
    outputs: { verdict: result.verdict, copies: String(result.attempt.copies), result: resultUri },
    summary: shardMarkdown(result),
    error,
  };
});
