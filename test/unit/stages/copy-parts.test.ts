import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ledgerNames } from '../../../src/ledger/names.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { compareKeys } from '../../../src/listing/order.ts';
import { holds } from '../../../src/listing/stretches.ts';
import { S3Error } from '../../../src/s3/types.ts';
import { beginningOf, partsOf } from '../../../src/stages/copy-parts.ts';
import { LEDGER, OWNERS } from '../../builders/plan.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const names = ledgerNames('copy', 'a'.repeat(32));
const calm = new AbortController().signal;

function aWorld(keys: readonly string[], prefix = 'below/') {
  const s3 = memoryS3(OWNERS);
  s3.pageKeys = 5;
  for (const key of keys) s3.put('source', prefix + key, 'x');
  const ledger = s3Ledger(s3, LEDGER);
  const source = { bucket: 'source', prefix, region: 'us-east-1', account: OWNERS['source']! };
  const parts = (threads: number) => partsOf({ s3, ledger, names, threads }, source, calm);
  const checkpoint = (part: string, facts: object) =>
    ledger.write(
      names.checkpoint(part),
      JSON.stringify({
        ...{ contract: 'checkpoint/2', migration: 'copy', identity: 'a'.repeat(32), folder: part, shard: 'all', generation: 1, epoch: 1 },
        ...{ state: 'done', options: {}, pieces: [], walked: [], earlier: [], reasons: {}, vanished: [], failures: [], copies: 0 },
        accounts: Object.fromEntries(
          ['listed', 'identical', 'copied', 'failed', 'vanished', 'excluded', 'targetListed', 'matched', 'targetOnly', 'bytes'].map(
            (name) => [name, 0],
          ),
        ),
        updatedAt: '2026-01-01T00:00:00Z',
        ...facts,
      }),
    );
  return { s3, ledger, parts, checkpoint };
}

const hundred = Array.from({ length: 100 }, (_, at) => `folder-${String(at % 7)}/${String(at).padStart(3, '0')}`);

describe('parts of a copy', () => {
  it('hold every key once, whatever the keys are, and are the same for whoever comes next', async () => {
    const key = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
      fc.stringMatching(/^[0-9a-f]{4}$/),
      fc.stringMatching(/^same\/prefix\/[0-9]{1,5}$/),
    );
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(key, { maxLength: 80 }), fc.integer({ min: 1, max: 5 }), async (keys, threads) => {
        const { s3, parts } = aWorld(keys);
        const cut = await parts(threads);
        for (const each of keys) expect(cut.filter(({ stretch }) => holds(stretch, each))).toHaveLength(1);
        expect(new Set(cut.map(({ name }) => name)).size).toBe(cut.length);
        const ends = cut.flatMap(({ stretch: { to } }) => (to === null ? [] : [to]));
        expect(ends).toEqual(ends.toSorted(compareKeys));
        if (threads === 1 || keys.length <= 20) expect(cut.map(({ name }) => name)).toEqual(['all']);
        // More keys, and another number of threads: one that was cut stays as it was cut.
        for (let at = 0; at < 30; at += 1) s3.put('source', `below/zz${at}`, 'x');
        if (cut.length > 1) expect(await parts(7)).toEqual(cut);
      }),
      { numRuns: 60 },
    );
  });

  it('are some for each thread, where there are keys enough', async () => {
    const cut = await aWorld(hundred).parts(2);
    expect(cut.length).toBeGreaterThanOrEqual(8);
    expect(cut.length).toBeLessThanOrEqual(16);
  });

  it('are those that another has written first', async () => {
    const { s3, ledger, parts } = aWorld(hundred);
    let others = 0;
    s3.before = async (operation, bucket) => {
      if (operation !== 'put' || bucket !== 'ledger' || others > 0) return;
      others += 1;
      await ledger.write(names.parts(), JSON.stringify({ contract: 'parts/1', cuts: ['folder-3/'] }));
    };
    expect(await parts(4)).toEqual([
      { name: 'part-000', stretch: { from: null, to: 'folder-3/' } },
      { name: 'part-001', stretch: { from: 'folder-3/', to: null } },
    ]);
  });

  it.each([
    ['the first page', 1],
    ['a later page', 3],
    ['a search for a cut', 9],
  ])('are not cut where S3 refuses %s: that names bucket, prefix, request and what to do', async (_name, nth) => {
    const { s3, parts } = aWorld(hundred, 'be\nlow/');
    let lists = 0;
    s3.before = (operation, bucket, key) => {
      if (operation === 'list' && bucket === 'source') lists += 1;
      if (lists === nth)
        throw new S3Error({
          ...{ operation: 'ListObjectsV2', status: 403, code: 'AccessDenied', message: 'no' },
          ...{ requestId: 'R7', bucket, key, tries: 1 },
        });
    };
    await expect(parts(4)).rejects.toMatchObject({
      name: 'MigrationError',
      code: 'ACCESS_DENIED',
      message: expect.stringContaining('Listing s3://source/be\\u000alow/ failed') as unknown,
      details: { requestId: 'R7', bucket: 'source' },
      next: expect.stringContaining('s3:ListBucket on source') as unknown,
    });
    expect(s3.keys('ledger')).toEqual([]);
  });

  it('are none where one thread has begun', async () => {
    const { parts, checkpoint } = aWorld(hundred);
    await checkpoint('all', { state: 'copying' });
    expect((await parts(4)).map(({ name }) => name)).toEqual(['all']);
  });
});

describe('generations of parts', () => {
  const both = [
    { name: 'part-000', stretch: { from: null, to: 'm' } },
    { name: 'part-001', stretch: { from: 'm', to: null } },
  ];
  const first = { resume: false, dryRun: false };

  it.each([
    { found: [null, null], how: first, expected: [1, 1] },
    { found: ['done', 'done'], how: first, expected: [2, 2] },
    { found: ['done', 'done'], how: { resume: true, dryRun: false }, expected: [1, 1] },
    { found: ['done', 'copying'], how: { resume: true, dryRun: false }, expected: [1, 1] },
    { found: ['done', null], how: { resume: true, dryRun: false }, expected: [1, 1] },
    { found: ['done', 'copying'], how: { resume: false, dryRun: true }, expected: [2, 2] },
    { found: ['done', 'copying'], how: first, expected: 'part-001' },
    { found: [null, 'done'], how: first, expected: 'part-000' },
    { found: ['done 2', 'done 2'], how: first, expected: [3, 3] },
    { found: ['done 2', 'done'], how: first, expected: 'part-001' },
    { found: ['done', 'done 2'], how: first, expected: 'part-000' },
    { found: ['done 2', 'done'], how: { resume: true, dryRun: false }, expected: [2, 2] },
    { found: ['done 2', 'done'], how: { resume: false, dryRun: true }, expected: [3, 3] },
  ])('of $found with $how: $expected', async ({ found, how, expected }) => {
    const { ledger, checkpoint } = aWorld([]);
    for (const [at, as] of found.entries())
      if (as !== null) await checkpoint(both[at]!.name, { state: as.split(' ')[0], generation: Number(as.split(' ')[1] ?? 1) });
    const generations = beginningOf({ ledger, names }, both, how).then((begun) => begun.generations);
    if (typeof expected === 'string')
      await expect(generations).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining(expected) as unknown });
    else expect([...(await generations).values()]).toEqual(expected);
  });
});
