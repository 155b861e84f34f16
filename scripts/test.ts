import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { forwardSignals, handOver, signalExitCode } from '../setup/processes.mjs';
import { staleBundles } from './bundle-inputs.ts';
import { judge, STATIC_PARTS } from './check-parts.ts';
import { countsOf, type Counts, type VitestReport } from './test-counts.ts';

/**
 * npm test: everything that belongs before a merge, suite by suite, and one sum as the last line.
 * npm run test:long: the rest. `-- PATTERN` and `-- -t NAME` narrow to tests, `-- --suite NAME` to suites.
 */

interface Suite {
  readonly name: string;
  readonly long: boolean;
  /** After it, the suite counts as crashed. All before a merge together stay below 15 minutes. */
  readonly timeoutSeconds: number;
  readonly usesBundles: boolean;
}

/** Types, lint and the like, each of which counts as a test. */
const CHECK = 'check';
/** The Spark job's own tests, by pytest: suite → which of its marks. */
const SPARK_MARKS: Readonly<Record<string, string>> = { spark: 'not slow', 'spark-long': 'slow' };

const SUITES: readonly Suite[] = [
  { name: CHECK, long: false, timeoutSeconds: 120, usesBundles: false },
  { name: 'unit', long: false, timeoutSeconds: 300, usesBundles: false },
  { name: 'spark', long: false, timeoutSeconds: 300, usesBundles: false },
  { name: 'sandbox', long: false, timeoutSeconds: 600, usesBundles: false },
  { name: 'e2e', long: false, timeoutSeconds: 900, usesBundles: true },
  { name: 'spark-long', long: true, timeoutSeconds: 900, usesBundles: false },
  { name: 'long', long: true, timeoutSeconds: 4 * 3600, usesBundles: true },
];

const root = path.dirname(import.meta.dirname);
/** What has ministack; tests that start it are told by BB_PYTHON, and so may be told another one. */
const SANDBOX_PYTHON = path.join(root, '.setup/venv/bin/python');
const USAGE_EXIT_CODE = 2;

interface Narrowing {
  readonly patterns: readonly string[];
  readonly testName: string | undefined;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      long: { type: 'boolean', default: false },
      suite: { type: 'string', multiple: true },
      testNamePattern: { type: 'string', short: 't' },
    },
  });
  const unknown = values.suite?.find((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown !== undefined) {
    console.error(`There is no suite "${unknown}": ${SUITES.map(({ name }) => name).join(', ')}.`);
    return USAGE_EXIT_CODE;
  }
  let stoppedBy: NodeJS.Signals | undefined;
  forwardSignals((signal) => {
    stoppedBy ??= signal;
  });

  const narrowing = { patterns: positionals, testName: values.testNamePattern };
  const chosen = SUITES.filter(
    ({ name, long }) => values.suite?.includes(name) ?? (long === values.long && !(name === CHECK && isNarrow(narrowing))),
  );
  const results: { readonly suite: string; readonly counts: Counts; readonly seconds: number }[] = [];
  for (const suite of chosen) {
    const startedAt = performance.now();
    console.log(`\n── ${suite.name} ──`);
    const counts =
      suite.name === CHECK
        ? await checkCounts(() => stoppedBy !== undefined)
        : suite.name in SPARK_MARKS
          ? await runSpark(suite, narrowing)
          : await runSuite(suite, narrowing);
    results.push({ suite: suite.name, counts, seconds: (performance.now() - startedAt) / 1000 });
    if (stoppedBy !== undefined) break;
  }

  const sum = { passed: total(results, 'passed'), failed: total(results, 'failed') };
  const nothingMatched = sum.passed + sum.failed === 0;
  if (nothingMatched) console.log(`\nNo test matches ${positionals.join(' ')}.`);
  console.log('');
  for (const { suite, counts, seconds } of results) {
    const notes = counts.notes.length === 0 ? '' : `  (${counts.notes.join('; ')})`;
    console.log(`${suite.padEnd(8)} ${counts.passed} passed, ${counts.failed} failed  ${seconds.toFixed(1)} s${notes}`);
  }
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  if (stoppedBy !== undefined) return signalExitCode(stoppedBy);
  return sum.failed > 0 || nothingMatched ? 1 : 0;
}

const isNarrow = ({ patterns, testName }: Narrowing): boolean => patterns.length > 0 || testName !== undefined;

async function checkCounts(stopped: () => boolean): Promise<Counts> {
  const judged = await judge(STATIC_PARTS, stopped);
  const failed = judged.filter(({ verdict }) => !verdict.ok).map(({ name }) => name);
  return { passed: judged.length - failed.length, failed: failed.length, notes: failed };
}

async function runSpark({ name, timeoutSeconds }: Suite, narrowing: Narrowing): Promise<Counts> {
  if (isNarrow(narrowing)) return { passed: 0, failed: 0, notes: [] };
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'bucket-brigade-test-'));
  const report = path.join(directory, 'report.xml');
  try {
    const args = ['-B', '-m', 'pytest', '-m', SPARK_MARKS[name] ?? '', `--junitxml=${report}`];
    await handOver(SANDBOX_PYTHON, args, { cwd: path.join(root, 'spark'), env: process.env, timeoutSeconds });
    const text = fs.existsSync(report) ? fs.readFileSync(report, 'utf8') : '';
    const count = (what: string) => Number(new RegExp(`<testsuite [^>]*\\b${what}="(\\d+)"`).exec(text)?.[1] ?? 0);
    const failed = count('failures') + count('errors');
    if (text === '') return { passed: 0, failed: 1, notes: ['pytest left no report'] };
    return { passed: count('tests') - failed - count('skipped'), failed, notes: [] };
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

async function runSuite({ name, timeoutSeconds, usesBundles }: Suite, narrowing: Narrowing): Promise<Counts> {
  const narrowed = isNarrow(narrowing);
  const stale = usesBundles ? await staleBundles(root) : [];
  if (stale.length > 0 && !narrowed) {
    console.log(stale.join('\n'));
    return { passed: 0, failed: 1, notes: ['it would test old bundles: npm run build'] };
  }
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'bucket-brigade-test-'));
  try {
    const reportFile = path.join(directory, 'report.json');
    const exitCode = await handOver(
      process.execPath,
      [
        path.join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        `--project=${name}`,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${reportFile}`,
        ...(narrowed ? ['--passWithNoTests'] : []),
        ...(narrowing.testName === undefined ? [] : ['-t', narrowing.testName]),
        ...narrowing.patterns,
      ],
      { cwd: root, env: { BB_PYTHON: SANDBOX_PYTHON, ...process.env }, timeoutSeconds },
    );
    const counts = countsOf(readReport(reportFile), exitCode, { emptyIsFine: narrowed });
    const notes = stale.length > 0 && counts.passed + counts.failed > 0 ? ['with old bundles: npm run build'] : [];
    return { ...counts, notes: [...counts.notes, ...notes] };
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

function readReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    return undefined;
  }
}

const total = (results: readonly { readonly counts: Counts }[], what: 'passed' | 'failed'): number =>
  results.reduce((sum, { counts }) => sum + counts[what], 0);

process.exitCode = await main();
