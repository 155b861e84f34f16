import { runPlanAction } from '../../../src/doors/action.ts';
import { releaseStage } from '../../../src/stages/release.ts';

await runPlanAction(
  process.env,
  async (deps, open, { lines }) => {
    const { grant, kept } = await releaseStage(deps, open, lines('keep'));
    const left = kept.length === 0 ? '' : `, ${kept.length} left at work`;
    return { outputs: { grant }, summary: `### Release: ✅ access ${grant}${left}\n`, error: null };
  },
  'end',
);
