import path from 'node:path';
import { run } from '../setup/processes.mjs';
import { staleBundles } from './bundle-inputs.ts';

/** The parts of `npm run check`, and how they are run: a line for each as it ends, with its seconds. */

export interface Verdict {
  readonly ok: boolean;
  readonly output: string;
  /** What is worth a word also when all is well. */
  readonly note?: string;
}

export interface Part {
  readonly name: string;
  readonly check: () => Promise<Verdict>;
}

export interface Judged {
  readonly name: string;
  readonly verdict: Verdict;
}

const root = path.dirname(import.meta.dirname);

/** Two cores are what a hosted runner and a small laptop have; most of these tools use both by themselves. */
const AT_ONCE = 2;

async function program(script: string, ...args: string[]): Promise<Verdict> {
  const { code, output } = await run(process.execPath, [path.join(root, script), ...args], { cwd: root, env: process.env });
  return { ok: code === 0, output };
}

export const UNIT_TESTS: Part = {
  name: 'unit tests',
  check: () => program('node_modules/vitest/vitest.mjs', 'run', '--project=unit', '--reporter=minimal'),
};

/** What is told without running any test. The longest first, so that the others fill the gaps. */
export const STATIC_PARTS: readonly Part[] = [
  { name: 'types', check: () => program('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json') },
  { name: 'lint', check: () => program('node_modules/oxlint/bin/oxlint', '--deny-warnings', '--report-unused-disable-directives') },
  { name: 'generated files', check: () => program('scripts/generate.ts', '--check') },
  {
    name: 'workflows',
    check: async () => {
      const verdict = await program('scripts/workflow-lint/main.ts');
      return verdict.ok ? { ...verdict, note: verdict.output.trim() } : verdict;
    },
  },
  { name: 'format', check: () => program('node_modules/oxfmt/bin/oxfmt', '--check') },
  {
    name: 'bundles',
    check: async () => {
      const stale = await staleBundles(root);
      return { ok: stale.length === 0, output: stale.join('\n') };
    },
  },
];

export const secondsSince = (startedAt: number): string => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;

/** Runs the parts, and then shows all that the failed ones said. */
export async function judge(parts: readonly Part[], stopped: () => boolean): Promise<readonly Judged[]> {
  const waiting = [...parts];
  const judged: Judged[] = [];
  const worker = async (): Promise<void> => {
    for (let part = waiting.shift(); part !== undefined && !stopped(); part = waiting.shift()) {
      const startedAt = performance.now();
      const verdict = await part.check();
      if (stopped()) return;
      const note = verdict.note === undefined || verdict.note === '' ? '' : `  (${verdict.note})`;
      console.log(`${verdict.ok ? 'ok    ' : 'FAILED'} ${part.name.padEnd(15)} ${secondsSince(startedAt).padStart(7)}${note}`);
      judged.push({ name: part.name, verdict });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  for (const { name, verdict } of judged.filter((one) => !one.verdict.ok)) console.log(`\n── ${name} ──\n${verdict.output.trimEnd()}`);
  return judged;
}
