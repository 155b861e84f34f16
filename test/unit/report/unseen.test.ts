import { expect, it } from 'vitest';
import { unseenFirst, unseenText } from '../../../src/report/unseen.ts';

const folder = (name: string) => ({ folder: name, reason: `ACCESS_DENIED: ${name}` });
const beside = { folder: '', reason: 'beside the expected folders: ACCESS_DENIED: no' };

it.each([
  [[folder('A'), folder('B')], '2 of 8 folders could not be seen whole', '; first A: ACCESS_DENIED: A'],
  [[folder('A'), beside], '1 of 8 folders, and what lies beside them, could not be seen whole', '; first A: ACCESS_DENIED: A'],
  [[beside], 'what lies beside the folders could not be seen whole', '; beside the expected folders: ACCESS_DENIED: no'],
])('of %j', (unproven, text, more) => {
  const pass = { unproven, folderCounts: { expected: 8, present: 0, identical: 0 } };
  expect(unseenText(pass)).toBe(text);
  expect(unseenFirst(pass)).toBe(text + more);
});
