import { dirname, extname, join } from 'node:path';
import { fleetPorts } from '../../../src/doors/aws.ts';
import { crewForPlan } from '../../../src/doors/plan-crew.ts';
import { lateAfterMs, runPlanAction } from '../../../src/doors/action.ts';
import { shardMarkdown } from '../../../src/report/markdown.ts';
import { syncShardStage } from '../../../src/stages/sync-shard.ts';

/** Beside this action's dist/: what an action needs lies in its own folder. */
const AGENT = join(dirname(process.argv[1] ?? ''), '..', 'agent', 'index.mjs');

/** What a thread runs, beside this file in its form. */
const THREAD = join(dirname(process.argv[1] ?? ''), `thread${extname(process.argv[1] ?? '')}`);

await runPlanAction(process.env, async (deps, open, { input, log, number, signals }) => {
  const order = {
    shard: input('shard', { required: true }),
    round: number('round', { min: 0, max: 9, fallback: 0 }),
    lateAfterMs: lateAfterMs(number),
  };
  const crew = crewForPlan(open.plan, { env: process.env, entry: THREAD, credentials: deps.agentCredentials, log });
  const { result, resultUri, error } = await syncShardStage({ ...deps, crew, fleet: fleetPorts(deps, AGENT) }, open, order, signals);
  return {
    outputs: { verdict: result.verdict, copies: String(result.attempt.copies), result: resultUri },
    summary: shardMarkdown(result),
    error,
  };
});
