import type { IncomingHttpHeaders } from 'node:http';
import { operationOf } from './operations.ts';

/** One S3 request as the rules and the log see it. Keys are decoded; the raw target is what travels. */
export interface S3Request {
  readonly method: string;
  readonly operation: string;
  readonly bucket: string | null;
  readonly key: string | null;
  /** The prefix of a listing; null for everything else. */
  readonly prefix: string | null;
  readonly sourceBucket: string | null;
  readonly sourceKey: string | null;
  /** The access key id that signed; null when nobody did. */
  readonly principal: string | null;
}

interface Target {
  /** As it was sent, without scheme, host and query. */
  readonly path: string;
  readonly query: string;
}

const ABSOLUTE_FORM = /^https?:\/\/[^/?]*/i;

export function splitTarget(rawTarget: string): Target {
  const target = rawTarget.replace(ABSOLUTE_FORM, '');
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  return { path: path === '' ? '/' : path, query: mark === -1 ? '' : target.slice(mark + 1) };
}

/**
 * Percent-decoding of what Node read as latin1 (one character for each byte on the wire). A plus stays a plus: in an
 * S3 path and in a copy source it is a plus. Malformed escapes stay as they are.
 */
export function decodeWire(text: string): string {
  // oxlint-disable-next-line no-control-regex -- plain printable ASCII without a percent sign needs no work
  if (/^[\u0000-\u0024\u0026-\u007f]*$/.test(text)) return text;
  const bytes = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const pair = text.charCodeAt(at) === 0x25 ? text.slice(at + 1, at + 3) : '';
    if (/^[0-9a-fA-F]{2}$/.test(pair)) {
      bytes[length] = Number.parseInt(pair, 16);
      at += 2;
    } else {
      bytes[length] = text.charCodeAt(at) & 0xff;
    }
    length += 1;
  }
  return bytes.toString('utf8', 0, length);
}

/** Names and decoded values, in order. Query strings are form-encoded: there, a plus is a space. */
function queryPairs(query: string): readonly (readonly [string, string])[] {
  if (query === '') return [];
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      const name = equals === -1 ? part : part.slice(0, equals);
      const value = equals === -1 ? '' : part.slice(equals + 1);
      return [decodeWire(name), decodeWire(value.replaceAll('+', ' '))] as const;
    });
}

/** `/bucket/key` of a path or of x-amz-copy-source: ministack and S3 skip every leading slash before the bucket. */
function splitBucket(path: string): { readonly bucket: string | null; readonly key: string | null } {
  const bare = path.replace(/^\/+/, '');
  if (bare === '') return { bucket: null, key: null };
  const slash = bare.indexOf('/');
  if (slash === -1) return { bucket: decodeWire(bare), key: null };
  const key = decodeWire(bare.slice(slash + 1));
  return { bucket: decodeWire(bare.slice(0, slash)), key: key === '' ? null : key };
}

function copySourceOf(header: string | undefined): { readonly bucket: string | null; readonly key: string | null } {
  if (header === undefined || header === '') return { bucket: null, key: null };
  // A literal "?" begins versionId; one that belongs to the key arrives as %3F (API_CopyObject, CopySource).
  const plain = header.split('?', 1)[0] ?? '';
  // Some clients encode the slash between bucket and key as well.
  return splitBucket(plain.includes('/') ? plain : plain.replace(/%2F/i, '/'));
}

const single = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

interface Scope {
  readonly accessKeyId: string;
  readonly service: string;
}

/** The credential scope: `AKID/20260101/us-east-1/s3/aws4_request`, in the header or in a presigned query. */
function scopeOf(authorization: string | undefined, presigned: string | undefined): Scope | null {
  const credential = authorization === undefined ? presigned : /Credential=([^,\s]+)/.exec(authorization)?.[1];
  if (credential === undefined) return null;
  const parts = credential.split('/');
  const service = parts.at(-2);
  const accessKeyId = parts[0];
  return parts.length >= 4 && accessKeyId !== undefined && service !== undefined ? { accessKeyId, service } : null;
}

// Bucket naming rules: 3 to 63 of lower-case letters, digits, dots and hyphens (bucketnamingrules.html).
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
// Every path of S3 Control's API begins with its version (API_Operations_AWS_S3_Control); its scope is s3 as well.
const S3_CONTROL = /^\/v20180820\//;

/** The S3 request in this, or null when it is another service's: that one passes untouched and unlogged. */
export function readS3Request(method: string, rawTarget: string, headers: IncomingHttpHeaders): S3Request | null {
  const { path, query } = splitTarget(rawTarget);
  const pairs = queryPairs(query);
  const valueOf = (name: string) => pairs.find(([own]) => own === name)?.[1];
  const scope = scopeOf(headers.authorization, valueOf('X-Amz-Credential'));
  const place = splitBucket(path);
  if (scope === null ? !looksLikeAnonymousS3(headers, place.bucket, pairs) : scope.service !== 's3' || S3_CONTROL.test(path)) return null;
  const source = copySourceOf(single(headers['x-amz-copy-source']));
  const operation = operationOf({ method, ...place, queryNames: pairs.map(([name]) => name), copies: source.bucket !== null });
  return {
    method,
    operation,
    ...place,
    prefix: operation.startsWith('List') && place.bucket !== null && place.key === null ? (valueOf('prefix') ?? '') : null,
    sourceBucket: source.bucket,
    sourceKey: source.key,
    principal: scope?.accessKeyId ?? null,
  };
}

function looksLikeAnonymousS3(headers: IncomingHttpHeaders, bucket: string | null, pairs: readonly (readonly [string, string])[]): boolean {
  if (headers['x-amz-target'] !== undefined || bucket === null || !BUCKET_NAME.test(bucket)) return false;
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true) return false;
  return !pairs.some(([name]) => name === 'Action');
}
