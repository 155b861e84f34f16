import { BatchCreatePartitionCommand, CreateDatabaseCommand, CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import type { ColumnType, TableSchema } from '../../src/contracts/transform.ts';
import { MigrationError } from '../../src/errors.ts';
import { dayFolder } from './live.ts';

export interface CatalogueInput {
  readonly endpoint: string;
  /** The root of the target's account. */
  readonly account: { readonly id: string; readonly region: string; readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly bucket: string;
  readonly table: { readonly database: string; readonly name: string; readonly prefix: string };
  readonly schema: TableSchema;
  /** Days that the live pipeline has registered, as YYYY-MM-DD; one may come twice. */
  readonly days: readonly string[];
}

/** API_BatchCreatePartition takes 100 at a time. */
const PARTITIONS_AT_ONCE = 100;

/** The live pipeline's table in the Glue catalogue, with the days that it has files of. */
export async function registerLiveTable(input: CatalogueInput): Promise<void> {
  const { account, bucket, table, schema } = input;
  const glue = new GlueClient({
    endpoint: input.endpoint,
    region: account.region,
    credentials: { accessKeyId: account.accessKeyId, secretAccessKey: account.secretAccessKey },
  });
  const storage = (location: string) => ({
    Columns: schema.map(([name, type]) => ({ Name: name.toLowerCase(), Type: glueType(type) })),
    Location: location,
    InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
    SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
  });
  const root = `s3://${bucket}/${table.prefix}`;
  try {
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: table.database } }));
    await glue.send(
      new CreateTableCommand({
        DatabaseName: table.database,
        TableInput: {
          Name: table.name,
          TableType: 'EXTERNAL_TABLE',
          Parameters: { EXTERNAL: 'TRUE', classification: 'parquet' },
          PartitionKeys: ['year', 'month', 'day'].map((name) => ({ Name: name, Type: 'string' })),
          StorageDescriptor: storage(root),
        },
      }),
    );
    const days = [...new Set(input.days)];
    for (let from = 0; from < days.length; from += PARTITIONS_AT_ONCE) {
      const { Errors = [] } = await glue.send(
        new BatchCreatePartitionCommand({
          DatabaseName: table.database,
          TableName: table.name,
          PartitionInputList: days
            .slice(from, from + PARTITIONS_AT_ONCE)
            .map((day) => ({ Values: day.split('-'), StorageDescriptor: storage(`${root}${dayFolder(day)}`) })),
        }),
      );
      const [first] = Errors;
      if (first !== undefined) throw new Error(`${first.PartitionValues?.join('-')}: ${first.ErrorDetail?.ErrorMessage}`);
    }
  } catch (cause) {
    throw new MigrationError(
      'SANDBOX_FAILED',
      `the sandbox's Glue did not take the table ${table.database}.${table.name}: ${(cause as Error).message}`,
      {
        cause,
        next: 'Start the sandbox again.',
      },
    );
  } finally {
    glue.destroy();
  }
}

const SCALARS = { string: 'string', long: 'bigint', double: 'double', boolean: 'boolean', timestamp: 'timestamp' } as const;

/** A type in the words of Hive, which Glue keeps. */
export function glueType(type: ColumnType): string {
  if (typeof type === 'string') return SCALARS[type];
  if ('list' in type) return `array<${glueType(type.list)}>`;
  if ('map' in type) return `map<string,${glueType(type.map)}>`;
  return `struct<${type.struct.map(([name, of]) => `${name}:${glueType(of)}`).join(',')}>`;
}
