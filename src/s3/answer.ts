import type { CopyAnswer } from './types.ts';
import { enterRoot, readLeaves, textOf, unescapeXml, unquoted, type Root } from './xml.ts';

/** What an answer of S3 turned out to be. Only a whole result counts as one, whatever its status says. */
export type Reading<T> =
  | { readonly kind: 'read'; readonly value: T }
  /** S3 said that it failed, inside an answer with status 200. */
  | { readonly kind: 'error'; readonly error: ErrorWords }
  /** Nothing that can be believed. `Unencoded`: the server does not do encoding-type=url. */
  | { readonly kind: 'unreadable'; readonly code: 'Unreadable' | 'Unencoded'; readonly why: string };

export interface ErrorWords {
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  readonly bucket: string | undefined;
  /** The region that the bucket is in, when the answer tells it. */
  readonly region: string | undefined;
  /** Which condition did not hold, when a 412 tells it: `If-None-Match`, `x-amz-copy-source-If-Match`. */
  readonly condition: string | undefined;
}

/** A 200 may hold an error, or white space sent to keep the line open and then nothing (API_CopyObject): only the result element counts. */
export function readCopyAnswer(body: Buffer): Reading<CopyAnswer> {
  const text = textOf(body);
  const root = enterRoot(text);
  if (root === null) return unreadable('the copy was answered without a result');
  if (root.name === 'Error') return errorInside(text, root);
  if (root.name !== 'CopyObjectResult') return unreadable(`the answer is a ${root.name}, not a CopyObjectResult`);
  const leaves = readLeaves(text, root);
  if (leaves === null) return unreadable('the result of the copy ends early');
  const { ETag, LastModified } = leaves;
  if (ETag === undefined || LastModified === undefined)
    return unreadable(`the result of the copy has no ${ETag === undefined ? 'ETag' : 'LastModified'}`);
  return { kind: 'read', value: { etag: unquoted(ETag, 0, ETag.length), lastModified: LastModified } };
}

/** The words of an answer that is not a success; a body that is no error document (a load balancer's page) leaves only the status. */
export function readErrorAnswer(status: number, body: Buffer): ErrorWords {
  const text = textOf(body);
  const root = enterRoot(text);
  const leaves = root?.name === 'Error' ? readLeaves(text, root) : null;
  return leaves === null
    ? {
        code: `Http${status}`,
        message: `HTTP status ${status} without an explanation`,
        requestId: '',
        bucket: undefined,
        region: undefined,
        condition: undefined,
      }
    : errorWords(leaves);
}

/** An ETag as a header or an element gives it, without its quotes. */
export function unquotedEtag(etag: string): string {
  return unquoted(etag, 0, etag.length);
}

export function errorInside(text: string, root: Root): Reading<never> {
  const leaves = readLeaves(text, root);
  return leaves === null ? unreadable('the error inside the answer ends early') : { kind: 'error', error: errorWords(leaves) };
}

// Only these leaves: an error document may also hold the access key, the string to sign, even the session token.
function errorWords(leaves: Readonly<Record<string, string>>): ErrorWords {
  const { Code, Message, RequestId, BucketName, Region, Condition } = leaves;
  return {
    code: unescapeXml(Code ?? 'Unreadable'),
    message: unescapeXml(Message ?? 'S3 gave no message'),
    requestId: RequestId ?? '',
    bucket: BucketName,
    region: Region,
    condition: Condition,
  };
}

export function unreadable(why: string): Reading<never> {
  return { kind: 'unreadable', code: 'Unreadable', why };
}

export function unencoded(why: string): Reading<never> {
  return { kind: 'unreadable', code: 'Unencoded', why };
}
