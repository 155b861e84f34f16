import type { Side } from '../contracts/contract.ts';
import type { PublishCommit, PublishedFile } from '../contracts/publish.ts';
import { MigrationError, printable } from '../errors.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { explainS3Error } from '../s3/explain.ts';
import { S3Error, type ListedObject, type S3 } from '../s3/types.ts';
import { COMMIT } from './ours.ts';
import type { Survey } from './survey.ts';

/** Why a publish is refused: each names the other publish or the file, and what a person does about it. */

export function unfinishedRollBack(uri: string): MigrationError {
  return new MigrationError('PUBLISH_CONFLICT', `The roll-back of ${uri} has begun and has not ended`, {
    next: 'Run rollback again until it says rolled back, then publish.',
  });
}

export function otherWork(uri: string, { state, inputs, table }: PublishCommit): MigrationError {
  const what = `${state === 'published' ? 'published' : 'begun to publish'} other files into ${table.database}.${table.name} (inputs ${inputs})`;
  return new MigrationError('PUBLISH_CONFLICT', `An earlier publish of this migration has ${what}: ${uri}`, {
    next: 'Its rows are in the table. Roll it back first, then publish.',
  });
}

/** Files of this migration that this publish does not know: of another transform, or of another identity. */
export async function earlierPublish(
  s3: S3,
  ledger: LedgerStore,
  at: Side,
  { strangers }: Survey,
  signal: AbortSignal,
): Promise<MigrationError> {
  const key = strangers.first?.key ?? '';
  const named = await commitOf(s3, at, key, signal);
  const commit = named === null ? 'a publish whose commit they do not name' : printable(ledger.uri(named));
  return new MigrationError(
    'PUBLISH_CONFLICT',
    `The table holds ${strangers.files} files of an earlier publish of this migration: ${commit}`,
    {
      details: { first: `s3://${at.bucket}/${key}` },
      next: `Its rows would be there twice. Roll it back first (rollback${named === null ? '' : ` --commit ${commit}`}), then publish.`,
    },
  );
}

async function commitOf(s3: S3, at: Side, key: string, signal: AbortSignal): Promise<string | null> {
  try {
    const tail = await s3.getTail({ bucket: at.bucket, owner: at.account }, key, 1, signal);
    return tail?.metadata[COMMIT] ?? null;
  } catch (error) {
    throw error instanceof S3Error ? explainS3Error(error, `looking at ${key}`) : error;
  }
}

/** At the beginning of a publish nothing of ours can be there. */
export function leftBehind(at: Side, keys: readonly string[], rolledBack: boolean): MigrationError {
  const why = rolledBack
    ? 'the roll-back of the publish before left it, because somebody had changed it'
    : 'no commit in the ledger tells of it';
  return new MigrationError('PUBLISH_CONFLICT', `s3://${at.bucket}/${keys[0]} has a name of ours, and ${why}`, {
    details: { files: keys.length },
    next: rolledBack
      ? 'Run rollback again; what it still names as changed, move away by hand, then re-run this job.'
      : 'It was left as it is. Find out who put it there and move it away, then re-run this job.',
  });
}

/** Every file of ours is in the table as it was recorded. @throws MigrationError PUBLISH_CONFLICT that names what is not */
export function assertWhole(at: Side, files: readonly PublishedFile[], there: ReadonlyMap<string, ListedObject>, next: string): void {
  const gone = files.filter(({ key }) => !there.has(key));
  const changed = files.filter(
    ({ key, etag, bytes }) => there.has(key) && (there.get(key)!.etag !== etag || there.get(key)!.size !== bytes),
  );
  const first = gone[0] ?? changed[0];
  if (first === undefined) return;
  throw new MigrationError(
    'PUBLISH_CONFLICT',
    `The table does not hold what was published: ${gone.length} files are gone, ${changed.length} are others now; first s3://${at.bucket}/${first.key}`,
    { next },
  );
}
