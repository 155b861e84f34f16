import { DEFAULT_OBJECT_POLICY, type ObjectPolicy } from '../../../src/contracts/objects.ts';
import { copyKey, keyRules } from '../../../src/copy/key.ts';
import { S3Error, type ListedObject, type Pacer, type S3ErrorFacts } from '../../../src/s3/types.ts';
import type { HeldObject } from '../../fakes/held.ts';
import { etagOf } from '../../fakes/memory-parts.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

export const MIB = 1024 ** 2;
export const OWNERS = { src: '111111111111', dst: '222222222222' };
export const PLACE = {
  source: { bucket: 'src', owner: '111111111111' },
  target: { bucket: 'dst', owner: '222222222222' },
  sourceKey: 'live/A/1',
  targetKey: 'copy/A/1',
};

/** Bytes that differ from part to part: the pattern's length fits into no part's. */
const PATTERN = Buffer.from(Array.from({ length: 9973 }, (_, at) => String(at).padStart(4, '0')).join(''));
export const bytes = (length: number): Buffer => Buffer.alloc(length, PATTERN);

export function aWorld(policy: Partial<ObjectPolicy> = {}, { wholeUpTo = 16 * MIB, pacer }: { wholeUpTo?: number; pacer?: Pacer } = {}) {
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

export const s3Error = (code: string, more: Partial<S3ErrorFacts> = {}) =>
  new S3Error({ operation: 'CopyObject', status: 403, code, message: code, requestId: 'r', bucket: 'dst', key: 'k', tries: 1, ...more });

/** Uploaded in parts of these sizes. */
export function uploaded(sizes: readonly number[]): { body: Buffer; facts: Partial<HeldObject> } {
  const body = bytes(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  const parts = sizes.map((size) => body.subarray(at, (at += size)));
  return { body, facts: { etag: etagOf(parts), partSizes: sizes } };
}
