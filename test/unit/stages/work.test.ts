import { describe, expect, it } from 'vitest';
import type { ShardResult } from '../../../src/contracts/copy.ts';
import { heartbeat, type Heartbeat } from '../../../src/contracts/fleet.ts';
import { MigrationError } from '../../../src/errors.ts';
import { errorOfBeat } from '../../../src/fleet/heartbeats.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { S3Error } from '../../../src/s3/types.ts';
import { syncShardStage } from '../../../src/stages/sync-shard.ts';
import { workStage } from '../../../src/stages/work.ts';
import { openPlanOf } from '../../builders/partition.ts';
import { anOrder, LEDGER, OWNERS } from '../../builders/plan.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';

const calm = { stop: new AbortController().signal, abort: new AbortController().signal };
const HOUR_MS = 3_600_000;

/** One shard of one folder, whose copies take as long as a test says: an hour is one that hangs. */
async function aScene() {
  const s3 = memoryS3(OWNERS);
  const clock = virtualClock();
  const state = { copyMs: HOUR_MS };
  const logged: string[] = [];
  for (let n = 0; n < 8; n += 1) s3.put('source', `A/x/id/${n}`, `order ${n}`);
  const target: typeof s3 = {
    ...s3,
    // As the wire client: what the signal aborts ends.
    copyObject: async (input, signal) => {
      await clock.sleep(state.copyMs, signal);
      return await s3.copyObject(input, signal);
    },
  };
  const open = openPlanOf(null, { access: { mode: 'manual', hours: 24 } });
  const ledger = s3Ledger(s3, LEDGER);
  const { digest, names } = open;
  await ledger.write(names.order(digest, 0, '00'), JSON.stringify(anOrder(open.plan, { plan: digest })));
  const sides = { source: s3, target };
  const random = () => 0.5;
  const agent = (process: string) =>
    workStage(
      { sides, ledger, clock, random, log: () => undefined },
      open,
      { shard: '00', round: 0, process, machine: `i-${process}` },
      calm,
    );
  const none = () => Promise.reject(new Error('no machines here'));
  const job = (holder: string) =>
    syncShardStage(
      {
        fleet: {
          compute: { run: none, find: none, terminate: none },
          commands: { ready: none, send: none, end: none },
          agentBundle: none,
          newProcess: () => '',
        },
        ...{
          ledger,
          agentLedger: ledger,
          agent: sides,
          policy: { read: none, write: none },
          clock,
          random,
          holder,
          log: (line) => void logged.push(line),
        },
      },
      open,
      { shard: '00', round: 0 },
      calm,
    );
  const read = async (name: string) => JSON.parse((await ledger.read(name))!.body.toString('utf8')) as Record<string, unknown>;
  const lastBeat = () => read(names.heartbeat('00')) as unknown as Promise<Heartbeat>;
  return { s3, clock, ledger, names, digest, state, logged, agent, job, lastBeat, result: () => read(names.result(digest, 0, '00')) };
}

describe('a worker whose shard another has taken over', () => {
  it.each(['agent', 'job'] as const)('%s: ends its copies within the drain, and leaves the result to the other', async (kind) => {
    const { clock, s3, state, ...scene } = await aScene();
    const startMs = clock.now();
    const first = scene[kind]('one').then(
      (end) => ({ end, atMs: clock.now() }),
      (end: unknown) => ({ end, atMs: clock.now() }),
    );
    const second = clock.sleep(12_000).then(async () => {
      state.copyMs = 60_000;
      return await scene[kind]('two');
    });
    const [lost] = await clock.until(Promise.all([first, second]));
    // Taken over after 12 s, seen within 5 s, drained within 5 s more.
    expect(lost.atMs - startMs).toBeLessThanOrEqual(22_000);
    expect(lost.end).toMatchObject({ code: 'LEASE_HELD', exitCode: 1 });
    expect(await scene.result()).toMatchObject({ verdict: 'equal', accounts: { copied: 8 } });
    expect(s3.keys('target')).toEqual(s3.keys('source'));
  });

  it('writes no heartbeat over that of the other, nor a result, in the seconds until it knows', async () => {
    const { agent, clock, digest, ledger, lastBeat, names, s3 } = await aScene();
    const seen: string[] = [];
    let results = 0;
    s3.before = async (operation, _bucket, key) => {
      if (operation !== 'put') return;
      if (key === `state/${names.result(digest, 0, '00')}`) results += 1;
      await Promise.resolve();
    };
    clock.onMoment = () =>
      void lastBeat().then(
        ({ process }) => seen.at(-1) !== process && seen.push(process),
        () => undefined,
      );
    const first = agent('one');
    const second = clock.sleep(12_500).then(() => agent('two'));
    const stopTwo = clock
      .sleep(60_000)
      .then(() =>
        ledger.write(
          names.stop('00'),
          JSON.stringify({ contract: 'stop/1', shard: '00', process: 'two', by: 'a test', at: '2026-01-01T00:00:00Z' }),
        ),
      );
    const [lost] = await clock.until(Promise.all([first, second, stopTwo]));
    expect(lost).toMatchObject({ code: 'LEASE_HELD' });
    expect(seen).toEqual(['one', 'two']);
    expect(results).toBe(1);
    expect(await lastBeat()).toMatchObject({ process: 'two', machine: 'i-two', state: 'stopped' });
  });

  it('by one that beats nothing says with its last heartbeat why it has ended', async () => {
    const { agent, clock, job, lastBeat, state } = await aScene();
    const first = agent('one');
    const second = clock.sleep(12_000).then(async () => {
      state.copyMs = 1000;
      return await job('two');
    });
    const [lost, { error }] = await clock.until(Promise.all([first, second]));
    expect(error).toBeNull();
    expect(lost).toMatchObject({ code: 'LEASE_HELD' });
    expect(await lastBeat()).toMatchObject({ process: 'one', state: 'failed', error: { code: 'LEASE_HELD' } });
  });

  it('at the very end of its work does not write its result over the other’s', async () => {
    const { agent, clock, digest, ledger, names, s3, state, result } = await aScene();
    state.copyMs = 1000;
    const other = JSON.stringify({ of: 'the other' });
    // The folder is done, and before the result is written the shard is another's, whose result is there already.
    let taken = false;
    s3.before = async (operation, _bucket, key) => {
      if (taken || operation !== 'get' || key !== `state/${names.result(digest, 0, '00')}`) return;
      taken = true;
      await ledger.write(names.holder('00'), JSON.stringify({ contract: 'hold/1', holder: 'two', takenAt: 'x', seenAt: 'x' }));
      await ledger.write(names.result(digest, 0, '00'), other);
    };
    expect(await clock.until(agent('one'))).toMatchObject({ code: 'LEASE_HELD' });
    expect(JSON.stringify(await result())).toBe(other);
  });
});

describe('a worker that is asked to stop', () => {
  it('ends its copies within the drain, and says that it has stopped', async () => {
    const { agent, clock, ledger, lastBeat, names, result } = await aScene();
    const startMs = clock.now();
    const request = { contract: 'stop/1', shard: '00', process: 'one', by: 'a test', at: '2026-01-01T00:00:00Z' };
    const asked = clock.sleep(11_000).then(() => ledger.write(names.stop('00'), JSON.stringify(request)));
    const [error] = await clock.until(Promise.all([agent('one'), asked]));
    expect(error).toBeInstanceOf(MigrationError);
    expect(clock.now() - startMs).toBeLessThanOrEqual(21_000);
    expect(await lastBeat()).toMatchObject({ state: 'stopped', error: { code: 'STOPPED' } });
    expect(await result()).toMatchObject({ verdict: 'stopped' });
  });
});

describe('a job that copies its shard itself', () => {
  it('logs which keys and folders have failed, ten keys at most, with their requests', async () => {
    const { clock, job, logged, s3, state } = await aScene();
    state.copyMs = 10;
    for (let n = 0; n < 8; n += 1) s3.put('source', `A/y/id/${n}`, 'x');
    const refuse = (status: number, code: string, message: string) => {
      s3.before = (operation, bucket, key) => {
        if (operation === 'copy')
          throw new S3Error({ operation: 'CopyObject', status, code, message, requestId: 'REQ7', bucket, key, tries: 1 });
      };
    };
    refuse(400, 'MetadataTooLarge', 'too\u0007large');
    await clock.until(job('one'));
    const keys = logged.filter((line) => line.includes('MetadataTooLarge: too\\u0007large'));
    expect(keys).toHaveLength(10);
    expect(keys[0]).toMatch(/^Shard 00: A\/x\/id\/0: /);
    expect(logged).toContain('Shard 00: and 6 more failed keys, in its result');
    refuse(501, 'NotImplemented', 'no');
    await clock.until(job('two'));
    expect(logged.filter((line) => line.startsWith('Shard 00: folder A: AWS_FAILED: Copying folder A failed'))).toEqual([
      expect.stringContaining('(request REQ7)'),
    ]);
  });

  it('stops within five seconds of a stop object, ends its copies within the drain, and says that it has stopped', async () => {
    const { clock, job, ledger, names, result, s3, state } = await aScene();
    state.copyMs = 1000;
    for (let n = 0; n < 1000; n += 1) s3.put('source', `A/y/id/${n}`, 'x');
    const startMs = clock.now();
    const asked = clock.sleep(11_000).then(() => ledger.write(names.stop('00'), '{}'));
    const [{ error }] = await clock.until(Promise.all([job('one'), asked]));
    expect(error).toMatchObject({ code: 'STOPPED', exitCode: 1 });
    expect(clock.now() - startMs).toBeLessThanOrEqual(21_000);
    const stopped = (await result()) as unknown as ShardResult;
    expect(stopped).toMatchObject({ verdict: 'stopped' });
    expect(stopped.attempt.copies).toBeGreaterThan(100);
    await expect(clock.until(job('two'))).rejects.toMatchObject({
      code: 'STOPPED',
      message: expect.stringContaining(names.stop('00')),
      next: expect.stringContaining('Delete it'),
    });
  });

  it('goes on when it is a machine’s worker that was asked to', async () => {
    const { clock, job, ledger, names, state } = await aScene();
    state.copyMs = 20_000;
    const request = { contract: 'stop/1', shard: '00', process: 'another', by: 'a test', at: '2026-01-01T00:00:00Z' };
    await ledger.write(names.stop('00'), JSON.stringify(request));
    expect(await clock.until(job('one'))).toMatchObject({ error: null, result: { verdict: 'equal' } });
  });
});

describe('the heartbeats of a start', () => {
  it('tell what ended it with all that is known of it, and the job that follows it tells that, too', async () => {
    const { agent, clock, lastBeat, s3, state } = await aScene();
    state.copyMs = 10;
    s3.before = (operation, bucket, key) => {
      if (operation === 'copy')
        throw new S3Error({
          ...{ operation: 'CopyObject', status: 501, code: 'NotImplemented', message: 'no', requestId: 'REQ7' },
          ...{ bucket: 'target', sourceBucket: bucket, key, tries: 1 },
        });
    };
    await clock.until(agent('one'));
    const beat = heartbeat.parse(JSON.parse(JSON.stringify(await lastBeat())));
    const said = { bucket: 'target', sourceBucket: 'source', s3Code: 'NotImplemented', requestId: 'REQ7', status: 501 };
    expect(beat.error?.details).toMatchObject(said);
    expect(errorOfBeat(beat, { code: 'COPY_FAILED', next: 'x' })?.details).toMatchObject({ ...said, machine: 'i-one' });
    expect(
      errorOfBeat({ ...beat, error: { code: 'STOPPED', message: 'of an earlier agent' } }, { code: 'COPY_FAILED', next: 'x' }),
    ).toMatchObject({ code: 'STOPPED', details: { machine: 'i-one' } });
  });

  it('say what a follower wants to know: keys looked at, copies a second now, and how many of S3’s answers are 503', async () => {
    const { agent, clock, lastBeat, s3, state } = await aScene();
    for (let n = 0; n < 500; n += 1) s3.put('source', `A/y/id/${n}`, 'x');
    state.copyMs = 500;
    const beats: Heartbeat[] = [];
    clock.onMoment = () =>
      void lastBeat().then(
        (beat) => beats.at(-1)?.beat !== beat.beat && beats.push(beat),
        () => undefined,
      );
    expect(await clock.until(agent('one'))).toBeNull();
    const [first, second] = beats;
    expect(first).toMatchObject({ beat: 0, state: 'working', seen: 0, copiesPerSecond: 0 });
    // 16 in flight, half a second each.
    expect(second).toMatchObject({ beat: 1, seen: 508, throttledShare: 0 });
    expect(second!.copiesPerSecond).toBeGreaterThan(20);
    expect(second!.copiesPerSecond).toBeLessThanOrEqual(32);
    const last = await lastBeat();
    expect(last).toMatchObject({ state: 'done', seen: 508, copies: 508 });
    expect(last).not.toHaveProperty('copiesPerSecond');
  });

  it('go on where one has arrived without an answer', async () => {
    const { agent, clock, lastBeat, names, s3, state } = await aScene();
    state.copyMs = 30_000;
    let lostAnswers = 0;
    const { putObject } = s3;
    Object.assign(s3, {
      putObject: async (input: Parameters<typeof putObject>[0], signal?: AbortSignal) => {
        const written = await putObject(input, signal);
        if (input.key !== `state/${names.heartbeat('00')}` || !String(input.body).includes('"beat":2')) return written;
        lostAnswers += 1;
        throw new Error('no answer');
      },
    });
    await clock.until(agent('one'));
    expect(lostAnswers).toBe(1);
    expect(await lastBeat()).toMatchObject({ process: 'one', beat: 3, state: 'stopped' });
  });
});
