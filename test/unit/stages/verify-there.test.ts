import { describe, expect, it } from 'vitest';
import type { BucketPolicy } from '../../../src/access/grant.ts';
import { parseMigration } from '../../../src/config/parse.ts';
import { verifyResult, type Findings } from '../../../src/contracts/findings.ts';
import { heartbeat as heartbeatContract } from '../../../src/contracts/fleet.ts';
import { s3Ledger, type LedgerStore } from '../../../src/ledger/store.ts';
import { S3Error, type S3 } from '../../../src/s3/types.ts';
import { openPlan, type OpenPlan } from '../../../src/stages/open-plan.ts';
import { planStage } from '../../../src/stages/plan.ts';
import { reapStage } from '../../../src/stages/reap.ts';
import { settleStage } from '../../../src/stages/settle.ts';
import { syncShardStage } from '../../../src/stages/sync-shard.ts';
import { verifyStage } from '../../../src/stages/verify.ts';
import { workVerifyStage } from '../../../src/stages/work-verify.ts';
import { fakeMachines } from '../../fakes/machines.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';

const CONFIG = `
version: 1
name: small
source: { bucket: source, region: us-east-1, account: "111122223333" }
target: { bucket: target, region: us-east-2, account: "444455556666" }
layout: { key: "{folder}/{sub}/id/{document}", folders: ["{A0..A7}_Order"] }
cutoff: { lastModified: 2020-01-15T00:00:00Z }
copy: { shards: 4, executor: runner, machine: { subnet: subnet-0123456789abcdef0 } }
verify: { executor: fleet }
ledger: { bucket: ledger, prefix: state/ }
`;
const OWNERS = { source: '111122223333', target: '444455556666', ledger: '444455556666' };
const MINUTE = 60_000;

/** A copied migration; machines on which the real agent's use-case runs; and what each of the two roles has asked for. */
async function aWorld(config = CONFIG) {
  const s3 = memoryS3(OWNERS);
  for (let folder = 0; folder < 8; folder += 1)
    for (let n = 0; n <= folder; n += 1) s3.put('source', `A${folder}_Order/x/id/${n}`, `order ${folder} ${n}`);
  const clock = virtualClock();
  const lines: string[] = [];
  const agents: { machine: string; process: string; end: Promise<unknown>; dies: AbortController }[] = [];
  /** Of the machine that verifies: how long a listing takes, and what it is refused. */
  const there = {
    listMs: 0,
    refused: null as string | null,
    writes: [] as string[],
    lists: [] as string[],
    agent: null as null | typeof startAgent,
  };
  const here = { lists: [] as string[] };
  const at = { bucket: 'ledger', account: OWNERS.ledger, prefix: 'state/' };
  const ledger = s3Ledger(s3, at);
  const planOf: { open: OpenPlan | null } = { open: null };

  const startAgent = (machine: string, script: readonly string[]) => {
    const flags = script.join(' ');
    const flag = (name: string) => new RegExp(`--${name} (\\S+)`).exec(flags)?.[1];
    const dies = new AbortController();
    const process = flag('process')!;
    // What a dead machine asks for never ends.
    const living = async <T>(work: () => Promise<T>): Promise<T> =>
      dies.signal.aborted ? await new Promise<T>(() => undefined) : await work();
    const own: LedgerStore = {
      ...ledger,
      read: (name, signal) => living(() => ledger.read(name, signal)),
      write: (name, body, condition) =>
        living(() => {
          there.writes.push(name);
          return ledger.write(name, body, condition);
        }),
    };
    const listing: S3 = {
      ...s3,
      listPage: (input, signal) =>
        living(async () => {
          there.lists.push(`${input.from.bucket}/${input.prefix}`);
          if (there.listMs > 0) await clock.sleep(there.listMs, signal);
          if (there.refused !== null && input.prefix.startsWith(there.refused) && input.from.bucket === 'target')
            throw new S3Error({
              operation: 'list',
              status: 403,
              code: 'AccessDenied',
              message: 'no',
              requestId: 'r',
              bucket: 'target',
              key: '',
              tries: 1,
            });
          return await s3.listPage(input, signal);
        }),
    };
    const deep = flag('deep') === undefined ? null : { percent: Number.parseFloat(flag('deep')!), seed: Number(flag('seed')) };
    const never = new AbortController().signal;
    const end = workVerifyStage(
      { sides: { source: listing, target: listing }, ledger: own, clock, log: () => undefined },
      planOf.open!,
      { pass: Number(flag('pass')), deep, process, machine },
      { stop: never, abort: never },
    );
    agents.push({ machine, process, end, dies });
  };

  const machines = fakeMachines({ onCommand: (machine, script) => (there.agent ?? startAgent)(machine, script) });
  const stop = new AbortController();
  const policy: BucketPolicy = { read: () => Promise.resolve(null), write: () => Promise.resolve() };
  const probing: S3 = {
    ...s3,
    listPage: (input, signal) => {
      here.lists.push(`${input.from.bucket}/${input.prefix} ${input.maxKeys ?? ''}`);
      return s3.listPage(input, signal);
    },
  };
  let processes = 0;
  const fleet = {
    compute: machines.compute,
    commands: machines.commands,
    agentBundle: () => Promise.resolve({ uri: 's3://ledger/_jobs/agent.mjs', sha256: 'f'.repeat(64) }),
    newProcess: () => `p${(processes += 1)}`,
  };
  const deps = {
    ...{
      fleet,
      ledger,
      agentLedger: ledger,
      agent: { source: probing, target: probing },
      policy,
      clock,
      random: () => 0.5,
      holder: 'test',
    },
    ...{ log: (line: string) => void lines.push(line), signal: stop.signal },
  };
  const planned = await clock.until(
    planStage(
      {
        ...deps,
        ...{ source: s3, target: s3, newestImage: () => Promise.resolve('ami-1'), machineType: () => Promise.resolve({ known: true }) },
        clusterNetwork: () => Promise.reject(new Error('this migration has no clusters')),
      },
      parseMigration(config, 'migration.yml'),
    ),
  );
  const open = await openPlan(s3, OWNERS.target, planned.uri);
  planOf.open = open;
  const never = new AbortController().signal;
  const copy = (shard: string, round: number) =>
    clock.until(syncShardStage({ ...deps, agent: { source: s3, target: s3 } }, open, { shard, round }, { stop: never, abort: never }));
  for (const { shard } of planned.plan.shards) expect((await copy(shard, 0)).error).toBeNull();
  here.lists.length = 0;
  const beat = async () => heartbeatContract.parse(JSON.parse((await ledger.read(open.names.heartbeat('verify')))!.body.toString()));
  const kill = (id: string) => {
    machines.state.kill(id);
    for (const agent of agents) if (agent.machine === id) agent.dies.abort();
  };
  const state = {
    rented: () => Promise.resolve({ instances: machines.alive().map(({ id }) => id), clusters: [] }),
    clusters: { describe: () => Promise.resolve(null) },
  };
  const verify = (pass = 1, deep: { percent: number; seed: number } | null = null, over: Partial<typeof deps> = {}) =>
    verifyStage({ ...deps, ...over }, open, { pass, deep });
  return { s3, clock, lines, agents, there, here, machines, deps, ledger, open, plan: planned.plan, copy, beat, kill, stop, state, verify };
}

type World = Awaited<ReturnType<typeof aWorld>>;

function lose({ s3 }: World, folder: string) {
  for (const key of s3.keys('target').filter((one) => one.startsWith(`${folder}/`))) s3.remove('target', key);
}

/** What two passes must have in common, whoever ran them: everything but when, by which plan, and where the list is. */
const common = ({ plan: _plan, startedAt: _startedAt, finishedAt: _finishedAt, list, ...same }: Findings) => ({
  ...same,
  lines: list?.lines,
});

describe('a pass on a machine', () => {
  it('says what a pass in the job says, word for word, and orders the same repeats', async () => {
    const [remote, local] = [await aWorld(), await aWorld(CONFIG.replace('verify: { executor: fleet }\n', ''))];
    expect([remote.plan.verify?.machine.instanceType, local.plan.verify]).toEqual(['m5.large', undefined]);
    for (const world of [remote, local]) lose(world, 'A6_Order');
    const [there, here] = [await remote.clock.until(remote.verify()), await local.clock.until(local.verify())];
    expect(common(there.findings)).toEqual(common(here.findings));
    expect(there.findings).toMatchObject({ verdict: 'different', counts: { 'missing-folder': 1 }, folders: ['A6_Order'] });
    expect([there.error?.code, there.error?.message, there.error?.next]).toEqual([here.error?.code, here.error?.message, here.error?.next]);
    expect(remote.lines.filter((line) => /^Pass 1: (different|missing|affected)/.test(line))).toEqual(
      local.lines.filter((line) => /^Pass 1: (different|missing|affected)/.test(line)),
    );
    const shard = there.findings.shards[0]!;
    const [orderThere, orderHere] = await Promise.all(
      [remote, local].map(
        async ({ ledger, open }) => JSON.parse((await ledger.read(open.names.order(open.digest, 1, shard)))!.body.toString()) as object,
      ),
    );
    expect({ ...orderThere, plan: '' }).toEqual({ ...orderHere, plan: '' });

    expect((await remote.copy(shard, 1)).result).toMatchObject({ folders: 1, attempt: { copies: 7 } });
    const second = await remote.clock.until(remote.verify(2));
    expect([second.findings.verdict, second.error]).toEqual(['identical', null]);
    // The same machine, and a start of its own for each pass.
    expect(remote.machines.machines.map(({ id, request }) => [id, request.instanceType, request.subnetId])).toEqual([
      ['i-1', 'm5.large', 'subnet-0123456789abcdef0'],
    ]);
    expect(remote.agents.map(({ process }) => process)).toEqual(['p1', 'p2']);
  });

  it('lists on the machine only, and writes there only what the agent role may write', async () => {
    const world = await aWorld();
    lose(world, 'A6_Order');
    const { findings } = await world.clock.until(world.verify());
    // The job itself asks the source for one key, as the proof of its grant.
    expect(new Set(world.here.lists)).toEqual(new Set(['source/ 1']));
    for (const folder of world.plan.folders.map(({ folder: name }) => name))
      for (const side of ['source', 'target']) expect(world.there.lists).toContain(`${side}/${folder}/`);
    const root = `${world.plan.migration}/${world.plan.digests.identity}/results/`;
    expect(world.there.writes.length).toBeGreaterThan(3);
    expect(world.there.writes.filter((name) => !name.startsWith(root) || name.startsWith(`${root}table/`))).toEqual([]);
    const [name] = world.there.writes.filter((one) => one.endsWith('/findings/000000.ndjson.gz'));
    expect(findings.list).toMatchObject({ lines: 8, segments: 1, findings: world.ledger.uri(name!.slice(0, name!.lastIndexOf('/') + 1)) });
  });

  it('looks closer at the sample that the job asks for', async () => {
    const { clock, verify } = await aWorld();
    const { findings } = await clock.until(verify(1, { percent: 100, seed: 7 }));
    expect(findings.deep).toMatchObject({ percent: 100, seed: 7, sampled: 36, differing: 0 });
  });

  it('is unproven when the machine may not list, by the same exit code', async () => {
    const world = await aWorld();
    world.there.refused = 'A3_Order/';
    const { error, findings } = await world.clock.until(world.verify());
    expect(findings).toMatchObject({
      verdict: 'unproven',
      folders: [],
      unproven: [{ folder: 'A3_Order', reason: expect.stringContaining('AccessDenied') }],
    });
    expect(error).toMatchObject({ code: 'UNPROVEN', exitCode: 5 });
  });

  it('fails as a pass in the job does when a manifest is of another migration', async () => {
    const world = await aWorld();
    const name = world.open.names.checkpoint('A3_Order');
    const record = JSON.parse((await world.ledger.read(name))!.body.toString()) as object;
    await world.ledger.write(name, JSON.stringify({ ...record, migration: 'another' }));
    await expect(world.clock.until(world.verify())).rejects.toMatchObject({
      code: 'MANIFEST_FOREIGN',
      exitCode: 2,
      message: expect.stringMatching(/A3_Order.*of another/),
      next: expect.stringContaining('Nothing was verified'),
    });
  });
});

describe('a machine that verifies', () => {
  it('is replaced when it dies, and the next one lists from the beginning', async () => {
    const world = await aWorld();
    world.there.listMs = 20_000;
    let dies = true;
    world.clock.onMoment = () => {
      if (!dies || world.there.lists.length < 5) return;
      dies = false;
      world.there.lists.length = 0;
      world.kill('i-1');
    };
    const { findings } = await world.clock.until(world.verify());
    expect(findings.verdict).toBe('identical');
    expect(world.agents.map(({ machine }) => machine)).toEqual(['i-1', 'i-2']);
    for (const { folder } of world.plan.folders) expect(world.there.lists).toContain(`target/${folder}/`);
  });

  it('is asked to stop when the job is stopped, and leaves without a result', async () => {
    const world = await aWorld();
    world.there.listMs = 10 * MINUTE;
    world.clock.onMoment = () => {
      if (world.there.lists.length > 3) world.stop.abort(new Error('SIGINT'));
    };
    await expect(world.clock.until(world.verify())).rejects.toMatchObject({ code: 'STOPPED', message: expect.stringContaining('Pass 1') });
    await world.clock.until(world.agents[0]!.end);
    expect(await world.beat()).toMatchObject({ state: 'stopped', error: { code: 'STOPPED' } });
    expect(world.there.writes.filter((name) => name.includes('/results/verify/'))).toEqual([]);
    expect(await world.ledger.list(world.open.names.findings('').slice(0, -'.json'.length))).toEqual([]);
  });

  it('is adopted by the job that is run again, whose own start does everything afresh', async () => {
    const world = await aWorld();
    world.there.listMs = MINUTE;
    // The first job is lost without a word: its agent works on.
    const lost = world.verify(1, null, { signal: AbortSignal.any([]) });
    lost.catch(() => undefined);
    await world.clock.until(
      (async () => {
        while (world.there.lists.length < 3) await world.clock.sleep(1000);
      })(),
    );
    // Seen by the first agent, and not there any more when the second one looks.
    lose(world, 'A0_Order');
    const { findings } = await world.clock.until(world.verify());
    expect(findings).toMatchObject({ verdict: 'different', folders: ['A0_Order'] });
    expect(world.machines.machines.map(({ id }) => id)).toEqual(['i-1']);
    expect(world.agents.map(({ process }) => process)).toEqual(['p1', 'p2']);
    // The first one has lost its right, and so has its job: two that each start their own must not take turns.
    await expect(world.clock.until(world.agents[0]!.end)).resolves.toMatchObject({ code: 'LEASE_HELD' });
  });

  it('is left to the later of two jobs at once: the earlier one ends, and says why', async () => {
    const world = await aWorld();
    world.there.listMs = 10 * MINUTE;
    const first = world.verify();
    first.catch(() => undefined);
    await world.clock.until(
      (async () => {
        while (world.there.lists.length < 3) await world.clock.sleep(1000);
      })(),
    );
    const second = world.verify();
    await expect(world.clock.until(first)).rejects.toMatchObject({ code: 'LEASE_HELD' });
    expect((await world.clock.until(second)).findings.verdict).toBe('identical');
    expect(world.agents).toHaveLength(2);
  });

  it('is believed only about this plan and pass', async () => {
    const world = await aWorld();
    const good = await world.clock.until(world.verify());
    world.there.agent = (machine, script) => {
      const process = /--process (\S+)/.exec(script.join(' '))![1]!;
      const { names, digest } = world.open;
      const result = { contract: 'verify-result/1', findings: good.findings, generations: {} };
      expect(verifyResult.safeParse(result).success).toBe(true);
      const beat = { contract: 'heartbeat/1', plan: digest, shard: 'verify', round: 2, machine, process, beat: 0, state: 'done' };
      const rest = { foldersDone: 8, folders: 8, copies: 0, copiedBytes: 0, error: null, at: '2026-01-01T00:00:00Z' };
      void world.ledger.write(names.verifyResult(digest, 2, process), JSON.stringify(result));
      void world.ledger.write(names.heartbeat('verify'), JSON.stringify({ ...beat, ...rest }));
    };
    await expect(world.clock.until(world.verify(2))).rejects.toMatchObject({
      code: 'CONTRACT_MISMATCH',
      message: expect.stringContaining('of pass 1'),
    });
  });

  it('counts as at work for the reaper, and as nothing that goes on when no job is left', async () => {
    const world = await aWorld();
    world.there.listMs = 30 * MINUTE;
    const running = world.verify();
    await world.clock.until(
      (async () => {
        while (world.there.lists.length < 3) await world.clock.sleep(1000);
      })(),
    );
    const deps = { ...world.deps, ...world.state, terminate: { instances: () => Promise.resolve(), clusters: () => Promise.resolve() } };
    expect(await world.clock.until(reapStage(deps as never, world.open))).toEqual({ working: ['i-1'], idle: [], ended: [] });
    expect(await world.clock.until(settleStage(deps as never, world.open, { cancelled: false }))).toEqual({
      shards: [],
      machines: [],
      clusters: [],
    });
    expect((await world.clock.until(running)).findings.verdict).toBe('identical');
    expect(await world.clock.until(reapStage(deps as never, world.open))).toMatchObject({ working: [], idle: ['i-1'] });
  });
});
