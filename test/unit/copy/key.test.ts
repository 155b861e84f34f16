import { describe, expect, it } from 'vitest';
import { DEFAULT_OBJECT_POLICY, type ObjectPolicy } from '../../../src/contracts/objects.ts';
import { copyKey, keyRules } from '../../../src/copy/key.ts';
import { S3Error, type ListedObject, type Pacer, type S3ErrorFacts } from '../../../src/s3/types.ts';
import type { HeldObject } from '../../fakes/held.ts';
import { etagOf, md5 } from '../../fakes/memory-parts.ts';
import { emptyFirst } from '../../fakes/empty-first.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';
import { standingStill } from '../../fakes/standing-still.ts';

const MIB = 1024 ** 2;
const OWNERS = { src: '111111111111', dst: '222222222222' };
const PLACE = {
  source: { bucket: 'src', owner: '111111111111' },
  target: { bucket: 'dst', owner: '222222222222' },
  sourceKey: 'live/A/1',
  targetKey: 'copy/A/1',
};

/** Bytes that differ from part to part: the pattern's length fits into no part's. */
const PATTERN = Buffer.from(Array.from({ length: 9973 }, (_, at) => String(at).padStart(4, '0')).join(''));
const bytes = (length: number): Buffer => Buffer.alloc(length, PATTERN);

function aWorld(policy: Partial<ObjectPolicy> = {}, { wholeUpTo = 16 * MIB, pacer }: { wholeUpTo?: number; pacer?: Pacer } = {}) {
  const s3 = memoryS3(OWNERS);
  const stop = new AbortController();
  const source = (facts: Partial<HeldObject> = {}, body: Buffer | string = 'the body') => {
    s3.put('src', PLACE.sourceKey, body, facts);
    const { etag, lastModified, storageClass } = s3.buckets.get('src')!.objects.get(PLACE.sourceKey)!;
    return { key: 'A/1', size: body.length, etag, lastModified, storageClass };
  };
  const how = keyRules(
    { cutoffMs: Date.parse('2020-01-01T00:00:00Z') },
    { ...DEFAULT_OBJECT_POLICY, partBytes: 5 * MIB, ...policy },
    pacer,
    wholeUpTo,
  );
  const copy = (listed: ListedObject) => copyKey({ source: s3, target: s3 }, PLACE, listed, how, stop.signal);
  const target = () => s3.buckets.get('dst')!.objects.get(PLACE.targetKey);
  const asked = (operation: string) => s3.requests.filter((one) => one.operation === operation).length;
  return { s3, stop, source, copy, target, asked };
}

const s3Error = (code: string, more: Partial<S3ErrorFacts> = {}) =>
  new S3Error({ operation: 'CopyObject', status: 403, code, message: code, requestId: 'r', bucket: 'dst', key: 'k', tries: 1, ...more });

/** Uploaded in parts of these sizes. */
function uploaded(sizes: readonly number[]): { body: Buffer; facts: Partial<HeldObject> } {
  const body = bytes(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  const parts = sizes.map((size) => body.subarray(at, (at += size)));
  return { body, facts: { etag: etagOf(parts), partSizes: sizes } };
}

describe('a copy under the default policy', () => {
  it('is one request, pinned, with nothing added', async () => {
    const { copy, s3, source, target } = aWorld();
    expect(await copy(source({ storageClass: 'ONEZONE_IA' }))).toMatchObject({
      outcome: 'copied',
      targetETag: md5(Buffer.from('the body')),
      changed: false,
      withoutTags: false,
    });
    expect(s3.requests.map(({ operation }) => operation)).toEqual(['copy']);
    expect(target()).not.toHaveProperty('manner');
    // S3's own default would be STANDARD, whatever the source has (trap 14).
    expect(target()?.storageClass).toBe('ONEZONE_IA');
  });

  it('of an object that turns out to be archived excludes it', async () => {
    const { copy, s3, source } = aWorld();
    const listed = source({ storageClass: 'INTELLIGENT_TIERING' });
    s3.before = () => {
      throw s3Error('InvalidObjectState');
    };
    expect(await copy(listed)).toEqual({ outcome: 'excluded', reason: 'archived' });
  });

  it.each([
    ['AccessDenied', { message: 'an explicit deny in a resource-based policy' }],
    ['KMS.DisabledException', { status: 400 }],
    ['NoSuchBucket', { status: 404 }],
    ['AccessControlListNotSupported', { status: 400 }],
  ])('that is refused for more than this key rejects: %s', async (code, more) => {
    const { copy, s3, source } = aWorld();
    const listed = source();
    s3.before = () => {
      throw s3Error(code, more);
    };
    await expect(copy(listed)).rejects.toMatchObject({ code });
  });

  it('that is refused for this key says why, and what to do', async () => {
    const { copy, s3, source } = aWorld();
    const listed = source();
    s3.before = () => {
      throw s3Error('KeyTooLongError', { status: 400 });
    };
    expect(await copy(listed)).toMatchObject({
      outcome: 'failed',
      code: 'KeyTooLongError',
      status: 400,
      refusal: { kind: 'key', next: expect.stringContaining('prefix') },
    });
  });

  it('of a source that changed is not taken for vanished where its listing begins with an empty page', async () => {
    const { copy, s3, source, target } = aWorld();
    const listed = source();
    s3.put('src', PLACE.sourceKey, 'changed meanwhile');
    Object.assign(s3, emptyFirst({ ...s3 }));
    expect(await copy(listed)).toMatchObject({ outcome: 'copied', changed: true });
    expect(target()?.body.toString()).toBe('changed meanwhile');
  });

  it('of a source that changed is not taken for vanished where its listing stands still', async () => {
    const { copy, s3, source } = aWorld();
    const listed = source();
    s3.put('src', PLACE.sourceKey, 'changed meanwhile');
    Object.assign(s3, standingStill);
    await expect(copy(listed)).rejects.toMatchObject({ code: 'LISTING_BROKEN', exitCode: 5 });
  });

  it('of a source that changes again and again is named as failed', async () => {
    const { copy, s3, source } = aWorld();
    const listed = source();
    let version = 0;
    s3.before = (operation) => {
      if (operation === 'copy') s3.put('src', PLACE.sourceKey, `version ${(version += 1)}`);
    };
    expect(await copy(listed)).toMatchObject({ outcome: 'failed', code: 'PreconditionFailed' });
    expect(version).toBe(4);
  });
});

describe('a copy under another policy', () => {
  it('is told how to write', async () => {
    const manner = {
      acl: 'bucket-owner-full-control',
      annotations: 'copy',
      kmsKey: 'arn:aws:kms:us-east-2:2:key/k',
      tags: 'drop',
    } as const;
    const { copy, source, target } = aWorld({ ...manner, requesterPays: true, storageClass: 'GLACIER_IR' });
    expect(await copy(source({ tags: [{ key: 'a', value: 'b' }] }))).toMatchObject({ outcome: 'copied', withoutTags: false });
    expect(target()).toMatchObject({ manner: { ...manner, requesterPays: true }, storageClass: 'GLACIER_IR', tags: [] });
  });

  it('goes on without tags where S3 refuses them, when the policy takes that', async () => {
    const { copy, s3, source, target } = aWorld({ tags: 'if-allowed' });
    const listed = source({ tags: [{ key: 'a', value: 'b' }] });
    s3.before = (operation) => {
      if (operation === 'copy' && s3.requests.length === 0) {
        s3.requests.push({ operation: 'refused', bucket: 'dst', key: '' });
        throw s3Error('AccessDenied', { message: 'Access Denied' });
      }
    };
    expect(await copy(listed)).toMatchObject({ outcome: 'copied', withoutTags: true });
    expect(target()).toMatchObject({ manner: { tags: 'drop' }, tags: [] });
  });

  it.each(['copy', 'if-allowed'] as const)('fails where everything is refused, with tags: %s', async (tags) => {
    const { copy, s3, source, target } = aWorld({ tags });
    const listed = source();
    let tries = 0;
    s3.before = () => {
      tries += 1;
      throw s3Error('AccessDenied', { message: 'Access Denied' });
    };
    expect(await copy(listed)).toMatchObject({ outcome: 'failed', code: 'AccessDenied', refusal: { kind: 'key' } });
    expect([tries, target()]).toEqual([tags === 'copy' ? 1 : 2, undefined]);
  });
});

describe('where nothing is to be overwritten', () => {
  it('an absent target is written', async () => {
    const { copy, source, target } = aWorld({ overwrite: 'never' });
    expect(await copy(source())).toMatchObject({ outcome: 'copied' });
    expect(target()?.body.toString()).toBe('the body');
  });

  it('another object stays, and is a failure of its own class', async () => {
    const { copy, s3, source, target } = aWorld({ overwrite: 'never' });
    s3.put('dst', PLACE.targetKey, 'somebody’s');
    expect(await copy(source())).toMatchObject({
      outcome: 'failed',
      code: 'exists',
      refusal: { kind: 'key', next: expect.stringContaining('overwrite') },
    });
    expect(target()?.body.toString()).toBe('somebody’s');
  });

  it('the same object is proven at the target: a try whose answer was lost, or somebody else’s', async () => {
    const { copy, s3, source } = aWorld({ overwrite: 'never' });
    s3.put('dst', PLACE.targetKey, 'the body');
    expect(await copy(source())).toMatchObject({ outcome: 'identical', targetETag: md5(Buffer.from('the body')) });
  });

  it('an object of the same size that cannot be compared is not taken for equal', async () => {
    const { copy, s3, source } = aWorld({ overwrite: 'never' });
    s3.put('dst', PLACE.targetKey, 'the BODY', { etag: `${md5(Buffer.from('x'))}-2` });
    expect(await copy(source())).toMatchObject({
      outcome: 'failed',
      code: 'exists',
      message: expect.stringContaining('cannot be compared'),
    });
  });

  it.each([
    ['says which', { condition: 'x-amz-copy-source-If-Match' }],
    ['does not say which', {}],
  ])('a source that changed is looked at again, whether S3 %s condition failed', async (_what, more) => {
    const { copy, s3, source, target } = aWorld({ overwrite: 'never' });
    const listed = source();
    s3.before = (operation) => {
      if (operation !== 'copy' || s3.buckets.get('src')!.objects.get(PLACE.sourceKey)!.body.toString() === 'new') return;
      s3.put('src', PLACE.sourceKey, 'new');
      throw s3Error('PreconditionFailed', { status: 412, ...more });
    };
    expect(await copy(listed)).toMatchObject({ outcome: 'copied', changed: true });
    expect(target()?.body.toString()).toBe('new');
  });

  it('a write of somebody at the same time is met again, and then seen', async () => {
    const { copy, s3, source, target } = aWorld({ overwrite: 'never' });
    const listed = source();
    s3.before = (operation) => {
      if (operation !== 'copy' || target() !== undefined) return;
      s3.put('dst', PLACE.targetKey, 'theirs');
      throw s3Error('ConditionalRequestConflict', { status: 409 });
    };
    expect(await copy(listed)).toMatchObject({ outcome: 'failed', code: 'exists' });
  });
});

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
