import { describe, expect, it } from 'vitest';
import { S3Error } from '../../../src/s3/types.ts';
import { DeepLooks, headChecksums, parsePercent, type ReadChecksums } from '../../../src/verify/deep.ts';
import { verifyTwoSides } from '../../../src/verify/two-sides.ts';
import { OWNERS, SOURCE, TARGET } from '../../builders/plan.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const calm = new AbortController().signal;
const lines = { finding: () => undefined };
const two = { source: SOURCE, target: TARGET, layout: null };
const checksumOf =
  (values: Readonly<Record<string, string>>): ReadChecksums =>
  (_s3, { bucket }) =>
    Promise.resolve(values[bucket] === undefined ? [] : [{ algorithm: 'crc64nvme', value: values[bucket] }]);

function verify(s3: ReturnType<typeof memoryS3>, percent: number, checksums: ReadChecksums | null = null, seed = 1) {
  const deps = { s3: { source: s3, target: s3 }, lines, checksums, lanes: 3 };
  return verifyTwoSides(deps, { ...two, deep: { percent, seed } }, calm);
}

describe('a sample that is looked at closer than a listing', () => {
  it('finds another content behind equal sizes and ETags, by its bytes', async () => {
    const s3 = memoryS3(OWNERS);
    for (const key of ['A/1', 'A/2', 'A/3']) for (const side of ['source', 'target']) s3.put(side, key, 'body', { etag: 'same' });
    s3.put('target', 'A/2', 'b0dy', { etag: 'same' });
    const { counts, deep, examples, seen, verdict } = await verify(s3, 100);
    expect({ counts, verdict }).toEqual({ counts: { 'content-differs': 1 }, verdict: 'different' });
    expect(examples[0]!.detail).toMatch(/^the bytes differ: SHA-256 [0-9a-f]{64} at the source, [0-9a-f]{64} at the target$/);
    expect(seen).toMatchObject({ sourceListed: 3, equal: 2, different: 1 });
    expect(deep).toMatchObject({ sampled: 3, byBytes: 3, byChecksum: 0, differing: 1 });
  });

  it('proves what sizes alone do not', async () => {
    const s3 = memoryS3(OWNERS);
    s3.put('source', 'A/1', 'body', { etag: 'parts-2' });
    s3.put('target', 'A/1', 'body');
    const without = await verifyTwoSides(
      { s3: { source: s3, target: s3 }, lines, checksums: null, lanes: 1 },
      { ...two, deep: null },
      calm,
    );
    expect(without).toMatchObject({ verdict: 'unproven', counts: { unverifiable: 1 }, confidence: { size: 1 }, unproven: null });
    expect(await verify(s3, 100)).toMatchObject({ verdict: 'identical', counts: {}, confidence: { checksum: 1, size: 0 } });
  });

  it('counts a key of the sample by what was looked at, and others by what their listing says', async () => {
    const s3 = memoryS3(OWNERS);
    for (let n = 0; n < 200; n += 1) for (const side of ['source', 'target']) s3.put(side, `A/${n}`, `${n}`);
    const { confidence, deep, seen } = await verify(s3, 30);
    expect(deep!.sampled).toBeGreaterThan(30);
    expect(confidence).toEqual({ checksum: deep!.sampled, etag: 200 - deep!.sampled, recorded: 0, size: 0 });
    expect(seen.equal).toBe(200);
    // Too large to be read: it stays what its listing says.
    const large = memoryS3(OWNERS);
    for (const side of ['source', 'target']) large.put(side, 'A/1', Buffer.alloc(8 * 1024 * 1024 + 1));
    expect(await verify(large, 100)).toMatchObject({
      verdict: 'identical',
      confidence: { checksum: 0, etag: 1 },
      deep: { sampled: 1, untold: 1 },
    });
  });

  it('takes a checksum of the whole object where both sides have one, and reads nothing then', async () => {
    const s3 = memoryS3(OWNERS);
    for (const side of ['source', 'target']) s3.put(side, 'A/1', 'body');
    expect(await verify(s3, 100, checksumOf({ source: 'a', target: 'a' }))).toMatchObject({
      verdict: 'identical',
      deep: { byChecksum: 1, byBytes: 0 },
    });
    expect(s3.counters.get).toBe(0);
    const differing = await verify(s3, 100, checksumOf({ source: 'a', target: 'b' }));
    expect(differing.examples[0]!.detail).toBe('crc64nvme is a at the source, and b at the target');
    expect(await verify(s3, 100, checksumOf({ source: 'a' }))).toMatchObject({ deep: { byChecksum: 0, byBytes: 1 } });
  });

  it('makes the verify unproven where it is refused while the next page is on its way, and does not end the process', async () => {
    const s3 = memoryS3(OWNERS);
    s3.pageKeys = 4;
    for (let n = 0; n < 40; n += 1) for (const side of ['source', 'target']) s3.put(side, `A/${n}`, 'body');
    s3.before = (operation) => {
      if (operation === 'list') return new Promise((resolve) => setTimeout(resolve, 5));
      throw new S3Error({
        ...{ operation: 'GetObject', status: 403, code: 'AccessDenied', message: 'Access Denied' },
        ...{ requestId: 'memory', bucket: 'source', key: 'A/1', tries: 1 },
      });
    };
    const unheard: unknown[] = [];
    const hear = (reason: unknown) => void unheard.push(reason);
    process.on('unhandledRejection', hear);
    try {
      const { unproven, verdict } = await verify(s3, 100);
      expect({ verdict, unproven }).toEqual({ verdict: 'unproven', unproven: expect.stringContaining('ACCESS_DENIED') });
      await new Promise((resolve) => setTimeout(resolve, 10));
    } finally {
      process.off('unhandledRejection', hear);
    }
    expect(unheard).toEqual([]);
  });

  it('says what it proves, and takes the same keys for the same seed', async () => {
    const s3 = memoryS3(OWNERS);
    for (let n = 0; n < 2000; n += 1) for (const side of ['source', 'target']) s3.put(side, `A/${n}`, `${n}`);
    const first = (await verify(s3, 5)).deep!;
    expect(first.sampled).toBeGreaterThan(60);
    expect(first.sampled).toBeLessThan(140);
    const most = ((100 * 3) / first.sampled).toFixed(2);
    expect(first.says).toBe(
      `All of the ${first.sampled} sampled keys have the same content at both sides: with 95 % confidence at most ${most} % of the keys that a listing shows as equal differ`,
    );
    expect((await verify(s3, 5)).deep).toEqual(first);
    expect((await verify(s3, 100)).deep!.says).toMatch(/and every key that a listing shows as equal was sampled$/);
    expect((await verify(memoryS3(OWNERS), 5)).deep!.says).toBe('No key was in the sample: it proves nothing');
  });

  it('leaves large objects without checksums untold', async () => {
    const look = await new DeepLooks({ source: memoryS3(OWNERS), target: memoryS3(OWNERS) }, two, { percent: 100, seed: 1 }, null).look(
      'A/1',
      { key: 'A/1', size: 9_000_000, etag: 'e', lastModified: '', storageClass: 'STANDARD' },
      { key: 'A/1', size: 9_000_000, etag: 'e', lastModified: '', storageClass: 'STANDARD' },
      calm,
    );
    expect(look).toMatchObject({ shows: 'untold', detail: expect.stringContaining('larger than the 8388608 bytes') });
  });

  it('leaves untold what is archived at either side, and goes on', async () => {
    for (const side of ['source', 'target'] as const) {
      const s3 = memoryS3(OWNERS);
      for (const each of ['source', 'target'] as const)
        for (const key of ['A/1', 'A/2']) s3.put(each, key, 'body', key === 'A/1' && each === side ? { storageClass: 'GLACIER' } : {});
      const { deep, verdict } = await verify(s3, 100);
      expect({ deep, verdict }).toMatchObject({ verdict: 'identical', deep: { sampled: 2, byBytes: 1, untold: 1, differing: 0 } });
    }
  });

  it('is unproven when S3 does not let it read', async () => {
    const s3 = memoryS3(OWNERS);
    for (const side of ['source', 'target']) s3.put(side, 'A/1', 'body');
    s3.before = (operation, bucket, key) => {
      const no = { operation: 'GetObject', status: 403, code: 'AccessDenied', message: 'no', requestId: 'r', bucket, key, tries: 1 };
      if (operation === 'get') throw new S3Error(no);
    };
    expect(await verify(s3, 100)).toMatchObject({ verdict: 'unproven', unproven: expect.stringContaining('ACCESS_DENIED') });
  });

  it('asks S3 for checksums of whole objects', async () => {
    const s3 = memoryS3(OWNERS);
    s3.put('source', 'A/1', 'body');
    const found = await headChecksums(s3, SOURCE, 'A/1', calm);
    expect(found.every(({ algorithm, value }) => algorithm !== '' && value !== '')).toBe(true);
    await expect(headChecksums(s3, SOURCE, 'A/2', calm)).rejects.toMatchObject({ status: 404 });
  });

  it.each([
    ['1%', 1],
    ['0.5', 0.5],
    ['100%', 100],
  ])('%s is a share', (text, percent) => {
    expect(parsePercent(text)).toBe(percent);
  });

  it.each(['0', '101%', '-1', 'all', ''])('"%s" is none', (text) => {
    expect(() => parsePercent(text)).toThrow(/is no share of the keys/);
  });
});
