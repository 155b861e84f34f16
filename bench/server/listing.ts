import { encodeKey, escapeXml, head, refuse, XML_LEAD, type Answer } from './answers.ts';
import { count, type Bucket } from './bucket.ts';
import { etagAt, sizeAt } from './layout.ts';
import { PAGE_KEYS_UP_TO, type LentPage, type PageRenderer } from './page.ts';
import { secondOf } from './bucket.ts';
import type { StoredObject } from './store.ts';

/** ListObjectsV2. A page of computed keys alone, without a delimiter, is patched into a template; all others are put together. */
export interface ListQuery {
  readonly prefix: string;
  readonly delimiter: string;
  /** Only what comes after it: a key, or everything below a common prefix. */
  readonly after: string;
  readonly token: string | null;
  readonly startAfter: string;
  readonly maxKeys: number;
  readonly encode: boolean;
}

/** Above every character that a key can hold, so that `common prefix + HIGHEST` is behind all of its keys. */
const HIGHEST = '\u{10FFFF}';

export function readListQuery(query: URLSearchParams): ListQuery | null {
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after') ?? '';
  const maxKeys = query.get('max-keys') === null ? PAGE_KEYS_UP_TO : Number(query.get('max-keys'));
  if (!Number.isInteger(maxKeys) || maxKeys < 0) return null;
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    after: token === null ? startAfter : Buffer.from(token, 'base64url').toString('utf8'),
    token,
    startAfter,
    maxKeys: Math.min(maxKeys, PAGE_KEYS_UP_TO),
    encode: query.get('encoding-type') === 'url',
  };
}

const tokenOf = (after: string): string => Buffer.from(after, 'utf8').toString('base64url');

export function list(bucket: Bucket, renderer: PageRenderer | null, query: ListQuery, nowMs: number): Answer {
  if (bucket.scheme !== null && renderer !== null && query.delimiter === '' && bucket.store.size === 0)
    return listComputed(bucket, renderer, query, nowMs);
  return listMixed(bucket, query, nowMs);
}

function listComputed(bucket: Bucket, renderer: PageRenderer, query: ListQuery, nowMs: number): Answer {
  const scheme = bucket.scheme!;
  const { marks, listed } = bucket;
  const begin = Math.max(query.after === '' ? 0 : scheme.firstAfter(query.after), query.prefix === '' ? 0 : scheme.firstFrom(query.prefix));
  const end = query.prefix === '' ? scheme.layout.keys : scheme.firstFrom(query.prefix + HIGHEST);
  const page: LentPage = renderer.lend();
  let keys = 0;
  let index = marks === null ? begin : marks.next(begin, end);
  let last = -1;
  while (index < end && keys < query.maxKeys) {
    page.put(keys, index);
    listed?.add(index);
    keys += 1;
    last = index;
    index = marks === null ? index + 1 : marks.next(index + 1, end);
  }
  count(bucket, 'listedKeys', keys);
  // Neither a page that follows another nor one of split's probes, which ask for a single key. A first look for whether there is little counts as well.
  if (query.token === null && query.maxKeys > 1) count(bucket, 'walksBegun');
  const next = index < end && last >= 0 ? scheme.keyAt(last) : null;
  const lead = XML_LEAD + openList(bucket, query, keys, next);
  const entriesBytes = keys * renderer.entryBytes;
  return {
    parts: [
      head(200, lead.length + entriesBytes + CLOSE.length, nowMs, 'Content-Type: application/xml\r\n') + lead,
      page.bytes.subarray(0, entriesBytes),
      CLOSE,
    ],
    sent: page.giveBack,
  };
}

const CLOSE = '</ListBucketResult>';

function openList(bucket: Bucket, query: ListQuery, keys: number, next: string | null): string {
  const text = (value: string): string => (query.encode ? encodeKey(value) : escapeXml(value));
  return (
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${bucket.name}</Name><Prefix>${text(query.prefix)}</Prefix>` +
    (query.startAfter === '' ? '' : `<StartAfter>${text(query.startAfter)}</StartAfter>`) +
    (query.token === null ? '' : `<ContinuationToken>${query.token}</ContinuationToken>`) +
    (next === null ? '' : `<NextContinuationToken>${tokenOf(next)}</NextContinuationToken>`) +
    `<KeyCount>${keys}</KeyCount><MaxKeys>${query.maxKeys}</MaxKeys>` +
    (query.delimiter === '' ? '' : `<Delimiter>${text(query.delimiter)}</Delimiter>`) +
    (query.encode ? '<EncodingType>url</EncodingType>' : '') +
    `<IsTruncated>${next !== null}</IsTruncated>`
  );
}

interface Entry {
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  readonly modified: string;
}

/** Computed and stored keys in step, with common prefixes stepped over at once. */
function listMixed(bucket: Bucket, query: ListQuery, nowMs: number): Answer {
  const text = (value: string): string => (query.encode ? encodeKey(value) : escapeXml(value));
  const contents: string[] = [];
  const prefixes: string[] = [];
  let after = query.after;
  let truncated = false;
  for (;;) {
    const entry = firstBehind(bucket, after, query.prefix);
    if (entry === null) break;
    if (contents.length + prefixes.length >= query.maxKeys) {
      truncated = query.maxKeys > 0;
      break;
    }
    const cut = query.delimiter === '' ? -1 : entry.key.indexOf(query.delimiter, query.prefix.length);
    if (cut >= 0) {
      const common = entry.key.slice(0, cut + query.delimiter.length);
      prefixes.push(`<CommonPrefixes><Prefix>${text(common)}</Prefix></CommonPrefixes>`);
      after = common + HIGHEST;
    } else {
      contents.push(
        `<Contents><Key>${text(entry.key)}</Key><LastModified>${entry.modified}</LastModified><ETag>&quot;${entry.etag}&quot;</ETag><Size>${entry.size}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
      );
      after = entry.key;
    }
  }
  count(bucket, 'listedKeys', contents.length);
  const body =
    XML_LEAD +
    openList(bucket, query, contents.length + prefixes.length, truncated ? after : null) +
    contents.join('') +
    prefixes.join('') +
    CLOSE;
  return { parts: [head(200, body.length, nowMs, 'Content-Type: application/xml\r\n') + body] };
}

function firstBehind(bucket: Bucket, after: string, prefix: string): Entry | null {
  const stored = firstStored(bucket, after, prefix);
  const index = firstComputed(bucket, after, prefix);
  const computed = index < 0 ? null : bucket.scheme!.keyAt(index);
  if (computed !== null && (stored === null || isBefore(computed, stored.key))) {
    bucket.listed?.add(index);
    const second = secondOf(index);
    const two = (value: number): string => String(value).padStart(2, '0');
    return {
      key: computed,
      etag: etagAt(index),
      size: sizeAt(index),
      modified: `${bucket.modifiedHour}${two(Math.floor(second / 60))}:${two(second % 60)}.000Z`,
    };
  }
  return stored === null
    ? null
    : { key: stored.key, etag: stored.etag, size: stored.body.length, modified: new Date(stored.modifiedMs).toISOString() };
}

const isBefore = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;

function firstStored({ store }: Bucket, after: string, prefix: string): StoredObject | null {
  const objects = store.sorted();
  let low = 0;
  let high = objects.length;
  const from = after < prefix ? prefix : after;
  const inclusive = after < prefix || after === '';
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = Buffer.compare(Buffer.from(objects[middle]!.key), Buffer.from(from));
    if (order < 0 || (order === 0 && !inclusive)) low = middle + 1;
    else high = middle;
  }
  const found = objects[low];
  return found !== undefined && found.key.startsWith(prefix) ? found : null;
}

function firstComputed({ scheme, marks }: Bucket, after: string, prefix: string): number {
  if (scheme === null) return -1;
  const begin = Math.max(after === '' ? 0 : scheme.firstAfter(after), prefix === '' ? 0 : scheme.firstFrom(prefix));
  const end = prefix === '' ? scheme.layout.keys : scheme.firstFrom(prefix + HIGHEST);
  const index = marks === null ? begin : marks.next(begin, end);
  return index < end ? index : -1;
}

/** A page that ends in its middle, although its length is kept to: as a broken proxy leaves it. */
export function cutPage(answer: Answer, nowMs: number, share: number): Answer {
  const whole = Buffer.concat(answer.parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
  const body = whole.subarray(whole.indexOf('\r\n\r\n') + 4);
  answer.sent?.();
  const kept = body.subarray(0, Math.floor(body.length * share));
  return { parts: [head(200, kept.length, nowMs, 'Content-Type: application/xml\r\n'), kept] };
}

export const badList = (resource: string, nowMs: number): Answer => refuse('InvalidArgument', resource, nowMs);
