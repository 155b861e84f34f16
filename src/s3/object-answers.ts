import { readErrorAnswer, unquotedEtag, type Reading } from './answer.ts';
import type { WireAnswer } from './http.ts';
import type { DeleteOutcome, PutInput, PutOutcome, StoredObject, StoredTail } from './types.ts';

/** What S3 answers about one object, read strictly: a body without its length or an object without its ETag is not one. */

export function refusal(answer: WireAnswer): Reading<never> {
  return { kind: 'error', error: readErrorAnswer(answer.status, answer.body) };
}

export function readGet(answer: WireAnswer): Reading<StoredObject | null> {
  if (answer.status !== 200) return nullWhenMissing(answer);
  // Without a length or chunks, a body ends where the connection does, be it whole or not.
  const etag = header(answer, 'etag');
  const framed = header(answer, 'content-length') !== undefined || header(answer, 'transfer-encoding') !== undefined;
  if (etag === undefined || !framed)
    return { kind: 'unreadable', code: 'Unreadable', why: `the object came without ${framed ? 'an ETag' : 'its length'}` };
  return { kind: 'read', value: { body: answer.body, etag: unquotedEtag(etag) } };
}

/** A range of nothing cannot be satisfied: that is how an object without a byte answers (RFC 9110, 15.5.17), or with "0--1/0". */
const RANGE_NOT_SATISFIABLE = 416;
const CONTENT_RANGE = /^bytes (\d+)-(-?\d+)\/(\d+)$/;

export function readTail(answer: WireAnswer, upToBytes: number): Reading<StoredTail | null> {
  const { body, status } = answer;
  if (status === RANGE_NOT_SATISFIABLE) return { kind: 'read', value: { body: Buffer.alloc(0), etag: '', size: 0, metadata: {} } };
  if (status === 200) {
    // The range was not minded, and this is all of it.
    const whole = readGet(answer);
    if (whole.kind !== 'read' || whole.value === null) return whole as Reading<null>;
    const tail = body.subarray(Math.max(0, body.length - upToBytes));
    return { kind: 'read', value: { body: tail, etag: whole.value.etag, size: body.length, metadata: metadataOf(answer) } };
  }
  if (status !== 206) return nullWhenMissing(answer);
  const etag = header(answer, 'etag');
  const [, first, last, total] = (CONTENT_RANGE.exec(header(answer, 'content-range') ?? '') ?? []).map(Number);
  if (etag === undefined || first === undefined || last === undefined || total === undefined)
    return { kind: 'unreadable', code: 'Unreadable', why: 'the end of the object came without its ETag or its place' };
  if (last !== total - 1 || body.length !== last - first + 1)
    return { kind: 'unreadable', code: 'Unreadable', why: `bytes ${first} to ${last} of ${total} were said, and ${body.length} came` };
  return { kind: 'read', value: { body, etag: unquotedEtag(etag), size: total, metadata: metadataOf(answer) } };
}

const METADATA = 'x-amz-meta-';

export function metadataOf(answer: WireAnswer): Record<string, string> {
  const names = Object.keys(answer.headers).filter((name) => name.startsWith(METADATA));
  return Object.fromEntries(names.map((name) => [name.slice(METADATA.length), header(answer, name) ?? '']));
}

/** Measured by ministack's authors in eu-west-1, and in userguide/conditional-deletes: 404 when nothing is there, 412 for another ETag. */
export function readDelete(answer: WireAnswer): Reading<DeleteOutcome> {
  if (answer.status === 204 || answer.status === 200) return { kind: 'read', value: 'deleted' };
  const error = readErrorAnswer(answer.status, answer.body);
  if (answer.status === 404 && error.code === 'NoSuchKey') return { kind: 'read', value: 'absent' };
  if (answer.status === 412 || (answer.status === 409 && error.code === 'ConditionalRequestConflict'))
    return { kind: 'read', value: 'changed' };
  return { kind: 'error', error };
}

/** `uncertain`: an earlier try may have been carried out although its answer was lost. */
export function readPut(answer: WireAnswer, input: PutInput, uncertain: boolean): Reading<PutOutcome | 'perhaps-ours'> {
  if (answer.status === 200) {
    const etag = header(answer, 'etag');
    if (etag === undefined) return { kind: 'unreadable', code: 'Unreadable', why: 'the object was taken without an ETag in the answer' };
    return { kind: 'read', value: { outcome: 'written', etag: unquotedEtag(etag) } };
  }
  const error = readErrorAnswer(answer.status, answer.body);
  const { condition } = input;
  const conflict =
    condition !== undefined &&
    (answer.status === 412 ||
      (answer.status === 409 && error.code === 'ConditionalRequestConflict') ||
      // If-Match on a key that is not there (API_PutObject).
      (answer.status === 404 && error.code === 'NoSuchKey' && 'etag' in condition));
  if (!conflict) return { kind: 'error', error };
  return { kind: 'read', value: uncertain ? 'perhaps-ours' : { outcome: 'conflict' } };
}

function nullWhenMissing(answer: WireAnswer): Reading<null> {
  const error = readErrorAnswer(answer.status, answer.body);
  return answer.status === 404 && error.code === 'NoSuchKey' ? { kind: 'read', value: null } : { kind: 'error', error };
}

export function header(answer: WireAnswer, name: string): string | undefined {
  return answer.headers[name];
}
