import { isoSeconds } from '../clock.ts';
import type { Side } from '../contracts/contract.ts';
import type { PartitionValues, PublishCommit, PublishedFile } from '../contracts/publish.ts';
import { eachUpTo } from '../pool.ts';
import { explainS3Error } from '../s3/explain.ts';
import { firstListed } from '../listing/first-listed.ts';
import { S3Error } from '../s3/types.ts';
import { valuesKey } from './catalogue.ts';
import { ON_ROLLBACK, readCommit, writeCommit } from './commit.ts';
import { judgeAll } from './ours.ts';
import { directoryOf, type Publisher } from './places.ts';
import type { PublishDeps } from './publish.ts';
import { locationOf, partitionsThere } from './register.ts';
import { surveyTable } from './survey.ts';

export interface LeftFile {
  readonly key: string;
  readonly why: string;
}

export interface RolledBack {
  /** `nothing`: there was no publish. `again`: it had been rolled back before, and what was found since is gone now. */
  readonly outcome: 'rolled-back' | 'again' | 'nothing';
  readonly commit: PublishCommit | null;
  readonly deletedNow: number;
  /** Files that are not there any more, whoever deleted them. */
  readonly absent: number;
  /** Files of ours that somebody changed: they stay as they are. */
  readonly left: readonly LeftFile[];
  readonly unregisteredNow: number;
  /** Partitions that we registered and that hold other files now: they stay registered. */
  readonly kept: readonly PartitionValues[];
}

const DELETIONS_AT_ONCE = 16;
const PARTITIONS_AT_ONCE = 8;

/**
 * Takes back exactly what the commit names, and of that only what is still as we wrote it: each file by a deletion that
 * S3 carries out only while its ETag is the one that was judged, each partition only while it holds nothing.
 * Running it twice is no error; a kill at any moment leaves a state that the next run takes to its end.
 */
export async function rollBack(
  deps: Omit<PublishDeps, 'random'>,
  {
    publisher,
    commitName,
    target,
  }: { readonly publisher: Publisher; readonly commitName: string; readonly target: Pick<Side, 'bucket' | 'account'> },
): Promise<RolledBack> {
  const { s3, ledger, clock, log, signal } = deps;
  const found = await readCommit(ledger, { name: commitName, publisher, table: target }, signal);
  const step = ON_ROLLBACK[found?.commit.state ?? 'none'];
  if (found === null || step === 'nothing') {
    log('Nothing to roll back: there was no publish');
    return { outcome: 'nothing', commit: null, deletedNow: 0, absent: 0, left: [], unregisteredNow: 0, kept: [] };
  }
  const { commit } = found;
  const at = commit.table.at;
  let stored = found;
  const enter = async (state: PublishCommit['state']) => {
    stored = await writeCommit(ledger, commitName, { ...stored.commit, state, updatedAt: isoSeconds(clock.now()) }, stored);
  };
  if (step === 'roll-back' && commit.state !== 'rolling-back') await enter('rolling-back');
  const wanted = new Set(commit.files.map(({ key }) => key));
  const { there } = await surveyTable(s3, at, { wanted, migration: publisher.migration }, signal);
  const taken = await takeFiles(deps, commit, await judgeAll(s3, { bucket: at.bucket, owner: at.account }, commit, there, signal));
  const partitions = await takePartitions(deps, commit);
  if (step === 'roll-back') await enter('rolled-back');
  const absent = commit.files.length - taken.left.length;
  log(
    `Rolled back: ${taken.deletedNow} of ${commit.files.length} files deleted now, ${taken.left.length} changed and left;` +
      ` ${partitions.unregisteredNow} partitions unregistered, ${partitions.kept.length} hold other files and stay`,
  );
  for (const { key, why } of taken.left) log(`Left as it is: s3://${at.bucket}/${key}: ${why}`);
  return { outcome: step === 'look-again' ? 'again' : 'rolled-back', commit: stored.commit, ...taken, absent, ...partitions };
}

async function takeFiles(
  { s3, signal }: Pick<PublishDeps, 's3' | 'signal'>,
  { files, table }: PublishCommit,
  judgements: Awaited<ReturnType<typeof judgeAll>>,
): Promise<{ deletedNow: number; left: LeftFile[] }> {
  const from = { bucket: table.at.bucket, owner: table.at.account };
  const left: (LeftFile | undefined)[] = [];
  let deletedNow = 0;
  const take = async (index: number, { key }: PublishedFile) => {
    const judgement = judgements[index]!;
    if (judgement.is === 'not-ours') left[index] = { key, why: judgement.why };
    if (judgement.is !== 'ours') return;
    try {
      const outcome = await s3.deleteObject({ from, key, etag: judgement.etag }, signal);
      if (outcome === 'deleted') deletedNow += 1;
      if (outcome === 'changed') left[index] = { key, why: 'somebody wrote it anew while it was rolled back' };
    } catch (error) {
      throw error instanceof S3Error ? explainS3Error(error, `deleting ${key}`) : error;
    }
  };
  await eachUpTo(files.entries(), DELETIONS_AT_ONCE, ([index, file]) => take(index, file));
  return { deletedNow, left: left.filter((one) => one !== undefined) };
}

/**
 * Unregisters the partitions that carry our mark and hold nothing. The catalogue has no condition for that, so it is
 * looked again afterwards: a file that came meanwhile gets its partition back.
 */
async function takePartitions(
  deps: Pick<PublishDeps, 's3' | 'catalogue' | 'signal'>,
  { partitions, mark, table }: PublishCommit,
): Promise<{ unregisteredNow: number; kept: PartitionValues[] }> {
  const { catalogue, signal } = deps;
  const there = await partitionsThere(catalogue, partitions, signal);
  const ours = partitions.filter((values) => there.get(valuesKey(values))?.mark === mark);
  const kept: PartitionValues[] = [];
  let unregisteredNow = 0;
  await eachUpTo(ours, PARTITIONS_AT_ONCE, async (values) => {
    if (await holdsFiles(deps, table.at, values)) return void kept.push(values);
    await catalogue.unregister(values, signal);
    if (await holdsFiles(deps, table.at, values)) {
      await catalogue.register([{ values, location: locationOf(table.at, values), mark: null }], signal);
      return void kept.push(values);
    }
    unregisteredNow += 1;
  });
  return { unregisteredNow, kept };
}

async function holdsFiles({ s3, signal }: Pick<PublishDeps, 's3' | 'signal'>, at: Side, values: PartitionValues): Promise<boolean> {
  const prefix = directoryOf(at.prefix, values);
  try {
    return (await firstListed(s3, { from: { bucket: at.bucket, owner: at.account }, prefix }, signal)) !== null;
  } catch (error) {
    throw error instanceof S3Error ? explainS3Error(error, `listing ${prefix}`) : error;
  }
}
