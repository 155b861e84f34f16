import { expect, test } from 'vitest';
import { exitCodeOf, INTERRUPTED } from '../../../sandbox/demo/verdict.ts';

test.each([
  ['complete', 'success', 'complete', 0, 0],
  ['complete, but a job failed whose loss the rounds have healed', 'failure', 'complete', 0, 1],
  ['something differs', 'failure', 'incomplete', 3, 3],
  ['a side could not be seen whole', 'failure', 'incomplete', 5, 5],
  ['incomplete, and report did not say which kind', 'failure', 'incomplete', undefined, 5],
  ['interrupted after the receipt', 'cancelled', 'complete', 0, INTERRUPTED],
] as const)('the demo ends as the table of exit codes says: %s', (_, conclusion, verdict, ofReport, code) => {
  expect(exitCodeOf(conclusion, verdict, ofReport)).toBe(code);
});
