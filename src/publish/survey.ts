import type { Side } from '../contracts/contract.ts';
import { walk } from '../listing/walk.ts';
import { explainS3Error } from '../s3/explain.ts';
import { S3Error, type ListedObject, type S3 } from '../s3/types.ts';
import { nameOfOurs } from './places.ts';

/** One look at everything below the table's prefix. Memory grows with partitions and with our files, not with the live files. */
export interface Survey {
  /** Of the keys that were asked for, those where something lies: ours, or not. */
  readonly there: ReadonlyMap<string, ListedObject>;
  /** Files with a name of this migration that were not asked for: of an earlier publish. */
  readonly strangers: { readonly files: number; readonly first: ListedObject | null };
  /** Everything else: counted, never touched. */
  readonly others: { readonly files: number };
  /** The newest file of each directory that is neither ours nor hidden from readers. */
  readonly newest: ReadonlyMap<string, ListedObject>;
  /** A key of another table format's own log, under whose rules files that it does not name do not exist. */
  readonly foreignLog: string | null;
}

export async function surveyTable(
  s3: S3,
  at: Side,
  { wanted, migration }: { readonly wanted: ReadonlySet<string>; readonly migration: string },
  signal: AbortSignal,
): Promise<Survey> {
  const there = new Map<string, ListedObject>();
  const newest = new Map<string, ListedObject>();
  let strangers = 0;
  let first: ListedObject | null = null;
  let others = 0;
  let foreignLog: string | null = null;
  try {
    for await (const object of walk(s3, { from: { bucket: at.bucket, owner: at.account }, prefix: at.prefix }, signal)) {
      const { key } = object;
      if (wanted.has(key)) {
        there.set(key, object);
        continue;
      }
      others += 1;
      if (nameOfOurs(migration, key) !== null) {
        strangers += 1;
        first ??= object;
        continue;
      }
      const inside = key.slice(at.prefix.length);
      if (FOREIGN_LOG.test(inside)) foreignLog ??= key;
      if (isHidden(inside) || object.size === 0) continue;
      const directory = inside.slice(0, inside.lastIndexOf('/') + 1);
      const before = newest.get(directory);
      if (before === undefined || before.lastModified < object.lastModified)
        newest.set(detached(directory), { ...object, key: detached(key) });
    }
  } catch (error) {
    throw error instanceof S3Error ? explainS3Error(error, `listing the table at s3://${at.bucket}/${at.prefix}`) : error;
  }
  return { there, strangers: { files: strangers, first }, others: { files: others }, newest, foreignLog };
}

/** Strings of a list page share the page's memory (src/s3/list-page.ts): one of each partition would keep the whole listing. */
const detached = (text: string): string => Buffer.from(text).toString();

/** Delta's and Hudi's logs, and Iceberg's metadata (their specifications). */
const FOREIGN_LOG = /^(?:_delta_log\/|\.hoodie\/|metadata\/[^/]+\.metadata\.json$)/;

/** Spark, Hive and Athena pass over what begins with "_" or "." (HadoopFSUtils.shouldFilterOutPathName; Athena, "Table location in Amazon S3"). */
function isHidden(inside: string): boolean {
  return inside.split('/').some((part) => part.startsWith('_') || part.startsWith('.'));
}

/** Of each directory its newest file; the newest of all first, because the live pipeline's schema of today is the one that counts. */
export function sampleOf({ newest }: Survey, upToFiles: number): ListedObject[] {
  const byAge = [...newest.values()].toSorted((a, b) =>
    a.lastModified === b.lastModified ? (a.key < b.key ? -1 : 1) : a.lastModified < b.lastModified ? 1 : -1,
  );
  return byAge.slice(0, upToFiles);
}

const VALUE = { YEAR: /^\d{4}$/, MONTH: /^\d{2}$/, DAY: /^\d{2}$/ } as const;
/** Where Hive puts rows without a value. */
const NO_VALUE = '__HIVE_DEFAULT_PARTITION__';

/** A directory of the table that is not of the form YEAR=…/MONTH=…/DAY=…/, zero-padded; null when all are. */
export function strangeDirectory({ newest }: Survey): string | null {
  const names = Object.keys(VALUE) as (keyof typeof VALUE)[];
  for (const directory of newest.keys()) {
    const parts = directory.split('/').slice(0, -1);
    const fits = (part: string | undefined, name: keyof typeof VALUE): boolean => {
      const value = part?.startsWith(`${name}=`) ? part.slice(name.length + 1) : null;
      return value !== null && (value === NO_VALUE || VALUE[name].test(value));
    };
    if (parts.length !== names.length || !names.every((name, index) => fits(parts[index], name))) return directory;
  }
  return null;
}
