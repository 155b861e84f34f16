import Table from 'cli-table3';
import type { Receipt } from '../../src/contracts/receipt.ts';
import { EXIT_CODES } from '../../src/errors.ts';
import type { PlantedSummary } from '../dataset/summary.ts';
import type { RunOutcome } from '../workflow-runner/outcome.ts';

/** What a shell says of a program that Ctrl-C has ended: 128 and the signal's number. */
export const INTERRUPTED = 130;

/** No line between rows. */
const NO_RULES = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

const number = (value: number): string => value.toLocaleString('en-US');

/** What the demo ends with, by the one table of exit codes. A job that failed is a failure, also where a repeat has healed what it left. */
export function exitCodeOf(conclusion: RunOutcome['conclusion'], verdict: Receipt['verdict'], ofReport: number | undefined): number {
  if (conclusion === 'cancelled') return INTERRUPTED;
  if (verdict === 'incomplete') return ofReport || EXIT_CODES.UNPROVEN;
  return conclusion === 'success' ? 0 : 1;
}

/** What a demo ends with: the verdict first, then the numbers. */
export function verdictText(receipt: Receipt): string {
  const { folders, objects, resources, run, verify } = receipt;
  const complete = receipt.verdict === 'complete';
  const table = new Table({ colAligns: ['left', 'right', 'left'], style: { head: [], border: [] }, chars: NO_RULES });
  const left = resources.instances + resources.clusters + resources.grants;
  table.push(
    ['folders', number(folders.identical), `of ${number(folders.expected)} proven identical`],
    ['objects', number(objects.listed), 'listed at the source'],
    ['  copied', number(objects.copied), ''],
    ['  identical', number(objects.identical), 'found at the target already'],
    ['  failed', number(objects.failed), ''],
    ['  vanished', number(objects.vanished), 'gone before they could be copied'],
    ['  excluded', number(objects.excluded), 'by rule: after the cut-off, or archived'],
    ['bytes', number(receipt.bytes), 'proven at the target'],
    ...tableRows(receipt),
    [
      'copies made now',
      number(run.copies),
      run.copies === 0 ? (complete ? 'everything was there' : 'none') : `by ${run.shards.length} jobs`,
    ],
    ...verify.map(({ pass, findings, shards }) => [
      `verify, pass ${pass}`,
      number(Object.values(findings).reduce((sum, times) => sum + times, 0)),
      passText(findings, shards),
    ]),
    [
      'left behind',
      number(left),
      left === 0
        ? 'no instance, no cluster, no grant'
        : `${resources.instances} instances, ${resources.clusters} clusters, ${resources.grants} grants`,
    ],
  );
  const headline = complete
    ? `COMPLETE: every key of the expected folders is proven at the target, or accounted for. ${run.copies === 0 ? 'This run copied nothing: everything was there.' : ''}`.trimEnd()
    : `INCOMPLETE: ${receipt.reasons.join('; ')}`;
  return `${headline}\n${table.toString()}`;
}

/** The partition half, where the migration makes a table. */
function tableRows({ documents, published, run, table }: Receipt): string[][] {
  if (documents === null) return [];
  const rejected = Object.values(documents.rejects).reduce((sum, times) => sum + times, 0);
  const reasons = Object.entries(documents.rejects).map(([reason, times]) => `${reason} ${times}`);
  return [
    ['documents', number(documents.read), `read, of ${number(documents.foldersCommitted)} folders`],
    [
      '  rows',
      number(documents.rows),
      published === null ? 'not published' : `published in ${number(published.files)} files of ${number(published.partitions)} days`,
    ],
    ['  rejects', number(rejected), reasons.join(', ')],
    ...(table === null ? [] : [['  verified', table.verdict, tableText(table.findings)]]),
    ['clusters', number(total(run.batches.map(({ clusters }) => clusters))), rentedText(run.batches)],
  ];
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

function tableText(findings: Readonly<Record<string, number>>): string {
  const classes = Object.entries(findings).map(([name, times]) => `${name} ${times}`);
  return classes.length === 0 ? 'commits, files, footers and catalogue say the same' : classes.join(', ');
}

/** Why there were more clusters than batches: failures by class, which a repeat has healed where the receipt is complete. */
function rentedText(batches: Receipt['run']['batches']): string {
  const classes = new Set(batches.flatMap(({ failures }) => Object.keys(failures)));
  const met = [...classes].map((name) => `${name} ${total(batches.map(({ failures }) => failures[name] ?? 0))}`);
  return `rented now, for ${batches.length} batches${met.length === 0 ? '; no step failed' : `; repeated: ${met.join(', ')}`}`;
}

function passText(findings: Readonly<Record<string, number>>, shards: readonly string[]): string {
  const classes = Object.entries(findings).map(([name, times]) => `${name} ${times}`);
  if (classes.length === 0) return 'clean';
  return `${classes.join(', ')}${shards.length === 0 ? '' : `; shards ${shards.join(' ')} repeated`}`;
}

/** The planted troubles, so that a reader knows what the run had to find by itself. */
export function plantedText(planted: PlantedSummary): string[] {
  return [
    `Planted: the first pass loses ${planted.lostFolders.join(', ')} (S3 answers 200 and stores nothing);`,
    `         odd keys in ${planted.oddKeyFolders.join(', ')};`,
    `         junk below id/ in ${planted.junkFolders.join(', ')}; documents that are malformed, empty, undated, misfits, or there twice;`,
    `         ${planted.afterCutoff} objects after the cut-off; one object changes and one vanishes while it is copied.`,
  ];
}
