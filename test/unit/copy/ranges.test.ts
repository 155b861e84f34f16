import { EVERYTHING } from '../../../src/listing/stretches.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_OBJECT_POLICY } from '../../../src/contracts/objects.ts';
import type { SegmentHead } from '../../../src/contracts/copy.ts';
import type { FolderOutcome, FolderTask } from '../../../src/copy/folder.ts';
import { walkFolders } from '../../../src/copy/lanes.ts';
import type { MigrationError } from '../../../src/errors.ts';
import { piecesOf, readProgress } from '../../../src/ledger/checkpoint.ts';
import { readManifest, readSegmentHead } from '../../../src/ledger/manifest.ts';
import { ledgerNames } from '../../../src/ledger/names.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { slots } from '../../../src/pool.ts';
import { LEDGER, OWNERS, SOURCE, TARGET } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryS3, type MemoryS3 } from '../../fakes/memory-s3.ts';

const IDENTITY = 'a'.repeat(32);
const names = ledgerNames('m', IDENTITY);

/** One worker over one folder, with many lanes. */
async function work(s3: MemoryS3, { generation = 1, options = {}, lanes = 8, prefix = 'A/', from = '', clock = fakeClock() } = {}) {
  const calm = new AbortController();
  const ledger = s3Ledger(s3, LEDGER);
  const deps = {
    s3: { source: s3, target: s3 },
    ledger,
    names,
    clock,
    slots: slots(4),
    onCopied: () => undefined,
  };
  const task: FolderTask = {
    migration: 'm',
    identity: IDENTITY,
    folder: 'A',
    prefix,
    stretch: EVERYTHING,
    shard: '00',
    generation,
    options,
    source: { ...SOURCE, prefix: from },
    target: TARGET,
    rules: { cutoffMs: null },
    policy: DEFAULT_OBJECT_POLICY,
    sinceMs: Date.parse('2025-01-01T00:00:00Z'),
  };
  const queue = ['A'];
  const outcomes: FolderOutcome[] = [];
  const errors: MigrationError[] = [];
  await walkFolders(
    { nextFolder: () => Promise.resolve(queue.shift() ?? null), taskOf: () => task, depsOf: () => deps, rangesAtOnce: lanes },
    { stop: calm.signal, abort: calm.signal },
    {
      onFolder: (outcome) => void outcomes.push(outcome),
      onFailure: (_folder, error) => {
        errors.push(error);
        return false;
      },
    },
  );
  return { outcome: outcomes[0] ?? null, error: errors[0] ?? null, errors };
}

async function manifestOf(s3: MemoryS3) {
  const ledger = s3Ledger(s3, LEDGER);
  const found = await readProgress(ledger, names, 'A');
  return found === null ? [] : (await Array.fromAsync(readManifest(ledger, names, 'A', piecesOf(found.checkpoint)))).flat();
}

function aFlatFolder(count: number, pageKeys: number) {
  const s3 = memoryS3(OWNERS);
  s3.pageKeys = pageKeys;
  for (let n = 0; n < count; n += 1) s3.put('source', `A/${String(n).padStart(6, '0')}`, String(n));
  return s3;
}

/** The segments of the folder, range by range. */
async function headsOf(s3: MemoryS3): Promise<SegmentHead[][]> {
  const ledger = s3Ledger(s3, LEDGER);
  const { pieces } = (await readProgress(ledger, names, 'A'))!.checkpoint;
  return await Promise.all(
    pieces.map(({ dir, segments }) =>
      Promise.all(Array.from({ length: segments }, (_, index) => readSegmentHead(ledger, names.segment('A', dir, index)))),
    ),
  );
}

describe('a flat folder', () => {
  it('tells of each range between which moments its keys were listed', async () => {
    const s3 = aFlatFolder(400, 20);
    const clock = fakeClock();
    const asked: { after: string; atMs: number }[] = [];
    const answeredMs = new Map<string, number>();
    const begunMs = new Map<string, number>();
    const { copyObject, listPage } = s3;
    s3.copyObject = async (input, signal) => {
      begunMs.set(input.source.key, clock.now());
      await clock.sleep(500);
      return await copyObject(input, signal);
    };
    s3.listPage = async (input, signal) => {
      if (input.from.bucket !== 'source' || input.maxKeys !== undefined) return await listPage(input, signal);
      asked.push({ after: input.continuation ?? input.startAfter ?? '', atMs: clock.now() });
      const page = await listPage(input, signal);
      await clock.sleep(1000);
      for (const { key } of page.objects) if (!answeredMs.has(key)) answeredMs.set(key, clock.now());
      return page;
    };
    await work(s3, { lanes: 2, clock });
    const heads = await headsOf(s3);
    const keys = s3.keys('source');
    expect(heads.flat().length).toBeGreaterThan(10);
    for (const range of heads) {
      const since = new Set(range.map(({ listedSince }) => listedSince));
      expect(since.size).toBe(1);
      const begun = asked.filter(({ after }) => after === (range[0]!.from ?? ''));
      expect(begun.map(({ atMs }) => new Date(atMs).toISOString())).toContain(range[0]!.listedSince);
      for (const { listedUntil, to } of range) {
        const last = keys.findLast((key) => to === null || key <= to);
        expect(Date.parse(listedUntil!)).toBeGreaterThanOrEqual(answeredMs.get(last!)!);
        expect(Date.parse(listedUntil!)).toBeLessThanOrEqual(begunMs.get(last!)!);
      }
    }
  });

  it('is cut into ranges that are walked side by side, and comes out whole', async () => {
    const s3 = aFlatFolder(2000, 20);
    const { outcome, errors } = await work(s3);
    expect(errors).toEqual([]);
    expect(outcome!.checkpoint).toMatchObject({
      state: 'done',
      accounts: { listed: 2000, copied: 2000 },
      walked: [{ from: null, to: null }],
    });
    expect(outcome!.checkpoint.pieces.length).toBeGreaterThan(4);
    expect((await manifestOf(s3)).map(({ key }) => key)).toEqual(s3.keys('source'));
    expect(s3.requests.filter(({ operation }) => operation === 'copy')).toHaveLength(2000);
  });

  it('begins its next walk with the ranges of the last', async () => {
    const s3 = aFlatFolder(2000, 20);
    const first = await work(s3);
    s3.requests.length = 0;
    const { outcome } = await work(s3, { generation: 2 });
    expect(outcome!.checkpoint.accounts).toMatchObject({ listed: 2000, copied: 2000 });
    expect(outcome!.checkpoint.pieces.length).toBeGreaterThanOrEqual(Math.floor(first.outcome!.checkpoint.pieces.length / 2));
    expect(s3.requests.some(({ operation }) => operation === 'copy')).toBe(false);
  });

  it('is not gone on with under other options, and the difference is named', async () => {
    const s3 = aFlatFolder(10, 20);
    await work(s3, { options: { exclude: '*.tmp' } });
    const { error } = await work(s3, { options: { exclude: '*.log' } });
    expect(error).toMatchObject({ code: 'CHECKPOINT_OPTIONS', exitCode: 2 });
    expect(error!.message).toContain('exclude was "*.tmp" and is "*.log"');
  });
});

describe('what lies below a prefix', () => {
  it('is copied to another one, with the object of the prefix itself where that has a name there', async () => {
    const s3 = memoryS3(OWNERS);
    for (const key of ['x', 'x/', 'x/1', 'x/1/', 'xy/2']) s3.put('source', key, key);
    const { outcome, errors } = await work(s3, { prefix: '', from: 'x/' });
    expect(errors).toEqual([]);
    expect(outcome!.checkpoint.accounts).toMatchObject({ listed: 3, copied: 2, excluded: 1 });
    expect(outcome!.checkpoint.reasons).toMatchObject({ 'excluded: nameless': 1 });
    expect(s3.keys('target')).toEqual(['1', '1/']);
  });
});

const unit = fc.constantFrom('a', 'b', 'Z', '0', '9', '~', 'é', '\u{1F600}', '\uFFFD', '/', ' ');
const keys = fc.uniqueArray(
  fc.array(unit, { minLength: 1, maxLength: 5 }).map((parts) => `A/${parts.join('')}`),
  { maxLength: 60 },
);

describe('whatever its keys, pages, cuts and crashes,', () => {
  it('a folder ends equal, each key accounted for once, and its manifest tells all of it in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        keys,
        keys,
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.nat(60), { maxLength: 4 }),
        async (source, extra, pageKeys, crashes) => {
          const s3 = memoryS3(OWNERS);
          s3.pageKeys = pageKeys;
          for (const key of source) s3.put('source', key, key);
          for (const key of extra) s3.put('target', key, key);
          for (const crashAt of crashes) {
            let calls = 0;
            s3.before = () => {
              if ((calls += 1) > crashAt) throw new Error('the process is gone');
            };
            await work(s3);
          }
          s3.before = () => undefined;
          const { outcome, errors } = await work(s3);
          expect(errors).toEqual([]);
          const there = source.filter((key) => extra.includes(key)).length;
          expect(outcome!.checkpoint.accounts).toMatchObject({ listed: source.length, identical: there, copied: source.length - there });
          expect(outcome!.checkpoint.accounts.targetListed).toBe(
            outcome!.checkpoint.accounts.matched + outcome!.checkpoint.accounts.targetOnly,
          );
          expect((await manifestOf(s3)).map(({ key }) => key)).toEqual(s3.keys('source'));
        },
      ),
      {
        numRuns: 150,
        // Two ranges ended in the same moment here, and the folder was finished twice.
        examples: [[['A/0', 'A/aa', 'A/~a', 'A/éa'], ['A/aa', 'A/a'], 1, [51]]],
      },
    );
  });

  it('of two workers at one folder one is told, and what is recorded is whole and in order', async () => {
    await fc.assert(
      fc.asyncProperty(keys, fc.integer({ min: 1, max: 5 }), fc.scheduler(), async (source, pageKeys, scheduler) => {
        const s3 = memoryS3(OWNERS);
        s3.pageKeys = pageKeys;
        for (const key of source) s3.put('source', key, key);
        s3.before = scheduler.scheduleFunction(async () => undefined);
        const both = Promise.all([work(s3, { lanes: 3 }), work(s3, { lanes: 3 })]);
        await scheduler.waitFor(both);
        const results = await both;
        s3.before = () => undefined;
        expect(results.some(({ outcome }) => outcome?.checkpoint.state === 'done')).toBe(true);
        for (const { error } of results) if (error !== null) expect(error.code).toBe('LEDGER_CONFLICT');
        const progress = await readProgress(s3Ledger(s3, LEDGER), names, 'A');
        expect(progress!.checkpoint).toMatchObject({ state: 'done', accounts: { listed: source.length } });
        expect((await manifestOf(s3)).map(({ key }) => key)).toEqual(s3.keys('source'));
      }),
      { numRuns: 60 },
    );
  });
});
