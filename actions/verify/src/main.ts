import { dirname, join } from 'node:path';
import { onPlan, onTable, runStoppableAction } from '../../../src/doors/action.ts';
import { fleetPorts } from '../../../src/doors/aws.ts';
import { keepHeapSmall } from '../../../src/doors/heap.ts';
import { findingsAnnotations, findingsMarkdown } from '../../../src/report/findings.ts';
import { tableFindingsMarkdown } from '../../../src/report/table.ts';
import { verifyTableStage } from '../../../src/stages/verify-table.ts';
import { verifyStage } from '../../../src/stages/verify.ts';
import { parsePercent } from '../../../src/verify/deep.ts';

const { env } = process;

/** One bundle for whatever a machine does: it lies beside the action that copies. */
const AGENT = join(dirname(process.argv[1] ?? ''), '..', '..', 'sync-shard', 'agent', 'index.mjs');

await runStoppableAction(env, (context) =>
  context.input('scope', { oneOf: ['copy', 'table'] }) === 'table' ? table(context) : copy(context),
);

type Context = Parameters<typeof onPlan>[1];

/** Source against target, and both against the ledger. */
function copy(context: Context) {
  return onPlan(env, context, async (deps, open, { input, number }) => {
    keepHeapSmall();
    const onDifferences = input('on-differences', { oneOf: ['fail', 'repeat'] }) || 'fail';
    const share = input('deep');
    const deep = share === '' ? null : { percent: parsePercent(share), seed: number('seed', { min: 0, max: 2 ** 31 - 1, fallback: 1 }) };
    const pass = number('pass', { min: 1, max: 9, fallback: 1 });
    const verified = await verifyStage({ ...deps, fleet: fleetPorts(deps, AGENT) }, open, { pass, deep });
    const { findings, uri, round } = verified;
    // Differences that the next round is there to heal do not fail this pass; a side that could not be seen does.
    const heals = verified.error?.code === 'DIFFERENCES_FOUND' && onDifferences === 'repeat' && findings.shards.length > 0;
    const error = heals ? null : verified.error;
    return {
      outputs: {
        verdict: findings.verdict,
        findings: uri,
        matrix: JSON.stringify(findings.shards),
        affected: String(findings.shards.length),
        round: String(round),
      },
      summary: findingsMarkdown(findings, uri),
      annotations: findingsAnnotations(findings, { errorFollows: error !== null }),
      error,
    };
  });
}

/** The table against its commits, from documents to footers. */
function table(context: Context) {
  const judge: Parameters<typeof onTable>[2] = async ({ operate, s3, catalogue }, open, { log, signals }) => {
    const deps = { s3, catalogue, ledger: operate.ledger, clock: operate.clock, signal: signals.stop, log };
    const { findings, uri, error } = await verifyTableStage(deps, open);
    return { outputs: { verdict: findings.verdict, findings: uri }, summary: tableFindingsMarkdown(findings, uri), error };
  };
  return onTable(env, context, judge, 'read');
}
