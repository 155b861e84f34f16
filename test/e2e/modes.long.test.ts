import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SandboxState } from '../../sandbox/state.ts';
import { compareSides, compareTable, QUICK, readReceipt, rentedEver, ROOT, scratch } from './commands.ts';
import { aCaller, CALLED, copiesSince, copiesSoFar, receiptOf, sandboxDown, sandboxUp, workflow } from './workflow.ts';

/** How far a run goes, and whose it is, where the work is done on machines and clusters. */

const CUTOFF = '2020-01-15T00:00:00Z';
const EIGHT = ['--jobs-at-once', '8'];
let at: ReturnType<typeof scratch>;
let sandbox: SandboxState;

beforeEach(async () => {
  at = scratch();
  sandbox = await sandboxUp(at);
}, 120_000);

afterEach(() => sandboxDown(at), 120_000);

describe('a migration in three runs', () => {
  it('is copied by the first, made into files by the second, published by the third, and looked at by schedule', async () => {
    const modes = (mode: string) => workflow(at, QUICK, ['-f', `mode=${mode}`, ...EIGHT]);
    const copied = await modes('copy');
    expect([copied.code, copied.output]).toEqual([0, expect.anything()]);
    expect(copied.results).toMatchObject({
      launch: 'success',
      copy: 'success',
      'round-1 / verify': 'success',
      'round-1 / resync': 'success',
      'round-2 / verify': 'success',
      release: 'success',
      partition: 'skipped',
      'plan-compact': 'skipped',
      compact: 'skipped',
      publish: 'skipped',
      'verify-table': 'skipped',
      'release-clusters': 'skipped',
      report: 'success',
    });
    expect(rentedEver(at.path('sandbox.json'))).toEqual({ instances: 4, clusters: 0 });
    expect(compareSides(at.path('sandbox.json'), CUTOFF).problems).toEqual([]);
    const copies = copiesSoFar(at);

    const partitioned = await modes('partition');
    expect([partitioned.code, partitioned.output]).toEqual([0, expect.anything()]);
    expect(partitioned.results).toMatchObject({
      launch: 'skipped',
      copy: 'skipped',
      'round-1 / verify': 'success',
      'round-1 / resync': 'skipped',
      'round-2': 'skipped',
      partition: 'success',
      'plan-compact': 'success',
      compact: 'success',
      publish: 'skipped',
      'verify-table': 'skipped',
      'release-clusters': 'success',
      report: 'success',
    });
    const { clusters } = rentedEver(at.path('sandbox.json'));
    expect(clusters).toBeGreaterThan(4);

    const published = await modes('publish');
    expect([published.code, published.output]).toEqual([0, expect.anything()]);
    expect(published.results).toMatchObject({
      copy: 'skipped',
      'round-1 / verify': 'success',
      partition: 'skipped',
      'plan-compact': 'skipped',
      compact: 'skipped',
      publish: 'success',
      'verify-table': 'success',
      report: 'success',
    });
    expect(copiesSince(at, copies)).toEqual([]);
    expect(rentedEver(at.path('sandbox.json'))).toEqual({ instances: 4, clusters });
    const receipt = await receiptOf(at, sandbox, published);
    expect(readReceipt(receipt)).toMatchObject({ verdict: 'complete', table: { verdict: 'whole' }, documents: { rows: 341 } });
    expect(compareTable(at.path('sandbox.json'), QUICK, receipt)).toMatchObject({ rows: 341, problems: [] });

    const plan = published.outcome.jobs.find(({ id }) => id === 'plan')!.outputs['plan']!;
    const vars = ['--var', `VERIFY_CONFIG=${QUICK}`, '--var', `VERIFY_PLAN=${plan}`];
    const looked = await workflow(at, null, ['--event-name', 'schedule', ...vars], '.github/workflows/verify.yml');
    expect([looked.code, looked.output]).toEqual([0, expect.anything()]);
    expect(looked.results).toMatchObject({ verify: 'success', plan: 'success', table: 'success' });
  });
});

describe('a repository of somebody else', () => {
  it('has machines, clusters and a table by calling migrate.yml: agent and job archive come with our actions', async () => {
    const example = join(ROOT, 'examples/checkout-history');
    const file = aCaller(at.path('theirs'), (folder) => {
      copyFileSync(join(example, 'quick.yml'), join(folder, 'orders.yml'));
      for (const name of ['transform.yml', 'schema.yml']) copyFileSync(join(example, name), join(folder, name));
    });
    const ran = await workflow(at, null, [...CALLED, ...EIGHT], file);
    expect([ran.code, ran.output]).toEqual([0, expect.anything()]);
    expect(ran.results).toMatchObject({
      'orders / launch': 'success',
      'orders / copy': 'success',
      'orders / partition': 'success',
      'orders / compact': 'success',
      'orders / publish': 'success',
      'orders / verify-table': 'success',
      'orders / report': 'success',
    });
    const { verdict } = ran.outcome.jobs.find(({ id }) => id === 'after')!.outputs;
    expect(verdict).toBe('complete');
    expect(rentedEver(at.path('sandbox.json')).instances).toBe(4);
    const receipt = await receiptOf(at, sandbox, ran, 'after');
    expect(compareSides(at.path('sandbox.json'), CUTOFF).problems).toEqual([]);
    expect(compareTable(at.path('sandbox.json'), QUICK, receipt)).toMatchObject({ rows: 341, problems: [] });
  });
});
