import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALPHA, BETA, copySource, makeBucket, openStage, policy, verdict, type Stage } from './stage.ts';

const SOURCE = 'alpha-source';
const TARGET = 'alpha-target';
const FOREIGN = 'beta-source';

let stage: Stage;
let s3: S3Client;
let uploadId: string;

beforeAll(async () => {
  stage = await openStage();
  s3 = await makeBucket(stage, ALPHA, SOURCE);
  await makeBucket(stage, ALPHA, TARGET);
  const open = policy({ Effect: 'Allow', Principal: { AWS: ALPHA }, Action: 's3:GetObject', Resource: `arn:aws:s3:::${FOREIGN}/*` });
  const beta = await makeBucket(stage, BETA, FOREIGN, open);
  await s3.send(new PutObjectCommand({ Bucket: SOURCE, Key: 'a', Body: 'text' }));
  await beta.send(new PutObjectCommand({ Bucket: FOREIGN, Key: 'a', Body: 'text' }));
  uploadId = (await s3.send(new CreateMultipartUploadCommand({ Bucket: TARGET, Key: 'parts' }))).UploadId ?? '';
});
afterAll(() => stage.close());

describe('the expected owner of a bucket', () => {
  type Owner = { readonly ExpectedBucketOwner: string };
  const calls: readonly [string, (owner: Owner) => Promise<unknown>, refusal?: string][] = [
    ['GetObject', (owner) => s3.send(new GetObjectCommand({ Bucket: SOURCE, Key: 'a', ...owner }))],
    // A HEAD's answer has no body to name the code.
    ['HeadObject', (owner) => s3.send(new HeadObjectCommand({ Bucket: SOURCE, Key: 'a', ...owner })), '403 Unknown'],
    [
      'HeadObject of a version',
      (owner) => s3.send(new HeadObjectCommand({ Bucket: SOURCE, Key: 'a', VersionId: 'null', ...owner })),
      '403 Unknown',
    ],
    ['HeadBucket', (owner) => s3.send(new HeadBucketCommand({ Bucket: SOURCE, ...owner })), '403 Unknown'],
    ['ListObjectsV2', (owner) => s3.send(new ListObjectsV2Command({ Bucket: SOURCE, ...owner }))],
    ['PutObject', (owner) => s3.send(new PutObjectCommand({ Bucket: TARGET, Key: 'b', Body: 'x', ...owner }))],
    ['CopyObject', (owner) => s3.send(new CopyObjectCommand({ Bucket: TARGET, Key: 'b', CopySource: copySource(SOURCE, 'a'), ...owner }))],
    [
      'UploadPart',
      (owner) => s3.send(new UploadPartCommand({ Bucket: TARGET, Key: 'parts', UploadId: uploadId, PartNumber: 1, Body: 'x', ...owner })),
    ],
    [
      'UploadPartCopy',
      (owner) =>
        s3.send(
          new UploadPartCopyCommand({
            Bucket: TARGET,
            Key: 'parts',
            UploadId: uploadId,
            PartNumber: 1,
            CopySource: copySource(SOURCE, 'a'),
            ...owner,
          }),
        ),
    ],
    ['GetObjectTagging', (owner) => s3.send(new GetObjectTaggingCommand({ Bucket: SOURCE, Key: 'a', ...owner }))],
    [
      'PutBucketPolicy',
      (owner) =>
        s3.send(
          new PutBucketPolicyCommand({
            Bucket: TARGET,
            Policy: policy({ Effect: 'Allow', Principal: { AWS: BETA }, Action: 's3:GetObject', Resource: `arn:aws:s3:::${TARGET}/*` }),
            ...owner,
          }),
        ),
    ],
    ['GetBucketPolicy', (owner) => s3.send(new GetBucketPolicyCommand({ Bucket: TARGET, ...owner }))],
    ['DeleteObject', (owner) => s3.send(new DeleteObjectCommand({ Bucket: TARGET, Key: 'b', ...owner }))],
  ];
  test.each(calls)('%s', async (_name, call, refusal = '403 AccessDenied') => {
    expect([await verdict(call({ ExpectedBucketOwner: BETA })), await verdict(call({ ExpectedBucketOwner: ALPHA }))]).toEqual([
      refusal,
      'ok',
    ]);
  });

  const copy = (bucket: string, sourceOwner: string, targetOwner = ALPHA) =>
    s3.send(
      new CopyObjectCommand({
        Bucket: TARGET,
        Key: 'c',
        CopySource: copySource(bucket, 'a'),
        ExpectedSourceBucketOwner: sourceOwner,
        ExpectedBucketOwner: targetOwner,
      }),
    );
  test.each([
    ['both hold', () => copy(FOREIGN, BETA), 'ok'],
    ['another source owner', () => copy(FOREIGN, ALPHA), '403 AccessDenied'],
    ['another target owner', () => copy(FOREIGN, BETA, BETA), '403 AccessDenied'],
    ['no account at all', () => copy(FOREIGN, 'beta'), '400 InvalidBucketOwnerAWSAccountID'],
    ['a source that does not exist', () => copy('nobodys', BETA), '404 NoSuchBucket'],
  ])('of a copy: %s', async (_what, call, expected) => {
    expect(await verdict(call())).toBe(expected);
  });

  test('of a part’s source', async () => {
    const part = (owner: string) =>
      verdict(
        s3.send(
          new UploadPartCopyCommand({
            Bucket: TARGET,
            Key: 'parts',
            UploadId: uploadId,
            PartNumber: 1,
            CopySource: copySource(FOREIGN, 'a'),
            ExpectedSourceBucketOwner: owner,
          }),
        ),
      );
    expect([await part(BETA), await part(ALPHA)]).toEqual(['ok', '403 AccessDenied']);
  });
});

describe('a condition on what is at the key', () => {
  const HERE = 'here';
  const put = (key: string, condition: object) => s3.send(new PutObjectCommand({ Bucket: TARGET, Key: key, Body: 'new', ...condition }));
  const copy = (key: string, condition: object) =>
    s3.send(new CopyObjectCommand({ Bucket: TARGET, Key: key, CopySource: copySource(SOURCE, 'a'), ...condition }));
  const state = async (key: string) => {
    const found = await s3.send(new GetObjectCommand({ Bucket: TARGET, Key: key })).catch(() => undefined);
    return found?.Body?.transformToString();
  };
  const ETAG_OF_OLD = '"149603e6c03516362a8da23f624db945"';

  const table: readonly [string, (key: string, condition: object) => Promise<unknown>, object, string, string][] = [
    ['PutObject, none there', put, { IfNoneMatch: '*' }, '412 PreconditionFailed', 'ok'],
    ['PutObject, this one there', put, { IfMatch: ETAG_OF_OLD }, 'ok', '404 NoSuchKey'],
    ['PutObject, another one there', put, { IfMatch: '"0123"' }, '412 PreconditionFailed', '404 NoSuchKey'],
    ['CopyObject, none there', copy, { IfNoneMatch: '*' }, '412 PreconditionFailed', 'ok'],
    ['CopyObject, this one there', copy, { IfMatch: ETAG_OF_OLD }, 'ok', '404 NoSuchKey'],
    ['CopyObject, another one there', copy, { IfMatch: '"0123"' }, '412 PreconditionFailed', '404 NoSuchKey'],
    ['CopyObject, without', copy, {}, 'ok', 'ok'],
  ];
  test.each(table)('%s', async (_what, write, condition, ifThere, ifNot) => {
    await s3.send(new PutObjectCommand({ Bucket: TARGET, Key: HERE, Body: 'old' }));
    await s3.send(new DeleteObjectCommand({ Bucket: TARGET, Key: 'gone' }));
    expect([await verdict(write(HERE, condition)), await verdict(write('gone', condition))]).toEqual([ifThere, ifNot]);
    // What is refused changes nothing.
    const written = write === put ? 'new' : 'text';
    expect([await state(HERE), await state('gone')]).toEqual([ifThere === 'ok' ? written : 'old', ifNot === 'ok' ? written : undefined]);
  });

  test('of ten writers that each want to be the first, one is', async () => {
    const verdicts = await Promise.all(Array.from({ length: 10 }, () => verdict(put('race', { IfNoneMatch: '*' }))));
    expect(verdicts.toSorted()).toEqual([...Array.from({ length: 9 }, () => '412 PreconditionFailed'), 'ok']);
  });
});

describe('a condition on a copy’s source', () => {
  test('x-amz-copy-source-if-match refuses a source that changed, and tells one that is gone', async () => {
    const first = await s3.send(new PutObjectCommand({ Bucket: SOURCE, Key: 'changes', Body: 'one' }));
    const copy = () =>
      verdict(
        s3.send(
          new CopyObjectCommand({
            Bucket: TARGET,
            Key: 'changed',
            CopySource: copySource(SOURCE, 'changes'),
            CopySourceIfMatch: first.ETag,
          }),
        ),
      );
    const before = await copy();
    await s3.send(new PutObjectCommand({ Bucket: SOURCE, Key: 'changes', Body: 'two' }));
    const changed = await copy();
    await s3.send(new DeleteObjectCommand({ Bucket: SOURCE, Key: 'changes' }));
    expect([before, changed, await copy()]).toEqual(['ok', '412 PreconditionFailed', '404 NoSuchKey']);
  });

  test('the same for a part', async () => {
    const part = (etag: string | undefined) =>
      verdict(
        s3.send(
          new UploadPartCopyCommand({
            Bucket: TARGET,
            Key: 'parts',
            UploadId: uploadId,
            PartNumber: 1,
            CopySource: copySource(SOURCE, 'a'),
            CopySourceIfMatch: etag,
          }),
        ),
      );
    const { ETag } = await s3.send(new HeadObjectCommand({ Bucket: SOURCE, Key: 'a' }));
    expect([await part(ETag), await part('"0123"')]).toEqual(['ok', '412 PreconditionFailed']);
  });
});
