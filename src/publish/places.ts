import { createHash } from 'node:crypto';
import { canonicalJson } from '../contracts/contract.ts';
import type { DateRangeNamed, RangeCommit, RangeFile } from '../contracts/partition.ts';
import type { PartitionValues, PublishedFile } from '../contracts/publish.ts';
import { MigrationError } from '../errors.ts';

/** Whose files they are: every name of ours says it. */
export interface Publisher {
  readonly migration: string;
  readonly identity: string;
  readonly transform: string;
}

/** Digits of the transform's digest in a name: enough to tell the publishes of one migration apart. */
const TRANSFORM_DIGITS = 12;
const INDEX_DIGITS = 5;
const REST_OF_NAME = /^([0-9a-f]{12})-r\d{2,3}-\d{5,}\.parquet$/;

const fileName = ({ migration, transform }: Publisher, range: string, index: number): string =>
  `bucket-brigade-${migration}-${transform.slice(0, TRANSFORM_DIGITS)}-${range}-${String(index).padStart(INDEX_DIGITS, '0')}.parquet`;

export function partitionOf(day: string): PartitionValues {
  const [year = '', month = '', date = ''] = day.split('-');
  return [year, month, date];
}

/** The directory of a partition, counted from the bucket's root, with a slash at its end. */
export function directoryOf(tablePrefix: string, [year, month, day]: PartitionValues): string {
  return `${tablePrefix}YEAR=${year}/MONTH=${month}/DAY=${day}/`;
}

/** What a key's name says of its publisher; null for one that is not of this migration. */
export function nameOfOurs(migration: string, key: string): { readonly transform: string } | null {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const beginning = `bucket-brigade-${migration}-`;
  // Exact to its end: migration `a` must not take a file of migration `a-0123456789ab` for its own.
  const rest = name.startsWith(beginning) ? REST_OF_NAME.exec(name.slice(beginning.length)) : null;
  return rest?.[1] === undefined ? null : { transform: rest[1] };
}

/**
 * Whether the key is one that this publisher gives to a file of this day, and nobody else: what may be written, and what
 * may be deleted, is this and nothing else, whatever a document says.
 */
export function isPlaceOf(publisher: Publisher, tablePrefix: string, { key, day }: Pick<PublishedFile, 'key' | 'day'>): boolean {
  const directory = directoryOf(tablePrefix, partitionOf(day));
  const name = key.slice(directory.length);
  return (
    key.startsWith(directory) &&
    !name.includes('/') &&
    nameOfOurs(publisher.migration, name)?.transform === publisher.transform.slice(0, TRANSFORM_DIGITS)
  );
}

/** One range as its commit tells it, and what was expected of it. */
export interface CommittedRange {
  readonly range: DateRangeNamed;
  readonly commit: RangeCommit;
}

export interface Places {
  readonly files: readonly PublishedFile[];
  readonly partitions: readonly PartitionValues[];
  readonly rows: number;
  /** Digest of what the ranges hold and of where it goes. */
  readonly inputs: string;
}

/**
 * Where every range file goes. Pure, and the same for the same commits, so that a repeat finds its own files.
 * `below` is what every range file's key begins with: the table half of this migration's ledger.
 * @throws MigrationError ACCOUNTS_OPEN when rows do not add up, CONTRACT_MISMATCH when a commit says what cannot be
 */
export function placesOf(
  publisher: Publisher,
  { tablePrefix, below, rows }: { readonly tablePrefix: string; readonly below: string; readonly rows: number },
  ranges: readonly CommittedRange[],
): Places {
  const files = ranges.flatMap(({ range, commit }) => {
    const sum = total(commit.files);
    if (sum !== commit.rows) throw open(`Range ${range.name} says ${commit.rows} rows, and its files have ${sum}`);
    return commit.files.map((file, index) => placed(publisher, { tablePrefix, below }, range, file, index));
  });
  refuseTwins(
    files.map(({ key }) => key),
    'two files of the ranges have the same place',
  );
  refuseTwins(
    files.map(({ from }) => from.key),
    'a file is in the ranges twice',
  );
  const sum = total(files);
  if (sum !== rows) throw open(`The ranges have ${sum} rows, and ${rows} were expected of the folders`);
  const days = [...new Set(files.map(({ day }) => day))].toSorted();
  const inputs = createHash('sha256')
    .update(canonicalJson({ tablePrefix, ranges: ranges.map(({ range, commit }) => [range.name, commit.inputs]), files }))
    .digest('hex')
    .slice(0, 32);
  return { files, partitions: days.map(partitionOf), rows, inputs };
}

function placed(
  publisher: Publisher,
  { tablePrefix, below }: { readonly tablePrefix: string; readonly below: string },
  range: DateRangeNamed,
  file: RangeFile,
  index: number,
): PublishedFile {
  const { day, rows, bytes } = file;
  const outside = (range.from !== null && day < range.from) || (range.until !== null && day >= range.until);
  if (outside) throw impossible(`range ${range.name} has a file of ${day}, which is not a day of it: ${file.key}`);
  if (!file.key.startsWith(below)) throw impossible(`range ${range.name} has a file that is not below ${below}: ${file.key}`);
  if (rows === 0 || bytes === 0) throw impossible(`range ${range.name} has a file without rows: ${file.key}`);
  const key = directoryOf(tablePrefix, partitionOf(day)) + fileName(publisher, range.name, index);
  return { key, day, rows, bytes, etag: null, from: { key: file.key, etag: file.etag } };
}

const total = (files: readonly { readonly rows: number }[]): number => files.reduce((sum, { rows }) => sum + rows, 0);

function refuseTwins(keys: readonly string[], why: string): void {
  const seen = new Set<string>();
  for (const key of keys) {
    if (seen.has(key)) throw impossible(`${why}: ${key}`);
    seen.add(key);
  }
}

function open(message: string): MigrationError {
  return new MigrationError('ACCOUNTS_OPEN', message, {
    next: 'Nothing was placed. Compact the ranges again from the folder commits that are valid now, then publish.',
  });
}

function impossible(why: string): MigrationError {
  return new MigrationError('CONTRACT_MISMATCH', `The range commits cannot be published: ${why}`, {
    next: 'Nothing was placed. Compact the ranges again: their commits were damaged, or are not of this migration.',
  });
}
