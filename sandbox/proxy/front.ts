import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asMigrationError, MigrationError, renderError } from '../../src/errors.ts';
import { openAccessLog, type LogCounters } from './access-log.ts';
import { adminDoor, type Handler } from './admin-door.ts';
import { errorAnswer, requestIds, type Answer } from './answers.ts';
import { inflict, type Fate, type FaultTools } from './faults.ts';
import { arm, fire, reportRules, type ArmedRule, type Fired, type RuleReport } from './firing.ts';
import { decodeWire, readS3Request, splitTarget, type S3Request } from './request.ts';
import { parseRules, type FaultRule } from './rules.ts';
import { openRootView } from './source.ts';
import { connectUpstream, MAX_HEADER_BYTES, type Outcome, type WholeAnswer } from './upstream.ts';

export interface FrontOptions {
  /** 0: any free one. */
  readonly port: number;
  /** The S3 server's origin, e.g. http://127.0.0.1:4566. */
  readonly upstream: string;
  /** Opens the front's own door, and is shown at the S3 server's. */
  readonly adminToken: string;
  readonly rulesFile?: string | undefined;
  readonly logFile: string;
  readonly handlers?: readonly Handler[];
  /** Where defects of the front itself are told; standard error when left out. */
  readonly onDefect?: (text: string) => void;
}

export interface Front {
  readonly port: number;
  readonly url: string;
  rules(): readonly RuleReport[];
  setRules(rules: readonly FaultRule[]): void;
  flushLog(): LogCounters;
  /** Ends connections, also those at work, and completes the log. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
// Longer than clients keep a connection idle, so that they are the ones who close it and none writes into a closing one.
const KEEP_ALIVE_MS = 120_000;
const CLOSE_GRACE_MS = 200;
const CLOSE_STEP_MS = 10;

/**
 * What clients take for AWS: an HTTP/1.1 proxy on loopback before the S3 server. It passes requests and answers on byte
 * for byte (signatures cover target and Host), writes S3's access log, and makes the faults that its rules tell.
 */
export async function startFront(options: FrontOptions): Promise<Front> {
  const tellDefect = options.onDefect ?? ((text: string) => void process.stderr.write(`${text}\n`));
  let armed: readonly ArmedRule[] = arm(options.rulesFile === undefined ? [] : parseRules(readRules(options.rulesFile), options.rulesFile));
  const setRules = (rules: readonly FaultRule[]) => {
    armed = arm(rules);
  };
  const log = openAccessLog(options.logFile, (error) => tellDefect(renderError(asMigrationError(error))));
  const upstream = connectUpstream(options.upstream);
  const root = openRootView(options.upstream, options.adminToken, upstream);
  const tools: FaultTools = { upstream, root, nextRequestId: requestIds() };
  const admin = adminDoor({ token: options.adminToken, log, reports: () => reportRules(armed), setRules });
  const handlers: readonly Handler[] = [admin, ...(options.handlers ?? [])];
  let atWork = 0;

  const serveS3 = (request: S3Request, incoming: IncomingMessage, response: ServerResponse) => {
    const arrived = Date.now();
    const started = performance.now();
    const fired = fire(armed, request, arrived);
    atWork += 1;
    const settled = (outcome: Outcome) => {
      atWork -= 1;
      log.record({
        at: new Date(arrived).toISOString(),
        ...request,
        status: outcome.clientStatus,
        upstreamStatus: outcome.upstreamStatus,
        rule: fired?.rule.name ?? null,
        ms: Math.round((performance.now() - started) * 1_000) / 1_000,
      });
      if (outcome.unanswered !== undefined) sayUnanswered(response, incoming, outcome.unanswered, tools, tellDefect);
    };
    if (fired === null) upstream.forward(incoming, response, settled);
    else void strike(fired, request, incoming, response, settled);
  };

  const strike = async (
    fired: Fired,
    request: S3Request,
    incoming: IncomingMessage,
    response: ServerResponse,
    settled: (outcome: Outcome) => void,
  ) => {
    let fate: Fate;
    try {
      fate = await inflict(fired, request, incoming, tools);
    } catch (thrown) {
      tellDefect(`fault rule ${fired.rule.name}: ${renderError(asMigrationError(thrown))}`);
      fate = { fate: 'answer', answer: errorAnswer(500, 'InternalError', incoming.url ?? '', tools.nextRequestId()), upstreamStatus: null };
    }
    if (fate.fate === 'forward') {
      if (response.destroyed) settled({ clientStatus: 0, upstreamStatus: null });
      else upstream.forward(incoming, response, settled);
    } else if (fate.fate === 'reset' || response.destroyed) {
      settled({ clientStatus: 0, upstreamStatus: fate.upstreamStatus });
      incoming.socket.resetAndDestroy();
    } else {
      settled({ clientStatus: fate.answer.status, upstreamStatus: fate.upstreamStatus });
      give(response, incoming, fate.answer);
    }
  };

  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0, headersTimeout: 0, noDelay: true },
    (incoming, response) => {
      // Date comes from upstream, or with our own answer.
      response.sendDate = false;
      const target = incoming.url ?? '/';
      const { path } = splitTarget(target);
      if (isClosedDoor(path)) {
        give(response, incoming, errorAnswer(404, 'NoSuchKey', '/', tools.nextRequestId()));
        return;
      }
      const handler = handlers.find((one) => isBelow(path, one.prefix));
      if (handler !== undefined) {
        void serveDoor(handler, incoming, response, tellDefect);
        return;
      }
      const request = readS3Request(incoming.method ?? 'GET', target, incoming.headers);
      if (request !== null) serveS3(request, incoming, response);
      else
        upstream.forward(incoming, response, (outcome) => {
          if (outcome.unanswered !== undefined) sayUnanswered(response, incoming, outcome.unanswered, tools, tellDefect);
        });
    },
  );

  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  let closing: Promise<void> | null = null;
  const close = async () => {
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    server.closeIdleConnections();
    await untilIdle();
    server.closeAllConnections();
    await closed;
    await upstream.close();
    root.close();
    // A connection that was cut records its request only when the cut is noticed.
    await untilIdle();
    log.close();
  };
  const untilIdle = async () => {
    const deadline = Date.now() + CLOSE_GRACE_MS;
    while (atWork > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, CLOSE_STEP_MS));
  };
  return {
    port,
    url: `http://${HOST}:${port}`,
    rules: () => reportRules(armed),
    setRules,
    flushLog: () => {
      log.flush();
      return log.counters();
    },
    close: () => (closing ??= close()),
  };
}

/** However it is written: `//_bucket-brigade`, `/%5Fbucket-brigade/objects`. No bucket can have such a name. */
export const isClosedDoor = (path: string): boolean => /^\/+_bucket-brigade(\/|$)/i.test(decodeWire(path));

const isBelow = (path: string, prefix: string) =>
  path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`) || path === prefix.replace(/\/$/, '');

function readRules(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new MigrationError('CONFIG_MISSING', `the fault rules ${file} cannot be read`, {
      cause,
      next: 'Name a file that exists, or leave --rules out.',
    });
  }
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new MigrationError('SANDBOX_FAILED', `port ${port} cannot be opened for the sandbox's front (${cause.code ?? cause.message})`, {
          cause,
          next: 'Choose another one with --port, or end what uses it.',
        }),
      ),
    );
    server.listen(port, HOST, () => resolve());
  });
}

/** An answer of our own. The request's body is read to its end and dropped, so that the connection can be used again. */
function give(response: ServerResponse, incoming: IncomingMessage, answer: Answer | WholeAnswer): void {
  incoming.resume();
  const withBody = incoming.method !== 'HEAD';
  // Bytes, not text: Node would write the head in the text's encoding, and header values are latin1.
  const body = Buffer.from(answer.body);
  const own = typeof answer.body === 'string' ? ['content-length', String(body.length)] : [];
  response.writeHead(answer.status, [...answer.headers, ...own]);
  response.end(withBody ? body : undefined);
}

function sayUnanswered(
  response: ServerResponse,
  incoming: IncomingMessage,
  error: Error,
  tools: FaultTools,
  tellDefect: (text: string) => void,
): void {
  // The request may have lost its socket by now (upstream.ts); the response has not.
  const { socket } = response;
  if (socket === null || socket.destroyed) return;
  tellDefect(`the S3 server behind the front did not answer ${incoming.method ?? ''} ${incoming.url ?? ''}: ${error.message}`);
  give(response, incoming, errorAnswer(502, 'BadGateway', incoming.url ?? '', tools.nextRequestId()));
}

async function serveDoor(
  handler: Handler,
  incoming: IncomingMessage,
  response: ServerResponse,
  tellDefect: (text: string) => void,
): Promise<void> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const answer = await handler.handle({
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: incoming.headers,
      body: Buffer.concat(chunks),
    });
    const body = Buffer.from(answer.body);
    response.writeHead(answer.status, { date: new Date().toUTCString(), 'content-length': body.length, ...answer.headers });
    response.end(incoming.method === 'HEAD' ? undefined : body);
  } catch (thrown) {
    if (response.destroyed) return;
    tellDefect(`${handler.prefix}: ${renderError(asMigrationError(thrown))}`);
    if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain', 'content-length': 0 });
    response.end();
  }
}
