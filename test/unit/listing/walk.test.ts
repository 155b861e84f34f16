import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MigrationError } from '../../../src/errors.ts';
import { walk, walkPages } from '../../../src/listing/walk.ts';
import { S3Error } from '../../../src/s3/types.ts';
import { bucketOf, bytewise, listed, pages, type Pages } from './pages.ts';

const FROM = { bucket: 'src', owner: '111111111111' };
const key = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }), fc.stringMatching(/^[ab]{1,4}$/));

async function keysOf({ s3 }: Pages, walked: { prefix: string; after?: string | undefined; upTo?: string | undefined }): Promise<string[]> {
  const keys: string[] = [];
  for await (const object of walk(s3, { from: FROM, ...walked })) keys.push(object.key);
  return keys;
}

async function brokenBy(
  script: readonly { keys: readonly string[]; next: string | null }[],
  walked: { prefix: string; after?: string } = { prefix: 'p/' },
): Promise<MigrationError> {
  const scripted = pages((_input, index) => {
    const page = script[Math.min(index, script.length - 1)]!;
    return { objects: page.keys.map(listed), continuation: page.next };
  });
  const thrown: unknown = await keysOf(scripted, walked).catch((error: unknown) => error);
  if (!(thrown instanceof MigrationError)) throw new Error(`expected LISTING_BROKEN, got ${JSON.stringify(thrown)}`);
  return thrown;
}

describe('a walk', () => {
  it('gives each key of the stretch once, in byte order, whatever the size of pages', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(key, { maxLength: 40 }),
        fc.constantFrom('', 'a', 'p/'),
        fc.option(key, { nil: undefined }),
        fc.option(key, { nil: undefined }),
        fc.integer({ min: 1, max: 9 }),
        async (keys, prefix, after, upTo, pageSize) => {
          const all = keys.map((one, index) => (index % 3 === 0 ? one : prefix + one));
          const got = await keysOf(bucketOf(all, pageSize), { prefix, after, upTo });
          const wanted = [...new Set(all)].filter(
            (one) =>
              one.startsWith(prefix) &&
              (after === undefined || bytewise(one, after) > 0) &&
              (upTo === undefined || bytewise(one, upTo) <= 0),
          );
          expect(got).toEqual(wanted.toSorted(bytewise));
        },
      ),
      { numRuns: 300 },
    ));

  it('asks for one page ahead, and never for two', async () => {
    const bucket = bucketOf(['p/1', 'p/2', 'p/3', 'p/4', 'p/5', 'p/6'], 2);
    const asked: number[] = [];
    for await (const page of walkPages(bucket.s3, { from: FROM, prefix: 'p/' })) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      asked.push(bucket.asked.length);
      expect(page).toHaveLength(2);
    }
    expect(asked).toEqual([2, 3, 3]);
  });

  it('does not ask beyond the end of its stretch', async () => {
    const bucket = bucketOf(['a', 'b', 'c', 'd', 'e'], 2);
    expect(await keysOf(bucket, { prefix: '', upTo: 'b' })).toEqual(['a', 'b']);
    expect(bucket.asked).toHaveLength(1);
  });

  it('sees nothing in an empty prefix, with one request', async () => {
    const bucket = bucketOf([], 2);
    expect(await keysOf(bucket, { prefix: 'p/' })).toEqual([]);
    expect(bucket.asked).toEqual([{ from: FROM, prefix: 'p/', startAfter: undefined, continuation: undefined }]);
  });

  it('goes on over an empty page that another one follows', async () => {
    const scripted = pages(
      (_input, index) =>
        [
          { objects: [], continuation: 'x' },
          { objects: [], continuation: 'y' },
          { objects: [listed('p/1')], continuation: null },
        ][index]!,
    );
    expect(await keysOf(scripted, { prefix: 'p/' })).toEqual(['p/1']);
  });

  it('calls off the page asked for ahead when its caller has seen enough', async () => {
    const bucket = pages((_input, index, signal) =>
      index === 0
        ? { objects: [listed('p/1')], continuation: 'x' }
        : new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))),
    );
    for await (const object of walk(bucket.s3, { from: FROM, prefix: 'p/' })) {
      expect(object.key).toBe('p/1');
      break;
    }
    expect(bucket.asked).toHaveLength(2);
    expect(bucket.signal()?.aborted).toBe(true);
  });

  it('stops with the reason of its signal', async () => {
    const stop = new AbortController();
    const reason = new Error('stop now');
    const bucket = pages(
      (_input, _index, signal) =>
        new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))),
    );
    const walking = walk(bucket.s3, { from: FROM, prefix: 'p/' }, stop.signal).next();
    stop.abort(reason);
    await expect(walking).rejects.toBe(reason);
  });
});

describe('a listing that cannot be trusted', () => {
  const cases: readonly [string, Parameters<typeof brokenBy>, RegExp][] = [
    ['goes backwards within a page', [[{ keys: ['p/2', 'p/1'], next: null }]], /goes backwards: "p\/1" after "p\/2"/],
    [
      'goes backwards from page to page',
      [
        [
          { keys: ['p/5'], next: 'x' },
          { keys: ['p/4'], next: null },
        ],
      ],
      /goes backwards: "p\/4" after "p\/5"/,
    ],
    ['repeats a page', [[{ keys: ['p/1', 'p/2'], next: 'x' }]], /goes backwards: "p\/1" after "p\/2"/],
    [
      'repeats a key',
      [
        [
          { keys: ['p/1'], next: 'x' },
          { keys: ['p/1'], next: null },
        ],
      ],
      /repeats a key: "p\/1" after "p\/1"/,
    ],
    [
      'begins before where it should',
      [[{ keys: ['p/1'], next: null }], { prefix: 'p/', after: 'p/3' }],
      /goes backwards: "p\/1" after "p\/3"/,
    ],
    ['leaves its prefix', [[{ keys: ['p/1', 'q/1'], next: null }]], /leaves its prefix: "q\/1"/],
    ['leaves its prefix with the first key', [[{ keys: ['pq'], next: null }]], /leaves its prefix: "pq"/],
    ['sorts astral characters by UTF-16', [[{ keys: ['p/😀', 'p/\uffff'], next: null }]], /goes backwards/],
    ['stands still', [[{ keys: [], next: 'x' }]], /stands still/],
  ];
  it.each(cases)('%s: refused, with bucket, prefix and keys', async (_name, args, message) => {
    const error = await brokenBy(...args);
    expect(error).toMatchObject({ code: 'LISTING_BROKEN', exitCode: 5, details: { bucket: 'src', prefix: 'p/' } });
    expect(error.message).toMatch(message);
    expect(error.message).toContain('s3://src/p/');
    expect(error.next).toBeTruthy();
  });

  it('is refused before a wrong key is handed out', async () => {
    const scripted = pages(() => ({ objects: ['p/1', 'p/2', 'p/2'].map(listed), continuation: null }));
    const got: string[] = [];
    await expect(
      (async () => {
        for await (const { key: name } of walk(scripted.s3, { from: FROM, prefix: 'p/' })) got.push(name);
      })(),
    ).rejects.toThrow(MigrationError);
    expect(got).toEqual([]);
  });

  it('shows control characters of its keys as they are called, not as they act', async () => {
    expect((await brokenBy([{ keys: ['p/b\u001b[2J', 'p/a\n'], next: null }])).message).toContain('"p/a\\u000a" after "p/b\\u001b[2J"');
  });

  it('has no end that can be believed: broken; any other refusal stays what S3 said', async () => {
    const refuse = (code: string, status: number) =>
      keysOf(
        pages(() =>
          Promise.reject(
            new S3Error({ operation: 'ListObjectsV2', status, code, message: 'm', requestId: 'r', bucket: 'src', key: 'p/', tries: 12 }),
          ),
        ),
        { prefix: 'p/' },
      );
    await expect(refuse('Unreadable', 200)).rejects.toMatchObject({
      code: 'LISTING_BROKEN',
      message: expect.stringContaining('s3://src/p/'),
    });
    await expect(refuse('Unencoded', 200)).rejects.toMatchObject({ code: 'LISTING_BROKEN' });
    await expect(refuse('AccessDenied', 403)).rejects.toBeInstanceOf(S3Error);
  });
});
