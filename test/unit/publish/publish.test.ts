import { describe, expect, it } from 'vitest';
import { S3Error } from '../../../src/s3/types.ts';
import { at, aTable, aWorld, COLUMNS, fixture, HELD, LIVE, LIVE_LATER, PLACED, ROWS, TABLE, TRANSFORM, type World } from './world.ts';

const live = (world: World) => ({ [LIVE]: world.table()[LIVE], [LIVE_LATER]: world.table()[LIVE_LATER] });

/** Everything that somebody could notice of a write. */
function written({ s3, catalogue }: World) {
  const { copy, put, delete: deleted } = s3.counters;
  return { copy, put, deleted, catalogue: catalogue.calls.filter((call) => call === 'register' || call === 'unregister').length };
}

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
    expect(
      world
        .commit()!
        .files.map(({ etag }) => etag)
        .toSorted(),
    ).toEqual(['kms-1', 'kms-2', 'kms-3', 'kms-4', 'kms-5']);
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

/** A refusal that wrote nothing, anywhere. */
async function refused(world: World, expected: object) {
  const [table, before] = [world.table(), written(world)];
  await expect(world.publish()).rejects.toMatchObject(expected);
  expect(world.table()).toEqual(table);
  expect(written(world)).toEqual(before);
}

describe('what is refused before anything is written', () => {
  it('a range without its commit, or with one of other inputs, by name', async () => {
    const world = aWorld();
    world.input = { ...world.input, inputs: { ...world.input.inputs, r01: 'f'.repeat(32) } };
    await refused(world, { code: 'PARTITION_NOT_READY', exitCode: 2, message: expect.stringMatching(/1 of 3 ranges .*: r01$/) });
    world.input = { ...world.input, inputs: { r00: 'e'.repeat(32) } };
    await refused(world, { code: 'PARTITION_NOT_READY', message: expect.stringContaining('r01, r02') });
    world.input = { ...world.input, inputs: { ...aWorld().input.inputs, r09: null } };
    await refused(world, { code: 'USAGE', message: expect.stringContaining('r09') });
  });

  it('rows that do not add up', async () => {
    const world = aWorld();
    world.input = { ...world.input, rows: ROWS + 1 };
    await refused(world, { code: 'ACCOUNTS_OPEN', exitCode: 5, message: expect.stringContaining('10 rows, and 11') });
  });

  it('a table that is not there, or is another kind of table, or lies elsewhere', async () => {
    const world = aWorld();
    const cases: [Parameters<typeof aTable>[0] | null, string, string][] = [
      [null, 'PREREQUISITE_MISSING', 'analytics.checkout'],
      [{ parameters: { table_type: 'ICEBERG' } }, 'CONFIG_INVALID', 'ICEBERG'],
      [{ format: 'org.apache.hadoop.mapred.TextInputFormat' }, 'CONFIG_INVALID', 'not Parquet'],
      [{ location: 's3://target/tables/other/' }, 'CONFIG_INVALID', 's3://target/tables/other/'],
      [{ partitionKeys: [['day', 'string']] }, 'CONFIG_INVALID', '(day string)'],
      [
        {
          partitionKeys: [
            ['year', 'int'],
            ['month', 'int'],
            ['day', 'int'],
          ],
        },
        'CONFIG_INVALID',
        'year int',
      ],
    ];
    for (const [table, code, said] of cases) {
      world.catalogue.current = table === null ? null : aTable(table);
      await refused(world, { code, message: expect.stringContaining(said) });
    }
  });

  it('a table with a log of its own, which knows only the files that it names', async () => {
    const world = aWorld();
    world.s3.put('target', `${TABLE.prefix}_delta_log/00000000000000000000.json`, '{}');
    await refused(world, { code: 'CONFIG_INVALID', message: expect.stringContaining('_delta_log') });
  });

  it('columns that are not those of the live files, each by its name', async () => {
    const world = aWorld();
    world.s3.put('target', at('2020-01-21', 'part-0.snappy.parquet'), fixture('live-differs'));
    const [table, before] = [world.table(), written(world)];
    const thrown: unknown = await world.publish().catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'SCHEMA_DIFFERS', exitCode: 4, details: { differences: 4 } });
    const { message } = thrown as Error;
    expect(message).toContain('3 files of the table were looked at');
    expect(message).toContain(`Value: ours bigint, 1 file such as ${at('2020-01-21', 'part-0.snappy.parquet')} int`);
    expect(message).toContain('Rate: ours double');
    expect(message).toContain('Items[].price: ours bigint');
    expect(message).toContain('Channel: ours nothing');
    expect([world.table(), written(world)]).toEqual([table, before]);
  });

  it.each([['another encoding of time', 'live-int96', 'CreationDate: ours timestamp(us, utc)']])('%s', async (_, name, said) => {
    const world = aWorld();
    world.s3.put('target', LIVE_LATER, fixture(name));
    await refused(world, { code: 'SCHEMA_DIFFERS', message: expect.stringContaining(said) });
  });

  it('a visible file of the table that is no Parquet file', async () => {
    const world = aWorld();
    world.s3.put('target', at('2020-01-22', 'part-0.json'), '{"OrderId": 1}');
    await refused(world, { code: 'SCHEMA_DIFFERS', message: expect.stringContaining('part-0.json: in the table, and it does not end') });
    world.s3.remove('target', at('2020-01-22', 'part-0.json'));
    world.s3.put('target', at('2020-01-22', '_SUCCESS'), '');
    world.s3.put('target', at('2020-01-22', '.part-0.crc'), 'crc');
    world.s3.put('target', TABLE.prefix, '');
    expect(await world.publish()).toMatchObject({ outcome: 'published', others: 5 });
  });

  it('directories of another form', async () => {
    const world = aWorld();
    world.s3.put('target', `${TABLE.prefix}year=2019/month=1/day=2/part-0.parquet`, fixture('live'));
    await refused(world, { code: 'SCHEMA_DIFFERS', message: expect.stringContaining('year=2019/month=1/day=2/') });
  });

  it("columns that are not the catalogue's", async () => {
    const world = aWorld();
    world.catalogue.current = aTable({
      columns: [...COLUMNS.slice(1), ['rate', 'double'], ['orderid', 'int']],
    });
    await refused(world, { code: 'SCHEMA_DIFFERS', message: expect.stringContaining('orderid: ours string, the catalogue int') });
  });

  it('a partition that is registered somewhere else, where nobody would see our rows', async () => {
    const world = aWorld();
    world.catalogue.add(['2019', '01', '03'], 's3://target/tables/checkout/2019-01-03/');
    await refused(world, { code: 'PUBLISH_CONFLICT', message: expect.stringContaining('2019/01/03') });
  });

  it('something that lies where a file of ours goes', async () => {
    const world = aWorld();
    world.s3.put('target', PLACED[2]!, fixture('live'));
    await refused(world, { code: 'PUBLISH_CONFLICT', exitCode: 4, message: expect.stringContaining(PLACED[2]!) });
    // Even when it holds the very same bytes: no commit says that it is ours.
    world.s3.put('target', PLACED[2]!, fixture('ours-3'));
    await refused(world, { code: 'PUBLISH_CONFLICT' });
  });

  it('files of ours that do not agree with each other, or are not there', async () => {
    const world = aWorld();
    const key = world.s3.keys('ledger').find((one) => one.includes('/r02/') && one.endsWith('.parquet'))!;
    const body = fixture('ours-3');
    world.s3.put('ledger', key, fixture('live-differs'));
    await refused(world, { code: 'SCHEMA_DIFFERS', message: expect.stringContaining('do not agree') });
    world.s3.remove('ledger', key);
    await refused(world, { code: 'CONTRACT_MISMATCH', message: expect.stringContaining('no longer in the ledger') });
    world.s3.put('ledger', key, body);
    expect(await world.publish()).toMatchObject({ outcome: 'published' });
  });

  it('a migration that makes no table', async () => {
    const world = aWorld();
    world.open = { ...world.open, plan: { ...world.open.plan, partition: null } };
    await refused(world, { code: 'USAGE' });
  });
});

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
