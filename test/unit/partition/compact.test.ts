import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FolderCommit } from '../../../src/contracts/partition.ts';
import { planCompaction } from '../../../src/partition/compact-plan.ts';
import { planCompactStage } from '../../../src/stages/compact.ts';
import { folderCommitOf, someFacts } from '../../builders/partition.ts';
import { LEDGER } from '../../builders/plan.ts';
import { failing, SILENT } from '../../fakes/spark-clusters.ts';
import { aWorld } from './world.ts';

const { ranges } = someFacts();
const of = { generation: 1, migration: 'a-migration', identity: 'a'.repeat(32), transform: 'b'.repeat(32) };
const commit = (folder: string, keys = 11, generation = 1) =>
  folderCommitOf(of, folder, { generation, pieces: [{ dir: '0001/e001-r0000', segments: 1 }], keys, bytes: 1 });
const commits = (...all: FolderCommit[]) => new Map<string, FolderCommit | null>(all.map((one) => [one.folder, one]));

describe('the plan of a compaction', () => {
  it("has each range's rows, days and files, of all folders", () => {
    const plan = planCompaction(commits(commit('B', 11), commit('A', 14)), ranges);
    expect(plan).toMatchObject({ rows: 21, empty: [] });
    expect(plan.batches.map(({ batch, ranges: own }) => [batch, own.map(({ range }) => range.name)])).toEqual([
      ['c00', ['r00']],
      ['c01', ['r01']],
      ['c02', ['r02']],
    ]);
    expect(plan.batches[0]!.ranges[0]).toMatchObject({
      range: ranges[0],
      rows: 7,
      days: { '2017-05-01': 7 },
      files: [{ key: 'staged/A/r00.parquet' }, { key: 'staged/B/r00.parquet' }],
      inputs: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('is the same in whatever order the commits were read, and another one for other rows', () => {
    const inputs = (all: Map<string, FolderCommit | null>) =>
      planCompaction(all, ranges).batches.flatMap((batch) => batch.ranges.map((range) => range.inputs));
    const one = inputs(commits(commit('A'), commit('B')));
    expect(inputs(commits(commit('B'), commit('A')))).toEqual(one);
    // Copied and partitioned again, to the very same rows: what was published of them stays as it is.
    expect(inputs(commits(commit('A'), commit('B', 11, 2)))).toEqual(one);
    const changed = { ...commit('B'), files: commit('B').files.map((file) => ({ ...file, etag: `${file.etag}0` })) };
    expect(inputs(commits(commit('A'), changed))).not.toEqual(one);
    expect(inputs(commits(commit('A')))).not.toEqual(one);
    expect(new Set(one).size).toBe(3);
    const later = { ...commit('B'), committedAt: '2027-01-01T00:00:00Z', seconds: 99 };
    expect(inputs(commits(commit('A'), later))).toEqual(one);
  });

  it('refuses while a folder has no commit, by name', () => {
    const some = new Map<string, FolderCommit | null>([...commits(commit('A')), ['B', null], ['C', null]]);
    expect(() => planCompaction(some, ranges)).toThrow(
      expect.objectContaining({ code: 'PARTITION_NOT_READY', message: '2 of 3 folders have no commit: B, C' }),
    );
  });

  it.each([
    [
      'a file of another range than its rows',
      (one: FolderCommit) => ({ ...one, files: one.files.map((file) => ({ ...file, range: 'r00' })) }),
    ],
    ['a file of no range', (one: FolderCommit) => ({ ...one, files: one.files.map((file) => ({ ...file, range: 'r77' })) })],
    ['rows on no day', (one: FolderCommit) => ({ ...one, rows: one.rows + 1 })],
  ])('takes no commit with %s', (_case, broken) => {
    expect(() => planCompaction(commits(commit('A'), broken(commit('B'))), ranges)).toThrow(
      expect.objectContaining({ code: 'ACCOUNTS_OPEN' }),
    );
  });

  it('leaves out ranges without rows: nothing is rented for them', () => {
    const wide = [{ ...ranges[0]!, until: '2017-01-01' }, { name: 'r09', from: '2017-01-01', until: '2017-02-01' }, ...ranges.slice(1)];
    const one = commit('A');
    const days = { '2016-05-01': 3, '2018-05-01': 3, '2019-05-01': 3 };
    expect(planCompaction(commits({ ...one, days }), wide)).toMatchObject({ empty: ['r09'] });
    expect(planCompaction(commits({ ...one, rows: 0, days: {}, files: [] }), wide)).toMatchObject({ batches: [], rows: 0 });
  });

  it('balances rows: every range once, and no batch heavier than the mean and the largest range (Graham 1966)', () => {
    const days = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 10 }), (counts, clustersUpTo) => {
        const day = (at: number) => `20${String(10 + at)}-01-01`;
        const many = counts.map((_, at) => ({
          name: `r${String(at).padStart(2, '0')}`,
          from: at === 0 ? null : day(at),
          until: at === counts.length - 1 ? null : day(at + 1),
        }));
        const rows = counts.reduce((sum, count) => sum + count, 0);
        const one: FolderCommit = {
          ...commit('A'),
          rows,
          days: Object.fromEntries(counts.map((count, at) => [day(at), count])),
          files: counts.map((count, at) => ({ key: `k${at}`, range: many[at]!.name, rows: count, bytes: 1, etag: 'e' })),
        };
        const { batches } = planCompaction(commits(one), many, clustersUpTo);
        expect(batches.flatMap((batch) => batch.ranges.map(({ range }) => range.name)).toSorted()).toEqual(many.map(({ name }) => name));
        expect(batches.length).toBe(Math.min(clustersUpTo, counts.length));
        for (const batch of batches) expect(batch.rows).toBe(batch.ranges.reduce((sum, range) => sum + range.rows, 0));
        const heaviest = Math.max(...batches.map((batch) => batch.rows));
        expect(heaviest).toBeLessThanOrEqual(rows / batches.length + Math.max(...counts) * (1 - 1 / batches.length) + 1e-6);
      }),
    );
  });
});

describe('a compact leg', () => {
  const partitioned = async () => {
    const world = aWorld();
    await world.partition();
    return world;
  };

  it('has its ranges made on a cluster of its own, after every folder has its commit', async () => {
    const world = await partitioned();
    const { batches } = await planCompactStage(world.deps(), world.open);
    expect(batches.map(({ batch }) => batch)).toEqual(['c00', 'c01', 'c02']);
    for (const { batch } of batches) {
      const { result, error } = await world.compact(batch);
      expect(error).toBeNull();
      expect(result).toMatchObject({ batch, end: 'proven', ranges: 1, committed: 1, files: 1 });
    }
    // The most rows first: r02 has four of each folder's eight.
    expect(world.asked().slice(1)).toEqual([
      ['canary', 'range r02'],
      ['canary', 'range r00'],
      ['canary', 'range r01'],
    ]);
    expect(world.emr.all[1]!.request.Name).toMatch(/^bucket-brigade\/a-migration\/compact-c00\/g1a1-/);
    const rents = world.emr.all.length;
    expect((await world.compact('c01')).result).toMatchObject({ found: 1, clusters: [] });
    expect(world.emr.all.length).toBe(rents);
    expect(world.lines.at(-1)).toMatch(/^Batch c01: 1 of 1 ranges committed, all of them before; 6 rows in 1 files; nothing was rented$/);
  });

  it('heals and fails as partition legs do', async () => {
    const world = await partitioned();
    world.emr.script = { step: (cluster, { name }) => (cluster.id === 'j-0002' && name === 'range r02' ? SILENT : 'done') };
    expect((await world.compact('c00')).result).toMatchObject({
      end: 'proven',
      failures: [{ class: 'silent' }],
      clusters: [{}, { generation: 2 }],
    });
    world.emr.script = {
      step: (_, { name }) => (name === 'canary' ? 'done' : failing('Traceback (most recent call last):\nValueError: x')),
    };
    expect((await world.compact('c01')).error).toMatchObject({ code: 'TABLE_INCOMPLETE', message: expect.stringContaining('range') });
  });

  it('makes a range again when a folder has been partitioned again', async () => {
    const world = await partitioned();
    await world.compact('c00');
    const { migration, digests } = world.open.plan;
    const name = LEDGER.prefix + world.open.names.table(digests.transform).folderCommit('B', 1);
    const again = folderCommitOf({ generation: 2, migration, identity: digests.identity, transform: digests.transform }, 'B', {
      generation: 1,
      pieces: [{ dir: '0001/e001-r0000', segments: 1 }],
      keys: 10,
      bytes: 1000,
    });
    world.s3.put(LEDGER.bucket, name, JSON.stringify({ ...again, files: again.files.map((file) => ({ ...file, etag: 'f'.repeat(32) })) }));
    expect((await world.compact('c00')).result).toMatchObject({ end: 'proven', found: 0, clusters: [{ generation: 2 }] });
  });

  it('refuses before every folder has its commit, and a batch that there is not', async () => {
    const world = aWorld();
    await expect(world.compact('c00')).rejects.toMatchObject({ code: 'PARTITION_NOT_READY', message: expect.stringContaining('A, B, C') });
    await world.partition();
    await expect(world.compact('c07')).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('c00, c01, c02') });
  });
});
