import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ALPHA,
  BETA,
  copySource,
  listKeys,
  makeBucket,
  openStage,
  policy,
  roleArn,
  sessionOf,
  utf8Order,
  verdict,
  type Stage,
  type Statement,
} from './stage.ts';

const SOURCE = 'alpha-source';
const TARGET = 'alpha-target';

let stage: Stage;
let s3: S3Client;
beforeAll(async () => {
  stage = await openStage();
  s3 = await makeBucket(stage, ALPHA, SOURCE);
  await makeBucket(stage, ALPHA, TARGET);
});
afterAll(() => stage.close());

const ODD_KEYS = [
  'a plain one.json',
  'two  spaces ',
  '{braces}/{}',
  '[1]/[]',
  '*',
  '?',
  'what?versionId=x',
  'colon:here',
  'hash#here',
  'percent%20not a space',
  '%',
  '100%',
  'a+b',
  'a b+c%2Bd',
  'back\\slash',
  '_leading',
  '.leading',
  'a//b',
  '/a',
  '//',
  'a/',
  'a/./b',
  'a/../b',
  '.',
  '..',
  '../a',
  'tilde~',
  '\'quoted\' "twice" & <tagged>',
  'a=b;c,d!$@^`|(e)',
  'control\u0001char',
  'line\nbreak',
  'return\rhere',
  'tab\there',
  'end\n',
  'delete\u007f',
  'ümlaut',
  'u\u0308mlaut',
  'emoji-😀',
  'line-\u2028-separator',
  'unit-\uE000',
  'unit-\uFFFD',
  'unit-\u{10000}',
  'unit-\u{10FFFD}',
  'x'.repeat(1024),
  'ü'.repeat(512),
] as const;

describe('odd keys', () => {
  test.each(ODD_KEYS)('%j goes through PUT, LIST, COPY and GET as it is', async (key) => {
    const body = `body of ${key}`;
    await s3.send(new PutObjectCommand({ Bucket: SOURCE, Key: key, Body: body }));
    await s3.send(new CopyObjectCommand({ Bucket: TARGET, Key: key, CopySource: copySource(SOURCE, key) }));
    const found = await s3.send(new GetObjectCommand({ Bucket: TARGET, Key: key }));
    expect(await found.Body?.transformToString()).toBe(body);
    expect((await listKeys(s3, TARGET, { Prefix: key })).keys).toContain(key);
  });

  test('are listed in the order of their UTF-8 bytes', async () => {
    const { keys } = await listKeys(s3, SOURCE);
    expect(keys).toEqual([...ODD_KEYS].toSorted(utf8Order));
    // Where it differs from the order of UTF-16.
    expect([...ODD_KEYS].toSorted()).not.toEqual(keys);
  });

  test('a policy’s wildcard means each of them', async () => {
    const role = await sessionOf(stage, {
      account: ALPHA,
      name: 'odd',
      allows: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${SOURCE}/*` }],
    });
    const client = stage.s3(role);
    const verdicts = await Promise.all(
      ODD_KEYS.map(async (key) => [key, await verdict(client.send(new GetObjectCommand({ Bucket: SOURCE, Key: key })))]),
    );
    expect(verdicts.filter(([, got]) => got !== 'ok')).toEqual([]);
  });

  test('a policy for one prefix means no other, however slashes are doubled', async () => {
    const allowed = ['p/a', 'p//a'];
    const refused = ['/p/a', '//p/a', 'q/p/a', 'p'];
    for (const key of [...allowed, ...refused]) await s3.send(new PutObjectCommand({ Bucket: TARGET, Key: key, Body: 'x' }));
    const client = stage.s3(
      await sessionOf(stage, {
        account: ALPHA,
        name: 'prefix',
        allows: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${TARGET}/p/*` }],
      }),
    );
    const get = async (key: string) => `${key} ${await verdict(client.send(new GetObjectCommand({ Bucket: TARGET, Key: key })))}`;
    expect(await Promise.all([...allowed, ...refused].map(get))).toEqual([
      ...allowed.map((key) => `${key} ok`),
      ...refused.map((key) => `${key} 403 AccessDenied`),
    ]);
  });

  test('a key of slashes is a key, not its bucket', async () => {
    const client = stage.s3(
      await sessionOf(stage, {
        account: ALPHA,
        name: 'buckets-only',
        allows: [{ Effect: 'Allow', Action: ['s3:ListBucket', 's3:CreateBucket'], Resource: '*' }],
      }),
    );
    expect([
      await verdict(client.send(new GetObjectCommand({ Bucket: SOURCE, Key: '//' }))),
      await verdict(client.send(new PutObjectCommand({ Bucket: SOURCE, Key: '//', Body: 'x' }))),
    ]).toEqual(['403 AccessDenied', '403 AccessDenied']);
  });

  test('1,025 bytes are too many', async () => {
    const long = 'ü'.repeat(512) + 'x';
    expect([
      await verdict(s3.send(new PutObjectCommand({ Bucket: SOURCE, Key: long, Body: 'x' }))),
      await verdict(s3.send(new CopyObjectCommand({ Bucket: TARGET, Key: long, CopySource: copySource(SOURCE, 'a/') }))),
      await verdict(s3.send(new CopyObjectCommand({ Bucket: TARGET, Key: 'a', CopySource: copySource(SOURCE, long) }))),
    ]).toEqual(['400 KeyTooLongError', '400 KeyTooLongError', '400 KeyTooLongError']);
  });

  test('a space is a plus sign in a listing, and S3’s other signs are as S3 writes them', async () => {
    await s3.send(new PutObjectCommand({ Bucket: TARGET, Key: 'enc/a b+c~d*e/f(1)', Body: 'x' }));
    const page = await s3.send(new ListObjectsV2Command({ Bucket: TARGET, Prefix: 'enc/a b', EncodingType: 'url' }));
    expect([page.Contents?.[0]?.Key, page.Prefix]).toEqual(['enc/a+b%2Bc%7Ed*e/f%281%29', 'enc/a+b']);
  });
});

describe('a missing key', () => {
  const NOWHERE = 'nowhere';
  const role = async (name: string, actions: readonly string[]) =>
    stage.s3(await sessionOf(stage, { account: ALPHA, name, allows: [{ Effect: 'Allow', Action: actions, Resource: '*' }] }));

  test.each([
    ['told to whoever may list', 'lists', ['s3:GetObject', 's3:PutObject', 's3:ListBucket'], '404 NoSuchKey', '404 NotFound'],
    ['not told to others', 'lists-not', ['s3:GetObject', 's3:PutObject'], '403 AccessDenied', '403 Unknown'],
  ])('is %s', async (_what, name, actions, told, toldByHead) => {
    const client = await role(name, actions);
    expect([
      await verdict(client.send(new GetObjectCommand({ Bucket: SOURCE, Key: NOWHERE }))),
      await verdict(client.send(new CopyObjectCommand({ Bucket: TARGET, Key: NOWHERE, CopySource: copySource(SOURCE, NOWHERE) }))),
      await verdict(client.send(new HeadObjectCommand({ Bucket: SOURCE, Key: NOWHERE }))),
      await verdict(client.send(new GetObjectCommand({ Bucket: SOURCE, Key: 'a/' }))),
    ]).toEqual([told, told, toldByHead, 'ok']);
  });

  test('of another account’s bucket is a question of the caller’s permissions, not of the owner’s', async () => {
    const bucket = 'beta-missing';
    const arn = `arn:aws:s3:::${bucket}`;
    const client = await role('abroad', ['s3:GetObject', 's3:ListBucket']);
    const statement = (action: string, resource: string): Statement => ({
      Effect: 'Allow',
      Principal: { AWS: roleArn(ALPHA, 'abroad') },
      Action: action,
      Resource: resource,
    });
    const read = statement('s3:GetObject', `${arn}/*`);
    const beta = await makeBucket(stage, BETA, bucket, policy(read));
    const get = () => verdict(client.send(new GetObjectCommand({ Bucket: bucket, Key: NOWHERE })));
    const before = await get();
    await beta.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: policy(read, statement('s3:ListBucket', arn)) }));
    expect([before, await get()]).toEqual(['403 AccessDenied', '404 NoSuchKey']);
  });
});
