import { afterEach, expect, it } from 'vitest';
import { createTransport, headOf } from '../../../src/s3/http.ts';
import { answer, faultServer, silence, type Deed } from './fault-server.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function send(deeds: readonly Deed[], silenceMs = 200) {
  const server = await faultServer(...deeds);
  const transport = createTransport({ connections: 2 });
  ends.push(
    () => transport.close(),
    () => server.close(),
  );
  return {
    server,
    transport,
    request: {
      origin: server.endpoint,
      head: headOf('GET', '/b/k?x=%2F', ['host', 'example.test'], null),
      body: null,
      silenceMs,
    },
  };
}

it('gives status, headers and body, and sends path and Host as they are', async () => {
  const { server, transport, request } = await send([answer(418, 'short', { 'x-one': '1' })]);
  const got = await transport.send(request);
  expect(got).toMatchObject({ status: 418, headers: { 'x-one': '1' } });
  expect(got.body.toString()).toBe('short');
  expect(server.seen[0]).toMatchObject({ path: '/b/k?x=%2F', headers: { host: 'example.test' } });
});

it('does not wait longer than the silence that was granted, before the head or within the body', async () => {
  const halfBody: Deed = (response) => {
    response.writeHead(200, { 'content-length': 10 });
    response.write('half');
  };
  const { transport, request } = await send([silence, halfBody, answer(200, 'whole')]);
  await expect(transport.send(request)).rejects.toMatchObject({ code: 'HEAD_TIMEOUT' });
  await expect(transport.send(request)).rejects.toMatchObject({ code: 'BODY_TIMEOUT' });
  expect((await transport.send(request)).body.toString()).toBe('whole');
});

it('waits as long as a slow copy sends a space now and then', async () => {
  const slow: Deed = (response) => {
    response.writeHead(200);
    let spaces = 0;
    const timer = setInterval(() => {
      spaces += 1;
      response.write(' ');
      if (spaces === 6) {
        clearInterval(timer);
        response.end('done');
      }
    }, 80);
  };
  const { transport, request } = await send([slow]);
  expect((await transport.send(request)).body.toString()).toBe('      done');
});

it('takes a header or a path that cannot be sent for the mistake it is', () => {
  for (const value of ['line\nbreak', 'line\rbreak', 'nul\0', '\u0100', '\u007f'])
    expect(() => headOf('GET', '/', ['x-a', value], null)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_CHAR' }));
  for (const path of ['/a b', '/a\r\nx: y', '/é'])
    expect(() => headOf('GET', path, [], null)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_CHAR' }));
  expect(headOf('PUT', '/', ['x-a', 'é\tö'], 0)).toBe('PUT / HTTP/1.1\r\nx-a: é\tö\r\ncontent-length: 0\r\n\r\n');
});
