import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxState } from '../../sandbox/state.ts';
import { scratch } from './commands.ts';
import { copiesSince, copiesSoFar, forbid, legsOf, planOf, quickWith, sandboxDown, sandboxUp, workflow } from './workflow.ts';

/** The matrix at the size that the migration file of a user has. */

const at = scratch();
const CONFIG = at.path('migration.yml');
let sandbox: SandboxState;

beforeAll(async () => {
  quickWith({ partition: null, copy: { shards: 16, executor: 'runner' } }, CONFIG);
  sandbox = await sandboxUp(at);
});

afterAll(() => sandboxDown(at));

describe('sixteen copy jobs of which two fail', () => {
  it('are repeated exactly these two, and what depends on them, and no finished folder is copied again', async () => {
    const planned = await workflow(at, CONFIG, ['-f', 'mode=plan']);
    expect([planned.code, planned.output]).toEqual([0, expect.anything()]);
    const { shards } = await planOf(sandbox, planned);
    expect(shards).toHaveLength(16);
    const two = [shards[3]!, shards[11]!];
    const forbidden = two.map(({ folders }) => folders[0]!);
    await forbid(sandbox, forbidden);
    const first = await workflow(at, CONFIG, ['--jobs-at-once', '16']);
    expect([first.code, first.output]).toEqual([1, expect.anything()]);
    const failed = legsOf(first, 'copy').filter(({ result }) => result === 'failure');
    expect(failed.map(({ matrix }) => matrix!['shard'])).toEqual(two.map(({ shard }) => shard));
    expect(legsOf(first, 'copy').filter(({ result }) => result === 'success')).toHaveLength(14);

    await forbid(sandbox, []);
    const before = copiesSoFar(at);
    const again = await workflow(at, null, ['--rerun-failed', String(first.outcome.number), '--jobs-at-once', '16'], '');
    expect([again.code, again.output]).toEqual([0, expect.anything()]);
    const repeated = legsOf(again, 'copy').filter(({ attempt }) => attempt === 2);
    expect(repeated.map(({ key }) => key)).toEqual(failed.map(({ key }) => key));
    expect(legsOf(again, 'plan').map(({ attempt }) => attempt)).toEqual([1]);
    expect(again.results).toMatchObject({ copy: 'success', 'round-1': 'success', release: 'success', report: 'success' });
    const copied = copiesSince(at, before);
    expect(copied.length).toBeGreaterThan(0);
    expect(copied.filter((key) => !forbidden.some((folder) => key.startsWith(`${folder}/`)))).toEqual([]);
    // Over both attempts, no key twice.
    const all = copiesSince(at, 0);
    expect(new Set(all).size).toBe(all.length);
  });
});
