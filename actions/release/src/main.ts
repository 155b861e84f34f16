import { runPlanAction } from '../../../src/doors/action.ts';
import { releaseStage } from '../../../src/stages/release.ts';

await runPlanAction(
  process.env,
  async (deps, open) => {
    const { grant } = await releaseStage(deps, open);
    return { outputs: { grant }, summary: `### Release: ✅ access ${grant}\n`, error: null };
  },
  'not-needed',
);
