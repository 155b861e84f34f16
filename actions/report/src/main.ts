import { runPlanAction } from '../../../src/doors/action.ts';
import { reportMode } from '../../../src/contracts/receipt.ts';
import { reportStage } from '../../../src/stages/report.ts';

await runPlanAction(
  process.env,
  async (deps, open, { input, lines }) => {
    const policy = open.plan.access.mode === 'managed' ? deps.policy : null;
    const report = await reportStage({ ...deps, policy }, open, {
      mode: reportMode.parse(input('mode', { oneOf: reportMode.options }) || 'all'),
      findings: lines('findings'),
      tableFindings: input('table-findings') || null,
      startedAt: input('started-at', { required: true }),
    });
    return {
      outputs: {
        verdict: report.receipt.verdict,
        receipt: report.receiptUri,
        report: report.reportUri,
        copies: String(report.receipt.run.copies),
      },
      summary: report.markdown,
      error: report.error,
    };
  },
  'end',
);
