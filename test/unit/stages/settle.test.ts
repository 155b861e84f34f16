import { describe, expect, it } from 'vitest';
import type { Heartbeat } from '../../../src/contracts/fleet.ts';
import { MigrationError } from '../../../src/errors.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import type { ClusterState } from '../../../src/partition/clusters.ts';
import { settleStage } from '../../../src/stages/settle.ts';
import { openPlanOf, someFacts } from '../../builders/partition.ts';
import { LEDGER, OWNERS } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const FLEET = {
  instanceType: 'm5.4xlarge',
  imageId: 'ami-1',
  subnetId: null,
  securityGroupId: null,
  instanceProfileArn: 'arn:aws:iam::444455556666:instance-profile/agent',
  ttlSeconds: 3600,
};

/** Workers that beat, or do not, whenever somebody waits; clusters in a state. */
function aScene(clusters: Readonly<Record<string, ClusterState>> = {}) {
  const open = openPlanOf(someFacts(), {
    fleet: FLEET,
    shards: ['00', '01', '02'].map((shard) => ({ shard, folders: [], weight: 0 })),
  });
  const ledger = s3Ledger(memoryS3(OWNERS), LEDGER);
  const clock = fakeClock();
  const beat = (shard: string, number: number, over: Partial<Heartbeat> = {}) =>
    ledger.write(
      open.names.heartbeat(shard),
      JSON.stringify({
        ...{ contract: 'heartbeat/1', plan: 'b'.repeat(32), shard, round: 0, machine: 'i-1', process: 'p', beat: number, state: 'working' },
        ...{ foldersDone: 0, folders: 1, copies: 0, copiedBytes: 0, error: null, at: '2026-01-01T00:00:00Z' },
        ...over,
      }),
    );
  const living = new Set<string>();
  let now = 1;
  const ticking = {
    ...clock,
    sleep: async (ms: number) => {
      await clock.sleep(ms);
      now += 3;
      for (const shard of living) await beat(shard, now);
    },
  };
  const lines: string[] = [];
  const deps = {
    ledger,
    clock: ticking,
    rented: () => Promise.resolve({ instances: [], clusters: Object.keys(clusters) }),
    clusters: {
      describe: (id: string) => Promise.resolve({ id, state: clusters[id]!, reason: { code: '', message: '' }, errors: [] }),
    },
    random: () => 1,
    signal: new AbortController().signal,
    log: (line: string) => void lines.push(line),
  };
  const settle = (cancelled = false, other: Partial<typeof deps> = {}) => settleStage({ ...deps, ...other }, open, { cancelled });
  const stop = (shard: string, process: string) =>
    ledger.write(open.names.stop(shard), JSON.stringify({ contract: 'stop/1', shard, process, by: 'x', at: '2026-01-01T00:00:00Z' }));
  return { beat, clock, deps, lines, living, settle, stop };
}

describe('what goes on when no job is left', () => {
  it('is nothing where no worker says that it works, and that is known at once', async () => {
    const { beat, clock, settle } = aScene();
    await beat('00', 9, { state: 'done' });
    const before = clock.passed();
    expect(await settle()).toEqual({ shards: [], machines: [], clusters: [] });
    expect(clock.passed()).toBe(before);
  });

  it('is a worker whose beat grows; one that has died says that it works, too, and does not count', async () => {
    const { beat, living, settle } = aScene();
    await beat('00', 1);
    await beat('01', 1);
    living.add('01');
    expect(await settle()).toEqual({ shards: ['01'], machines: ['i-1'], clusters: [] });
  });

  it('is no worker that was asked to stop, but one whose predecessor was', async () => {
    const { beat, living, settle, stop } = aScene();
    for (const shard of ['00', '01']) {
      await beat(shard, 1);
      living.add(shard);
    }
    await stop('00', 'p');
    await stop('01', 'the one before');
    expect(await settle()).toEqual({ shards: ['01'], machines: ['i-1'], clusters: [] });
  });

  it('is a cluster that starts or works, and none that idles or ends', async () => {
    const { settle } = aScene({ 'j-1': 'STARTING', 'j-2': 'RUNNING', 'j-3': 'WAITING', 'j-4': 'TERMINATING', 'j-5': 'TERMINATED' });
    expect(await settle()).toEqual({ shards: [], machines: [], clusters: ['j-1', 'j-2'] });
  });

  it('is nothing after a cancel, whatever still works', async () => {
    const { beat, living, settle } = aScene({ 'j-2': 'RUNNING' });
    await beat('00', 1);
    living.add('00');
    expect(await settle(true)).toEqual({ shards: [], machines: [], clusters: [] });
  });
});

describe('AWS that does not answer', () => {
  const failed = (code: 'AWS_FAILED' | 'ACCESS_DENIED') => new MigrationError(code, 'ThrottlingException: Rate exceeded');
  /** The same call, which fails so many times first. */
  const after = <A extends unknown[], R>(times: number, call: (...args: A) => Promise<R>, error = failed('AWS_FAILED')) => {
    const state = { asked: 0 };
    return Object.assign((...args: A) => ((state.asked += 1) <= times ? Promise.reject(error) : call(...args)), { state });
  };

  it('is asked again, whichever call it is, and what works is found', async () => {
    const { beat, clock, deps, lines, living, settle } = aScene({ 'j-1': 'RUNNING', 'j-2': 'WAITING' });
    await beat('01', 1);
    living.add('01');
    const describe = after(2, deps.clusters.describe);
    const rented = after(1, deps.rented);
    const read = after(2, deps.ledger.read);
    const before = clock.passed();
    const found = await settle(false, { clusters: { describe }, rented, ledger: { ...deps.ledger, read } });
    expect(found).toEqual({ shards: ['01'], machines: ['i-1'], clusters: ['j-1'] });
    expect([describe.state.asked, rented.state.asked]).toEqual([4, 2]);
    expect(lines).toContain('Cluster j-1 was not answered; asking again (ThrottlingException: Rate exceeded)');
    expect(clock.passed() - before).toBeGreaterThan(5000);
  });

  it('is given up after five tries, with pauses that grow, within the time of the job', async () => {
    const { clock, deps, settle } = aScene({ 'j-1': 'RUNNING' });
    const describe = after(99, deps.clusters.describe);
    const before = clock.passed();
    await expect(settle(false, { clusters: { describe } })).rejects.toMatchObject({ code: 'AWS_FAILED' });
    expect([describe.state.asked, clock.passed() - before]).toEqual([5, 75_000]);
  });

  it('is told from a refusal, which is not repeated', async () => {
    const { clock, deps, settle } = aScene({ 'j-1': 'RUNNING' });
    const describe = after(1, deps.clusters.describe, failed('ACCESS_DENIED'));
    const before = clock.passed();
    await expect(settle(false, { clusters: { describe } })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect([describe.state.asked, clock.passed() - before]).toEqual([1, 0]);
  });
});
