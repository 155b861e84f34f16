import { parseContract, type Side } from '../contracts/contract.ts';
import { publishCommit, type PublishCommit, type PublishState } from '../contracts/publish.ts';
import { MigrationError } from '../errors.ts';
import { writeOrThrow, type LedgerStore } from '../ledger/store.ts';
import type { WriteCondition } from '../s3/types.ts';
import { isPlaceOf, type Publisher } from './places.ts';

export interface StoredCommit {
  readonly commit: PublishCommit;
  readonly etag: string;
}

/** What a stage does with the commit that it finds; `none`: there is no commit yet. */
export const ON_PUBLISH = {
  none: 'begin',
  placing: 'go-on',
  published: 'look',
  'rolling-back': 'refuse',
  'rolled-back': 'begin',
} as const satisfies Record<PublishState | 'none', string>;

export const ON_ROLLBACK = {
  none: 'nothing',
  placing: 'roll-back',
  published: 'roll-back',
  'rolling-back': 'roll-back',
  // A publish that ran at the same time may have placed files after the last look.
  'rolled-back': 'look-again',
} as const satisfies Record<PublishState | 'none', string>;

/**
 * The commit at this name, when it can be this publisher's. Nothing is written or deleted that is not in it, so every key
 * in it must be a place that only this publisher gives.
 * @throws MigrationError CONTRACT_MISMATCH for a commit of somebody else, or one that names other files than ours
 */
export async function readCommit(
  ledger: LedgerStore,
  { name, publisher, table }: { readonly name: string; readonly publisher: Publisher; readonly table: Pick<Side, 'bucket' | 'account'> },
  signal?: AbortSignal,
): Promise<StoredCommit | null> {
  const stored = await ledger.read(name, signal);
  if (stored === null) return null;
  const commit = parseContract(publishCommit, stored.body.toString('utf8'), ledger.uri(name));
  const own =
    commit.migration === publisher.migration && commit.identity === publisher.identity && commit.transform === publisher.transform;
  const { at } = commit.table;
  const stray = commit.files.find((file) => !isPlaceOf(publisher, at.prefix, file));
  const here = at.bucket === table.bucket && at.account === table.account;
  if (own && here && stray === undefined) return { commit, etag: stored.etag };
  const what = !own
    ? `is of migration ${commit.migration}, identity ${commit.identity}, transform ${commit.transform}`
    : here
      ? `names a file that no publish of ours places: ${stray?.key}`
      : `is of a table in bucket ${at.bucket} of account ${at.account}, and the target is ${table.bucket} of ${table.account}`;
  throw new MigrationError('CONTRACT_MISMATCH', `${ledger.uri(name)} ${what}`, {
    next: 'Somebody changed or copied it. Take back an earlier version of the object (the ledger keeps them for 30 days), then re-run this job.',
  });
}

/** Writes the commit over the version that was read, or where none was; a lost condition means that another job is at work. */
export async function writeCommit(
  ledger: LedgerStore,
  name: string,
  commit: PublishCommit,
  before: StoredCommit | null,
): Promise<StoredCommit> {
  const condition: WriteCondition = before === null ? { absent: true } : { etag: before.etag };
  return { commit, etag: await writeOrThrow(ledger, name, JSON.stringify(commit), condition) };
}
