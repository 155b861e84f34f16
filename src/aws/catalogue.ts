import type { BatchCreatePartitionCommandInput, GlueClient, Partition, PartitionInput, StorageDescriptor } from '@aws-sdk/client-glue';
import type { PartitionValues } from '../contracts/publish.ts';
import { MigrationError } from '../errors.ts';
import type { Catalogue, CataloguePartition, CatalogueTable, NewPartition, TableName } from '../publish/catalogue.ts';
import type { CredentialProvider } from '../s3/types.ts';
import { SDK_TIMEOUTS, sdkProvider, type AwsPlace } from './credentials.ts';

/** The parameter of a partition that says whose it is. */
const MARK = 'bucket-brigade.publish';
/** API_BatchCreatePartition takes 100 at a time. */
const PARTITIONS_AT_ONCE = 100;
/** Glue's requests are throttled for the whole account, also by others. */
const TRIES_UP_TO = 10;

/** One table of the Glue catalogue through the SDK, which is loaded at the first call. The catalogue is the account's that is named. */
export function glueCatalogue(
  place: AwsPlace,
  at: { readonly region: string; readonly account: string },
  { database, name }: TableName,
  credentials: CredentialProvider,
): Catalogue & { readonly close: () => void } {
  const table = { CatalogId: at.account, DatabaseName: database, TableName: name };
  const connect = async () => {
    const sdk = await import('@aws-sdk/client-glue');
    const endpoint = place.endpoint === null ? {} : { endpoint: place.endpoint };
    const config = { region: at.region, requestHandler: SDK_TIMEOUTS, maxAttempts: TRIES_UP_TO, ...endpoint };
    return { sdk, glue: new sdk.GlueClient({ ...config, credentials: sdkProvider(credentials) }) };
  };
  let connected: ReturnType<typeof connect> | null = null;
  let glue: GlueClient | null = null;
  const client = async () => {
    const made = await (connected ??= connect());
    glue = made.glue;
    return made;
  };
  const asked = async <T>(action: string, ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (cause) {
      throw refusal(cause, action, `${database}.${name}`, at.account);
    }
  };

  const described = (signal: AbortSignal) =>
    asked('glue:GetTable', async () => {
      const { sdk, glue: to } = await client();
      try {
        const answer = await to.send(new sdk.GetTableCommand({ CatalogId: at.account, DatabaseName: database, Name: name }), {
          abortSignal: signal,
        });
        return answer.Table ?? null;
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    });

  return {
    table: async (signal) => {
      const found = await described(signal);
      return found === null ? null : tableOf(found);
    },
    partitions: async function* (signal) {
      const { sdk, glue: to } = await client();
      const pages = sdk.paginateGetPartitions({ client: to }, { ...table, ExcludeColumnSchema: true }, { abortSignal: signal });
      for (;;) {
        const page = await asked('glue:GetPartitions', () => pages.next());
        if (page.done === true) return;
        for (const partition of page.value.Partitions ?? []) yield partitionOf(partition);
      }
    },
    partition: (values, signal) =>
      asked('glue:GetPartition', async () => {
        const { sdk, glue: to } = await client();
        try {
          const answer = await to.send(new sdk.GetPartitionCommand({ ...table, PartitionValues: [...values] }), { abortSignal: signal });
          return answer.Partition === undefined ? null : partitionOf(answer.Partition);
        } catch (error) {
          if (isMissing(error)) return null;
          throw error;
        }
      }),
    register: async (partitions, signal) => {
      if (partitions.length === 0) return [];
      const { sdk, glue: to } = await client();
      const storage = (await described(signal))?.StorageDescriptor;
      if (storage === undefined) throw refusal(new Error('the table is gone'), 'glue:GetTable', `${database}.${name}`, at.account);
      const were: PartitionValues[] = [];
      for (let from = 0; from < partitions.length; from += PARTITIONS_AT_ONCE) {
        const batch = partitions.slice(from, from + PARTITIONS_AT_ONCE);
        const input: BatchCreatePartitionCommandInput = { ...table, PartitionInputList: batch.map((one) => partitionInput(one, storage)) };
        const answer = await asked('glue:BatchCreatePartition', () =>
          to.send(new sdk.BatchCreatePartitionCommand(input), { abortSignal: signal }),
        );
        for (const { PartitionValues: values = [], ErrorDetail: detail } of answer.Errors ?? []) {
          const code = detail?.ErrorCode ?? 'no code';
          if (code !== 'AlreadyExistsException')
            throw refusal(
              Object.assign(new Error(detail?.ErrorMessage ?? ''), { name: code }),
              `glue:BatchCreatePartition (${values.join('/')})`,
              `${database}.${name}`,
              at.account,
            );
          were.push(values as PartitionValues);
        }
      }
      return were;
    },
    unregister: (values, signal) =>
      asked('glue:DeletePartition', async () => {
        const { sdk, glue: to } = await client();
        try {
          await to.send(new sdk.DeletePartitionCommand({ ...table, PartitionValues: [...values] }), { abortSignal: signal });
        } catch (error) {
          if (!isMissing(error)) throw error;
        }
      }),
    close: () => glue?.destroy(),
  };
}

function tableOf(found: {
  readonly StorageDescriptor?: StorageDescriptor | undefined;
  readonly PartitionKeys?: readonly { readonly Name?: string | undefined; readonly Type?: string | undefined }[] | undefined;
  readonly Parameters?: Record<string, string> | undefined;
}): CatalogueTable {
  const { StorageDescriptor: storage = {}, PartitionKeys: keys = [], Parameters: parameters = {} } = found;
  const named = (columns: readonly { readonly Name?: string | undefined; readonly Type?: string | undefined }[]) =>
    columns.map(({ Name: column = '', Type: type = '' }) => [column, type] as const);
  return {
    columns: named(storage.Columns ?? []),
    partitionKeys: named(keys),
    location: storage.Location ?? '',
    format: `${storage.InputFormat ?? ''} ${storage.SerdeInfo?.SerializationLibrary ?? ''}`.trim(),
    parameters,
  };
}

function partitionOf({ Values: values = [], StorageDescriptor: storage, Parameters: parameters }: Partition): CataloguePartition {
  return { values, location: storage?.Location ?? '', mark: parameters?.[MARK] ?? null };
}

/** As the table's own: columns, formats and libraries; only the place is the partition's. */
function partitionInput({ values, location, mark }: NewPartition, storage: StorageDescriptor): PartitionInput {
  return {
    Values: [...values],
    StorageDescriptor: { ...storage, Location: location },
    ...(mark === null ? {} : { Parameters: { [MARK]: mark } }),
  };
}

const isMissing = (error: unknown): boolean => (error as Error).name === 'EntityNotFoundException';
const REFUSED = /AccessDenied|UnrecognizedClient|ExpiredToken|InvalidSignature|MissingAuthentication/;

function refusal(cause: unknown, action: string, called: string, account: string): MigrationError {
  if (cause instanceof MigrationError) return cause;
  const { name, message } = cause as Error;
  if (name === 'AbortError')
    return new MigrationError('STOPPED', `${action} on table ${called} was stopped`, {
      cause,
      next: 'Re-run the job: it goes on where this one stopped.',
    });
  if (REFUSED.test(name)) {
    return new MigrationError(
      'ACCESS_DENIED',
      `The catalogue refused ${action} on table ${called} of account ${account}: ${name}: ${message}`,
      {
        cause,
        next: `Allow ${action.split(' ')[0]} for the publish role (infra/target.yml); where Lake Formation governs the table, grant it there too.`,
      },
    );
  }
  return new MigrationError('AWS_FAILED', `${action} on table ${called} of account ${account} failed: ${name}: ${message}`, {
    cause,
    next: 'Re-run the job: it goes on where it stopped.',
  });
}
