import { describe, expect, it } from 'vitest';
import type { LedgerStore } from '../../../src/ledger/store.ts';
import { partitionStage } from '../../../src/stages/partition.ts';
import { copied, folderCommitOf, openPlanOf } from '../../builders/partition.ts';
import { LEDGER } from '../../builders/plan.ts';
import { failing, SILENT } from '../../fakes/spark-clusters.ts';
import { aWorld } from './world.ts';

const MINUTE = 60_000;

describe('a partition leg', () => {
  it('has every folder of its batch done on one cluster, and says what came of its documents', async () => {
    const world = aWorld();
    const { result, error } = await world.partition();
    expect(error).toBeNull();
    expect(result).toMatchObject({
      batch: '00',
      end: 'proven',
      folders: 3,
      committed: 3,
      found: 0,
      documents: 30,
      rows: 24,
      rejects: { malformed: 3, layout: 3 },
      clusters: [{ id: 'j-0001', how: 'created', generation: 1, attempt: 1 }],
      failures: [],
    });
    expect(world.asked()).toEqual([['canary', 'folder A', 'folder B', 'folder C']]);
    expect(world.job.worked).toEqual(['A', 'B', 'C']);
    expect(world.lines.at(-1)).toBe('Batch 00: 3 of 3 folders committed; 30 documents = 24 rows + 6 rejects; 1 cluster rented, 0 adopted');
  });

  it('asks EMR little: one look at its cluster a minute, and its steps only when something has changed', async () => {
    const world = aWorld({ batches: [{ batch: '00', folders: Array.from({ length: 16 }, (_, at) => `F${at}`) }] });
    const { result } = await world.partition();
    const minutes = result.seconds / 60;
    const of = (call: string) => world.emr.calls.filter((one) => one.call === call).length;
    expect(minutes).toBeGreaterThan(30);
    expect(of('DescribeCluster')).toBeLessThanOrEqual(minutes * 1.12 + 1);
    expect(of('ListSteps')).toBeLessThanOrEqual(16 + 3);
    expect(of('ListClusters')).toBe(0);
    const looks = world.emr.calls.filter((one) => one.call === 'DescribeCluster').map(({ atMs }) => atMs);
    for (const [at, ms] of looks.entries()) if (at > 0) expect(ms - looks[at - 1]!).toBeGreaterThan(0.89 * MINUTE);
  });

  it('rents nothing when everything has its commit, does not even ask for the job files, and says so', async () => {
    const world = aWorld();
    await world.partition();
    const before = world.emr.calls.length;
    const { result, error } = await world.partition('00', { jobFiles: () => Promise.reject(new Error('not needed')) });
    expect(error).toBeNull();
    expect(result).toMatchObject({ end: 'proven', committed: 3, found: 3, rows: 24, clusters: [], seconds: 0 });
    expect(world.emr.calls.length).toBe(before);
    expect(world.lines.at(-1)).toContain('3 of 3 folders committed, all of them before');
    expect(world.lines.at(-1)).toContain('nothing was rented');
  });

  it('asks only for the folders without a commit of their manifest as it is now', async () => {
    const world = aWorld();
    await world.partition();
    // Copied again: its commit is of the manifest before.
    copied(world.s3, world.open, 'B', 12, { generation: 2 });
    const { result } = await world.partition();
    expect(world.asked()[1]).toEqual(['canary', 'folder B']);
    expect(result).toMatchObject({ committed: 3, found: 2, documents: 32, clusters: [{ generation: 2, attempt: 1 }] });
    expect(world.job.worked).toEqual(['A', 'B', 'C', 'B']);
  });

  it('believes commits, not EMR: a step may be called FAILED although its work is done', async () => {
    const world = aWorld();
    world.emr.script = { step: (_, { name }) => (name === 'folder B' ? failing('Shutdown hook timed out') : 'done'), worked: () => true };
    expect(await world.partition()).toMatchObject({ error: null, result: { end: 'proven', committed: 3, failures: [] } });
    expect(world.emr.all).toHaveLength(1);
  });

  it('believes commits, not EMR: a step may be called COMPLETED although it has proven nothing', async () => {
    const world = aWorld();
    const lost = world.open.names.table(world.open.plan.digests.transform).folderCommit('B', 1);
    const read: LedgerStore['read'] = async (name, signal) => (name === lost ? null : await world.ledger.read(name, signal));
    const { error, result } = await world.partition('00', { ledger: { ...world.ledger, read } });
    expect(result.failures).toMatchObject([{ unit: 'B', class: 'no-commit', heals: false }]);
    expect(error).toMatchObject({
      code: 'TABLE_INCOMPLETE',
      exitCode: 1,
      message: expect.stringContaining('1 of 3 folders of batch 00 has no commit: B (no-commit'),
    });
  });

  it('takes no commit whose accounts do not close', async () => {
    const world = aWorld();
    const { names, plan } = world.open;
    const commit = folderCommitOf(
      { generation: 1, migration: plan.migration, identity: plan.digests.identity, transform: plan.digests.transform },
      'A',
      { generation: 1, pieces: [{ dir: '0001/e001-r0000', segments: 1 }], keys: 10, bytes: 1000 },
    );
    world.s3.put(
      LEDGER.bucket,
      LEDGER.prefix + names.table(plan.digests.transform).folderCommit('A', 1),
      JSON.stringify({ ...commit, rows: 9 }),
    );
    const { error, result } = await world.partition();
    expect(error).toMatchObject({
      code: 'ACCOUNTS_OPEN',
      exitCode: 5,
      message: expect.stringContaining('10 documents ≠ 11 rows and rejects'),
    });
    expect(result).toMatchObject({ end: 'failed', committed: 0 });
    expect(world.emr.calls).toEqual([]);
  });
});

describe('a partition leg refuses, before anything is rented,', () => {
  const refused = async (world: ReturnType<typeof aWorld>, batch = '00') => {
    const error: unknown = await world.partition(batch).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    return { error, calls: world.emr.calls };
  };

  it('the manifest of another migration', async () => {
    const world = aWorld();
    copied(world.s3, world.open, 'B', 10, { migration: 'another', identity: 'f'.repeat(32) });
    expect(await refused(world)).toMatchObject({
      calls: [],
      error: {
        code: 'MANIFEST_FOREIGN',
        exitCode: 2,
        message: expect.stringMatching(/folder B is not this migration's.*another/),
      },
    });
  });

  it('folders that are not proven, all of them by name', async () => {
    const world = aWorld();
    copied(world.s3, world.open, 'A', 10, { state: 'copying' });
    copied(world.s3, world.open, 'B', 10, { failures: [{ key: 'B/x', code: 'SlowDown', message: '' }] });
    world.s3.remove(LEDGER.bucket, LEDGER.prefix + world.open.names.checkpoint('C'));
    expect(await refused(world)).toMatchObject({
      calls: [],
      error: {
        code: 'PARTITION_NOT_READY',
        exitCode: 2,
        message: expect.stringContaining(
          '3 folders are not proven to be at the target: A (its copy is under way), B (1 of its keys failed), C (never copied)',
        ),
      },
    });
  });

  it('an instance type that EMR does not run', async () => {
    const world = aWorld({ machines: { primary: 'r5.2xlarge', core: 'c5.weird', coreCount: 2 } });
    expect(await refused(world)).toMatchObject({ calls: [], error: { code: 'UNKNOWN_INSTANCE_TYPE', exitCode: 2 } });
  });

  it('a batch that the plan does not have', async () => {
    expect(await refused(aWorld(), '07')).toMatchObject({
      calls: [],
      error: { code: 'USAGE', exitCode: 2, message: expect.stringContaining('"07"') },
    });
  });

  it('more folders than a cluster takes steps', async () => {
    const folders = Array.from({ length: 256 }, (_, at) => `F${at}`);
    const world = aWorld({ batches: [{ batch: '00', folders }] });
    const { error } = await world.partition();
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('256 folders') });
    expect(world.emr.all).toEqual([]);
  });

  it('a plan without a table', async () => {
    const world = aWorld();
    const stage = partitionStage(world.deps(), openPlanOf(null), { batch: '00' });
    await expect(world.clock.until(stage)).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('an order that holds other rules under the same digest', async () => {
    const world = aWorld();
    world.emr.script = { step: () => SILENT };
    await world.partition();
    const name = LEDGER.prefix + world.open.names.table('b'.repeat(32)).order(1, '00');
    const order = JSON.parse(world.s3.buckets.get(LEDGER.bucket)!.objects.get(name)!.body.toString()) as object;
    world.s3.put(LEDGER.bucket, name, JSON.stringify({ ...order, schema: [['Other', 'string']] }));
    const before = world.emr.calls.length;
    const { error } = await world.partition();
    expect(error).toMatchObject({ code: 'CONTRACT_MISMATCH', message: expect.stringContaining('other rules') });
    expect(world.emr.calls.length).toBe(before);
  });
});
