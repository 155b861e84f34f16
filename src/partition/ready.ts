import { assertClosed } from '../contracts/accounts.ts';
import type { Checkpoint } from '../contracts/copy.ts';
import type { OrderedFolder } from '../contracts/partition.ts';
import { MigrationError, printable } from '../errors.ts';
import { readCheckpoint } from '../ledger/checkpoint.ts';
import type { LedgerNames } from '../ledger/names.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { eachUpTo } from '../pool.ts';

const READS_AT_ONCE = 16;
/** Enough to see a pattern in them; the count says the rest. */
const NAMED_AT_MOST = 20;

export interface ReadyDeps {
  readonly ledger: LedgerStore;
  readonly names: LedgerNames;
  readonly signal: AbortSignal;
}

/**
 * The manifests of the folders as they stand, pinned: what a cluster reads is exactly this, whatever is copied later.
 * @throws MigrationError MANIFEST_FOREIGN, PARTITION_NOT_READY (naming the folders), ACCOUNTS_OPEN
 */
export async function pinManifests(
  { ledger, names, signal }: ReadyDeps,
  of: { readonly migration: string; readonly identity: string },
  folders: readonly string[],
): Promise<readonly OrderedFolder[]> {
  const pins = new Map<string, OrderedFolder>();
  const waiting = new Map<string, string>();
  await eachUpTo(folders, READS_AT_ONCE, async (folder) => {
    const found = await readCheckpoint(ledger, names, folder, signal);
    if (found === null) {
      waiting.set(folder, 'never copied');
      return;
    }
    const { checkpoint } = found;
    if (checkpoint.migration !== of.migration || checkpoint.identity !== of.identity || checkpoint.folder !== folder) {
      throw new MigrationError(
        'MANIFEST_FOREIGN',
        `The manifest of folder ${printable(folder)} is not this migration's: ${ledger.uri(names.checkpoint(folder))} is of folder ${printable(checkpoint.folder)} of ${printable(checkpoint.migration)}, identity ${checkpoint.identity}`,
        { next: 'Somebody copied it there. Delete it, and run the copy of this folder again. Nothing has been rented.' },
      );
    }
    if (checkpoint.state !== 'done') waiting.set(folder, 'its copy is under way');
    else if (checkpoint.failures.length > 0) waiting.set(folder, `${checkpoint.failures.length} of its keys failed`);
    if (waiting.has(folder)) return;
    assertClosed(checkpoint.accounts, `folder ${folder}`);
    pins.set(folder, pinOf(checkpoint));
  });
  if (waiting.size > 0)
    throw notReady(folders.filter((folder) => waiting.has(folder)).map((folder) => `${printable(folder)} (${waiting.get(folder)})`));
  return folders.flatMap((folder) => pins.get(folder) ?? []);
}

/** The manifest of a folder that is done, as it stands. */
export function pinOf({ folder, generation, pieces, accounts }: Checkpoint): OrderedFolder {
  const manifest = {
    generation,
    pieces: pieces.map(({ dir, segments }) => ({ dir, segments })),
    keys: accounts.copied + accounts.identical,
    bytes: accounts.bytes,
  };
  return { folder, manifest };
}

function notReady(folders: readonly string[]): MigrationError {
  const named = folders.slice(0, NAMED_AT_MOST).join(', ');
  const others = folders.length > NAMED_AT_MOST ? ` and ${folders.length - NAMED_AT_MOST} more` : '';
  return new MigrationError(
    'PARTITION_NOT_READY',
    `${folders.length} ${folders.length === 1 ? 'folder is' : 'folders are'} not proven to be at the target: ${named}${others}`,
    {
      next: 'Run the copy and the verify of these folders to their end, then re-run this job. Nothing has been rented.',
    },
  );
}
