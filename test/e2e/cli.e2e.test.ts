import { readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Findings } from '../../src/contracts/findings.ts';
import type { Plan } from '../../src/contracts/plan.ts';
import { readState, type SandboxState } from '../../sandbox/state.ts';
import { QUICK, readReceipt, run, scratch } from './commands.ts';
import { APPROVE, ON_MAIN, OPERATE, session } from './session.ts';

const at = scratch();
let sandbox: SandboxState;

/** The copy half of the quick example, in this process: the table has tests of its own. */
const COPY_ONLY = at.path('migration.yml');

beforeAll(async () => {
  const { partition: _, ...quick } = parse(readFileSync(QUICK, 'utf8')) as Record<string, unknown>;
  writeFileSync(COPY_ONLY, stringify({ ...quick, copy: { shards: 4, executor: 'runner' } }));
  const up = await run('sandbox', ['up', '--dir', at.path('sandbox'), '--seed', QUICK]);
  if (up.code !== 0) throw new Error(up.output);
  sandbox = readState(at.path('sandbox'))!;
});

afterAll(async () => {
  await run('sandbox', ['down', '--dir', at.path('sandbox')]);
  at.remove();
});

const json = <T>(name: string): T => JSON.parse(readFileSync(at.path(name), 'utf8')) as T;

describe('bucket-brigade in a terminal', () => {
  it('runs every stage, and its exit codes are those of the table', async () => {
    const planner = await session(sandbox, 'plan', ON_MAIN);
    const planned = await run('cli', ['plan', '--config', COPY_ONLY, '--json', at.path('plan.json')], {
      ...planner,
      npm_lifecycle_event: 'cli',
    });
    expect([planned.code, planned.output]).toEqual([0, expect.stringContaining('next: npm run cli -- approve')]);
    const { plan, uri, startedAt } = json<{ plan: Plan; uri: string; startedAt: string }>('plan.json');

    const operator = await session(sandbox, 'operate', OPERATE);
    const on = ['--plan', uri, '--region', plan.ledger.region, '--account', plan.ledger.account];
    const stage = (name: string, ...args: string[]) => run('cli', [name, ...on, ...args], operator);
    const unapproved = await stage('sync-shard', '--shard', plan.shards[0]!.shard);
    expect([unapproved.code, unapproved.output]).toEqual([4, expect.stringContaining('NOT_APPROVED')]);
    const forbidden = await stage('approve');
    expect([forbidden.code, forbidden.output]).toEqual([4, expect.stringContaining('ACCESS_DENIED')]);
    const reviewer = await session(sandbox, 'approve', APPROVE);
    const other = await run('cli', ['approve', ...on, '--digest', 'f'.repeat(32)], reviewer);
    expect([other.code, other.output]).toEqual([4, expect.stringContaining('APPROVAL_MISMATCH')]);
    const approved = await run('cli', ['approve', ...on], reviewer);
    expect([approved.code, approved.output]).toEqual([0, expect.stringContaining('next: bucket-brigade sync-shard')]);
    expect((await run('cli', ['approve', ...on], reviewer)).output).toContain('was approved before');
    const before = await stage('verify', '--json', at.path('before.json'));
    expect([before.code, before.output]).toEqual([3, expect.stringContaining('DIFFERENCES_FOUND')]);
    // This migration makes no table: that of the live pipeline is a folder which it does not expect.
    expect(json<Findings>('before.json').counts).toEqual({ 'missing-folder': 32, 'unexpected-folder': 1 });

    expect((await stage('access')).output).toMatch(/until: \d{4}-/);
    for (const { shard } of plan.shards) {
      const copied = await stage('sync-shard', '--shard', shard);
      expect([copied.code, copied.output]).toEqual([0, expect.stringContaining('equal')]);
    }
    const lost = await stage('verify', '--json', at.path('lost.json'));
    expect(lost.code).toBe(3);
    const { shards } = json<Findings>('lost.json');
    for (const shard of shards) expect((await stage('sync-shard', '--shard', shard, '--round', '1')).code).toBe(0);
    const judged = await stage('verify', '--pass', '2');
    expect([judged.code, judged.output]).toEqual([0, expect.stringContaining('identical')]);
    const findings = /findings: (s3:\S+)/.exec(judged.output)![1]!;
    const settled = await stage('settle');
    expect([settled.code, settled.output]).toEqual([0, expect.stringMatching(/Nothing goes on elsewhere\nnext: .* release --plan .*\d\n/)]);
    expect((await stage('release')).output).toContain('revoked');
    const reaped = await run('cli', ['reap', '--config', COPY_ONLY], operator);
    expect([reaped.code, reaped.output]).toEqual([0, expect.stringContaining('Nothing is rented and idle')]);
    const reported = await stage('report', '--started-at', startedAt, '--findings', findings, '--json', at.path('receipt.json'));
    expect([reported.code, reported.output]).toEqual([0, expect.stringContaining('Complete')]);
    expect(readReceipt(at.path('receipt.json'))).toMatchObject({
      verdict: 'complete',
      folders: { identical: 32 },
      resources: { grants: 0 },
    });
  });

  it('finds, spares and ends what is rented', async () => {
    const { partition: _, ...quick } = parse(readFileSync(QUICK, 'utf8')) as Record<string, unknown>;
    const config = at.path('rent.yml');
    writeFileSync(config, stringify({ ...quick, name: 'checkout-history-rent', copy: { shards: 2, executor: 'fleet' } }));
    const operator = await session(sandbox, 'operate', OPERATE);
    const reap = async () => {
      const { code, output } = await run('cli', ['reap', '--config', config, '--json', at.path('reaped.json')], operator);
      return { code, output, ...json<{ working: string[]; idle: string[]; ended: string[] }>('reaped.json') };
    };
    expect(await reap()).toMatchObject({ code: 0, idle: [], ended: [], output: expect.stringContaining('has no plan') });

    await run('cli', ['plan', '--config', config, '--json', at.path('rent.json')], await session(sandbox, 'plan', ON_MAIN));
    const { plan, uri } = json<{ plan: Plan; uri: string }>('rent.json');
    const on = ['--plan', uri, '--region', plan.ledger.region, '--account', plan.ledger.account];
    const stage = (name: string, ...args: string[]) => run('cli', [name, ...on, ...args], operator);
    expect((await run('cli', ['approve', ...on], await session(sandbox, 'approve', APPROVE))).code).toBe(0);
    expect((await stage('launch-fleet')).code).toBe(0);
    const idle = await reap();
    expect(idle).toMatchObject({ code: 0, working: [], ended: [], output: expect.stringContaining('a later pass ends it') });
    const [kept, ended] = idle.idle;
    expect([idle.idle.length, kept, ended]).toEqual([2, expect.stringMatching(/^i-/), expect.stringMatching(/^i-/)]);

    // Machines that no agent works on are nothing to keep: only what settle names is.
    expect((await stage('settle')).output).toContain('Nothing goes on elsewhere');
    expect((await stage('settle', '--cancelled')).output).toContain('nothing is to go on');
    const spared = await stage('release', '--keep', kept!, '--json', at.path('released.json'));
    expect([spared.code, spared.output]).toEqual([0, expect.stringContaining(`${kept} works on: left alone`)]);
    expect(json('released.json')).toEqual({ ended: { instances: [ended], clusters: [] }, kept: [kept], grant: 'kept' });
    expect(await reap()).toMatchObject({ idle: [kept], ended: [] });
    expect((await stage('release')).code).toBe(0);
    expect(await reap()).toMatchObject({ working: [], idle: [], ended: [] });
  });

  it('refuses what it cannot do, once, by name', async () => {
    const operator = await session(sandbox, 'operate', OPERATE);
    const on = ['--plan', `s3://${sandbox.buckets.ledger}/none/plans/x.json`, '--region', 'us-east-2'];
    const rows: [string[], NodeJS.ProcessEnv, number, RegExp][] = [
      [['verify', ...on, '--account', '444455556666'], operator, 2, /USAGE: There is no plan at s3:/],
      [['verify', ...on, '--account', '111122223333'], operator, 4, /ACCESS_DENIED/],
      [['verify', ...on], operator, 2, /Neither a role nor an account/],
      [['verify', '--plan', 'nowhere', '--region', 'us-east-2', '--account', '444455556666'], operator, 2, /"nowhere" is not the URI/],
      [['verify', ...on, '--role', 'operate'], operator, 2, /not the ARN of a role/],
      [['sync-shard', ...on], operator, 2, /required option.*--shard/],
      [['release', ...on, '--keep', 'shard-01'], operator, 2, /Give the id of a machine/],
      [['reap', '--config', 'nowhere.yml'], operator, 2, /CONFIG_MISSING/],
      [
        ['plan', '--config', QUICK],
        { AWS_ENDPOINT_URL: sandbox.endpoint, AWS_EC2_METADATA_DISABLED: 'true', HOME: at.dir },
        4,
        /CREDENTIALS_MISSING/,
      ],
      [['plan', '--config', QUICK], operator, 4, /ACCESS_DENIED: .*analytics-checkout/s],
      [['frobnicate'], operator, 2, /unknown command/],
    ];
    for (const [args, env, code, text] of rows) {
      const ended = await run('cli', args, env);
      expect([args.join(' '), ended.code, ended.output]).toEqual([args.join(' '), code, expect.stringMatching(text)]);
    }
  });
});
