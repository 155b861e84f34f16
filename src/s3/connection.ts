import net from 'node:net';
import tls from 'node:tls';
import { AnswerReader, type Answer } from './http-answer.ts';

/** The one clock of all waiting on sockets. While our own process stands still, no tick passes: that is not the server's silence. */
export interface Ticks {
  passed: number;
  readonly everyMs: number;
}

/** What a connection carries. */
export interface Load {
  readonly request: {
    readonly head: string;
    readonly body: Uint8Array | null;
    readonly silenceMs: number;
  };
  connection: Connection | null;
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** Where a connection goes, and whom it tells that it is free or gone. */
export interface Home {
  readonly url: URL;
  /** One for all connections: reading the root certificates anew for each costs milliseconds. */
  secureContext(): tls.SecureContext;
  session: Buffer | undefined;
  rest(connection: Connection): void;
  gone(connection: Connection): void;
}

const CONNECT_MS = 10_000;

/**
 * Every socket reads into this one: what arrives is taken out at once, within the callback, so nothing is allocated for a
 * read. As large as four reads of libuv's usual size, for list pages.
 */
const ARRIVALS = Buffer.allocUnsafeSlow(256 * 1024);

/** One socket, from its connecting to its end. */
export class Connection {
  readonly #home: Home;
  readonly #ticks: Ticks;
  readonly #socket: net.Socket;
  readonly #reader = new AnswerReader();
  #load: Load | null = null;
  #connected = false;
  #ended = false;
  /** Whether it keeps the process from ending. */
  #holds = true;
  /** On `ticks`: when it was opened, sent a request, was answered, or heard a byte. */
  #since: number;

  constructor(home: Home, ticks: Ticks) {
    this.#home = home;
    this.#ticks = ticks;
    this.#since = ticks.passed;
    const onread: net.OnReadOpts = {
      buffer: ARRIVALS,
      callback: (bytes) => {
        this.#arrived(bytes);
        return true;
      },
    };
    const socket = connect(home, onread, () => {
      this.#connected = true;
      this.#since = ticks.passed;
    });
    socket.on('error', (error) => this.end(error));
    socket.on('end', () => this.#closedByServer());
    socket.on('close', () => this.#closedByServer());
    this.#socket = socket;
  }

  carry(load: Load): void {
    const { head, body } = load.request;
    const socket = this.#socket;
    this.#load = load;
    load.connection = this;
    if (this.#connected) this.#since = this.#ticks.passed;
    this.#reader.begin(head.startsWith('HEAD '));
    if (!this.#holds) {
      this.#holds = true;
      socket.ref();
    }
    if (body === null || body.length === 0) {
      socket.write(head, 'latin1');
      return;
    }
    socket.cork();
    socket.write(head, 'latin1');
    socket.write(body);
    socket.uncork();
  }

  /** Ends at once. What it carries rejects with the reason, if it has not settled. */
  end(reason: Error | null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#socket.destroy();
    const load = this.#load;
    this.#load = null;
    if (load !== null) {
      load.connection = null;
      load.reject(reason ?? closedEarly());
    }
    this.#home.gone(this);
  }

  /** Waited too long? `idleMs`: how long a connection may rest. */
  tick(idleMs: number): void {
    // The first tick may come at once: one more has to pass.
    const waitedMs = (this.#ticks.passed - this.#since - 1) * this.#ticks.everyMs;
    if (this.#load === null) {
      if (waitedMs >= idleMs) this.end(null);
      else if (this.#holds) {
        this.#holds = false;
        this.#socket.unref();
      }
    } else if (!this.#connected) {
      if (waitedMs >= CONNECT_MS) this.end(late('CONNECT_TIMEOUT', `no connection to ${this.#home.url.host} within`, CONNECT_MS));
    } else if (waitedMs >= this.#load.request.silenceMs) {
      const code = this.#reader.headRead ? 'BODY_TIMEOUT' : 'HEAD_TIMEOUT';
      this.end(late(code, `${this.#home.url.host} was silent for`, this.#load.request.silenceMs));
    }
  }

  #arrived(bytes: number): void {
    this.#since = this.#ticks.passed;
    const load = this.#load;
    // Words that nobody asked for: whatever they are, the next answer must not begin with them.
    if (load === null) return this.end(null);
    let whole: boolean;
    try {
      whole = this.#reader.feed(ARRIVALS, bytes);
    } catch (error) {
      return this.end(error as Error);
    }
    if (whole) this.#settle(load);
  }

  #settle(load: Load): void {
    this.#load = null;
    load.connection = null;
    load.resolve(this.#reader.answer());
    // An answer that came before all of the request's body was sent leaves a connection in the middle of it.
    if (this.#reader.reusable && this.#socket.writableLength === 0) this.#home.rest(this);
    else this.end(null);
  }

  #closedByServer(): void {
    const load = this.#load;
    if (load !== null && !this.#ended && this.#reader.ended()) this.#settle(load);
    this.end(null);
  }
}

function connect(home: Home, onread: net.OnReadOpts, onConnected: () => void): net.Socket {
  const { url } = home;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  if (!secure) return net.connect({ host, port, noDelay: true, onread }, onConnected);
  const socket = tls.connect(
    {
      host,
      port,
      noDelay: true,
      onread,
      secureContext: home.secureContext(),
      // A name of the certificate is sent, an address is not (RFC 6066, 3).
      ...(net.isIP(host) === 0 ? { servername: host } : {}),
      // HTTP/2 is not spoken by S3.
      ALPNProtocols: ['http/1.1'],
      session: home.session,
    } as tls.ConnectionOptions,
    onConnected,
  );
  socket.on('session', (session) => {
    home.session = session;
  });
  return socket;
}

function closedEarly(): Error {
  return Object.assign(new Error('the server closed the connection before the end of its answer'), { code: 'CLOSED_EARLY' });
}

function late(code: string, what: string, ms: number): Error {
  return Object.assign(new Error(`${what} ${ms / 1000} s`), { code });
}
