import type { Side } from '../contracts/contract.ts';
import type { PartitionValues } from '../contracts/publish.ts';
import { MigrationError } from '../errors.ts';

/** The table as the catalogue has it. */
export interface CatalogueTable {
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly partitionKeys: readonly (readonly [name: string, type: string])[];
  /** As it was written: with or without a slash at its end. */
  readonly location: string;
  /** Input format and serialisation library, as one text: where the format of the files is said. */
  readonly format: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface CataloguePartition {
  readonly values: readonly string[];
  readonly location: string;
  /** What we wrote into it when we registered it; null for a partition of somebody else. */
  readonly mark: string | null;
}

export interface NewPartition {
  readonly values: PartitionValues;
  readonly location: string;
  readonly mark: string | null;
}

/** One table of a data catalogue. Every refusal names the table and the permission. */
export interface Catalogue {
  /** Null when there is no such table, or no such database. */
  table(signal: AbortSignal): Promise<CatalogueTable | null>;
  partitions(signal: AbortSignal): AsyncIterable<CataloguePartition>;
  partition(values: PartitionValues, signal: AbortSignal): Promise<CataloguePartition | null>;
  /** Registers them in the table's own storage descriptor, and gives those that were there already, which stay as they are. */
  register(partitions: readonly NewPartition[], signal: AbortSignal): Promise<readonly PartitionValues[]>;
  /** One that is not there is no error. */
  unregister(values: PartitionValues, signal: AbortSignal): Promise<void>;
}

export interface TableName {
  readonly database: string;
  readonly name: string;
}

export const PARTITION_KEYS = ['year', 'month', 'day'] as const;

export const valuesKey = (values: readonly string[]): string => JSON.stringify(values);

export const sameLocation = (a: string, b: string): boolean => plainLocation(a) === plainLocation(b);
/** Hadoop knows S3 under three names; a slash at the end changes nothing. */
const plainLocation = (location: string): string => location.replace(/^s3[an]:/, 's3:').replace(/\/*$/, '/');

/** Athena computes the partitions of such a table, and looks at none that is registered (Athena, "Partition projection"). */
export const projectsPartitions = ({ parameters }: CatalogueTable): boolean => parameters['projection.enabled']?.toLowerCase() === 'true';

/**
 * The table in the catalogue, when our files can be part of it.
 * @throws MigrationError PREREQUISITE_MISSING when there is none, CONFIG_INVALID when it is another kind of table or lies elsewhere
 */
export function usableTable(
  table: CatalogueTable | null,
  { database, name }: TableName,
  at: Side,
  /** A key below the prefix by which another table format shows. */
  foreignLog: string | null,
): CatalogueTable {
  const called = `${database}.${name}`;
  const location = `s3://${at.bucket}/${at.prefix}`;
  if (table === null) {
    throw new MigrationError(
      'PREREQUISITE_MISSING',
      `There is no table ${called} in the Glue catalogue of account ${at.account}, ${at.region}`,
      {
        next: `It is the live pipeline's to create: an external Parquet table at ${location}, partitioned by year, month and day as strings. Or correct partition.table in the migration file.`,
      },
    );
  }
  const wrong =
    foreignLog === null
      ? whyUnusable(table, location)
      : `${foreignLog} is the log of another table format, which knows only the files that it names`;
  if (wrong === null) return table;
  throw new MigrationError('CONFIG_INVALID', `Files cannot be published into table ${called}: ${wrong}`, {
    next: 'Nothing was placed. Correct partition.table in the migration file, or the table in the catalogue.',
  });
}

function whyUnusable(table: CatalogueTable, location: string): string | null {
  const format = table.parameters['table_type'] ?? table.parameters['spark.sql.sources.provider'] ?? '';
  if (/^(?:iceberg|delta|hudi)$/i.test(format)) return `it is a table of ${format}, which knows only the files that its own log names`;
  if (!/parquet/i.test(table.format))
    return `its files are not Parquet (${table.format.trim() === '' ? 'no format is said' : table.format})`;
  if (!sameLocation(table.location, location))
    return `it lies at ${table.location === '' ? 'no place' : table.location}, and the migration's files go to ${location}`;
  const keys = table.partitionKeys.map(([key, type]) => `${key.toLowerCase()} ${type.toLowerCase()}`);
  const wanted = PARTITION_KEYS.map((key) => `${key} string`);
  return keys.join(', ') === wanted.join(', ')
    ? null
    : `it is partitioned by (${keys.join(', ') || 'nothing'}), and ours by (${wanted.join(', ')}): zero-padded text, in this order`;
}
