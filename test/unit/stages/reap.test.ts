import { describe, expect, it } from 'vitest';
import { s3Ledger } from '../../../src/ledger/store.ts';
import type { ClusterState } from '../../../src/partition/clusters.ts';
import { reapStage } from '../../../src/stages/reap.ts';
import { openPlanOf, someFacts } from '../../builders/partition.ts';
import { LEDGER, OWNERS } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const MINUTE = 60_000;

function aNight(instances: string[], clusters: Record<string, ClusterState>) {
  const open = openPlanOf(someFacts());
  const clock = fakeClock();
  const ended: string[] = [];
  const end = (ids: readonly string[]) => {
    ended.push(...ids);
    for (const id of ids) {
      if (instances.includes(id)) instances.splice(instances.indexOf(id), 1);
      delete clusters[id];
    }
    return Promise.resolve();
  };
  const deps = {
    ledger: s3Ledger(memoryS3(OWNERS), LEDGER),
    clock,
    rented: () => Promise.resolve({ instances: [...instances], clusters: Object.keys(clusters) }),
    clusters: {
      describe: (id: string) => Promise.resolve({ id, state: clusters[id]!, reason: { code: '', message: '' }, errors: [] }),
    },
    terminate: { instances: end, clusters: end },
    random: () => 1,
    signal: new AbortController().signal,
    log: () => undefined,
  };
  return { clock, clusters, ended, reap: () => reapStage(deps, open) };
}

describe('the reaper', () => {
  it('reports what is idle first, and ends it on a later pass', async () => {
    const { clock, ended, reap } = aNight(['i-1'], { 'j-1': 'WAITING', 'j-2': 'RUNNING' });
    expect(await reap()).toEqual({ working: ['j-2'], idle: ['i-1', 'j-1'], ended: [] });
    expect(ended).toEqual([]);
    clock.pass(30 * MINUTE);
    expect(await reap()).toEqual({ working: ['j-2'], idle: [], ended: ['i-1', 'j-1'] });
    expect(ended).toEqual(['i-1', 'j-1']);
    clock.pass(30 * MINUTE);
    expect(await reap()).toEqual({ working: ['j-2'], idle: [], ended: [] });
  });

  it('ends nothing by two passes in quick succession', async () => {
    const { clock, ended, reap } = aNight(['i-1'], {});
    await reap();
    clock.pass(5 * MINUTE);
    expect(await reap()).toMatchObject({ idle: ['i-1'], ended: [] });
    clock.pass(16 * MINUTE);
    expect(await reap()).toMatchObject({ ended: ['i-1'] });
    expect(ended).toEqual(['i-1']);
  });

  it('forgets what has worked in between', async () => {
    const { clock, clusters, ended, reap } = aNight([], { 'j-1': 'WAITING' });
    await reap();
    clock.pass(30 * MINUTE);
    clusters['j-1'] = 'RUNNING';
    await reap();
    clock.pass(30 * MINUTE);
    clusters['j-1'] = 'WAITING';
    expect(await reap()).toMatchObject({ idle: ['j-1'], ended: [] });
    expect(ended).toEqual([]);
  });
});
