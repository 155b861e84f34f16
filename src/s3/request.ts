import { hash } from 'node:crypto';
import { MigrationError } from '../errors.ts';
import { encryptionAndAcl } from './manner.ts';
import { OPTIONAL_ATTRIBUTES } from './restore-status.ts';
import { EMPTY_SHA256, encodeKey, encodeQueryValue, type Method, type Unsigned } from './sign.ts';
import type { BucketRef, CopyInput, Credentials, DeleteInput, ListPageInput, PutInput } from './types.ts';

/** Where the requests for a bucket go. */
export interface Place {
  readonly origin: string;
  readonly host: string;
  /** Empty, or `/bucket` in path style. */
  readonly base: string;
}

/**
 * With an endpoint of one's own: path style there, unless it is asked not to. In AWS: the bucket's own host name, or path
 * style when the name has a dot, which the certificate for *.s3.<region>.amazonaws.com does not cover (AmazonS3 User
 * Guide, "Virtual hosting of buckets").
 * @throws MigrationError USAGE when the endpoint is not a bare http(s) origin, or one of Transfer Acceleration
 */
export function createPlaces(region: string, endpoint: string | null, pathStyle?: boolean): (bucket: string) => Place {
  const own = endpoint === null ? null : parseEndpoint(endpoint);
  const regional = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const known = new Map<string, Place>();
  const place = (bucket: string): Place => {
    if (own !== null && pathStyle !== false) return { origin: own.origin, host: own.host, base: `/${bucket}` };
    if (own !== null) return { origin: `${own.protocol}//${bucket}.${own.host}`, host: `${bucket}.${own.host}`, base: '' };
    if (pathStyle ?? bucket.includes('.')) return { origin: `https://${regional}`, host: regional, base: `/${bucket}` };
    return { origin: `https://${bucket}.${regional}`, host: `${bucket}.${regional}`, base: '' };
  };
  return (bucket) => {
    let found = known.get(bucket);
    if (found === undefined) known.set(bucket, (found = place(bucket)));
    return found;
  };
}

function parseEndpoint(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  const bare =
    url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  if (!bare) {
    throw new MigrationError('USAGE', `"${endpoint}" is not an S3 endpoint`, {
      next: 'Give scheme, host and port only, for example http://127.0.0.1:4566, or none for AWS.',
    });
  }
  // They answer a copy between regions with 400, and every other request as any endpoint does.
  if (/(?:^|\.)s3-accelerate\./.test(url.hostname)) {
    throw new MigrationError('USAGE', `"${endpoint}" is an endpoint of S3 Transfer Acceleration, which does not copy between regions`, {
      next: 'Give none: copies then go to the regional endpoint of the target bucket. The bytes stay within S3 either way.',
    });
  }
  return url;
}

export const USER_AGENT = 'bucket-brigade';

/** What the caller's identity and the moment add to a request. */
export interface Stamp {
  readonly credentials: Credentials;
  /** YYYYMMDDTHHMMSSZ */
  readonly amzDate: string;
}

export function listRequest(place: Place, input: ListPageInput, stamp: Stamp): Unsigned {
  let query = input.continuation === undefined ? '' : `continuation-token=${encodeQueryValue(input.continuation)}&`;
  query += `encoding-type=url&list-type=2&max-keys=${input.maxKeys ?? 1000}&prefix=${encodeQueryValue(input.prefix)}`;
  if (input.continuation === undefined && input.startAfter !== undefined) query += `&start-after=${encodeQueryValue(input.startAfter)}`;
  return bodiless('GET', place, `${place.base}/`, query, input.from, stamp, [], LIST_ATTRIBUTES);
}

export function getRequest(place: Place, from: BucketRef, key: string, stamp: Stamp): Unsigned {
  return bodiless('GET', place, `${place.base}/${encodeKey(key)}`, '', from, stamp);
}

/** The suffix form of a range: no need to know how long the object is (RFC 9110, 14.1.2). */
export function tailRequest(place: Place, from: BucketRef, key: string, upToBytes: number, stamp: Stamp): Unsigned {
  return bodiless('GET', place, `${place.base}/${encodeKey(key)}`, '', from, stamp, ['range', `bytes=-${upToBytes}`]);
}

/** Never without its condition, which general purpose buckets know since September 2025 (userguide/conditional-deletes). */
export function deleteRequest(place: Place, { from, key, etag }: DeleteInput, stamp: Stamp): Unsigned {
  return bodiless('DELETE', place, `${place.base}/${encodeKey(key)}`, '', from, stamp, ['if-match', `"${etag}"`]);
}

/** Signed, as every header that begins with x-amz- must be. */
const LIST_ATTRIBUTES = ['x-amz-optional-object-attributes', OPTIONAL_ATTRIBUTES];

/** `more` are headers whose names sort between `host` and `x-amz-`, `attributes` those between the owner's and the payer's. */
function bodiless(
  method: Method,
  place: Place,
  path: string,
  query: string,
  to: BucketRef,
  stamp: Stamp,
  more: readonly string[] = [],
  attributes: readonly string[] = [],
): Unsigned {
  const headers = ['host', place.host, ...more, 'x-amz-content-sha256', EMPTY_SHA256, 'x-amz-date', stamp.amzDate];
  pushOwner(headers, to);
  headers.push(...attributes);
  if (to.requesterPays === true) headers.push('x-amz-request-payer', 'requester');
  pushToken(headers, stamp.credentials);
  return { method, path, query, headers, payloadSha256: EMPTY_SHA256 };
}

/** One of the migration's millions: nothing but its keys, its ETag and its storage class is its own. `copy-head.ts` does these. */
export function isPlainCopy(input: CopyInput): boolean {
  return input.ifAbsent !== true && input.label === undefined && input.manner === undefined;
}

/**
 * Metadata and tags travel, said outright (a policy can then demand it); annotations do not: their default is COPY, which
 * needs two more permissions and bills each annotation as a PUT (API_CopyObject, x-amz-object-annotation-directive).
 */
export function copyRequest(place: Place, input: CopyInput, stamp: Stamp): Unsigned {
  const { source, target } = input;
  if (!isPlainCopy(input)) return particularCopyRequest(place, input, stamp);
  // prettier-ignore
  const headers = [
    'host', place.host,
    'x-amz-content-sha256', EMPTY_SHA256,
    'x-amz-copy-source', `${source.bucket}/${encodeKey(source.key)}`,
    'x-amz-copy-source-if-match', `"${source.etag}"`,
    'x-amz-date', stamp.amzDate,
  ];
  pushOwner(headers, target);
  headers.push('x-amz-metadata-directive', 'COPY', 'x-amz-object-annotation-directive', 'EXCLUDE');
  pushToken(headers, stamp.credentials);
  if (source.owner !== null) headers.push('x-amz-source-expected-bucket-owner', source.owner);
  headers.push('x-amz-storage-class', input.storageClass, 'x-amz-tagging-directive', 'COPY');
  return { method: 'PUT', path: `${place.base}/${encodeKey(target.key)}`, query: '', headers, payloadSha256: EMPTY_SHA256 };
}

/** A copy that is not S3's plain one: with a condition on the target, a label of its own, or another manner of writing. */
function particularCopyRequest(place: Place, { source, target, storageClass, ifAbsent, label, manner }: CopyInput, stamp: Stamp): Unsigned {
  const directive = label === undefined ? 'COPY' : 'REPLACE';
  const named: Record<string, string> = {
    ...encryptionAndAcl(manner),
    host: place.host,
    'x-amz-content-sha256': EMPTY_SHA256,
    'x-amz-copy-source': `${source.bucket}/${encodeKey(source.key)}`,
    'x-amz-copy-source-if-match': `"${source.etag}"`,
    'x-amz-date': stamp.amzDate,
    'x-amz-metadata-directive': directive,
    'x-amz-object-annotation-directive': manner?.annotations === 'copy' ? 'COPY' : 'EXCLUDE',
    'x-amz-storage-class': storageClass,
    'x-amz-tagging-directive': manner?.tags === 'drop' ? 'REPLACE' : directive,
  };
  if (target.owner !== null) named['x-amz-expected-bucket-owner'] = target.owner;
  if (source.owner !== null) named['x-amz-source-expected-bucket-owner'] = source.owner;
  if (manner?.requesterPays === true) named['x-amz-request-payer'] = 'requester';
  // API_CopyObject: since October 2025.
  if (ifAbsent === true) named['if-none-match'] = '*';
  if (label !== undefined) named['content-type'] = label.contentType;
  for (const [name, value] of Object.entries(label?.metadata ?? {})) named[`x-amz-meta-${name.toLowerCase()}`] = value;
  if (stamp.credentials.sessionToken !== undefined) named['x-amz-security-token'] = stamp.credentials.sessionToken;
  const headers = Object.keys(named)
    .toSorted()
    .flatMap((name) => [name, named[name]!]);
  return { method: 'PUT', path: `${place.base}/${encodeKey(target.key)}`, query: '', headers, payloadSha256: EMPTY_SHA256 };
}

/** `bodySha256` is taken once for all tries: see `sha256Of`. */
export function putRequest(place: Place, input: PutInput, bodySha256: string, stamp: Stamp): Unsigned {
  const headers = ['content-type', input.contentType, 'host', place.host];
  if (input.condition !== undefined) {
    if ('absent' in input.condition) headers.push('if-none-match', '*');
    else headers.push('if-match', `"${input.condition.etag}"`);
  }
  headers.push('x-amz-content-sha256', bodySha256, 'x-amz-date', stamp.amzDate);
  pushOwner(headers, input.to);
  pushToken(headers, stamp.credentials);
  return { method: 'PUT', path: `${place.base}/${encodeKey(input.key)}`, query: '', headers, payloadSha256: bodySha256 };
}

export function sha256Of(body: Uint8Array): string {
  return hash('sha256', body, 'hex');
}

function pushOwner(headers: string[], { owner }: BucketRef): void {
  if (owner !== null) headers.push('x-amz-expected-bucket-owner', owner);
}

function pushToken(headers: string[], credentials: Credentials): void {
  if (credentials.sessionToken !== undefined) headers.push('x-amz-security-token', credentials.sessionToken);
}
