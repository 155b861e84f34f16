import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxState } from '../../sandbox/state.ts';
import { processesOf, readReceipt, rentedEver, scratch } from './commands.ts';
import {
  copiesSince,
  copiesSoFar,
  endOf,
  legsOf,
  logsOf,
  quickWith,
  receiptOf,
  sandboxDown,
  sandboxUp,
  startWorkflow,
  workflow,
} from './workflow.ts';

/** Jobs that die while their machines work on, and the jobs after them. */

const at = scratch();
const CONFIG = at.path('migration.yml');
let sandbox: SandboxState;

beforeAll(async () => {
  // So slow that the machines have more than a minute to copy: the re-run is to find them at work.
  quickWith({ partition: null, copy: { shards: 4, executor: 'fleet', copiesPerSecond: 1 } }, CONFIG);
  sandbox = await sandboxUp(at, ['--time-scale', '4']);
});

afterAll(() => sandboxDown(at));

const jobsOf = (action: string) => processesOf(at.dir).filter((line) => line.includes(`actions/${action}/dist/index.js`));
const agents = () => processesOf(at.dir).filter((line) => /agent-[0-9a-f]{16}\.mjs/.test(line));

async function until(what: string, holds: () => boolean, withinMs = 180_000): Promise<void> {
  const giveUpAt = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > giveUpAt) throw new Error(`${what}: not within ${withinMs} ms`);
    await sleep(50);
  }
}

const kill = (lines: readonly string[]) => {
  for (const line of lines) process.kill(Number(line.split(' ')[0]), 'SIGKILL');
};

describe('copy jobs that are killed with SIGKILL while their machines copy', () => {
  it('are spared by release, and their re-runs adopt the machines, follow the agents and copy nothing a second time', async () => {
    const running = startWorkflow(at, CONFIG, ['--jobs-at-once', '8']);
    await until('four agents that copy', () => agents().length === 4 && copiesSoFar(at) >= 8);
    const legs = jobsOf('sync-shard');
    expect(legs).toHaveLength(4);
    kill(legs);
    // Else the round would wait for the machines, and the re-run would find them done.
    await until('the job that verifies', () => jobsOf('verify').length > 0);
    kill(jobsOf('verify'));
    const first = await endOf(at, running);
    expect([first.code, first.output]).toEqual([1, expect.anything()]);
    expect(legsOf(first, 'copy').map(({ result }) => result)).toEqual(['failure', 'failure', 'failure', 'failure']);
    expect(first.results).toMatchObject({ 'round-1 / verify': 'failure', judge: 'skipped', settle: 'success', release: 'success' });
    expect(logsOf(first, 'settle')[0]!.match(/goes on on its machine/g)).toHaveLength(4);
    expect(logsOf(first, 'release')[0]!.match(/works on: left alone/g)).toHaveLength(4);
    const working = agents();
    expect(working).toHaveLength(4);

    const again = await workflow(at, null, ['--rerun-failed', String(first.outcome.number), '--jobs-at-once', '8'], '');
    expect([again.code, again.output]).toEqual([0, expect.anything()]);
    for (const log of logsOf(again, 'copy')) {
      expect(log).toMatch(/Machine i-\w+ of worker \w+ is running: adopted/);
      expect(log).toMatch(/Worker \w+ works on i-\w+ already \(.*\): followed/);
    }
    // Not one machine more; and S3's own log has no key twice.
    expect(rentedEver(at.path('sandbox.json')).instances).toBe(4);
    const copied = copiesSince(at, 0);
    expect(new Set(copied).size).toBe(copied.length);
    expect(readReceipt(await receiptOf(at, sandbox, again))).toMatchObject({ verdict: 'complete', resources: { instances: 0, grants: 0 } });
  });
});
