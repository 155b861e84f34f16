import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListBucketsCommand,
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
  makeBucket,
  makeRole,
  openStage,
  policy,
  roleArn,
  assume,
  rootOf,
  sessionOf,
  verdict,
  type Stage,
  type Statement,
} from './stage.ts';

const SOURCE = 'alpha-source';
const PRIVATE = 'alpha-private';
const TARGET = 'beta-target';

/** The identity policy of every role of beta: it may do all this anywhere, so that a refusal is the bucket's. */
const WIDE: readonly Statement[] = [
  {
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:GetObjectTagging', 's3:PutObject', 's3:PutObjectTagging', 's3:ListBucket'],
    Resource: '*',
  },
];

let stage: Stage;
let alpha: S3Client;
let beta: S3Client;
/** Named by the policy of alpha's bucket. */
let reader: S3Client;
/** Of the same account, with the same identity policy, and not named. */
let stranger: S3Client;
/** Named, but its own policy lets it read nothing. */
let idle: S3Client;

const bucketArn = `arn:aws:s3:::${SOURCE}`;
const NAMED = [roleArn(BETA, 'reader'), roleArn(BETA, 'idle')];
const LETS_READ = policy(
  { Effect: 'Allow', Principal: { AWS: NAMED }, Action: ['s3:GetObject', 's3:GetObjectTagging'], Resource: `${bucketArn}/*` },
  { Effect: 'Allow', Principal: { AWS: NAMED }, Action: 's3:ListBucket', Resource: bucketArn },
  { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: `${bucketArn}/secret/*` },
);

beforeAll(async () => {
  stage = await openStage();
  reader = stage.s3(await sessionOf(stage, { account: BETA, name: 'reader', allows: WIDE }));
  stranger = stage.s3(await sessionOf(stage, { account: BETA, name: 'stranger', allows: WIDE }));
  idle = stage.s3(await sessionOf(stage, { account: BETA, name: 'idle', allows: [] }));
  alpha = await makeBucket(stage, ALPHA, SOURCE, LETS_READ);
  await makeBucket(stage, ALPHA, PRIVATE);
  beta = await makeBucket(stage, BETA, TARGET);
  await alpha.send(
    new PutObjectCommand({ Bucket: SOURCE, Key: 'a', Body: 'text', ContentType: 'text/plain', Metadata: { colour: 'blue' } }),
  );
  await alpha.send(new PutObjectCommand({ Bucket: SOURCE, Key: 'secret/a', Body: 'text' }));
  await alpha.send(new PutObjectCommand({ Bucket: PRIVATE, Key: 'a', Body: 'text' }));
});
afterAll(() => stage.close());

describe('an account asks for another account’s bucket', () => {
  const get = (s3: S3Client, bucket: string, key: string) => s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const list = (s3: S3Client, bucket: string) => s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  const copy = (s3: S3Client, bucket: string, key: string) =>
    s3.send(new CopyObjectCommand({ Bucket: TARGET, Key: 'copied', CopySource: copySource(bucket, key) }));

  const table: readonly [string, () => Promise<unknown>, string][] = [
    ['the named role reads', () => get(reader, SOURCE, 'a'), 'ok'],
    ['the named role lists', () => list(reader, SOURCE), 'ok'],
    ['the named role copies into its own account', () => copy(reader, SOURCE, 'a'), 'ok'],
    [
      'the named role may not write there',
      () => reader.send(new PutObjectCommand({ Bucket: SOURCE, Key: 'x', Body: 'x' })),
      '403 AccessDenied',
    ],
    ['the named role meets the policy’s Deny', () => get(reader, SOURCE, 'secret/a'), '403 AccessDenied'],
    ['the named role meets the policy’s Deny in a copy', () => copy(reader, SOURCE, 'secret/a'), '403 AccessDenied'],
    ['the named role at a bucket without a policy', () => get(reader, PRIVATE, 'a'), '403 AccessDenied'],
    ['the named role copies from a bucket without a policy', () => copy(reader, PRIVATE, 'a'), '403 AccessDenied'],
    ['the named role lists a bucket without a policy', () => list(reader, PRIVATE), '403 AccessDenied'],
    ['a role of the same account that is not named reads', () => get(stranger, SOURCE, 'a'), '403 AccessDenied'],
    ['a role of the same account that is not named lists', () => list(stranger, SOURCE), '403 AccessDenied'],
    ['a role of the same account that is not named copies', () => copy(stranger, SOURCE, 'a'), '403 AccessDenied'],
    ['a named role whose own policy lets it do nothing', () => get(idle, SOURCE, 'a'), '403 AccessDenied'],
    ['the other account’s root, which is not named', () => get(beta, SOURCE, 'a'), '403 AccessDenied'],
    ['the owner’s own root, under the policy’s Deny', () => get(alpha, SOURCE, 'secret/a'), '403 AccessDenied'],
    ['the owner’s own root', () => get(alpha, SOURCE, 'a'), 'ok'],
    ['the owner’s root at the other account’s bucket', () => list(alpha, TARGET), '403 AccessDenied'],
    ['taking a name that is taken', () => beta.send(new CreateBucketCommand({ Bucket: SOURCE })), '409 BucketAlreadyExists'],
  ];
  test.each(table)('%s', async (_what, call, expected) => {
    expect(await verdict(call())).toBe(expected);
  });

  test('who is refused at home is told what and by whom; abroad only that', async () => {
    const message = (call: Promise<unknown>) =>
      call.then(
        () => '',
        (thrown: Error) => thrown.message,
      );
    expect([await message(get(idle, TARGET, 'copied')), await message(get(stranger, SOURCE, 'a'))]).toEqual([
      `User: arn:aws:sts::${BETA}:assumed-role/idle/a-session is not authorized to perform: s3:GetObject because no identity-based policy allows the s3:GetObject action`,
      'Access Denied',
    ]);
  });

  test('a copy carries body, type and metadata', async () => {
    await copy(reader, SOURCE, 'a');
    const copied = await beta.send(new GetObjectCommand({ Bucket: TARGET, Key: 'copied' }));
    expect([await copied.Body?.transformToString(), copied.ContentType, copied.Metadata]).toEqual([
      'text',
      'text/plain',
      { colour: 'blue' },
    ]);
  });

  test('each account lists its own buckets only', async () => {
    const names = async (s3: S3Client) => (await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name);
    expect([await names(alpha), await names(beta)]).toEqual([[PRIVATE, SOURCE], [TARGET]]);
  });
});

describe('what a policy names', () => {
  const BUCKET = 'alpha-named';
  const arn = `arn:aws:s3:::${BUCKET}/*`;
  const session = `arn:aws:sts::${BETA}:assumed-role/reader/a-session`;
  const read = (principal: unknown, condition?: unknown) =>
    policy({
      Effect: 'Allow',
      Principal: principal,
      Action: 's3:GetObject',
      Resource: arn,
      ...(condition === undefined ? {} : { Condition: condition }),
    });
  const soon = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z');

  beforeAll(async () => {
    await makeBucket(stage, ALPHA, BUCKET);
    await alpha.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'text' }));
  });

  test.each([
    ['the role', read({ AWS: roleArn(BETA, 'reader') }), 'ok', '403 AccessDenied'],
    ['the role’s session', read({ AWS: session }), 'ok', '403 AccessDenied'],
    ['another session of the role', read({ AWS: `${session}-2` }), '403 AccessDenied', '403 AccessDenied'],
    ['the account’s root', read({ AWS: `arn:aws:iam::${BETA}:root` }), 'ok', 'ok'],
    ['the account’s number', read({ AWS: BETA }), 'ok', 'ok'],
    [
      'the account, under a condition on the role',
      read({ AWS: BETA }, { ArnEquals: { 'aws:PrincipalArn': roleArn(BETA, 'reader') } }),
      'ok',
      '403 AccessDenied',
    ],
    [
      'the role, until later',
      read({ AWS: roleArn(BETA, 'reader') }, { DateLessThan: { 'aws:CurrentTime': soon(5) } }),
      'ok',
      '403 AccessDenied',
    ],
    [
      'the role, until earlier',
      read({ AWS: roleArn(BETA, 'reader') }, { DateLessThan: { 'aws:CurrentTime': soon(-5) } }),
      '403 AccessDenied',
      '403 AccessDenied',
    ],
  ])('%s', async (_what, text, forReader, forStranger) => {
    await alpha.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: text }));
    const get = (s3: S3Client) => verdict(s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' })));
    expect([await get(reader), await get(stranger)]).toEqual([forReader, forStranger]);
  });

  const RESOURCE = `arn:aws:s3:::${BUCKET}/*`;
  const allow = (principal: unknown, resource = RESOURCE) =>
    policy({ Effect: 'Allow', Principal: principal, Action: 's3:GetObject', Resource: resource });
  test.each([
    ['no JSON', '{', '400 MalformedPolicy'],
    ['a role that does not exist', allow({ AWS: roleArn(BETA, 'nobody') }), '400 MalformedPolicy'],
    ['a wildcard within a principal', allow({ AWS: `arn:aws:iam::${BETA}:role/*` }), '400 MalformedPolicy'],
    ['another bucket', allow({ AWS: roleArn(BETA, 'reader') }, `arn:aws:s3:::${SOURCE}/*`), '400 MalformedPolicy'],
    [
      'a principal that is not meant',
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', NotPrincipal: { AWS: BETA }, Action: 's3:*', Resource: RESOURCE }],
      }),
      '400 MalformedPolicy',
    ],
    ['no principal', policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: RESOURCE }), '400 MalformedPolicy'],
    ['more than 20 KB', allow({ AWS: roleArn(BETA, 'reader') }, `${RESOURCE}${'x'.repeat(20_481)}`), '400 PolicyTooLarge'],
    ['the public, which new buckets block', allow('*'), '403 AccessDenied'],
    ['a role that exists', allow({ AWS: roleArn(BETA, 'reader') }), 'ok'],
  ])('a policy with %s', async (_what, text, expected) => {
    expect(await verdict(alpha.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: text })))).toBe(expected);
  });

  test('a root that locked itself out mends the policy', async () => {
    const locked = policy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [RESOURCE, `arn:aws:s3:::${BUCKET}`] });
    await alpha.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: locked }));
    expect(await verdict(alpha.send(new ListObjectsV2Command({ Bucket: BUCKET })))).toBe('403 AccessDenied');
    const found = await alpha.send(new GetBucketPolicyCommand({ Bucket: BUCKET }));
    expect(found.Policy).toBe(locked);
    expect(await verdict(alpha.send(new DeleteBucketPolicyCommand({ Bucket: BUCKET })))).toBe('ok');
  });
});

describe('an identity policy that names the owner of a bucket', () => {
  test.each([
    [ALPHA, 'ok'],
    [BETA, '403 AccessDenied'],
  ])('aws:ResourceAccount %s', async (account, expected) => {
    const name = `of-${account}`;
    await makeRole(stage, {
      account: BETA,
      name,
      allows: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Condition: { StringEquals: { 'aws:ResourceAccount': account } } }],
    });
    const bucket = `alpha-for-${account}`;
    await makeBucket(
      stage,
      ALPHA,
      bucket,
      policy({ Effect: 'Allow', Principal: { AWS: roleArn(BETA, name) }, Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/*` }),
    );
    await alpha.send(new PutObjectCommand({ Bucket: bucket, Key: 'a', Body: 'text' }));
    const s3 = stage.s3(await assume(stage, rootOf(BETA), roleArn(BETA, name)));
    expect(await verdict(s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'a' })))).toBe(expected);
  });
});

test('a bucket that does not exist is told as missing to whoever asks, and one that does is not opened by that', async () => {
  const nobody = await sessionOf(stage, {
    account: BETA,
    name: 'may-nothing',
    allows: [{ Effect: 'Allow', Action: ['ec2:DescribeInstances'], Resource: '*' }],
  });
  const s3 = stage.s3(nobody);
  expect(await verdict(s3.send(new ListObjectsV2Command({ Bucket: 'there-is-no-such-bucket' })))).toBe('404 NoSuchBucket');
  expect(await verdict(s3.send(new PutObjectCommand({ Bucket: 'there-is-no-such-bucket', Key: 'a', Body: 'b' })))).toBe('404 NoSuchBucket');
  expect(await verdict(s3.send(new ListObjectsV2Command({ Bucket: TARGET })))).toBe('403 AccessDenied');
  expect(await verdict(s3.send(new ListObjectsV2Command({ Bucket: SOURCE })))).toBe('403 AccessDenied');
});
