import { runPlanAction } from '../../../src/doors/action.ts';
import { findingsMarkdown } from '../../../src/report/markdown.ts';
import { verifyStage } from '../../../src/stages/verify.ts';

await runPlanAction(process.env, async (deps, open, { input, number }) => {
  const onDifferences = input('on-differences', { oneOf: ['fail', 'repeat'] }) || 'fail';
  const { findings, uri, round, error } = await verifyStage(deps, open, { pass: number('pass', { min: 1, max: 9, fallback: 1 }) });
  return {
    outputs: {
      verdict: findings.verdict,
      findings: uri,
      matrix: JSON.stringify(findings.shards),
      affected: String(findings.shards.length),
      round: String(round),
    },
    summary: findingsMarkdown(findings, uri),
    // Differences that the next round is there to heal do not fail this pass; a side that could not be seen does.
    error: error?.code === 'DIFFERENCES_FOUND' && onDifferences === 'repeat' && findings.shards.length > 0 ? null : error,
  };
});
