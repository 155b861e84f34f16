import { Client, buildConnector, type Dispatcher } from 'undici';
import type { Method } from './sign.ts';

/**
 * The sockets: HTTP/1.1 over undici's Client, which sends the path exactly as given (a URL class would collapse the
 * dot segments that S3 keys may contain). One request at a time on each connection: a slow copy must not hold up others.
 * Proxy settings of the environment are not read.
 */
export interface WireRequest {
  /** Scheme and authority; its authority is the Host header. */
  readonly origin: string;
  readonly method: Method;
  /** With its query; sent as it is. */
  readonly path: string;
  /** Flat: name, value, name, value … */
  readonly headers: string[];
  readonly body: Uint8Array | null;
  /** How long the server may say nothing, before the head and between pieces of the body. */
  readonly silenceMs: number;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export interface Transport {
  /** Rejects with the signal's reason as soon as it aborts, and with what the socket met otherwise. */
  send(request: WireRequest, signal?: AbortSignal): Promise<WireAnswer>;
  /** Ends all sockets at once; what is in flight rejects. */
  close(): Promise<void>;
}

/** The sockets to one origin: those at rest, and the requests that wait for one. */
interface Lanes {
  readonly idle: Client[];
  readonly waiting: Flight[];
  made: number;
}

// Longer than undici's 4 s, so that a pause between two ranges costs no new TLS handshakes; an idle socket that the
// server has closed meanwhile is noticed by undici, or heals as a reset.
const IDLE_SOCKET_MS = 10_000;
const CONNECT_MS = 10_000;

export function createTransport(options: { readonly connections: number }): Transport {
  const lanesByOrigin = new Map<string, Lanes>();
  const clients: Client[] = [];
  const flightsBySignal = new WeakMap<AbortSignal, Set<Flight>>();
  // HTTP/2 is not spoken by S3; shared, so that TLS sessions are resumed across connections.
  const connect = buildConnector({ timeout: CONNECT_MS, allowH2: false });
  let closed = false;

  const lanesOf = (origin: string): Lanes => {
    let lanes = lanesByOrigin.get(origin);
    if (lanes === undefined) lanesByOrigin.set(origin, (lanes = { idle: [], waiting: [], made: 0 }));
    return lanes;
  };

  const take = (lanes: Lanes, origin: string): Client | undefined => {
    const idle = lanes.idle.pop();
    if (idle !== undefined || lanes.made >= options.connections) return idle;
    const client = new Client(origin, { connect, allowH2: false, pipelining: 1, keepAliveTimeout: IDLE_SOCKET_MS });
    lanes.made += 1;
    clients.push(client);
    return client;
  };

  /** One listener for each signal, however many requests share it: a listener for each request would cost more than the send. */
  const flightsOf = (signal: AbortSignal): Set<Flight> => {
    let flights = flightsBySignal.get(signal);
    if (flights === undefined) {
      const set = (flights = new Set<Flight>());
      flightsBySignal.set(signal, set);
      const abortAll = () => {
        for (const flight of set) flight.abort(signal.reason as Error);
      };
      signal.addEventListener('abort', abortAll, { once: true });
    }
    return flights;
  };

  return {
    send: (request, signal) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new Error('the S3 client is closed'));
        if (signal?.aborted) return reject(signal.reason as Error);
        const lanes = lanesOf(request.origin);
        const flight = new Flight(request, lanes, resolve, reject, signal === undefined ? null : flightsOf(signal));
        const client = take(lanes, request.origin);
        if (client === undefined) lanes.waiting.push(flight);
        else flight.start(client);
      }),
    close: async () => {
      closed = true;
      const ended = new Error('the S3 client was closed');
      for (const lanes of lanesByOrigin.values()) for (const flight of lanes.waiting.splice(0)) flight.abort(ended);
      await Promise.all(clients.map((client) => client.destroy(ended)));
    },
  };
}

const NOTHING = Buffer.alloc(0);

/** One request on its way: undici's handler. A class, because a prototype is cheaper than six closures for each request. */
class Flight implements Dispatcher.DispatchHandler {
  readonly #request: WireRequest;
  readonly #lanes: Lanes;
  readonly #resolve: (answer: WireAnswer) => void;
  readonly #reject: (error: Error) => void;
  readonly #siblings: Set<Flight> | null;
  #client: Client | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #settled = false;
  #status = 0;
  #headers: WireAnswer['headers'] = {};
  #first: Buffer = NOTHING;
  #more: Buffer[] | null = null;

  constructor(
    request: WireRequest,
    lanes: Lanes,
    resolve: (answer: WireAnswer) => void,
    reject: (error: Error) => void,
    siblings: Set<Flight> | null,
  ) {
    this.#request = request;
    this.#lanes = lanes;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#siblings = siblings;
    siblings?.add(this);
  }

  get settled(): boolean {
    return this.#settled;
  }

  start(client: Client): void {
    this.#client = client;
    const { method, path, headers, body, silenceMs } = this.#request;
    client.dispatch({ method, path, headers, body, headersTimeout: silenceMs, bodyTimeout: silenceMs }, this);
  }

  /** The caller hears at once; the socket is given back when undici is done with it. */
  abort(reason: Error): void {
    if (this.#settled) return;
    this.#settle();
    this.#reject(reason);
    this.#controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error('aborted before it was sent'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: WireAnswer['headers']): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#first.length === 0) this.#first = chunk;
    else (this.#more ??= []).push(chunk);
  }

  onResponseEnd(): void {
    const body = this.#more === null ? this.#first : Buffer.concat([this.#first, ...this.#more]);
    if (!this.#settled) {
      this.#settle();
      this.#resolve({ status: this.#status, headers: this.#headers, body });
    }
    this.#giveBack();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (!this.#settled) {
      this.#settle();
      this.#reject(error);
    }
    this.#giveBack();
  }

  #settle(): void {
    this.#settled = true;
    this.#siblings?.delete(this);
  }

  #giveBack(): void {
    const client = this.#client;
    if (client === null) return;
    this.#client = null;
    let next = this.#lanes.waiting.shift();
    while (next !== undefined && next.settled) next = this.#lanes.waiting.shift();
    if (next === undefined) this.#lanes.idle.push(client);
    else next.start(client);
  }
}
