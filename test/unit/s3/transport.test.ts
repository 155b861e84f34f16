import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTransport, headOf, type Transport } from '../../../src/s3/http.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const end of ends.splice(0)) await end();
});

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

interface RawServer {
  readonly origin: string;
  readonly sockets: net.Socket[];
  /** What each socket has been sent, in order of connecting. */
  readonly received: string[];
}

/** A server of bare sockets: `deed` sees the socket, the text that has just come, and the number of the socket. */
async function rawServer(deed: (socket: net.Socket, text: string, nth: number) => void, secure?: tls.TlsOptions): Promise<RawServer> {
  const sockets: net.Socket[] = [];
  const received: string[] = [];
  const onSocket = (socket: net.Socket) => {
    const nth = sockets.push(socket) - 1;
    received[nth] = '';
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      received[nth] += bytes.toString('latin1');
      deed(socket, bytes.toString('latin1'), nth);
    });
  };
  const server = secure === undefined ? net.createServer({ noDelay: true }, onSocket) : tls.createServer(secure, onSocket);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return { origin: secure === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`, sockets, received };
}

function transport(connections = 2): Transport {
  const made = createTransport({ connections });
  ends.push(() => made.close());
  return made;
}

const request = (origin: string, more: { body?: Uint8Array; silenceMs?: number; method?: 'HEAD' | 'GET' | 'PUT' } = {}) => ({
  origin,
  head: headOf(more.method ?? 'GET', '/b/../k//.', ['host', 'h'], more.body?.length ?? null),
  body: more.body ?? null,
  silenceMs: more.silenceMs ?? 60_000,
});

/** So much time on the transport's one timer, at once; sockets go on in real time. */
const pass = async (ms: number) => {
  await vi.advanceTimersByTimeAsync(ms);
  await new Promise((resolve) => setImmediate(resolve));
};

const soon = (check: () => boolean) =>
  new Promise<void>((resolve) => {
    const look = () => (check() ? resolve() : void setTimeout(look, 2));
    look();
  });

describe('what goes out', () => {
  it('is the head as given and the body behind it, and of a path nothing is normalised (trap 25)', async () => {
    const body = Buffer.from([0, 255, 13, 10]);
    const { origin, received } = await rawServer((socket) => socket.write(OK));
    await transport().send(request(origin, { method: 'PUT', body }));
    expect(received).toEqual([`PUT /b/../k//. HTTP/1.1\r\nhost: h\r\ncontent-length: 4\r\n\r\n\0\u00ff\r\n`]);
  });

  it('is one request at a time on each socket, the socket used last is used next, and no more are made than allowed', async () => {
    const open: net.Socket[] = [];
    const { origin, sockets, received } = await rawServer((socket) => void open.push(socket));
    const wire = transport(2);
    const sent = [1, 2, 3, 4].map(() => wire.send(request(origin)));
    await soon(() => open.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(open).toHaveLength(2);
    for (let done = 0; done < 4; done += 1) {
      await soon(() => open.length > done);
      open[done]?.write(OK);
    }
    expect((await Promise.all(sent)).map(({ body }) => body.toString())).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(sockets).toHaveLength(2);
    const last = open.at(-1) as net.Socket;
    for (const nth of [4, 5]) {
      const one = wire.send(request(origin));
      await soon(() => open.length > nth);
      expect(open[nth]).toBe(last);
      last.write(OK);
      await one;
    }
    expect(received.map((text) => text.split('GET ').length - 1).toSorted((a, b) => a - b)).toEqual([2, 4]);
  });

  it('does not go to a socket that the server has closed in between, or on which it said what nobody asked', async () => {
    const { origin, sockets } = await rawServer((socket, _text, nth) => {
      socket.write(OK);
      if (nth === 0) setTimeout(() => socket.end(), 5);
      if (nth === 1) setTimeout(() => socket.write('HTTP/1.1 408 Too late\r\n\r\n'), 5);
    });
    const wire = transport(1);
    for (let i = 0; i < 4; i += 1) {
      expect((await wire.send(request(origin))).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    expect(sockets).toHaveLength(3);
  });

  it('does not go on after an answer that came before all of the body was sent', async () => {
    const { origin, sockets } = await rawServer((socket, _text, nth) => {
      if (nth === 0) {
        socket.pause();
        socket.write('HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n');
      } else socket.write(OK);
    });
    const wire = transport(1);
    expect((await wire.send(request(origin, { method: 'PUT', body: Buffer.alloc(50_000_000) }))).status).toBe(403);
    expect((await wire.send(request(origin))).status).toBe(200);
    expect(sockets).toHaveLength(2);
  });
});

describe('what comes in', () => {
  it('may be many answers on one socket, of all framings, in pieces', async () => {
    const answers = [
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n',
      'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\ntwo',
      'HTTP/1.1 204 No Content\r\n\r\n',
      `HTTP/1.1 200 OK\r\ncontent-length: 900000\r\n\r\n${'x'.repeat(900_000)}`,
      'HTTP/1.1 200 OK\r\n\r\nuntil the end',
    ];
    let next = 0;
    const { origin, sockets } = await rawServer((socket) => {
      const text = answers[next] as string;
      next += 1;
      socket.write(text.slice(0, 30));
      setTimeout(() => (next === answers.length ? socket.end(text.slice(30)) : socket.write(text.slice(30))), 3);
    });
    const wire = transport(1);
    const bodies: string[] = [];
    for (let i = 0; i < answers.length; i += 1) bodies.push((await wire.send(request(origin))).body.toString());
    expect(bodies).toEqual(['one', 'two', '', 'x'.repeat(900_000), 'until the end']);
    expect(sockets).toHaveLength(1);
  });

  it('of one answer stays what it was while others arrive', async () => {
    let made = 0;
    const { origin } = await rawServer((socket) => {
      const body = String((made += 1)).repeat(500);
      socket.write(`HTTP/1.1 200 OK\r\nx-n: ${made}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    });
    const wire = transport(4);
    const answers = await Promise.all(Array.from({ length: 40 }, () => wire.send(request(origin))));
    for (const { headers, body } of answers) expect(body.toString()).toBe(String(headers['x-n']).repeat(500));
  });

  it('rejects with what went wrong, and the next request has a new socket', async () => {
    const deeds: ((socket: net.Socket) => void)[] = [
      (socket) => socket.end(),
      (socket) => socket.resetAndDestroy(),
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell'),
      (socket) => socket.write('ICY 200 OK\r\n\r\n'),
      (socket) => socket.write(OK),
    ];
    const { origin, sockets } = await rawServer((socket, _text, nth) => deeds[nth]?.(socket));
    const wire = transport(1);
    const codes: unknown[] = [];
    for (const _deed of deeds)
      codes.push(
        await wire.send(request(origin)).then(
          ({ status }) => status,
          ({ code }: { code: string }) => code,
        ),
      );
    expect(codes).toEqual(['CLOSED_EARLY', 'ECONNRESET', 'CLOSED_EARLY', 'MALFORMED_ANSWER', 200]);
    expect(sockets).toHaveLength(5);
  });
});

describe('waiting', () => {
  it('for a copy may take minutes without a byte (trap 12), and no longer than was granted', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { origin, sockets } = await rawServer(() => undefined);
    const wire = transport(1);
    const sent = wire.send(request(origin, { silenceMs: 300_000 }));
    let ended: unknown = null;
    sent.catch((error: unknown) => (ended = error));
    await soon(() => sockets.length === 1);
    await pass(299_000);
    expect(ended).toBeNull();
    sockets[0]?.write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await pass(299_000);
    expect(ended).toBeNull();
    await pass(2000);
    expect(ended).toMatchObject({ code: 'BODY_TIMEOUT', message: expect.stringContaining('300 s') });
  });

  it('for a connection ends after ten seconds, also when the socket opens and TLS does not', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { origin, received } = await rawServer(() => undefined);
    const sent = transport(1).send(request(origin.replace('http:', 'https:')));
    let ended: unknown = null;
    sent.catch((error: unknown) => (ended = error));
    await soon(() => (received[0] ?? '') !== '');
    await pass(9500);
    expect(ended).toBeNull();
    await pass(1500);
    expect(ended).toMatchObject({ code: 'CONNECT_TIMEOUT' });
  });

  it('a socket at rest is closed after ten seconds, and the timer with the last one', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { origin, sockets } = await rawServer((socket) => socket.write(OK));
    const wire = transport(2);
    await wire.send(request(origin));
    let closed = false;
    sockets[0]?.on('close', () => (closed = true));
    await pass(9500);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(closed).toBe(false);
    expect(vi.getTimerCount()).toBe(1);
    await pass(1500);
    await soon(() => closed);
    expect(vi.getTimerCount()).toBe(0);
    expect((await wire.send(request(origin))).status).toBe(200);
    expect(sockets).toHaveLength(2);
  });
});

describe('the end', () => {
  it('by a signal is heard at once by those that wait for a socket, too, and opens no socket for them', async () => {
    const { origin, sockets } = await rawServer(() => undefined);
    const wire = transport(1);
    const stop = new AbortController();
    const reason = new Error('stop');
    const sent = [1, 2, 3].map(() => wire.send(request(origin), stop.signal));
    const settled = Promise.allSettled(sent);
    await soon(() => sockets.length === 1);
    stop.abort(reason);
    expect((await settled).map((one) => one.status === 'rejected' && one.reason === reason)).toEqual([true, true, true]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sockets).toHaveLength(1);
  });

  it('of the transport rejects what is in flight and what waits, and closes the sockets', async () => {
    const { origin, sockets } = await rawServer(() => undefined);
    const wire = transport(1);
    const settled = Promise.allSettled([1, 2].map(() => wire.send(request(origin))));
    await soon(() => sockets.length === 1);
    const closed = new Promise((resolve) => sockets[0]?.on('close', resolve));
    await wire.close();
    for (const one of await settled) expect(one).toMatchObject({ reason: { message: 'the S3 client was closed' } });
    await closed;
    await expect(wire.send(request(origin))).rejects.toThrow('the S3 client is closed');
  });
});

describe('over TLS', () => {
  const secure = { key: privateKey(), cert: certificate(), ALPNProtocols: ['http/1.1'] };

  it('a certificate that nobody vouches for is named by its code', async () => {
    const { origin, received } = await rawServer((socket) => socket.write(OK), secure);
    await expect(transport().send(request(origin))).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(received.join('')).toBe('');
  });

  it('requests go over sockets that are kept, with name, protocol and resumed sessions; another name is refused', async () => {
    const before = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...before, certificate()]);
    ends.push(() => tls.setDefaultCACertificates(before));
    const { origin, sockets } = await rawServer((socket) => socket.write(OK), secure);
    const wire = transport(2);
    for (let i = 0; i < 3; i += 1) expect((await wire.send(request(origin))).body.toString()).toBe('ok');
    expect(sockets).toHaveLength(1);
    const [first] = sockets as tls.TLSSocket[];
    expect(first).toMatchObject({ alpnProtocol: 'http/1.1', servername: 'localhost' });
    expect(first?.isSessionReused()).toBe(false);
    first?.destroy();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await wire.send(request(origin))).body.toString()).toBe('ok');
    expect((sockets[1] as tls.TLSSocket).isSessionReused()).toBe(true);
    await expect(wire.send(request(origin.replace('localhost', '127.0.0.1')))).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  it('a large body goes out and a large answer comes in whole', async () => {
    const before = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...before, certificate()]);
    ends.push(() => tls.setDefaultCACertificates(before));
    const size = 3_000_000;
    let got = 0;
    const { origin } = await rawServer((socket, text) => {
      got += text.length;
      if (text.endsWith('!')) socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${size}\r\n\r\n${'y'.repeat(size)}`);
    }, secure);
    const answer = await transport().send(
      request(origin, { method: 'PUT', body: Buffer.concat([Buffer.alloc(size, 'x'), Buffer.from('!')]) }),
    );
    expect(answer.body.equals(Buffer.alloc(size, 'y'))).toBe(true);
    expect(got).toBeGreaterThan(size);
  });
});

/** Of nobody: for localhost, until 2126. */
function privateKey(): string {
  return `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg0SsTV7+7Zpxqg+nV
18Qkb7JWiQ/MlvE9+nHLsgkBrVWhRANCAATXsKNx/lOZy8OXBxaf+Dkd8XErPj9t
2uxryav68gmFJqykIignLflSFjn05dx0zNn/bGb+JGBBwxYtdZzm7ebU
-----END PRIVATE KEY-----\n`;
}
function certificate(): string {
  return `-----BEGIN CERTIFICATE-----
MIIBojCCAUigAwIBAgIUAcHARj8tPMWOEEZVQAHrBommy2gwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyOTE3MTQyMFoYDzIxMjYxMTA1
MTcxNDIwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATXsKNx/lOZy8OXBxaf+Dkd8XErPj9t2uxryav68gmFJqykIignLflS
Fjn05dx0zNn/bGb+JGBBwxYtdZzm7ebUo3YwdDAdBgNVHQ4EFgQUaNY8R/ALwFwr
wmdRQh1QjW26TLowHwYDVR0jBBgwFoAUaNY8R/ALwFwrwmdRQh1QjW26TLowDwYD
VR0TAQH/BAUwAwEB/zAhBgNVHREEGjAYgglsb2NhbGhvc3SCCyoubG9jYWxob3N0
MAoGCCqGSM49BAMCA0gAMEUCIGEDUUkENYy5bjVV5s/IMuXGadPirTnBxsx/6t4q
350YAiEAxutnc6Oeu/WH4E4hoisx1TyGmLI+T6fG7wv4j04c9vY=
-----END CERTIFICATE-----\n`;
}
