import { describe, expect, test } from 'vitest';
import type { Heartbeat } from '../../../src/contracts/fleet.ts';
import { MigrationError } from '../../../src/errors.ts';
import { adoptOrCreate } from '../../../src/fleet/adopt.ts';
import { driveWorker, type RemoteWork } from '../../../src/fleet/drive.ts';
import { BEAT_EVERY_MS, progressWords, pulseOf, SILENT_AFTER_MS } from '../../../src/fleet/heartbeats.ts';
import { agentScript, userData } from '../../../src/fleet/scripts.ts';
import { ledgerNames } from '../../../src/ledger/names.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { copyWords } from '../../../src/stages/sync-shard.ts';
import { LEDGER, OWNERS } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { fakeMachines } from '../../fakes/machines.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const identity = 'a'.repeat(32);
const PLAN = 'b'.repeat(32);
const names = ledgerNames('m', identity);
const wish = {
  migration: 'm',
  identity,
  worker: '00',
  request: {
    imageId: 'ami-1',
    instanceType: 'm5.4xlarge',
    instanceProfileArn: 'arn:aws:iam::444455556666:instance-profile/agent',
    subnetId: null,
    securityGroupId: null,
    userData: userData(60),
  },
};

/** A ledger, a clock, machines, and agents that do what `agent` says at each of their beats. */
function aWorld(agent: (beat: number, start: number) => Heartbeat['state'] | 'silent' | 'machine dies' = () => 'done') {
  const ledger = s3Ledger(memoryS3(OWNERS), LEDGER);
  const clock = fakeClock();
  const lines: string[] = [];
  let starts = 0;
  const living: { machine: string; process: string; start: number; beat: number }[] = [];
  const machines = fakeMachines({
    onCommand: (machine, script) => {
      starts += 1;
      living.push({ machine, process: /--process (\S+)/.exec(script.join(' '))?.[1] ?? '', start: starts, beat: 0 });
    },
  });
  const beat = async () => {
    for (const one of living.slice(-1)) {
      const does = agent(one.beat, one.start);
      if (does === 'silent') return;
      if (does === 'machine dies') {
        machines.kill(one.machine);
        return;
      }
      await ledger.write(
        names.heartbeat('00'),
        JSON.stringify({
          contract: 'heartbeat/1',
          plan: PLAN,
          shard: '00',
          round: 0,
          machine: one.machine,
          process: one.process,
          beat: one.beat,
          state: does,
          foldersDone: 0,
          folders: 1,
          copies: 0,
          copiedBytes: 0,
          error: does === 'failed' ? { code: 'ACCESS_DENIED', message: 'no' } : null,
          at: '2026-01-01T00:00:00Z',
        } satisfies Heartbeat),
      );
      one.beat += 1;
    }
  };
  const stop = new AbortController();
  const ticking = { ...clock, sleep: async (ms: number, signal?: AbortSignal) => (await clock.sleep(ms, signal), await beat()) };
  const deps = { ...machines, ledger, names, clock: ticking, signal: stop.signal, log: (line: string) => void lines.push(line) };
  let processes = 0;
  const work: RemoteWork = {
    wish,
    words: copyWords('00'),
    progress: progressWords,
    plan: PLAN,
    round: 0,
    script: ({ process }) =>
      agentScript({
        agent: { uri: 's3://ledger/agent.mjs', sha256: 'f'.repeat(64) },
        plan: 's3://ledger/plan.json',
        ledgerAccount: '444455556666',
        region: 'us-east-2',
        work: { kind: 'copy', shard: '00', round: 0 },
        process,
      }),
    takesUp: true,
    newProcess: () => `p${(processes += 1)}`,
    lateAtMs: Number.POSITIVE_INFINITY,
  };
  return { deps, machines, work, ledger, clock, lines, stop };
}

describe('adopt or create', () => {
  test('asks once, and adopts what is there', async () => {
    const { deps, machines } = aWorld();
    expect((await adoptOrCreate(deps, wish)).how).toBe('created');
    expect((await adoptOrCreate(deps, wish)).how).toBe('adopted');
    expect(machines.machines).toHaveLength(1);
  });

  test('after a lost answer the same request finds the same machine', async () => {
    const { deps, machines } = aWorld();
    machines.failing.after.push(new Error('socket hang up'));
    await expect(adoptOrCreate(deps, wish)).rejects.toThrow('socket hang up');
    const { machine } = await adoptOrCreate(deps, wish);
    expect(machines.machines.map(({ id }) => id)).toEqual([machine.id]);
  });

  test('a request that never arrived is sent again under its token', async () => {
    const { deps, machines } = aWorld();
    machines.failing.before.push(new Error('no route'));
    await expect(adoptOrCreate(deps, wish)).rejects.toThrow('no route');
    await adoptOrCreate(deps, wish);
    expect(machines.machines.map(({ attempt }) => attempt)).toEqual([1]);
  });

  test('a machine that has ended gets a successor with another token, days later, too', async () => {
    const { deps, machines, clock } = aWorld();
    const first = await adoptOrCreate(deps, wish);
    machines.kill(first.machine.id);
    clock.pass(3 * 86_400_000);
    const second = await adoptOrCreate(deps, wish);
    expect(second.machine.attempt).toBe(2);
    expect(new Set(machines.machines.map(({ token }) => token)).size).toBe(2);
  });

  test('16 legs at the same moment for one worker get one machine', async () => {
    const { deps, machines } = aWorld();
    const found = await Promise.all(Array.from({ length: 16 }, () => adoptOrCreate(deps, wish)));
    expect(new Set(found.map(({ machine }) => machine.id)).size).toBe(1);
    expect(machines.machines).toHaveLength(1);
  });
});

describe('a worker is driven', () => {
  test('to its end, on one machine, by one start', async () => {
    const { deps, machines, work } = aWorld((beat) => (beat < 3 ? 'working' : 'done'));
    const end = await driveWorker(deps, work);
    expect(end).toMatchObject({ heartbeat: { state: 'done', process: 'p1' }, machine: 'i-1', lost: [] });
    expect(machines.sent).toHaveLength(1);
  });

  test('an agent that falls silent is started once more, then its machine is replaced', async () => {
    const { deps, machines, work } = aWorld((beat, start) => (start < 3 ? (beat < 2 ? 'working' : 'silent') : 'done'));
    const end = await driveWorker(deps, work);
    expect(machines.sent.map(({ machine }) => machine)).toEqual(['i-1', 'i-1', 'i-2']);
    expect(end).toMatchObject({ machine: 'i-2', lost: ['i-1'] });
    expect(machines.alive().map(({ id }) => id)).toEqual(['i-2']);
  });

  test('a machine that dies is replaced at once', async () => {
    const { deps, work, clock } = aWorld((beat, start) => (start === 1 && beat === 2 ? 'machine dies' : start === 1 ? 'working' : 'done'));
    const before = clock.passed();
    expect(await driveWorker(deps, work)).toMatchObject({ machine: 'i-2', lost: ['i-1'] });
    expect(clock.passed() - before).toBeLessThan(SILENT_AFTER_MS);
  });

  test('machines that die one after another are given up, by name', async () => {
    const { deps, machines, work } = aWorld(() => 'machine dies');
    await expect(driveWorker(deps, work)).rejects.toMatchObject({
      code: 'MACHINE_LOST',
      message: expect.stringMatching(/i-1 \(.*i-2 \(.*i-3 \(/),
    });
    expect(machines.alive()).toEqual([]);
  });

  test('a second leg follows the agent that works already', async () => {
    const { deps, machines, work, stop } = aWorld((beat) => (beat === 2 ? (stop.abort(new Error('cancelled')), 'working') : 'working'));
    await expect(driveWorker(deps, work)).rejects.toMatchObject({ code: 'STOPPED' });
    const again = aWorld((beat) => (beat < 6 ? 'working' : 'done'));
    expect(machines.sent).toHaveLength(1);
    // The same world, another leg: its signal is its own, and the agent goes on beating.
    const end = driveWorker({ ...deps, signal: again.stop.signal, clock: finishing(deps) }, work);
    expect(await end).toMatchObject({ machine: 'i-1', heartbeat: { process: 'p1', state: 'done' } });
    expect(machines.sent).toHaveLength(1);
  });

  test('a leg whose time is up leaves, its worker goes on, and the next leg follows it to its end', async () => {
    const { clock, deps, ledger, machines, work } = aWorld((beat) => (beat < 40 ? 'working' : 'done'));
    const late = { ...work, lateAtMs: clock.passed() + 10 * BEAT_EVERY_MS };
    await expect(driveWorker(deps, late)).rejects.toMatchObject({ code: 'DETACHED', message: expect.stringContaining('i-1') });
    expect(await ledger.read(names.stop('00'))).toBeNull();
    expect(machines.alive().map(({ id }) => id)).toEqual(['i-1']);
    expect(await driveWorker(deps, work)).toMatchObject({ machine: 'i-1', heartbeat: { process: 'p1', state: 'done' } });
    expect(machines.sent).toHaveLength(1);
  });

  test('a leg of a later round waits for the agent of the round before, which its own leg has lost', async () => {
    const { clock, deps, lines, machines, work } = aWorld((beat) => (beat < 20 ? 'working' : 'done'));
    await expect(driveWorker(deps, { ...work, lateAtMs: clock.passed() + 5 * BEAT_EVERY_MS })).rejects.toMatchObject({ code: 'DETACHED' });
    const at = clock.passed();
    await driveWorker(deps, { ...work, round: 1 });
    expect(lines).toContain('Worker 00 works on i-1 for round 0 still: waited for');
    expect(machines.sent).toHaveLength(2);
    expect(clock.passed() - at).toBeGreaterThan(10 * BEAT_EVERY_MS);
  });

  test('a leg that is stopped asks its worker to stop, by the name of its start', async () => {
    const { deps, ledger, stop, work } = aWorld((beat) => (beat === 1 ? (stop.abort(new Error('cancelled')), 'working') : 'working'));
    await expect(driveWorker(deps, work)).rejects.toMatchObject({ code: 'STOPPED' });
    const stored = await ledger.read(names.stop('00'));
    expect(JSON.parse(stored!.body.toString('utf8'))).toMatchObject({ contract: 'stop/1', shard: '00', process: 'p1' });
  });

  test('agents that start on no machine are told with what the machines said', async () => {
    const { deps, machines, work } = aWorld(() => 'silent');
    machines.state.commandEnd = { ok: false, detail: 'Failed: sha256sum: agent.mjs: FAILED' };
    await expect(driveWorker(deps, work)).rejects.toThrow(/lost 3 machines: i-1 \(its agent did not start: Failed: sha256sum/);
    expect(machines.sent.map(({ machine }) => machine)).toEqual(['i-1', 'i-1', 'i-2', 'i-2', 'i-3', 'i-3']);
    expect(machines.alive()).toEqual([]);
  });

  test('a start that fails once is tried again on the same machine', async () => {
    const { deps, machines, work } = aWorld((_, start) => (start === 1 ? 'silent' : 'done'));
    machines.state.commandEnd = { ok: false, detail: 'Failed: Could not resolve host' };
    const { send } = deps.commands;
    const commands = {
      ...deps.commands,
      send: async (...args: Parameters<typeof send>) => {
        if (machines.sent.length === 1) machines.state.commandEnd = { ok: true };
        return await send(...args);
      },
    };
    expect(await driveWorker({ ...deps, commands }, work)).toMatchObject({ machine: 'i-1', lost: [], heartbeat: { process: 'p2' } });
  });

  test('an agent that beats counts for more than the command that started it', async () => {
    const { deps, machines, work } = aWorld((beat) => (beat < 3 ? 'working' : 'done'));
    let asked = 0;
    const commands = {
      ...deps.commands,
      end: () => Promise.resolve((asked += 1) === 1 ? null : { ok: false as const, detail: 'Undeliverable' }),
    };
    expect(await driveWorker({ ...deps, commands }, work)).toMatchObject({ machine: 'i-1', heartbeat: { process: 'p1', state: 'done' } });
    expect(machines.sent).toHaveLength(1);
  });

  test('a leg that is stopped while its worker starts asks that very start to stop', async () => {
    const { deps, ledger, stop, work } = aWorld(() => 'silent');
    const commands = {
      ...deps.commands,
      end: () => (stop.abort(new Error('cancelled')), Promise.reject(new MigrationError('STOPPED', 'stopped'))),
    };
    await expect(driveWorker({ ...deps, commands }, work)).rejects.toMatchObject({ code: 'STOPPED' });
    expect(JSON.parse((await ledger.read(names.stop('00')))!.body.toString('utf8'))).toMatchObject({ process: 'p1' });
  });

  test('the agent of another plan is waited for, not taken for this one', async () => {
    const { clock, deps, lines, machines, work } = aWorld((beat) => (beat < 20 ? 'working' : 'done'));
    await expect(driveWorker(deps, { ...work, lateAtMs: clock.passed() + 5 * BEAT_EVERY_MS })).rejects.toMatchObject({ code: 'DETACHED' });
    await driveWorker(deps, { ...work, plan: 'c'.repeat(32) }).catch(() => undefined);
    expect(lines).toContain(`Worker 00 works on i-1 for plan ${PLAN.slice(0, 8)} still: waited for`);
    expect(machines.sent).toHaveLength(2);
  });

  test('a leg that takes nothing up starts its own agent beside one that works', async () => {
    const { deps, machines, work, stop } = aWorld((beat, start) => {
      if (start === 1 && beat === 2) stop.abort(new Error('cancelled'));
      return start === 1 || beat < 2 ? 'working' : 'done';
    });
    await expect(driveWorker(deps, work)).rejects.toMatchObject({ code: 'STOPPED' });
    const end = await driveWorker({ ...deps, signal: new AbortController().signal }, { ...work, takesUp: false });
    expect(end).toMatchObject({ machine: 'i-1', heartbeat: { process: 'p2', state: 'done' } });
    expect(machines.sent).toHaveLength(2);
  });

  test('a leg whose own agent falls silent while another one beats in its place leaves, and ends no machine', async () => {
    const { deps, ledger, machines, work } = aWorld((beat) => (beat < 3 ? 'working' : 'silent'));
    let beat = 0;
    const overwriting = {
      ...deps.clock,
      sleep: async (ms: number, signal?: AbortSignal) => {
        await deps.clock.sleep(ms, signal);
        const stored = await ledger.read(names.heartbeat('00'));
        const found = stored === null ? null : (JSON.parse(stored.body.toString('utf8')) as Heartbeat);
        if (found === null || (found.process === 'p1' && found.beat < 2)) return;
        await ledger.write(names.heartbeat('00'), JSON.stringify({ ...found, process: 'of another job', beat: (beat += 1) }));
      },
    };
    await expect(driveWorker({ ...deps, clock: overwriting }, { ...work, takesUp: false })).rejects.toMatchObject({
      code: 'LEASE_HELD',
      message: expect.stringContaining('of another job'),
    });
    expect(machines.state.sent).toHaveLength(1);
    expect(machines.alive()).toHaveLength(1);
  });

  test('EC2 may fail to answer while a worker is followed', async () => {
    const { deps, work } = aWorld((beat) => (beat < 8 ? 'working' : 'done'));
    let asked = 0;
    const { find } = deps.compute;
    const compute = {
      ...deps.compute,
      find: (worker: string) => {
        asked += 1;
        return asked > 5 && asked < 8 ? Promise.reject(new MigrationError('AWS_FAILED', 'RequestLimitExceeded')) : find(worker);
      },
    };
    expect(await driveWorker({ ...deps, compute }, work)).toMatchObject({ heartbeat: { process: 'p1', state: 'done' } });
    expect(asked).toBeGreaterThan(8);
  });

  test('a leg whose machine does not come leaves ten minutes after its time', async () => {
    const { clock, deps, work } = aWorld();
    const commands = { ...deps.commands, ready: () => Promise.resolve(false) };
    const lateAtMs = clock.passed() + 60_000;
    await expect(driveWorker({ ...deps, commands }, { ...work, lateAtMs })).rejects.toMatchObject({ code: 'DETACHED' });
    expect(clock.passed()).toBe(lateAtMs + 10 * 60_000);
  });

  test('a refusal of EC2 is told once', async () => {
    const { deps, machines, work } = aWorld();
    const refusal = new MigrationError('MACHINE_REFUSED', 'VcpuLimitExceeded');
    machines.failing.before.push(refusal);
    await expect(driveWorker(deps, work)).rejects.toBe(refusal);
  });
});

/** The ledger's heartbeat ends after a while, whoever waits for it. */
function finishing({ clock, ledger }: ReturnType<typeof aWorld>['deps']) {
  return {
    ...clock,
    sleep: async (ms: number, signal?: AbortSignal) => {
      await clock.sleep(ms, signal);
      const name = names.heartbeat('00');
      const found = JSON.parse((await ledger.read(name))!.body.toString('utf8')) as Heartbeat;
      await ledger.write(name, JSON.stringify({ ...found, beat: found.beat + 1, state: found.beat > 6 ? 'done' : 'working' }));
    },
  };
}

describe('how far a worker is, in words', () => {
  const beat = { folders: 32, foldersDone: 3, copies: 4000, copiedBytes: 81_000 };

  test('is all that a heartbeat says', () => {
    expect(progressWords({ ...beat, seen: 9000, copiesPerSecond: 812.4, throttledShare: 0.0042 })).toBe(
      '3 of 32 folders, 9000 keys looked at, 4000 objects copied (812 a second), 81000 bytes, S3 answered 0.4 % of the copies with 503',
    );
  });

  test('of an agent of an earlier version is what that one says', () => {
    expect(progressWords(beat)).toBe('3 of 32 folders, 4000 objects copied, 81000 bytes');
  });

  test('is what a leg logs that follows it', async () => {
    const { deps, lines, work } = aWorld((n) => (n < 20 ? 'working' : 'done'));
    await driveWorker(deps, work);
    expect(lines).toContainEqual(expect.stringMatching(/^Shard 00 on i-1: 0 of 1 folders, 0 objects copied/));
  });
});

test('silence is measured on the follower’s own clock', () => {
  const sight = { process: 'p', beat: 3, atMs: 1000 };
  const beat = (over: Partial<Heartbeat>) => ({ process: 'p', beat: 3, state: 'working', ...over }) as Heartbeat;
  expect(pulseOf(sight, null, 1000 + SILENT_AFTER_MS)).toEqual({ pulse: 'alive', sight });
  expect(pulseOf(sight, beat({}), 1001 + SILENT_AFTER_MS)).toEqual({ pulse: 'silent', forMs: SILENT_AFTER_MS + 1 });
  expect(pulseOf(sight, beat({ beat: 4 }), 9000)).toEqual({ pulse: 'alive', sight: { ...sight, beat: 4, atMs: 9000 } });
  expect(pulseOf(sight, beat({ process: 'other', beat: 90, state: 'done' }), 1000 + BEAT_EVERY_MS)).toEqual({ pulse: 'alive', sight });
  expect(pulseOf(sight, beat({ state: 'failed' }), 2000)).toMatchObject({ pulse: 'ended' });
});

test('what machines are told names no absolute path', () => {
  const script = agentScript({
    agent: { uri: 's3://ledger/_jobs/agent.mjs', sha256: 'f'.repeat(64) },
    plan: 's3://ledger/p.json',
    ledgerAccount: '444455556666',
    region: 'us-east-2',
    work: { kind: 'copy', shard: '00', round: 0 },
    process: 'p',
  });
  const verifying = agentScript({
    agent: { uri: 's3://ledger/_jobs/agent.mjs', sha256: 'f'.repeat(64) },
    plan: 's3://ledger/p.json',
    ledgerAccount: '444455556666',
    region: 'us-east-2',
    work: { kind: 'verify', pass: 2, deep: { percent: 0.5, seed: 7 } },
    process: 'p',
  });
  expect(verifying.at(-1)).toContain('node-24 agent-ffffffffffffffff.mjs verify --pass 2 --deep 0.5% --seed 7 --plan s3://ledger/p.json');
  for (const line of [...userData(60).split('\n').slice(1), ...script, ...verifying]) expect(line).not.toMatch(/(^|[\s"'=;|&(])\/[a-z]/);
});
