import type { IncomingMessage, ServerResponse } from 'node:http';
import { Pool } from 'undici';

/** The S3 server behind the front: streams through, or fetched whole. */
export interface Upstream {
  /** Passes request and answer through, as they are. Calls `settled` once, before the answer's last byte leaves. */
  forward(request: IncomingMessage, response: ServerResponse, settled: (outcome: Outcome) => void): void;
  exchange(request: WholeRequest): Promise<WholeAnswer>;
  close(): Promise<void>;
}

/** `clientStatus` 0: the client did not get a whole answer. */
export interface Outcome {
  readonly clientStatus: number;
  readonly upstreamStatus: number | null;
  /** Why there was no answer from upstream; the front has to say so to the client. */
  readonly unanswered?: Error;
}

export interface WholeRequest {
  readonly method: string;
  readonly target: string;
  /** Raw pairs, end to end only. */
  readonly headers: readonly string[];
  readonly body?: IncomingMessage | Buffer | undefined;
}

export interface WholeAnswer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Buffer;
}

// RFC 9110, 7.6.1: these belong to one connection. The front speaks for itself on both; it has answered Expect already.
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'expect',
]);

/** Raw header pairs without those of the hop. Names keep their case, values their bytes, repeated ones their order. */
export function endToEnd(raw: readonly string[]): string[] {
  const kept: string[] = [];
  const named = new Set<string>();
  for (let at = 0; at < raw.length; at += 2) {
    if (raw[at]?.toLowerCase() === 'connection') for (const name of (raw[at + 1] ?? '').split(',')) named.add(name.trim().toLowerCase());
  }
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] ?? '';
    const lower = name.toLowerCase();
    if (!HOP_BY_HOP.has(lower) && !named.has(lower)) kept.push(name, raw[at + 1] ?? '');
  }
  return kept;
}

export const hasBody = (request: IncomingMessage): boolean =>
  request.headers['transfer-encoding'] !== undefined || (request.headers['content-length'] ?? '0') !== '0';

// ministack keeps idle connections for 75 s (its app.py): ours end first, so that no request meets a closing one.
const KEEP_ALIVE_MS = 30_000;
// S3 allows 2 KB of user metadata and 8 KB of headers in a PUT; session tokens come on top of it.
export const MAX_HEADER_BYTES = 64 * 1024;

export function connectUpstream(url: string, connections = 256): Upstream {
  const pool = new Pool(new URL(url).origin, {
    connections,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    // Waiting is the client's decision: it has a timeout of its own and hangs up.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: MAX_HEADER_BYTES,
  });
  return {
    forward: (request, response, settled) => forward(pool, request, response, settled),
    exchange: (request) => exchange(pool, request),
    close: () => pool.destroy(),
  };
}

function forward(pool: Pool, request: IncomingMessage, response: ServerResponse, settled: (outcome: Outcome) => void): void {
  // Kept: undici takes it from a request whose body it could not send to the end.
  const { socket } = request;
  let upstreamStatus: number | null = null;
  let done = false;
  const settle = (outcome: Outcome) => {
    if (done) return;
    done = true;
    settled(outcome);
  };
  let abort: ((reason: Error) => void) | null = null;
  let hungUp = false;
  response.on('close', () => {
    if (done) return;
    hungUp = true;
    // A write that has come whole is carried out, as S3 does it, although nobody waits for the answer: the log says what became of it.
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead && upstreamStatus === null && (!hasBody(request) || request.complete)) return;
    settle({ clientStatus: 0, upstreamStatus });
    abort?.(new Error('the client hung up'));
  });
  let expected = -1;
  pool.dispatch(
    {
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: endToEnd(request.rawHeaders),
      body: hasBody(request) ? request : null,
    },
    {
      onRequestStart: (controller) => {
        abort = (reason) => controller.abort(reason);
        if (done) abort(new Error('the client hung up'));
      },
      onResponseStart: (controller, status, headers, message) => {
        if (status < 200 || done) return;
        upstreamStatus = status;
        if (hungUp) {
          settle({ clientStatus: 0, upstreamStatus });
          return;
        }
        expected = Number(headers['content-length'] ?? -1);
        response.writeHead(status, message ?? '', endToEnd(rawPairs(controller.rawHeaders)));
      },
      onResponseData: (controller, chunk) => {
        if (done) return;
        if (chunk.length === expected) {
          // The whole body in one piece, as nearly always: one write with the head.
          settle({ clientStatus: response.statusCode, upstreamStatus });
          response.end(chunk);
        } else if (!response.write(chunk)) {
          controller.pause();
          response.once('drain', () => controller.resume());
        }
      },
      onResponseEnd: () => {
        if (done) return;
        settle({ clientStatus: response.statusCode, upstreamStatus });
        response.end();
      },
      onResponseError: (_controller, error) => {
        if (hungUp || response.headersSent || socket.destroyed) {
          settle({ clientStatus: 0, upstreamStatus });
          response.destroy();
        } else if (isClosedUnder(error)) {
          // Passed on as it is: the laptop's AWS loses answers on purpose (sandbox/ministack/laptop_aws/connections.py).
          settle({ clientStatus: 0, upstreamStatus });
          socket.resetAndDestroy();
        } else {
          settle({ clientStatus: 502, upstreamStatus: null, unanswered: error });
        }
      },
    },
  );
}

/** The connection broke with the request on its way; a server that is not there is another matter. */
const isClosedUnder = (error: Error): boolean => ['UND_ERR_SOCKET', 'ECONNRESET'].includes((error as NodeJS.ErrnoException).code ?? '');

function exchange(pool: Pool, { method, target, headers, body }: WholeRequest): Promise<WholeAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let status = 0;
    let raw: string[] = [];
    pool.dispatch(
      { method, path: target, headers: [...headers], body: body ?? null },
      {
        onRequestStart: () => undefined,
        onResponseStart: (controller, code) => {
          if (code < 200) return;
          status = code;
          raw = rawPairs(controller.rawHeaders);
        },
        onResponseData: (_controller, chunk) => void chunks.push(chunk),
        onResponseEnd: () => resolve({ status, headers: endToEnd(raw), body: Buffer.concat(chunks) }),
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}

/** undici gives the answer's headers as it read them: a flat list of bytes. */
function rawPairs(raw: unknown): string[] {
  return Array.isArray(raw) ? raw.map((part: Buffer | string) => (typeof part === 'string' ? part : part.toString('latin1'))) : [];
}
