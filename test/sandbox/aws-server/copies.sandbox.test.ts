import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCopyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALPHA, BETA, copySource, makeBucket, openStage, policy, roleArn, sessionOf, verdict, type Stage } from './stage.ts';

const SOURCE = 'alpha-source';
const PRIVATE = 'alpha-private';
const TARGET = 'beta-target';

let stage: Stage;
let alpha: S3Client;
let beta: S3Client;
/** Of beta, named by the policy of alpha's bucket. */
let reader: S3Client;
/** Of beta, not named. */
let stranger: S3Client;

beforeAll(async () => {
  stage = await openStage();
  const allows = [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject', 's3:PutObjectTagging'], Resource: '*' }] as const;
  reader = stage.s3(await sessionOf(stage, { account: BETA, name: 'reader', allows }));
  stranger = stage.s3(await sessionOf(stage, { account: BETA, name: 'stranger', allows }));
  alpha = await makeBucket(
    stage,
    ALPHA,
    SOURCE,
    policy({ Effect: 'Allow', Principal: { AWS: roleArn(BETA, 'reader') }, Action: 's3:GetObject', Resource: `arn:aws:s3:::${SOURCE}/*` }),
  );
  await makeBucket(stage, ALPHA, PRIVATE);
  await alpha.send(new PutObjectCommand({ Bucket: PRIVATE, Key: 'a', Body: 'text' }));
  beta = await makeBucket(stage, BETA, TARGET);
});
afterAll(() => stage.close());

describe('tags in a copy', () => {
  const BUCKET = 'alpha-tagged';
  const tags = async () => (await beta.send(new GetObjectTaggingCommand({ Bucket: TARGET, Key: 'tagged' }))).TagSet;
  const role = async (name: string, actions: readonly string[]) =>
    stage.s3(await sessionOf(stage, { account: BETA, name, allows: [{ Effect: 'Allow', Action: actions, Resource: '*' }] }));
  const copy = (s3: S3Client, key: string, rest: object = {}) =>
    s3.send(new CopyObjectCommand({ Bucket: TARGET, Key: key, CopySource: copySource(BUCKET, key), ...rest }));

  let all: S3Client;
  let noRead: S3Client;
  let noWrite: S3Client;
  beforeAll(async () => {
    [all, noRead, noWrite] = await Promise.all([
      role('tags-all', ['s3:GetObject', 's3:GetObjectTagging', 's3:PutObject', 's3:PutObjectTagging']),
      role('tags-no-read', ['s3:GetObject', 's3:PutObject', 's3:PutObjectTagging']),
      role('tags-no-write', ['s3:GetObject', 's3:GetObjectTagging', 's3:PutObject']),
    ]);
    await makeBucket(
      stage,
      ALPHA,
      BUCKET,
      policy({
        Effect: 'Allow',
        Principal: { AWS: BETA },
        Action: ['s3:GetObject', 's3:GetObjectTagging'],
        Resource: `arn:aws:s3:::${BUCKET}/*`,
      }),
    );
    await alpha.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'tagged', Body: 'x', Tagging: 'colour=blue&a%20b=c%2Bd' }));
    await alpha.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'plain', Body: 'x' }));
  });

  test.each([
    ['tagged, with every permission', () => copy(all, 'tagged'), 'ok'],
    ['tagged, without reading tags', () => copy(noRead, 'tagged'), '403 AccessDenied'],
    ['tagged, without writing tags', () => copy(noWrite, 'tagged'), '403 AccessDenied'],
    ['without tags, without reading tags', () => copy(noRead, 'plain'), 'ok'],
    ['without tags, without writing tags', () => copy(noWrite, 'plain'), 'ok'],
    ['tags replaced, without reading tags', () => copy(noRead, 'tagged', { TaggingDirective: 'REPLACE', Tagging: 'x=y' }), 'ok'],
    [
      'tags replaced, without writing tags',
      () => copy(noWrite, 'tagged', { TaggingDirective: 'REPLACE', Tagging: 'x=y' }),
      '403 AccessDenied',
    ],
    [
      'a PUT with tags, without writing tags',
      () => noWrite.send(new PutObjectCommand({ Bucket: TARGET, Key: 'p', Body: 'x', Tagging: 'x=y' })),
      '403 AccessDenied',
    ],
    ['a PUT with tags', () => all.send(new PutObjectCommand({ Bucket: TARGET, Key: 'p', Body: 'x', Tagging: 'x=y' })), 'ok'],
    [
      'an upload with tags, without writing tags',
      () => noWrite.send(new CreateMultipartUploadCommand({ Bucket: TARGET, Key: 'p', Tagging: 'x=y' })),
      '403 AccessDenied',
    ],
  ])('%s', async (_what, call, expected) => {
    expect(await verdict(call())).toBe(expected);
  });

  test('travel, are counted, and go when the object is replaced', async () => {
    await copy(all, 'tagged');
    expect(await tags()).toEqual([
      { Key: 'colour', Value: 'blue' },
      { Key: 'a b', Value: 'c+d' },
    ]);
    const head = async () => (await beta.send(new HeadObjectCommand({ Bucket: TARGET, Key: 'tagged' }))).TagCount;
    expect(await head()).toBe(2);
    await beta.send(new PutObjectCommand({ Bucket: TARGET, Key: 'tagged', Body: 'new' }));
    expect([await tags(), await head()]).toEqual([[], undefined]);
  });

  test('of another account’s bucket are its policy’s to give', async () => {
    const put = (s3: S3Client, bucket: string) =>
      verdict(s3.send(new PutObjectTaggingCommand({ Bucket: bucket, Key: 'tagged', Tagging: { TagSet: [{ Key: 'x', Value: 'y' }] } })));
    const get = (s3: S3Client, bucket: string) => verdict(s3.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: 'tagged' })));
    expect([await get(all, BUCKET), await put(all, BUCKET), await put(all, TARGET)]).toEqual(['ok', '403 AccessDenied', 'ok']);
  });
});

describe('an upload in parts across accounts', () => {
  const MIB = 1024 * 1024;
  const start = async (key: string, rest: object = {}) =>
    (await reader.send(new CreateMultipartUploadCommand({ Bucket: TARGET, Key: key, ...rest }))).UploadId ?? '';
  const part = (s3: S3Client, upload: string, key: string, number: number, range: string, source = copySource(SOURCE, 'large')) =>
    s3.send(
      new UploadPartCopyCommand({
        Bucket: TARGET,
        Key: key,
        UploadId: upload,
        PartNumber: number,
        CopySource: source,
        CopySourceRange: `bytes=${range}`,
      }),
    );
  const finish = (upload: string, key: string, parts: readonly { ETag?: string | undefined; PartNumber: number }[]) =>
    reader.send(
      new CompleteMultipartUploadCommand({
        Bucket: TARGET,
        Key: key,
        UploadId: upload,
        MultipartUpload: { Parts: parts.map((one) => ({ ETag: one.ETag, PartNumber: one.PartNumber })) },
      }),
    );
  const body = Buffer.alloc(5 * MIB + 10, 'abcdefghij');

  beforeAll(async () => {
    await alpha.send(new PutObjectCommand({ Bucket: SOURCE, Key: 'large', Body: body }));
  });

  test('two parts make the object, with the tags and metadata of its start', async () => {
    const upload = await start('parts', { Tagging: 'colour=red', Metadata: { shape: 'round' } });
    const etags = [
      await part(reader, upload, 'parts', 1, `0-${5 * MIB - 1}`),
      await part(reader, upload, 'parts', 2, `${5 * MIB}-${body.length - 1}`),
    ].map(({ CopyPartResult }, at) => ({ ETag: CopyPartResult?.ETag, PartNumber: at + 1 }));
    const done = await finish(upload, 'parts', etags);
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    const found = await beta.send(new GetObjectCommand({ Bucket: TARGET, Key: 'parts' }));
    expect(Buffer.from((await found.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
    expect([found.Metadata, found.TagCount]).toEqual([{ shape: 'round' }, 1]);
    // Copied whole, it is one object with the MD5 of its bytes.
    const whole = await beta.send(new CopyObjectCommand({ Bucket: TARGET, Key: 'whole', CopySource: copySource(TARGET, 'parts') }));
    const plain = await alpha.send(new HeadObjectCommand({ Bucket: SOURCE, Key: 'large' }));
    expect([whole.CopyObjectResult?.ETag, (await beta.send(new HeadObjectCommand({ Bucket: TARGET, Key: 'whole' }))).ETag]).toEqual([
      plain.ETag,
      plain.ETag,
    ]);
  });

  test('what is refused', async () => {
    const upload = await start('refused');
    const verdicts = {
      stranger: await verdict(part(stranger, upload, 'refused', 1, '0-9')),
      otherSource: await verdict(part(reader, upload, 'refused', 1, '0-3', copySource(PRIVATE, 'a'))),
      otherKey: await verdict(part(reader, upload, 'another', 1, '0-9')),
      beyond: await verdict(part(reader, upload, 'refused', 1, `0-${body.length}`)),
      number: await verdict(part(reader, upload, 'refused', 10_001, '0-9')),
    };
    const first = await part(reader, upload, 'refused', 1, '0-9');
    const second = await part(reader, upload, 'refused', 2, '0-9');
    const parts = [
      { ETag: first.CopyPartResult?.ETag, PartNumber: 1 },
      { ETag: second.CopyPartResult?.ETag, PartNumber: 2 },
    ];
    expect({
      ...verdicts,
      small: await verdict(finish(upload, 'refused', parts)),
      order: await verdict(finish(upload, 'refused', parts.toReversed())),
      aborted: await verdict(reader.send(new AbortMultipartUploadCommand({ Bucket: TARGET, Key: 'refused', UploadId: upload }))),
    }).toEqual({
      stranger: '403 AccessDenied',
      otherSource: '403 AccessDenied',
      otherKey: '404 NoSuchUpload',
      beyond: '400 InvalidArgument',
      number: '400 InvalidArgument',
      small: '400 EntityTooSmall',
      order: '400 InvalidPartOrder',
      // Not among the role's permissions.
      aborted: '403 AccessDenied',
    });
  });
});
