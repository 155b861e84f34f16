import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../../src/contracts/copy.ts';
import { aWorld, names } from './world.ts';

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
