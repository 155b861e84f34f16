import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareKeys } from '../../../src/listing/order.ts';
import { between, findCut, shareLeft } from '../../../src/listing/split.ts';
import { OWNERS, SOURCE } from '../../builders/plan.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const text = fc.string({ unit: 'binary', maxLength: 8 }).filter((each) => each.isWellFormed());
const calm = new AbortController().signal;

describe('texts between two keys', () => {
  it('lie between them, in order, and are Unicode', () => {
    fc.assert(
      fc.property(text, fc.option(text), fc.integer({ min: 1, max: 8 }), (lower, upper, count) => {
        fc.pre(upper === null || compareKeys(lower, upper) < 0);
        const found = between(lower, upper, count);
        for (const each of found) {
          expect(each.isWellFormed()).toBe(true);
          expect(compareKeys(lower, each)).toBeLessThan(0);
          if (upper !== null) expect(compareKeys(each, upper)).toBeLessThan(0);
        }
        expect(found.toSorted(compareKeys)).toEqual(found);
        expect(found.length).toBeLessThanOrEqual(count);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['a', 'c', ['b']],
    ['a', 'b', ['a?']],
    ['a', 'a\u0000', []],
    ['flat/0001', 'flat/0005', ['flat/0003']],
    ['\ud7ff', '\ue000', ['\ud7ff?']],
  ])('between %j and %j: %j', (lower, upper, expected) => {
    expect(between(lower, upper, 1).map((each) => each)).toEqual(expected);
  });
});

describe('a cut', () => {
  const aBucket = (keys: readonly string[]) => {
    const s3 = memoryS3(OWNERS);
    for (const key of keys) s3.put('source', key, 'x');
    return s3;
  };
  const cutOf = async (keys: readonly string[], after: string, to: string | null = null, prefix = '') =>
    await findCut(aBucket(keys), SOURCE, { prefix, after, to }, calm);

  it('of keys that count upwards leaves something on both sides, whatever they all begin with', async () => {
    const keys = Array.from({ length: 5000 }, (_, n) => `a/very/long/way/down/${String(n).padStart(12, '0')}.json`);
    const cut = await cutOf(keys, keys[0]!);
    const before = keys.filter((key) => compareKeys(key, cut!.at) <= 0).length;
    expect(before).toBeGreaterThan(100);
    expect(before).toBeLessThan(4900);
  });

  it('is none where nothing follows, and never beyond the end of the stretch', async () => {
    expect(await cutOf(['A/1', 'A/2'], 'A/2')).toBeNull();
    expect(await cutOf(['A/1', 'A/2', 'B/1'], 'A/2', 'A/9')).toBeNull();
    expect(await cutOf(['a', '\u{10ffff}b'], '\u{10ffff}b')).toBeNull();
  });

  it('is the same one whatever an earlier search has shown, and found with fewer probes where that was right', async () => {
    const keys = Array.from({ length: 5000 }, (_, n) => `a/very/long/way/down/${String(n).padStart(12, '0')}.json`);
    const s3 = aBucket(keys);
    const cut = async (depth: number | null) => {
      const before = s3.counters.list;
      const found = await findCut(s3, SOURCE, { prefix: '', after: keys[1000]!, to: null, depth }, calm);
      return { found, probes: s3.counters.list - before };
    };
    const first = await cut(null);
    const depth = first.found!.depth;
    for (const known of [0, 1, depth - 1, depth, depth + 1, keys[0]!.length, 1000]) expect((await cut(known)).found).toEqual(first.found);
    expect((await cut(depth)).probes).toBeLessThanOrEqual(first.probes - 6);
  });

  it('is always inside the stretch, with a key of the stretch behind it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          text.filter((each) => each !== ''),
          { minLength: 1, maxLength: 40 },
        ),
        fc.nat(),
        async (keys, pick) => {
          const sorted = keys.toSorted(compareKeys);
          const after = sorted[pick % sorted.length]!;
          const cut = await cutOf(sorted, after);
          if (cut === null) return;
          expect(compareKeys(after, cut.at)).toBeLessThan(0);
          expect(sorted.some((key) => compareKeys(key, cut.at) > 0)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });
});

it('the share that is left falls from one to nothing along a stretch', () => {
  const shares = ['flat/000', 'flat/250', 'flat/500', 'flat/750', 'flat/999'].map((at) => shareLeft('flat/000', at, 'flat/999'));
  expect(shares.toSorted((a, b) => b - a)).toEqual(shares);
  expect(shares[0]).toBe(1);
  expect(shares.at(-1)).toBe(0);
});
