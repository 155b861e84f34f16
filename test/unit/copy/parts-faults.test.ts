import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_OBJECT_POLICY } from '../../../src/contracts/objects.ts';
import { copyKey, keyRules } from '../../../src/copy/key.ts';
import { S3Error } from '../../../src/s3/types.ts';
import { etagOf } from '../../fakes/memory-parts.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const MIB = 1024 ** 2;
const OWNERS = { src: '111111111111', dst: '222222222222' };
const PLACE = {
  source: { bucket: 'src', owner: '111111111111' },
  target: { bucket: 'dst', owner: '222222222222' },
  sourceKey: 'k',
  targetKey: 'k',
};
const PATTERN = Buffer.from(Array.from({ length: 9973 }, (_, at) => String(at).padStart(4, '0')).join(''));
const OLD = Buffer.alloc(11 * MIB, PATTERN);
const NEW = Buffer.alloc(12 * MIB, PATTERN.subarray(3));
const ETAGS = new Map([OLD, NEW].map((body) => [body, etagOf([0, 1, 2].map((at) => body.subarray(at * 5 * MIB, (at + 1) * 5 * MIB)))]));
const CALLS = ['HeadObject', 'GetObjectTagging', 'CreateMultipartUpload', 'UploadPartCopy', 'CompleteMultipartUpload', 'list'] as const;

/** What may happen at the nth call of a kind. */
const fault = fc.record({
  call: fc.constantFrom(...CALLS),
  nth: fc.integer({ min: 1, max: 4 }),
  what: fc.constantFrom('refused', 'exhausted', 'changed', 'deleted', 'aborted', 'stop'),
});

const error = (operation: string, what: 'refused' | 'exhausted') =>
  new S3Error({
    ...{ operation, message: what, requestId: 'r', bucket: 'dst', key: 'k' },
    ...(what === 'refused' ? { status: 400, code: 'InvalidArgument', tries: 1 } : { status: 503, code: 'SlowDown', tries: 12 }),
  });

describe('a copy in parts, whatever goes wrong', () => {
  it('ends with the whole object or with nothing, says which, and leaves no upload behind', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 3 }), fc.boolean(), async (faults, occupied) => {
        const s3 = memoryS3(OWNERS);
        const put = (body: Buffer, tag: string) =>
          s3.buckets.get('src')!.objects.set('k', { body, etag: tag, lastModified: '2019-06-01T00:00:00.000Z', storageClass: 'STANDARD' });
        put(OLD, 'of-the-old');
        if (occupied) s3.put('dst', 'k', 'theirs');
        const { etag, lastModified, storageClass } = s3.buckets.get('src')!.objects.get('k')!;
        const stop = new AbortController();
        const counts = new Map<string, number>();
        s3.before = (operation) => {
          const nth = (counts.get(operation) ?? 0) + 1;
          counts.set(operation, nth);
          for (const one of faults) {
            if (one.call !== operation || one.nth !== nth) continue;
            if (one.what === 'changed') put(NEW, 'of-the-new');
            else if (one.what === 'deleted') s3.remove('src', 'k');
            else if (one.what === 'aborted') s3.uploads.clear();
            else if (one.what === 'stop') stop.abort(new Error('time is up'));
            else throw error(operation, one.what);
          }
        };
        const how = keyRules(
          { cutoffMs: null },
          { ...DEFAULT_OBJECT_POLICY, partBytes: 5 * MIB, overwrite: occupied ? 'never' : 'always' },
          undefined,
          10 * MIB,
        );
        const listed = { key: 'k', size: OLD.length, etag, lastModified, storageClass };
        const end = await copyKey({ source: s3, target: s3 }, PLACE, listed, how, stop.signal).catch((thrown: unknown) => thrown);
        await new Promise((resolve) => setImmediate(resolve));

        expect(s3.uploads.size).toBe(0);
        const there = s3.buckets.get('dst')!.objects.get('k');
        if (occupied) expect(there?.body.toString()).toBe('theirs');
        if (end instanceof Error) {
          // A failed listing, or the stop.
          expect(end instanceof S3Error || stop.signal.aborted).toBe(true);
          return;
        }
        const { outcome } = end as { outcome: string };
        if (outcome !== 'copied') {
          expect(['failed', 'vanished']).toContain(outcome);
          return;
        }
        const { object, targetETag } = end as { object: { etag: string; size: number }; targetETag: string };
        const body = object.etag === etag ? OLD : NEW;
        expect(there?.body.equals(body)).toBe(true);
        expect([there?.etag, targetETag]).toEqual([ETAGS.get(body), ETAGS.get(body)]);
      }),
      { numRuns: 60 },
    ));
});
