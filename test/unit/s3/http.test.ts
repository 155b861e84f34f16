import { afterEach, expect, it } from 'vitest';
import { createTransport } from '../../../src/s3/http.ts';
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
      method: 'GET' as const,
      path: '/b/k?x=%2F',
      headers: ['host', 'example.test'],
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
  await expect(transport.send(request)).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  await expect(transport.send(request)).rejects.toMatchObject({ code: 'UND_ERR_BODY_TIMEOUT' });
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

it('takes a header that cannot be sent for the mistake it is', async () => {
  const { server, transport, request } = await send([answer(200, '')]);
  await expect(transport.send({ ...request, headers: ['x-a', 'line\nbreak'] })).rejects.toMatchObject({ code: 'UND_ERR_INVALID_ARG' });
  expect((await transport.send(request)).status).toBe(200);
  expect(server.seen).toHaveLength(1);
});
