import { describe, expect, it } from 'vitest';
import { MigrationError } from '../../../src/errors.ts';
import type { LedgerStore } from '../../../src/ledger/store.ts';
import { isLive, type SparkClusters } from '../../../src/partition/clusters.ts';
import { partitionStage } from '../../../src/stages/partition.ts';
import { copied } from '../../builders/partition.ts';
import { SILENT, throttledLook } from '../../fakes/spark-clusters.ts';
import { aWorld, Killed, killedAt } from './world.ts';

const MINUTE = 60_000;
type World = ReturnType<typeof aWorld>;

const mostLive = (world: World): number => Math.max(0, ...world.emr.mostLive.values());

describe('a lost answer to RunJobFlow', () => {
  it('after the cluster was made: it is found by its name, and nothing is sent again', async () => {
    const world = aWorld();
    world.emr.script = { answer: () => 'lost' };
    const { result } = await world.partition();
    expect(world.launches()).toHaveLength(1);
    expect(result).toMatchObject({ end: 'proven', clusters: [{ id: 'j-0001' }] });
  });

  it('before anything was made: it is looked for three times, and then sent again under the same name', async () => {
    const world = aWorld();
    world.emr.script = { answer: (n) => (n === 1 ? 'lost-unsent' : 'created') };
    const { result } = await world.partition();
    expect(world.launches()).toHaveLength(2);
    expect(world.emr.calls.slice(0, 4).map(({ call }) => call)).toEqual(['RunJobFlow', 'ListClusters', 'ListClusters', 'ListClusters']);
    expect(result.clusters).toMatchObject([{ generation: 1, attempt: 1 }]);
  });

  it('and a cluster that shows too late: of two under one name the other is ended', async () => {
    const world = aWorld();
    world.emr.visibleAfterMs = 25_000;
    world.emr.script = { answer: (n) => (n === 1 ? 'lost' : 'created') };
    const { result } = await world.partition();
    expect(result.end).toBe('proven');
    expect(world.emr.all).toHaveLength(2);
    expect(world.emr.all[0]).toMatchObject({ state: 'TERMINATED', reason: { code: 'USER_REQUEST' } });
    expect(world.job.again).toEqual([]);
  });

  it('three times: the leg gives up, and says that the next one looks first', async () => {
    const world = aWorld();
    world.emr.script = { answer: () => 'lost-unsent' };
    const { error } = await world.partition();
    expect(error).toMatchObject({ code: 'AWS_FAILED', exitCode: 1, next: expect.stringContaining('looks for the cluster first') });
    expect(world.launches()).toHaveLength(3);
  });
});

describe('a request that was written down and never sent', () => {
  it('is sent as it was written: the same name, the same attempt', async () => {
    const world = aWorld();
    const refused = new MigrationError('CLUSTER_REFUSED', 'ValidationException: no');
    world.emr.script = { answer: () => refused };
    await world.partition();
    world.emr.script = {};
    const changed = { ...world.facts.machines, core: 'm5.4xlarge' };
    Object.assign(world.facts, { machines: changed });
    const { result } = await world.partition();
    expect(result).toMatchObject({ end: 'proven', clusters: [{ generation: 1, attempt: 1 }] });
    expect(world.emr.all.map(({ request }) => request.Name)).toEqual([expect.stringMatching(/\/g1a1-/)]);
  });
});

describe('throttling', () => {
  it('of launches is waited for, ten times and more, with ever longer pauses', async () => {
    const world = aWorld();
    world.emr.script = { answer: (n) => (n <= 12 ? 'throttled' : 'created') };
    expect((await world.partition()).result.end).toBe('proven');
    const at = world.launches().map(({ atMs }) => atMs);
    expect(at).toHaveLength(13);
    for (const [index, ms] of at.entries()) if (index > 0) expect(ms - at[index - 1]!).toBeLessThanOrEqual(20_000);
    expect(at.at(-1)! - at[0]!).toBeGreaterThan(30_000);
  });

  it('of looks is no failure of the work', async () => {
    const world = aWorld();
    let looks = 0;
    const clusters: SparkClusters = {
      ...world.emr,
      describe: async (id, signal) => {
        looks += 1;
        if (looks % 3 !== 0) throw throttledLook();
        return await world.emr.describe(id, signal);
      },
      steps: () => Promise.reject(throttledLook()),
    };
    expect(await world.partition('00', { clusters })).toMatchObject({ error: null, result: { end: 'proven', committed: 3 } });
  });

  it('is told from a refusal, which ends the leg', async () => {
    const world = aWorld();
    const denied = new MigrationError('CLUSTER_REFUSED', 'ValidationException: no');
    const clusters: SparkClusters = { ...world.emr, describe: () => Promise.reject(denied) };
    expect(await world.partition('00', { clusters })).toMatchObject({ error: denied, result: { end: 'failed' } });
    expect(world.launches()).toHaveLength(1);
  });
});

/** To a role whose permissions are bound to tags, EMR says of a cluster that it does not know that it may not be looked at. */
describe('a cluster that may not be looked at', () => {
  const denied = new MigrationError('ACCESS_DENIED', 'not authorized to perform: elasticmapreduce:DescribeCluster');
  const refusing = (world: ReturnType<typeof aWorld>, refuses: (look: number) => boolean) => {
    let looks = 0;
    const describe: SparkClusters['describe'] = async (id, signal) => {
      looks += 1;
      if (refuses(looks)) throw denied;
      return await world.emr.describe(id, signal);
    };
    return { clusters: { ...world.emr, describe }, looks: () => looks };
  };

  it('may be too young to be known: it is followed as soon as it is', async () => {
    const world = aWorld();
    const { clusters } = refusing(world, (look) => look <= 2);
    expect(await world.partition('00', { clusters })).toMatchObject({ error: null, result: { end: 'proven', committed: 3 } });
    expect(world.launches()).toHaveLength(1);
    expect(world.lines).toContainEqual(expect.stringContaining('DescribeCluster was not answered'));
  });

  it('and stays so ends the leg, and is never taken for gone: nothing is launched beside it', async () => {
    const world = aWorld();
    const { clusters, looks } = refusing(world, () => true);
    expect(await world.partition('00', { clusters })).toMatchObject({ error: denied, result: { end: 'failed' } });
    expect(looks()).toBe(3);
    expect(world.launches()).toHaveLength(1);
  });

  it('any more ends the leg at once', async () => {
    const world = aWorld();
    const { clusters, looks } = refusing(world, (look) => look > 2);
    expect(await world.partition('00', { clusters })).toMatchObject({ error: denied, result: { end: 'failed' } });
    expect(looks()).toBe(3);
    expect(world.launches()).toHaveLength(1);
  });
});

describe('a leg that ends before its cluster', () => {
  it('stopped by a signal: the cluster goes on, and the next leg takes it up', async () => {
    const world = aWorld();
    const stop = new AbortController();
    const leg = partitionStage(world.deps({ signal: stop.signal }), world.open, { batch: '00' });
    void world.clock.sleep(8 * MINUTE).then(() => stop.abort(new MigrationError('STOPPED', 'SIGTERM')));
    const { result, error } = await world.clock.until(leg);
    expect(error).toMatchObject({ code: 'STOPPED', exitCode: 1 });
    expect(result).toMatchObject({ end: 'stopped', committed: 0, clusters: [{ id: 'j-0001' }] });
    expect(isLive(world.emr.all[0]!)).toBe(true);
    const next = await world.partition();
    expect(next).toMatchObject({ error: null, result: { end: 'proven', clusters: [{ id: 'j-0001', how: 'adopted' }] } });
    expect(world.emr.all).toHaveLength(1);
    expect(world.job.again).toEqual([]);
  });

  it('at its deadline: detached, not failed', async () => {
    const world = aWorld();
    const { result, error } = await world.partition({ batch: '00', lateAfterMs: 8 * MINUTE });
    expect(error).toMatchObject({ code: 'DETACHED', exitCode: 6 });
    expect(result).toMatchObject({ end: 'late', failures: [] });
    expect((await world.partition()).result).toMatchObject({ end: 'proven', clusters: [{ how: 'adopted' }] });
  });

  it('also while it waits for a better moment to launch again', async () => {
    const world = aWorld();
    world.emr.script = { start: () => ({ code: 'VALIDATION_ERROR', message: 'Insufficient capacity' }) };
    const startedAt = world.clock.passed();
    const { error, result } = await world.partition({ batch: '00', lateAfterMs: 21 * MINUTE }, { random: () => 0.99 });
    expect(error).toMatchObject({ code: 'DETACHED' });
    expect(result).toMatchObject({ end: 'late', clusters: [{ attempt: 1 }, { attempt: 2 }] });
    expect(new Set(result.failures.map((failure) => failure.class))).toEqual(new Set(['capacity']));
    expect(world.clock.passed() - startedAt).toBeCloseTo(31 * MINUTE, -1);
    world.emr.script = {};
    expect((await world.partition()).result).toMatchObject({ end: 'proven' });
  });

  it('and whose cluster was ended by somebody: told as that, and only what is missing is done by the next', async () => {
    const world = aWorld();
    const moment = world.clock.onMoment;
    let ended = false;
    world.clock.onMoment = (nowMs) => {
      moment(nowMs);
      const [cluster] = world.emr.all;
      if (ended || cluster?.steps.find(({ name }) => name === 'folder B')?.state !== 'RUNNING') return;
      ended = true;
      world.emr.kill(cluster.id, { code: 'USER_REQUEST', message: 'Terminated by user request' });
    };
    const { error, result } = await world.partition();
    expect(error).toMatchObject({ code: 'TABLE_INCOMPLETE', next: expect.stringContaining('Re-run this job') });
    expect(result.failures.map((failure) => failure.class)).toEqual(['cancelled', 'cancelled']);
    expect((await world.partition()).result).toMatchObject({ end: 'proven', found: 1, clusters: [{ generation: 2, attempt: 1 }] });
    expect(world.job.worked).toEqual(['A', 'B', 'C']);
  });
});

describe('a cluster that was found', () => {
  it('and works on manifests that have been overtaken is ended, before another one is launched', async () => {
    const world = aWorld();
    await world.partition({ batch: '00', lateAfterMs: 8 * MINUTE });
    copied(world.s3, world.open, 'B', 20, { generation: 2 });
    const { result } = await world.partition();
    expect(result).toMatchObject({ end: 'proven', clusters: [{ id: 'j-0002', generation: 2 }] });
    expect(world.emr.all[0]!.reason.code).toBe('USER_REQUEST');
    expect(mostLive(world)).toBe(1);
  });

  it('and ends while it is being looked for: what it has proven by then is not done again', async () => {
    const world = aWorld();
    await world.partition({ batch: '00', lateAfterMs: 8 * MINUTE });
    let slept = false;
    const read: LedgerStore['read'] = async (name, signal) => {
      if (name.includes('/intents/') && !slept) {
        slept = true;
        await world.clock.sleep(20 * MINUTE);
      }
      return await world.ledger.read(name, signal);
    };
    const { result } = await world.partition('00', { ledger: { ...world.ledger, read } });
    expect(result).toMatchObject({ end: 'proven', found: 0, committed: 3, clusters: [] });
    expect(world.emr.all).toHaveLength(1);
  });

  it('gone without having begun is followed by the same order, as the next attempt', async () => {
    const world = aWorld();
    await world.partition({ batch: '00', lateAfterMs: MINUTE });
    world.emr.kill('j-0001', { code: 'INTERNAL_ERROR', message: '' });
    expect((await world.partition()).result).toMatchObject({ end: 'proven', clusters: [{ generation: 1, attempt: 2 }] });
  });

  it('waiting, with nothing left to do, is ended: it costs as much as one that works', async () => {
    const world = aWorld();
    world.emr.script = { step: (_, { name }) => (name === 'folder B' ? SILENT : 'done') };
    const clusters: SparkClusters = {
      ...world.emr,
      describe: async (id, signal) => {
        const found = await world.emr.describe(id, signal);
        return found?.state === 'TERMINATING' && found.reason.code === 'ALL_STEPS_COMPLETED' ? { ...found, state: 'WAITING' } : found;
      },
    };
    const { result } = await world.partition('00', { clusters });
    expect(world.emr.calls.some(({ call }) => call === 'TerminateJobFlows')).toBe(true);
    expect(result.clusters).toHaveLength(2);
  });

  it('that EMR has forgotten is over', async () => {
    const world = aWorld();
    const clusters: SparkClusters = {
      ...world.emr,
      describe: (id, signal) => (id === 'j-0001' ? Promise.resolve(null) : world.emr.describe(id, signal)),
    };
    const { result } = await world.partition('00', { clusters });
    expect(result.failures[0]).toMatchObject({ class: 'instance-lost' });
    expect(result.end).toBe('proven');
  });
});

describe('a leg that is killed at any moment', () => {
  /** How often a leg of this world looks at the world, and what happens when it is killed at each of them. */
  const troubles = async (make: () => World): Promise<string[]> => {
    const found: string[] = [];
    const whole = make();
    const unhurt = killedAt(whole, Number.POSITIVE_INFINITY, 'before');
    await whole.clock.until(partitionStage(unhurt.deps, whole.open, { batch: '00' }));
    expect(unhurt.calls()).toBeGreaterThan(20);
    for (const when of ['before', 'after'] as const) {
      for (let n = 1; n <= unhurt.calls(); n += 1) {
        const world = make();
        const first = killedAt(world, n, when);
        await world.clock.until(partitionStage(first.deps, world.open, { batch: '00' })).catch((error: unknown) => {
          expect(error).toBeInstanceOf(Killed);
        });
        const { result, error } = await world.partition();
        const say = (what: unknown) => found.push(`killed ${when} call ${n}: ${JSON.stringify(what)}`);
        if (error !== null || result.end !== 'proven' || result.committed !== 2) say([error?.message, result]);
        if (mostLive(world) !== 1) say(['live', mostLive(world)]);
        if (world.job.worked.toSorted().join() !== 'A,B' || world.job.again.length > 0) say(world.job);
      }
    }
    return found;
  };
  const batches = [{ batch: '00', folders: ['A', 'B'] }];

  it('leaves a state from which the next one finishes: one cluster at a time, no folder twice', async () => {
    expect(await troubles(() => aWorld({ batches }))).toEqual([]);
  });

  it('also while it heals', async () => {
    const make = () => {
      const world = aWorld({ batches });
      world.emr.script = { step: (cluster, { name }) => (cluster.id === 'j-0001' && name === 'folder A' ? SILENT : 'done') };
      return world;
    };
    expect(await troubles(make)).toEqual([]);
  });

  it('also while it launches again', async () => {
    const make = () => {
      const world = aWorld({ batches });
      world.emr.script = {
        answer: (n) => (n === 2 ? 'throttled' : n === 3 ? 'lost' : 'created'),
        start: ({ id }) => (id === 'j-0001' ? { code: 'BOOTSTRAP_FAILURE', message: '' } : null),
      };
      return world;
    };
    expect(await troubles(make)).toEqual([]);
  });
});
