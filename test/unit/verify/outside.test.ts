import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/contracts/findings.ts';
import { compareKeys } from '../../../src/listing/order.ts';
import { lookOutside, type Known } from '../../../src/verify/outside.ts';
import { OWNERS, SOURCE, TARGET } from '../../builders/plan.ts';
import { memoryS3, type MemoryS3 } from '../../fakes/memory-s3.ts';
import { standingStill } from '../../fakes/standing-still.ts';

const calm = new AbortController().signal;

async function look(s3: MemoryS3, source: Known, target: Known = source) {
  const found: Finding[] = [];
  const lines = { finding: (finding: Finding) => void found.push(finding) };
  const outside = await lookOutside({ source: s3, target: s3 }, { source: SOURCE, target: TARGET }, { source, target }, lines, null, calm);
  return { outside, found };
}

describe('what lies beside the expected folders', () => {
  it('is seen at both sides, and counted', async () => {
    const s3 = memoryS3(OWNERS);
    for (const key of ['A/1', 'AB/1', 'AB/2', 'B/1', 'a-stray', 'zz/1']) s3.put('source', key, key);
    for (const key of ['A/1', 'AB/3', 'table/x/1', 'state/plan']) s3.put('target', key, key);
    const { outside, found } = await look(s3, { folders: ['A', 'B', 'C'], ours: [] }, { folders: ['A', 'B', 'C'], ours: ['state/'] });
    expect(outside).toMatchObject({
      source: { folders: 2, keys: 4, bytes: 19, more: false },
      target: { folders: 2, keys: 2, bytes: 13, more: false },
      counts: { 'unexpected-folder': 3, 'layout-anomaly': 1 },
      unproven: null,
    });
    expect(found.map(({ class: of, folder, key, detail }) => [of, folder, key, detail])).toEqual([
      ['layout-anomaly', '', 'a-stray', 'lies in no folder'],
      ['unexpected-folder', 'AB', null, '2 keys and 8 bytes at the source, 1 keys and 4 bytes at the target'],
      ['unexpected-folder', 'table', null, 'nothing at the source, 1 keys and 9 bytes at the target'],
      ['unexpected-folder', 'zz', null, '1 keys and 4 bytes at the source, nothing at the target'],
    ]);
  });

  it('is not called seen where a listing stands still', async () => {
    const s3 = memoryS3(OWNERS);
    Object.assign(s3, standingStill);
    const { outside } = await look(s3, { folders: ['A'], ours: [] });
    expect(outside).toMatchObject({ counts: {}, unproven: expect.stringMatching(/LISTING_BROKEN: .* stands still/) });
  });

  it('costs a request for each folder that is there, whatever lies in it', async () => {
    const s3 = memoryS3(OWNERS);
    for (let n = 0; n < 5000; n += 1) s3.put('source', `A/${n}`, '');
    for (let n = 0; n < 30_000; n += 1) s3.put('source', `table/${n}`, '');
    const { outside } = await look(s3, { folders: ['A'], ours: [] });
    expect(outside.source).toEqual({ folders: 1, keys: 10_000, bytes: 0, more: true });
    expect(s3.requests.filter(({ bucket }) => bucket === 'source').length).toBeLessThan(16);
  });

  it('is exactly what is not expected, with hundreds of folders and odd names', async () => {
    const part = fc.string({
      unit: fc.constantFrom('a', 'b', '/', '0', '.', ' ', 'é', '\u{1f600}', '\u{10ffff}'),
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(part, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), async (keys, every) => {
        const s3 = memoryS3(OWNERS);
        for (const key of keys) s3.put('source', key, key);
        const names = [...new Set(keys.filter((key) => key.includes('/')).map((key) => key.split('/')[0]!))].toSorted(compareKeys);
        const fill = Array.from({ length: 150 }, (_, n) => `a${n}`);
        const expected = names.filter((_, index) => index % every === 0);
        const { outside, found } = await look(s3, { folders: [...new Set([...expected, ...fill])], ours: [] });
        const known = new Set([...expected, ...fill]);
        const strangers = names.filter((name) => !known.has(name));
        expect(found.filter(({ class: of }) => of === 'unexpected-folder').map(({ folder }) => folder)).toEqual(strangers);
        const stray = keys.filter((key) => !key.includes('/')).toSorted(compareKeys);
        // They are told where they are met, and several stretches are looked through at once.
        const told = found.filter(({ class: of }) => of === 'layout-anomaly').map(({ key }) => key!);
        expect(told.toSorted(compareKeys)).toEqual(stray);
        expect(outside.examples.filter(({ class: of }) => of === 'layout-anomaly').map(({ key }) => key)).toEqual(stray.slice(0, 5));
        expect(outside.source.keys).toBe(
          stray.length + keys.filter((key) => strangers.includes(key.split('/')[0]!) && key.includes('/')).length,
        );
      }),
      { numRuns: 80 },
    );
  });

  it('counts a folder once, also with keys behind the last character of Unicode', async () => {
    const s3 = memoryS3(OWNERS);
    for (const key of ['b/1', 'b/\u{10ffff}', 'b/\u{10ffff}a', 'b/\u{10ffff}\u{10ffff}', 'c/1']) s3.put('source', key, '');
    const { outside, found } = await look(s3, { folders: ['A'], ours: [] });
    expect(outside.source).toMatchObject({ folders: 2, keys: 5 });
    expect(found.map(({ folder }) => folder)).toEqual(['b', 'c']);
  });

  it('is told key by key, however many lie in no folder, and a few are kept', async () => {
    const s3 = memoryS3(OWNERS);
    const named = (n: number) => `stray-${String(n).padStart(4, '0')}`;
    for (let n = 2500; n > 0; n -= 1) s3.put('source', named(n), 'body');
    for (const n of [7, 3000]) s3.put('target', named(n), 'b');
    const { outside, found } = await look(s3, { folders: ['A', 'zz'], ours: [] });
    expect(found.filter(({ source }) => source !== null).map(({ key }) => key)).toEqual(
      Array.from({ length: 2500 }, (_, n) => named(n + 1)),
    );
    expect(found.filter(({ target }) => target !== null).map(({ key, target }) => [key, target!.size])).toEqual([
      [named(7), 1],
      [named(3000), 1],
    ]);
    expect(outside).toMatchObject({ source: { keys: 2500, bytes: 10_000 }, target: { keys: 2 }, counts: { 'layout-anomaly': 2502 } });
    expect(outside.examples.map(({ key }) => key)).toEqual([1, 2, 3, 4, 5].map(named));
  });

  it('waits for whoever writes what it finds', async () => {
    const s3 = memoryS3(OWNERS);
    for (let n = 0; n < 30; n += 1) s3.put('source', `stray-${n}`, '');
    let [under, most, written] = [0, 0, 0];
    const finding = async () => {
      most = Math.max(most, (under += 1));
      await new Promise((resolve) => setImmediate(resolve));
      under -= 1;
      written += 1;
    };
    const none = { folders: [], ours: [] };
    await lookOutside(
      { source: s3, target: s3 },
      { source: SOURCE, target: TARGET },
      { source: none, target: none },
      { finding },
      null,
      calm,
    );
    expect({ most, written }).toEqual({ most: 1, written: 30 });
  });

  it('counts what it has told of one side when the other cannot be listed', async () => {
    const s3 = memoryS3(OWNERS);
    for (let n = 0; n < 20; n += 1) s3.put('source', `stray-${String(n).padStart(2, '0')}`, '');
    s3.pageKeys = 3;
    s3.before = (_operation, bucket) => {
      if (bucket === 'target') throw new Error('cut off');
    };
    const { outside, found } = await look(s3, { folders: ['A'], ours: [] });
    expect(found).toHaveLength(20);
    expect(outside).toMatchObject({ counts: { 'layout-anomaly': 20 }, unproven: expect.stringContaining('cut off') });
    expect(outside.examples.map(({ key }) => key)).toEqual(['stray-00', 'stray-01', 'stray-02', 'stray-03', 'stray-04']);
  });

  it('is unproven when a side cannot be listed', async () => {
    const s3 = memoryS3(OWNERS);
    s3.before = (_operation, bucket) => {
      if (bucket === 'target') throw new Error('cut off');
    };
    const { outside } = await look(s3, { folders: ['A'], ours: [] });
    expect(outside.unproven).toBe('beside the expected folders: INTERNAL: cut off');
  });
});
