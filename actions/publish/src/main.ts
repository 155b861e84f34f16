import { runTableAction } from '../../../src/doors/action.ts';
import { publishMarkdown } from '../../../src/report/publish.ts';
import { planCompactStage } from '../../../src/stages/compact.ts';
import { publishInputOf, publishStage } from '../../../src/stages/publish.ts';

await runTableAction(process.env, async ({ operate, ...world }, open, { log, signals }) => {
  const signal = signals.stop;
  const plan = await planCompactStage({ ledger: operate.ledger, signal }, open);
  const deps = { ...world, clock: operate.clock, random: Math.random, signal, log };
  const outcome = await publishStage(deps, open, publishInputOf(plan));
  return {
    outputs: { files: String(outcome.files), rows: String(outcome.rows), placed: String(outcome.placedNow) },
    summary: publishMarkdown(outcome),
    error: null,
  };
});
