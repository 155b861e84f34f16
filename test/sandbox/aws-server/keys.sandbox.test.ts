import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ALPHA,
  BETA,
  copySource,
  makeBucket,
  openStage,
  policy,
  roleArn,
  rootOf,
  seed,
  sessionOf,
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

/** As S3 writes encoding-type=url: form encoding. */
const decoded = (text: string | undefined) => decodeURIComponent((text ?? '').replaceAll('+', ' '));
const utf8Order = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

async function list(bucket: string, options: Partial<ListObjectsV2CommandInput> = {}, client = s3) {
  const keys: string[] = [];
  const pages: number[] = [];
  let token: string | undefined;
  do {
    const page: ListObjectsV2CommandOutput = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, EncodingType: 'url', ...options, ContinuationToken: token }),
    );
    keys.push(...(page.Contents ?? []).map(({ Key }) => decoded(Key)));
    pages.push(page.KeyCount ?? -1);
    token = page.NextContinuationToken;
    expect(page.IsTruncated).toBe(token !== undefined);
  } while (token !== undefined);
  return { keys, pages };
}

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
    expect((await list(TARGET, { Prefix: key })).keys).toContain(key);
  });

  test('are listed in the order of their UTF-8 bytes', async () => {
    const { keys } = await list(SOURCE);
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

describe('listings', () => {
  const BUCKET = 'alpha-listed';
  const count = 2_345;
  const keys = Array.from({ length: count }, (_, n) => `f${n % 7}/${String(n).padStart(5, '0')}`).toSorted(utf8Order);

  beforeAll(async () => {
    await makeBucket(stage, ALPHA, BUCKET);
    const lines = keys.map((key) => JSON.stringify({ account: ALPHA, bucket: BUCKET, key, bodyBase64: 'eA==' }));
    await seed(stage, lines.toReversed());
  });

  test.each<[string, Partial<ListObjectsV2CommandInput>, (key: string) => boolean, number]>([
    ['whole', {}, () => true, 1000],
    ['in pages of 7', { MaxKeys: 7, Prefix: 'f3/' }, (key) => key.startsWith('f3/'), 7],
    ['of more than 1,000 a page', { MaxKeys: 5000 }, () => true, 1000],
    ['after a key that is there', { StartAfter: 'f2/00100' }, (key) => key > 'f2/00100', 1000],
    ['after a key that is not', { StartAfter: 'f2/001005' }, (key) => key > 'f2/001005', 1000],
    ['after a key, in pages', { StartAfter: 'f6/02000', MaxKeys: 10 }, (key) => key > 'f6/02000', 10],
    ['after a key past the prefix', { StartAfter: 'f4/', Prefix: 'f3/' }, () => false, 1000],
    ['after a key before the prefix', { StartAfter: 'f1/', Prefix: 'f3/' }, (key) => key.startsWith('f3/'), 1000],
  ])('%s', async (_what, options, expected, pageSize) => {
    const wanted = keys.filter(expected);
    const found = await list(BUCKET, options);
    expect(found.keys).toEqual(wanted);
    expect(found.pages.length).toBe(Math.max(1, Math.ceil(wanted.length / pageSize)));
  });

  test('of the first version have pages of 1,000 at most, too', async () => {
    const page = await s3.send(new ListObjectsCommand({ Bucket: BUCKET, MaxKeys: 5000 }));
    expect([page.Contents?.length, page.MaxKeys, page.IsTruncated]).toEqual([1000, 1000, true]);
  });

  test('of no keys say that nothing follows', async () => {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, MaxKeys: 0 }));
    expect([page.KeyCount, page.IsTruncated, page.NextContinuationToken]).toEqual([0, false, undefined]);
  });

  test('by delimiter, in pages', async () => {
    const prefixes: string[] = [];
    let token: string | undefined;
    do {
      const page: ListObjectsV2CommandOutput = await s3.send(
        new ListObjectsV2Command({ Bucket: BUCKET, Delimiter: '/', MaxKeys: 2, ContinuationToken: token }),
      );
      prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ''));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    expect(prefixes).toEqual(Array.from({ length: 7 }, (_, n) => `f${n}/`));
  });

  test('a key written or removed while the pages are read appears once or not at all', async () => {
    const first = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'f5/', MaxKeys: 10 }));
    const last = first.Contents?.at(-1)?.Key ?? '';
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: last }));
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'f5/00000a', Body: 'before the page' }));
    const second = await s3.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'f5/', ContinuationToken: first.NextContinuationToken }),
    );
    const rest = keys.filter((key) => key.startsWith('f5/')).slice(10);
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(rest);
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'f5/00000a' }));
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: last, Body: 'x' }));
  });

  test('LastModified is in whole seconds, in listings as in headers', async () => {
    await s3.send(new PutObjectCommand({ Bucket: TARGET, Key: 'now', Body: 'x' }));
    const page = await s3.send(new ListObjectsV2Command({ Bucket: TARGET, Prefix: 'now' }));
    const found = await s3.send(new GetObjectCommand({ Bucket: TARGET, Key: 'now' }));
    expect(page.Contents?.[0]?.LastModified?.getMilliseconds()).toBe(0);
    expect(page.Contents?.[0]?.LastModified).toEqual(found.LastModified);
  });

  const signed = async (query: string) => {
    // The SDK would not write these.
    const client = stage.s3(rootOf(ALPHA));
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { query: Record<string, string> };
        for (const [name, value] of new URLSearchParams(query)) request.query[name] = value;
        return next(args);
      },
      { step: 'build', name: 'extraQuery' },
    );
    return verdict(client.send(new ListObjectsV2Command({ Bucket: BUCKET })));
  };
  test.each([
    ['max-keys=no', '400 InvalidArgument'],
    ['max-keys=-1', '400 InvalidArgument'],
    ['max-keys=1.5', '400 InvalidArgument'],
    ['max-keys=99999999999', '400 InvalidArgument'],
    ['max-keys=0', 'ok'],
    ['encoding-type=base64', '400 InvalidArgument'],
    ['continuation-token=%25%25', '400 InvalidArgument'],
  ])('%s', async (query, expected) => {
    expect(await signed(query)).toBe(expected);
  });

  test('of any keys, in any pages, after any key', async () => {
    const bucket = 'alpha-any';
    await makeBucket(stage, ALPHA, bucket);
    const part = fc.constantFrom('a', 'b', '/', ' ', '\uE000', '\uFFFD', '\u{10000}', 'é', '+', '%');
    const key = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key, { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 1, max: 9 }),
        fc.option(key, { nil: undefined }),
        async (some, pageSize, after) => {
          const line = (name: string, rest: object) => JSON.stringify({ account: ALPHA, bucket, key: name, ...rest });
          await seed(
            stage,
            some.map((name) => line(name, { bodyBase64: 'eA==' })),
          );
          const found = await list(bucket, { MaxKeys: pageSize, StartAfter: after });
          await seed(
            stage,
            some.map((name) => line(name, { delete: true })),
          );
          expect(found.keys).toEqual(some.filter((name) => after === undefined || utf8Order(name, after) > 0).toSorted(utf8Order));
        },
      ),
      { numRuns: 40 },
    );
  });

  test('of any keys by delimiter, in any pages', async () => {
    const bucket = 'alpha-grouped';
    await makeBucket(stage, ALPHA, bucket);
    const key = fc.array(fc.constantFrom('a', 'b', '/', '\u{10FFFF}'), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key, { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom('', 'a', 'a/'),
        async (some, pageSize, prefix) => {
          const line = (name: string, rest: object) => JSON.stringify({ account: ALPHA, bucket, key: name, ...rest });
          await seed(
            stage,
            some.map((name) => line(name, { bodyBase64: 'eA==' })),
          );
          const found: string[] = [];
          let token: string | undefined;
          do {
            const page: ListObjectsV2CommandOutput = await s3.send(
              new ListObjectsV2Command({
                Bucket: bucket,
                Prefix: prefix,
                Delimiter: '/',
                MaxKeys: pageSize,
                EncodingType: 'url',
                ContinuationToken: token,
              }),
            );
            found.push(
              ...[
                ...(page.Contents ?? []).map(({ Key }) => decoded(Key)),
                ...(page.CommonPrefixes ?? []).map(({ Prefix }) => decoded(Prefix)),
              ].toSorted(utf8Order),
            );
            token = page.NextContinuationToken;
          } while (token !== undefined);
          await seed(
            stage,
            some.map((name) => line(name, { delete: true })),
          );
          const grouped = (name: string) => {
            const at = name.indexOf('/', prefix.length);
            return at < 0 ? name : name.slice(0, at + 1);
          };
          expect(found).toEqual([...new Set(some.filter((name) => name.startsWith(prefix)).map(grouped))].toSorted(utf8Order));
        },
      ),
      { numRuns: 40 },
    );
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
