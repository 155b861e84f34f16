import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { S3Error, type ListedObject } from '../../../src/s3/types.ts';
import { classify } from '../../../src/verify/classify.ts';
import type { memoryS3 } from '../../fakes/memory-s3.ts';
import { aWorld, names, rules } from './world.ts';

describe('classify', () => {
  const source: ListedObject = {
    key: 'A/x/id/1',
    size: 3,
    etag: 'aaa',
    lastModified: '2019-01-01T00:00:00.000Z',
    storageClass: 'STANDARD',
  };
  const recorded = { key: 'A/x/id/1', size: 3, sourceETag: 'aaa', targetETag: 'bbb', lastModified: '', origin: 'copied' as const };
  const rows: [string, Parameters<typeof classify>[0], object][] = [
    ['nothing on either side', { source: null, target: null, recorded }, { kind: 'finding', class: 'unverifiable' }],
    ['only at the target', { source: null, target: source, recorded: null }, { kind: 'finding', class: 'target-only' }],
    [
      'after the cut-off',
      { source: { ...source, lastModified: '2020-01-15T00:00:00.000Z' }, target: null, recorded: null },
      { kind: 'excluded' },
    ],
    [
      'one millisecond before the cut-off',
      { source: { ...source, lastModified: '2020-01-14T23:59:59.999Z' }, target: null, recorded: null },
      { class: 'missing-object' },
    ],
    ['archived', { source: { ...source, storageClass: 'GLACIER' }, target: null, recorded: null }, { kind: 'finding', class: 'archived' }],
    [
      'archived, and another object at the target',
      { source: { ...source, storageClass: 'GLACIER' }, target: { ...source, etag: 'ccc' }, recorded: null },
      { class: 'archived', detail: expect.stringContaining('the target is not proven equal') },
    ],
    [
      'archived, and only the sizes are equal',
      { source: { ...source, storageClass: 'GLACIER', etag: 'aaa-2' }, target: source, recorded: null },
      { class: 'archived' },
    ],
    [
      'archived, and equal at the target',
      { source: { ...source, storageClass: 'DEEP_ARCHIVE' }, target: source, recorded: null },
      { kind: 'equal', by: 'etag' },
    ],
    [
      'archived, and copied while it was restored',
      { source: { ...source, storageClass: 'GLACIER' }, target: { ...source, etag: 'bbb' }, recorded },
      { kind: 'equal', by: 'recorded' },
    ],
    [
      'archived, and gone from the target although the manifest has it',
      { source: { ...source, storageClass: 'GLACIER' }, target: null, recorded },
      { class: 'missing-object' },
    ],
    [
      'archived and restored, and missing: it can be copied now',
      { source: { ...source, storageClass: 'GLACIER', restored: true }, target: null, recorded: null },
      { kind: 'finding', class: 'missing-object' },
    ],
    ['missing', { source, target: null, recorded: null }, { kind: 'finding', class: 'missing-object', detail: null }],
    ['equal ETags', { source, target: source, recorded: null }, { kind: 'equal', by: 'etag' }],
    ['the recorded pair', { source, target: { ...source, etag: 'bbb' }, recorded }, { kind: 'equal', by: 'recorded' }],
    [
      'ETags of parts, size only',
      { source: { ...source, etag: 'aaa-2' }, target: source, recorded: null },
      { kind: 'finding', class: 'unverifiable' },
    ],
    [
      'ETags of parts, and a recorded pair that the target has left',
      { source: { ...source, etag: 'aaa-2' }, target: { ...source, etag: 'ccc' }, recorded: { ...recorded, sourceETag: 'aaa-2' } },
      { kind: 'finding', class: 'content-differs' },
    ],
    [
      'ETags of parts, and a recorded pair that the source has left',
      { source: { ...source, etag: 'new-2' }, target: { ...source, etag: 'bbb' }, recorded: { ...recorded, sourceETag: 'aaa-2' } },
      { kind: 'finding', class: 'changed-after-copy' },
    ],
    ['other content', { source, target: { ...source, etag: 'ccc' }, recorded: null }, { class: 'content-differs' }],
    ['other size', { source, target: { ...source, size: 4 }, recorded: null }, { class: 'size-differs' }],
    ['not what we wrote', { source, target: { ...source, etag: 'ccc' }, recorded }, { class: 'content-differs' }],
    ['equal to the source, and written since', { source, target: source, recorded }, { kind: 'finding', class: 'content-differs' }],
    [
      'source changed after the copy',
      { source: { ...source, etag: 'new', size: 4 }, target: { ...source, etag: 'bbb' }, recorded },
      { class: 'changed-after-copy' },
    ],
  ];
  it.each(rows)('%s', (_name, sighting, expected) => {
    expect(classify(sighting, rules)).toMatchObject(expected);
  });
});

describe('verify', () => {
  it('is identical after a copy, whatever the keys', async () => {
    const { s3, copy, verify } = aWorld();
    for (const key of ['A/x/id/1', 'A/x/id/{a,b} [c]*?:#%+\\\u{1f600}', 'A//id/_x', 'B/../id/.y']) s3.put('source', key, key);
    await copy();
    expect(await verify()).toMatchObject({
      verdict: 'identical',
      counts: {},
      folders: [],
      shards: [],
      folderCounts: { expected: 2, present: 2, identical: 2 },
    });
  });

  it('takes a zero-byte key that ends in a slash for an object, as copy does', async () => {
    const { s3, copy, verify } = aWorld();
    for (const key of ['A/', 'A/x/', 'A/x/id/1', 'B/x/id/1']) s3.put('source', key, key.endsWith('/') ? '' : key);
    await copy();
    // They fit no layout of documents, and that is told.
    expect(await verify()).toMatchObject({ verdict: 'identical', counts: { 'layout-anomaly': 2 } });
    s3.remove('target', 'A/x/');
    expect(await verify()).toMatchObject({ verdict: 'different', counts: { 'missing-object': 1 }, folders: ['A'] });
  });

  it('names a folder that was told to be copied and is not there, its shard, and nothing else', async () => {
    const { s3, copy, verify } = aWorld();
    for (const key of ['A/x/id/1', 'A/x/id/2', 'B/x/id/1']) s3.put('source', key, key);
    await copy();
    s3.remove('target', 'A/x/id/1');
    s3.remove('target', 'A/x/id/2');
    expect(await verify()).toMatchObject({
      verdict: 'different',
      counts: { 'missing-folder': 1 },
      folders: ['A'],
      shards: ['00'],
      seen: { sourceListed: 3, equal: 1, different: 2 },
    });
  });

  it('does not take a folder as proven that no copier has recorded whole', async () => {
    const { s3, copy, verify } = aWorld();
    for (const key of ['A/x/id/1', 'B/x/id/1']) {
      s3.put('source', key, key);
      s3.put('target', key, key);
    }
    expect(await verify()).toMatchObject({
      verdict: 'different',
      counts: { unverifiable: 2 },
      folders: ['A', 'B'],
      folderCounts: { identical: 0 },
    });
    await copy();
    expect(await verify()).toMatchObject({ verdict: 'identical', counts: {}, accounts: { listed: 2, identical: 2 } });
  });

  it('names a key that was said to be copied and is at neither side, and a repeat accounts for it', async () => {
    const { s3, copy, verify } = aWorld();
    for (const key of ['A/x/id/1', 'A/x/id/2', 'B/x/id/1']) s3.put('source', key, key);
    await copy();
    s3.remove('target', 'A/x/id/2');
    s3.remove('source', 'A/x/id/2');
    expect(await verify()).toMatchObject({ verdict: 'different', counts: { unverifiable: 1 }, folders: ['A'] });
    await copy({ folders: ['A'], generations: { A: 2 }, round: 1 });
    expect(await verify()).toMatchObject({ verdict: 'identical', accounts: { listed: 3, copied: 2, vanished: 1 } });
  });

  it('is unproven, never clean, when a listing breaks', async () => {
    const { s3, copy, verify } = aWorld();
    s3.put('source', 'A/x/id/1', '1');
    s3.put('source', 'B/x/id/1', '1');
    await copy();
    s3.before = (operation, _bucket, prefix) => {
      if (operation === 'list' && prefix === 'B/') throw new Error('cut off');
    };
    expect(await verify()).toMatchObject({ verdict: 'unproven', unproven: [{ folder: 'B' }], folderCounts: { identical: 1 } });
  });

  it('reports what only the target has, and repeats nothing for it', async () => {
    const { s3, copy, verify } = aWorld();
    s3.put('source', 'A/x/id/1', '1');
    s3.put('source', 'B/x/id/1', '1');
    s3.put('target', 'B/x/id/2', '2');
    await copy();
    expect(await verify()).toMatchObject({ verdict: 'identical', counts: { 'target-only': 1 }, folders: [] });
  });

  it('names keys that fit no folder or have another form, and repeats nothing for them', async () => {
    const { s3, copy, verify } = aWorld();
    for (const key of ['A/x/id/1', 'A/x/id/1/below', 'B/x/id/1', 'C/x/id/1', 'stray']) s3.put('source', key, key);
    s3.put('target', 'A-elsewhere/1', '1');
    await copy();
    expect(await verify()).toMatchObject({
      verdict: 'identical',
      counts: { 'layout-anomaly': 2, 'unexpected-folder': 2 },
      folders: [],
      outside: { source: { folders: 1, keys: 2 }, target: { folders: 1, keys: 1 } },
    });
  });

  it('tells digests of both sides, which are equal where the sides are', async () => {
    const { s3, copy, verify } = aWorld();
    for (const key of ['A/x/id/1', 'A/x/id/2', 'B/x/id/1']) s3.put('source', key, key);
    await copy();
    const { digests, perFolder } = await verify();
    expect(digests.source).toEqual(digests.target);
    expect(digests.source).toMatchObject({ keys: 3, bytes: 24 });
    s3.put('target', 'A/x/id/2', 'A/x/id/!');
    const later = await verify();
    expect(later.digests.target.names).toBe(digests.target.names);
    expect(later.digests.target.digest).not.toBe(digests.target.digest);
    expect(later.perFolder[1]).toEqual(perFolder[1]);
    expect(later.perFolder[0]).toMatchObject({ folder: 'A', state: 'different', source: perFolder[0]!.source });
  });

  it.each([
    ['AccessDenied', { folders: ['A'], beyondRepeat: [{ folder: 'B', shard: '01', keys: 1 }] }],
    ['KeyTooLongError', { folders: ['A'], beyondRepeat: [{ folder: 'B', shard: '01', keys: 1 }] }],
    ['SlowDown', { folders: ['A', 'B'], beyondRepeat: [] }],
  ])('a key that S3 refused with %s', async (code, expected) => {
    const { s3, copy, verify } = aWorld();
    for (const key of ['A/x/id/1', 'A/x/id/2', 'A/x/id/3', 'B/x/id/1', 'B/x/id/2']) s3.put('source', key, key);
    s3.before = (operation, bucket, key) => {
      const of = { operation, status: 403, code, message: 'no', requestId: 'r', bucket, key, tries: 1 };
      if (operation === 'copy' && key.endsWith('/id/2')) throw new S3Error(of);
    };
    await copy();
    s3.before = () => undefined;
    s3.remove('target', 'A/x/id/1');
    expect(await verify()).toMatchObject({ verdict: 'different', counts: { 'missing-object': 3 }, ...expected });
  });

  it('a folder that S3 refused as a whole is beyond a repeat, until it was tried again', async () => {
    const { s3, copy, verify } = aWorld();
    for (let n = 0; n < 20; n += 1) for (const folder of ['A', 'B']) s3.put('source', `${folder}/x/id/${n}`, `${n}`);
    const refusing = (code: string, message: string) => {
      s3.before = (operation, bucket, key) => {
        const of = { operation, status: 400, code, message, requestId: 'r', bucket, key, tries: 1 };
        if (operation === 'copy' && key.startsWith('B/')) throw new S3Error(of);
      };
    };
    refusing('KMS.DisabledException', 'arn:aws:kms:us-east-2:444455556666:key/k is disabled.');
    expect((await copy()).error).toMatchObject({
      code: 'ACCESS_DENIED',
      message: expect.stringContaining('KMS refuses the key') as unknown,
    });
    s3.remove('target', 'A/x/id/1');
    const first = await verify();
    expect(first).toMatchObject({ verdict: 'different', folders: ['A'], shards: ['00'] });
    expect(first.beyondRepeat).toEqual([
      { folder: 'B', shard: '01', keys: 20, reason: expect.stringMatching(/^Copying folder B failed: KMS refuses the key.*is disabled/) },
    ]);
    // The key is enabled, and the next try meets a bad moment: that one heals.
    refusing('SlowDown', 'Please reduce your request rate.');
    await copy();
    expect(await verify()).toMatchObject({ folders: ['A', 'B'], beyondRepeat: [] });
    s3.before = () => undefined;
    await copy();
    expect(await verify()).toMatchObject({ folders: ['A'], beyondRepeat: [] });
  });

  it('names what is archived, asks for a repeat once it is restored, and calls it equal from then on', async () => {
    const { s3, copy, verify } = aWorld();
    s3.put('source', 'A/x/id/1', '1');
    s3.put('source', 'B/x/id/1', '1');
    const archive = (facts: { restored?: true } = {}) => s3.put('source', 'A/x/id/2', 'old', { storageClass: 'GLACIER', ...facts });
    archive();
    await copy();
    const told = { sourceListed: 3, equal: 2, excluded: 1, different: 0 };
    expect(await verify()).toMatchObject({ verdict: 'identical', counts: { archived: 1 }, seen: told });
    archive({ restored: true });
    expect(await verify()).toMatchObject({ verdict: 'different', folders: ['A'], counts: { 'missing-object': 1 } });
    await copy({ generations: { A: 2 } });
    expect(await verify()).toMatchObject({ verdict: 'identical', counts: {}, seen: { equal: 3, excluded: 0 } });
    archive();
    expect(await verify()).toMatchObject({ verdict: 'identical', counts: {}, seen: { equal: 3, excluded: 0 } });
    await copy({ generations: { A: 3 } });
    expect(await verify()).toMatchObject({ verdict: 'identical', counts: {}, seen: { equal: 3, excluded: 0 } });
  });

  it('asks S3 whether a missing object of Intelligent-Tiering is archived, which no listing tells', async () => {
    const { s3, copy, verify } = aWorld();
    const tiered = { storageClass: 'INTELLIGENT_TIERING' };
    s3.put('source', 'A/x/id/1', '1', { ...tiered, archiveStatus: 'DEEP_ARCHIVE_ACCESS' });
    s3.put('source', 'A/x/id/2', '2', tiered);
    s3.put('source', 'A/x/id/3', '3', tiered);
    s3.put('source', 'B/x/id/1', '1');
    s3.before = (operation, bucket, key) => {
      const archived = { operation, status: 403, code: 'InvalidObjectState', message: 'no', requestId: 'r', bucket, key, tries: 1 };
      if (operation === 'copy' && key === 'A/x/id/1') throw new S3Error(archived);
    };
    await copy();
    s3.remove('target', 'A/x/id/2');
    const found = await verify();
    expect(found).toMatchObject({
      counts: { archived: 1, 'missing-object': 1 },
      seen: { sourceListed: 4, equal: 2, different: 1, excluded: 1 },
    });
    expect(found.examples.find(({ class: of }) => of === 'archived')).toMatchObject({
      key: 'A/x/id/1',
      detail: 'in tier DEEP_ARCHIVE_ACCESS: restore it, then run the migration again',
    });
  });

  it('adds up by shard, and counts a key once on each side', async () => {
    const { s3, copy, verify } = aWorld();
    for (const key of ['A/x/id/1', 'A/x/id/2', 'B/x/id/1']) s3.put('source', key, key);
    s3.put('target', 'B/x/id/2', '2');
    await copy();
    const { perShard, seen } = await verify();
    expect(perShard).toMatchObject([
      { shard: '00', folders: 1, seen: { sourceListed: 2, equal: 2, targetListed: 2, matched: 2 } },
      { shard: '01', folders: 1, seen: { sourceListed: 1, equal: 1, targetListed: 2, matched: 1, targetOnly: 1 } },
    ]);
    expect(seen).toMatchObject({ sourceListed: 3, equal: 3, targetListed: 4, matched: 3, targetOnly: 1 });
  });

  describe('a manifest that does not tell the whole of a folder proves nothing, and a repeat heals it', () => {
    const segment = `state/${names.segment('A', '0001/e001-r0000', 0)}`;
    it.each<[string, (s3: ReturnType<typeof memoryS3>) => void, RegExp]>([
      ['emptied', (s3) => s3.put('ledger', segment, gzipSync('')), /2 of its keys are equal at both sides, and in no manifest/],
      ['gone', (s3) => s3.remove('ledger', segment), /is gone, although its checkpoint counts it/],
      ['damaged', (s3) => s3.put('ledger', segment, 'no gzip'), /cannot be read/],
      [
        'with a checkpoint that counts more',
        (s3) => {
          const name = `state/${names.checkpoint('A')}`;
          const held = JSON.parse(s3.buckets.get('ledger')!.objects.get(name)!.body.toString('utf8')) as {
            accounts: Record<string, number>;
          };
          const accounts = { ...held.accounts, listed: 1002, copied: 1002 };
          s3.put('ledger', name, JSON.stringify({ ...held, accounts }));
        },
        /its checkpoint counts 1002 proven keys, and its manifest holds 2/,
      ],
    ])('%s', async (_, damage, said) => {
      const { s3, copy, verify } = aWorld();
      for (const key of ['A/x/id/1', 'A/x/id/2', 'B/x/id/1']) s3.put('source', key, key);
      await copy();
      expect(await verify()).toMatchObject({ verdict: 'identical' });
      damage(s3);
      const found = await verify();
      expect(found).toMatchObject({ verdict: 'different', folders: ['A'] });
      expect(found.examples.map(({ detail }) => detail).join()).toMatch(said);
      await copy({ generations: { A: 2, B: 1 }, round: 1 });
      expect(await verify()).toMatchObject({ verdict: 'identical', accounts: { listed: 3 } });
    });
  });

  it('finds exactly the mutations of a target', async () => {
    const mutation = fc.record({ at: fc.nat(39), kind: fc.constantFrom('drop', 'grow', 'rewrite') });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(mutation, { selector: ({ at }) => at, maxLength: 12 }), async (mutations) => {
        const { s3, copy, verify } = aWorld();
        const keys = Array.from({ length: 40 }, (_, n) => `${n % 2 === 0 ? 'A' : 'B'}/x/id/${n}`);
        for (const key of keys) s3.put('source', key, `body ${key}`);
        await copy();
        const expected: Record<string, number> = {};
        for (const { at, kind } of mutations) {
          const key = keys[at]!;
          if (kind === 'drop') s3.remove('target', key);
          else s3.put('target', key, kind === 'grow' ? `body ${key}!` : `b0dy ${key}`);
          const of = { drop: 'missing-object', grow: 'size-differs', rewrite: 'content-differs' }[kind];
          expected[of] = (expected[of] ?? 0) + 1;
        }
        const findings = await verify();
        expect(findings.counts).toEqual(expected);
        expect(findings.folders).toEqual(['A', 'B'].filter((folder) => mutations.some(({ at }) => keys[at]!.startsWith(folder))));
      }),
      { numRuns: 40 },
    );
  });
});
