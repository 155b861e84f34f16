import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** What the server does with one request. */
export type Deed = (response: ServerResponse, seen: Seen) => void;

export interface FaultServer {
  readonly endpoint: string;
  readonly seen: readonly Seen[];
  /** The most sockets that were open at once. */
  readonly mostSockets: () => number;
  /** Waits until so many requests have arrived. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A server that does each request the next of its deeds, and the last one again for all that follow. */
export async function faultServer(...deeds: readonly Deed[]): Promise<FaultServer> {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  const waiting: { readonly count: number; readonly go: () => void }[] = [];
  let most = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) };
      const deed = deeds[Math.min(seen.length, deeds.length - 1)];
      seen.push(one);
      for (const waiter of waiting) if (seen.length >= waiter.count) waiter.go();
      deed?.(response, one);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    most = Math.max(most, sockets.size);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    mostSockets: () => most,
    arrived: (count) => (seen.length >= count ? Promise.resolve() : new Promise((go) => void waiting.push({ count, go }))),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const answer =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Deed =>
  (response) => {
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), 'x-amz-request-id': 'REQ1', ...headers });
    response.end(body);
  };

export const error = (status: number, code: string, message = code, more = ''): Deed =>
  answer(
    status,
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message>${more}<RequestId>REQ1</RequestId></Error>`,
  );

export const copied = (etag = 'abc'): Deed =>
  answer(
    200,
    `<?xml version="1.0"?><CopyObjectResult><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;${etag}&quot;</ETag></CopyObjectResult>`,
  );

/** Closes the socket with a reset, without a word. */
export const reset: Deed = (response) => void response.socket?.resetAndDestroy();

/** Says that more will come than comes. */
export const cutShort =
  (body: string): Deed =>
  (response) => {
    response.writeHead(200, { 'content-length': Buffer.byteLength(body) + 10, etag: '"abc"' });
    response.write(body, () => response.socket?.destroy());
  };

export const silence: Deed = () => undefined;
