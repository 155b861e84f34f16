import tls from 'node:tls';
import { Connection, type Home, type Load, type Ticks } from './connection.ts';
import type { Answer, WireAnswer } from './http-answer.ts';
import type { Method } from './sign.ts';

export type { WireAnswer } from './http-answer.ts';

/**
 * HTTP/1.1 over bare sockets: a request is one string and one write, its path goes out exactly as given (a URL class would
 * collapse the dot segments that S3 keys may contain), and an answer is read where it arrives. One request at a time on
 * each connection: a slow copy must not hold up others. Proxy settings of the environment are not read.
 */
export interface WireRequest {
  /** Scheme and authority. */
  readonly origin: string;
  /** Request line and headers with the empty line behind them, in latin1: see `headOf`. */
  readonly head: string;
  readonly body: Uint8Array | null;
  /** How long the server may say nothing, before the head and between pieces of the body; kept to within half a second. */
  readonly silenceMs: number;
}

export interface Transport {
  /** Rejects with the signal's reason as soon as it aborts, and with what the socket met otherwise. */
  send(request: WireRequest, signal?: AbortSignal): Promise<WireAnswer>;
  /** Ends all sockets at once; what is in flight rejects. */
  close(): Promise<void>;
}

// So long that a pause between two ranges costs no new TLS handshakes. A socket that the server has closed meanwhile is
// noticed when it does; a request that crosses the closing heals as a reset, by the layer that knows what may be repeated.
const IDLE_SOCKET_MS = 10_000;

/** All waiting is counted in these by one timer: a timer for each request would cost more than its signature. */
const TICK_MS = 250;

export function createTransport(options: { readonly connections: number }): Transport {
  const lanesByOrigin = new Map<string, Lanes>();
  const flightsBySignal = new WeakMap<AbortSignal, Set<Flight>>();
  const ticks: Ticks = { passed: 0, everyMs: TICK_MS };
  let secureContext: tls.SecureContext | undefined;
  const secure = () => (secureContext ??= tls.createSecureContext());
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  const tick = () => {
    ticks.passed += 1;
    let open = 0;
    for (const lanes of lanesByOrigin.values()) open += lanes.tick();
    if (open > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };

  const lanesOf = (origin: string): Lanes => {
    let lanes = lanesByOrigin.get(origin);
    if (lanes === undefined) lanesByOrigin.set(origin, (lanes = new Lanes(origin, options.connections, ticks, secure)));
    return lanes;
  };

  /** One listener for each signal, however many requests share it: a listener for each request would cost more than the send. */
  const flightsOf = (signal: AbortSignal): Set<Flight> => {
    let flights = flightsBySignal.get(signal);
    if (flights === undefined) {
      const set = (flights = new Set<Flight>());
      flightsBySignal.set(signal, set);
      signal.addEventListener('abort', () => abortAll(set, signal.reason as Error), { once: true });
    }
    return flights;
  };

  return {
    send: (request, signal) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new Error('the S3 client is closed'));
        if (signal?.aborted) return reject(signal.reason as Error);
        // Unreferenced: it is the sockets that keep the process, and not while they are idle.
        timer ??= setInterval(tick, TICK_MS).unref();
        lanesOf(request.origin).send(new Flight(request, resolve, reject, signal === undefined ? null : flightsOf(signal)));
      }),
    close: () => {
      closed = true;
      if (timer !== null) clearInterval(timer);
      for (const lanes of lanesByOrigin.values()) lanes.close(new Error('the S3 client was closed'));
      return Promise.resolve();
    },
  };
}

/** All callers hear first: else a socket that one of them leaves would be taken by another that is about to go, too. */
function abortAll(set: Set<Flight>, reason: Error): void {
  const flights = [...set];
  for (const flight of flights) flight.reject(reason);
  for (const flight of flights) flight.connection?.end(reason);
}

/** One request on its way. A class, because a prototype is cheaper than closures for each request. */
class Flight implements Load {
  readonly request: WireRequest;
  readonly #resolve: (answer: WireAnswer) => void;
  readonly #reject: (error: Error) => void;
  readonly #siblings: Set<Flight> | null;
  /** The one that carries it; null while it waits. */
  connection: Connection | null = null;
  settled = false;

  constructor(request: WireRequest, resolve: (answer: WireAnswer) => void, reject: (error: Error) => void, siblings: Set<Flight> | null) {
    this.request = request;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#siblings = siblings;
    siblings?.add(this);
  }

  resolve(answer: Answer): void {
    if (this.#settle()) this.#resolve(answer);
  }

  reject(error: Error): void {
    if (this.#settle()) this.#reject(error);
  }

  #settle(): boolean {
    if (this.settled) return false;
    this.settled = true;
    this.#siblings?.delete(this);
    return true;
  }
}

/** The sockets to one origin: those at work, those at rest, and the requests that wait for one. */
class Lanes implements Home {
  readonly url: URL;
  /** The last TLS session, so that further connections skip the expensive half of the handshake. */
  session: Buffer | undefined = undefined;
  readonly #ticks: Ticks;
  readonly #connections: number;
  readonly #open = new Set<Connection>();
  /** The last one is taken first: the others may then come of age and be closed. */
  readonly #idle: Connection[] = [];
  readonly #waiting: Flight[] = [];
  #closed = false;

  readonly secureContext: () => tls.SecureContext;

  constructor(origin: string, connections: number, ticks: Ticks, secureContext: () => tls.SecureContext) {
    this.url = new URL(origin);
    this.secureContext = secureContext;
    this.#connections = connections;
    this.#ticks = ticks;
  }

  send(flight: Flight): void {
    const idle = this.#idle.pop();
    if (idle !== undefined) idle.carry(flight);
    else if (this.#open.size < this.#connections) this.#connect(flight);
    else this.#waiting.push(flight);
  }

  /** A connection that is free again. */
  rest(connection: Connection): void {
    const next = this.#nextWaiting();
    if (next === undefined) this.#idle.push(connection);
    else connection.carry(next);
  }

  /** A connection that has ended, for whatever reason. */
  gone(connection: Connection): void {
    this.#open.delete(connection);
    const idle = this.#idle.lastIndexOf(connection);
    if (idle >= 0) this.#idle.splice(idle, 1);
    const next = this.#closed ? undefined : this.#nextWaiting();
    if (next !== undefined) this.#connect(next);
  }

  /** Gives the number of open connections. */
  tick(): number {
    for (const connection of this.#open) connection.tick(IDLE_SOCKET_MS);
    return this.#open.size;
  }

  close(reason: Error): void {
    this.#closed = true;
    for (const flight of this.#waiting.splice(0)) flight.reject(reason);
    for (const connection of [...this.#open]) connection.end(reason);
  }

  #connect(flight: Flight): void {
    const connection = new Connection(this, this.#ticks);
    this.#open.add(connection);
    connection.carry(flight);
  }

  #nextWaiting(): Flight | undefined {
    let next = this.#waiting.shift();
    while (next?.settled === true) next = this.#waiting.shift();
    return next;
  }
}

/** What a header's value may hold (RFC 9110, 5.5): a line break in one would begin another. */
const UNFIT_FOR_VALUE = /[^\t\u0020-\u007e\u0080-\u00ff]/;
const UNFIT_FOR_PATH = /[^\u0021-\u007e]/;

/**
 * The head of a request, all of it. `headers` is flat: name, value, name, value …; `bodyBytes` null: no length is said.
 * @throws Error ERR_INVALID_CHAR for what cannot be sent
 */
export function headOf(method: Method, path: string, headers: readonly string[], bodyBytes: number | null): string {
  if (UNFIT_FOR_PATH.test(path)) throw unfit('the path');
  let head = `${method} ${path} HTTP/1.1\r\n`;
  for (let i = 0; i < headers.length; i += 2) {
    const value = headers[i + 1] as string;
    if (UNFIT_FOR_VALUE.test(value)) throw unfit(`header ${headers[i]}`);
    head += `${headers[i]}: ${value}\r\n`;
  }
  return bodyBytes === null ? `${head}\r\n` : `${head}content-length: ${bodyBytes}\r\n\r\n`;
}

function unfit(what: string): Error {
  return Object.assign(new Error(`${what} has a character that cannot be sent`), { code: 'ERR_INVALID_CHAR' });
}
