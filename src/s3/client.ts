import type { Clock } from '../clock.ts';
import { MigrationError } from '../errors.ts';
import { readCopyAnswer, type ErrorWords, type Reading } from './answer.ts';
import { readListPage } from './list-page.ts';
import { createBucketCalls } from './bucket-calls.ts';
import { SILENCE_MS, type Call } from './call.ts';
import { createCopyHeads } from './copy-head.ts';
import { createTransport, headOf, type WireAnswer } from './http.ts';
import { createObjectCalls } from './object-calls.ts';
import { header, readDelete, readGet, readPut, readTail, refusal } from './object-answers.ts';
import {
  copyRequest,
  createPlaces,
  deleteRequest,
  getRequest,
  listRequest,
  putRequest,
  sha256Of,
  tailRequest,
  USER_AGENT,
  type Stamp,
} from './request.ts';
import { cureOf, FREE_REFRESHES, pauseMs, socketErrorLasts, TRIES, type Cure } from './retry.ts';
import { createAmzDate, createSigner, type Unsigned } from './sign.ts';
import { S3Error } from './types.ts';
import type {
  BucketRef,
  CopyAnswer,
  CredentialProvider,
  Credentials,
  ListPage,
  PutInput,
  PutOutcome,
  S3,
  S3Counters,
  StoredObject,
} from './types.ts';

export interface S3Options {
  readonly region: string;
  /** An S3 of one's own; null for AWS. */
  readonly endpoint: string | null;
  /** Absent: the bucket goes into the path at an endpoint of one's own, and into the host's name in AWS. */
  readonly pathStyle?: boolean | undefined;
  readonly credentials: CredentialProvider;
  readonly clock: Clock;
  /** 0 up to, not including, 1: the jitter of pauses. */
  readonly random: () => number;
  /** The bucket is one whose readers pay: every listing and reading of this client says that we do. */
  readonly requesterPays?: boolean | undefined;
  /** At most so many sockets to each host. */
  readonly connections: number;
}

interface Failure extends ErrorWords {
  readonly status: number;
  readonly cure: Cure;
  readonly dateHeader: string | undefined;
  readonly cause?: unknown;
}

export function createS3(options: S3Options): S3 {
  const { clock, random } = options;
  const placeOf = createPlaces(options.region, options.endpoint, options.pathStyle);
  const signer = createSigner(options.region);
  const copyHeads = createCopyHeads(signer);
  const amzDate = createAmzDate();
  const transport = createTransport({ connections: options.connections });
  const counters: S3Counters = { list: 0, copy: 0, get: 0, put: 0, delete: 0, retries: 0, slowDowns: 0 };
  const payer = options.requesterPays === true ? ({ requesterPays: true } as const) : undefined;
  const reading = (from: BucketRef): BucketRef => (payer === undefined ? from : { ...from, ...payer });
  let skewMs = 0;
  let closed = false;

  const send = (call: Call<unknown>, credentials: Credentials, signal: AbortSignal | undefined): Promise<WireAnswer> => {
    const place = placeOf(call.bucket);
    const stamp = { credentials, amzDate: amzDate(clock.now() + skewMs) };
    const { body } = call;
    const head = call.head?.(place, stamp) ?? signedHead(call.build(place, stamp), stamp, body);
    return transport.send({ origin: place.origin, head, body, silenceMs: SILENCE_MS[call.operation] }, signal);
  };

  const signedHead = (unsigned: Unsigned, { credentials, amzDate: date }: Stamp, body: Uint8Array | null): string => {
    const authorization = signer.authorization(unsigned, credentials, date);
    const path = unsigned.query === '' ? unsigned.path : `${unsigned.path}?${unsigned.query}`;
    const headers = [...unsigned.headers, 'authorization', authorization, 'user-agent', USER_AGENT];
    // A request that may have a body says that it has none (RFC 9110, 8.6).
    const bodyBytes = body?.length ?? (unsigned.method === 'PUT' || unsigned.method === 'POST' ? 0 : null);
    return headOf(unsigned.method, path, headers, bodyBytes);
  };

  /** Tries until the call is read, cannot heal, or has used up its tries. */
  const perform = async <T>(call: Call<T>, signal: AbortSignal | undefined): Promise<T> => {
    let failed = 0;
    let refreshes = 0;
    let uncertain = false;
    let refused: Credentials | undefined;
    for (;;) {
      signal?.throwIfAborted();
      const given = options.credentials(refused);
      const credentials = given instanceof Promise ? await given : given;
      const admitted = call.pacer?.admit(signal);
      if (admitted !== undefined) await admitted;
      const { pacer } = call;
      const sentAtMs = pacer === undefined ? 0 : clock.passed();
      let failure: Failure | null = null;
      let value: T | undefined;
      let thrown: unknown;
      try {
        const answer = await send(call, credentials, signal);
        const reading = call.read(answer, uncertain);
        if (reading.kind === 'read') value = reading.value;
        else failure = failureOf(answer, reading);
      } catch (error) {
        failure = unanswered(error);
        thrown = error;
      }
      // The one place at which the pacer hears of the try that it admitted, whatever became of it.
      pacer?.answered(failure === null ? 'ok' : failure.cure === 'slow-down' ? 'slow-down' : 'other', clock.passed() - sentAtMs);
      if (failure === null) return value as T;
      if (failure.status === 0) {
        if (signal?.aborted) throw signal.reason;
        // Not of the wire: a request that cannot be made, such as one for a key that is not Unicode.
        if (thrown instanceof MigrationError) throw thrown;
      }
      uncertain ||= failure.status === 0 || failure.status >= 500 || failure.status === 200;
      if (failure.cure === 'slow-down') counters.slowDowns += 1;

      let free = false;
      if (failure.cure === 'credentials') {
        free = refreshes < FREE_REFRESHES && !sameCredentials(credentials, refused);
        refreshes += 1;
        refused = credentials;
      } else if (failure.cure === 'clock') {
        const corrected = skewFrom(failure.dateHeader, clock.now());
        free = corrected !== null && Math.abs(corrected - skewMs) > 1000 && failed === 0;
        if (corrected !== null) skewMs = corrected;
      }
      if (!free) failed += 1;
      if (failure.cure === 'none' || failed >= TRIES || closed) throw rejection(call, failure, failed);
      counters.retries += 1;
      if (!free) await clock.sleep(pauseMs(failed, random), signal);
    }
  };

  const getObject = (from: BucketRef, key: string, signal?: AbortSignal): Promise<StoredObject | null> => {
    counters.get += 1;
    return perform<StoredObject | null>(
      {
        operation: 'GetObject',
        bucket: from.bucket,
        key,
        body: null,
        build: (place, stamp) => getRequest(place, reading(from), key, stamp),
        read: readGet,
      },
      signal,
    );
  };

  const putObject = async (input: PutInput, signal?: AbortSignal): Promise<PutOutcome> => {
    counters.put += 1;
    const bodySha256 = sha256Of(input.body);
    const outcome = await perform<PutOutcome | 'perhaps-ours'>(
      {
        operation: 'PutObject',
        bucket: input.to.bucket,
        key: input.key,
        body: input.body,
        build: (place, stamp) => putRequest(place, input, bodySha256, stamp),
        read: (answer, uncertain) => readPut(answer, input, uncertain),
      },
      signal,
    );
    if (outcome !== 'perhaps-ours') return outcome;
    // The condition fails on a repeated try when the first one was carried out and only its answer was lost.
    const stored = await getObject(input.to, input.key, signal);
    return stored !== null && stored.body.equals(input.body) ? { outcome: 'written', etag: stored.etag } : { outcome: 'conflict' };
  };

  return {
    ...createObjectCalls(perform, counters),
    ...createBucketCalls(perform, counters),
    counters,
    listPage: (input, signal) => {
      counters.list += 1;
      const call: Call<ListPage> = {
        operation: 'ListObjectsV2',
        bucket: input.from.bucket,
        key: input.prefix,
        body: null,
        build: (place, stamp) => listRequest(place, payer === undefined ? input : { ...input, from: reading(input.from) }, stamp),
        read: (answer) => (answer.status === 200 ? readListPage(answer.body, clock.now() + skewMs, answer) : refusal(answer)),
      };
      return perform(call, signal);
    },
    copyObject: (input, signal) => {
      counters.copy += 1;
      const call: Call<CopyAnswer> = {
        operation: 'CopyObject',
        bucket: input.target.bucket,
        key: input.target.key,
        sourceBucket: input.source.bucket,
        body: null,
        pacer: input.pacer,
        build: (place, stamp) => copyRequest(place, input, stamp),
        head: (place, { credentials, amzDate: date }) => copyHeads.of(place, input, credentials, date),
        read: (answer) => (answer.status === 200 ? readCopyAnswer(answer.body) : refusal(answer)),
      };
      return perform(call, signal);
    },
    getObject,
    getTail: (from, key, upToBytes, signal) => {
      counters.get += 1;
      const build: Call<unknown>['build'] = (place, stamp) => tailRequest(place, reading(from), key, upToBytes, stamp);
      const call = { operation: 'GetObject' as const, bucket: from.bucket, key, body: null, build };
      return perform({ ...call, read: (answer) => readTail(answer, upToBytes) }, signal);
    },
    putObject,
    deleteObject: (input, signal) => {
      counters.delete += 1;
      const build: Call<unknown>['build'] = (place, stamp) => deleteRequest(place, input, stamp);
      return perform({ operation: 'DeleteObject', bucket: input.from.bucket, key: input.key, body: null, build, read: readDelete }, signal);
    },
    close: async () => {
      closed = true;
      await transport.close();
    },
  };
}

function failureOf(answer: WireAnswer, reading: Exclude<Reading<unknown>, { kind: 'read' }>): Failure {
  const words =
    reading.kind === 'error'
      ? reading.error
      : { code: reading.code, message: reading.why, requestId: '', bucket: undefined, region: undefined, condition: undefined };
  return {
    ...words,
    requestId: words.requestId === '' ? (header(answer, 'x-amz-request-id') ?? '') : words.requestId,
    region: header(answer, 'x-amz-bucket-region') ?? words.region,
    status: answer.status,
    cure: cureOf(answer.status, words.code),
    dateHeader: header(answer, 'date'),
  };
}

function unanswered(thrown: unknown): Failure {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const message = error.message === '' ? code : error.message;
  const words = {
    code: 'NoAnswer',
    message: code === '' ? message : `${message} (${code})`,
    requestId: '',
    bucket: undefined,
    region: undefined,
    condition: undefined,
  };
  return { ...words, status: 0, cure: socketErrorLasts(code) ? 'none' : cureOf(0, 'NoAnswer'), dateHeader: undefined, cause: error };
}

function rejection(call: Call<unknown>, failure: Failure, tries: number): S3Error {
  return new S3Error({
    operation: call.operation,
    status: failure.status,
    code: failure.code,
    message: failure.message,
    requestId: failure.requestId,
    bucket: failure.bucket ?? call.bucket,
    key: call.key,
    tries,
    sourceBucket: call.sourceBucket,
    bucketRegion: failure.region,
    condition: failure.condition,
    cause: failure.cause,
  });
}

function sameCredentials(a: Credentials, b: Credentials | undefined): boolean {
  return b !== undefined && a.accessKeyId === b.accessKeyId && a.sessionToken === b.sessionToken;
}

/** How far S3's clock is ahead of ours, to the second; null when the answer does not say. */
function skewFrom(dateHeader: string | undefined, nowMs: number): number | null {
  const theirs = dateHeader === undefined ? Number.NaN : Date.parse(dateHeader);
  return Number.isNaN(theirs) ? null : theirs - nowMs;
}
