import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { watchCores } from '../../../bench/harness/busy.ts';
import { commandOf, PEERS, type Programs } from '../../../bench/harness/clients.ts';
import {
  asJson,
  atLeast,
  atMost,
  FIGURES,
  ratiosOf,
  rowRatios,
  timesLess,
  type FigureResult,
  type Row,
} from '../../../bench/harness/figure.ts';
import { run, start, type Where } from '../../../bench/harness/measure.ts';
import { renderProfile, summarise } from '../../../bench/harness/profile.ts';
import { renderFigure } from '../../../bench/harness/report.ts';
import { requestsOf } from '../../../bench/harness/rounds.ts';
import { chooseCores } from '../../../bench/harness/server.ts';
import { stagesOf, steadyOf } from '../../../bench/harness/stages.ts';
import { interleaved, spreadOf } from '../../../bench/harness/statistics.ts';
import type { Counters } from '../../../bench/server/server.ts';
import type { ModelSecond } from '../../../bench/server/partitions.ts';

describe('rounds', () => {
  it('are interleaved: each client once a round, and never always behind the same one', () => {
    expect(interleaved(['a', 'b', 'c'], 3)).toEqual(['a', 'b', 'c', 'b', 'c', 'a', 'c', 'a', 'b']);
  });

  it('come to a median between the least and the most', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
    expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, least: 1, most: 4 });
    expect(() => spreadOf([])).toThrow('nothing was measured');
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (values) => {
        const { median, least, most } = spreadOf(values);
        expect(values.filter((value) => value <= median).length * 2).toBeGreaterThanOrEqual(values.length);
        expect([least, most]).toEqual([Math.min(...values), Math.max(...values)].map((value) => expect.closeTo(value, 10)));
      }),
    );
  });
});

const figure = (more: Partial<FigureResult>): FigureResult => ({
  name: 'copy-cpu-per-object',
  unit: 'µs',
  ours: 50,
  peers: { 's5cmd-cp': 300, rclone: 100 },
  goals: [],
  rows: [],
  notes: [],
  ...more,
});

const row = (more: Partial<Row>): Row => ({
  client: 'ours',
  work: 'objects',
  objects: 200_000,
  value: { median: 30, least: 29, most: 31 },
  wallSeconds: 10,
  peakBytes: 100e6,
  requests: 201_000,
  rounds: 1,
  ...more,
});

describe('a row', () => {
  it('is compared to ours with the most objects, each object by itself, and memory as it is', () => {
    const small = row({ objects: 5000, value: { median: 90, least: 90, most: 90 }, wallSeconds: 0.5, requests: 5050 });
    const peer = row({
      client: 'rclone',
      objects: 20_000,
      value: { median: 300, least: 1, most: 999 },
      wallSeconds: 4,
      peakBytes: 50e6,
      requests: 40_200,
    });
    const rows = [peer, small, row({})];
    expect(rowRatios(row({}), rows)).toEqual({ cpu: 1, wall: 1, memory: 1, requests: 1 });
    expect(rowRatios(peer, rows)).toEqual({ cpu: 10, wall: 4, memory: 0.5, requests: 2 });
    expect(rowRatios(small, rows)?.wall).toBe(2);
    expect(rowRatios(peer, [peer])).toBeUndefined();
    expect(renderFigure(figure({ rows }))).toMatch(/rclone .* 10\.0 .* 4\.00 .* 0\.500 .* 2\.00/);
  });
});

describe('a figure', () => {
  it('compares peers to ours, and says by how much a goal is missed', () => {
    expect(ratiosOf(figure({}))).toEqual({ 's5cmd-cp': 6, rclone: 2 });
    expect(timesLess(figure({}), 's5cmd-cp', 5)).toEqual([
      { text: 'at least 5 times less than s5cmd-cp', met: true, measured: '6.0 times less' },
    ]);
    expect(timesLess(figure({}), 'rclone', 5)).toEqual([
      { text: 'at least 5 times less than rclone', met: false, measured: '2.0 times less: ours would have to be 2.50 times cheaper' },
    ]);
    expect(atMost(6.5, 5, 'µs')).toEqual([{ text: 'at most 5 µs', met: false, measured: '6.50 µs: 1.50 too much' }]);
    expect(atLeast(0.95, 0.9, 'of it')).toEqual([{ text: 'at least 0.9 of it', met: true, measured: '0.950 of it' }]);
  });

  it('without ours claims nothing', () => {
    const without = figure({ ours: undefined, notes: ['ours is left out: it ended with 2'] });
    expect([ratiosOf(without), timesLess(without, 'rclone', 5), atMost(undefined, 5, 'µs'), atLeast(undefined, 5, 'µs')]).toEqual([
      {},
      [],
      [],
      [],
    ]);
    expect(asJson([without])).toEqual({ figures: { 'copy-cpu-per-object': { unit: 'µs', peers: without.peers, ratios: {} } } });
    expect(renderFigure(without)).toContain('not measured');
    expect(renderFigure(without)).toContain('it ended with 2');
  });

  it('is written as JSON with ratios, and for people with what was missed', () => {
    expect(asJson([figure({})])).toEqual({
      figures: {
        'copy-cpu-per-object': { ours: 50, unit: 'µs', peers: { 's5cmd-cp': 300, rclone: 100 }, ratios: { 's5cmd-cp': 6, rclone: 2 } },
      },
    });
    expect(renderFigure(figure({ goals: timesLess(figure({}), 'rclone', 5) }))).toContain('MISSED  at least 5 times less than rclone');
    expect(new Set(FIGURES).size).toBe(FIGURES.length);
  });
});

describe('clients', () => {
  const programs: Programs = { root: '/checkout', peersVenv: '/nowhere', searchPath: '/nowhere', engineAlone: false };
  const work = { endpoint: 'http://127.0.0.1:1', source: 'full', target: 'empty', inFlight: 64 };

  it('that are not installed are left out, by name', () => {
    const missing = PEERS.filter((peer) => 'leftOut' in commandOf(peer, programs, work));
    expect(missing).toEqual(['s5cmd-cp', 's5cmd-sync', 'rclone', 'aws-s3-sync', 's3sync']);
  });

  it('of ours are the command as a user types it', () => {
    const ours = commandOf('ours', programs, { ...work, dryRun: true, threads: 4 });
    expect('args' in ours && ours.args.join(' ')).toBe(
      '/checkout/cli/bin.mjs copy s3://full/ s3://empty/ --endpoint http://127.0.0.1:1 --path-style --ledger s3://ledger/bench/ --in-flight 64 --threads 4 --json --dry-run',
    );
  });
});

describe('stages of the partition model', () => {
  const second = (at: number, partitions: number, grantedWrites: number, refusedWrites: number): ModelSecond => ({
    second: at,
    partitions,
    writeCapacity: partitions * 10,
    grantedWrites,
    refusedWrites,
    grantedReads: 0,
    refusedReads: 0,
  });

  it('are judged by what the partitions could grant, from the first write up to where the keys run out', () => {
    const seconds = [
      second(0, 1, 0, 0),
      ...Array.from({ length: 10 }, (_, at) => second(1 + at, 1, 10, 30)),
      ...Array.from({ length: 20 }, (_, at) => second(11 + at, 2, at < 10 ? 15 : 20, at < 10 ? 5 : 0)),
      ...Array.from({ length: 40 }, (_, at) => second(31 + at, 2, 1, 0)),
    ];
    // 450 granted before the folders run dry, 40 after.
    expect(stagesOf(seconds, 500)).toEqual([
      { partitions: 1, seconds: 10, grantedShare: 1, refusedShare: 0.75 },
      { partitions: 2, seconds: 20, grantedShare: 350 / 400, refusedShare: 50 / 400 },
    ]);
    expect(stagesOf(seconds, 500, 10)).toEqual([{ partitions: 2, seconds: 10, grantedShare: 1, refusedShare: 0 }]);
    expect(steadyOf(seconds, 500)).toEqual({ partitions: 2, seconds: 10, grantedShare: 1, refusedShare: 0 });
    expect(steadyOf(seconds.slice(0, 5), 500)).toBeUndefined();
  });

  it('take in the seconds in which some partitions have split and others have not', () => {
    const seconds = [2, 2, 3, 3, 3, 4, 4, 5, 7].map((partitions, at) => second(at, partitions, 5 * partitions, 0));
    expect(stagesOf(seconds, 10_000)).toEqual([
      { partitions: 2, seconds: 5, grantedShare: 0.5, refusedShare: 0 },
      { partitions: 4, seconds: 4, grantedShare: 0.5, refusedShare: 0 },
    ]);
    // Two seconds after the last split: one with three partitions, and none with four.
    expect(stagesOf(seconds, 10_000, 2)).toEqual([{ partitions: 2, seconds: 1, grantedShare: 0.5, refusedShare: 0 }]);
  });
});

it('cores are told apart by whose they are, and by what went on', () => {
  const core = (idle: number, all: number) => ({ idle, all });
  const looks = [
    [core(0, 0), core(0, 0)],
    [core(100, 100), core(100, 100)],
    [core(125, 200), core(190, 200)],
    [core(125, 300), core(270, 300)],
  ];
  const next = () => looks.shift()!;
  const pinned = watchCores({ client: 0, server: 1 }, next);
  for (const stage of [0, 1, 1]) pinned.look(stage);
  expect(pinned.busy(0)).toEqual({ clients: 0, server: 0 });
  expect(pinned.busy(1)).toEqual({ clients: expect.closeTo(0.875), server: expect.closeTo(0.15) });
  expect(pinned.busy(2)).toBeUndefined();
  // Not pinned: all cores are everybody's.
  const anywhere = [
    [core(0, 0), core(0, 0)],
    [core(50, 100), core(100, 100)],
  ];
  const loose = watchCores({ client: undefined, server: undefined }, () => anywhere.shift()!);
  loose.look(1);
  expect(loose.busy(1)).toEqual({ clients: 0.25, server: 0.25 });
});

it('requests are counted without what is counted beside them', () => {
  const bucket = (requests: Record<string, number>) => ({
    requests,
    keys: 0,
    objects: 0,
    storedBytes: 0,
    listed: null,
    copied: null,
    seconds: null,
    partitions: null,
  });
  const buckets = {
    full: bucket({ ListObjectsV2: 5, listedKeys: 5000 }),
    empty: bucket({ CopyObject: 10, SlowDown: 3, 'fault:reset': 1 }),
  };
  expect(requestsOf({ cpuMicroseconds: 0, residentBytes: 0, buckets } satisfies Counters)).toBe(15);
});

it('cores: one for the server and one for clients, or in words why not', () => {
  expect(chooseCores(1, '').said).toContain('one core only');
  expect(chooseCores(2, '/nowhere')).toMatchObject({ server: undefined, client: undefined });
});

it('a CPU profile is summed by function and by whose code it is, without idle time', () => {
  const frame = (functionName: string, url = '', lineNumber = 0) => ({ functionName, url, lineNumber });
  const summary = summarise({
    nodes: [
      { id: 1, callFrame: frame('(idle)') },
      { id: 2, callFrame: frame('sign', 'file:///bench/src/s3/sign.ts', 9) },
      { id: 3, callFrame: frame('', 'file:///x/node_modules/undici/lib/a.js') },
      { id: 4, callFrame: frame('(garbage collector)') },
    ],
    samples: [1, 2, 3, 2, 4],
    timeDeltas: [1000, 10, 20, 30, 5],
  });
  expect(summary.busyMicroseconds).toBe(65);
  expect(summary.functions[0]).toEqual({ name: 'sign sign.ts:10', microseconds: 40 });
  expect(summary.kinds.map(({ name }) => name)).toEqual(['src/s3', 'package undici', 'garbage collector']);
  expect(renderProfile(summary, 1)).toContain('61.5 %');
});

describe('a measured command', () => {
  const where: Where = { python: 'python3', core: undefined };
  const work = 'let sum = 0; for (let i = 0; i < 5e7; i += 1) sum += i % 7;';

  it('is charged with what its children use, and its code is its own', async () => {
    const script = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(work)}]); process.exit(3)`;
    const usage = await run(where, { program: process.execPath, args: ['-e', script] });
    expect(usage.code).toBe(3);
    expect(usage.userSeconds).toBeGreaterThan(0.03);
    expect(usage.peakBytes).toBeGreaterThan(20e6);
  });

  it('can be killed with everything that it has started', async () => {
    const directory = mkdtempSync(path.join(os.tmpdir(), 'bench-kill-'));
    const file = path.join(directory, 'pid');
    const child = `require('node:fs').writeFileSync(${JSON.stringify(file)}, String(process.pid)); setInterval(() => {}, 1000)`;
    const script = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}]); setInterval(() => {}, 1000)`;
    const running = start(where, { program: process.execPath, args: ['-e', script] });
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).not.toBe(''), { timeout: 15_000 });
    running.kill('SIGKILL');
    expect((await running.usage).code).toBe(-9);
    await vi.waitFor(() => expect(() => process.kill(Number(readFileSync(file, 'utf8')), 0)).toThrow('ESRCH'), { timeout: 5000 });
    rmSync(directory, { recursive: true });
  });
});
