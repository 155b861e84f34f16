import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock, type Clock } from '../../../src/clock.ts';
import { createS3 } from '../../../src/s3/client.ts';
import { BASE_MS, CAP_MS, FREE_REFRESHES, TRIES } from '../../../src/s3/retry.ts';
import { S3Error, type CopyInput, type CredentialProvider, type Credentials, type Pacer, type S3 } from '../../../src/s3/types.ts';
import { answer, copied, cutShort, error, faultServer, reset, silence, type Deed, type FaultServer } from './fault-server.ts';

const START = Date.parse('2026-11-22T10:00:00Z');
const WHO: Credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret-words' };
const FROM = { bucket: 'src', owner: '111111111111' };
const TO = { bucket: 'dst', owner: '222222222222' };
const COPY: CopyInput = {
  source: { ...FROM, key: 'a/../b//c d', etag: 'e1-2' },
  target: { ...TO, key: 'a/../b//c d' },
  storageClass: 'STANDARD_IA',
};

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

interface Stage {
  readonly s3: S3;
  readonly server: FaultServer;
  readonly pauses: number[];
}

async function stage(
  deeds: readonly Deed[],
  how: { credentials?: CredentialProvider; clock?: Clock; connections?: number; random?: () => number; requesterPays?: boolean } = {},
): Promise<Stage> {
  const server = await faultServer(...deeds);
  const pauses: number[] = [];
  const clock: Clock = { now: () => START, passed: () => START, sleep: (milliseconds) => (pauses.push(milliseconds), Promise.resolve()) };
  const s3 = createS3({
    region: 'us-east-2',
    endpoint: server.endpoint,
    credentials: how.credentials ?? (() => WHO),
    clock: how.clock ?? clock,
    random: how.random ?? (() => 0.5),
    connections: how.connections ?? 4,
    requesterPays: how.requesterPays,
  });
  ends.push(
    () => s3.close(),
    () => server.close(),
  );
  return { s3, server, pauses };
}

const refusal = async (promise: Promise<unknown>): Promise<S3Error> => {
  const thrown: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof S3Error)) throw new Error(`expected an S3Error, got ${String(thrown)}`);
  return thrown;
};

describe('a copy on the wire', () => {
  it('is one request with the path as it is, pinned, owners on both sides, and every directive said', async () => {
    const { s3, server } = await stage([copied('t1')]);
    expect(await s3.copyObject(COPY)).toEqual({ etag: 't1', lastModified: '2026-01-01T00:00:00.000Z' });
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]).toMatchObject({
      method: 'PUT',
      path: '/dst/a/../b//c%20d',
      headers: {
        'content-length': '0',
        'x-amz-copy-source': 'src/a/../b//c%20d',
        'x-amz-copy-source-if-match': '"e1-2"',
        'x-amz-date': '20261122T100000Z',
        'x-amz-expected-bucket-owner': '222222222222',
        'x-amz-metadata-directive': 'COPY',
        'x-amz-object-annotation-directive': 'EXCLUDE',
        'x-amz-source-expected-bucket-owner': '111111111111',
        'x-amz-storage-class': 'STANDARD_IA',
        'x-amz-tagging-directive': 'COPY',
      },
    });
    expect(server.seen[0]?.headers['x-amz-security-token']).toBeUndefined();
    expect(s3.counters).toEqual({ list: 0, copy: 1, get: 0, put: 0, delete: 0, retries: 0, slowDowns: 0 });
  });

  it('carries the session token of credentials that have one', async () => {
    const { s3, server } = await stage([copied()], { credentials: () => Promise.resolve({ ...WHO, sessionToken: 'tok/en+=' }) });
    await s3.copyObject(COPY);
    expect(server.seen[0]?.headers).toMatchObject({
      'x-amz-security-token': 'tok/en+=',
      authorization: expect.stringContaining('x-amz-security-token'),
    });
  });
});

/** S3 sends its head and spaces while it works, and what became of the copy at the end (API_CopyObject). */
function keptOpen(end: string): Deed {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.write(' ');
    setTimeout(() => response.write('\n '), 5);
    setTimeout(() => response.end(end), 10);
  };
}

describe('what heals is tried again (traps 1 and 3)', () => {
  const healing: readonly [string, Deed, number][] = [
    ['503 SlowDown', error(503, 'SlowDown'), 1],
    ['503 of a load balancer', answer(503, '<html>busy</html>'), 1],
    ['429', answer(429), 1],
    ['500 InternalError', error(500, 'InternalError'), 0],
    ['502 without a body', answer(502), 0],
    ['400 RequestTimeout', error(400, 'RequestTimeout'), 0],
    ['400 from an overloaded KMS', error(400, 'KMS.ThrottlingException'), 1],
    ['an InternalError inside a 200', error(200, 'InternalError'), 0],
    ['a SlowDown inside a 200', error(200, 'SlowDown'), 1],
    ['an unknown error inside a 200', error(200, 'SomethingNew'), 0],
    ['a 200 without a result', answer(200, ''), 0],
    ['a 200 of white space', answer(200, '   \n  '), 0],
    [
      'white space that keeps the line open, then an InternalError',
      keptOpen('<Error><Code>InternalError</Code><Message>m</Message></Error>'),
      0,
    ],
    ['white space that keeps the line open, then a SlowDown', keptOpen('<?xml version="1.0"?>\n<Error><Code>SlowDown</Code></Error>'), 1],
    ['white space that keeps the line open, then nothing', keptOpen(''), 0],
    ['a 200 cut short', cutShort('<CopyObjectResult><ETag>'), 0],
    ['a 200 that ends early', answer(200, '<CopyObjectResult><ETag>&quot;x&quot;</ETag>'), 0],
    ['a connection reset', reset, 0],
  ];
  it.each(healing)('%s', async (_name, deed, slowDowns) => {
    const { s3, server, pauses } = await stage([deed, deed, copied('good')]);
    expect((await s3.copyObject(COPY)).etag).toBe('good');
    expect(server.seen).toHaveLength(3);
    expect(pauses).toEqual([25, 50]);
    expect(s3.counters).toMatchObject({ copy: 1, retries: 2, slowDowns: 2 * slowDowns });
  });

  it('at least ten times, with full jitter under a growing and then flat bound, and then it is said', async () => {
    expect(TRIES).toBeGreaterThanOrEqual(10);
    const { s3, server, pauses } = await stage([error(503, 'SlowDown', 'Please reduce your request rate.')], { random: () => 0.999 });
    const thrown = await refusal(s3.copyObject(COPY));
    expect(thrown).toMatchObject({
      operation: 'CopyObject',
      status: 503,
      code: 'SlowDown',
      message: 'Please reduce your request rate.',
      requestId: 'REQ1',
      bucket: 'dst',
      sourceBucket: 'src',
      key: COPY.target.key,
      tries: TRIES,
    });
    expect(server.seen).toHaveLength(TRIES);
    expect(pauses).toEqual(Array.from({ length: TRIES - 1 }, (_, i) => Math.floor(0.999 * Math.min(CAP_MS, BASE_MS * 2 ** i))));
    expect(s3.counters).toMatchObject({ copy: 1, retries: TRIES - 1, slowDowns: TRIES });
  });

  it('so is a server that is not there, and the refusal says what the socket met', async () => {
    const { s3, server } = await stage([copied()]);
    await server.close();
    expect(await refusal(s3.copyObject(COPY))).toMatchObject({
      status: 0,
      code: 'NoAnswer',
      message: expect.stringContaining('ECONNREFUSED'),
      tries: TRIES,
    });
  });

  it('a list page cut short, repeated by a 200 with an error, then whole (trap 2)', async () => {
    const page =
      '<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated><Contents><Key>p/k+k</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>3</Size><StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>';
    const { s3, server } = await stage([
      cutShort(page.slice(0, -20)),
      answer(200, page.slice(0, -20)),
      error(200, 'InternalError'),
      answer(200, page),
    ]);
    expect(await s3.listPage({ from: FROM, prefix: 'p/', startAfter: 'p/a b' })).toEqual({
      objects: [{ key: 'p/k k', size: 3, etag: 'e', lastModified: '2026-01-01T00:00:00.000Z', storageClass: 'STANDARD' }],
      continuation: null,
    });
    for (const { path } of server.seen)
      expect(path).toBe('/src/?encoding-type=url&list-type=2&max-keys=1000&prefix=p%2F&start-after=p%2Fa%20b');
    expect(s3.counters).toMatchObject({ list: 1, retries: 3 });
  });
});

describe('what does not heal is said at once (trap 3)', () => {
  const lasting: readonly [string, Deed, Partial<S3Error>][] = [
    ['403 AccessDenied', error(403, 'AccessDenied', 'Access Denied'), { status: 403, code: 'AccessDenied' }],
    [
      '403 of a VPC endpoint',
      error(403, 'AccessDenied', 'VPC endpoints do not support cross-region requests'),
      { status: 403, code: 'AccessDenied' },
    ],
    ['403 SignatureDoesNotMatch', error(403, 'SignatureDoesNotMatch'), { status: 403, code: 'SignatureDoesNotMatch' }],
    ['412: the source changed', error(412, 'PreconditionFailed'), { status: 412, code: 'PreconditionFailed' }],
    ['404 NoSuchKey: the source is gone', error(404, 'NoSuchKey'), { status: 404, code: 'NoSuchKey' }],
    [
      '404 NoSuchBucket, which names the bucket',
      error(404, 'NoSuchBucket', 'no', '<BucketName>src</BucketName>'),
      { status: 404, code: 'NoSuchBucket', bucket: 'src' },
    ],
    ['403 InvalidObjectState: archived', error(403, 'InvalidObjectState'), { status: 403, code: 'InvalidObjectState' }],
    ['400 InvalidRequest: too large to copy', error(400, 'InvalidRequest'), { status: 400, code: 'InvalidRequest' }],
    ['an AccessDenied inside a 200', error(200, 'AccessDenied'), { status: 200, code: 'AccessDenied' }],
    [
      'a 301 to another region',
      answer(301, '<Error><Code>PermanentRedirect</Code><Message>m</Message></Error>', { 'x-amz-bucket-region': 'eu-west-1' }),
      { status: 301, code: 'PermanentRedirect', bucketRegion: 'eu-west-1' },
    ],
    ['a 501', error(501, 'NotImplemented'), { status: 501, code: 'NotImplemented' }],
  ];
  it.each(lasting)('%s', async (_name, deed, facts) => {
    const { s3, server, pauses } = await stage([deed]);
    expect(await refusal(s3.copyObject(COPY))).toMatchObject({ ...facts, requestId: 'REQ1', tries: 1 });
    expect(server.seen).toHaveLength(1);
    expect(pauses).toEqual([]);
    expect(s3.counters.retries).toBe(0);
  });

  it('a server that does not encode keys', async () => {
    const { s3, server } = await stage([answer(200, '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>')]);
    expect(await refusal(s3.listPage({ from: FROM, prefix: '' }))).toMatchObject({ code: 'Unencoded', tries: 1 });
    expect(server.seen).toHaveLength(1);
  });
});

describe('credentials that end on the way (trap 34)', () => {
  const named = (accessKeyId: string): Credentials => ({ ...WHO, accessKeyId, sessionToken: `token of ${accessKeyId}` });

  it('are replaced without burning a try or a pause; the provider hears which were refused', async () => {
    const asked: (string | undefined)[] = [];
    const credentials: CredentialProvider = (refused) => {
      asked.push(refused?.accessKeyId);
      return refused === undefined ? named('OLD') : named('NEW');
    };
    const { s3, server, pauses } = await stage([error(400, 'ExpiredToken'), copied()], { credentials });
    await s3.copyObject(COPY);
    expect(asked).toEqual([undefined, 'OLD']);
    expect(pauses).toEqual([]);
    expect(server.seen.map(({ headers }) => headers['x-amz-security-token'])).toEqual(['token of OLD', 'token of NEW']);
    expect(s3.counters).toMatchObject({ copy: 1, retries: 1 });
  });

  it('leave all tries to what comes after them', async () => {
    let made = 0;
    const { s3, server } = await stage([error(400, 'ExpiredToken'), error(400, 'ExpiredToken'), error(500, 'InternalError')], {
      credentials: () => named(`K${(made += 1)}`),
    });
    expect(await refusal(s3.copyObject(COPY))).toMatchObject({ code: 'InternalError', tries: TRIES });
    expect(server.seen).toHaveLength(TRIES + 2);
  });

  it('cost tries when the provider gives the same again, or new ones for ever', async () => {
    const same = await stage([error(400, 'ExpiredToken')]);
    expect(await refusal(same.s3.copyObject(COPY))).toMatchObject({ code: 'ExpiredToken', tries: TRIES });
    expect(same.server.seen).toHaveLength(TRIES + 1);
    let made = 0;
    const forever = await stage([error(400, 'ExpiredToken')], { credentials: () => named(`K${(made += 1)}`) });
    expect(await refusal(forever.s3.copyObject(COPY))).toMatchObject({ code: 'ExpiredToken', tries: TRIES });
    expect(forever.server.seen).toHaveLength(TRIES + FREE_REFRESHES);
  });

  it('that cannot be had at all reject with the words of their provider', async () => {
    const { s3, server } = await stage([copied()], { credentials: () => Promise.reject(new Error('no role')) });
    await expect(s3.copyObject(COPY)).rejects.toThrow('no role');
    expect(server.seen).toHaveLength(0);
  });
});

describe('a clock that is wrong (trap 36)', () => {
  it('is set by the answer, once for all later requests, without a pause', async () => {
    const skewed = answer(403, '<Error><Code>RequestTimeTooSkewed</Code><Message>m</Message></Error>', {
      date: 'Sun, 22 Nov 2026 11:30:00 GMT',
    });
    const { s3, server, pauses } = await stage([skewed, copied()]);
    await s3.copyObject(COPY);
    await s3.copyObject(COPY);
    expect(server.seen.map(({ headers }) => headers['x-amz-date'])).toEqual(['20261122T100000Z', '20261122T113000Z', '20261122T113000Z']);
    expect(pauses).toEqual([]);
  });

  it('that stays wrong is not asked about for ever', async () => {
    const { s3, server } = await stage([
      answer(403, '<Error><Code>RequestTimeTooSkewed</Code><Message>m</Message></Error>', { date: 'Sun, 22 Nov 2026 11:30:00 GMT' }),
    ]);
    expect(await refusal(s3.copyObject(COPY))).toMatchObject({ code: 'RequestTimeTooSkewed', tries: TRIES });
    expect(server.seen).toHaveLength(TRIES + 1);
  });
});

describe('a pacer', () => {
  const paced = () => {
    const heard: string[] = [];
    const pacer: Pacer = { admit: () => void heard.push('admit'), answered: (how) => void heard.push(how) };
    return { heard, input: { ...COPY, pacer } };
  };

  it('hears exactly once of each try that it admitted, however it went', async () => {
    const { heard, input } = paced();
    const { s3 } = await stage([
      reset,
      error(503, 'SlowDown'),
      error(200, 'SlowDown'),
      error(500, 'InternalError'),
      answer(200, ' '),
      copied(),
    ]);
    await s3.copyObject(input);
    expect(heard.filter((_word, index) => index % 2 === 0)).toEqual(Array.from({ length: 6 }, () => 'admit'));
    expect(heard.filter((_word, index) => index % 2 === 1)).toEqual(['other', 'slow-down', 'slow-down', 'other', 'other', 'ok']);
  });

  it('hears also of a try that was refused, stopped, or could not be made', async () => {
    const { heard, input } = paced();
    const { s3, server } = await stage([error(403, 'AccessDenied'), silence]);
    await refusal(s3.copyObject(input));
    const stop = new AbortController();
    const flying = s3.copyObject(input, stop.signal);
    await server.arrived(2);
    stop.abort(new Error('stop'));
    await expect(flying).rejects.toThrow('stop');
    const broken = '\ud800';
    await expect(s3.copyObject({ ...input, source: { ...input.source, key: broken } })).rejects.toMatchObject({ code: 'USAGE' });
    expect(heard).toEqual(['admit', 'other', 'admit', 'other', 'admit', 'other']);
    expect(server.seen).toHaveLength(2);
  });

  it('that does not admit hears of nothing', async () => {
    const heard: string[] = [];
    const pacer: Pacer = { admit: () => Promise.reject(new Error('stopped while waiting')), answered: (how) => void heard.push(how) };
    const { s3, server } = await stage([copied()]);
    await expect(s3.copyObject({ ...COPY, pacer })).rejects.toThrow('stopped while waiting');
    expect(heard).toEqual([]);
    expect(server.seen).toHaveLength(0);
  });
});

describe('accounts that nobody knows', () => {
  it('are not sent: no owner is expected then', async () => {
    const { s3, server } = await stage([copied(), answer(200, 'x', { etag: '"e"' }), answer(200, '', { etag: '"e"' })]);
    await s3.copyObject({ ...COPY, source: { ...COPY.source, owner: null }, target: { ...COPY.target, owner: null } });
    await s3.getObject({ bucket: 'b', owner: null }, 'k');
    await s3.putObject({ to: { bucket: 'b', owner: null }, key: 'k', body: Buffer.from('x'), contentType: 'text/plain' });
    await s3.copyObject(COPY).catch(() => undefined);
    const owners = server.seen.map(({ headers }) => [
      headers['x-amz-expected-bucket-owner'],
      headers['x-amz-source-expected-bucket-owner'],
    ]);
    expect(owners.slice(0, 3)).toEqual(Array.from({ length: 3 }, () => [undefined, undefined]));
    expect(owners[3]).toEqual(['222222222222', '111111111111']);
  });
});

describe('reading the ledger', () => {
  it('gives body and ETag; null for a key that is not there; a refusal for a bucket that is not', async () => {
    const { s3, server } = await stage([answer(200, '{"a":1}', { etag: '"e9"' }), error(404, 'NoSuchKey'), error(404, 'NoSuchBucket')]);
    expect(await s3.getObject(TO, 'k 1')).toEqual({ body: Buffer.from('{"a":1}'), etag: 'e9' });
    expect(await s3.getObject(TO, 'k 1')).toBeNull();
    expect(await refusal(s3.getObject(TO, 'k 1'))).toMatchObject({ code: 'NoSuchBucket', tries: 1 });
    expect(server.seen[0]).toMatchObject({ method: 'GET', path: '/dst/k%201', headers: { 'x-amz-expected-bucket-owner': '222222222222' } });
    expect(s3.counters).toMatchObject({ get: 3, retries: 0 });
  });

  it('never takes half an object for a whole one', async () => {
    const withoutLength: Deed = (response) => {
      response.socket?.end('HTTP/1.1 200 OK\r\netag: "e9"\r\nconnection: close\r\n\r\n{"half":');
    };
    const { s3 } = await stage([cutShort('{"half":'), withoutLength, answer(200, '{"whole":1}', { etag: '"e9"' })]);
    expect((await s3.getObject(TO, 'k'))?.body.toString()).toBe('{"whole":1}');
    expect(s3.counters.retries).toBe(2);
  });

  it('puts a large body together from its pieces', async () => {
    const body = 'x'.repeat(3_000_000);
    const { s3 } = await stage([answer(200, body, { etag: '"e"' })]);
    expect((await s3.getObject(TO, 'k'))?.body.toString()).toBe(body);
  });
});

describe('writing the ledger', () => {
  const body = Buffer.from('{"owner":"me"}');
  const put = (s3: S3, condition?: { absent: true } | { etag: string }) =>
    s3.putObject({ to: TO, key: 'l/1', body, contentType: 'application/json', condition });

  it('sends body, its hash, type and condition', async () => {
    const { s3, server } = await stage([answer(200, '', { etag: '"n1"' })]);
    expect(await put(s3, { absent: true })).toEqual({ outcome: 'written', etag: 'n1' });
    expect(await put(s3, { etag: 'n1' })).toEqual({ outcome: 'written', etag: 'n1' });
    expect(await put(s3)).toEqual({ outcome: 'written', etag: 'n1' });
    const hash = createHash('sha256').update(body).digest('hex');
    for (const one of server.seen)
      expect(one).toMatchObject({
        method: 'PUT',
        path: '/dst/l/1',
        body,
        headers: { 'content-type': 'application/json', 'x-amz-content-sha256': hash },
      });
    expect(server.seen.map(({ headers }) => [headers['if-none-match'], headers['if-match']])).toEqual([
      ['*', undefined],
      [undefined, '"n1"'],
      [undefined, undefined],
    ]);
  });

  it('tells a conflict from a failure', async () => {
    const { s3, server } = await stage([
      error(412, 'PreconditionFailed'),
      error(409, 'ConditionalRequestConflict'),
      error(404, 'NoSuchKey'),
      error(404, 'NoSuchBucket'),
      error(412, 'PreconditionFailed'),
      error(403, 'AccessDenied'),
    ]);
    expect(await put(s3, { absent: true })).toEqual({ outcome: 'conflict' });
    expect(await put(s3, { absent: true })).toEqual({ outcome: 'conflict' });
    expect(await put(s3, { etag: 'n1' })).toEqual({ outcome: 'conflict' });
    expect(await refusal(put(s3, { etag: 'n1' }))).toMatchObject({ code: 'NoSuchBucket' });
    expect(await refusal(put(s3))).toMatchObject({ status: 412 });
    expect(await refusal(put(s3, { absent: true }))).toMatchObject({ code: 'AccessDenied' });
    expect(server.seen).toHaveLength(6);
  });

  it('knows its own write again when only the answer to it was lost (trap 4)', async () => {
    for (const lost of [reset, error(500, 'InternalError'), answer(200, '')]) {
      const mine = await stage([lost, error(412, 'PreconditionFailed'), answer(200, body.toString(), { etag: '"n1"' })]);
      expect(await put(mine.s3, { absent: true })).toEqual({ outcome: 'written', etag: 'n1' });
      const theirs = await stage([lost, error(412, 'PreconditionFailed'), answer(200, '{"owner":"you"}', { etag: '"n2"' })]);
      expect(await put(theirs.s3, { absent: true })).toEqual({ outcome: 'conflict' });
      const gone = await stage([lost, error(412, 'PreconditionFailed'), error(404, 'NoSuchKey')]);
      expect(await put(gone.s3, { etag: 'n0' })).toEqual({ outcome: 'conflict' });
    }
  });
});

describe('stopping', () => {
  const soon = async (promise: Promise<unknown>, reason: unknown) => {
    const from = performance.now();
    await expect(promise).rejects.toBe(reason);
    expect(performance.now() - from).toBeLessThan(500);
  };
  const reason = new Error('stop now');

  it('is heard at once: before sending, in flight, in a pause, and in the queue for a socket', async () => {
    const { s3, server } = await stage([silence, silence, error(503, 'SlowDown'), copied()], {
      clock: systemClock(),
      random: () => 0.999,
      connections: 1,
    });
    await soon(s3.copyObject(COPY, AbortSignal.abort(reason)), reason);
    expect(server.seen).toHaveLength(0);

    const flying = new AbortController();
    const inFlight = s3.copyObject(COPY, flying.signal);
    const queued = s3.copyObject(COPY, flying.signal);
    await server.arrived(1);
    flying.abort(reason);
    await soon(
      Promise.allSettled([inFlight, queued]).then(([a, b]) =>
        Promise.reject(a.status === 'rejected' && b.status === 'rejected' && a.reason === b.reason ? a.reason : b),
      ),
      reason,
    );
    expect(server.seen).toHaveLength(1);

    // A request in the queue alone, while another one keeps the socket.
    const keeping = new AbortController();
    const keeper = s3.copyObject(COPY, keeping.signal);
    const waiter = new AbortController();
    const waits = s3.copyObject(COPY, waiter.signal);
    await server.arrived(2);
    waiter.abort(reason);
    await soon(waits, reason);
    keeping.abort(reason);
    await soon(keeper, reason);

    const pausing = new AbortController();
    const paused = s3.copyObject(COPY, pausing.signal);
    await server.arrived(3);
    await new Promise((resolve) => setTimeout(resolve, 20));
    pausing.abort(reason);
    await soon(paused, reason);

    // And the one socket still serves the next request.
    expect((await s3.copyObject(COPY)).etag).toBe('abc');
  });

  it('one of many requests under one signal stops them all, and warns about nothing', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => void warnings.push(warning);
    process.on('warning', onWarning);
    const { s3, server } = await stage([silence], { connections: 100 });
    const stopping = new AbortController();
    const all = Array.from({ length: 100 }, () => s3.copyObject(COPY, stopping.signal));
    const settled = Promise.allSettled(all);
    await server.arrived(100);
    stopping.abort(reason);
    expect((await settled).every((one) => one.status === 'rejected' && one.reason === reason)).toBe(true);
    process.off('warning', onWarning);
    expect(s3.counters).toMatchObject({ copy: 100, retries: 0 });
    expect(warnings).toEqual([]);
  });

  it('closing ends what is in flight, and later calls', async () => {
    const { s3, server } = await stage([silence]);
    const flying = refusal(s3.copyObject(COPY));
    await server.arrived(1);
    await s3.close();
    expect(await flying).toMatchObject({ code: 'NoAnswer', tries: 1 });
    expect(await refusal(s3.copyObject(COPY))).toMatchObject({ code: 'NoAnswer', message: expect.stringContaining('closed'), tries: 1 });
  });
});

describe('sockets', () => {
  it('may be silent for five minutes while a copy is under way (trap 12)', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    ends.push(() => Promise.resolve(void vi.useRealTimers()));
    const late: { answer?: () => void } = {};
    const { s3, server } = await stage([(response, seen) => void (late.answer = () => copied('late')(response, seen))]);
    const copying = s3.copyObject(COPY);
    await server.arrived(1);
    await vi.advanceTimersByTimeAsync(299_000);
    late.answer?.();
    expect((await copying).etag).toBe('late');
    expect(server.seen).toHaveLength(1);
  });

  it('are no more than asked for, and kept for the next request', async () => {
    const slow: Deed = (response, seen) => void setTimeout(() => copied()(response, seen), 2);
    const { s3, server } = await stage([slow], { connections: 5 });
    await Promise.all(Array.from({ length: 60 }, () => s3.copyObject(COPY)));
    expect(server.seen).toHaveLength(60);
    expect(server.mostSockets()).toBe(5);
  });
});

describe('a bucket whose readers pay', () => {
  it.each([true, false])('is told with every listing and reading that we do: %s', async (requesterPays) => {
    const { s3, server } = await stage([error(403, 'AccessDenied')], { requesterPays });
    await refusal(s3.listPage({ from: FROM, prefix: '' }));
    await refusal(s3.getObject(FROM, 'k'));
    await refusal(s3.getTail(FROM, 'k', 1));
    expect(server.seen.map(({ headers }) => headers['x-amz-request-payer'])).toEqual(
      Array(3).fill(requesterPays ? 'requester' : undefined),
    );
  });
});
