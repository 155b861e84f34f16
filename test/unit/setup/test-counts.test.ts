import { describe, expect, it } from 'vitest';
import { countsOf, type VitestReport } from '../../../scripts/test-counts.ts';

const aReport = (facts: Partial<VitestReport>): VitestReport => ({
  success: true,
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...facts,
});
const WHOLE = { emptyIsFine: false };

describe('a suite counts', () => {
  it('what passed and what failed', () => {
    const testResults = [{ status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] }];
    expect(countsOf(aReport({ numPassedTests: 5, numFailedTests: 2, testResults }), 1, WHOLE)).toEqual({ passed: 5, failed: 2, notes: [] });
  });

  it('a file that could not be loaded as one failure', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ];
    expect(countsOf(aReport({ numPassedTests: 1, testResults }), 1, WHOLE)).toEqual({
      passed: 1,
      failed: 1,
      notes: ['1 file could not be run'],
    });
  });

  it('an error outside of every test as one failure', () => {
    expect(countsOf(aReport({ numPassedTests: 3 }), 1, WHOLE)).toMatchObject({ passed: 3, failed: 1 });
  });

  it('a runner that crashed as one failure', () => {
    expect(countsOf(undefined, 137, WHOLE)).toEqual({
      passed: 0,
      failed: 1,
      notes: ['the test runner ended with exit code 137 and no report'],
    });
  });

  it.each([
    ['nothing', {}],
    ['only skipped tests', { numPendingTests: 3 }],
  ])('%s as one failure', (_, facts) => {
    expect(countsOf(aReport(facts), 0, WHOLE)).toMatchObject({
      passed: 0,
      failed: 1,
      notes: expect.arrayContaining(['no test ran']) as unknown,
    });
  });

  it('nothing as nothing, when the run was narrowed to something else', () => {
    expect(countsOf(aReport({}), 0, { emptyIsFine: true })).toEqual({ passed: 0, failed: 0, notes: [] });
  });

  it('skipped tests as neither, and says so', () => {
    expect(countsOf(aReport({ numPassedTests: 1, numPendingTests: 2, numTodoTests: 1 }), 0, WHOLE)).toEqual({
      passed: 1,
      failed: 0,
      notes: ['3 skipped'],
    });
  });
});
