import { describe, expect, it } from 'vitest';
import { S3Error } from '../../../src/s3/types.ts';
import { at, aTable, aWorld, fixture, HELD, LIVE, LIVE_LATER, PLACED, ROWS, TRANSFORM, written, type World } from './world.ts';

const live = (world: World) => ({ [LIVE]: world.table()[LIVE], [LIVE_LATER]: world.table()[LIVE_LATER] });

describe('publishing', () => {
  it('places every file once, under names of its own, beside the live files', async () => {
    const world = aWorld();
    const before = live(world);
    const done = await world.publish();
    expect(done).toMatchObject({ outcome: 'published', files: 5, rows: ROWS, placedNow: 5, partitions: 3, others: 2, sampled: 2 });
    expect(world.s3.keys('target')).toEqual([...PLACED, LIVE, LIVE_LATER].toSorted());
    expect(live(world)).toEqual(before);
    expect(world.table()[PLACED[1]!]).toBe(fixture('ours-2').toString('base64'));
    expect(world.commit()).toMatchObject({
      state: 'published',
      rows: ROWS,
      others: { files: 2 },
      partitions: [
        ['2018', '12', '31'],
        ['2019', '01', '03'],
        ['2019', '02', '01'],
      ],
    });
    expect(world.commit()!.files.map(({ key }) => key)).toEqual(PLACED);
    expect(done.commitUri).toBe(`s3://ledger/state/a-migration/${'a'.repeat(32)}/publishes/${TRANSFORM}.json`);
  });

  it('registers only the partitions that the catalogue lacks, at their directories', async () => {
    const world = aWorld();
    await world.publish();
    const held = [...world.catalogue.held.values()];
    expect(held.map(({ values }) => values.join('-')).toSorted()).toEqual([
      '2018-12-31',
      '2019-01-02',
      '2019-01-03',
      '2019-02-01',
      '2020-01-20',
    ]);
    for (const { values, location } of held) expect(location).toBe(`s3://target/${at(values.join('-'), '')}`);
    expect(held.filter(({ mark }) => mark === world.commit()!.mark)).toHaveLength(3);
  });

  it('labels each file with its publish, and where that is told', async () => {
    const world = aWorld();
    await world.publish();
    for (const key of PLACED)
      expect(world.s3.buckets.get('target')!.objects.get(key)!.metadata).toEqual({
        'bucket-brigade-publish': world.commit()!.mark,
        'bucket-brigade-commit': `a-migration/${'a'.repeat(32)}/publishes/${TRANSFORM}.json`,
      });
  });

  it('changes nothing when it is repeated, and says so', async () => {
    const world = aWorld();
    await world.publish();
    const [before, table, commit] = [written(world), world.table(), world.commit()];
    const again = await world.publish();
    expect(again).toMatchObject({ outcome: 'unchanged', files: 5, rows: ROWS, partitions: 3, placedNow: 0 });
    expect(written(world)).toEqual(before);
    expect([world.table(), world.commit()]).toEqual([table, commit]);
    expect(world.lines.at(-1)).toContain('nothing was changed');
  });

  it('publishes an empty range, and nothing at all', async () => {
    const world = aWorld();
    world.input = world.commitRanges({ r01: HELD['r01']! });
    expect(await world.publish()).toMatchObject({ files: 3, rows: 6 });
    const none = aWorld();
    none.input = { inputs: { r00: null, r01: null, r02: null }, rows: 0 };
    expect(await none.publish()).toMatchObject({ outcome: 'published', files: 0, rows: 0, placedNow: 0, partitions: 0 });
    expect(await none.publish()).toMatchObject({ outcome: 'unchanged' });
  });

  it('counts a live file that arrives meanwhile, and leaves it alone', async () => {
    const world = aWorld();
    const arriving = at('2019-01-02', 'part-00001-live.snappy.parquet');
    world.s3.before = (operation) => {
      if (operation === 'copy') world.s3.put('target', arriving, fixture('live'));
    };
    expect(await world.publish()).toMatchObject({ files: 5, others: 3 });
    expect(world.table()[arriving]).toBe(fixture('live').toString('base64'));
  });

  it('registers nothing in a table whose partitions are computed', async () => {
    const world = aWorld();
    world.catalogue.current = aTable({ parameters: { 'projection.enabled': 'true' } });
    expect(await world.publish()).toMatchObject({ files: 5, partitions: 0 });
    expect(world.catalogue.held.size).toBe(2);
    expect(await world.publish()).toMatchObject({ outcome: 'unchanged' });
  });

  it('leaves a partition to whoever registers it meanwhile, and does not count it as ours', async () => {
    const world = aWorld();
    world.catalogue.before = (call) => {
      if (call === 'register') world.catalogue.add(['2019', '02', '01'], `s3a://target/${at('2019-02-01', '').slice(0, -1)}`);
    };
    expect(await world.publish()).toMatchObject({ partitions: 2 });
    expect(world.catalogue.held.get('2019/02/01')?.mark).toBeNull();
  });

  it('goes on where S3 changes the ETag of every copy', async () => {
    const world = aWorld();
    let copies = 0;
    world.s3.copiedEtag = () => `kms-${(copies += 1)}`;
    await world.publish();
    expect(new Set(world.commit()!.files.map(({ etag }) => etag))).toEqual(new Set(['kms-1', 'kms-2', 'kms-3', 'kms-4', 'kms-5']));
    expect(await world.publish()).toMatchObject({ outcome: 'unchanged' });
    expect(await world.rollback()).toMatchObject({ deletedNow: 5, left: [] });
  });

  it('ends well when the answer of a copy is lost', async () => {
    const world = aWorld();
    const { copyObject } = world.s3;
    let lost = 0;
    const s3 = {
      ...world.s3,
      copyObject: async (...args: Parameters<typeof copyObject>) => {
        const answer = await copyObject(...args);
        if ((lost += 1) > 2) return answer;
        // What the client sees when it repeats a copy that was carried out.
        return await copyObject(...args);
      },
    };
    expect(await world.publish({ s3 })).toMatchObject({ files: 5 });
    expect(world.s3.keys('target')).toHaveLength(7);
  });

  it('waits for a moment where somebody else is writing, and tells when that does not end', async () => {
    const world = aWorld();
    let conflicts = 0;
    world.s3.before = (operation, _bucket, key) => {
      if (operation === 'copy' && key.includes('ours-2') && (conflicts += 1) <= 3)
        throw new S3Error({
          operation: 'CopyObject',
          status: 409,
          code: 'ConditionalRequestConflict',
          message: 'busy',
          requestId: '',
          bucket: 'target',
          key,
          tries: 1,
        });
    };
    expect(await world.publish()).toMatchObject({ files: 5 });
    const other = aWorld();
    other.s3.before = (operation, _bucket, key) => {
      if (operation === 'copy' && key.includes('ours-2'))
        throw new S3Error({
          operation: 'CopyObject',
          status: 409,
          code: 'ConditionalRequestConflict',
          message: 'busy',
          requestId: '',
          bucket: 'target',
          key,
          tries: 1,
        });
    };
    await expect(other.publish()).rejects.toMatchObject({ message: expect.stringContaining('somebody else keeps writing') });
  });
});
