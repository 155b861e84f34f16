import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ListedPairs, type KeyList } from '../../../src/listing/listed-pairs.ts';
import { compareKeys } from '../../../src/listing/order.ts';
import { Pairs, type PairView, type Seen, type Steps } from '../../../src/listing/pairs.ts';
import { EVERYTHING } from '../../../src/listing/stretches.ts';
import { OWNERS, SOURCE, TARGET } from '../../builders/plan.ts';
import { emptyFirst } from '../../fakes/empty-first.ts';
import { memoryS3, type MemoryS3 } from '../../fakes/memory-s3.ts';
import { standingStill } from '../../fakes/standing-still.ts';

const calm = new AbortController().signal;

async function* nothing(): AsyncGenerator<never> {}

function listOf(keys: readonly string[]): KeyList {
  async function* read() {
    for (let at = 0; at < keys.length; at += 3) yield keys.slice(at, at + 3);
  }
  return { count: keys.length, digest: 'x', read };
}

async function all(steps: Steps): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (;;) {
    const step = await steps.next(calm);
    seen.push(...step.seen);
    if (step.ended) return seen;
  }
}

function both(s3: MemoryS3, list: readonly string[], more: Partial<PairView> = {}) {
  const view = (): PairView => ({
    source: { ...SOURCE, prefix: 'p/' },
    target: { ...TARGET, prefix: 't/' },
    prefix: '',
    stretch: EVERYTHING,
    recorded: nothing(),
    ...more,
  });
  const sides = { source: s3, target: s3 };
  return { listed: () => all(new ListedPairs(sides, view(), listOf(list))), whole: () => all(new Pairs(sides, view())) };
}

const unit = fc.constantFrom('a', 'b', '0', '/', '~', 'é', '\u{1F600}', '\uffff', '\n');
// Empty: what is called as the prefix itself.
const key = fc.array(unit, { maxLength: 4 }).map((parts) => parts.join(''));
const keys = fc.uniqueArray(key, { maxLength: 60 });

describe('a walk of listed keys', () => {
  it('sees of each what a walk of everything sees, and of no other', async () => {
    const ends = fc.option(key, { nil: null });
    await fc.assert(
      fc.asyncProperty(keys, keys, keys, fc.integer({ min: 1, max: 30 }), ends, ends, async (source, target, list, pageKeys, from, to) => {
        const s3 = memoryS3(OWNERS);
        s3.pageKeys = pageKeys;
        for (const one of source) s3.put('source', `p/${one}`, one);
        s3.put('source', 'q', 'of another prefix');
        for (const one of target) s3.put('target', `t/${one}`, one);
        const sorted = [...list, ...source.slice(0, 20)].toSorted(compareKeys).filter((one, at, those) => one !== those[at - 1]);
        const walks = both(s3, sorted, { stretch: { from, to } });
        const known = new Map((await walks.whole()).map((seen) => [seen.key, seen]));
        const inStretch = sorted.filter(
          (one) => (from === null || compareKeys(one, from) > 0) && (to === null || compareKeys(one, to) <= 0),
        );
        const none = { source: null, target: null, recorded: null };
        expect(await walks.listed()).toEqual(inStretch.map((one) => known.get(one) ?? { key: one, ...none }));
      }),
      { numRuns: 200 },
    );
  });

  it('finds a key that comes behind an empty page', async () => {
    const s3 = memoryS3(OWNERS);
    for (const key of ['a', 'b', 'c']) {
      s3.put('source', `p/${key}`, key);
      s3.put('target', `t/${key}`, key);
    }
    Object.assign(s3, emptyFirst({ ...s3 }));
    const seen = await both(s3, ['a', 'b', 'bb', 'c']).listed();
    expect(seen.map(({ key: of, source, target }) => [of, source?.key, target?.key])).toEqual([
      ['a', 'p/a', 't/a'],
      ['b', 'p/b', 't/b'],
      ['bb', undefined, undefined],
      ['c', 'p/c', 't/c'],
    ]);
  });

  it('does not take a key for absent where the listing stands still', async () => {
    const s3 = memoryS3(OWNERS);
    Object.assign(s3, standingStill);
    await expect(both(s3, ['a']).listed()).rejects.toMatchObject({ code: 'LISTING_BROKEN' });
  });

  it('asks by pages where the keys lie close, and one by one where they do not', async () => {
    const s3 = memoryS3(OWNERS);
    const name = (n: number) => String(n).padStart(6, '0');
    for (let n = 0; n < 20_000; n += 1) s3.put('source', `p/${name(n)}`, '');
    const requests = async (list: readonly string[]) => {
      s3.requests.length = 0;
      await both(s3, list).listed();
      return s3.requests.filter(({ bucket }) => bucket === 'source').length;
    };
    const close = Array.from({ length: 5000 }, (_, n) => name(n));
    expect(await requests(close)).toBeLessThan(5000 / 50);
    const sparse = Array.from({ length: 100 }, (_, n) => name(n * 150 + 7));
    const asked = await requests(sparse);
    // Never much more than one for each, and not a page of a thousand for the few keys that it would tell of.
    expect(asked).toBeLessThan(100 + 20);
  });

  it('passes over what the manifest tells of other keys', async () => {
    const s3 = memoryS3(OWNERS);
    s3.put('source', 'p/b', 'b');
    const entry = (of: string) => ({ key: of, size: 1, sourceETag: 's', targetETag: 't', lastModified: '', origin: 'copied' as const });
    async function* recorded() {
      yield [entry('a'), entry('b')];
      yield [entry('c')];
    }
    const seen = await both(s3, ['b', 'd'], { recorded: recorded() }).listed();
    expect(seen).toMatchObject([
      { key: 'b', recorded: { key: 'b' } },
      { key: 'd', recorded: null, source: null, target: null },
    ]);
  });

  it('names the bucket when S3 refuses', async () => {
    const s3 = memoryS3({ ...OWNERS, source: '999999999999' });
    await expect(both(s3, ['b']).listed()).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      message: expect.stringContaining('s3://source/p/b'),
    });
  });

  it('cannot be cut', () => {
    const walk = new ListedPairs(
      { source: memoryS3(OWNERS), target: memoryS3(OWNERS) },
      { source: SOURCE, target: TARGET, prefix: '', stretch: EVERYTHING, recorded: nothing() },
      listOf(['a']),
    );
    expect(walk.hasMore).toBe(false);
  });
});
