import { createHash } from 'node:crypto';
import type { LifecycleRule, ObjectOwnership, Versioning } from '../../src/s3/bucket-types.ts';
import {
  S3Error,
  type BucketRef,
  type CopyInput,
  type ListPageInput,
  type PutInput,
  type S3,
  type S3Counters,
} from '../../src/s3/types.ts';
import { rowsOf } from './rows.ts';
import { isLocked, type HeldObject } from './held.ts';
import { memoryParts, type MemoryUpload } from './memory-parts.ts';

export type { HeldObject } from './held.ts';

/** What is not said of it is as in a bucket that was just made: no versions, no rules, and everything its owner's. */
interface MemoryBucket {
  owner: string;
  readonly objects: Map<string, HeldObject>;
  versioning?: Versioning;
  lifecycle?: readonly LifecycleRule[];
  ownership?: ObjectOwnership;
}

/** Buckets in memory that say no as S3 does: owners, conditions, pins, pages. `before` lets a test interfere with one call. */
export interface MemoryS3 extends S3 {
  readonly counters: S3Counters;
  readonly buckets: Map<string, MemoryBucket>;
  readonly requests: { operation: string; bucket: string; key: string }[];
  readonly uploads: Map<string, MemoryUpload>;
  before: (operation: string, bucket: string, key: string) => void | Promise<void>;
  /** A copy's ETag: the source's, or the MD5 where that was uploaded in parts. A bucket under KMS gives each another one. */
  copiedEtag: (source: HeldObject) => string;
  /** Keys of a page, at most: small ones make many pages of few keys. */
  pageKeys: number;
  put(bucket: string, key: string, body: string | Uint8Array, facts?: Partial<HeldObject>): void;
  remove(bucket: string, key: string): void;
  keys(bucket: string): string[];
}

export function memoryS3(owners: Readonly<Record<string, string>>): MemoryS3 {
  const buckets = new Map<string, MemoryBucket>(Object.entries(owners).map(([name, owner]) => [name, { owner, objects: new Map() }]));
  const requests: { operation: string; bucket: string; key: string }[] = [];
  const counters: S3Counters = { list: 0, copy: 0, get: 0, put: 0, delete: 0, retries: 0, slowDowns: 0 };
  const no = (operation: string, status: number, code: string, bucket: string, key = '') =>
    new S3Error({ operation, status, code, message: `${code} for ${bucket}/${key}`, requestId: 'memory', bucket, key, tries: 1 });
  const open = (operation: string, bucket: string, owner: string | null, key = '') => {
    const found = buckets.get(bucket);
    if (found === undefined) throw no(operation, 404, 'NoSuchBucket', bucket, key);
    if (owner !== null && found.owner !== owner) throw no(operation, 403, 'AccessDenied', bucket, key);
    return found.objects;
  };
  const settings = async (operation: string, of: BucketRef): Promise<MemoryBucket> => {
    await memory.before(operation, of.bucket, '');
    counters.get += 1;
    open(operation, of.bucket, of.owner);
    return buckets.get(of.bucket)!;
  };
  const memory: MemoryS3 = {
    ...memoryParts({ memory: () => memory, counters, open, no }),
    buckets,
    counters,
    requests,
    before: () => undefined,
    pageKeys: 1000,
    copiedEtag: ({ body, etag }) => (etag.includes('-') ? createHash('md5').update(body).digest('hex') : etag),
    put: (bucket, key, body, facts = {}) => {
      const bytes = Buffer.from(body);
      const held = {
        body: bytes,
        etag: createHash('md5').update(bytes).digest('hex'),
        lastModified: '2019-06-01T00:00:00.000Z',
        storageClass: 'STANDARD',
        ...facts,
      };
      buckets.get(bucket)!.objects.set(key, held);
    },
    remove: (bucket, key) => void buckets.get(bucket)!.objects.delete(key),
    keys: (bucket) => [...buckets.get(bucket)!.objects.keys()].toSorted(byBytes),
    versioning: async (of) => (await settings('versioning', of)).versioning ?? 'never',
    lifecycle: async (of) => (await settings('lifecycle', of)).lifecycle ?? [],
    ownership: async (of) => (await settings('ownership', of)).ownership ?? 'BucketOwnerEnforced',
    listPage: async (input: ListPageInput, signal) => {
      signal?.throwIfAborted();
      await memory.before('list', input.from.bucket, input.prefix);
      counters.list += 1;
      requests.push({ operation: 'list', bucket: input.from.bucket, key: input.prefix });
      const objects = open('list', input.from.bucket, input.from.owner);
      const after = input.continuation ?? input.startAfter;
      const matching = sortedKeys(objects).filter(
        (key) => key.startsWith(input.prefix) && (after === undefined || byBytes(key, after) > 0),
      );
      const page = matching.slice(0, Math.min(input.maxKeys ?? 1000, memory.pageKeys));
      const listed = page.map((key) => {
        const { body, etag, lastModified, storageClass, restored } = objects.get(key)!;
        const one = { key, size: body.length, etag, lastModified, storageClass };
        return restored === undefined ? one : { ...one, restored };
      });
      const continuation = page.length < matching.length ? page.at(-1)! : null;
      return listed.length === 0 ? { objects: listed, continuation } : { objects: listed, continuation, rows: rowsOf(listed) };
    },
    copyObject: async ({ source, target, storageClass, ifAbsent, label, manner }: CopyInput, signal) => {
      signal?.throwIfAborted();
      await memory.before('copy', source.bucket, source.key);
      counters.copy += 1;
      requests.push({ operation: 'copy', bucket: target.bucket, key: target.key });
      const from = open('copy', source.bucket, source.owner, source.key).get(source.key);
      if (from === undefined) throw no('copy', 404, 'NoSuchKey', source.bucket, source.key);
      if (from.etag !== source.etag) throw no('copy', 412, 'PreconditionFailed', source.bucket, source.key);
      if (isLocked(from)) throw no('copy', 403, 'InvalidObjectState', source.bucket, source.key);
      const etag = memory.copiedEtag(from);
      const to = open('copy', target.bucket, target.owner, target.key);
      if (ifAbsent === true && to.has(target.key)) throw no('copy', 412, 'PreconditionFailed', target.bucket, target.key);
      const { restored: _ofTheSource, ...carried } = from;
      to.set(target.key, {
        ...carried,
        ...(label === undefined ? {} : { metadata: label.metadata }),
        ...(manner === undefined ? {} : { manner }),
        ...(manner?.tags === 'drop' ? { tags: [] } : {}),
        etag,
        storageClass,
        lastModified: '2026-01-01T00:00:00.000Z',
      });
      return { etag, lastModified: '2026-01-01T00:00:00.000Z' };
    },
    getObject: async (from, key, signal) => {
      signal?.throwIfAborted();
      await memory.before('get', from.bucket, key);
      counters.get += 1;
      const found = open('get', from.bucket, from.owner, key).get(key);
      if (found !== undefined && isLocked(found)) throw no('get', 403, 'InvalidObjectState', from.bucket, key);
      return found === undefined ? null : { body: found.body, etag: found.etag };
    },
    getTail: async (from, key, upToBytes, signal) => {
      signal?.throwIfAborted();
      await memory.before('tail', from.bucket, key);
      counters.get += 1;
      const found = open('tail', from.bucket, from.owner, key).get(key);
      if (found === undefined) return null;
      const { body, etag, metadata = {} } = found;
      if (body.length === 0) return { body, etag: '', size: 0, metadata: {} };
      return { body: body.subarray(Math.max(0, body.length - upToBytes)), etag, size: body.length, metadata };
    },
    deleteObject: async ({ from, key, etag }, signal) => {
      signal?.throwIfAborted();
      await memory.before('delete', from.bucket, key);
      counters.delete += 1;
      requests.push({ operation: 'delete', bucket: from.bucket, key });
      const objects = open('delete', from.bucket, from.owner, key);
      const found = objects.get(key);
      if (found === undefined) return 'absent';
      if (found.etag !== etag) return 'changed';
      objects.delete(key);
      return 'deleted';
    },
    putObject: async ({ to, key, body, condition }: PutInput, signal) => {
      signal?.throwIfAborted();
      await memory.before('put', to.bucket, key);
      counters.put += 1;
      const objects = open('put', to.bucket, to.owner, key);
      const found = objects.get(key);
      if (condition !== undefined) {
        if ('absent' in condition && found !== undefined) return { outcome: 'conflict' };
        if ('etag' in condition && found?.etag !== condition.etag) return { outcome: 'conflict' };
      }
      const bytes = Buffer.from(body);
      const etag = createHash('md5').update(bytes).digest('hex');
      objects.set(key, { body: bytes, etag, lastModified: '2026-01-01T00:00:00.000Z', storageClass: 'STANDARD' });
      return { outcome: 'written', etag };
    },
    close: () => Promise.resolve(),
  };
  return memory;
}

/** Sorted once for as long as the keys stay the same: whoever lists small pages of many keys asks often. */
const sortedOnce = new WeakMap<Map<string, HeldObject>, readonly string[]>();

function sortedKeys(objects: Map<string, HeldObject>): readonly string[] {
  const known = sortedOnce.get(objects);
  if (known !== undefined && known.length === objects.size && known.every((key) => objects.has(key))) return known;
  const sorted = [...objects.keys()].toSorted(byBytes);
  sortedOnce.set(objects, sorted);
  return sorted;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
