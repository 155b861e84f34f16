import { describe, expect, it } from 'vitest';
import { publishMarkdown, rollbackMarkdown } from '../../../src/report/publish.ts';
import { publishInputOf } from '../../../src/stages/publish.ts';
import { aWorld, fixture, PLACED } from './world.ts';

describe('the page of a publish', () => {
  it('says what is in the table, and whether this run put it there', async () => {
    const world = aWorld();
    const page = publishMarkdown(await world.publish());
    expect(page).toContain('✅ published');
    expect(page).toContain('`analytics.checkout` at `s3://target/tables/checkout/`');
    for (const row of [
      '| rows | 10 |',
      '| placed by this run | 5 |',
      '| partitions registered by us | 3 |',
      '| other files in the table, untouched | 2 |',
    ])
      expect(page).toContain(row);
    expect(publishMarkdown(await world.publish())).toContain('✅ unchanged');
  });

  it('of a roll-back names what was left, inert', async () => {
    const world = aWorld();
    expect(rollbackMarkdown(await world.rollback())).toContain('nothing to do');
    await world.publish();
    world.s3.put('target', PLACED[0]!, fixture('live'));
    const page = rollbackMarkdown(await world.rollback());
    expect(page).toContain('❌ not everything');
    expect(page).toContain('| of these deleted by this run | 4 |');
    expect(page).toContain('YEAR=2018/MONTH=12/DAY=31/bucket&#45;brigade');
  });
});

describe("a publish's input", () => {
  it('is what compaction was planned by: its inputs of full ranges, nothing of empty ones, all rows', () => {
    const range = (name: string, inputs: string) => ({ range: { name, from: null, until: null }, inputs, rows: 1, days: {}, files: [] });
    const batches = [
      { batch: 'c00', rows: 2, ranges: [range('r01', 'x'), range('r02', 'y')] },
      { batch: 'c01', rows: 1, ranges: [range('r04', 'z')] },
    ];
    expect(publishInputOf({ batches, empty: ['r00', 'r03'], rows: 3 })).toEqual({
      inputs: { r00: null, r01: 'x', r02: 'y', r03: null, r04: 'z' },
      rows: 3,
    });
  });
});
