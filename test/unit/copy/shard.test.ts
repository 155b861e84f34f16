import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_TALLY } from '../../../src/contracts/accounts.ts';
import { NO_CALLS, type Crew } from '../../../src/copy/crew.ts';
import { ceilingOf, copyShard } from '../../../src/copy/shard.ts';
import { piecesOf, readProgress } from '../../../src/ledger/checkpoint.ts';
import { readManifest } from '../../../src/ledger/manifest.ts';
import { ledgerNames } from '../../../src/ledger/names.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { S3Error } from '../../../src/s3/types.ts';
import { anOrder, aPlan, LEDGER, OWNERS } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';
import { memoryS3, type MemoryS3 } from '../../fakes/memory-s3.ts';

const plan = aPlan({ folders: ['A', 'B'] });
const names = ledgerNames(plan.migration, plan.digests.identity);

function aWorld() {
  const s3 = memoryS3(OWNERS);
  const ledger = s3Ledger(s3, LEDGER);
  const stop = new AbortController();
  const run = (overrides = {}, crew?: Crew) =>
    copyShard(
      { s3: { source: s3, target: s3 }, ledger, names, clock: fakeClock(), random: () => 0.5, crew },
      { order: anOrder(plan, overrides), plan },
      { stop: stop.signal, abort: stop.signal },
    );
  const manifest = async (folder: string) => {
    const found = await readProgress(ledger, names, folder);
    return found === null ? [] : (await Array.fromAsync(readManifest(ledger, names, folder, piecesOf(found.checkpoint)))).flat();
  };
  return { s3, ledger, stop, run, manifest };
}

const copies = (s3: MemoryS3) => s3.requests.filter(({ operation }) => operation === 'copy').map(({ key }) => key);

describe('copyShard', () => {
  it('copies what is missing or differs, keeps what is equal, and its accounts close', async () => {
    const { s3, run, manifest } = aWorld();
    for (const key of ['A/x/id/1', 'A/x/id/2', 'A/x/id/3', 'B/x/id/1']) s3.put('source', key, `body of ${key}`);
    s3.put('target', 'A/x/id/1', 'body of A/x/id/1');
    s3.put('target', 'A/x/id/2', 'another body..');
    s3.put('target', 'A/x/id/9', 'only here');
    s3.put('source', 'A/x/id/4', 'of the live pipeline', { lastModified: '2020-01-15T00:00:00.000Z' });
    s3.put('source', 'A/x/id/5', 'frozen', { storageClass: 'DEEP_ARCHIVE' });
    const { result, error } = await run();
    expect(error).toBeNull();
    expect(result.verdict).toBe('equal');
    expect(result.accounts).toMatchObject({
      listed: 6,
      identical: 1,
      copied: 3,
      failed: 0,
      vanished: 0,
      excluded: 2,
      targetListed: 3,
      matched: 2,
      targetOnly: 1,
    });
    expect(copies(s3).toSorted()).toEqual(['A/x/id/2', 'A/x/id/3', 'B/x/id/1']);
    expect((await manifest('A')).map(({ key, origin }) => [key, origin])).toEqual([
      ['A/x/id/1', 'identical'],
      ['A/x/id/2', 'copied'],
      ['A/x/id/3', 'copied'],
    ]);
  });

  it('finds everything done on a repeat, and copies nothing', async () => {
    const { s3, run } = aWorld();
    s3.put('source', 'A/x/id/1', 'one');
    await run();
    s3.requests.length = 0;
    const { result } = await run();
    expect(s3.requests).toEqual([]);
    expect(result).toMatchObject({ skipped: 2, verdict: 'equal', accounts: { listed: 1, copied: 1 }, attempt: { copies: 0 } });
  });

  it('counts a key that was copied again in a later round once, as copied', async () => {
    const { s3, run, manifest } = aWorld();
    s3.put('source', 'A/x/id/1', 'one');
    s3.put('source', 'A/x/id/2', 'two');
    await run();
    s3.remove('target', 'A/x/id/1');
    const { result } = await run({ round: 1, folders: ['A'], generations: { A: 2 } });
    expect(result.accounts).toMatchObject({ listed: 2, copied: 2, identical: 0 });
    expect(result.attempt.copies).toBe(1);
    expect((await manifest('A')).map(({ origin }) => origin)).toEqual(['copied', 'copied']);
  });

  it('copies the new body of an object that changed since it was listed', async () => {
    const { s3, run, manifest } = aWorld();
    s3.put('source', 'A/x/id/1', 'old');
    s3.before = (operation, _bucket, key) => {
      if (operation === 'copy' && s3.buckets.get('source')!.objects.get(key)!.body.toString() === 'old') s3.put('source', key, 'new body');
    };
    const { result } = await run();
    expect(result.reasons).toEqual({ 'copied: changed since it was listed': 1 });
    expect(s3.buckets.get('target')!.objects.get('A/x/id/1')!.body.toString()).toBe('new body');
    expect((await manifest('A'))[0]).toMatchObject({ size: 8 });
  });

  it('excludes an object that changed and is now after the cut-off', async () => {
    const { s3, run } = aWorld();
    s3.put('source', 'A/x/id/1', 'old');
    s3.before = (operation, _bucket, key) => {
      if (operation === 'copy') s3.put('source', key, 'new body', { lastModified: '2026-01-01T00:00:00.000Z' });
    };
    const { result } = await run();
    expect(result.accounts).toMatchObject({ listed: 1, excluded: 1, copied: 0 });
    expect(s3.keys('target')).toEqual([]);
  });

  it('names an object as vanished when it went before it was copied, and keeps it in the accounts of later rounds', async () => {
    const { s3, run } = aWorld();
    s3.put('source', 'A/x/id/1', 'one');
    s3.put('source', 'A/x/id/2', 'two');
    s3.before = (operation, _bucket, key) => {
      if (operation === 'copy' && key === 'A/x/id/1') s3.remove('source', key);
    };
    expect((await run()).result.accounts).toMatchObject({ listed: 2, copied: 1, vanished: 1 });
    expect((await run({ round: 1, generations: { A: 2, B: 2 } })).result.accounts).toMatchObject({ listed: 2, copied: 1, vanished: 1 });
    s3.before = () => undefined;
    s3.put('source', 'A/x/id/1', 'one is back');
    expect((await run({ round: 2, generations: { A: 3, B: 3 } })).result.accounts).toMatchObject({ listed: 2, copied: 2, vanished: 0 });
  });

  it('reports a key that cannot be copied, goes on with the others, and tries it again on the next run', async () => {
    const { s3, run } = aWorld();
    s3.put('source', 'A/x/id/1', 'one');
    s3.put('source', 'A/x/id/2', 'two');
    s3.before = (operation, bucket, key) => {
      if (operation === 'copy' && key === 'A/x/id/1') {
        throw new S3Error({
          operation,
          status: 400,
          code: 'MetadataTooLarge',
          message: 'the key is disabled',
          requestId: 'r',
          bucket,
          key,
          tries: 1,
        });
      }
    };
    const first = await run();
    expect(first.error).toMatchObject({
      code: 'COPY_FAILED',
      details: {
        first: 'A/x/id/1',
        bucket: 'target',
        sourceBucket: 'source',
        code: 'MetadataTooLarge',
        message: 'the key is disabled',
        requestId: 'r',
      },
      next: expect.stringMatching(/^Copy this object by hand.* Then re-run this job/),
    });
    expect(first.result.failures).toMatchObject([{ key: 'A/x/id/1', requestId: 'r', next: expect.stringContaining('by hand') }]);
    expect(first.result.accounts).toMatchObject({ listed: 2, copied: 1, failed: 1 });
    s3.before = () => undefined;
    const second = await run();
    expect(second.error).toBeNull();
    expect(second.result.accounts).toMatchObject({ listed: 2, copied: 2, failed: 0 });
  });

  it('keeps a key that it copied and the source has deleted since, through a repeat', async () => {
    const { s3, run, manifest } = aWorld();
    for (const key of ['A/x/id/1', 'A/x/id/2']) s3.put('source', key, key);
    await run();
    s3.remove('source', 'A/x/id/2');
    s3.remove('target', 'A/x/id/1');
    const { result } = await run({ round: 1, folders: ['A'], generations: { A: 2 } });
    expect(result.accounts).toMatchObject({ listed: 2, copied: 2, vanished: 0 });
    expect((await manifest('A')).map(({ key }) => key)).toEqual(['A/x/id/1', 'A/x/id/2']);
  });

  it('walks a folder from its beginning when it was given up with failures, and ends in one run', async () => {
    const { s3, run } = aWorld();
    for (let n = 0; n < 2500; n += 1) s3.put('source', `A/x/id/${String(n).padStart(4, '0')}`, String(n));
    s3.before = (operation, bucket, key) => {
      if (operation === 'copy')
        throw new S3Error({ operation, status: 400, code: 'MetadataTooLarge', message: 'off', requestId: 'r', bucket, key, tries: 1 });
    };
    expect((await run()).error).toMatchObject({ code: 'COPY_FAILED', message: expect.stringContaining('given up') });
    s3.before = () => undefined;
    const mended = await run();
    expect(mended.error).toBeNull();
    expect(mended.result.accounts).toMatchObject({ listed: 2500, copied: 2500, failed: 0 });
  });

  it('stops a folder in which every copy is refused, and says what to check', async () => {
    const { s3, run, ledger } = aWorld();
    for (let n = 0; n < 40; n += 1) s3.put('source', `A/x/id/${n}`, String(n));
    s3.before = (operation, bucket, key) => {
      if (operation === 'copy')
        throw new S3Error({ operation, status: 403, code: 'AccessDenied', message: 'no\u001b[2J', requestId: 'r', bucket, key, tries: 1 });
    };
    const { error, result } = await run();
    expect(error?.code).toBe('ACCESS_DENIED');
    expect(error?.next).toContain("the source's bucket policy names the copy role");
    expect(error?.message).toContain('folder A failed: 8 copies one after another were refused');
    expect(error?.message).toContain('(AccessDenied: no\\u001b[2J)');
    expect(error?.details).toMatchObject({ bucket: 'target', sourceBucket: 'source', s3Code: 'AccessDenied', status: 403, requestId: 'r' });
    expect(error?.details['key']).toMatch(/^A\/x\/id\/\d+$/);
    // A bare denial may heal by itself: nothing is written down that would keep verify from another round.
    expect((await readProgress(ledger, names, 'A'))!.checkpoint.refused).toBeUndefined();
    expect(result.verdict).toBe('failed');
    expect(result.attempt.copies).toBe(0);
  });

  it('calls nothing equal whose accounts do not close, whoever has walked it', async () => {
    const { run } = aWorld();
    const tally = { ...NO_TALLY, accounts: { ...NO_TALLY.accounts, listed: 3, copied: 2 } };
    const { error, result } = await run(
      {},
      {
        ...{ threads: 1, counters: NO_CALLS, facts: () => null },
        walk: (_work, _signals, { onFolder }) => {
          for (const folder of ['A', 'B']) onFolder({ folder, skipped: false, tally });
          return Promise.resolve();
        },
      },
    );
    expect(error).toMatchObject({ code: 'ACCOUNTS_OPEN', exitCode: 5, message: expect.stringContaining('shard 00') });
    expect(result.verdict).toBe('failed');
  });

  it('loses nothing when it is stopped, and goes on from its checkpoint', async () => {
    const { s3, stop, run } = aWorld();
    for (let n = 0; n < 200; n += 1) s3.put('source', `A/x/id/${String(n).padStart(3, '0')}`, String(n));
    let copied = 0;
    s3.before = (operation) => {
      if (operation === 'copy' && (copied += 1) === 90) stop.abort(new Error('stop'));
    };
    const first = await run();
    expect(first.result.verdict).toBe('stopped');
    expect(first.error?.code).toBe('STOPPED');
    s3.before = () => undefined;
    const second = await copyAgain(s3);
    expect(second.result.accounts).toMatchObject({ listed: 200, copied: 200 });
    expect(s3.keys('target')).toHaveLength(200);
  });

  it('keeps a key that vanished in the batch that a stop cut off', async () => {
    const { s3, stop, run } = aWorld();
    for (let n = 0; n < 60; n += 1) s3.put('source', `A/x/id/${String(n).padStart(2, '0')}`, String(n));
    let copied = 0;
    s3.before = async (operation, _bucket, key) => {
      if (operation !== 'copy') return;
      // The first copy is slow; the tenth finds nothing; the stop comes while the first is still under way.
      if (key === 'A/x/id/09') s3.remove('source', key);
      if ((copied += 1) === 30) stop.abort(new Error('stop'));
      if (key === 'A/x/id/00') await new Promise((resolve) => setTimeout(resolve, 50));
    };
    const first = await run();
    expect(first.result.verdict).toBe('stopped');
    s3.before = () => undefined;
    expect((await copyAgain(s3)).result.accounts).toMatchObject({ listed: 60, copied: 59, vanished: 1 });
  });

  it('ends equal, with each key accounted for once, wherever a crash cuts it off', async () => {
    const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).map((text) => `A/x/id/${text}`);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key, { maxLength: 30 }),
        fc.uniqueArray(key, { maxLength: 10 }),
        fc.array(fc.nat(40), { maxLength: 4 }),
        async (keys, extra, crashes) => {
          const { s3, manifest } = aWorld();
          for (const each of keys) s3.put('source', each, each);
          for (const each of extra) s3.put('target', each, each);
          for (const crashAt of crashes) {
            let calls = 0;
            s3.before = () => {
              if ((calls += 1) > crashAt) throw new Error('the process is gone');
            };
            await copyAgain(s3);
          }
          s3.before = () => undefined;
          const { result, error } = await copyAgain(s3);
          expect(error).toBeNull();
          expect(result.accounts.listed).toBe(keys.length);
          const there = keys.filter((each) => extra.includes(each)).length;
          expect(result.accounts).toMatchObject({ identical: there, copied: keys.length - there });
          expect((await manifest('A')).map((entry) => entry.key)).toEqual(s3.keys('source'));
          for (const each of keys) expect(s3.buckets.get('target')!.objects.get(each)?.body.toString()).toBe(each);
        },
      ),
      { numRuns: 60 },
    );
  });
});

function copyAgain(s3: MemoryS3) {
  const calm = new AbortController().signal;
  const ledger = s3Ledger(s3, LEDGER);
  return copyShard(
    { s3: { source: s3, target: s3 }, ledger, names, clock: fakeClock(), random: () => 0.5 },
    { order: anOrder(plan), plan },
    { stop: calm, abort: calm },
  );
}

describe('the ceiling of the fleet', () => {
  const shardsOf = (count: number) => Array.from({ length: count }, (_, at) => ({ shard: `0${at}`, folders: ['A'], weight: 0 }));
  const copyOf = (jobsAtOnce: number, copiesPerSecond?: number) => ({
    ...{ executor: 'runner' as const, inFlight: 16, jobsAtOnce },
    ...(copiesPerSecond === undefined ? {} : { copiesPerSecond }),
  });

  it.each([
    ['as many workers as may be at once', 4, 8, 100, 25],
    ['fewer shards than that', 16, 2, 100, 50],
    ['one of each', 1, 1, 100, 100],
    ['no ceiling', 4, 8, undefined, Infinity],
  ])('is shared by %s', (_what, jobsAtOnce, shards, copiesPerSecond, each) => {
    expect(ceilingOf({ copy: copyOf(jobsAtOnce, copiesPerSecond), shards: shardsOf(shards) })).toBe(each);
  });

  it('is kept by a worker that copies alone: its share, not all of it', async () => {
    const s3 = memoryS3(OWNERS);
    for (let n = 0; n < 200; n += 1) s3.put('source', `A/x/id/${n}`, String(n));
    const clock = virtualClock();
    const target: MemoryS3 = {
      ...s3,
      // As the wire client does it.
      copyObject: async (input, signal) => {
        await input.pacer?.admit(signal);
        input.pacer?.answered('ok', 20);
        return await s3.copyObject(input, signal);
      },
    };
    const shared = aPlan({ folders: ['A'], shards: shardsOf(4), copy: copyOf(4, 80) });
    const deps = { s3: { source: s3, target }, ledger: s3Ledger(s3, LEDGER), names, clock, random: () => 0.5 };
    const signal = new AbortController().signal;
    const startMs = clock.now();
    const { error } = await clock.until(copyShard(deps, { order: anOrder(shared), plan: shared }, { stop: signal, abort: signal }));
    expect(error).toBeNull();
    // 200 copies at 20 a second.
    expect(clock.now() - startMs).toBeGreaterThan(8000);
    expect(clock.now() - startMs).toBeLessThan(16_000);
  });
});
