import type { Findings } from '../contracts/findings.ts';

/** How much could not be seen whole: folders as folders, and apart from them what lies beside all of them, whose entry has no name. */
export function unseenText({ folderCounts, unproven }: Pick<Findings, 'folderCounts' | 'unproven'>): string {
  const folders = unproven.filter(({ folder }) => folder !== '').length;
  if (folders === 0) return 'what lies beside the folders could not be seen whole';
  const beside = folders < unproven.length ? ', and what lies beside them,' : '';
  return `${folders} of ${folderCounts.expected} folders${beside} could not be seen whole`;
}

/** The same, and the first of the reasons. */
export function unseenFirst(findings: Pick<Findings, 'folderCounts' | 'unproven'>): string {
  const [first] = findings.unproven;
  if (first === undefined) return unseenText(findings);
  return first.folder === ''
    ? `${unseenText(findings)}; ${first.reason}`
    : `${unseenText(findings)}; first ${first.folder}: ${first.reason}`;
}
