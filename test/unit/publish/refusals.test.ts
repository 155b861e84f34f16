import { describe, expect, it } from 'vitest';
import { at, aTable, aWorld, COLUMNS, fixture, LIVE_LATER, PLACED, refused, ROWS, TABLE, written } from './world.ts';

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
    expect(world.commit()).toBeNull();
  });
});
