import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALPHA, decoded, listKeys, makeBucket, openStage, rootOf, seed, utf8Order, verdict, type Stage } from './stage.ts';

const TARGET = 'alpha-target';

let stage: Stage;
let s3: S3Client;
beforeAll(async () => {
  stage = await openStage();
  s3 = await makeBucket(stage, ALPHA, TARGET);
});
afterAll(() => stage.close());

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
    const found = await listKeys(s3, BUCKET, options);
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
          const found = await listKeys(s3, bucket, { MaxKeys: pageSize, StartAfter: after });
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
