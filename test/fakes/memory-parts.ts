import { createHash } from 'node:crypto';
import type { ObjectCalls, Tag, UploadRef } from '../../src/s3/object-types.ts';
import type { S3Error } from '../../src/s3/types.ts';
import { type S3Counters } from '../../src/s3/types.ts';
import type { HeldObject } from './held.ts';

export interface MemoryUpload {
  readonly ref: UploadRef;
  readonly begun: Pick<HeldObject, 'contentHeaders' | 'metadata' | 'tags' | 'storageClass' | 'manner'>;
  readonly parts: Map<number, Buffer>;
  readonly initiated: string;
  readonly initiator: string;
}

interface Interruptible {
  readonly requests: { operation: string; bucket: string; key: string }[];
  before: (operation: string, bucket: string, key: string) => void | Promise<void>;
}

/** What the calls about one object need of the memory around them. */
interface Room {
  readonly memory: () => Interruptible;
  readonly counters: S3Counters;
  readonly open: (operation: string, bucket: string, owner: string | null, key?: string) => Map<string, HeldObject>;
  readonly no: (operation: string, status: number, code: string, bucket: string, key?: string) => S3Error;
}

const known = new WeakMap<Uint8Array, string>();

/** Remembered by the bytes' own object: a part is asked for its hash more than once. */
export function md5(body: Uint8Array): string {
  const hash = known.get(body) ?? createHash('md5').update(body).digest('hex');
  known.set(body, hash);
  return hash;
}

const slices = new WeakMap<Buffer, Map<string, Buffer>>();

/** The same slice of the same bytes is the same object, and its hash known. */
function sliceOf(body: Buffer, { first, last }: { readonly first: number; readonly last: number }): Buffer {
  const of = slices.get(body) ?? new Map<string, Buffer>();
  slices.set(body, of);
  const slice = of.get(`${first}-${last}`) ?? body.subarray(first, last + 1);
  of.set(`${first}-${last}`, slice);
  return slice;
}

/** The ETag that S3 gives an upload of these parts. */
export function etagOf(parts: readonly Buffer[]): string {
  return `${md5(Buffer.concat(parts.map((part) => Buffer.from(md5(part), 'hex'))))}-${parts.length}`;
}

/** Uploads in parts, heads and tags, as S3 has them: parts carry bytes only, sizes are not looked at (a test's objects are small). */
export function memoryParts({ memory, counters, open, no }: Room): ObjectCalls & { readonly uploads: Map<string, MemoryUpload> } {
  const uploads = new Map<string, MemoryUpload>();
  const ask = async (operation: string, bucket: string, key: string, signal: AbortSignal | undefined) => {
    signal?.throwIfAborted();
    await memory().before(operation, bucket, key);
    signal?.throwIfAborted();
    memory().requests.push({ operation, bucket, key });
  };
  const uploadOf = (operation: string, { key, to, uploadId }: UploadRef): MemoryUpload => {
    open(operation, to.bucket, to.owner, key);
    const found = uploads.get(uploadId);
    if (found === undefined || found.ref.key !== key) throw no(operation, 404, 'NoSuchUpload', to.bucket, key);
    return found;
  };
  return {
    uploads,
    headObject: async ({ etag, from, key, part }, signal) => {
      await ask('HeadObject', from.bucket, key, signal);
      counters.get += 1;
      const found = open('HeadObject', from.bucket, from.owner, key).get(key);
      if (found === undefined) throw no('HeadObject', 404, 'NoSuchKey', from.bucket, key);
      if (etag !== undefined && etag !== found.etag) throw no('HeadObject', 412, 'PreconditionFailed', from.bucket, key);
      const sizes = found.partSizes ?? null;
      if (part !== undefined && part > (sizes?.length ?? 1)) throw no('HeadObject', 416, 'InvalidPartNumber', from.bucket, key);
      return {
        etag: found.etag,
        bytes: part === undefined || sizes === null ? found.body.length : sizes[part - 1]!,
        storageClass: found.storageClass,
        contentHeaders: found.contentHeaders ?? {},
        metadata: found.metadata ?? {},
        missingMetadata: found.missingMetadata ?? 0,
        parts: part === undefined || sizes === null ? null : sizes.length,
        checksum: found.checksum ?? null,
        archiveStatus: found.archiveStatus ?? null,
      };
    },
    getTags: async (from, key, signal) => {
      await ask('GetObjectTagging', from.bucket, key, signal);
      counters.get += 1;
      const found = open('GetObjectTagging', from.bucket, from.owner, key).get(key);
      if (found === undefined) throw no('GetObjectTagging', 404, 'NoSuchKey', from.bucket, key);
      return found.tags ?? [];
    },
    createUpload: async ({ contentHeaders, key, manner, metadata, storageClass, tags, to }, signal) => {
      await ask('CreateMultipartUpload', to.bucket, key, signal);
      counters.put += 1;
      open('CreateMultipartUpload', to.bucket, to.owner, key);
      const ref = { to, key, uploadId: `upload-${uploads.size + 1}-${counters.put}` };
      const begun = { contentHeaders, metadata, tags: tags as readonly Tag[], storageClass, manner };
      uploads.set(ref.uploadId, { ref, begun, parts: new Map(), initiated: '2026-01-01T00:00:00.000Z', initiator: 'memory' });
      return ref;
    },
    copyPart: async ({ part, range, source, upload }, signal) => {
      await ask('UploadPartCopy', source.bucket, source.key, signal);
      counters.copy += 1;
      const found = uploadOf('UploadPartCopy', upload);
      const from = open('UploadPartCopy', source.bucket, source.owner, source.key).get(source.key);
      if (from === undefined) throw no('UploadPartCopy', 404, 'NoSuchKey', source.bucket, source.key);
      if (from.etag !== source.etag) throw no('UploadPartCopy', 412, 'PreconditionFailed', source.bucket, source.key);
      if (range !== null && (range.first > range.last || range.last >= from.body.length))
        throw no('UploadPartCopy', 400, 'InvalidArgument', source.bucket, source.key);
      const bytes = range === null ? from.body : sliceOf(from.body, range);
      found.parts.set(part, bytes);
      return { etag: md5(bytes) };
    },
    completeUpload: async ({ bytes, etags, ifAbsent, upload }, signal) => {
      const { bucket } = upload.to;
      await ask('CompleteMultipartUpload', bucket, upload.key, signal);
      counters.put += 1;
      const found = uploadOf('CompleteMultipartUpload', upload);
      const parts = etags.map((etag, at) => {
        const part = found.parts.get(at + 1);
        if (part === undefined || md5(part) !== etag) throw no('CompleteMultipartUpload', 400, 'InvalidPart', bucket, upload.key);
        return part;
      });
      const body = Buffer.concat(parts);
      if (body.length !== bytes) throw no('CompleteMultipartUpload', 400, 'InvalidRequest', bucket, upload.key);
      const objects = open('CompleteMultipartUpload', bucket, upload.to.owner, upload.key);
      if (ifAbsent === true && objects.has(upload.key)) throw no('CompleteMultipartUpload', 412, 'PreconditionFailed', bucket, upload.key);
      const made = {
        ...found.begun,
        body,
        etag: etagOf(parts),
        lastModified: '2026-01-01T00:00:00.000Z',
        partSizes: parts.map((one) => one.length),
      };
      objects.set(upload.key, made);
      uploads.delete(upload.uploadId);
      return { etag: made.etag, checksum: null, encryption: null };
    },
    abortUpload: async (upload, signal) => {
      await ask('AbortMultipartUpload', upload.to.bucket, upload.key, signal);
      counters.delete += 1;
      return uploads.delete(upload.uploadId) ? 'aborted' : 'gone';
    },
    listUploads: async ({ after, from, prefix }, signal) => {
      await ask('ListMultipartUploads', from.bucket, prefix, signal);
      counters.list += 1;
      open('ListMultipartUploads', from.bucket, from.owner);
      const all = [...uploads.values()]
        .filter(({ ref }) => ref.to.bucket === from.bucket && ref.key.startsWith(prefix))
        .map(({ initiated, initiator, ref }) => ({ key: ref.key, uploadId: ref.uploadId, initiated, initiator }))
        .toSorted((a, b) => (a.key === b.key ? compare(a.uploadId, b.uploadId) : compare(a.key, b.key)));
      const start =
        after === undefined
          ? 0
          : all.findIndex((one) => compare(one.key, after.key) > 0 || (one.key === after.key && compare(one.uploadId, after.uploadId) > 0));
      const page = start < 0 ? [] : all.slice(start, start + 2);
      const more = start >= 0 && start + page.length < all.length;
      return { uploads: page, next: more ? { key: page.at(-1)!.key, uploadId: page.at(-1)!.uploadId } : null };
    },
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
