import { describe, expect, it } from 'vitest';
import { at, aWorld, fixture, LIVE, LIVE_LATER, PLACED, TABLE } from './world.ts';

describe('rolling back', () => {
  it('deletes exactly our files and unregisters exactly our partitions', async () => {
    const world = aWorld();
    const [table, held] = [world.table(), new Map(world.catalogue.held)];
    await world.publish();
    expect(await world.rollback()).toMatchObject({
      outcome: 'rolled-back',
      deletedNow: 5,
      absent: 5,
      left: [],
      unregisteredNow: 3,
      kept: [],
      error: null,
    });
    expect(world.table()).toEqual(table);
    expect(world.catalogue.held).toEqual(held);
    expect(world.commit()!.state).toBe('rolled-back');
  });

  it('is no error when it is done twice, or without a publish', async () => {
    const world = aWorld();
    expect(await world.rollback()).toMatchObject({ outcome: 'nothing', error: null });
    await world.publish();
    await world.rollback();
    const puts = world.s3.counters.put;
    expect(await world.rollback()).toMatchObject({ outcome: 'again', deletedNow: 0, unregisteredNow: 0, error: null });
    expect(world.s3.counters.put).toBe(puts);
    expect(await world.publish()).toMatchObject({ outcome: 'published', placedNow: 5 });
  });

  it('leaves a file that somebody changed, and names it', async () => {
    const world = aWorld();
    await world.publish();
    world.s3.put('target', PLACED[3]!, fixture('live'));
    const done = await world.rollback();
    expect(done).toMatchObject({ deletedNow: 4, unregisteredNow: 2, kept: [['2019', '01', '03']] });
    expect(done.left).toEqual([{ key: PLACED[3], why: expect.stringContaining('its ETag is') }]);
    expect(done.error).toMatchObject({ code: 'DIFFERENCES_FOUND', details: { first: PLACED[3] } });
    expect(world.s3.keys('target')).toEqual([PLACED[3]!, LIVE, LIVE_LATER].toSorted());
    expect(world.lines.at(-1)).toContain(PLACED[3]);
    // It is in the way of the next publish until somebody has decided about it.
    await expect(world.publish()).rejects.toMatchObject({ code: 'PUBLISH_CONFLICT', message: expect.stringContaining(PLACED[3]!) });
  });

  it('leaves a file that is changed between the look and the deletion', async () => {
    const world = aWorld();
    await world.publish();
    world.s3.before = (operation, _bucket, key) => {
      if (operation === 'delete' && key === PLACED[0]) world.s3.put('target', key, fixture('live'));
    };
    expect(await world.rollback()).toMatchObject({
      deletedNow: 4,
      left: [{ key: PLACED[0], why: expect.stringContaining('while it was rolled back') }],
    });
    expect(world.table()[PLACED[0]!]).toBe(fixture('live').toString('base64'));
  });

  it('leaves a file of ours that was copied over itself: it carries our mark, and another ETag', async () => {
    const world = aWorld();
    await world.publish();
    const { metadata, body } = world.s3.buckets.get('target')!.objects.get(PLACED[0]!)!;
    world.s3.put('target', PLACED[0]!, body, { metadata: metadata!, etag: 'encrypted-anew' });
    expect(await world.rollback()).toMatchObject({ deletedNow: 4, left: [{ key: PLACED[0] }] });
  });

  it('leaves a file that carries our mark and is not as long as ours', async () => {
    const world = aWorld();
    world.s3.copiedEtag = () => 'kms';
    world.s3.before = (operation, _bucket, key) => {
      if (operation === 'put' && key.includes('/publishes/') && world.commit() !== null)
        throw new Error('killed before an ETag was recorded');
    };
    await expect(world.publish()).rejects.toThrow('killed');
    world.s3.before = () => undefined;
    const { metadata } = world.s3.buckets.get('target')!.objects.get(PLACED[0]!)!;
    world.s3.put('target', PLACED[0]!, fixture('live'), { metadata: metadata! });
    expect(await world.rollback()).toMatchObject({ deletedNow: 4, left: [{ key: PLACED[0], why: expect.stringContaining('bytes') }] });
  });

  it('keeps a partition of ours that holds other files by now', async () => {
    const world = aWorld();
    await world.publish();
    const arrived = at('2019-02-01', 'part-00000-live.snappy.parquet');
    world.s3.put('target', arrived, fixture('live'));
    expect(await world.rollback()).toMatchObject({ unregisteredNow: 2, kept: [['2019', '02', '01']], error: null });
    // It was never out of the catalogue, not for a moment.
    expect(world.catalogue.held.get('2019/02/01')).toMatchObject({ mark: world.commit()!.mark });
    expect(world.s3.keys('target')).toContain(arrived);
  });

  it('gives a partition back to a file that arrives while it is unregistered', async () => {
    const world = aWorld();
    await world.publish();
    const arrived = at('2019-02-01', 'part-00000-live.snappy.parquet');
    world.catalogue.before = (call) => {
      if (call === 'unregister') world.s3.put('target', arrived, fixture('live'));
    };
    expect(await world.rollback()).toMatchObject({ unregisteredNow: 2, kept: [['2019', '02', '01']] });
    expect(world.catalogue.held.get('2019/02/01')).toMatchObject({ mark: null, location: `s3://target/${at('2019-02-01', '')}` });
  });

  it('leaves a partition that somebody registered anew', async () => {
    const world = aWorld();
    await world.publish();
    world.catalogue.held.delete('2019/02/01');
    world.catalogue.add(['2019', '02', '01'], `s3://target/${at('2019-02-01', '')}`);
    expect(await world.rollback()).toMatchObject({ unregisteredNow: 2 });
    expect(world.catalogue.held.has('2019/02/01')).toBe(true);
  });

  it('takes back what a publish placed at the same time, when it is run again', async () => {
    const world = aWorld();
    let rolledBack: Promise<unknown> | null = null;
    world.s3.before = async (operation, _bucket, key) => {
      if (operation !== 'copy' || !key.includes('/r02/') || rolledBack !== null) return;
      world.s3.before = () => undefined;
      rolledBack = world.rollback();
      await rolledBack;
    };
    await expect(world.publish()).rejects.toMatchObject({ code: expect.stringMatching(/LEDGER_CONFLICT|PUBLISH_CONFLICT/) });
    expect(world.commit()!.state).toBe('rolled-back');
    expect([...world.catalogue.held.keys()].toSorted()).toEqual(['2019/01/02', '2020/01/20']);
    await world.rollback();
    expect(world.s3.keys('target')).toEqual([LIVE, LIVE_LATER].toSorted());
  });

  it('is met by a publish that finds it half done', async () => {
    const world = aWorld();
    await world.publish();
    let deletions = 0;
    world.s3.before = (operation) => {
      if (operation === 'delete' && (deletions += 1) === 3) throw new Error('killed');
    };
    await expect(world.rollback()).rejects.toThrow('killed');
    world.s3.before = () => undefined;
    await expect(world.publish()).rejects.toMatchObject({
      code: 'PUBLISH_CONFLICT',
      message: expect.stringContaining('has begun and has not ended'),
    });
    expect(await world.rollback()).toMatchObject({ outcome: 'rolled-back', absent: 5 });
    expect(world.s3.keys('target')).toEqual([LIVE, LIVE_LATER].toSorted());
  });

  it('takes only a commit of this migration, in this ledger', async () => {
    const world = aWorld();
    for (const uri of [
      's3://ledger/state/other/aaaaaaaaaaaaaaaa/publishes/bbbbbbbbbbbbbbbb.json',
      's3://elsewhere/state/a-migration/aaaaaaaaaaaaaaaa/publishes/bbbbbbbbbbbbbbbb.json',
      `s3://ledger/state/a-migration/../a-migration/publishes/b.json`,
      `s3://target/${TABLE.prefix}`,
    ])
      await expect(world.rollback({}, uri)).rejects.toMatchObject({ code: 'USAGE' });
  });
});
