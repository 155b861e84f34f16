import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFront } from '../../../sandbox/proxy/front.ts';
import { rawExchange, readLog, SIGNED, startHarness, type Harness } from './harness.ts';
import { ADMIN_TOKEN, textObject } from './tiny-s3.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness({
    handlers: [
      {
        prefix: '/_oidc',
        handle: async ({ method, path, body }) => ({
          status: 201,
          headers: { 'content-type': 'text/plain', 'x-issuer': 'yes' },
          body: `${method} ${path} ${body.toString('utf8')}`,
        }),
      },
    ],
  });
});
afterEach(() => harness.close());

const signed = { authorization: SIGNED };
const get = (path: string, headers: Record<string, string> = {}) => fetch(harness.front.url + path, { headers });

describe('what passes through', () => {
  it.each([
    '/bucket//a/../b/./c//',
    '/bucket/%7e%7E/%2e%2E/%2F%5c%zz%',
    '/bucket/?*:#|<>"{}[]^`\\+&=;@!$\'(),',
    '/bucket/%01%0A%F0%9F%90%88?x=%2b+ &a=a=b?c#d',
    'http://elsewhere.example/bucket/k?x',
  ])('the target %j, byte for byte', async (target) => {
    // A blank ends the target on the request line, for every HTTP server.
    const wire = target.replaceAll(' ', '%20');
    await rawExchange(
      harness.front.port,
      `GET ${wire} HTTP/1.1\r\nHost: s3.us-east-2.amazonaws.com\r\nConnection: close\r\nAuthorization: ${SIGNED}\r\n\r\n`,
    );
    expect(harness.tiny.seen.map((one) => one.url)).toEqual([wire]);
  });

  it('no target with bytes beyond ASCII: RFC 3986 has none, and Node and h11 both refuse them', async () => {
    const text = await rawExchange(harness.front.port, `GET /bucket/\u00e9 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(harness.tiny.seen).toEqual([]);
  });

  it('headers with their case, order and bytes, the Host of the client, and none of the hop', async () => {
    const head = [
      'PUT /bucket/k HTTP/1.1',
      'hOST: bucket.example:81',
      'X-Amz-Meta-B: caf\u00e9  x',
      'x-amz-meta-A: 1',
      'X-Amz-Meta-B: again',
      'Connection: close, X-Hop',
      'X-Hop: gone',
      'TE: trailers',
      'Content-Length: 0',
      `Authorization: ${SIGNED}`,
      '\r\n',
    ];
    await rawExchange(harness.front.port, head.join('\r\n'));
    const raw = harness.tiny.seen[0]?.rawHeaders ?? [];
    const pairs = raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1]]] : []));
    expect(pairs.filter(([name]) => /meta/i.test(name ?? ''))).toEqual([
      ['X-Amz-Meta-B', 'caf\u00e9  x'],
      ['x-amz-meta-A', '1'],
      ['X-Amz-Meta-B', 'again'],
    ]);
    expect(pairs.filter(([name]) => name?.toLowerCase() === 'host').map(([, value]) => value)).toEqual(['bucket.example:81']);
    expect(raw.map((name) => name.toLowerCase())).not.toContain('x-hop');
    expect(raw.map((name) => name.toLowerCase())).not.toContain('te');
  });

  it('the answer with its reason, headers and bytes', async () => {
    harness.tiny.override = (_request, response) => {
      response.writeHead(409, 'Odd Reason', ['X-Amz-Thing', 'a', 'x-amz-thing', 'b\u00e9', 'ETag', '"e"', 'Content-Length', '2']);
      response.end(Buffer.from('ok'));
      return true;
    };
    const text = await rawExchange(harness.front.port, `GET /bucket/k HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 409 Odd Reason\r\n/);
    expect(text).toContain('X-Amz-Thing: a\r\nx-amz-thing: b\u00e9\r\nETag: "e"\r\n');
    expect(text.endsWith('\r\n\r\nok')).toBe(true);
  });

  it('answers 100-continue itself', async () => {
    const socket = connect(harness.front.port, '127.0.0.1');
    socket.write(
      `PUT /bucket/big HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\nConnection: close\r\nAuthorization: ${SIGNED}\r\n\r\n`,
    );
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString()).toMatch(/^HTTP\/1\.1 100 Continue/);
    socket.write('hello');
    await once(socket, 'close');
    expect(harness.tiny.seen[0]?.body.toString()).toBe('hello');
    expect(harness.tiny.seen[0]?.rawHeaders).not.toContain('Expect');
  });

  it('HEAD, 204 and 304 without a body', async () => {
    harness.tiny.objects.set('bucket/k', textObject('12345'));
    const head = await fetch(`${harness.front.url}/bucket/k`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '5', '']);
    for (const status of [204, 304]) {
      harness.tiny.override = (_request, response) => {
        response.writeHead(status).end();
        return true;
      };
      expect((await get('/bucket/k')).status).toBe(status);
    }
  });
});

describe('streams', () => {
  it('gives the first bytes before the last ones exist, and 32 MB without holding them', async () => {
    const piece = randomBytes(1 << 20);
    harness.tiny.override = (_request, response) => {
      response.writeHead(200);
      response.write('first');
      void (async () => {
        await gate;
        for (let times = 0; times < 32; times += 1) if (!response.write(piece)) await once(response, 'drain');
        response.end();
      })();
      return true;
    };
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const response = await get('/bucket/big', signed);
    const reader = (response.body ?? expect.fail('no body')).getReader();
    const first = await reader.read();
    expect(Buffer.from(first.value ?? []).toString()).toBe('first');
    open();
    let bytes = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) bytes += part.value.length;
    expect(bytes).toBe(32 << 20);
  });

  it('passes uploads with and without a length', async () => {
    const body = randomBytes(3 << 20);
    const digest = createHash('md5').update(body).digest('hex');
    await fetch(`${harness.front.url}/bucket/known`, { method: 'PUT', body, headers: signed });
    const chunked = httpRequest(`${harness.front.url}/bucket/chunked`, { method: 'PUT', headers: signed });
    for (let at = 0; at < body.length; at += 1 << 18) chunked.write(body.subarray(at, at + (1 << 18)));
    chunked.end();
    const [response] = (await once(chunked, 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    for (const key of ['known', 'chunked']) {
      const stored = harness.tiny.objects.get(`bucket/${key}`)?.body ?? Buffer.alloc(0);
      expect(createHash('md5').update(stored).digest('hex')).toBe(digest);
    }
  });
});

describe('connections', () => {
  it('are kept alive on both sides', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<unknown>();
    for (let times = 0; times < 50; times += 1) {
      const request = httpRequest(`${harness.front.url}/bucket/k${times}`, { agent, headers: signed });
      request.end();
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      sockets.add(request.socket);
      response.resume();
      await once(response, 'end');
    }
    agent.destroy();
    expect(sockets.size).toBe(1);
    expect(harness.tiny.connections).toBe(1);
  });

  it('a reader that hangs up takes its request upstream with it, and is logged with status 0', async () => {
    const gone = new Promise<void>((resolve) => {
      harness.tiny.override = (_request, response) => {
        response.on('close', () => resolve());
        return true;
      };
    });
    const socket = connect(harness.front.port, '127.0.0.1');
    socket.write(`GET /bucket/slow HTTP/1.1\r\nHost: h\r\nAuthorization: ${SIGNED}\r\n\r\n`);
    await pause(50);
    socket.destroy();
    await gone;
    harness.front.flushLog();
    expect(harness.log()).toMatchObject([{ key: 'slow', status: 0, upstreamStatus: null }]);
  });

  it('a copy whose client hangs up is carried out all the same, and logged with what became of it', async () => {
    let carriedOut = () => undefined as void;
    const answered = new Promise<void>((resolve) => (carriedOut = resolve));
    harness.tiny.override = (request, response) => {
      if (request.method !== 'PUT') return false;
      setTimeout(() => response.writeHead(200, { 'content-length': 2 }).end('ok', carriedOut), 120);
      return true;
    };
    const socket = connect(harness.front.port, '127.0.0.1');
    socket.write(
      `PUT /bucket/copy HTTP/1.1\r\nHost: h\r\nAuthorization: ${SIGNED}\r\nx-amz-copy-source: /b/k\r\nContent-Length: 0\r\n\r\n`,
    );
    await pause(50);
    socket.destroy();
    await answered;
    await pause(50);
    harness.front.flushLog();
    expect(harness.log()).toMatchObject([{ key: 'copy', status: 0, upstreamStatus: 200 }]);
  });

  it('an answer that breaks off upstream breaks off at the client', async () => {
    harness.tiny.override = (_request, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('12345', () => response.destroy());
      return true;
    };
    const response = await get('/bucket/k', signed);
    await expect(response.text()).rejects.toThrow();
    harness.front.flushLog();
    expect(harness.log()).toMatchObject([{ status: 0, upstreamStatus: 200 }]);
  });

  it('an S3 server that is gone is a 502 that says so', async () => {
    await harness.tiny.close();
    const response = await get('/bucket/k', signed);
    expect([response.status, await response.text()]).toEqual([502, expect.stringContaining('did not answer') as string]);
    expect(harness.defects[0]).toContain('ECONNREFUSED');
    harness.front.flushLog();
    expect(harness.log()).toMatchObject([{ status: 502, upstreamStatus: null }]);
  });
});

describe('doors', () => {
  it.each([
    '/_bucket-brigade/objects',
    '//_bucket-brigade/objects',
    '/%5Fbucket-brigade/objects',
    '/_bucket-brigade',
    '/_BUCKET-brigade/x',
    '/_bucket-brigade%2Fobjects',
  ])("the S3 server's admin door is closed: %s", async (path) => {
    const text = await rawExchange(
      harness.front.port,
      `POST ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAuthorization: Bearer ${ADMIN_TOKEN}\r\nContent-Length: 0\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 404 /);
    expect(harness.tiny.seen).toEqual([]);
  });

  it('a handler gets what is below its prefix, and nothing else', async () => {
    const response = await fetch(`${harness.front.url}/_oidc/token?x=1`, { method: 'POST', body: 'grant' });
    expect([response.status, response.headers.get('x-issuer'), await response.text()]).toEqual([201, 'yes', 'POST /_oidc/token?x=1 grant']);
    expect((await get('/_oidcx/token')).status).toBe(404);
    expect(harness.tiny.seen.map((one) => one.url)).toEqual(['/_oidcx/token']);
  });

  it("the front's own door wants the token", async () => {
    for (const authorization of ['', 'Bearer wrong', SIGNED]) expect((await get('/_front/rules', { authorization })).status).toBe(401);
  });

  it('gives and takes rules, and refuses broken ones in words', async () => {
    const authorization = `Bearer ${ADMIN_TOKEN}`;
    const put = (body: string) => fetch(`${harness.front.url}/_front/rules`, { method: 'PUT', body, headers: { authorization } });
    expect((await put('{"version":1,"rules":[{"name":"e","kind":"internal-error","match":{"bucket":"bucket"},"times":2}]}')).status).toBe(
      200,
    );
    expect((await get('/bucket/k', signed)).status).toBe(500);
    expect(await (await get('/_front/rules', { authorization })).json()).toMatchObject({
      rules: [{ rule: { name: 'e' }, matched: 1, fired: 1, spent: false }],
    });
    const refused = await put('{"version":1,"rules":[{"name":"e","kind":"explode"}]}');
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('rules[0].kind') as string]);
    expect((await get('/bucket/k', signed)).status).toBe(500);
    expect((await get('/_front/nothing', { authorization })).status).toBe(404);
  });
});

describe('the log', () => {
  it('holds every S3 request, and no other one', async () => {
    const keys = Array.from({ length: 500 }, (_, index) => `x/id/k ${index}`);
    await Promise.all(
      keys.map((key) => fetch(`${harness.front.url}/bucket/${encodeURIComponent(key)}`, { method: 'PUT', body: key, headers: signed })),
    );
    await get('/_oidc/x');
    await get('/_ministack/health');
    const counters = (await (await get('/_front/log', { authorization: `Bearer ${ADMIN_TOKEN}` })).json()) as {
      requests: number;
      operations: unknown;
    };
    expect(counters).toMatchObject({ requests: 500, failedWrites: 0, operations: { PutObject: { 200: 500 } } });
    const lines = harness.log();
    expect(lines.map((line) => line.key ?? '').toSorted()).toEqual(keys.toSorted());
    expect(lines[0]).toMatchObject({
      method: 'PUT',
      operation: 'PutObject',
      bucket: 'bucket',
      status: 200,
      upstreamStatus: 200,
      principal: 'AKIAONE',
      rule: null,
    });
    expect(Object.keys(lines[0] ?? {})).toEqual([
      'at',
      'method',
      'operation',
      'bucket',
      'key',
      'prefix',
      'sourceBucket',
      'sourceKey',
      'principal',
      'status',
      'upstreamStatus',
      'rule',
      'ms',
    ]);
  });

  it('is on disk within 100 ms without being asked', async () => {
    await get('/bucket/k', signed);
    await pause(100);
    expect(harness.log()).toHaveLength(1);
  });

  it('can be emptied', async () => {
    await get('/bucket/k', signed);
    const authorization = `Bearer ${ADMIN_TOKEN}`;
    await fetch(`${harness.front.url}/_front/log`, { method: 'DELETE', headers: { authorization } });
    await get('/bucket/second', signed);
    await get('/_front/log', { authorization });
    expect(harness.log()).toMatchObject([{ key: 'second' }]);
  });

  it('is complete after close, which takes less than a second, whatever is at work', async () => {
    const other = await startFront({ port: 0, upstream: harness.tiny.url, adminToken: 't', logFile: `${harness.logFile}.2` });
    await fetch(`${other.url}/bucket/done`, { headers: signed });
    harness.tiny.override = () => true;
    const hanging = fetch(`${other.url}/bucket/hanging`, { headers: signed });
    hanging.catch(() => undefined);
    await pause(50);
    const started = performance.now();
    await other.close();
    expect(performance.now() - started).toBeLessThan(1_000);
    await expect(hanging).rejects.toThrow();
    expect(readLog(`${harness.logFile}.2`)).toMatchObject([
      { key: 'done', status: 404 },
      { key: 'hanging', status: 0 },
    ]);
  });
});

it('a taken port is named', async () => {
  await expect(
    startFront({ port: harness.front.port, upstream: harness.tiny.url, adminToken: 't', logFile: harness.logFile }),
  ).rejects.toThrow(`port ${harness.front.port} cannot be opened for the sandbox's front (EADDRINUSE)`);
});
