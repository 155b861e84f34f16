import { GetPartitionsCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { registerLiveTable } from '../../../sandbox/live/catalogue.ts';
import { glueCatalogue } from '../../../src/aws/catalogue.ts';
import { systemClock } from '../../../src/clock.ts';
import type { RangeCommit } from '../../../src/contracts/partition.ts';
import type { TableSchema } from '../../../src/contracts/transform.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import type { Catalogue } from '../../../src/publish/catalogue.ts';
import { createS3 } from '../../../src/s3/client.ts';
import type { S3 } from '../../../src/s3/types.ts';
import type { OpenPlan } from '../../../src/stages/open-plan.ts';
import { LEDGER, TARGET } from '../../builders/plan.ts';
import { fixture, HELD, LIVE, LIVE_LATER, openPlan, RANGES, TABLE, TRANSFORM } from '../../unit/publish/world.ts';
import { openStage, rootOf, sessionOf, type Keys, type Statement } from '../aws-server/stage.ts';

const ACCOUNT = TARGET.account;
const REGION = TARGET.region;
export const INPUTS = 'e'.repeat(32);

/** What the fixtures hold, as schema.yml would say it. */
const SCHEMA: TableSchema = [
  ['OrderId', 'string'],
  ['CreationDate', 'timestamp'],
  ['Value', 'long'],
  ['IsCompleted', 'boolean'],
  ['Rate', 'double'],
  [
    'Items',
    {
      list: {
        struct: [
          ['id', 'string'],
          ['price', 'long'],
          ['tags', { list: 'string' }],
        ],
      },
    },
  ],
  ['CustomData', { struct: [['fields', { map: 'string' }]] }],
];

const arn = (path: string) => `arn:aws:s3:::${path}`;
const glueArn = (path: string) => `arn:aws:glue:${REGION}:${ACCOUNT}:${path}`;

/** The least that the publish role needs: of the table it reads everything, and writes and deletes only what has a name of ours. */
const PUBLISH: readonly Statement[] = [
  { Effect: 'Allow', Action: 's3:ListBucket', Resource: [arn(TARGET.bucket), arn(LEDGER.bucket)] },
  { Effect: 'Allow', Action: 's3:GetObject', Resource: arn(`${LEDGER.bucket}/${LEDGER.prefix}*/*/table/*`) },
  { Effect: 'Allow', Action: 's3:GetObject', Resource: arn(`${TARGET.bucket}/${TABLE.prefix}*`) },
  { Effect: 'Allow', Action: ['s3:PutObject', 's3:DeleteObject'], Resource: arn(`${TARGET.bucket}/${TABLE.prefix}*/bucket-brigade-*`) },
  {
    Effect: 'Allow',
    Action: ['glue:GetTable', 'glue:GetPartition', 'glue:GetPartitions', 'glue:BatchCreatePartition', 'glue:DeletePartition'],
    Resource: [glueArn('catalog'), glueArn(`database/${TABLE.database}`), glueArn(`table/${TABLE.database}/${TABLE.name}`)],
  },
];

/** Who reads the ranges' commits and writes the publish commit. */
const OPERATE: readonly Statement[] = [
  { Effect: 'Allow', Action: 's3:ListBucket', Resource: arn(LEDGER.bucket) },
  { Effect: 'Allow', Action: 's3:GetObject', Resource: arn(`${LEDGER.bucket}/*`) },
  { Effect: 'Allow', Action: 's3:PutObject', Resource: arn(`${LEDGER.bucket}/${LEDGER.prefix}*/*/publishes/*`) },
];

export interface PublishStage {
  readonly open: OpenPlan;
  readonly s3: S3;
  readonly catalogue: Catalogue;
  readonly lines: string[];
  deps(signal?: AbortSignal): {
    s3: S3;
    ledger: ReturnType<typeof s3Ledger>;
    catalogue: Catalogue;
    clock: ReturnType<typeof systemClock>;
    random: () => number;
    signal: AbortSignal;
    log: (line: string) => void;
  };
  /** A catalogue as somebody sees it who may do this. */
  catalogueOf(allows: readonly Statement[]): Promise<Catalogue>;
  putLive(key: string, body?: Buffer): Promise<void>;
  bodyOf(key: string): Promise<Buffer>;
  /** Keys below the table's prefix. */
  keys(): Promise<string[]>;
  /** Registered days with their places, in order. */
  days(): Promise<string[]>;
  close(): Promise<void>;
}

/** The laptop's AWS with a live table, two of its files, three ranges in the ledger, and the roles that publish. */
export async function openPublishStage(): Promise<PublishStage> {
  const stage = await openStage();
  const closings: (() => unknown)[] = [];
  const root = rootOf(ACCOUNT);
  const owner = new S3Client({ endpoint: stage.server.endpoint, region: REGION, forcePathStyle: true, credentials: root, maxAttempts: 1 });
  const glue = new GlueClient({ endpoint: stage.server.endpoint, region: REGION, credentials: root, maxAttempts: 1 });
  closings.push(
    () => owner.destroy(),
    () => glue.destroy(),
  );
  const lean = (keys: Keys): S3 => {
    const s3 = createS3({
      region: REGION,
      endpoint: stage.server.endpoint,
      credentials: () => keys,
      clock: systemClock(),
      random: Math.random,
      connections: 32,
    });
    closings.push(() => s3.close());
    return s3;
  };
  const put = async (Bucket: string, Key: string, Body: Buffer | string) => await owner.send(new PutObjectCommand({ Bucket, Key, Body }));
  const catalogueFor = (keys: Keys): Catalogue => {
    const place = { endpoint: stage.server.endpoint, clock: systemClock(), random: Math.random };
    const catalogue = glueCatalogue(place, { region: REGION, account: ACCOUNT }, TABLE, () => keys);
    closings.push(() => catalogue.close());
    return catalogue;
  };
  try {
    for (const Bucket of [TARGET.bucket, LEDGER.bucket])
      await owner.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'us-east-2' } }));
    await registerLiveTable({
      endpoint: stage.server.endpoint,
      account: { id: ACCOUNT, region: REGION, ...root },
      bucket: TARGET.bucket,
      table: TABLE,
      schema: SCHEMA,
      days: ['2019-01-02', '2020-01-20'],
    });
    for (const key of [LIVE, LIVE_LATER]) await put(TARGET.bucket, key, fixture('live'));
    const open = openPlan(TRANSFORM);
    await putRanges(open, put);
    const publisher = await sessionOf(stage, { account: ACCOUNT, name: 'publish', allows: PUBLISH });
    const operator = await sessionOf(stage, { account: ACCOUNT, name: 'operate', allows: OPERATE });
    const s3 = lean(publisher);
    const catalogue = catalogueFor(publisher);
    const ledger = s3Ledger(lean(operator), LEDGER);
    const lines: string[] = [];
    let others = 0;
    return {
      open,
      s3,
      catalogue,
      lines,
      deps: (signal = new AbortController().signal) => ({
        s3,
        ledger,
        catalogue,
        clock: systemClock(),
        random: Math.random,
        signal,
        log: (line) => void lines.push(line),
      }),
      catalogueOf: async (allows) => catalogueFor(await sessionOf(stage, { account: ACCOUNT, name: `other-${(others += 1)}`, allows })),
      putLive: async (key, body = fixture('live')) => void (await put(TARGET.bucket, key, body)),
      bodyOf: async (key) => {
        const got = await owner.send(new GetObjectCommand({ Bucket: TARGET.bucket, Key: key }));
        return Buffer.from(await got.Body!.transformToByteArray());
      },
      keys: async () => {
        const page = await s3.listPage({ from: { bucket: TARGET.bucket, owner: ACCOUNT }, prefix: TABLE.prefix });
        return page.objects.map(({ key }) => key);
      },
      days: async () => {
        const { Partitions = [] } = await glue.send(new GetPartitionsCommand({ DatabaseName: TABLE.database, TableName: TABLE.name }));
        return Partitions.map(({ Values, StorageDescriptor }) => `${Values?.join('-')} ${StorageDescriptor?.Location}`).toSorted();
      },
      close: async () => {
        for (const close of closings) await close();
        await stage.close();
      },
    };
  } catch (error) {
    await stage.close().catch(() => undefined);
    throw error;
  }
}

async function putRanges(
  open: OpenPlan,
  put: (bucket: string, key: string, body: Buffer | string) => Promise<{ ETag?: string | undefined }>,
) {
  const { digests, migration } = open.plan;
  for (const range of RANGES) {
    const name = LEDGER.prefix + open.names.table(digests.transform).rangeCommit(range.name, INPUTS);
    const files: RangeCommit['files'] = [];
    for (const [index, [day, held, rows]] of (HELD[range.name] ?? []).entries()) {
      const key = name.replace('commit.json', `part-${index}.parquet`);
      const stored = await put(LEDGER.bucket, key, fixture(held));
      files.push({ key, day, rows, bytes: fixture(held).length, etag: (stored.ETag ?? '').replaceAll('"', '') });
    }
    const commit: RangeCommit = {
      contract: 'range-commit/1',
      migration,
      identity: digests.identity,
      transform: digests.transform,
      range,
      generation: 1,
      inputs: INPUTS,
      rows: files.reduce((sum, { rows }) => sum + rows, 0),
      files,
      job: 'j',
      seconds: 1,
      committedAt: '2026-01-01T00:00:00Z',
    };
    await put(LEDGER.bucket, name, JSON.stringify(commit));
  }
}
