import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyShard } from '../../../src/copy/shard.ts';
import { piecesOf, readProgress } from '../../../src/ledger/checkpoint.ts';
import { readManifest } from '../../../src/ledger/manifest.ts';
import { ledgerNames } from '../../../src/ledger/names.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { S3Error } from '../../../src/s3/types.ts';
import { anOrder, aPlan, LEDGER, OWNERS } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryS3, type MemoryS3 } from '../../fakes/memory-s3.ts';

const plan = aPlan({ folders: ['A'] });
const names = ledgerNames(plan.migration, plan.digests.identity);
const NEVER = new AbortController().signal;

function aFolder(count: number, pageKeys = 1000): MemoryS3 {
  const s3 = memoryS3(OWNERS);
  s3.pageKeys = pageKeys;
  for (let n = 0; n < count; n += 1) s3.put('source', `A/x/id/${String(n).padStart(3, '0')}`, String(n));
  return s3;
}

/** Runs a worker; a signal given to it stops it and lets its running copies end. */
function work(s3: MemoryS3, overrides = {}, stop: AbortSignal = NEVER, random = () => 0.5) {
  const deps = { s3: { source: s3, target: s3 }, ledger: s3Ledger(s3, LEDGER), names, clock: fakeClock(), random };
  return copyShard(deps, { order: anOrder(plan, overrides), plan }, { stop, abort: NEVER });
}

/** Works until the process is gone: from its n-th request of a kind on, nothing arrives any more. */
async function workUntil(s3: MemoryS3, operation: string, times: number, overrides = {}) {
  let seen = 0;
  s3.before = (each) => {
    if (each === operation) seen += 1;
    if (seen > times) throw new Error('the process is gone');
  };
  await work(s3, overrides);
  s3.before = () => undefined;
}

async function recorded(s3: MemoryS3): Promise<string[]> {
  const ledger = s3Ledger(s3, LEDGER);
  const { checkpoint } = (await readProgress(ledger, names, 'A'))!;
  return (await Array.fromAsync(readManifest(ledger, names, 'A', piecesOf(checkpoint)))).flat().map(({ key }) => key);
}

const inLedger = (name: string) => `${LEDGER.prefix}${name}`;

describe('a folder is not taken for whole', () => {
  it('when it was stopped before its first key was settled, and a later key had vanished', async () => {
    const s3 = aFolder(40);
    const stop = new AbortController();
    s3.before = async (operation, _bucket, key) => {
      if (operation !== 'copy') return;
      if (key === 'A/x/id/002') s3.remove('source', key);
      if (key !== 'A/x/id/000') return;
      await new Promise((resolve) => setTimeout(resolve, 20));
      stop.abort(new Error('stop'));
      throw new Error('cut off by the stop');
    };
    expect((await work(s3, {}, stop.signal)).result.verdict).toBe('stopped');
    s3.before = () => undefined;
    const { result, error } = await work(s3);
    expect(error).toBeNull();
    expect(result.accounts).toMatchObject({ listed: 40, copied: 39, vanished: 1 });
    expect(s3.keys('target')).toEqual(s3.keys('source'));
    expect(await recorded(s3)).toEqual(s3.keys('source'));
  });

  it('by segments of a walk whose checkpoint somebody has deleted', async () => {
    const s3 = aFolder(40, 5);
    await workUntil(s3, 'put', 5);
    s3.remove('ledger', inLedger(names.checkpoint('A')));
    // What the old segments prove is no longer so.
    for (const key of s3.keys('target')) s3.remove('target', key);
    await workUntil(s3, 'put', 1);
    const { result, error } = await work(s3);
    expect(error).toBeNull();
    expect(result.accounts).toMatchObject({ listed: 40, copied: 40 });
    expect(s3.keys('target')).toEqual(s3.keys('source'));
    expect(await recorded(s3)).toEqual(s3.keys('source'));
  });

  it('by segments of a later generation whose checkpoint somebody has deleted', async () => {
    const s3 = aFolder(40, 5);
    const again = { generations: { A: 2 } };
    await work(s3);
    await work(s3, again);
    s3.remove('ledger', inLedger(names.checkpoint('A')));
    await work(s3);
    // What the segments of the second generation prove is no longer so.
    for (const key of s3.keys('target')) s3.remove('target', key);
    // The hold, the checkpoint, and one segment.
    await workUntil(s3, 'put', 3, again);
    const { result, error } = await work(s3, again);
    expect(error).toBeNull();
    expect(result.accounts).toMatchObject({ listed: 40, copied: 40 });
    expect(s3.keys('target')).toEqual(s3.keys('source'));
    expect(await recorded(s3)).toEqual(s3.keys('source'));
  });
});

describe('a segment that is damaged', () => {
  it.each([
    ['no gzip', Buffer.from('not gzip')],
    ['cut off', Buffer.from([0x1f, 0x8b, 8, 0])],
  ])('as the last of its range (%s) is walked again', async (_name, body) => {
    const s3 = aFolder(100, 5);
    await workUntil(s3, 'put', 16);
    const second = s3.keys('ledger').findLast((name) => name.endsWith('/000001.ndjson.gz'))!;
    const last = s3.keys('ledger').findLast((name) => name.startsWith(second.slice(0, second.lastIndexOf('/'))))!;
    s3.put('ledger', last, body);
    const { result, error } = await work(s3);
    expect(error).toBeNull();
    expect(result.accounts).toMatchObject({ listed: 100, copied: 100 });
    expect(await recorded(s3)).toEqual(s3.keys('source'));
  });

  it('as the only one of its range is as if there had been none', async () => {
    const s3 = aFolder(40, 5);
    await workUntil(s3, 'put', 2);
    const segments = s3.keys('ledger').filter((name) => name.endsWith('.ndjson.gz'));
    expect(segments).toHaveLength(1);
    s3.put('ledger', segments[0]!, 'not gzip');
    const { result, error } = await work(s3);
    expect(error).toBeNull();
    expect(result.accounts).toMatchObject({ listed: 40, copied: 40 });
    expect(await recorded(s3)).toEqual(s3.keys('source'));
  });
});

describe('two workers that take a folder over in the same second', () => {
  it('write different checkpoints, so that one whose answer was lost does not take the other’s for its own', async () => {
    const s3 = aFolder(40, 5);
    await workUntil(s3, 'put', 5);
    const written: string[] = [];
    const put = s3.putObject;
    const tries = [() => 0.25, () => 0.75].map((random) => {
      const watched = { ...s3, before: () => undefined };
      watched.putObject = async (input) => {
        if (!input.key.endsWith('/checkpoint.json')) return await put(input);
        written.push(input.body.toString());
        return { outcome: 'conflict' };
      };
      return work(watched, {}, NEVER, random);
    });
    for (const { error } of await Promise.all(tries)) expect(error?.code).toBe('LEDGER_CONFLICT');
    expect(written).toHaveLength(2);
    expect(written[0]).not.toBe(written[1]);
  });
});

describe('a folder whose keys fail', () => {
  it('is given up while it is walked, not when all of its keys have failed', async () => {
    const s3 = memoryS3(OWNERS);
    for (let n = 0; n < 6000; n += 1) s3.put('source', `A/x/id/${String(n).padStart(4, '0')}`, String(n));
    s3.pageKeys = 50;
    let copies = 0;
    s3.before = (operation, bucket, key) => {
      if (operation !== 'copy') return;
      copies += 1;
      throw new S3Error({ operation, status: 400, code: 'MetadataTooLarge', message: 'off', requestId: 'r', bucket, key, tries: 1 });
    };
    const { error } = await work(s3);
    expect(error).toMatchObject({ code: 'COPY_FAILED', message: expect.stringContaining('given up') });
    // A thousand may fail, and then what each of the sixteen lanes has in hand.
    expect(copies).toBeLessThanOrEqual(1000 + 17 * 50);
  });
});

const KEYS = ['a', 'b', 'c', 'é', 'é/', '\u{1F600}', '\uFFFD', 'a/b', 'a b', '~', '0', '00', '1'].map((name) => `A/${name}`);
const key = fc.constantFrom(...KEYS);
const change = fc.record({ key, body: fc.option(fc.constantFrom('one', 'two', 'three!')) });
const life = fc.record({
  /** Before the worker starts, and while it works: at its n-th request. */
  before: fc.array(change, { maxLength: 4 }),
  during: fc.array(fc.record({ at: fc.nat(40), change }), { maxLength: 4 }),
  /** Goes in the moment in which it is to be copied. */
  gone: fc.subarray(KEYS, { maxLength: 4 }),
  again: fc.boolean(),
  end: fc.oneof(
    fc.record({ kind: fc.constant('crash' as const), at: fc.nat(40) }),
    fc.record({ kind: fc.constant('stop' as const), at: fc.nat(40) }),
    fc.constant({ kind: 'none' as const, at: 0 }),
  ),
});

/** All of the source is at the target and proven, and what is told to have gone is told once and gone. */
async function holds(s3: MemoryS3, told: object): Promise<void> {
  const source = s3.buckets.get('source')!.objects;
  const target = s3.buckets.get('target')!.objects;
  for (const [name, { body }] of source) expect(target.get(name)?.body.toString()).toBe(body.toString());
  const { checkpoint } = (await readProgress(s3Ledger(s3, LEDGER), names, 'A'))!;
  const { accounts, vanished } = checkpoint;
  const proven = await recorded(s3);
  expect(s3.keys('source').filter((name) => !proven.includes(name))).toEqual([]);
  // What is proven besides was copied, and the source has deleted it since.
  for (const name of proven) expect(target.has(name)).toBe(true);
  expect(new Set(vanished).size).toBe(vanished.length);
  expect(vanished.filter((name) => source.has(name) || proven.includes(name))).toEqual([]);
  expect(accounts).toMatchObject({ vanished: vanished.length, failed: 0, excluded: 0, listed: proven.length + vanished.length });
  expect(told).toEqual(accounts);
  expect(checkpoint.reasons['vanished: gone from the source'] ?? 0).toBe(vanished.length);
}

describe('whatever changes at the source, between walks and within them, and however they end,', () => {
  const make = (s3: MemoryS3, { key: name, body }: { readonly key: string; readonly body: string | null }) =>
    body === null ? s3.remove('source', name) : s3.put('source', name, body);

  it('a walk of what no longer changes proves all of it, and counts what has gone once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(life, { maxLength: 5 }), fc.integer({ min: 1, max: 4 }), async (lives, pageKeys) => {
        const s3 = memoryS3(OWNERS);
        s3.pageKeys = pageKeys;
        let generation = 1;
        for (const { again, before, during, end, gone } of lives) {
          if (again) generation += 1;
          for (const each of before) make(s3, each);
          const stop = new AbortController();
          let calls = 0;
          s3.before = async (operation, _bucket, name) => {
            calls += 1;
            for (const { at, change: each } of during) if (at === calls) make(s3, each);
            if (operation === 'copy' && gone.includes(name)) s3.remove('source', name);
            if (end.kind === 'stop' && calls > end.at) stop.abort(new Error('stop'));
            if (end.kind === 'crash' && calls > end.at) throw new Error('the process is gone');
            await Promise.resolve();
          };
          await work(s3, { generations: { A: generation } }, stop.signal);
        }
        s3.before = () => undefined;
        // The generation that keys which failed on the way have led to is not known here: one above all of them.
        const { result, error } = await work(s3, { generations: { A: generation + 20 } });
        expect(error).toBeNull();
        await holds(s3, result.accounts);
      }),
      { numRuns: 100 },
    );
  });

  it('so does the walk after two workers that were at it at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 14 }),
        fc.array(fc.record({ at: fc.nat(60), change }), { maxLength: 4 }),
        fc.option(fc.nat(40)),
        fc.integer({ min: 1, max: 3 }),
        fc.scheduler(),
        async (before, during, crashAt, pageKeys, scheduler) => {
          const s3 = memoryS3(OWNERS);
          s3.pageKeys = pageKeys;
          for (const each of before) make(s3, each);
          const turn = scheduler.scheduleFunction(async () => undefined);
          let calls = 0;
          s3.before = async () => {
            await turn();
            calls += 1;
            for (const { at, change: each } of during) if (at === calls) make(s3, each);
            if (crashAt !== null && calls === crashAt) throw new Error('the process is gone');
          };
          const both = Promise.all([work(s3, {}, NEVER, () => 0.25), work(s3, {}, NEVER, () => 0.75)]);
          await scheduler.waitFor(both);
          await both;
          s3.before = () => undefined;
          const { result, error } = await work(s3, { generations: { A: 20 } });
          expect(error).toBeNull();
          await holds(s3, result.accounts);
        },
      ),
      { numRuns: 60 },
    );
  });
});
