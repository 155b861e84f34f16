/** The part of vitest's JSON report that we count by. */
export interface VitestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly { readonly status: string }[] }[];
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** What the numbers alone do not tell. */
  readonly notes: readonly string[];
}

/**
 * How a suite counts. What is no test's failure fails, too, as one: a file that could not be loaded, an error outside
 * of every test, a runner that crashed, a suite in which no test ran.
 *
 * @param report   undefined when the runner left none
 * @param emptyIsFine  for a run that was narrowed to other suites
 */
export function countsOf(report: VitestReport | undefined, exitCode: number, { emptyIsFine }: { readonly emptyIsFine: boolean }): Counts {
  if (report === undefined) return { passed: 0, failed: 1, notes: [`the test runner ended with exit code ${exitCode} and no report`] };
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const skipped = report.numPendingTests + report.numTodoTests;
  const failed = report.numFailedTests + broken;
  const ran = report.numPassedTests + failed;
  const causes = [
    ...(ran === 0 && !emptyIsFine ? ['no test ran'] : []),
    ...(failed === 0 && ran > 0 && exitCode !== 0 ? [`the test runner ended with exit code ${exitCode}, outside of every test`] : []),
  ];
  return {
    passed: report.numPassedTests,
    failed: failed + causes.length,
    notes: [
      ...causes,
      ...(broken > 0 ? [`${broken} ${broken === 1 ? 'file' : 'files'} could not be run`] : []),
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ],
  };
}
