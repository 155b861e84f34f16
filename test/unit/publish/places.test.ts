import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RangeCommit, RangeFile } from '../../../src/contracts/partition.ts';
import { isPlaceOf, nameOfOurs, placesOf } from '../../../src/publish/places.ts';

const WHO = { migration: 'checkout-history', identity: 'a'.repeat(32), transform: '0123456789abcdef'.repeat(2) };
const TERMS = { tablePrefix: 'tables/checkout/', below: 'state/x/table/' };
const RANGE = { name: 'r07', from: '2019-01-01', until: '2019-02-01' };

const file = (key: string, day = '2019-01-02', rows = 2): RangeFile => ({ key: TERMS.below + key, day, rows, bytes: 10, etag: `e-${key}` });
const committed = (files: readonly RangeFile[], { range = RANGE, rows = files.reduce((sum, one) => sum + one.rows, 0) } = {}) => ({
  range,
  commit: {
    contract: 'range-commit/1',
    ...WHO,
    range,
    generation: 1,
    inputs: 'e'.repeat(32),
    rows,
    files: [...files],
    job: 'j',
    seconds: 1,
    committedAt: '2026-01-01T00:00:00Z',
  } satisfies RangeCommit,
});

describe('the places of files', () => {
  it('say whose they are, and lie in the directory of their day', () => {
    const { files, partitions, rows } = placesOf(WHO, { ...TERMS, rows: 4 }, [committed([file('a'), file('b', '2019-01-31')])]);
    expect(files.map(({ key }) => key)).toEqual([
      'tables/checkout/YEAR=2019/MONTH=01/DAY=02/bucket-brigade-checkout-history-0123456789ab-r07-00000.parquet',
      'tables/checkout/YEAR=2019/MONTH=01/DAY=31/bucket-brigade-checkout-history-0123456789ab-r07-00001.parquet',
    ]);
    expect(files[0]).toMatchObject({ etag: null, rows: 2, from: { key: 'state/x/table/a', etag: 'e-a' } });
    expect([partitions, rows]).toEqual([
      [
        ['2019', '01', '02'],
        ['2019', '01', '31'],
      ],
      4,
    ]);
  });

  it('are the same for the same commits, and their digest changes with anything that is in them', () => {
    const inputs = (files: RangeFile[], terms = TERMS) => placesOf(WHO, { ...terms, rows: files.length * 2 }, [committed(files)]).inputs;
    expect(inputs([file('a')])).toBe(inputs([file('a')]));
    const digests = [
      inputs([file('a')]),
      inputs([file('b')]),
      inputs([file('a', '2019-01-03')]),
      inputs([{ ...file('a'), etag: 'x' }]),
      inputs([file('a')], { ...TERMS, tablePrefix: 't/' }),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });

  it.each([
    ['two ranges of one name', [committed([file('a')]), committed([file('b')])], 'the same place'],
    [
      'a file that two ranges have',
      [committed([file('a')]), committed([file('a')], { range: { ...RANGE, name: 'r08' } })],
      'in the ranges twice',
    ],
    ['a day before the range', [committed([file('a', '2018-12-31')])], 'not a day of it'],
    ['a day after the range', [committed([file('a', '2019-02-01')])], 'not a day of it'],
    ['a file from elsewhere', [committed([{ ...file('a'), key: 'live/a.parquet' }])], 'not below'],
    ['a file without rows', [committed([file('a', '2019-01-02', 0)])], 'without rows'],
  ])('are refused for %s', (_, ranges, said) => {
    const rows = ranges.reduce((sum, { commit }) => sum + commit.rows, 0);
    expect(() => placesOf(WHO, { ...TERMS, rows }, ranges)).toThrow(
      expect.objectContaining({ code: 'CONTRACT_MISMATCH', message: expect.stringContaining(said) }),
    );
  });

  it('are refused when rows do not add up, in a range or in all', () => {
    expect(() => placesOf(WHO, { ...TERMS, rows: 2 }, [committed([file('a')], { rows: 3 })])).toThrow(/says 3 rows, and its files have 2/);
    expect(() => placesOf(WHO, { ...TERMS, rows: 3 }, [committed([file('a')])])).toThrow(/have 2 rows, and 3/);
  });
});

describe('a name of ours', () => {
  it('is of its own migration only, however alike others are called', () => {
    const name = (migration: string) => `t/bucket-brigade-${migration}-0123456789ab-r00-00000.parquet`;
    expect(nameOfOurs('a', name('a'))).toEqual({ transform: '0123456789ab' });
    expect(nameOfOurs('a', name('a-b'))).toBeNull();
    expect(nameOfOurs('a', name('a-0123456789ab'))).toBeNull();
    expect(nameOfOurs('a-0123456789ab', name('a-0123456789ab'))).not.toBeNull();
    expect(nameOfOurs('a', name('a').replace('.parquet', '.parquet.bak'))).toBeNull();
    expect(nameOfOurs('a', `t/x-${name('a').slice(2)}`)).toBeNull();
  });

  it('at its place is what a publish gives, and nothing else is', () => {
    const { files } = placesOf(WHO, { ...TERMS, rows: 2 }, [committed([file('a')])]);
    const [own] = files;
    expect(isPlaceOf(WHO, TERMS.tablePrefix, own!)).toBe(true);
    const beside = [
      { ...own!, day: '2019-01-03' },
      { ...own!, key: own!.key.replace('tables/', 'tables2/') },
      { ...own!, key: own!.key.replace('bucket-brigade', 'part') },
      { ...own!, key: own!.key.replace('0123456789ab', 'ffffffffffff') },
      { ...own!, key: own!.key.replace('DAY=02/', 'DAY=02/x/') },
      { ...own!, key: 'tables/checkout/YEAR=2019/MONTH=01/DAY=02/part-00000-live.snappy.parquet' },
    ];
    for (const one of beside) expect(isPlaceOf(WHO, TERMS.tablePrefix, one)).toBe(false);
    fc.assert(fc.property(fc.string(), (key) => !isPlaceOf(WHO, TERMS.tablePrefix, { key, day: '2019-01-02' })));
  });
});
