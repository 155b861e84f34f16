import { describe, expect, it } from 'vitest';
import type { ObjectPolicy } from '../../../src/contracts/objects.ts';
import type { Pacer, S3Error } from '../../../src/s3/types.ts';
import { etagOf, md5 } from '../../fakes/memory-parts.ts';
import { MIB, PLACE, bytes, aWorld, s3Error, uploaded } from './key-world.ts';

describe('an object too large for one request', () => {
  const facts = {
    contentHeaders: { 'content-type': 'text/csv', 'cache-control': 'no-store' },
    metadata: { origin: 'shop' },
    tags: [{ key: 'kind', value: 'order' }],
    storageClass: 'STANDARD_IA',
  };

  it('is copied in parts, with all that it has beside its bytes', async () => {
    const { asked, copy, s3, source, target } = aWorld({ acl: 'bucket-owner-full-control' }, { wholeUpTo: 12 * MIB });
    const body = bytes(12 * MIB + 1);
    const outcome = await copy(source(facts, body));
    const parts = [0, 5, 10].map((at) => body.subarray(at * MIB, (at + 5) * MIB));
    expect(outcome).toMatchObject({ outcome: 'copied', targetETag: etagOf(parts), withoutTags: false });
    expect(target()?.body.equals(body)).toBe(true);
    expect(target()).toMatchObject({ ...facts, manner: { acl: 'bucket-owner-full-control' } });
    expect([asked('UploadPartCopy'), asked('copy'), s3.uploads.size]).toEqual([3, 0, 0]);
  });

  it('of exactly the limit is copied whole', async () => {
    const { asked, copy, source } = aWorld({}, { wholeUpTo: 12 * MIB });
    await copy(source({}, bytes(12 * MIB)));
    expect([asked('copy'), asked('UploadPartCopy')]).toEqual([1, 0]);
  });

  it.each([
    ['equal parts', [6 * MIB, 6 * MIB, 6 * MIB, MIB], 2],
    ['two parts', [9 * MIB, 8 * MIB], 1],
    ['parts that differ', [6 * MIB, 5 * MIB, 8 * MIB, 7], 4],
    ['one part', [13 * MIB], 0],
  ])('keeps its ETag where it was uploaded in %s', async (_what, sizes, heads) => {
    const { asked, copy, source, target } = aWorld({}, { wholeUpTo: 12 * MIB });
    const { body, facts: layout } = uploaded(sizes);
    const listed = source(layout, body);
    expect(await copy(listed)).toMatchObject({ outcome: 'copied', targetETag: listed.etag });
    expect(target()).toMatchObject({ partSizes: sizes });
    expect(target()?.body.equals(body)).toBe(true);
    // One HEAD of the whole, and those that tell the layout.
    expect(asked('HeadObject')).toBeLessThanOrEqual(1 + heads + (sizes.length > 2 ? 2 : 0));
  });

  it('is cut anew where its layout cannot be told, and its ETags are a pair', async () => {
    const { copy, source, target } = aWorld({}, { wholeUpTo: 12 * MIB });
    const { body, facts: layout } = uploaded([MIB, 14 * MIB]);
    const listed = source(layout, body);
    const outcome = await copy(listed);
    expect(outcome).toMatchObject({ outcome: 'copied' });
    expect(target()?.etag).not.toBe(listed.etag);
    expect(target()?.partSizes).toEqual([5 * MIB, 5 * MIB, 5 * MIB]);
  });

  it('that came in parts and is small is copied in the same parts when the policy keeps layouts', async () => {
    const { asked, copy, source } = aWorld({ keepPartLayout: true });
    const { body, facts: layout } = uploaded([5 * MIB, 5 * MIB, 3]);
    const listed = source(layout, body);
    expect(await copy(listed)).toMatchObject({ outcome: 'copied', targetETag: listed.etag });
    expect([asked('copy'), asked('UploadPartCopy')]).toEqual([0, 3]);
    const plain = aWorld();
    expect(await plain.copy(plain.source(layout, body))).toMatchObject({ targetETag: md5(body) });
  });

  it.each([
    ['parts that S3 would not take again', uploaded([MIB, 14 * MIB])],
    ['nothing', { body: Buffer.alloc(0), facts: { etag: etagOf([Buffer.alloc(0)]), partSizes: [0] } }],
  ])('that came in %s and is small is copied whole, whatever the policy keeps', async (_what, { body, facts: layout }) => {
    const { asked, copy, source, target } = aWorld({ keepPartLayout: true });
    expect(await copy(source(layout, body))).toMatchObject({ outcome: 'copied', targetETag: md5(body) });
    expect([asked('copy'), asked('CreateMultipartUpload'), target()?.body.length]).toEqual([1, 0, body.length]);
  });

  it('that changes between two parts is aborted, looked at again, and copied as it is now', async () => {
    const { copy, s3, source, target } = aWorld({}, { wholeUpTo: 12 * MIB });
    const listed = source({}, bytes(15 * MIB));
    const now = Buffer.concat([Buffer.from('new'), bytes(15 * MIB)]);
    let parts = 0;
    s3.before = (operation) => {
      if (operation === 'UploadPartCopy' && (parts += 1) === 2) s3.put('src', PLACE.sourceKey, now);
    };
    expect(await copy(listed)).toMatchObject({ outcome: 'copied', changed: true, object: { size: now.length, key: 'A/1' } });
    expect(target()?.body.equals(now)).toBe(true);
    expect(s3.uploads.size).toBe(0);
  });

  it('that vanishes is vanished, and its upload is gone', async () => {
    const { copy, s3, source } = aWorld({}, { wholeUpTo: 12 * MIB });
    const listed = source({}, bytes(15 * MIB));
    s3.before = (operation) => {
      if (operation === 'UploadPartCopy') s3.remove('src', PLACE.sourceKey);
    };
    expect(await copy(listed)).toEqual({ outcome: 'vanished' });
    expect(s3.uploads.size).toBe(0);
  });

  it('leaves no upload behind when a part fails for good, and starts no further part', async () => {
    const { asked, copy, s3, source, target } = aWorld({}, { wholeUpTo: 12 * MIB });
    const listed = source({}, bytes(60 * MIB));
    s3.before = (operation) => {
      if (operation === 'UploadPartCopy' && s3.uploads.values().next().value!.parts.size > 2)
        throw s3Error('KeyTooLongError', { operation: 'UploadPartCopy', status: 400 });
    };
    expect(await copy(listed)).toMatchObject({ outcome: 'failed', code: 'KeyTooLongError' });
    expect([s3.uploads.size, target(), asked('AbortMultipartUpload')]).toEqual([0, undefined, 1]);
    expect(asked('UploadPartCopy')).toBeLessThan(12);
  });

  it('is started again when somebody aborted its upload', async () => {
    const { asked, copy, s3, source } = aWorld({}, { wholeUpTo: 12 * MIB });
    const listed = source({}, bytes(15 * MIB));
    s3.before = (operation) => {
      if (operation === 'CompleteMultipartUpload' && asked('CreateMultipartUpload') === 1) s3.uploads.clear();
    };
    expect(await copy(listed)).toMatchObject({ outcome: 'copied' });
    expect(asked('CreateMultipartUpload')).toBe(2);
  });

  it.each([
    ['always', { status: 404, code: 'NoSuchUpload' }],
    ['never', { status: 412, code: 'PreconditionFailed', condition: 'If-None-Match' }],
  ] as const)('is taken for copied when only the answer of its completion was lost, overwriting %s', async (overwrite, told) => {
    const { asked, copy, s3, source, target } = aWorld({ overwrite }, { wholeUpTo: 12 * MIB });
    const listed = source({}, bytes(15 * MIB));
    const complete = s3.completeUpload;
    s3.completeUpload = async (input, signal) => {
      await complete(input, signal);
      throw s3Error(told.code, { operation: 'CompleteMultipartUpload', tries: 2, ...told });
    };
    expect(await copy(listed)).toMatchObject({ outcome: 'copied', targetETag: target()?.etag, changed: false });
    expect(asked('CreateMultipartUpload')).toBe(1);
  });

  it.each([
    ['an ETag that its parts do not make', { etag: 'x-3', checksum: null, encryption: 'AES256' }, 'PartsMismatch'],
    [
      'a checksum that is not the source’s',
      { checksum: { algorithm: 'crc64nvme', value: 'BBBB', type: 'FULL_OBJECT' }, encryption: null },
      'ChecksumMismatch',
    ],
  ])('is failed with %s', async (_what, lie, code) => {
    const { copy, s3, source } = aWorld({}, { wholeUpTo: 12 * MIB });
    const listed = source({ checksum: { algorithm: 'crc64nvme', value: 'AAAA', type: 'FULL_OBJECT' } }, bytes(15 * MIB));
    const complete = s3.completeUpload;
    s3.completeUpload = async (input, signal) => ({ ...(await complete(input, signal)), ...lie });
    expect(await copy(listed)).toMatchObject({ outcome: 'failed', code });
  });

  it('is not held to an ETag under KMS, nor to a checksum of another kind', async () => {
    const { copy, s3, source } = aWorld({}, { wholeUpTo: 12 * MIB });
    const listed = source({ checksum: { algorithm: 'crc64nvme', value: 'AAAA', type: 'COMPOSITE' } }, bytes(15 * MIB));
    const complete = s3.completeUpload;
    const checksum = { algorithm: 'crc64nvme', value: 'BBBB', type: 'COMPOSITE' };
    s3.completeUpload = async (input, signal) => ({ ...(await complete(input, signal)), etag: 'any-3', checksum, encryption: 'aws:kms' });
    expect(await copy(listed)).toMatchObject({ outcome: 'copied', targetETag: 'any-3' });
  });

  it('is never put over something that came meanwhile, when nothing is to be overwritten', async () => {
    const { copy, s3, source, target } = aWorld({ overwrite: 'never' }, { wholeUpTo: 12 * MIB });
    const listed = source({}, bytes(15 * MIB));
    s3.before = (operation) => {
      if (operation === 'CompleteMultipartUpload') s3.put('dst', PLACE.targetKey, 'theirs');
    };
    expect(await copy(listed)).toMatchObject({ outcome: 'failed', code: 'exists' });
    expect([target()?.body.toString(), s3.uploads.size]).toEqual(['theirs', 0]);
  });

  it.each([
    ['in an archive tier that the listing does not show', { archiveStatus: 'ARCHIVE_ACCESS' }, { outcome: 'excluded', reason: 'archived' }],
    ['with metadata that no header can hold', { missingMetadata: 1 }, { outcome: 'failed', code: 'MetadataUnreadable' }],
  ])('%s is not begun', async (_what, odd, outcome) => {
    const { asked, copy, source } = aWorld({}, { wholeUpTo: 12 * MIB });
    expect(await copy(source(odd, bytes(13 * MIB)))).toMatchObject(outcome);
    expect(asked('CreateMultipartUpload')).toBe(0);
  });

  it.each([
    ['reading', 'GetObjectTagging'],
    ['writing', 'CreateMultipartUpload'],
  ])('whose tags are refused in %s goes without, fails or never asks, as the policy says', async (_what, operation) => {
    const outcome = async (tags: ObjectPolicy['tags']) => {
      const { asked, copy, s3, source, target } = aWorld({ tags }, { wholeUpTo: 12 * MIB });
      const listed = source(facts, bytes(13 * MIB));
      s3.before = (asking) => {
        const withTags = asking === 'GetObjectTagging' || asked('CreateMultipartUpload') + asked('refused') === 0;
        if (asking !== operation || !withTags) return;
        s3.requests.push({ operation: 'refused', bucket: 'dst', key: '' });
        throw s3Error('AccessDenied', { operation, message: 'not authorized to perform: s3:PutObjectTagging' });
      };
      const result = await copy(listed).catch((error: S3Error) => error.code);
      return [
        typeof result === 'string' ? result : result.outcome,
        typeof result !== 'string' && 'withoutTags' in result ? result.withoutTags : null,
        target()?.tags ?? null,
      ];
    };
    expect(await outcome('if-allowed')).toEqual(['copied', true, []]);
    // It would be so for every object of the folder.
    expect((await outcome('copy'))[0]).toBe('AccessDenied');
    if (operation === 'GetObjectTagging') expect(await outcome('drop')).toEqual(['copied', false, []]);
  });

  it('lets its pacer bound each part', async () => {
    const pacer: Pacer = { admit: () => undefined, answered: () => undefined };
    const { copy, s3, source } = aWorld({}, { wholeUpTo: 12 * MIB, pacer });
    const seen = new Set<Pacer | undefined>();
    const copyPart = s3.copyPart;
    s3.copyPart = (input, signal) => (seen.add(input.pacer), copyPart(input, signal));
    await copy(source({}, bytes(13 * MIB)));
    expect([...seen]).toEqual([pacer]);
  });

  it('stops at once when it is told to, and aborts its upload on the way out', async () => {
    const { asked, copy, s3, source, stop } = aWorld({}, { wholeUpTo: 12 * MIB });
    const listed = source({}, bytes(60 * MIB));
    let parts = 0;
    s3.before = (operation) => {
      if (operation === 'UploadPartCopy' && (parts += 1) === 5) stop.abort(new Error('time is up'));
    };
    await expect(copy(listed)).rejects.toThrow('time is up');
    await new Promise((resolve) => setImmediate(resolve));
    expect([s3.uploads.size, asked('AbortMultipartUpload'), asked('CompleteMultipartUpload')]).toEqual([0, 1, 0]);
    expect(asked('UploadPartCopy')).toBeLessThan(12);
  });
});
