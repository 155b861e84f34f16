import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { batchResult } from '../../../src/contracts/partition.ts';
import { MigrationError } from '../../../src/errors.ts';
import { isLive } from '../../../src/partition/clusters.ts';
import { logsFolder, stepLog } from '../../../src/partition/naming.ts';
import { LEDGER } from '../../builders/plan.ts';
import { failing, SILENT } from '../../fakes/spark-clusters.ts';
import { aWorld } from './world.ts';

const MINUTE = 60_000;

describe('a failure that a repeat can heal', () => {
  it('without a message at the first folder: the folder alone is repeated, as a new generation', async () => {
    const world = aWorld();
    world.emr.script = { step: (cluster, { name }) => (cluster.id === 'j-0001' && name === 'folder A' ? SILENT : 'done') };
    const { result, error } = await world.partition();
    expect(error).toBeNull();
    expect(world.asked()).toEqual([
      ['canary', 'folder A', 'folder B', 'folder C'],
      ['canary', 'folder A'],
    ]);
    expect(result).toMatchObject({
      end: 'proven',
      committed: 3,
      clusters: [
        { generation: 1, attempt: 1 },
        { generation: 2, attempt: 1 },
      ],
      failures: [{ unit: 'A', class: 'silent', heals: true, cluster: 'j-0001', generation: 1 }],
    });
    const recorded = await world.ledger.read(world.open.names.table(world.open.plan.digests.transform).result('partition', '00'));
    expect(batchResult.parse(JSON.parse(recorded!.body.toString()))).toMatchObject({
      units: 3,
      committed: 3,
      clusters: [{ how: 'created' }, { how: 'created' }],
      failures: [{ unit: 'A', class: 'silent', evidence: expect.stringContaining('without a message') }],
    });
    expect(world.job.worked.toSorted()).toEqual(['A', 'B', 'C']);
    expect(world.lines.join('\n')).toMatch(
      /silent: A \(step s-0001-1 FAILED without a message.*\n.*repeating 1 folder as a new generation/,
    );
  });

  it('is repeated once: what fails again is told, with its class', async () => {
    const world = aWorld();
    world.emr.script = { step: (_, { name }) => (name === 'folder A' ? SILENT : 'done') };
    const { result, error } = await world.partition();
    expect(world.emr.all).toHaveLength(2);
    expect(result).toMatchObject({ end: 'failed', committed: 2, failures: [{ generation: 1 }, { generation: 2 }] });
    expect(error).toMatchObject({
      code: 'TABLE_INCOMPLETE',
      message: expect.stringContaining('A (silent:'),
      next: expect.stringContaining('launch.paced'),
    });
  });

  it('is not repeated where the log shows that Spark had begun', async () => {
    const world = aWorld();
    const { migration, digests } = world.open.plan;
    const log = stepLog(logsFolder(migration, digests.identity, digests.transform), 'j-0001', 's-0001-1', 'stderr');
    const text = 'INFO Client: Submitting application application_1700000000000_0002 to ResourceManager\nbye\n';
    world.s3.put(LEDGER.bucket, LEDGER.prefix + log, '', { body: gzipSync(text) });
    world.emr.script = { step: (_, { name }) => (name === 'folder A' ? SILENT : 'done') };
    const { result } = await world.partition();
    expect(world.emr.all).toHaveLength(1);
    expect(result.failures).toMatchObject([{ class: 'unknown', evidence: expect.stringContaining('bye') }]);
  });

  it('is not repeated where the log, which comes minutes late, names the reason', async () => {
    const world = aWorld();
    const { migration, digests } = world.open.plan;
    const log = stepLog(logsFolder(migration, digests.identity, digests.transform), 'j-0001', 's-0001-3', 'stdout');
    const moment = world.clock.onMoment;
    let overMs = Number.POSITIVE_INFINITY;
    world.clock.onMoment = (nowMs) => {
      moment(nowMs);
      if (world.emr.all[0]?.state === 'TERMINATED') overMs = Math.min(overMs, nowMs);
      if (nowMs < overMs + 4 * MINUTE) return;
      world.s3.put(LEDGER.bucket, LEDGER.prefix + log, '', { body: gzipSync('ORDER_CODE: s3://x: orders code abc, and this is def\n') });
    };
    world.emr.script = { step: (_, { name }) => (name === 'folder C' ? SILENT : 'done') };
    const { result } = await world.partition();
    expect(world.emr.all).toHaveLength(1);
    expect(result.failures).toMatchObject([{ unit: 'C', class: 'bad-order', evidence: expect.stringContaining('orders code abc') }]);
  });

  it('at the start of the cluster: the same order again, after some minutes', async () => {
    const world = aWorld();
    world.emr.script = { start: ({ id }) => (id === 'j-0003' ? null : { code: 'BOOTSTRAP_FAILURE', message: 'provisioning failed' }) };
    const { result, error } = await world.partition();
    expect(error).toBeNull();
    expect(result.clusters.map(({ attempt, generation }) => [generation, attempt])).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
    ]);
    const [first, second, third] = world.emr.all.map(({ atMs }) => atMs);
    expect(second! - first!).toBeGreaterThan(2.5 * MINUTE);
    expect(third! - second!).toBeGreaterThan(7.5 * MINUTE);
    expect(new Set(world.emr.all.map(({ request }) => request.Name)).size).toBe(3);
  });

  it('at the start of three clusters: the leg gives up, and the next one begins a new generation', async () => {
    const world = aWorld();
    world.emr.script = { start: () => ({ code: 'INTERNAL_ERROR', message: 'Failed to start the job flow due to an internal error' }) };
    const { error, result } = await world.partition();
    expect(world.emr.all).toHaveLength(3);
    expect(result.failures).toHaveLength(9);
    expect(error).toMatchObject({ code: 'TABLE_INCOMPLETE', message: expect.stringContaining('launch-failed: INTERNAL_ERROR') });
    world.emr.script = {};
    expect((await world.partition()).result).toMatchObject({ end: 'proven', clusters: [{ generation: 2, attempt: 1 }] });
  });

  it('in the canary, without a message: no folder had begun, so it is the same order again, at once', async () => {
    const world = aWorld();
    world.emr.script = { step: (cluster, { name }) => (cluster.id === 'j-0001' && name === 'canary' ? SILENT : 'done') };
    const { result } = await world.partition();
    expect(world.emr.all[0]).toMatchObject({ state: 'TERMINATED_WITH_ERRORS' });
    expect(result).toMatchObject({ end: 'proven', clusters: [{ attempt: 1 }, { generation: 1, attempt: 2 }] });
    expect(result.failures.map((failure) => failure.class)).toEqual(['silent', 'silent', 'silent']);
  });

  it('of a machine: what it had not proven is repeated', async () => {
    const world = aWorld();
    let killed = false;
    const moment = world.clock.onMoment;
    world.clock.onMoment = (nowMs) => {
      moment(nowMs);
      const cluster = world.emr.all[0];
      if (killed || cluster?.steps.find(({ name }) => name === 'folder B')?.state !== 'RUNNING') return;
      killed = true;
      world.emr.kill(cluster.id, { code: 'INSTANCE_FAILURE', message: 'The master failed: i-0 was terminated' });
    };
    const { result, error } = await world.partition();
    expect(error).toBeNull();
    expect(world.asked()[1]).toEqual(['canary', 'folder B', 'folder C']);
    expect(result.failures.map((failure) => [failure.unit, failure.class])).toEqual([
      ['B', 'instance-lost'],
      ['C', 'instance-lost'],
    ]);
    expect(world.job.worked).toEqual(['A', 'B', 'C']);
  });
});

describe('a step that never ends', () => {
  const hanging = (when: (id: string) => boolean) => {
    const world = aWorld();
    world.emr.script = { step: (cluster, { name }) => (name === 'folder B' && when(cluster.id) ? 'hangs' : 'done') };
    return world;
  };

  it('is ended after a day, and what its cluster owes is repeated once', async () => {
    const world = hanging((id) => id === 'j-0001');
    const { error, result } = await world.partition({ batch: '00', lateAfterMs: 30 * 60 * MINUTE });
    expect(error).toBeNull();
    expect(world.asked()).toEqual([
      ['canary', 'folder A', 'folder B', 'folder C'],
      ['canary', 'folder B', 'folder C'],
    ]);
    expect(result).toMatchObject({
      end: 'proven',
      failures: [
        { unit: 'B', class: 'stuck' },
        { unit: 'C', class: 'stuck' },
      ],
    });
    expect(world.lines.join('\n')).toContain('Step s-0001-2 (folder B) on j-0001 has run for more than 24 hours: ending the cluster');
    expect(world.job.again).toEqual([]);
  });

  it('also by legs of which none lives for a day, and a repeat that one of them began is not repeated by the next', async () => {
    const world = hanging(() => true);
    const legs: (string | undefined)[] = [];
    for (let leg = 0; leg < 20 && legs.at(-1) !== 'TABLE_INCOMPLETE'; leg += 1)
      legs.push((await world.partition({ batch: '00', lateAfterMs: 330 * MINUTE })).error?.code);
    expect(legs.at(-1)).toBe('TABLE_INCOMPLETE');
    expect(legs.slice(0, -1).every((code) => code === 'DETACHED')).toBe(true);
    expect(world.emr.all).toHaveLength(2);
    expect(world.emr.all.filter(isLive)).toEqual([]);
  });
});

describe('a failure that no repeat heals', () => {
  it.each([
    ['job-error', 'Traceback (most recent call last):\n  File "main.py", line 1\nKeyError: \'x\''],
    ['memory', 'ExecutorLostFailure: Container killed by YARN for exceeding memory limits. Exit code is 137'],
    ['access-denied', 'S3 said AccessDenied for s3://target/A'],
    ['bad-order', 'ORDER_INVALID: it is of contract partition-order/9'],
  ])('%s is named with what to do, and costs no second cluster', async (failure, message) => {
    const world = aWorld();
    world.emr.script = { step: (_, { name }) => (name === 'folder B' ? failing(message) : 'done') };
    const { result, error } = await world.partition();
    expect(world.emr.all).toHaveLength(1);
    expect(result).toMatchObject({ end: 'failed', committed: 2, failures: [{ unit: 'B', class: failure, heals: false }] });
    expect(error).toMatchObject({ code: 'TABLE_INCOMPLETE', exitCode: 1, message: expect.stringContaining(`B (${failure}: `) });
    expect(error?.next).not.toBe('');
  });

  it('beside one that heals: only the other is repeated', async () => {
    const world = aWorld();
    world.emr.script = {
      step: ({ id }, { name }) =>
        id === 'j-0001' && name === 'folder A'
          ? SILENT
          : name === 'folder B'
            ? failing('java.lang.OutOfMemoryError: Java heap space')
            : 'done',
    };
    const { result, error } = await world.partition();
    expect(world.asked()[1]).toEqual(['canary', 'folder A']);
    expect(result).toMatchObject({ end: 'failed', committed: 2 });
    expect(error?.message).toContain('1 of 3 folders of batch 00 has no commit: B (memory');
    // Not until that cluster's end: the folder that it was rented for is proven.
    expect(world.emr.all[1]!.state).toBe('TERMINATING');
  });

  it('of many folders in a row hides none that was done behind them', async () => {
    const folders = Array.from({ length: 9 }, (_, at) => `F${at}`);
    const world = aWorld({ batches: [{ batch: '00', folders }] });
    world.emr.script = { step: (_, { name }) => (/F[0-5]/.test(name) ? failing('KeyError: 1') : 'done') };
    const { result, error } = await world.partition();
    expect(result).toMatchObject({ committed: 3, end: 'failed' });
    expect(error?.message).toMatch(/^6 of 9 folders of batch 00 have no commit: F0 .*F3 .* and 2 more$/);
  });

  it('of the request itself is told as EMR tells it, once', async () => {
    const world = aWorld();
    const refusal = new MigrationError('CLUSTER_REFUSED', 'ValidationException: Invalid InstanceProfile: bucket-brigade-job.');
    world.emr.script = { answer: () => refusal };
    const { result, error } = await world.partition();
    expect(error).toBe(refusal);
    expect(result).toMatchObject({ end: 'failed', committed: 0, clusters: [] });
    expect(world.launches()).toHaveLength(1);
  });

  it('found only after the answer, a wrong configuration, is not launched again', async () => {
    const world = aWorld();
    world.emr.script = { start: () => ({ code: 'VALIDATION_ERROR', message: 'The subnet configuration was invalid' }) };
    const { error } = await world.partition();
    expect(world.emr.all).toHaveLength(1);
    expect(error).toMatchObject({
      message: expect.stringContaining('validation: VALIDATION_ERROR: The subnet'),
      next: expect.stringContaining('partition.subnet'),
    });
  });
});
