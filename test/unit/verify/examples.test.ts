import { expect, it } from 'vitest';
import type { Finding } from '../../../src/contracts/findings.ts';
import type { FolderVerdict } from '../../../src/verify/folder.ts';
import { NOTHING_OUTSIDE } from '../../../src/verify/outside.ts';
import { addTallies, NO_TALLY, Tallying } from '../../../src/verify/tally.ts';
import { findingsOf } from '../../../src/verify/verify.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { aWorld, plan } from './world.ts';

it('names a few examples of each class and folder, and counts all of them', async () => {
  const { s3, copy, verify } = aWorld();
  const key = (folder: string, n: number) => `${folder}/x/id/${String(n).padStart(3, '0')}`;
  // Many pages, which are looked at by several lanes.
  s3.pageKeys = 7;
  for (const folder of ['A', 'B']) for (let n = 0; n < 200; n += 1) s3.put('source', key(folder, n), 'body');
  await copy();
  for (let n = 10; n < 90; n += 1) s3.remove('target', key('A', n));
  for (let n = 100; n < 130; n += 1) s3.put('target', key('A', n), 'b0dy');
  for (let n = 4; n > 0; n -= 1) s3.put('target', key('A', n), 'longer body');
  for (let n = 50; n < 57; n += 1) s3.remove('target', key('B', n));
  for (let n = 0; n < 9; n += 1) s3.put('source', `stray-${n}`, '');
  for (let n = 0; n < 8; n += 1) s3.put('target', `strange-${n}/1`, '');
  const { counts, examples } = await verify();
  expect(counts).toEqual({
    'missing-object': 87,
    'content-differs': 30,
    'size-differs': 4,
    'layout-anomaly': 9,
    'unexpected-folder': 8,
  });
  const named = (of: string, folder: string) => examples.filter((one) => one.class === of && one.folder === folder).map((one) => one.key);
  const first = (folder: string, from: number, times = 5) => Array.from({ length: times }, (_, n) => key(folder, from + n));
  // The first in key order, whoever listed them first.
  expect(named('missing-object', 'A')).toEqual(first('A', 10));
  expect(named('content-differs', 'A')).toEqual(first('A', 100));
  expect(named('size-differs', 'A')).toEqual(first('A', 1, 4));
  expect(named('missing-object', 'B')).toEqual(first('B', 50));
  expect(named('layout-anomaly', '')).toEqual(['stray-0', 'stray-1', 'stray-2', 'stray-3', 'stray-4']);
  expect(examples.filter((one) => one.class === 'unexpected-folder').map(({ folder }) => folder)).toEqual(
    Array.from({ length: 5 }, (_, n) => `strange-${n}`),
  );
  expect(examples).toHaveLength(29);
});

it('carries two thousand examples at most, whatever the number of folders, and counts all', () => {
  const verdict = (folder: string): FolderVerdict => {
    const tallying = new Tallying();
    for (let n = 0; n < 12; n += 1)
      for (const of of ['missing-object', 'size-differs'] as const)
        tallying.found({ class: of, folder, shard: '00', key: `${folder}/${n}`, source: null, target: null, detail: null });
    return { folder, shard: '00', present: true, tally: tallying.tally(), unproven: null, beyondRepeat: null };
  };
  const found = (folders: number) =>
    findingsOf(plan, 'd'.repeat(32), {
      pass: 1,
      verdicts: Array.from({ length: folders }, (_, n) => verdict(`f${n}`)),
      ...{ checkpoints: [], outside: NOTHING_OUTSIDE, deep: null, list: null, startedAtMs: 0, clock: fakeClock() },
    });
  expect(found(199).examples).toHaveLength(1990);
  const { counts, examples } = found(300);
  expect(counts).toEqual({ 'missing-object': 3600, 'size-differs': 3600 });
  expect(examples).toHaveLength(2000);
});

it('are those of the first keys, however tallies are added up', () => {
  const of = (key: string): Finding => ({
    class: 'missing-object',
    folder: 'A',
    shard: '00',
    key,
    source: null,
    target: null,
    detail: null,
  });
  const tally = (...keys: string[]) => ({ ...NO_TALLY, examples: keys.map(of) });
  const all = ['A/1', 'A/2', 'A/3', 'A/4', 'A/5'].map(of);
  expect(addTallies(tally('A/5', 'A/6'), tally('A/1', 'A/2', 'A/3', 'A/4')).examples).toEqual(all);
  expect(addTallies(tally('A/2', 'A/1'), tally('A/6', 'A/5', 'A/4', 'A/3')).examples).toEqual(all);
});
