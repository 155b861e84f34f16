import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SandboxState } from '../../sandbox/state.ts';
import { compareTable, processesOf, QUICK, rentedEver, ROOT, run, scratch } from './commands.ts';
import { admin, VICTIMS } from './kill.ts';
import { OPERATE, session } from './session.ts';
import {
  copiesSince,
  copiesSoFar,
  endOf,
  legsOf,
  receiptOf,
  sandboxDown,
  sandboxUp,
  startWorkflow,
  workflow,
  type Ran,
} from './workflow.ts';

/** Re-runs and cancels where the work is done on machines and clusters. */

let at: ReturnType<typeof scratch>;
let sandbox: SandboxState;

beforeEach(async () => {
  at = scratch();
  sandbox = await sandboxUp(at);
}, 120_000);

afterEach(() => sandboxDown(at), 120_000);

const again = ({ outcome }: Ran) => workflow(at, null, ['--rerun-failed', String(outcome.number)], '');
const logOf = ({ outcome }: Ran, job: string, index: number) =>
  readFileSync(join(outcome.folder, legsOf({ outcome } as Ran, job).find((leg) => leg.index === index)!.log!), 'utf8');
const messages = ({ outcome }: Ran) => outcome.annotations.map(({ message }) => message).join('\n');

const emrRules = async (rules: readonly object[]) => expect((await admin(sandbox, 'emr/rules', { rules })).ok).toBe(true);

async function until<T>(what: string, look: () => Promise<T | null>, withinMs = 120_000): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > giveUpAt) throw new Error(`${what}: not within ${withinMs} ms`);
    await sleep(50);
  }
}

const legOf = (action: string) => async () => processesOf(at.dir).find((line) => line.includes(`actions/${action}/dist/index.js`)) ?? null;

describe('a partition job that is killed with SIGKILL', () => {
  it('leaves its cluster at work, which release spares, and its re-run takes up', async () => {
    const running = startWorkflow(at, QUICK, ['--jobs-at-once', '8']);
    const line = await until('a partition job', legOf('emr-partition'));
    // Its cluster has been asked for by then, and has minutes of its own time to go.
    await sleep(6000);
    process.kill(Number(line.split(' ')[0]), 'SIGKILL');
    const first = await endOf(at, running);
    expect([first.code, first.output]).toEqual([1, expect.anything()]);
    const failed = legsOf(first, 'partition').filter(({ result }) => result === 'failure');
    expect(failed).toHaveLength(1);
    expect(first.results).toMatchObject({ compact: 'skipped', publish: 'skipped', 'settle-table': 'success' });
    const before = rentedEver(at.path('sandbox.json')).clusters;
    const copied = copiesSoFar(at);

    const second = await again(first);
    expect([second.code, second.output]).toEqual([0, expect.anything()]);
    expect(legsOf(second, 'partition').filter(({ attempt }) => attempt === 2)).toHaveLength(1);
    expect(copiesSince(at, copied)).toEqual([]);
    // Six batches of compaction; not one cluster more for the batch whose job was killed.
    expect(rentedEver(at.path('sandbox.json')).clusters - before).toBe(6);
    expect(logOf(second, 'partition', failed[0]!.index)).toMatch(/: adopted|all of them before/);
    expect(compareTable(at.path('sandbox.json'), QUICK, await receiptOf(at, sandbox, second))).toMatchObject({ rows: 341, problems: [] });
  });
});

describe('a partition job that fails', () => {
  it('is repeated by the re-run, alone, after release, and nothing is copied again', async () => {
    await emrRules([{ kind: 'container-killed', name: '*partition-02*', times: 99 }]);
    const first = await workflow(at, QUICK, ['--jobs-at-once', '8']);
    expect([first.code, first.output]).toEqual([1, expect.anything()]);
    expect(legsOf(first, 'partition').map(({ result }) => result)).toEqual(['success', 'success', 'failure', 'success']);
    expect(first.results).toMatchObject({ release: 'success', 'release-clusters': 'success', compact: 'skipped', publish: 'skipped' });
    expect(messages(first)).toContain('memory');
    await emrRules([]);
    const copied = copiesSoFar(at);
    const second = await again(first);
    expect([second.code, second.output]).toEqual([0, expect.anything()]);
    expect(legsOf(second, 'partition').map(({ attempt }) => attempt)).toEqual([1, 1, 2, 1]);
    expect(copiesSince(at, copied)).toEqual([]);
    expect(compareTable(at.path('sandbox.json'), QUICK, await receiptOf(at, sandbox, second))).toMatchObject({ rows: 341, problems: [] });
  });
});

describe('a run that is cancelled while machines copy', () => {
  it('has no agent within 30 s, gives everything back, and the next run finishes', async () => {
    const running = startWorkflow(at, QUICK, ['--jobs-at-once', '8']);
    await until('an agent', async () => (processesOf(at.dir).some((line) => /agent-[0-9a-f]{16}\.mjs/.test(line)) ? true : null));
    running.child.kill('SIGINT');
    const cancelledAt = performance.now();
    await until('the end of all agents', async () =>
      processesOf(at.dir).some((line) => /agent-[0-9a-f]{16}\.mjs/.test(line)) ? null : true,
    );
    expect(performance.now() - cancelledAt).toBeLessThan(30_000);
    const first = await endOf(at, running);
    expect(first.code).toBe(130);
    expect(first.results).toMatchObject({ settle: 'success', release: 'success' });
    const second = await workflow(at, QUICK, ['--jobs-at-once', '8']);
    expect([second.code, second.output]).toEqual([0, expect.anything()]);
    expect(compareTable(at.path('sandbox.json'), QUICK, await receiptOf(at, sandbox, second))).toMatchObject({ rows: 341, problems: [] });
  });
});

describe('a migration file whose rules have changed', () => {
  it('copies nothing, makes the table anew, and publishes it once the earlier one is rolled back', async () => {
    const folder = at.path('migration');
    cpSync(join(ROOT, 'examples/checkout-history'), folder, { recursive: true });
    const config = join(folder, 'quick.yml');
    const first = await workflow(at, config, ['--jobs-at-once', '8']);
    expect([first.code, first.output]).toEqual([0, expect.anything()]);
    const rules = join(folder, 'transform.yml');
    writeFileSync(rules, readFileSync(rules, 'utf8').replace('    - attachment\n', '    - attachment\n    - cart-extra\n'));
    const copied = copiesSoFar(at);

    const second = await workflow(at, config, ['--jobs-at-once', '8']);
    expect([second.code, second.output]).toEqual([1, expect.anything()]);
    expect(copiesSince(at, copied)).toEqual([]);
    expect(second.results).toMatchObject({ copy: 'success', partition: 'success', compact: 'success', publish: 'failure' });
    expect(messages(second)).toMatch(/PUBLISH_CONFLICT: The table holds \d+ files of an earlier publish of this migration/);
    const planned = ({ outcome }: Ran) => outcome.jobs.find(({ id }) => id === 'plan')!.outputs;
    const root = (uri: string) => uri.split('/plans/')[0];
    expect(root(planned(second)['plan']!)).toBe(root(planned(first)['plan']!));

    const on = ['--plan', planned(first)['plan']!, '--region', planned(first)['region']!, '--account', sandbox.accounts.target.id];
    const back = await run('cli', ['rollback', ...on], await session(sandbox, 'operate', OPERATE));
    expect([back.code, back.output]).toEqual([0, expect.anything()]);
    const clusters = rentedEver(at.path('sandbox.json')).clusters;
    const third = await again(second);
    expect([third.code, third.output]).toEqual([0, expect.anything()]);
    expect(rentedEver(at.path('sandbox.json')).clusters).toBe(clusters);
    expect(compareTable(at.path('sandbox.json'), config, await receiptOf(at, sandbox, third))).toMatchObject({ rows: 341, problems: [] });
  });
});

describe('a copy job that is killed with SIGKILL', () => {
  it('is not missed where its machine finishes: the rounds find everything, and the re-run copies nothing twice', async () => {
    const running = startWorkflow(at, QUICK, ['--jobs-at-once', '8']);
    await until('an agent', async () => (processesOf(at.dir).some((line) => /agent-[0-9a-f]{16}\.mjs/.test(line)) ? true : null));
    expect(await VICTIMS.leg(at.dir, 0.5)).not.toBeNull();
    const first = await endOf(at, running);
    expect(first.code).toBe(1);
    const failed = legsOf(first, 'copy').filter(({ result }) => result === 'failure');
    expect(failed).toHaveLength(1);
    const copied = copiesSoFar(at);
    const second = await again(first);
    expect([second.code, second.output]).toEqual([0, expect.anything()]);
    expect(legsOf(second, 'copy').filter(({ attempt }) => attempt === 2)).toHaveLength(1);
    expect(copiesSince(at, copied)).toEqual([]);
  });
});
