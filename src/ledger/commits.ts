import { parseContract } from '../contracts/contract.ts';
import { folderCommit, rangeCommit, type FolderCommit, type RangeCommit } from '../contracts/partition.ts';
import { publishCommit, type PublishCommit } from '../contracts/publish.ts';
import { MigrationError } from '../errors.ts';
import { eachUpTo } from '../pool.ts';
import { readCheckpoint } from './checkpoint.ts';
import type { LedgerNames } from './names.ts';
import type { LedgerStore } from './store.ts';

interface Where {
  readonly ledger: LedgerStore;
  readonly names: LedgerNames;
  readonly transform: string;
}

const READS_AT_ONCE = 16;

/** The commit of one folder for the manifest that its checkpoint has now; null when there is none. @throws MigrationError ACCOUNTS_OPEN */
export async function readFolderCommit(
  { ledger, names, transform }: Where,
  folder: string,
  manifestGeneration: number,
  signal?: AbortSignal,
): Promise<FolderCommit | null> {
  const name = names.table(transform).folderCommit(folder, manifestGeneration);
  const stored = await ledger.read(name, signal);
  if (stored === null) return null;
  const commit = parseContract(folderCommit, stored.body.toString('utf8'), ledger.uri(name));
  const rejected = Object.values(commit.rejects).reduce((sum, times) => sum + times, 0);
  const staged = commit.files.reduce((sum, { rows }) => sum + rows, 0);
  const daily = Object.values(commit.days).reduce((sum, rows) => sum + rows, 0);
  if (commit.documents === commit.rows + rejected && commit.rows === staged && commit.rows === daily) return commit;
  throw new MigrationError(
    'ACCOUNTS_OPEN',
    `The commit ${ledger.uri(name)} does not close: ${commit.documents} documents, ${commit.rows} rows, ${rejected} rejects; ${staged} rows in files, ${daily} in days`,
    { next: 'Delete it and run the partition job of this folder again.' },
  );
}

/** The commits of all folders in their order, and the folders that have none. */
export async function readFolderCommits(
  where: Where,
  folders: readonly string[],
  signal?: AbortSignal,
): Promise<{ readonly commits: readonly FolderCommit[]; readonly missing: readonly string[] }> {
  const found: (FolderCommit | null)[] = [];
  await eachUpTo(folders.entries(), READS_AT_ONCE, async ([index, folder]) => {
    const stored = await readCheckpoint(where.ledger, where.names, folder, signal);
    found[index] = stored === null ? null : await readFolderCommit(where, folder, stored.checkpoint.generation, signal);
  });
  return {
    commits: found.filter((commit) => commit !== null),
    missing: folders.filter((_, index) => found[index] === null),
  };
}

export async function readRangeCommit(
  { ledger, names, transform }: Where,
  range: string,
  inputs: string,
  signal?: AbortSignal,
): Promise<RangeCommit | null> {
  const name = names.table(transform).rangeCommit(range, inputs);
  const stored = await ledger.read(name, signal);
  return stored === null ? null : parseContract(rangeCommit, stored.body.toString('utf8'), ledger.uri(name));
}

export async function readPublishCommit({ ledger, names, transform }: Where, signal?: AbortSignal): Promise<PublishCommit | null> {
  const name = names.table(transform).publish();
  const stored = await ledger.read(name, signal);
  return stored === null ? null : parseContract(publishCommit, stored.body.toString('utf8'), ledger.uri(name));
}
