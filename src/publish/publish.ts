import { createHash } from 'node:crypto';
import { isoSeconds, type Clock } from '../clock.ts';
import { canonicalJson, type Side } from '../contracts/contract.ts';
import type { PartitionValues, PublishCommit, PublishedFile } from '../contracts/publish.ts';
import { MigrationError } from '../errors.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { eachUpTo } from '../pool.ts';
import type { S3 } from '../s3/types.ts';
import { projectsPartitions, usableTable, valuesKey, type Catalogue, type TableName } from './catalogue.ts';
import { ON_PUBLISH, readCommit, writeCommit, type StoredCommit } from './commit.ts';
import { assertWhole, earlierPublish, leftBehind, otherWork, unfinishedRollBack } from './conflicts.ts';
import { judgeAll } from './ours.ts';
import { conflictAt, placeFile, type Placing } from './place.ts';
import type { Places, Publisher } from './places.ts';
import { assertInPlace, partitionsThere, registerMissing } from './register.ts';
import { assertSameSchema, oneOfEach, ownSchema, sampleSchemas } from './schema.ts';
import { sampleOf, strangeDirectory, surveyTable, type Survey } from './survey.ts';

export interface PublishDeps {
  /** Under the publish role: reads the table half of the ledger, writes and deletes below the table's prefix only. */
  readonly s3: S3;
  readonly ledger: LedgerStore;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

export interface PublishTask {
  readonly publisher: Publisher;
  readonly table: TableName;
  /** The table's place: the target's bucket with the table's prefix. */
  readonly at: Side;
  readonly ledgerAt: Side;
  /** Name of the commit in the ledger. */
  readonly commitName: string;
  readonly places: Places;
}

export interface Published {
  /** `unchanged`: everything was there, and nothing was written. */
  readonly outcome: 'published' | 'unchanged';
  readonly commit: PublishCommit;
  /** Files that this run placed. */
  readonly placedNow: number;
  /** Live files whose schema was looked at; null when nothing was to be done. */
  readonly sampled: number | null;
}

/** Copies within S3 take a second or so for each 100 MB, and most of that is waiting. */
const COPIES_AT_ONCE = 24;
/** Live files whose footers are read: one of each partition, the newest first. */
const SAMPLE_UP_TO = 64;
const SAY_EVERY_MS = 5000;

/**
 * Places the range files into the live table and registers their partitions. Everything that can be refused is refused
 * before the first write; what is written is in the commit before it is; nothing that lies there is ever written over.
 * Safe to repeat after a kill at any moment: what is done is found done, by its ETag or by the mark that it carries.
 */
export async function publish(deps: PublishDeps, task: PublishTask): Promise<Published> {
  const { s3, ledger, log, signal } = deps;
  const { at, commitName, places, publisher } = task;
  const found = await readCommit(ledger, { name: commitName, publisher, table: at }, signal);
  const step = ON_PUBLISH[found?.commit.state ?? 'none'];
  if (step === 'refuse') throw unfinishedRollBack(ledger.uri(commitName));
  if (step !== 'begin' && !isSameWork(found!.commit, task)) throw otherWork(ledger.uri(commitName), found!.commit);
  const wanted = new Set(places.files.map(({ key }) => key));
  const survey = await surveyTable(s3, at, { wanted, migration: publisher.migration }, signal);
  if (step === 'look') return await unchanged(deps, task, found!.commit, survey);

  if (survey.strangers.first !== null) throw await earlierPublish(s3, ledger, at, survey, signal);
  if (step === 'begin' && survey.there.size > 0) throw leftBehind(at, [...survey.there.keys()], found !== null);
  const commit = step === 'begin' ? freshCommit(deps, task, survey) : found!.commit;
  const files = await known(deps, at, commit, survey);
  const { missing, registered, sampled } = await assertTableFits(deps, task, commit, survey);

  let stored = step === 'begin' ? await writeCommit(ledger, commitName, commit, found) : found!;
  const placed = await placeAll(deps, task, commit, files);
  const after = await surveyTable(s3, at, { wanted, migration: publisher.migration }, signal);
  assertWhole(at, placed, after.there, 'Somebody else changed them while they were placed. Find out who, then re-run this job.');
  // What is registered is in the commit first; and a roll-back that began meanwhile is met here, before the catalogue is.
  stored = await advance(deps, task, stored, { files: placed, partitions: inOrder([...registered, ...missing]), others: after.others });
  const now = await registerMissing(deps.catalogue, { at, mark: commit.mark, missing }, signal);
  stored = await advance(deps, task, stored, { state: 'published', partitions: inOrder([...registered, ...now]) });
  const placedNow = files.filter(({ etag }) => etag === null).length;
  log(
    `Published ${placed.length} files, ${commit.rows} rows; ${placedNow} placed now, ${stored.commit.partitions.length} partitions registered by us;` +
      ` ${after.others.files} other files in the table, untouched`,
  );
  return { outcome: 'published', commit: stored.commit, placedNow, sampled };
}

/** Also when a digest says so, what is placed is what the range commits say, never what a changed document does. */
function isSameWork({ inputs, table, files }: PublishCommit, { at, places, table: { database, name } }: PublishTask): boolean {
  const placesIn = (all: readonly PublishedFile[]) => canonicalJson(all.map((file) => ({ ...file, etag: null })));
  return (
    inputs === places.inputs && canonicalJson(table) === canonicalJson({ database, name, at }) && placesIn(files) === placesIn(places.files)
  );
}

function freshCommit({ clock, random }: PublishDeps, { publisher, table, at, places }: PublishTask, { others }: Survey): PublishCommit {
  const { inputs, rows, files } = places;
  const updatedAt = isoSeconds(clock.now());
  const mark = createHash('sha256')
    .update(canonicalJson([publisher, inputs, clock.now(), random()]))
    .digest('hex')
    .slice(0, 32);
  return {
    contract: 'publish-commit/1',
    ...publisher,
    mark,
    state: 'placing',
    table: { database: table.database, name: table.name, at },
    inputs,
    rows,
    files: [...files],
    partitions: [],
    others,
    updatedAt,
  };
}

/** The files of the commit, those that are in place already with their ETag. @throws MigrationError PUBLISH_CONFLICT */
async function known({ s3, signal }: PublishDeps, at: Side, commit: PublishCommit, { there }: Survey): Promise<PublishedFile[]> {
  const table = { bucket: at.bucket, owner: at.account };
  const judgements = await judgeAll(s3, table, commit, there, signal);
  return commit.files.map((file, index) => {
    const judgement = judgements[index]!;
    if (judgement.is === 'not-ours') throw conflictAt(table, file.key, judgement.why);
    return { ...file, etag: judgement.is === 'ours' ? judgement.etag : null };
  });
}

/** Everything about the table that can forbid the publish; nothing is written here. */
async function assertTableFits(deps: PublishDeps, task: PublishTask, { mark }: PublishCommit, survey: Survey) {
  const { s3, catalogue, signal, log } = deps;
  const { at, ledgerAt, places } = task;
  const table = usableTable(await catalogue.table(signal), task.table, at, survey.foreignLog);
  const ours = await ownSchema(s3, { bucket: ledgerAt.bucket, owner: ledgerAt.account }, oneOfEach(places.files), signal);
  const keys = sampleOf(survey, SAMPLE_UP_TO).map(({ key }) => key);
  const sample = await sampleSchemas(s3, { bucket: at.bucket, owner: at.account }, keys, signal);
  if (ours !== null) assertSameSchema(ours, sample, { table, strange: strangeDirectory(survey) });
  log(`Schema: ours is the table's; ${sample.files} live files of ${survey.newest.size} partitions were looked at, and the catalogue`);
  if (projectsPartitions(table)) {
    log('Partitions: computed from the table (partition projection), none is registered');
    return { missing: [], registered: [], sampled: sample.files };
  }
  const there = await partitionsThere(catalogue, places.partitions, signal);
  assertInPlace(at, there.values());
  return {
    missing: places.partitions.filter((values) => !there.has(valuesKey(values))),
    registered: places.partitions.filter((values) => there.get(valuesKey(values))?.mark === mark),
    sampled: sample.files,
  };
}

async function placeAll(
  deps: PublishDeps,
  { at, ledgerAt, commitName }: PublishTask,
  { mark }: PublishCommit,
  files: readonly PublishedFile[],
) {
  const { clock, log } = deps;
  const placing: Placing = {
    ledger: { bucket: ledgerAt.bucket, owner: ledgerAt.account },
    table: { bucket: at.bucket, owner: at.account },
    mark,
    commitName,
  };
  const placed = [...files];
  let done = 0;
  let saidAtMs = clock.passed();
  await eachUpTo(files.entries(), COPIES_AT_ONCE, async ([index, file]) => {
    if (file.etag === null) placed[index] = await placeFile(deps, placing, file);
    done += 1;
    if (clock.passed() - saidAtMs < SAY_EVERY_MS) return;
    saidAtMs = clock.passed();
    log(`Placing: ${done} of ${files.length} files`);
  });
  return placed;
}

async function advance(
  { ledger, clock }: PublishDeps,
  { commitName }: PublishTask,
  stored: StoredCommit,
  changed: Partial<PublishCommit>,
): Promise<StoredCommit> {
  return await writeCommit(ledger, commitName, { ...stored.commit, ...changed, updatedAt: isoSeconds(clock.now()) }, stored);
}

const inOrder = (partitions: readonly PartitionValues[]): PartitionValues[] =>
  partitions.toSorted((a, b) => (valuesKey(a) < valuesKey(b) ? -1 : 1));

/** Nothing but reading: what was published is compared with what is there. @throws MigrationError PUBLISH_CONFLICT */
async function unchanged(deps: PublishDeps, { table, at }: PublishTask, commit: PublishCommit, survey: Survey): Promise<Published> {
  const { catalogue, log, signal } = deps;
  const askFirst =
    'Nothing was changed. Whoever took the files may hold their rows in others: ask first; to have them again, roll this publish back and publish anew.';
  assertWhole(at, commit.files, survey.there, askFirst);
  const found = usableTable(await catalogue.table(signal), table, at, survey.foreignLog);
  if (!projectsPartitions(found)) {
    const there = await partitionsThere(catalogue, commit.partitions, signal);
    assertInPlace(at, there.values());
    const lost = commit.partitions.find((values) => !there.has(valuesKey(values)));
    if (lost !== undefined) {
      throw new MigrationError(
        'PUBLISH_CONFLICT',
        `Partition ${lost.join('/')}, which this publish registered, is not in the catalogue any more`,
        {
          next: 'Nothing was changed. Register it again by hand; or roll this publish back and publish again.',
        },
      );
    }
  }
  log(`Published before: ${commit.files.length} files, ${commit.rows} rows are in place; nothing was changed`);
  return { outcome: 'unchanged', commit: { ...commit, others: survey.others }, placedNow: 0, sampled: null };
}
