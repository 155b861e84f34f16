import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { S3 } from '../../../src/s3/types.ts';
import { COPY, ends, FROM, refusal, stage, TO, WHO } from './client-stage.ts';
import { answer, copied, cutShort, error, reset, silence, type Deed } from './fault-server.ts';

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
