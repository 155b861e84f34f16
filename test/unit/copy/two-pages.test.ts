import type * as Zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { DEFAULT_OBJECT_POLICY } from '../../../src/contracts/objects.ts';
import type { FolderTask } from '../../../src/copy/folder.ts';
import { walkFolders } from '../../../src/copy/lanes.ts';
import type { StopSignals } from '../../../src/copy/settle.ts';
import { piecesOf, readProgress } from '../../../src/ledger/checkpoint.ts';
import { readManifest, readSegmentHead } from '../../../src/ledger/manifest.ts';
import { ledgerNames } from '../../../src/ledger/names.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { EVERYTHING, holds } from '../../../src/listing/stretches.ts';
import { slots } from '../../../src/pool.ts';
import { S3Error } from '../../../src/s3/types.ts';
import { calm } from '../../builders/folder-walk.ts';
import { LEDGER, OWNERS, SOURCE, TARGET } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryS3, type MemoryS3 } from '../../fakes/memory-s3.ts';

/** At once: while a thread packs a segment, the scheduler would let all the copies end that are under way. */
vi.mock('node:zlib', async (original) => {
  const zlib = await original<typeof Zlib>();
  type Done = (error: null, bytes: Buffer) => void;
  const gzip = (body: string, options: object, done: Done) => done(null, zlib.gzipSync(body, options));
  const gunzip = (body: Buffer, done: Done) => done(null, zlib.gunzipSync(body));
  return { ...zlib, gzip, gunzip };
});

const IDENTITY = 'a'.repeat(32);
const names = ledgerNames('m', IDENTITY);

interface Way {
  readonly lanes: number;
  readonly inFlight: number;
}

/** One worker over the folder; the codes of what went wrong. */
async function work(s3: MemoryS3, { lanes, inFlight }: Way, signals: StopSignals = calm): Promise<readonly string[]> {
  const shared = { s3: { source: s3, target: s3 }, ledger: s3Ledger(s3, LEDGER), names, clock: fakeClock(), slots: slots(inFlight) };
  const task: FolderTask = {
    ...{ migration: 'm', identity: IDENTITY, folder: 'A', prefix: 'A/', stretch: EVERYTHING, shard: '00', generation: 1, options: {} },
    ...{ source: SOURCE, target: TARGET, rules: { cutoffMs: null }, policy: DEFAULT_OBJECT_POLICY },
    sinceMs: Date.parse('2025-01-01T00:00:00Z'),
  };
  const queue = ['A'];
  const codes: string[] = [];
  const onFailure = (_folder: string, { code }: { readonly code: string }) => {
    codes.push(code);
    return false;
  };
  const nextFolder = () => Promise.resolve(queue.shift() ?? null);
  const depsOf = () => ({ ...shared, onCopied: () => undefined });
  await walkFolders({ nextFolder, taskOf: () => task, depsOf, rangesAtOnce: lanes }, signals, { onFolder: () => undefined, onFailure });
  return codes;
}

const keyOf = (n: number) => `A/${String(n).padStart(3, '0')}`;

/** The ETags of copies are others', as under KMS: what is copied and not recorded is not known again, and is copied again. */
function aBucket(keys: number, equalEach: number, pageKeys: number): MemoryS3 {
  const s3 = memoryS3(OWNERS);
  s3.pageKeys = pageKeys;
  let made = 0;
  s3.copiedEtag = () => (made += 1).toString(16).padStart(32, '0');
  for (let n = 0; n < keys; n += 1) {
    s3.put('source', keyOf(n), `body ${n}`);
    if (n % equalEach === 1) s3.put('target', keyOf(n), `body ${n}`);
  }
  return s3;
}

/** The same buckets as they are now. */
function snapshotOf(s3: MemoryS3): MemoryS3 {
  const then = memoryS3(OWNERS);
  then.pageKeys = s3.pageKeys;
  then.copiedEtag = s3.copiedEtag;
  for (const [name, { objects }] of s3.buckets) for (const [key, held] of objects) then.buckets.get(name)!.objects.set(key, held);
  return then;
}

/** What the ledger says of the folder: that it is true, and tells of each key that was walked once. */
async function told(s3: MemoryS3) {
  const ledger = s3Ledger(s3, LEDGER);
  const { checkpoint } = (await readProgress(ledger, names, 'A'))!;
  const { accounts, failures, vanished, walked } = checkpoint;
  const entries = (await Array.fromAsync(readManifest(ledger, names, 'A', piecesOf(checkpoint)))).flat();
  const proven = entries.map(({ key }) => key);
  for (const { key, targetETag } of entries) expect(s3.buckets.get('target')!.objects.get(key)?.etag).toBe(targetETag);
  const all = [...proven, ...vanished, ...failures.map(({ key }) => key)];
  expect(new Set(all).size).toBe(all.length);
  if (checkpoint.earlier.length === 0) expect(accounts.listed).toBe(all.length);
  const isWalked = (key: string) => walked.some((stretch) => holds(stretch, key));
  expect(s3.keys('source').filter((key) => isWalked(key) && !all.includes(key))).toEqual([]);
  return { checkpoint, proven, isWalked };
}

const refusal = (operation: string, status: number, code: string, bucket: string, key: string) =>
  new S3Error({ operation, status, code, message: 'off', requestId: 'r', bucket, key, tries: 1 });

const sometimes = <T>(of: fc.Arbitrary<T>) => fc.oneof({ weight: 7, arbitrary: fc.constant(null) }, { weight: 3, arbitrary: of });
const some = (maxLength: number) => fc.array(fc.nat(20), { maxLength });

const trouble = fc.record({
  /** Keys whose copy is refused, whose object goes, whose copy ends the folder, and whose copy takes long. */
  ...{ refused: some(1), gone: some(8), cutOff: some(1), slow: some(4) },
  segment: sometimes(fc.record({ from: fc.integer({ min: 1, max: 6 }), times: fc.constantFrom(1, 1000), isWritten: fc.boolean() })),
  stop: sometimes(fc.record({ at: fc.nat(100), abortAfter: sometimes(fc.nat(10)) })),
  killAt: fc.nat(150),
});
const world = fc.record({
  keys: fc.oneof(fc.nat(46), fc.integer({ min: 6, max: 20 })),
  equalEach: fc.constantFrom(1, 2, 3, 1000, 1000),
  pageKeys: fc.constantFrom(1, 2, 3, 4, 7, 10, 20),
  lanes: fc.constantFrom(1, 1, 3),
  inFlight: fc.integer({ min: 1, max: 12 }),
});

describe('with two pages of a range in hand', () => {
  it('whatever fails, and whenever it ends: what is recorded is true and in order, nothing is left under way or lost, and a kill costs two pages', async () => {
    await fc.assert(
      fc.asyncProperty(world, trouble, fc.scheduler(), async (of, life, scheduler) => {
        const s3 = aBucket(of.keys, of.equalEach, of.pageKeys);
        const [stop, abort] = [new AbortController(), new AbortController()];
        const turn = scheduler.scheduleFunction(async () => undefined);
        const [copied, gone, ends] = [new Set<string>(), new Set<string>(), new Map<string, string[]>()];
        let [requests, underWay, segments, late] = [0, 0, 0, 0];
        let [ended, unwritten] = [false, false];
        let killed: MemoryS3 | null = null;
        const request = async <T>(signal: AbortSignal | undefined, what: () => Promise<T>): Promise<T> => {
          await turn();
          requests += 1;
          if (life.stop !== null && requests > life.stop.at) stop.abort(new Error('stop'));
          if (life.stop !== null && requests > life.stop.at + (life.stop.abortAfter ?? Infinity)) abort.abort(new Error('abort'));
          if (requests === life.killAt) killed = snapshotOf(s3);
          signal?.throwIfAborted();
          try {
            return await what();
          } finally {
            await turn();
          }
        };
        const counted = async <T>(what: () => Promise<T>): Promise<T> => {
          if (ended) late += 1;
          underWay += 1;
          return await what().finally(() => (underWay -= 1));
        };
        const watched: MemoryS3 = {
          ...s3,
          listPage: (input, signal) => request(signal, () => s3.listPage(input, signal)),
          copyObject: (input, signal) =>
            counted(async () => {
              const { key } = input.source;
              const isOf = (keys: readonly number[]) => keys.some((n) => keyOf(n) === key);
              if (isOf(life.slow)) for (let turns = 0; turns < 12; turns += 1) await turn();
              return await request(signal, async () => {
                if (isOf(life.cutOff)) throw new Error('cut off');
                if (isOf(life.refused)) throw refusal('CopyObject', 400, 'MetadataTooLarge', 'target', key);
                if (isOf(life.gone)) gone.add(key);
                if (isOf(life.gone)) s3.remove('source', key);
                const made = await s3.copyObject(input, signal);
                copied.add(key);
                return made;
              });
            }),
          putObject: (input, signal) =>
            counted(() =>
              request(signal, async () => {
                const match = /^(.*)\/(\d+)\.ndjson\.gz$/.exec(input.key);
                if (match === null) return await s3.putObject(input, signal);
                segments += 1;
                const { segment } = life;
                const isRefused = segment !== null && segments >= segment.from && segments < segment.from + segment.times;
                if (isRefused) unwritten = true;
                if (isRefused && !segment.isWritten) throw refusal('PutObject', 403, 'AccessDenied', 'ledger', input.key);
                const made = await s3.putObject(input, signal);
                if (isRefused) throw refusal('PutObject', 403, 'AccessDenied', 'ledger', input.key);
                const before = ends.get(match[1]!) ?? [];
                expect(Number(match[2])).toBe(before.length);
                const { to } = await readSegmentHead(s3Ledger(s3, LEDGER), input.key.slice(LEDGER.prefix.length));
                ends.set(match[1]!, [...before, to ?? '~']);
                return made;
              }),
            ),
        };
        const working = work(watched, of, { stop: stop.signal, abort: abort.signal });
        await scheduler.waitFor(working);
        await working;
        ended = true;
        expect(underWay).toBe(0);
        await scheduler.waitIdle();
        expect(late).toBe(0);
        for (const each of ends.values()) expect(each).toEqual(each.toSorted());
        if (s3.keys('ledger').length > 0) {
          const { checkpoint } = await told(s3);
          // Nobody will list them again.
          const mayBeUntold = unwritten || abort.signal.aborted;
          expect([...gone].filter((key) => !checkpoint.vanished.includes(key))).toEqual(mayBeUntold ? expect.any(Array) : []);
        }

        const then = killed as MemoryS3 | null;
        if (then !== null) {
          const there = [...copied].filter((key) => then.buckets.get('target')!.objects.has(key));
          const isWalked = then.keys('ledger').length === 0 ? () => false : (await told(then)).isWalked;
          expect(await work(then, { lanes: 1, inFlight: 4 })).toEqual([]);
          const again = then.requests.filter(({ operation, key }) => operation === 'copy' && there.includes(key));
          expect(again.length).toBeLessThanOrEqual(2 * of.pageKeys * (of.lanes === 1 ? 1 : ends.size + of.lanes));
          const isFailed = life.refused.length > 0;
          expect(again.filter(({ key }) => isWalked(key))).toEqual(isFailed ? expect.any(Array) : []);
        }

        for (const each of [s3, ...(then === null ? [] : [then])]) {
          expect(await work(each, of)).toEqual([]);
          const { checkpoint, proven } = await told(each);
          expect(checkpoint).toMatchObject({ state: 'done', failures: [] });
          expect(proven).toEqual(each.keys('source'));
        }
      }),
      { numRuns: 150 },
    );
  });
});
