import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishStage } from '../../../src/stages/publish.ts';
import { rollbackStage } from '../../../src/stages/rollback.ts';
import { TARGET } from '../../builders/plan.ts';
import { at, fixture, LIVE, LIVE_LATER, PLACED, ROWS, TABLE } from '../../unit/publish/world.ts';
import { INPUTS, openPublishStage, type PublishStage } from './stage.ts';

const INPUT = { inputs: { r00: INPUTS, r01: INPUTS, r02: INPUTS }, rows: ROWS };
const place = (day: string) => `${day} s3://${TARGET.bucket}/${at(day, '')}`;
const LIVE_DAYS = [place('2019-01-02'), place('2020-01-20')];
const ALL_DAYS = ['2018-12-31', '2019-01-02', '2019-01-03', '2019-02-01', '2020-01-20'].map(place);
const ARRIVING = at('2019-02-01', 'part-00000-arriving.snappy.parquet');

/** In order: each goes on from what the one before has left. */
describe('publishing into a live table of Glue, under the roles that it needs', () => {
  let stage: PublishStage;
  beforeAll(async () => {
    stage = await openPublishStage();
  });
  afterAll(async () => {
    await stage?.close();
  });
  const counted = () => ({ ...stage.s3.counters });

  it('is refused by its columns while a live file has others, and writes nothing', async () => {
    const odd = at('2020-01-21', 'part-00000-odd.snappy.parquet');
    await stage.putLive(odd, fixture('live-differs'));
    await expect(publishStage(stage.deps(), stage.open, INPUT)).rejects.toMatchObject({
      code: 'SCHEMA_DIFFERS',
      message: expect.stringContaining('Items[].price: ours bigint'),
    });
    expect(stage.s3.counters).toMatchObject({ copy: 0, put: 0, delete: 0 });
    expect(await stage.days()).toEqual(LIVE_DAYS);
    await stage.putLive(odd, fixture('live'));
  });

  it('is stopped in the middle, and goes on where it was; a live file that arrives meanwhile is left alone', async () => {
    const stop = new AbortController();
    const { copyObject } = stage.s3;
    let copies = 0;
    const stopping = {
      ...stage.s3,
      copyObject: async (...args: Parameters<typeof copyObject>) => {
        if ((copies += 1) === 3) {
          await stage.putLive(ARRIVING);
          stop.abort(new Error('stopped'));
        }
        return await copyObject(...args);
      },
    };
    await expect(publishStage({ ...stage.deps(stop.signal), s3: stopping }, stage.open, INPUT)).rejects.toThrow('stopped');
    const done = await publishStage(stage.deps(), stage.open, INPUT);
    expect(done).toMatchObject({ outcome: 'published', files: 5, rows: ROWS, partitions: 3, others: 4 });
    expect((await stage.keys()).toSorted()).toEqual(
      [...PLACED, LIVE, LIVE_LATER, ARRIVING, at('2020-01-21', 'part-00000-odd.snappy.parquet')].toSorted(),
    );
    expect(await stage.days()).toEqual(ALL_DAYS);
    for (const key of [LIVE, LIVE_LATER, ARRIVING]) expect(await stage.bodyOf(key)).toEqual(fixture('live'));
    expect(await stage.bodyOf(PLACED[1]!)).toEqual(fixture('ours-2'));
  });

  it('changes nothing when it is repeated', async () => {
    const before = counted();
    expect(await publishStage(stage.deps(), stage.open, INPUT)).toMatchObject({
      outcome: 'unchanged',
      placedNow: 0,
      files: 5,
      partitions: 3,
    });
    expect(counted()).toMatchObject({ copy: before.copy, put: before.put, delete: before.delete });
  });

  it('is taken back: what is ours and unchanged, and nothing else', async () => {
    await stage.putLive(PLACED[0]!);
    const done = await rollbackStage(stage.deps(), stage.open, { commit: null });
    expect(done).toMatchObject({
      deletedNow: 4,
      left: [{ key: PLACED[0] }],
      unregisteredNow: 1,
      error: { code: 'DIFFERENCES_FOUND' },
    });
    // A changed file of ours, and the live file that arrived, keep their partitions.
    expect(done.kept.map((values) => values.join('-')).toSorted()).toEqual(['2018-12-31', '2019-02-01']);
    expect(await stage.days()).toEqual(ALL_DAYS.filter((day) => !day.startsWith('2019-01-03')));
    expect(await stage.keys()).not.toContain(PLACED[1]);
    for (const key of [PLACED[0]!, LIVE, LIVE_LATER, ARRIVING]) expect(await stage.bodyOf(key)).toEqual(fixture('live'));
    expect(await rollbackStage(stage.deps(), stage.open, { commit: null })).toMatchObject({ outcome: 'again', deletedNow: 0 });
  });

  it('is done by a role that may neither write nor delete a live file, whatever it is told', async () => {
    const table = { bucket: TARGET.bucket, owner: TARGET.account };
    const { etag } = (await stage.s3.getTail(table, LIVE, 1))!;
    await expect(stage.s3.deleteObject({ from: table, key: LIVE, etag })).rejects.toMatchObject({ code: 'AccessDenied' });
    const body = Buffer.from('ours');
    await expect(stage.s3.putObject({ to: table, key: LIVE, body, contentType: 'x/y' })).rejects.toMatchObject({ code: 'AccessDenied' });
    expect(await stage.bodyOf(LIVE)).toEqual(fixture('live'));
  });

  it('tells which permission of Glue is missing', async () => {
    const { signal } = new AbortController();
    const nobody = await stage.catalogueOf([{ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' }]);
    await expect(nobody.table(signal)).rejects.toMatchObject({ code: 'ACCESS_DENIED', next: expect.stringContaining('glue:GetTable') });
  });

  it('registers as many partitions as there are, each once, and unregisters one that is not there without a word', async () => {
    const { signal } = new AbortController();
    const values = Array.from(
      { length: 230 },
      (_, index) =>
        ['1999', String(Math.floor(index / 28) + 1).padStart(2, '0'), String((index % 28) + 1).padStart(2, '0')] as [
          string,
          string,
          string,
        ],
    );
    const wanted = values.map((one) => ({ values: one, location: `s3://${TARGET.bucket}/${TABLE.prefix}x/${one.join('/')}/`, mark: 'm' }));
    expect(await stage.catalogue.register(wanted.slice(0, 130), signal)).toEqual([]);
    expect(await stage.catalogue.register(wanted, signal)).toEqual(values.slice(0, 130));
    const found = await Array.fromAsync(stage.catalogue.partitions(signal));
    expect(found.filter(({ mark }) => mark === 'm')).toHaveLength(230);
    expect(await stage.catalogue.partition(values[200]!, signal)).toEqual(wanted[200]);
    for (const one of values) await stage.catalogue.unregister(one, signal);
    await stage.catalogue.unregister(values[0]!, signal);
    expect(await stage.catalogue.partition(values[0]!, signal)).toBeNull();
  });
});
