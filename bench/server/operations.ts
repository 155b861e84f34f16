import { encodeKey, errorBody, head, refuse, XML_LEAD, xml, type Answer } from './answers.ts';
import { count, makeBuckets, presentIndex, secondOf, type Bucket } from './bucket.ts';
import type { WireRequest } from './http.ts';
import type { Ask } from './grants.ts';
import { etagAt, sizeAt } from './layout.ts';
import { badList, cutPage, list, readListQuery } from './listing.ts';
import { pageRenderer, type PageRenderer } from './page.ts';
import type { Use } from './partitions.ts';
import { seededRandom, type ServerPlan } from './plan.ts';
import { brokenCondition } from './store.ts';

/** What the server does with a request, and everything that it remembers. Time and the request are arguments. */
export interface S3 {
  readonly plan: ServerPlan;
  readonly buckets: ReadonlyMap<string, Bucket>;
  /** `granted`: what a model of partitions elsewhere says of it; absent: this one's own is asked. */
  answer(request: WireRequest, nowMs: number, granted?: boolean): Answer;
  /** What of a model of partitions the request needs; null: nothing. */
  askOf(request: WireRequest): Ask | null;
  /** Whether this one's own model grants it; null: there is no such bucket. */
  grant(ask: Ask, nowMs: number): boolean | null;
}

/** A key that no layout computes is written to the partition of the first key. */
const NO_INDEX = 0;

export function virtualS3(plan: ServerPlan): S3 {
  const buckets = makeBuckets(plan);
  const renderers = new Map<Bucket, PageRenderer>();
  for (const bucket of buckets.values()) if (bucket.scheme !== null) renderers.set(bucket, pageRenderer(bucket, bucket.scheme));
  const random = seededRandom(plan.faults.seed);
  const { faults } = plan;
  const hits = (probability: number): boolean => probability > 0 && random() < probability;

  const grantIn = ({ partitions }: Bucket, use: Use, index: number, nowMs: number): boolean =>
    partitions === null || partitions.ask(use, index, nowMs * plan.timeScale);
  const inOrder = [...buckets.values()];

  const answerIn = (bucket: Bucket, call: Call, nowMs: number, granted: boolean | undefined): Answer => {
    const { operation, request, key } = call;
    const refusal = (code: Parameters<typeof refuse>[0]): Answer =>
      refuse(code, `/${bucket.name}/${encodeKey(key)}`, nowMs, request.method === 'HEAD');
    count(bucket, operation);
    if (bucket.partitions !== null && !(granted ?? grantIn(bucket, useOf(operation), indexOf(bucket, call), nowMs))) {
      count(bucket, 'SlowDown');
      return refusal('SlowDown');
    }
    if (hits(faults.internalError)) {
      count(bucket, 'fault:internalError');
      return refusal('InternalError');
    }
    switch (operation) {
      case 'ListObjectsV2': {
        const query = readListQuery(call.query);
        if (query === null) return badList(`/${bucket.name}`, nowMs);
        const answer = list(bucket, renderers.get(bucket) ?? null, query, nowMs);
        if (!hits(faults.truncatedPage)) return answer;
        count(bucket, 'fault:truncatedPage');
        return cutPage(answer, nowMs, random());
      }
      case 'CopyObject': {
        if (hits(faults.errorInside)) {
          count(bucket, 'fault:errorInside');
          return xml(200, errorBody('InternalError', 'We encountered an internal error. Please try again.', key), nowMs);
        }
        return copy(buckets, bucket, call, nowMs, refusal);
      }
      case 'HeadObject':
      case 'GetObject':
        return get(bucket, call, nowMs, refusal);
      case 'GetObjectTagging':
        return etagOf(bucket, key) === undefined
          ? refusal('NoSuchKey')
          : xml(200, `${XML_LEAD}<Tagging><TagSet></TagSet></Tagging>`, nowMs);
      case 'PutObject': {
        const broken = brokenCondition(etagOf(bucket, key), request);
        if (broken !== null) return refusal(broken);
        const { etag } = bucket.store.put(key, request.body, request.kept, nowMs);
        return { parts: [head(200, 0, nowMs, `ETag: "${etag}"\r\n`)] };
      }
      case 'DeleteObject': {
        const broken = request.ifMatch === '' ? null : brokenCondition(etagOf(bucket, key), request);
        if (broken !== null) return refusal(broken);
        bucket.store.delete(key);
        return { parts: [`HTTP/1.1 204 No Content\r\nx-amz-request-id: 0\r\nServer: AmazonS3\r\n\r\n`] };
      }
      case 'HeadBucket':
        return { parts: [head(200, 0, nowMs, 'x-amz-bucket-region: us-east-1\r\n')] };
      case 'GetBucketLocation':
        return xml(200, `${XML_LEAD}<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></LocationConstraint>`, nowMs);
      default:
        return refusal('NotImplemented');
    }
  };

  return {
    plan,
    buckets,
    askOf(request) {
      const call = readCall(request);
      const bucket = call === null ? undefined : buckets.get(call.bucket);
      if (call === null || bucket === undefined || bucket.partitions === null) return null;
      return { use: useOf(call.operation), bucket: inOrder.indexOf(bucket), index: indexOf(bucket, call) };
    },
    grant({ use, bucket, index }, nowMs) {
      const asked = inOrder[bucket];
      return asked === undefined ? null : grantIn(asked, use, index, nowMs);
    },
    answer(request, nowMs, granted) {
      const call = readCall(request);
      if (call === null) return refuse('InvalidArgument', request.target, nowMs);
      if (call.bucket === '') return xml(200, bucketList(buckets), nowMs);
      const bucket = buckets.get(call.bucket);
      if (bucket === undefined) return refuse('NoSuchBucket', `/${call.bucket}`, nowMs, request.method === 'HEAD');
      const answer = answerIn(bucket, call, nowMs, granted);
      if (!hits(faults.reset)) return answer;
      count(bucket, 'fault:reset');
      answer.sent?.();
      return { parts: [], cut: true };
    },
  };
}

type Operation =
  | 'ListObjectsV2'
  | 'CopyObject'
  | 'HeadObject'
  | 'GetObject'
  | 'GetObjectTagging'
  | 'PutObject'
  | 'DeleteObject'
  | 'HeadBucket'
  | 'GetBucketLocation'
  | 'Unknown';

interface Call {
  readonly operation: Operation;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly request: WireRequest;
}

const NO_QUERY = new URLSearchParams();

/** null: a path that is not percent-encoded UTF-8. */
function readCall(request: WireRequest): Call | null {
  const { method, target } = request;
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const slash = path.indexOf('/', 1);
  const bucket = slash < 0 ? path.slice(1) : path.slice(1, slash);
  const key = slash < 0 ? '' : decoded(path.slice(slash + 1));
  if (key === null) return null;
  const query = mark < 0 || mark === target.length - 1 ? NO_QUERY : new URLSearchParams(target.slice(mark + 1));
  return { operation: operationOf(method, key, query, request.copySource), bucket, key, query, request };
}

function operationOf(method: string, key: string, query: URLSearchParams, copySource: string): Operation {
  if (query.has('uploads') || query.has('uploadId') || query.has('acl')) return 'Unknown';
  if (query.has('tagging')) return method === 'GET' ? 'GetObjectTagging' : 'Unknown';
  if (key === '') {
    if (method === 'HEAD') return 'HeadBucket';
    if (method !== 'GET') return 'Unknown';
    return query.has('location') ? 'GetBucketLocation' : query.get('list-type') === '2' ? 'ListObjectsV2' : 'Unknown';
  }
  if (method === 'PUT') return copySource === '' ? 'PutObject' : 'CopyObject';
  return method === 'GET' ? 'GetObject' : method === 'HEAD' ? 'HeadObject' : method === 'DELETE' ? 'DeleteObject' : 'Unknown';
}

function decoded(text: string): string | null {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

const useOf = (operation: Operation): Use =>
  operation === 'CopyObject' || operation === 'PutObject' || operation === 'DeleteObject' ? 'write' : 'read';

const indexOf = (bucket: Bucket, call: Call): number =>
  call.operation === 'ListObjectsV2' ? listedIndex(bucket, call) : Math.max(NO_INDEX, bucket.scheme?.indexOf(call.key) ?? NO_INDEX);

/** A list page is charged to the partition in which it begins. */
function listedIndex(bucket: Bucket, { query }: Call): number {
  const read = readListQuery(query);
  if (read === null || bucket.scheme === null) return NO_INDEX;
  const from = read.after > read.prefix ? read.after : read.prefix;
  return from === '' ? NO_INDEX : Math.min(bucket.scheme.firstFrom(from), bucket.scheme.layout.keys - 1);
}

function etagOf(bucket: Bucket, key: string): string | undefined {
  const stored = bucket.store.get(key);
  if (stored !== undefined) return stored.etag;
  const index = presentIndex(bucket, key);
  return index < 0 ? undefined : etagAt(index);
}

type Refusing = (code: Parameters<typeof refuse>[0]) => Answer;

function copy(buckets: ReadonlyMap<string, Bucket>, target: Bucket, { key, request }: Call, nowMs: number, refusal: Refusing): Answer {
  const named = decoded(request.copySource.startsWith('/') ? request.copySource.slice(1) : request.copySource);
  const slash = named?.indexOf('/') ?? -1;
  if (named === null || slash <= 0) return refusal('InvalidArgument');
  const source = buckets.get(named.slice(0, slash));
  if (source === undefined) return refusal('NoSuchBucket');
  const sourceKey = named.slice(slash + 1);
  const stored = source.store.get(sourceKey);
  const index = stored === undefined ? presentIndex(source, sourceKey) : -1;
  if (stored === undefined && index < 0) return refusal('NoSuchKey');
  const etag = stored?.etag ?? etagAt(index);
  if (request.copySourceIfMatch !== '' && request.copySourceIfMatch.replaceAll('"', '') !== etag) return refusal('PreconditionFailed');
  if (request.ifMatch !== '' || request.ifNoneMatch !== '') {
    const broken = brokenCondition(etagOf(target, key), request);
    if (broken !== null) return refusal(broken);
  }
  // The same layout lies below every bucket: a computed key copied to its own name is remembered by one bit.
  const targetIndex = sourceKey === key ? index : (target.scheme?.indexOf(key) ?? -1);
  if (targetIndex >= 0 && targetIndex === index && target.scheme !== null) {
    target.copied?.add(index);
    if (target.durable?.has(index) === true) count(target, 'copiedAgainThoughDurable');
    target.marks?.add(index);
  } else {
    target.store.put(key, stored?.body ?? Buffer.alloc(sizeAt(index)), stored?.headers ?? {}, nowMs);
  }
  return xml(
    200,
    `${XML_LEAD}<CopyObjectResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LastModified>2025-11-20T09:00:00.000Z</LastModified><ETag>&quot;${etag}&quot;</ETag></CopyObjectResult>`,
    nowMs,
  );
}

function get(bucket: Bucket, { key, request, operation }: Call, nowMs: number, refusal: Refusing): Answer {
  const stored = bucket.store.get(key);
  const index = stored === undefined ? presentIndex(bucket, key) : -1;
  if (stored === undefined && index < 0) return refusal('NoSuchKey');
  const etag = stored?.etag ?? etagAt(index);
  if (brokenCondition(etag, request) !== null) {
    if (request.ifNoneMatch !== '') return { parts: [head(304, 0, nowMs, `ETag: "${etag}"\r\n`)] };
    return refusal('PreconditionFailed');
  }
  const body = stored?.body ?? Buffer.alloc(sizeAt(index), 0x2e);
  const modified = new Date(stored?.modifiedMs ?? Date.parse(`${bucket.modifiedHour}00:00Z`) + secondOf(index) * 1000).toUTCString();
  const kept =
    stored === undefined
      ? ''
      : Object.entries(stored.headers)
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join('');
  const lead = `Last-Modified: ${modified}\r\nETag: "${etag}"\r\nAccept-Ranges: bytes\r\n${kept}`;
  const range = readRange(request.range, body.length);
  if (range === 'invalid') return refusal('InvalidRange');
  const asked = range === null ? body : body.subarray(range.from, range.to + 1);
  const more = range === null ? lead : `${lead}Content-Range: bytes ${range.from}-${range.to}/${body.length}\r\n`;
  const first = head(range === null ? 200 : 206, asked.length, nowMs, more);
  return { parts: operation === 'HeadObject' ? [first] : [first, asked] };
}

/** One range (RFC 9110, 14.1.2); null: none that we mind, so the whole. */
function readRange(text: string, bytes: number): { readonly from: number; readonly to: number } | null | 'invalid' {
  const found = /^bytes=(\d*)-(\d*)$/.exec(text);
  if (found === null || (found[1] === '' && found[2] === '')) return null;
  if (found[1] === '') {
    const suffix = Math.min(Number(found[2]), bytes);
    return suffix === 0 ? 'invalid' : { from: bytes - suffix, to: bytes - 1 };
  }
  const from = Number(found[1]);
  if (from >= bytes) return 'invalid';
  return { from, to: found[2] === '' ? bytes - 1 : Math.min(Number(found[2]), bytes - 1) };
}

function bucketList(buckets: ReadonlyMap<string, Bucket>): string {
  const entries = [...buckets.keys()].map(
    (name) => `<Bucket><Name>${name}</Name><CreationDate>2024-01-01T00:00:00.000Z</CreationDate></Bucket>`,
  );
  return `${XML_LEAD}<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>bench</ID></Owner><Buckets>${entries.join('')}</Buckets></ListAllMyBucketsResult>`;
}
