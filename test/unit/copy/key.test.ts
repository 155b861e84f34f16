import { describe, expect, it } from 'vitest';
import { md5 } from '../../fakes/memory-parts.ts';
import { emptyFirst } from '../../fakes/empty-first.ts';
import { standingStill } from '../../fakes/standing-still.ts';
import { PLACE, aWorld, s3Error } from './key-world.ts';

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
