import { isoSeconds } from '../../../src/clock.ts';
import { runPlanAction } from '../../../src/doors/action.ts';
import { accessStage } from '../../../src/stages/access.ts';

await runPlanAction(process.env, async (deps, open) => {
  const access = await accessStage(deps, open);
  const until = access.mode === 'managed' ? isoSeconds(access.untilMs) : '';
  const how = access.mode === 'managed' ? `granted until ${until}` : 'given by hand';
  return { outputs: { mode: access.mode, until }, summary: `### Access: ✅ ${how}\n`, error: null };
});
