import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALPHA, BETA, makeBucket, openStage, verdict, type Stage } from './stage.ts';

describe('the admin door', () => {
  const BUCKET = 'alpha-seeded';
  let stage: Stage;
  let s3: S3Client;
  beforeAll(async () => {
    stage = await openStage();
    s3 = await makeBucket(stage, ALPHA, BUCKET);
  });
  afterAll(() => stage.close());

  const line = (rest: object) => JSON.stringify({ account: ALPHA, bucket: BUCKET, key: 'a', bodyBase64: 'eA==', ...rest });
  const store = (...lines: readonly object[]) => stage.admin('objects', lines.map(line).join('\n'));

  test('is closed without its token', async () => {
    const ask = async (path: string, authorization?: string) =>
      (await fetch(`${stage.server.endpoint}/_bucket-brigade/${path}`, { headers: authorization === undefined ? {} : { authorization } }))
        .status;
    expect([
      (await stage.admin('objects', line({}), 'wrong')).status,
      (await stage.admin('sessions/expire', '{}', '')).status,
      await ask('health'),
      await ask('health', `Basic ${stage.adminToken}`),
      await ask('health', `Bearer ${stage.adminToken}`),
      await ask('nothing', `Bearer ${stage.adminToken}`),
    ]).toEqual([401, 401, 401, 401, 200, 404]);
    expect((await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }))).KeyCount).toBe(0);
  });

  test('stores what a PUT would have, with a past', async () => {
    const body = Buffer.from('{"order": 1}');
    const stored = await store({
      key: 'E9_Order/id/ä b.json',
      bodyBase64: body.toString('base64'),
      lastModified: '2019-03-01T12:34:56.789+01:00',
      contentType: 'application/json',
      metadata: { Origin: 'checkout' },
      tags: { colour: 'blue & green', empty: '' },
      storageClass: 'STANDARD_IA',
    });
    expect(stored).toEqual({ status: 200, answer: { stored: 1, deleted: 0 } });
    const found = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'E9_Order/id/ä b.json' }));
    const [listed] = (await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'E9_Order/' }))).Contents ?? [];
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key: 'E9_Order/id/ä b.json' }));
    const moment = new Date('2019-03-01T11:34:56Z');
    expect({
      type: found.ContentType,
      metadata: found.Metadata,
      class: found.StorageClass,
      at: found.LastModified,
      body: await found.Body?.transformToString(),
    }).toEqual({
      type: 'application/json',
      metadata: { origin: 'checkout' },
      class: 'STANDARD_IA',
      at: moment,
      body: body.toString(),
    });
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    expect([found.ETag, listed?.ETag, listed?.LastModified, listed?.Size, listed?.StorageClass]).toEqual([
      etag,
      etag,
      moment,
      body.length,
      'STANDARD_IA',
    ]);
    expect(TagSet).toEqual([
      { Key: 'colour', Value: 'blue & green' },
      { Key: 'empty', Value: '' },
    ]);
  });

  test('replaces and removes', async () => {
    const state = async () => (await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'r' }))).Body?.transformToString();
    await store({ key: 'r' }, { key: 'r', bodyBase64: 'eXo=', tags: { a: 'b' } });
    const replaced = await state();
    expect(await store({ key: 'r', delete: true }, { key: 'never was', delete: true })).toEqual({
      status: 200,
      answer: { stored: 0, deleted: 2 },
    });
    expect([replaced, await verdict(state())]).toEqual(['yz', '404 NoSuchKey']);
  });

  test('keeps the moment of a version', async () => {
    await makeBucket(stage, ALPHA, 'alpha-versioned');
    await s3.send(new PutBucketVersioningCommand({ Bucket: 'alpha-versioned', VersioningConfiguration: { Status: 'Enabled' } }));
    await store(
      { bucket: 'alpha-versioned', lastModified: '2018-01-01T00:00:00Z' },
      { bucket: 'alpha-versioned', lastModified: '2019-01-01T00:00:00Z' },
    );
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'alpha-versioned' }));
    expect(Versions.map(({ LastModified }) => LastModified?.getUTCFullYear())).toEqual([2019, 2018]);
  });

  test.each([
    ['another account’s bucket', { account: BETA }, `the bucket ${BUCKET} is of account ${ALPHA}, not ${BETA}`],
    ['a bucket that does not exist', { bucket: 'nobodys' }, 'the bucket nobodys does not exist'],
    ['a body that is no base64', { bodyBase64: '***' }, 'base64'],
    ['no body', { bodyBase64: undefined }, 'bodyBase64 is missing'],
    ['a moment that is none', { lastModified: 'yesterday' }, 'yesterday'],
    ['a moment without a zone', { lastModified: '2019-01-01T00:00:00' }, 'has no time zone'],
    ['a key that is too long', { key: 'x'.repeat(1025) }, '1024 bytes'],
    ['a storage class that is none', { storageClass: 'COLD' }, 'InvalidStorageClass'],
  ])('refuses %s and says which line', async (_what, wrong, reason) => {
    const answer = await store({ key: 'before' }, wrong, { key: 'after' });
    expect(answer.status).toBe(400);
    expect(answer.answer).toMatchObject({ stored: 1, line: 2, error: expect.stringContaining(reason) as string });
    expect(await verdict(s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'after' })))).toBe('404 NoSuchKey');
  });

  test('serves others while it stores', async () => {
    const many = Array.from({ length: 4_000 }, (_, n) => ({ key: `many/${n}` }));
    let done = false;
    const storing = store(...many).finally(() => {
      done = true;
    });
    let served = 0;
    while (!done) {
      await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, MaxKeys: 1 }));
      served += 1;
    }
    expect((await storing).answer).toEqual({ stored: 4_000, deleted: 0 });
    expect(served).toBeGreaterThan(2);
  });
});
