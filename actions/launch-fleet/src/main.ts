import { runPlanAction } from '../../../src/doors/action.ts';
import { launchFleetStage } from '../../../src/stages/launch-fleet.ts';

await runPlanAction(process.env, async (deps, open) => {
  const { adopted, created, idle, refused } = await launchFleetStage(deps, open);
  return {
    outputs: { created: String(created), adopted: String(adopted), refused: String(refused.length) },
    summary: `### Fleet: ${created} machines asked for, ${adopted} there already, ${idle} shards need none, ${refused.length} refused\n`,
    error: null,
  };
});
