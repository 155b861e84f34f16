import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { DEFAULT_OBJECT_POLICY, type ObjectPolicy } from '../../../src/contracts/objects.ts';
import { copyKey, keyRules } from '../../../src/copy/key.ts';
import { walk } from '../../../src/listing/walk.ts';
import { createS3 } from '../../../src/s3/client.ts';
import { S3Error, type ListedObject, type S3 } from '../../../src/s3/types.ts';
import type { Known, Subject } from './subject.ts';

const MIB = 1024 ** 2;
const PATTERN = Buffer.from(Array.from({ length: 9973 }, (_, at) => String(at).padStart(4, '0')).join(''));

/** What the calls about one object and its parts promise, and a copy in parts made of them, on a real server. */
export function describeParts(name: string, makeSubject: () => Promise<Subject>, known: Known): void {
  describe(`objects in parts on ${name}`, () => {
    let subject: Subject;
    let s3: S3;
    const signal = new AbortController().signal;
    const said = {
      ContentType: 'text/csv',
      CacheControl: 'max-age=60',
      ContentDisposition: 'attachment; filename="a b.csv"',
      ContentEncoding: 'identity',
      ContentLanguage: 'de',
      Metadata: { origin: 'shop', note: 'two  words' },
    };
    const tagging = 'a%20b=c%2Bd&kind=order';

    /** Uploads an object in parts of these sizes, with all that an object can have. */
    const upload = async (Key: string, sizes: readonly number[]): Promise<Buffer> => {
      const at = { Bucket: subject.source.bucket, Key };
      const { UploadId } = await subject.witness.send(new CreateMultipartUploadCommand({ ...at, ...said, Tagging: tagging }));
      const Parts = [];
      const bodies = sizes.map((size, part) => Buffer.alloc(size, PATTERN.subarray(part)));
      for (const [index, Body] of bodies.entries()) {
        const PartNumber = index + 1;
        const { ETag } = await subject.witness.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }));
        Parts.push({ ETag, PartNumber });
      }
      await subject.witness.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));
      return Buffer.concat(bodies);
    };
    const listed = async (key: string): Promise<ListedObject> => {
      // Its listings cannot be believed (`distrustListings`).
      if (known.doesNotEncode === true) {
        const {
          ContentLength: size = -1,
          ETag = '',
          LastModified,
        } = await subject.witness.send(new HeadObjectCommand({ Bucket: subject.source.bucket, Key: key }));
        return { key, size, etag: ETag.replaceAll('"', ''), lastModified: LastModified!.toISOString(), storageClass: 'STANDARD' };
      }
      for await (const found of walk(s3, { from: subject.source, prefix: key })) if (found.key === key) return found;
      throw new Error(`${key} is not listed`);
    };
    const copy = async (key: string, policy: Partial<ObjectPolicy> = {}) => {
      const place = { source: subject.source, target: subject.target, sourceKey: key, targetKey: `in/${key}` };
      const how = keyRules({ cutoffMs: null }, { ...DEFAULT_OBJECT_POLICY, partBytes: 5 * MIB, ...policy }, undefined, 5 * MIB);
      return await copyKey({ source: s3, target: s3 }, place, await listed(key), how, signal);
    };
    const refusal = async (promise: Promise<unknown>): Promise<S3Error> => {
      const thrown: unknown = await promise.catch((error: unknown) => error);
      if (!(thrown instanceof S3Error)) throw new Error(`expected an S3Error, got ${JSON.stringify(thrown)}`);
      return thrown;
    };
    const uploadsLeft = async () => (await s3.listUploads({ from: subject.target, prefix: 'in/' })).uploads;

    beforeAll(async () => {
      subject = await makeSubject();
      const { credentials, endpoint, region } = subject;
      s3 = createS3({ region, endpoint, credentials: () => credentials, clock: systemClock(), random: Math.random, connections: 8 });
    });
    afterAll(async () => {
      await s3?.close();
      await subject?.stop();
    });

    it('a HEAD tells what an object has beside its bytes, and its parts one by one', async () => {
      await upload('heads/a b', [5 * MIB, 7]);
      const { etag } = await listed('heads/a b');
      expect(await s3.headObject({ from: subject.source, key: 'heads/a b', etag })).toMatchObject({
        etag,
        bytes: 5 * MIB + 7,
        parts: null,
        metadata: { origin: 'shop', note: expect.stringMatching(/^two +words$/) },
        contentHeaders: {
          'content-type': 'text/csv',
          'cache-control': 'max-age=60',
          'content-disposition': 'attachment; filename="a b.csv"',
          'content-language': 'de',
        },
      });
      const part = (number: number) => s3.headObject({ from: subject.source, key: 'heads/a b', part: number });
      expect([await part(1), await part(2)]).toMatchObject([
        { bytes: 5 * MIB, parts: 2, etag },
        { bytes: 7, parts: 2, etag },
      ]);
      expect(await refusal(s3.headObject({ from: subject.source, key: 'heads/none' }))).toMatchObject({ status: 404, code: 'NoSuchKey' });
      expect((await refusal(s3.headObject({ from: subject.source, key: 'heads/a b', etag: 'f'.repeat(32) }))).status).toBe(412);
      expect(await s3.getTags(subject.source, 'heads/a b')).toEqual(
        expect.arrayContaining([
          { key: 'a b', value: 'c+d' },
          { key: 'kind', value: 'order' },
        ]),
      );
    });

    it.each([
      ['equal parts', 'equal', [5 * MIB, 5 * MIB, 5 * MIB, 9]],
      ['parts that differ', 'differing/a+b', [6 * MIB, 5 * MIB, 7 * MIB]],
      ['one part', 'single', [5 * MIB + 1]],
    ])('a copy of %s keeps bytes, ETag, metadata, headers and tags, and leaves no upload', async (_what, key, sizes) => {
      const body = await upload(key, sizes);
      const { etag } = await listed(key);
      const made = await copy(key);
      const other = known.otherETagsOfCopiedParts === true;
      expect(made).toMatchObject({ outcome: 'copied', targetETag: other ? expect.stringMatching(/-\d$/) : etag, withoutTags: false });
      const targetETag = made.outcome === 'copied' ? made.targetETag : '';
      expect(targetETag === etag).toBe(!other);
      const at = { Bucket: subject.target.bucket, Key: `in/${key}` };
      const got = await subject.witness.send(new GetObjectCommand(at));
      expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
      expect(got.ETag).toBe(`"${targetETag}"`);
      const { ContentType, CacheControl, ContentDisposition, ContentEncoding, ContentLanguage } = got;
      expect({ ContentType, CacheControl, ContentDisposition, ContentEncoding, ContentLanguage }).toEqual({ ...said, Metadata: undefined });
      expect(got.Metadata).toMatchObject({ origin: 'shop' });
      const { TagSet = [] } = await subject.witness.send(new GetObjectTaggingCommand(at));
      expect(TagSet.map(({ Key, Value }) => `${Key}=${Value}`).toSorted()).toEqual(['a b=c+d', 'kind=order']);
      expect(await uploadsLeft()).toEqual([]);
    });

    it('a copy of an object in one piece is cut by our own size, its storage class as it was', async () => {
      const Body = Buffer.alloc(11 * MIB, PATTERN);
      await subject.witness.send(new PutObjectCommand({ Bucket: subject.source.bucket, Key: 'piece', Body, StorageClass: 'STANDARD_IA' }));
      expect(await copy('piece')).toMatchObject({ outcome: 'copied', targetETag: expect.stringMatching(/-3$/) });
      const got = await subject.witness.send(new GetObjectCommand({ Bucket: subject.target.bucket, Key: 'in/piece' }));
      expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(Body)).toBe(true);
      expect(got.StorageClass).toBe(known.storageClassOfCopies ?? 'STANDARD_IA');
    });

    it('a copy in parts is never put over something when nothing is to be overwritten', async () => {
      await upload('kept', [5 * MIB, 8]);
      await s3.putObject({ to: subject.target, key: 'in/kept', body: Buffer.from('theirs'), contentType: 'text/plain' });
      // What is there is looked at in a listing.
      if (known.doesNotEncode === true)
        expect(await refusal(copy('kept', { overwrite: 'never' }))).toMatchObject({ operation: 'ListObjectsV2', code: 'Unencoded' });
      else expect(await copy('kept', { overwrite: 'never' })).toMatchObject({ outcome: 'failed', code: 'exists' });
      expect((await s3.getObject(subject.target, 'in/kept'))?.body.toString()).toBe('theirs');
      expect(await uploadsLeft()).toEqual([]);
      expect(await copy('kept')).toMatchObject({ outcome: 'copied' });
      if (known.doesNotEncode === true) return;
      const same = known.otherETagsOfCopiedParts === true ? { outcome: 'failed', code: 'exists' } : { outcome: 'identical' };
      expect(await copy('kept', { overwrite: 'never' })).toMatchObject(same);
    });

    it('refuses a part of another object, one that is not there, an upload that is not, and a wrong sum', async () => {
      await upload('parts', [5 * MIB, 8]);
      const { etag } = await listed('parts');
      const begun = await s3.createUpload({
        ...{ to: subject.target, key: 'in/refused', storageClass: 'STANDARD', contentHeaders: {}, metadata: {}, tags: [] },
      });
      const source = { ...subject.source, key: 'parts', etag };
      const part = { upload: begun, source, part: 1, range: { first: 0, last: 5 * MIB - 1 } };
      expect(await refusal(s3.copyPart({ ...part, source: { ...source, etag: 'f'.repeat(32) } }))).toMatchObject({
        status: 412,
        code: 'PreconditionFailed',
      });
      expect(await refusal(s3.copyPart({ ...part, source: { ...source, key: 'none' } }))).toMatchObject({ status: 404, code: 'NoSuchKey' });
      expect((await refusal(s3.copyPart({ ...part, range: { first: 0, last: 5 * MIB + 8 } }))).status).toBe(known.beyondTheEnd ?? 400);
      const made = await s3.copyPart(part);
      const completed = s3.completeUpload({ upload: begun, etags: [made.etag], bytes: 5 * MIB + 1 });
      if (known.takesAnySize === true) expect((await completed).etag).toMatch(/-1$/);
      else {
        expect((await refusal(completed)).status).toBe(400);
        expect(await s3.abortUpload(begun)).toBe('aborted');
      }
      expect(await s3.abortUpload(begun)).toBe(known.abortingNothing ?? 'gone');
      expect(await refusal(s3.copyPart(part))).toMatchObject({ status: 404, code: 'NoSuchUpload' });
    });

    it('lists uploads that are under way, by prefix', async () => {
      const begin = (key: string) =>
        s3.createUpload({ to: subject.target, key, storageClass: 'STANDARD', contentHeaders: {}, metadata: {}, tags: [] });
      const begun = [await begin('sweep/a b+c'), await begin('sweep/a b+c'), await begin('sweep/é')];
      await begin('sweeper/1');
      const { next, uploads } = await s3.listUploads({ from: subject.target, prefix: 'sweep/' });
      expect(next).toBeNull();
      expect(uploads.map(({ key, uploadId }) => `${key} ${uploadId}`).toSorted()).toEqual(
        begun.map(({ key, uploadId }) => `${key.replaceAll('+', known.plusInUploads ?? '+')} ${uploadId}`).toSorted(),
      );
      for (const { initiated } of uploads) expect(Math.abs(Date.parse(initiated) - Date.now())).toBeLessThan(600_000);
    });
  });
}
