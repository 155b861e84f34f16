import { describe, expect, it } from 'vitest';
import { aWorld, fixture, HELD, LIVE, LIVE_LATER, PLACED, refused, TABLE, TRANSFORM } from './world.ts';

describe('beside another publish', () => {
  it('of other inputs: names it, and says to roll it back first', async () => {
    const world = aWorld();
    await world.publish();
    world.input = world.commitRanges({ ...HELD, r02: [] }, { inputs: '9'.repeat(32) });
    await refused(world, {
      code: 'PUBLISH_CONFLICT',
      message: expect.stringContaining(`publishes/${TRANSFORM}.json`),
      next: expect.stringContaining('Roll it back first'),
    });
    await world.rollback();
    expect(await world.publish()).toMatchObject({ outcome: 'published', files: 4, rows: 7 });
  });

  it('of another transform: names the commit that its files tell of', async () => {
    const world = aWorld();
    await world.publish();
    const earlier = world.open;
    const other = aWorld({ transform: 'c'.repeat(32) });
    for (const [key, object] of world.s3.buckets.get('target')!.objects) other.s3.buckets.get('target')!.objects.set(key, object);
    for (const [key, object] of world.s3.buckets.get('ledger')!.objects) other.s3.buckets.get('ledger')!.objects.set(key, object);
    const uri = `s3://ledger/state/a-migration/${earlier.plan.digests.identity}/publishes/${TRANSFORM}.json`;
    await refused(other, {
      code: 'PUBLISH_CONFLICT',
      message: expect.stringContaining(`5 files of an earlier publish of this migration: ${uri}`),
      next: expect.stringContaining(`rollback --commit ${uri}`),
    });
    expect(await other.rollback({}, uri)).toMatchObject({ outcome: 'rolled-back', deletedNow: 5 });
    expect(await other.publish()).toMatchObject({ outcome: 'published', files: 5 });
  });

  it('that another job carries out at the same time: one of the two is told, and no file is there twice', async () => {
    const world = aWorld();
    const outcomes = await Promise.allSettled([world.publish(), world.publish(), world.publish()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of outcomes)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: expect.stringMatching(/LEDGER_CONFLICT|PUBLISH_CONFLICT/) });
    expect(world.s3.keys('target')).toEqual([...PLACED, LIVE, LIVE_LATER].toSorted());
    expect(world.commit()!.state).toBe('published');
  });

  it('that was begun by a document which somebody changed since: it is not gone on with', async () => {
    const world = aWorld();
    world.s3.before = (operation) => {
      if (operation === 'copy') throw new Error('killed');
    };
    await expect(world.publish()).rejects.toThrow('killed');
    world.s3.before = () => undefined;
    const commit = world.commit()!;
    const [first, ...rest] = commit.files;
    const secret = { ...first!, from: { key: 'state/another-migration/plans/x.json', etag: 'x' } };
    const name = `state/a-migration/${'a'.repeat(32)}/publishes/${TRANSFORM}.json`;
    world.s3.put('ledger', name, JSON.stringify({ ...commit, files: [secret, ...rest] }));
    await refused(world, { code: 'PUBLISH_CONFLICT' });
  });

  it('of a commit that somebody changed: nothing is written by it, and nothing deleted', async () => {
    const world = aWorld();
    await world.publish();
    const name = `state/a-migration/${'a'.repeat(32)}/publishes/${TRANSFORM}.json`;
    const commit = world.commit()!;
    const etag = world.s3.buckets.get('target')!.objects.get(LIVE)!.etag;
    const hostile = { ...commit.files[0]!, key: LIVE, day: '2019-01-02', etag };
    for (const files of [
      [hostile],
      [{ ...commit.files[0]!, day: '2019-01-02' }],
      [{ ...commit.files[0]!, key: `${TABLE.prefix}x/${PLACED[0]}` }],
    ]) {
      world.s3.put('ledger', name, JSON.stringify({ ...commit, files }));
      const table = world.table();
      await expect(world.rollback()).rejects.toMatchObject({
        code: 'CONTRACT_MISMATCH',
        message: expect.stringContaining('names a file that no publish of ours places'),
      });
      expect(world.table()).toEqual(table);
      await refused(world, { code: 'CONTRACT_MISMATCH' });
    }
    world.s3.put(
      'ledger',
      name,
      JSON.stringify({ ...commit, table: { ...commit.table, at: { ...commit.table.at, bucket: 'source', account: '111122223333' } } }),
    );
    await expect(world.rollback()).rejects.toMatchObject({ code: 'CONTRACT_MISMATCH', message: expect.stringContaining('bucket source') });
  });
});

describe('what was published, and is not whole any more', () => {
  it('is told, and never put back without being asked for', async () => {
    const world = aWorld();
    await world.publish();
    world.s3.remove('target', PLACED[0]!);
    await refused(world, {
      code: 'PUBLISH_CONFLICT',
      message: expect.stringContaining(`1 files are gone, 0 are others now; first s3://target/${PLACED[0]}`),
    });
    world.s3.put('target', PLACED[0]!, fixture('live'));
    await refused(world, { code: 'PUBLISH_CONFLICT', message: expect.stringContaining('0 files are gone, 1 are others now') });
  });

  it('also when a partition of ours is no longer registered', async () => {
    const world = aWorld();
    await world.publish();
    world.catalogue.held.delete('2019/02/01');
    await refused(world, { code: 'PUBLISH_CONFLICT', message: expect.stringContaining('2019/02/01') });
  });
});

describe('a live file', () => {
  it('that comes to a place of ours while we publish is never written over', async () => {
    const world = aWorld();
    world.s3.before = (operation, _bucket, key) => {
      if (operation === 'copy' && key.includes('ours-2')) world.s3.put('target', PLACED[1]!, fixture('live'));
    };
    await expect(world.publish()).rejects.toMatchObject({ code: 'PUBLISH_CONFLICT', message: expect.stringContaining(PLACED[1]!) });
    expect(world.table()[PLACED[1]!]).toBe(fixture('live').toString('base64'));
    // Nor by a repeat, nor by the roll-back.
    world.s3.before = () => undefined;
    await refused(world, { code: 'PUBLISH_CONFLICT' });
    expect(await world.rollback()).toMatchObject({ left: [{ key: PLACED[1] }] });
    expect(world.table()[PLACED[1]!]).toBe(fixture('live').toString('base64'));
  });
});
