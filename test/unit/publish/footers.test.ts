import { describe, expect, it } from 'vitest';
import { spelled } from '../../../src/publish/columns.ts';
import { readFooter } from '../../../src/publish/footers.ts';
import { sampleSchemas } from '../../../src/publish/schema.ts';
import { sampleOf, surveyTable } from '../../../src/publish/survey.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';
import { TARGET } from '../../builders/plan.ts';
import { at, fixture, TABLE } from './world.ts';

const T = { bucket: 'target', owner: TARGET.account };
const never = new AbortController().signal;

function holding(body: Uint8Array | string) {
  const s3 = memoryS3({ target: TARGET.account });
  s3.put('target', 'f.parquet', body);
  return s3;
}

describe('a footer', () => {
  it('is read from the end of a file, whatever its data is packed with', async () => {
    for (const name of ['ours-1', 'live', 'live-int96']) {
      const s3 = holding(fixture(name));
      const footer = await readFooter(s3, T, 'f.parquet', never);
      expect(footer.found === 'columns' && footer.columns.map(([column, kind]) => `${column} ${spelled(kind)}`)).toContain(
        'Items array<struct<id:string,price:bigint,tags:array<string>>>',
      );
      expect(s3.counters.get).toBe(1);
    }
  });

  it('is fetched whole by a second request when it is longer than the first', async () => {
    const s3 = holding(fixture('ours-1'));
    for (const firstBytes of [8, 9, 100]) {
      const before = s3.counters.get;
      expect(await readFooter(s3, T, 'f.parquet', never, firstBytes)).toMatchObject({ found: 'columns' });
      expect(s3.counters.get - before).toBe(2);
    }
  });

  it('of a file that is replaced between the two is not made of both', async () => {
    const s3 = holding(fixture('ours-1'));
    let asked = 0;
    s3.before = () => {
      if ((asked += 1) === 2) s3.put('target', 'f.parquet', fixture('live'));
    };
    expect(await readFooter(s3, T, 'f.parquet', never, 8)).toEqual({ found: 'nothing' });
  });

  const withLength = (length: number) => {
    const ending = Buffer.from('\0\0\0\0PAR1');
    ending.writeUInt32LE(length, 0);
    return Buffer.concat([Buffer.from('PAR1 not much'), ending]);
  };
  it.each([
    ['nothing', ''],
    ['less than a footer', 'PAR1'],
    ['text', '{"OrderId": 1, "and": "so on"}'],
    ['an encrypted footer', Buffer.from('PAR1xxxxxxxxxxxx\u0004\0\0\0PARE')],
    ['a footer longer than itself', withLength(4_000_000)],
    ['a footer of nonsense', withLength(5)],
    ['a footer of no bytes', withLength(0)],
  ])('is not found in a file of %s', async (_, body) => {
    expect(await readFooter(holding(body), T, 'f.parquet', never)).toMatchObject({ found: 'no-parquet', why: expect.any(String) });
  });

  it('of a file that is gone is nothing', async () => {
    expect(await readFooter(holding(''), T, 'other.parquet', never)).toEqual({ found: 'nothing' });
  });
});

describe('a sample of the live files', () => {
  it('is the newest of each partition, the newest partitions first, at most so many, and says how many were looked at', async () => {
    const s3 = memoryS3({ target: TARGET.account });
    for (let day = 1; day <= 28; day += 1) {
      const date = `2019-03-${String(day).padStart(2, '0')}`;
      s3.put('target', at(date, 'a.parquet'), fixture('live-differs'), { lastModified: `${date}T01:00:00.000Z` });
      s3.put('target', at(date, 'b.parquet'), fixture('live'), { lastModified: `${date}T02:00:00.000Z` });
      s3.put('target', at(date, 'c.parquet'), fixture('live-differs'), { lastModified: `${date}T00:00:00.000Z` });
    }
    const survey = await surveyTable(s3, { ...TARGET, prefix: TABLE.prefix }, { wanted: new Set(), migration: 'm' }, never);
    expect(survey.others.files).toBe(84);
    const keys = sampleOf(survey, 10).map(({ key }) => key);
    expect(keys).toEqual(Array.from({ length: 10 }, (_, index) => at(`2019-03-${28 - index}`, 'b.parquet')));
    s3.remove('target', keys[0]!);
    const sample = await sampleSchemas(s3, T, keys, never);
    expect(sample).toMatchObject({ files: 9, unreadable: [], schemas: [{ files: 9, example: keys[1] }] });
  });
});
