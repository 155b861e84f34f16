import { canonicalJson, parseContract } from '../contracts/contract.ts';
import {
  folderCommit,
  rangeCommit,
  type CompactOrder,
  type FolderCommit,
  type OrderedFolder,
  type RangeCommit,
} from '../contracts/partition.ts';
import { MigrationError } from '../errors.ts';

/** Whose proof is read: a commit of anything else is no proof. */
export interface Provenance {
  readonly migration: string;
  readonly identity: string;
  readonly transform: string;
}

export type OrderedRange = CompactOrder['ranges'][number];

/** A folder's proof, believed only when it is of this manifest and its accounts close. @throws MigrationError CONTRACT_MISMATCH, ACCOUNTS_OPEN */
export function parseFolderCommit(text: string, where: string, of: Provenance, { folder, manifest }: OrderedFolder): FolderCommit {
  const commit = parseContract(folderCommit, text, where);
  assertSame(where, 'folder', commit, { ...of, folder });
  assertSame(where, 'manifest', commit.manifest, manifest);
  const rejected = sum(Object.values(commit.rejects));
  assertClosed(where, [
    ['documents', commit.documents, 'keys of the manifest', manifest.keys],
    ['documents', commit.documents, 'rows and rejects', commit.rows + rejected],
    ['rows', commit.rows, 'rows of its files', sum(commit.files.map(({ rows }) => rows))],
    ['rows', commit.rows, 'rows of its days', sum(Object.values(commit.days))],
  ]);
  return commit;
}

/** A range's proof, believed only when it is of these inputs and holds every row of each day. */
export function parseRangeCommit(text: string, where: string, of: Provenance, { range, inputs, rows, days }: OrderedRange): RangeCommit {
  const commit = parseContract(rangeCommit, text, where);
  assertSame(where, 'range', commit, { ...of, inputs });
  assertSame(where, 'range', commit.range, range);
  assertClosed(where, [
    ['rows', commit.rows, 'rows of the folders', rows],
    ['rows', commit.rows, 'rows of its files', sum(commit.files.map((file) => file.rows))],
    ...[...new Set([...Object.keys(days), ...commit.files.map(({ day }) => day)])]
      .toSorted()
      .map((day): Equation => [
        `rows of ${day}`,
        sum(commit.files.filter((file) => file.day === day).map((file) => file.rows)),
        'rows of the folders',
        days[day] ?? 0,
      ]),
  ]);
  return commit;
}

type Equation = readonly [what: string, count: number, other: string, otherCount: number];

function assertSame(where: string, what: string, found: object, wanted: object): void {
  const values = new Map(Object.entries(found));
  for (const [name, value] of Object.entries(wanted)) {
    const there = canonicalJson(values.get(name) ?? null);
    if (there === canonicalJson(value)) continue;
    throw new MigrationError(
      'CONTRACT_MISMATCH',
      `${where} is the commit of another ${what}: its ${name} is ${there}, and not ${canonicalJson(value)}`,
      {
        next: 'Somebody changed or copied it. Delete it, and run this job again: only this one is done again.',
      },
    );
  }
}

function assertClosed(where: string, equations: readonly Equation[]): void {
  for (const [what, count, other, otherCount] of equations) {
    if (count === otherCount) continue;
    throw new MigrationError('ACCOUNTS_OPEN', `The accounts of ${where} do not close: ${count} ${what} ≠ ${otherCount} ${other}`, {
      next: 'This is a defect of the Spark job: please report it. Nothing of this commit is taken as proof.',
    });
  }
}

export function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
