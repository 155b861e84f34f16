import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  BucketLocationConstraint,
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeDataset, type SeedObject } from '../../../sandbox/dataset/describe.ts';
import { seedDataset } from '../../../sandbox/dataset/seed.ts';
import { parseSandboxSpec } from '../../../sandbox/dataset/spec.ts';
import { plantedRules, plantedSummary } from '../../../sandbox/dataset/summary.ts';
import { startFront, type Front } from '../../../sandbox/proxy/front.ts';
import { parseRules } from '../../../sandbox/proxy/rules.ts';
import { startLaptopAws, type LaptopAws } from '../laptop-aws.ts';
import { readLog } from './harness.ts';

const SOURCE = { bucket: 'shop-orders-archive', region: 'us-east-1', account: '111122223333' };
const TARGET = { bucket: 'analytics-checkout', region: 'us-east-2', account: '444455556666' };
const spec = parseSandboxSpec(
  readFileSync(resolve(import.meta.dirname, '../../../examples/checkout-history/quick.sandbox.yml'), 'utf8'),
  'quick.sandbox.yml',
);
const folders = ['E9', 'ED', 'FA', '22', '0D', '1D', '83', 'FE', 'F9', '86', '00'].flatMap((hex) => [
  `${hex}_CheckoutOrder`,
  `${hex}_FulfillmentOrder`,
]);
const input = { folders, sandboxSpec: spec, cutoff: '2020-01-15T00:00:00Z', sourceBucket: SOURCE.bucket, account: SOURCE.account };
const dataset = [...describeDataset(input)];
const odd = dataset.filter((object) => object.kind === 'odd-key' && object.folder === '22_FulfillmentOrder');

let aws: LaptopAws;
let front: Front;
const clients: S3Client[] = [];
const rootOf = (account: string, region: string, endpoint = front.url, secretAccessKey = 'test') => {
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: account, secretAccessKey },
  });
  clients.push(client);
  return client;
};
let source: S3Client;
let target: S3Client;
const log = () => {
  front.flushLog();
  return readLog(join(aws.dir, 's3-access.ndjson'));
};

beforeAll(async () => {
  aws = await startLaptopAws();
  front = await startFront({ port: 0, upstream: aws.endpoint, adminToken: aws.token, logFile: join(aws.dir, 's3-access.ndjson') });
  source = rootOf(SOURCE.account, SOURCE.region);
  target = rootOf(TARGET.account, TARGET.region);
  await source.send(new CreateBucketCommand({ Bucket: SOURCE.bucket }));
  await target.send(
    new CreateBucketCommand({
      Bucket: TARGET.bucket,
      CreateBucketConfiguration: { LocationConstraint: BucketLocationConstraint.us_east_2 },
    }),
  );
  const Resource = [`arn:aws:s3:::${SOURCE.bucket}`, `arn:aws:s3:::${SOURCE.bucket}/*`];
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${TARGET.account}:root` },
    Action: ['s3:GetObject', 's3:GetObjectTagging', 's3:ListBucket'],
    Resource,
  };
  await source.send(
    new PutBucketPolicyCommand({ Bucket: SOURCE.bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) }),
  );
  await seedDataset({ endpoint: aws.endpoint, token: aws.token, objects: dataset });
}, 60_000);
afterAll(async () => {
  for (const client of clients) client.destroy();
  await front.close();
  await aws.stop();
});
beforeEach(() => front.setRules([]));

const encoded = (key: string) => key.split('/').map(encodeURIComponent).join('/');
const copy = (object: Pick<SeedObject, 'key'>, client = target, ifMatch?: string) =>
  client.send(
    new CopyObjectCommand({
      Bucket: TARGET.bucket,
      Key: object.key,
      CopySource: `${SOURCE.bucket}/${encoded(object.key)}`,
      ExpectedBucketOwner: TARGET.account,
      ExpectedSourceBucketOwner: SOURCE.account,
      ...(ifMatch === undefined ? {} : { CopySourceIfMatch: ifMatch }),
    }),
  );
const headTarget = (key: string) => target.send(new HeadObjectCommand({ Bucket: TARGET.bucket, Key: key }));

async function listed(client: S3Client, bucket: string): Promise<string[]> {
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        EncodingType: 'url',
        MaxKeys: 97,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    keys.push(...(page.Contents ?? []).map((object) => decodeURIComponent((object.Key ?? '').replaceAll('+', ' '))));
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return keys;
}

describe('S3 through the front', () => {
  it('lists exactly what was seeded, in UTF-8 order', async () => {
    const expected = dataset.map((object) => object.key).toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(await listed(source, SOURCE.bucket)).toEqual(expected);
  });

  it('reads every odd key with its own signature, body, date, metadata, tags and class', async () => {
    for (const object of odd) {
      const found = await source.send(new GetObjectCommand({ Bucket: SOURCE.bucket, Key: object.key }));
      expect(Buffer.from((await found.Body?.transformToByteArray()) ?? [])).toEqual(object.body);
      expect([found.LastModified?.toISOString(), found.ContentType, found.Metadata, found.StorageClass ?? 'STANDARD']).toEqual([
        object.lastModified,
        object.contentType,
        object.metadata,
        object.storageClass,
      ]);
      const tags = await source.send(new GetObjectTaggingCommand({ Bucket: SOURCE.bucket, Key: object.key }));
      expect(Object.fromEntries((tags.TagSet ?? []).map((tag) => [tag.Key, tag.Value]))).toEqual(object.tags);
    }
    expect(odd.length).toBeGreaterThan(20);
  });

  it('copies every odd key across accounts and logs it by its own name', async () => {
    for (const object of odd) {
      await copy(object);
      const found = await target.send(new GetObjectCommand({ Bucket: TARGET.bucket, Key: object.key }));
      expect(Buffer.from((await found.Body?.transformToByteArray()) ?? [])).toEqual(object.body);
      expect(found.Metadata).toEqual(object.metadata);
    }
    const copies = log().filter((line) => line.operation === 'CopyObject');
    expect(copies.map((line) => line.key)).toEqual(odd.map((object) => object.key));
    expect(copies[0]).toMatchObject({
      bucket: TARGET.bucket,
      sourceBucket: SOURCE.bucket,
      sourceKey: odd[0]?.key,
      status: 200,
      upstreamStatus: 200,
      principal: TARGET.account,
    });
  });

  it('keeps keys that a path clean-up would fold', async () => {
    const keys = ['dots/a/../b', 'dots/./c', 'dots//d', 'dots/e/', 'dots/%2e%2e/f'];
    for (const Key of keys) await target.send(new PutObjectCommand({ Bucket: TARGET.bucket, Key, Body: Key }));
    const direct = rootOf(TARGET.account, TARGET.region, aws.endpoint);
    const page = await direct.send(new ListObjectsV2Command({ Bucket: TARGET.bucket, Prefix: 'dots/' }));
    expect((page.Contents ?? []).map((object) => object.Key ?? '').toSorted()).toEqual(keys.toSorted());
    for (const Key of keys)
      expect(await (await target.send(new GetObjectCommand({ Bucket: TARGET.bucket, Key }))).Body?.transformToString()).toBe(Key);
  });

  it('passes other services untouched and unlogged', async () => {
    const before = log().length;
    const sts = new STSClient({
      endpoint: front.url,
      region: 'us-east-1',
      credentials: { accessKeyId: TARGET.account, secretAccessKey: 'test' },
    });
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe(TARGET.account);
    sts.destroy();
    expect(log()).toHaveLength(before);
  });

  it('keeps the admin door shut, with the right token, too', async () => {
    const line = JSON.stringify({ account: SOURCE.account, bucket: SOURCE.bucket, key: 'planted-from-outside', bodyBase64: '' });
    const response = await fetch(`${front.url}/_bucket-brigade/objects`, {
      method: 'POST',
      body: line,
      headers: { authorization: `Bearer ${aws.token}` },
    });
    expect(response.status).toBe(404);
    await expect(source.send(new HeadObjectCommand({ Bucket: SOURCE.bucket, Key: 'planted-from-outside' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('gives S3 the whole of twenty connections at once, and logs each request', async () => {
    const before = log().length;
    const orders = dataset.filter((object) => object.kind === 'order').slice(0, 60);
    await Promise.all(orders.map((object) => source.send(new HeadObjectCommand({ Bucket: SOURCE.bucket, Key: object.key }))));
    const lines = log().slice(before);
    expect(lines.map((line) => line.key ?? '').toSorted()).toEqual(orders.map((object) => object.key).toSorted());
  });
});

describe('lost copies', () => {
  const lost = dataset.find((object) => object.folder === 'E9_FulfillmentOrder' && object.kind === 'order') as SeedObject;
  beforeEach(() => front.setRules(plantedRules({ ...input, source: SOURCE, target: TARGET })));

  it('look like copies, are none, and happen once', async () => {
    const { ETag } = await source.send(new HeadObjectCommand({ Bucket: SOURCE.bucket, Key: lost.key }));
    const answer = await copy(lost, target, ETag);
    expect(answer.CopyObjectResult?.ETag).toBe(ETag);
    await expect(headTarget(lost.key)).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
    expect(log().findLast((line) => line.operation === 'CopyObject')).toMatchObject({
      status: 200,
      upstreamStatus: 412,
      rule: 'lost-in-the-first-pass',
    });
    await copy(lost, target, ETag);
    expect((await headTarget(lost.key)).ETag).toBe(ETag);
  });

  it('are refused like real ones: a stranger, a wrong secret, another owner, a changed source', async () => {
    const other = dataset.find((object) => object.folder === 'ED_FulfillmentOrder' && object.kind === 'order') as SeedObject;
    await expect(copy(other, rootOf('999988887777', TARGET.region))).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    await expect(copy(other, rootOf(TARGET.account, TARGET.region, front.url, 'wrong'))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
    const misowned = new CopyObjectCommand({
      Bucket: TARGET.bucket,
      Key: other.key,
      CopySource: `${SOURCE.bucket}/${encoded(other.key)}`,
      ExpectedSourceBucketOwner: TARGET.account,
    });
    await expect(target.send(misowned)).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    await expect(copy(other, target, '"00000000000000000000000000000000"')).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(copy({ key: 'ED_FulfillmentOrder/x/id/none' })).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(front.rules().find((one) => one.rule.kind === 'lose-copies')).toMatchObject({ matched: 5, fired: 0 });
  });

  it('lose whole folders, and nothing else', async () => {
    const planned = dataset.filter((object) => ['FA_FulfillmentOrder', 'FA_CheckoutOrder'].includes(object.folder));
    for (const object of planned) await copy(object);
    const there = (await listed(target, TARGET.bucket)).filter((key) => key.startsWith('FA_'));
    expect(there.toSorted()).toEqual(
      planned
        .filter((object) => object.folder === 'FA_CheckoutOrder')
        .map((object) => object.key)
        .toSorted(),
    );
  });
});

describe('sources that move while they are copied', () => {
  it('changed: the pinned copy fails, the object is there with a new ETag, one second younger and before the cut-off', async () => {
    front.setRules(plantedRules({ ...input, source: SOURCE, target: TARGET }));
    const { changed } = plantedSummary(input);
    const object = dataset.find((one) => one.key === changed) as SeedObject;
    const before = await source.send(new HeadObjectCommand({ Bucket: SOURCE.bucket, Key: object.key }));
    await expect(copy(object, target, before.ETag)).rejects.toMatchObject({ name: 'PreconditionFailed' });
    const after = await source.send(new GetObjectCommand({ Bucket: SOURCE.bucket, Key: object.key }));
    expect(JSON.parse((await after.Body?.transformToString()) ?? '')).toMatchObject({ Status: 'canceled' });
    expect((after.LastModified?.getTime() ?? 0) - (before.LastModified?.getTime() ?? 0)).toBe(1_000);
    expect(after.LastModified?.toISOString().localeCompare(input.cutoff)).toBe(-1);
    expect(after.Metadata).toEqual(before.Metadata);
    await copy(object, target, after.ETag);
    expect((await headTarget(object.key)).ETag).toBe(after.ETag);
  });

  it('vanished: the copy finds nothing', async () => {
    front.setRules(plantedRules({ ...input, source: SOURCE, target: TARGET }));
    const key = plantedSummary(input).vanished ?? '';
    await expect(copy({ key })).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await listed(source, SOURCE.bucket)).not.toContain(key);
  });
});

describe('other faults', () => {
  const order = dataset.find((object) => object.kind === 'order' && object.folder === '00_FulfillmentOrder') as SeedObject;
  const rule = (value: object) => front.setRules(parseRules(JSON.stringify({ version: 1, rules: [value] }), 'test'));

  it('an error in a 200 stores nothing and is SlowDown to the SDK', async () => {
    rule({ name: 'odd', kind: 'error-in-200', source: SOURCE, target: TARGET, keyPrefixes: ['00_'] });
    await expect(copy(order)).rejects.toMatchObject({ name: 'SlowDown' });
    await expect(headTarget(order.key)).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });

  it('an answer lost after the copy leaves the copy', async () => {
    rule({ name: 'cut', kind: 'reset', match: { operations: ['CopyObject'] }, times: 1, when: 'after-forwarding' });
    await expect(copy(order)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await headTarget(order.key)).ContentLength).toBe(order.body.length);
  });

  it('a share of 503 is healed by the retries of the SDK', async () => {
    rule({ name: 'busy', kind: 'unavailable', match: { operations: ['HeadObject'] }, times: 20, share: 0.3, seed: 3 });
    const patient = new S3Client({
      endpoint: front.url,
      region: SOURCE.region,
      forcePathStyle: true,
      maxAttempts: 8,
      credentials: { accessKeyId: SOURCE.account, secretAccessKey: 'test' },
    });
    clients.push(patient);
    const before = log().length;
    await Promise.all(odd.map((object) => patient.send(new HeadObjectCommand({ Bucket: SOURCE.bucket, Key: object.key }))));
    const statuses = log()
      .slice(before)
      .map((line) => line.status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(odd.length);
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(0);
  });
});
