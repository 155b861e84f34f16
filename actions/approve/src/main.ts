import { runApproveAction } from '../../../src/doors/action.ts';
import { approveStage } from '../../../src/stages/approve.ts';

const env = process.env;

await runApproveAction(env, async ({ clock, ledger }, open, { input, log }) => {
  const { GITHUB_ACTOR: actor, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run, GITHUB_SERVER_URL: server } = env;
  const { approved, uri } = await approveStage({ clock, ledger, log }, open, {
    expected: input('digest') || null,
    requestedBy: actor ?? 'unknown',
    run: run === undefined ? null : `${server}/${repository}/actions/runs/${run}`,
  });
  return {
    outputs: { approval: uri },
    summary: `### Approval: ✅ plan \`${open.digest}\` ${approved === 'now' ? 'is approved' : 'was approved before'}\n`,
    error: null,
  };
});
