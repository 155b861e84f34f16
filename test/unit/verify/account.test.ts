import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../../src/contracts/copy.ts';
import type { FolderVerdict } from '../../../src/verify/folder.ts';
import { NOTHING_OUTSIDE } from '../../../src/verify/outside.ts';
import { NO_TALLY } from '../../../src/verify/tally.ts';
import { findingsOf } from '../../../src/verify/verify.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { aWorld, names, plan } from './world.ts';

describe("the copier's own account of a folder", () => {
  const recorded = async (changes: (held: Checkpoint) => object) => {
    const { s3, copy, verify } = aWorld();
    for (const key of ['A/x/id/1', 'A/x/id/2', 'B/x/id/1']) s3.put('source', key, key);
    await copy();
    const name = `state/${names.checkpoint('A')}`;
    const held = JSON.parse(s3.buckets.get('ledger')!.objects.get(name)!.body.toString('utf8')) as Checkpoint;
    s3.put('ledger', name, JSON.stringify({ ...held, ...changes(held) }));
    return await verify();
  };
  it.each<[string, Partial<Checkpoint['accounts']>]>([
    ['of the source', { listed: 3 }],
    ['of the target', { targetListed: 5 }],
  ])('%s must close, or the folder is unproven', async (_side, wrong) => {
    const found = await recorded(({ accounts }) => ({ accounts: { ...accounts, ...wrong } }));
    expect(found).toMatchObject({ verdict: 'unproven', folders: [], folderCounts: { present: 2, identical: 1 } });
    expect(found.unproven).toEqual([
      { folder: 'A', reason: expect.stringMatching(/^ACCOUNTS_OPEN: The accounts of folder A do not close: listed \d/) },
    ]);
    expect(found.perFolder.map(({ folder, state }) => [folder, state])).toEqual([
      ['A', 'unproven'],
      ['B', 'identical'],
    ]);
  });

  it('need not close before its end: that folder is repeated', async () => {
    const found = await recorded(({ accounts }) => ({ state: 'copying', accounts: { ...accounts, listed: 3 } }));
    expect(found).toMatchObject({ verdict: 'different', counts: { unverifiable: 1 }, folders: ['A'], unproven: [] });
  });
});

it('of a folder closes, or the folder is unproven, and so its shard and the whole', () => {
  const verdict = (folder: string, seen: Partial<FolderVerdict['tally']['seen']>): FolderVerdict => ({
    ...{ folder, shard: folder === 'A' ? '00' : '01', present: true, unproven: null, beyondRepeat: null },
    tally: { ...NO_TALLY, seen: { ...NO_TALLY.seen, ...seen }, counts: { 'missing-object': 1 } },
  });
  const closed = verdict('B', { sourceListed: 2, equal: 1, different: 1, targetListed: 1, matched: 1 });
  const found = (a: Partial<FolderVerdict['tally']['seen']>) =>
    findingsOf(plan, 'd'.repeat(32), {
      ...{ pass: 1, verdicts: [verdict('A', a), closed], checkpoints: [], outside: NOTHING_OUTSIDE },
      ...{ deep: null, list: null, startedAtMs: 0, clock: fakeClock() },
    });
  expect(found({ sourceListed: 1, different: 1 })).toMatchObject({ verdict: 'different', folders: ['A', 'B'], unproven: [] });
  for (const open of [
    { sourceListed: 2, different: 1 },
    { sourceListed: 1, different: 1, targetListed: 1 },
  ]) {
    const { perFolder, ...of } = found(open);
    expect(of).toMatchObject({ verdict: 'unproven', folders: ['B'], counts: { unverifiable: 1, 'missing-object': 2 } });
    expect(of.unproven).toEqual([{ folder: 'A', reason: 'its account does not close' }]);
    expect(perFolder.map(({ state }) => state)).toEqual(['unproven', 'different']);
  }
});
