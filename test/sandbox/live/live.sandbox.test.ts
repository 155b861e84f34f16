import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { GetPartitionsCommand, GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadMigration } from '../../../src/config/load.ts';
import { parseSandboxSpec } from '../../../sandbox/dataset/spec.ts';
import type { PlantedLive } from '../../../sandbox/live/live.ts';
import { liveRules, makeLive, seedLive, type Live } from '../../../sandbox/live/seeding.ts';
import { startFront, type Front } from '../../../sandbox/proxy/front.ts';
import { sandboxPython, startLaptopAws, type LaptopAws } from '../laptop-aws.ts';

const EXAMPLE = resolve(import.meta.dirname, '../../../examples/checkout-history');
const migration = await loadMigration((path) => readFile(path, 'utf8'), join(EXAMPLE, 'migration.yml'));
const sandboxSpec = parseSandboxSpec(readFileSync(join(EXAMPLE, 'sandbox.yml'), 'utf8'), 'sandbox.yml');
const { bucket, region, account: id } = migration.target;
const account = { id, region, accessKeyId: id, secretAccessKey: 'test' };
const credentials = { accessKeyId: id, secretAccessKey: 'test' };
const PREFIX = 'consumable_tables/checkout/';

let aws: LaptopAws;
let front: Front;
let s3: S3Client;
let live: Live;
let planted: PlantedLive;
let dir: string;
const make = (into: string, seed = 7) => makeLive({ migration, sandboxSpec, seed, dir: into, python: sandboxPython() }) as Promise<Live>;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'bb-live-'));
  aws = await startLaptopAws();
  live = await make(dir);
  front = await startFront({ port: 0, upstream: aws.endpoint, adminToken: aws.token, logFile: join(aws.dir, 's3-access.ndjson') });
  front.setRules(liveRules(live));
  s3 = new S3Client({ endpoint: front.url, region, forcePathStyle: true, credentials });
  await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: 'us-east-2' } }));
  planted = (await seedLive(live, { endpoint: aws.endpoint, token: aws.token, account })) as PlantedLive;
});
afterAll(async () => {
  s3?.destroy();
  await front?.close();
  await aws?.stop();
  await rm(dir, { recursive: true, force: true });
});

const sha256 = (body: Uint8Array) => createHash('sha256').update(body).digest('hex');
const listed = async () => (await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: PREFIX }))).Contents ?? [];
const bodyOf = async (key: string) =>
  (await (await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).Body?.transformToByteArray()) ?? new Uint8Array();

describe("the live pipeline's files", () => {
  it('lie in the days of the example, before and after the cut-off, with the content that the state tells', async () => {
    expect(planted.files).toHaveLength(12);
    const found = await listed();
    expect(found.map(({ Key }) => Key)).toEqual(planted.files.map(({ key }) => key).toSorted());
    for (const { key, day, sha256: digest } of planted.files) {
      const [year, month, ofMonth] = day.split('-');
      expect(key.slice(PREFIX.length)).toMatch(
        new RegExp(`^YEAR=${year}/MONTH=${month}/DAY=${ofMonth}/part-00000-[0-9a-f]{8}-[0-9a-f-]{27}\\.snappy\\.parquet$`),
      );
      expect(sha256(await bodyOf(key))).toBe(digest);
    }
    const days = planted.files.map(({ day }) => day);
    expect(days.filter((day) => day < '2020-01-15').length).toBeGreaterThan(3);
    expect(days.filter((day) => day >= '2020-01-15').length).toBeGreaterThan(3);
    expect(new Set(days).size).toBeLessThan(days.length);
    expect(found.every(({ LastModified }) => (LastModified?.getTime() ?? 0) < Date.parse('2020-01-22'))).toBe(true);
  });

  it('are the same each time, and others with another seed', async () => {
    const again = await make(join(dir, 'again'));
    const other = await make(join(dir, 'other'), 8);
    const digests = (of: Live) => of.files.map((file) => file.sha256);
    expect(digests(again)).toEqual(digests(live));
    expect(digests(other)).not.toEqual(digests(live));
  });

  it('have the columns of schema.yml in their order, nested types and all, and none of the partition', () => {
    const script = `
import json, sys
import pyarrow.parquet as parquet
table = parquet.read_table(sys.argv[1])
# Arrow names a map's entries after its column, where the file does not say how Arrow would.
print(json.dumps([[field.name, str(field.type).replace(" ('fields')", '')] for field in table.schema]))
print(json.dumps([str(row) for row in table.column("LastChange").to_pylist()]))`;
    for (const { file, day, rows } of live.files.slice(0, 2)) {
      const [columns = '', dates = ''] = execFileSync(sandboxPython(), ['-c', script, file], { encoding: 'utf8' }).split('\n');
      const types = JSON.parse(columns) as [string, string][];
      expect(types.map(([name]) => name)).toEqual(live.schema.map(([name]) => name));
      expect(Object.fromEntries(types)).toMatchObject({
        OrderId: 'string',
        LastChange: 'timestamp[us, tz=UTC]',
        Value: 'int64',
        Totals: 'list<element: struct<id: string, name: string, value: int64>>',
        CustomData: 'struct<customApps: list<element: struct<id: string, major: int64, fields: map<string, string>>>>',
      });
      const moments = JSON.parse(dates) as string[];
      expect(moments).toHaveLength(rows);
      expect(moments.every((moment) => moment.startsWith(day))).toBe(true);
    }
  });

  it('are of a table that Glue knows, with the days that they are of', async () => {
    const glue = new GlueClient({ endpoint: front.url, region, credentials });
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName: 'analytics', Name: 'checkout' }));
    expect(Table?.PartitionKeys?.map(({ Name, Type }) => `${Name} ${Type}`)).toEqual(['year string', 'month string', 'day string']);
    expect(Table?.StorageDescriptor?.Location).toBe(`s3://${bucket}/${PREFIX}`);
    const columns = Object.fromEntries((Table?.StorageDescriptor?.Columns ?? []).map(({ Name = '', Type }) => [Name, Type]));
    expect(Object.keys(columns)).toEqual(live.schema.map(([name]) => name.toLowerCase()));
    expect(columns).toMatchObject({
      lastchange: 'timestamp',
      value: 'bigint',
      customdata: 'struct<customApps:array<struct<id:string,major:bigint,fields:map<string,string>>>>',
    });
    const { Partitions = [] } = await glue.send(new GetPartitionsCommand({ DatabaseName: 'analytics', TableName: 'checkout' }));
    const days = new Set(planted.files.map(({ day }) => day));
    expect(new Set(Partitions.map(({ Values }) => Values?.join('-')))).toEqual(days);
    expect(Partitions.find(({ Values }) => Values?.join() === '2018,10,31')?.StorageDescriptor?.Location).toBe(
      `s3://${bucket}/${PREFIX}YEAR=2018/MONTH=10/DAY=31/`,
    );
    glue.destroy();
  });

  it('get one more when the first file is copied into the table, and no other then', async () => {
    const arriving = planted.arriving;
    const there = async () => (await listed()).some(({ Key }) => Key === arriving?.key);
    const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'rows' }));
    const copy = (Key: string) => s3.send(new CopyObjectCommand({ Bucket: bucket, Key, CopySource: `${bucket}/elsewhere` }));
    await put('elsewhere');
    await copy('elsewhere-too');
    expect(await there()).toBe(false);
    await copy(`${PREFIX}YEAR=2018/MONTH=10/DAY=31/ours.parquet`);
    expect(await there()).toBe(true);
    expect(sha256(await bodyOf(arriving?.key ?? ''))).toBe(arriving?.sha256);
    expect(await listed()).toHaveLength(planted.files.length + 2);
    await copy(`${PREFIX}YEAR=2018/MONTH=10/DAY=31/ours-too.parquet`);
    expect(await listed()).toHaveLength(planted.files.length + 3);
  });
});

it('says why when Python cannot write them', async () => {
  const broken = { migration, sandboxSpec, seed: 7, dir: join(dir, 'broken'), python: '/bin/false' };
  await expect(makeLive(broken)).rejects.toThrow("the live pipeline's files could not be written");
});
