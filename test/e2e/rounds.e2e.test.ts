import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxState } from '../../sandbox/state.ts';
import { readReceipt, scratch } from './commands.ts';
import {
  annotationsOf,
  copiesSince,
  copiesSoFar,
  inflictOn,
  legsOf,
  logsOf,
  planOf,
  quickWith,
  receiptOf,
  sandboxDown,
  sandboxUp,
  workflow,
  type Ran,
} from './workflow.ts';

/** Both rounds and their judge, where a fault lasts longer than they do; then what runs by schedule. The copy half, in the jobs themselves. */

const at = scratch();
const CONFIG = at.path('migration.yml');
const FOLDER = '00_CheckoutOrder';
let sandbox: SandboxState;
/** The run whose jobs failed, and its re-run. */
let first: Ran;
let again: Ran;

beforeAll(async () => {
  quickWith({ partition: null, copy: { shards: 8, executor: 'runner' } }, CONFIG);
  sandbox = await sandboxUp(at);
});

afterAll(() => sandboxDown(at));

const shardsOf = (ran: Ran, job: string) => legsOf(ran, job).map(({ matrix }) => matrix!['shard']);
const outputsOf = (ran: Ran, job: string) => ran.outcome.jobs.find(({ id }) => id === job)!.outputs;

describe('S3 that cannot copy into one folder, for longer than both rounds', () => {
  it('is asked again for exactly that shard in each round, is judged, named and released; the migration is incomplete', async () => {
    // No refusal for good: each round may hope.
    const match = { operations: ['CopyObject'], bucket: sandbox.buckets.target, keyPrefixes: [`${FOLDER}/`] };
    await inflictOn(sandbox, [{ name: 'broken-folder', kind: 'internal-error', match, times: 1_000_000 }]);
    first = await workflow(at, CONFIG, ['--jobs-at-once', '8']);
    expect([first.code, first.output]).toEqual([1, expect.anything()]);
    expect(first.results).toMatchObject({
      copy: 'failure',
      'round-1 / verify': 'success',
      'round-1 / resync': 'failure',
      'round-2 / verify': 'success',
      'round-2 / resync': 'failure',
      judge: 'failure',
      settle: 'success',
      release: 'success',
      report: 'failure',
    });
    const { shard } = (await planOf(sandbox, first)).shards.find(({ folders }) => folders.includes(FOLDER))!;
    const failed = legsOf(first, 'copy').filter(({ result }) => result === 'failure');
    expect(failed.map(({ matrix }) => matrix!['shard'])).toEqual([shard]);
    for (const round of ['round-1', 'round-2']) expect(shardsOf(first, `${round} / resync`)).toEqual([shard]);
    const said = annotationsOf(first);
    expect(said).toMatch(/COPY_FAILED.*InternalError/s);
    const [judged] = first.outcome.annotations.filter(({ job, level }) => job === 'judge' && level === 'error');
    expect(judged!.message).toMatch(/DIFFERENCES_FOUND: Source and target differ: missing-folder 1/);
    expect(judged!.message).toContain(FOLDER);
    expect(logsOf(first, 'judge')[0]).toContain(`Pass 3: affected ${FOLDER} in shards ${String(shard)}`);
    expect(outputsOf(first, 'report')).toMatchObject({ verdict: 'incomplete' });
    expect(readReceipt(await receiptOf(at, sandbox, first))).toMatchObject({
      verdict: 'incomplete',
      folders: { expected: 32, identical: 31 },
      resources: { instances: 0, clusters: 0, grants: 0 },
    });
    expect(copiesSince(at, 0).filter((key) => key.startsWith(`${FOLDER}/`))).toEqual([]);
  });

  it('is healed by a re-run of the failed jobs once S3 is well again, which copies that folder and nothing else', async () => {
    await inflictOn(sandbox, []);
    const before = copiesSoFar(at);
    again = await workflow(at, null, ['--rerun-failed', String(first.outcome.number), '--jobs-at-once', '8'], '');
    expect([again.code, again.output]).toEqual([0, expect.anything()]);
    expect(again.outcome).toMatchObject({ attempt: 2, conclusion: 'success' });
    expect(legsOf(again, 'copy').filter(({ attempt }) => attempt === 2)).toHaveLength(1);
    expect(again.results).toMatchObject({
      copy: 'success',
      'round-1 / verify': 'success',
      'round-1 / resync': 'skipped',
      'round-2': 'skipped',
      judge: 'skipped',
      release: 'success',
      report: 'success',
    });
    expect(outputsOf(again, 'report')).toMatchObject({ verdict: 'complete' });
    const copied = copiesSince(at, before);
    expect(copied.length).toBeGreaterThan(0);
    expect(copied.filter((key) => !key.startsWith(`${FOLDER}/`))).toEqual([]);
  });
});

describe('what runs by schedule', () => {
  const scheduled = (file: string, vars: Readonly<Record<string, string>>) =>
    workflow(
      at,
      null,
      ['--event-name', 'schedule', ...Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}=${value}`])],
      file,
    );
  const VERIFY = '.github/workflows/verify.yml';
  const REAP = '.github/workflows/reap.yml';

  it('has nothing to do where no variable names a migration', async () => {
    const ran = [await scheduled(VERIFY, {}), await scheduled(REAP, {})];
    expect(ran.map(({ code, results }) => ({ code, results }))).toEqual([
      { code: 0, results: { verify: 'skipped', plan: 'skipped', table: 'skipped' } },
      { code: 0, results: { reap: 'skipped' } },
    ]);
  });

  it('looks at both sides of the migration that the variables name, and changes nothing', async () => {
    const before = copiesSoFar(at);
    const ran = await scheduled(VERIFY, { VERIFY_CONFIG: CONFIG, VERIFY_PLAN: outputsOf(again, 'plan')['plan']! });
    expect([ran.code, ran.output]).toEqual([0, expect.anything()]);
    // The migration makes no table: its plan is opened, and tells so.
    expect(ran.results).toMatchObject({
      verify: 'success',
      'verify / plan': 'success',
      'verify / approve': 'skipped',
      'verify / copy': 'skipped',
      'verify / round-1 / verify': 'success',
      'verify / report': 'success',
      plan: 'success',
      table: 'skipped',
    });
    expect(copiesSince(at, before)).toEqual([]);
  });

  it('looks after what the migration that the variable names has rented', async () => {
    const ran = await scheduled(REAP, { REAP_CONFIG: CONFIG });
    expect([ran.code, ran.output]).toEqual([0, expect.anything()]);
    expect(ran.results).toEqual({ reap: 'success' });
    const [leg] = legsOf(ran, 'reap');
    expect(readFileSync(join(ran.outcome.folder, leg!.log!), 'utf8')).toContain('Nothing is rented and idle');
  });
});
