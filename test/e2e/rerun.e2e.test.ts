import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORY } from '../../sandbox/look.ts';
import type { SandboxState } from '../../sandbox/state.ts';
import { processesOf, ROOT, run, scratch } from './commands.ts';
import { OPERATE, session } from './session.ts';
import {
  aCaller,
  CALLED,
  copiesSince,
  copiesSoFar,
  endOf,
  forbid,
  legsOf,
  ownerOfTarget,
  planOf,
  quickWith,
  sandboxDown,
  sandboxUp,
  startWorkflow,
  workflow,
} from './workflow.ts';

/** What happens between two runs, or in the middle of one, of the workflow as it is. The copy half, in the jobs themselves: machines and clusters have scenarios of their own. */

const at = scratch();
const CONFIG = at.path('migration.yml');
const RUNNER = { partition: null, copy: { shards: 8, executor: 'runner' } };
let sandbox: SandboxState;

beforeAll(async () => {
  quickWith(RUNNER, CONFIG);
  sandbox = await sandboxUp(at);
});

afterAll(() => sandboxDown(at));

/** One folder in each of two shards. */
let forbidden: readonly string[];
/** As if release had died and days had passed: our statement is in the source's policy, and its time is over. */
async function leaveGrantOfThreeDaysAgo(ran: Awaited<ReturnType<typeof workflow>>): Promise<void> {
  const { outputs } = ran.outcome.jobs.find(({ id }) => id === 'plan')!;
  const on = ['--plan', outputs['plan']!, '--region', outputs['region']!, '--account', sandbox.accounts.target.id];
  const granted = await run('cli', ['access', ...on], await session(sandbox, 'operate', OPERATE));
  expect([granted.code, granted.output]).toEqual([0, expect.stringContaining('until:')]);
  const { accessKeyId, region, secretAccessKey } = sandbox.accounts.source;
  const owner = new S3Client({ endpoint: sandbox.endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
  const Bucket = sandbox.buckets.source;
  const { Policy = '' } = await owner.send(new GetBucketPolicyCommand({ Bucket }));
  const past = Policy.replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, (moment) =>
    JSON.stringify(new Date(Date.parse(JSON.parse(moment) as string) - 4 * 86_400_000).toISOString().replace(/\.\d+Z/, 'Z')),
  );
  expect(past).not.toBe(Policy);
  await owner.send(new PutBucketPolicyCommand({ Bucket, Policy: past }));
  owner.destroy();
}

const BESIDE = 'checkout-history-beside';
const LEASE = `${BESIDE}/any/leases/run.json`;
/** A migration of its own, and where it copies to. */
const beside = () => {
  const { accounts, buckets } = sandbox;
  const target = { bucket: buckets.target, region: accounts.target.region, account: accounts.target.id, prefix: 'beside/' };
  return [at.path('beside.yml'), target] as const;
};
/** In the time of a clock: where it passes faster, six minutes would be over before another run has ended. */
function besideState(): string {
  const file = at.path('beside-state.json');
  writeFileSync(file, JSON.stringify({ ...sandbox, timeScale: 1 }));
  return file;
}

async function inTheLedger(Key: string): Promise<string> {
  const owner = ownerOfTarget(sandbox);
  const { Body } = await owner.send(new GetObjectCommand({ Bucket: sandbox.buckets.ledger, Key }));
  const text = await Body!.transformToString();
  owner.destroy();
  return text;
}

async function putInTheLedger(Key: string, Body: string): Promise<void> {
  const owner = ownerOfTarget(sandbox);
  await owner.send(new PutObjectCommand({ Bucket: sandbox.buckets.ledger, Key, Body }));
  owner.destroy();
}

/** Resolves when the log of some job has the words. */
async function untilLogged(runs: string, words: string): Promise<void> {
  for (const giveUpAt = Date.now() + 120_000; Date.now() < giveUpAt; await sleep(200)) {
    const logs = globSync('*/**/logs/*.log', { cwd: runs, exclude: (name) => name === 'work' });
    if (logs.some((log) => readFileSync(join(runs, log), 'utf8').includes(words))) return;
  }
  throw new Error(`No job has logged: ${words}`);
}

const startsWith = (folders: readonly string[]) => (key: string) => folders.some((folder) => key.startsWith(`${folder}/`));

describe('migrate.yml', () => {
  it('refuses another plan than the one that was reviewed, before anything is granted or copied', async () => {
    const before = copiesSoFar(at);
    const ran = await workflow(at, CONFIG, ['-f', `approve=${'f'.repeat(32)}`]);
    expect(ran.code).toBe(1);
    expect(ran.results).toMatchObject({
      plan: 'success',
      approve: 'failure',
      copy: 'skipped',
      'round-1': 'skipped',
      release: 'skipped',
      report: 'skipped',
    });
    expect(ran.outcome.annotations.map(({ message }) => message).join('\n')).toContain('APPROVAL_MISMATCH: Plan ffff');
    expect(copiesSince(at, before)).toEqual([]);
  });

  it('plans only, where that is what was asked for', async () => {
    const before = copiesSoFar(at);
    const ran = await workflow(at, CONFIG, ['-f', 'mode=plan']);
    expect([ran.code, ran.output]).toEqual([0, expect.anything()]);
    const shards = (await planOf(sandbox, ran)).shards.filter(({ folders }) => folders.length > 1);
    forbidden = shards.slice(0, 2).map(({ folders }) => folders[0]!);
    expect(Object.entries(ran.results).filter(([, result]) => result !== 'skipped')).toEqual([['plan', 'success']]);
    expect(copiesSince(at, before)).toEqual([]);
  });

  it('says what differs, and changes nothing, in mode verify', async () => {
    const before = copiesSoFar(at);
    const ran = await workflow(at, CONFIG, ['-f', 'mode=verify']);
    expect(ran.code).toBe(1);
    expect(ran.results).toMatchObject({
      copy: 'skipped',
      'round-1 / verify': 'failure',
      'round-1 / resync': 'skipped',
      release: 'success',
    });
    expect(copiesSince(at, before)).toEqual([]);
  });

  it('ends red when two of eight copy jobs fail; the re-run repeats exactly these and what depends on them', async () => {
    await forbid(sandbox, forbidden);
    const first = await workflow(at, CONFIG);
    expect(first.code).toBe(1);
    const failed = legsOf(first, 'copy').filter(({ result }) => result === 'failure');
    expect(failed.map(({ matrix }) => matrix!['shard'])).toHaveLength(2);
    // A policy denies these folders: once the others are repeated, the second look sees that no repeat can help, and is the last.
    expect(first.results).toMatchObject({
      'round-1 / verify': 'success',
      'round-2 / verify': 'failure',
      judge: 'skipped',
      release: 'success',
    });
    expect(first.outcome.annotations.map(({ message }) => message).join('\n')).toMatch(/ACCESS_DENIED|COPY_FAILED/);

    await forbid(sandbox, []);
    await leaveGrantOfThreeDaysAgo(first);
    const before = copiesSoFar(at);
    const again = await workflow(at, null, ['--rerun-failed', String(first.outcome.number)], '');
    expect([again.code, again.output]).toEqual([0, expect.anything()]);
    expect(again.outcome).toMatchObject({ attempt: 2, conclusion: 'success', number: first.outcome.number });
    expect(legsOf(again, 'plan').map(({ attempt }) => attempt)).toEqual([1]);
    const repeated = legsOf(again, 'copy').filter(({ attempt }) => attempt === 2);
    expect(repeated.map(({ key }) => key)).toEqual(failed.map(({ key }) => key));
    expect(again.results).toMatchObject({
      copy: 'success',
      'round-1': 'success',
      'round-2': 'skipped',
      judge: 'skipped',
      report: 'success',
    });
    // S3's own log: no finished folder was copied again.
    const copied = copiesSince(at, before);
    expect(copied.length).toBeGreaterThan(0);
    expect(copied.filter((key) => !startsWith(forbidden)(key))).toEqual([]);
  });

  it('waits, when it is dispatched a second time, until the first run has ended, and then copies nothing', async () => {
    const before = copiesSoFar(at);
    const first = startWorkflow(at, CONFIG, [], undefined, 'first.json');
    const second = startWorkflow(at, CONFIG, [], undefined, 'second.json');
    const [a, b] = await Promise.all([endOf(at, first, 'first.json'), endOf(at, second, 'second.json')]);
    expect([a.code, b.code]).toEqual([0, 0]);
    expect([a.output, b.output].filter((text) => text.includes('held by run'))).toHaveLength(1);
    const [earlier, later] = [a.outcome, b.outcome].toSorted((x, y) => x.finishedAt.localeCompare(y.finishedAt));
    const begun = (outcome: typeof a.outcome) => outcome.jobs.map(({ startedAt }) => startedAt).toSorted()[0]!;
    expect(begun(later!) >= earlier!.finishedAt).toBe(true);
    expect(copiesSince(at, before)).toEqual([]);
  });

  it('works on the migration alone: it waits for a run that is in no queue with it, and does nothing meanwhile', async () => {
    const [file, target] = beside();
    const lease = (until: number) =>
      JSON.stringify({ contract: 'run-lease/1', run: 'https://github.com/others/data/actions/runs/4711', worker: 'x', until });
    await putInTheLedger(LEASE, lease(Date.now() + 3_600_000));
    quickWith({ ...RUNNER, name: BESIDE, target }, file);
    const before = copiesSoFar(at);
    const running = startWorkflow(at, file, ['--sandbox', besideState()]);
    await untilLogged(at.path('runs'), 'Waiting for https://github.com/others/data/actions/runs/4711, which works on this migration');
    expect(copiesSince(at, before)).toEqual([]);
    await putInTheLedger(LEASE, lease(0));
    const ran = await endOf(at, running);
    expect([ran.code, ran.output]).toEqual([0, expect.anything()]);
    const keys = copiesSince(at, before);
    expect(keys.length).toBeGreaterThan(0);
    // Given back by whichever of its jobs was the last.
    expect(JSON.parse(await inTheLedger(LEASE))).toMatchObject({ run: expect.stringContaining(`/runs/${ran.outcome.id}`), until: 0 });
  });

  it('copies no key twice beside a run of another file of the same migration', async () => {
    const [file, target] = beside();
    const files = [file, at.path('beside-too.yml')];
    // Another place, so that there is something to copy.
    for (const each of files) quickWith({ ...RUNNER, name: `${BESIDE}-too`, target: { ...target, prefix: 'beside-too/' } }, each);
    const before = copiesSoFar(at);
    const started = files.map((each, index) => startWorkflow(at, each, ['--sandbox', besideState()], undefined, `beside-${index}.json`));
    const ends = await Promise.all(started.map((running, index) => endOf(at, running, `beside-${index}.json`)));
    expect(ends.map(({ code, output }) => (code === 0 ? code : output))).toEqual([0, 0]);
    expect(ends.map(({ output }) => output).join('\n')).not.toContain('held by run');
    const keys = copiesSince(at, before);
    expect(keys.length).toBeGreaterThan(0);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('goes on with the same work after an operational change, and begins a new copy after one of identity', async () => {
    const plan = (ran: Awaited<ReturnType<typeof workflow>>) => ran.outcome.jobs.find(({ id }) => id === 'plan')!.outputs['plan']!;
    const root = (uri: string) => uri.split('/plans/')[0];
    const before = copiesSoFar(at);
    const same = await workflow(at, CONFIG, ['-f', 'mode=plan']);
    quickWith({ ...RUNNER, copy: { shards: 4, executor: 'runner', inFlight: 8 } }, at.path('operational.yml'));
    const operational = await workflow(at, at.path('operational.yml'));
    expect(operational.code).toBe(0);
    expect(plan(operational)).not.toBe(plan(same));
    expect(root(plan(operational))).toBe(root(plan(same)));
    expect(copiesSince(at, before)).toEqual([]);
    quickWith({ ...RUNNER, cutoff: { lastModified: '2020-01-16T00:00:00Z', document: '2020-01-15' } }, at.path('identity.yml'));
    const identity = await workflow(at, at.path('identity.yml'));
    expect(identity.code).toBe(0);
    expect(root(plan(identity))).not.toBe(root(plan(same)));
  });

  it('is told on the run what is wrong with an input, a file, a repository that no role trusts; both forms of subjects are trusted', async () => {
    const unknown = await run('workflow', ['.github/workflows/migrate.yml', '-f', 'colour=red', '--runs', at.path('runs')]);
    expect([unknown.code, unknown.output]).toEqual([2, expect.stringMatching(/colour/)]);
    const missing = await workflow(at, 'nowhere.yml');
    expect(missing.outcome.annotations.map(({ message }) => message).join('\n')).toMatch(
      /CONFIG_MISSING: There is no migration file nowhere\.yml/,
    );
    const withIds = await workflow(at, CONFIG, ['-f', 'mode=plan', '--subject-style', 'new']);
    expect([withIds.code, withIds.output]).toEqual([0, expect.anything()]);
    const stranger = await workflow(at, CONFIG, ['--repository', 'somebody/else']);
    expect(stranger.outcome.annotations.map(({ message }) => message).join('\n')).toMatch(/ROLE_REFUSED: .*somebody\/else/s);
    expect(stranger.results).toMatchObject({ plan: 'failure', approve: 'skipped', copy: 'skipped', release: 'skipped' });
  });
});

describe('an environment that no role trusts', () => {
  it('is named on the run, with the subject that was refused and where to look', async () => {
    const root = at.path('untrusted');
    mkdirSync(root);
    cpSync(join(ROOT, '.github/workflows'), join(root, '.github/workflows'), { recursive: true });
    symlinkSync(join(ROOT, 'actions'), join(root, 'actions'));
    const file = join(root, '.github/workflows/migrate.yml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('environment: approve', 'environment: staging'));
    const ran = await workflow(at, CONFIG, [], file);
    expect(ran.code).toBe(1);
    expect(ran.results).toMatchObject({ plan: 'success', approve: 'failure', copy: 'skipped', release: 'skipped' });
    const [annotation] = ran.outcome.annotations.filter(({ job }) => job.startsWith('approve'));
    expect(annotation?.message).toMatch(/ROLE_REFUSED: Role .*approve was refused: .*"repo:.*:environment:staging"/);
    expect(annotation?.message).toMatch(/`environment:` with the role/);
  });
});

describe('a run that is cancelled in the middle of copying', () => {
  it('has no copy job after 7.5 s, keeps its checkpoints, gives back, and the next run copies no finished folder again', async () => {
    const target = {
      bucket: sandbox.buckets.target,
      region: sandbox.accounts.target.region,
      account: sandbox.accounts.target.id,
      prefix: 'cancelled/',
    };
    // One request at a time, so that there is a middle.
    const changes = { ...RUNNER, name: 'checkout-history-cancelled', target, copy: { shards: 2, executor: 'runner', inFlight: 1 } };
    quickWith(changes, at.path('cancelled.yml'));
    const before = copiesSoFar(at);
    const running = startWorkflow(at, at.path('cancelled.yml'));
    while (copiesSince(at, before).length < 40 && running.child.exitCode === null) await sleep(20);
    running.child.kill('SIGINT');
    const cancelledAt = performance.now();
    const copyJobs = () => processesOf(at.dir).filter((line) => line.includes('actions/sync-shard/dist/index.js'));
    expect(copyJobs()).toHaveLength(2);
    while (copyJobs().length > 0 && performance.now() - cancelledAt < 60_000) await sleep(50);
    expect(performance.now() - cancelledAt).toBeLessThan(7500);
    const first = await endOf(at, running);
    expect(first.code).toBe(130);
    expect(first.results).toMatchObject({ copy: 'cancelled', settle: 'success', release: 'success' });

    const finished = await foldersDone('checkout-history-cancelled');
    const copied = copiesSince(at, before);
    expect(finished.length).toBeGreaterThan(0);
    const between = copiesSoFar(at);
    const second = await workflow(at, at.path('cancelled.yml'));
    expect([second.code, second.output]).toEqual([0, expect.anything()]);
    const again = copiesSince(at, between);
    expect(again.filter((key) => startsWith(finished.map((folder) => `cancelled/${folder}`))(key))).toEqual([]);
    expect(again.length + copied.length).toBeGreaterThanOrEqual(370);
  });

  /** Folders of the migration whose checkpoint says that they are done. */
  async function foldersDone(migration: string): Promise<string[]> {
    const owner = ownerOfTarget(sandbox);
    const Bucket = sandbox.buckets.ledger;
    const { Contents = [] } = await owner.send(new ListObjectsV2Command({ Bucket, Prefix: `${migration}/` }));
    const names = Contents.flatMap(({ Key = '' }) => (Key.endsWith('/checkpoint.json') ? [Key] : []));
    const states = await Promise.all(
      names.map(async (Key) => {
        const { Body } = await owner.send(new GetObjectCommand({ Bucket, Key }));
        return JSON.parse(await Body!.transformToString()) as { folder: string; state: string };
      }),
    );
    owner.destroy();
    return states.filter(({ state }) => state === 'done').map(({ folder }) => folder);
  }
});

describe('a run whose time is up', () => {
  it('is followed by runs with the same plan, which nobody approves again, until everything is done', async () => {
    // A place of its own: nothing of it is there yet.
    const target = {
      bucket: sandbox.buckets.target,
      region: sandbox.accounts.target.region,
      account: sandbox.accounts.target.id,
      prefix: 'late/',
    };
    const few = { key: '{folder}/{sub}/id/{document}', folders: ['{00,40,50,C0,D0,F0}_{CheckoutOrder,FulfillmentOrder}'] };
    // So few at once that a job whose time is up with its first copy has others left.
    const copy = { shards: 2, executor: 'runner', inFlight: 8 };
    quickWith({ ...RUNNER, name: 'checkout-history-late', target, layout: few, copy }, at.path('late.yml'));
    const before = copiesSoFar(at);
    const ran = await workflow(at, at.path('late.yml'), ['--var', 'LATE_AFTER_MINUTES=0']);
    expect([ran.code, ran.output]).toEqual([0, expect.anything()]);
    // The last of a chain: it was dispatched, planned nothing, and found nothing left to copy.
    expect(ran.outcome.dispatchedBy).toBeDefined();
    expect(ran.outcome.inputs['plan']).toMatch(/^s3:.*checkout-history-late/);
    expect(ran.results).toMatchObject({ plan: 'success', approve: 'skipped', copy: 'success', successor: 'skipped', report: 'success' });
    const keys = copiesSince(at, before);
    expect(new Set(keys).size).toBe(keys.length);
    expect((await planOf(sandbox, ran)).migration).toBe('checkout-history-late');
  });
});

describe('a repository of somebody else', () => {
  it('calls migrate.yml with a migration file of its own, and needs nothing else of ours', async () => {
    const file = aCaller(at.path('theirs'), (folder) => quickWith(RUNNER, join(folder, 'orders.yml')));
    const ran = await workflow(at, null, CALLED, file);
    expect([ran.code, ran.output]).toEqual([0, expect.anything()]);
    expect(ran.results).toMatchObject({ 'orders / plan': 'success', 'orders / round-1 / verify': 'success', 'orders / report': 'success' });
    const { verdict, receipt } = ran.outcome.jobs.find(({ id }) => id === 'after')!.outputs;
    expect([verdict, receipt]).toEqual(['complete', expect.stringContaining('/receipts/')]);
  });
});

describe('plan.yml', () => {
  /** A repository of its own with one change in it: its pull request's merge commit. */
  function aChange(change: (text: string) => string): string {
    const root = at.path('repository');
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false', ...args], {
        stdio: 'pipe',
      });
    mkdirSync(join(root, '.github'), { recursive: true });
    cpSync(join(ROOT, '.github/workflows'), join(root, '.github/workflows'), { recursive: true });
    cpSync(join(ROOT, 'examples/checkout-history'), join(root, 'migrations'), { recursive: true });
    symlinkSync(join(ROOT, 'actions'), join(root, 'actions'));
    execFileSync('git', ['init', '-q', root]);
    git('add', '.github', 'migrations');
    git('commit', '-qm', 'before');
    const file = join(root, 'migrations/quick.yml');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    git('commit', '-qam', 'after');
    return root;
  }

  /** As GitHub would tell of pull request 7. */
  async function pullRequestFrom(repository: string, root: string) {
    const head = { ref: 'more', sha: '1'.repeat(40), repo: { full_name: repository } };
    writeFileSync(at.path('event.json'), JSON.stringify({ number: 7, pull_request: { number: 7, head, base: { ref: 'main' } } }));
    return await workflow(at, null, ['--event', at.path('event.json')], join(root, '.github/workflows/plan.yml'));
  }

  it('keeps one comment on a pull request of the same repository, and writes it anew with each push', async () => {
    const comments = () => JSON.parse(readFileSync(at.path('runs/comments/7.json'), 'utf8')) as { body: string }[];
    const root = aChange((text) => text.replace('clusters: 4', 'clusters: 2'));
    const first = await pullRequestFrom(REPOSITORY, root);
    expect([first.code, first.output]).toEqual([0, expect.anything()]);
    expect(first.results).toEqual({ plan: 'success', comment: 'success' });
    expect(comments()).toHaveLength(1);
    expect(comments()[0]!.body).toMatch(/`partition.clusters` \| +operational \| 4 \| 2/);
    rmSync(root, { recursive: true });
    const second = await pullRequestFrom(
      REPOSITORY,
      aChange((text) => text.replace('clusters: 4', 'clusters: 3')),
    );
    expect(second.code).toBe(0);
    expect(comments()).toHaveLength(1);
    expect(comments()[0]!.body).toMatch(/`partition.clusters` \| +operational \| 4 \| 3/);
    rmSync(root, { recursive: true });
  });

  it('tells a fork what its change makes of a migration, without credentials and without a comment', async () => {
    const root = aChange((text) =>
      text.replace('lastModified: 2020-01-15', 'lastModified: 2020-02-01').replace('clusters: 4', 'clusters: 2'),
    );
    const ran = await pullRequestFrom('somebody/fork', root);
    expect([ran.code, ran.output]).toEqual([0, expect.anything()]);
    expect(ran.results).toEqual({ plan: 'success', comment: 'skipped' });
    const summary = readFileSync(join(ran.outcome.folder, 'summary.md'), 'utf8');
    expect(summary).toContain('`migrations/quick.yml`: ⚠️ **a new copy**');
    expect(summary).toMatch(/`cutoff.lastModified` \| +identity \| .*2020&#45;01&#45;15.*2020&#45;02&#45;01/);
    expect(summary).toMatch(/`partition.clusters` \| +operational \| 4 \| 2/);
    expect(summary).not.toContain('migrations/migration.yml');
  });
});
