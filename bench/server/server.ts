import { createServer as createPlain, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { head, type Answer } from './answers.ts';
import { grantsFrom, openGrants } from './grants.ts';
import type { ModelSecond } from './partitions.ts';
import { readRequests, type WireRequest } from './http.ts';
import { virtualS3, type S3 } from './operations.ts';
import { completePlan, type ServerPlan } from './plan.ts';
import { DELAY_UP_TO_MS, startWheel, type Wheel } from './wheel.ts';

/** The server for measuring: bare sockets on loopback. It verifies no signature: what is measured is the client. */
export interface BenchServer {
  readonly port: number;
  /** Of the harness's door when the port itself speaks TLS; otherwise the same. */
  readonly controlPort: number;
  /** Where other servers ask what its model of partitions grants. */
  readonly grantsPort: number;
  readonly s3: S3;
  /** Forgets everything and is another server, on the same port. */
  configure(plan: ServerPlan): void;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly plan: ServerPlan;
  readonly port?: number;
  /** PEM; with it, the server speaks TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** The port of another server's grants: its model of partitions is asked, which has to have the same plan. */
  readonly grantsFromPort?: number | undefined;
}

export async function startServer({ plan, port = 0, tls, grantsFromPort }: ServerOptions): Promise<BenchServer> {
  let s3 = virtualS3(plan);
  let wheel = wheelOf(plan);
  const grants = grantsFromPort === undefined ? null : await grantsFrom(grantsFromPort);
  const door = await openGrants((ask) => s3.grant(ask, Date.now()));
  const sockets = new Set<Socket>();
  const answer = (socket: Socket, request: WireRequest): void => {
    if (grants === null) send(socket, s3.answer(request, Date.now()));
    else grants.ask(s3.askOf(request), (granted) => send(socket, s3.answer(request, Date.now(), granted)));
  };
  const configure = (next: ServerPlan): void => {
    if (next.latencyMs > DELAY_UP_TO_MS) throw new RangeError(`a latency of ${next.latencyMs} ms: at most ${DELAY_UP_TO_MS}`);
    s3 = virtualS3(next);
    // What the last one still has in hand, it ends.
    wheel = wheelOf(next);
  };

  const connected = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    // Answers leave in the order of their requests: none is due before the one that came earlier on this connection.
    let lastDue = 0;
    let waiting = 0;
    let lastWheel = wheel;
    readRequests(socket, (request) => {
      if (request.target.startsWith('/__')) {
        send(socket, control(request, s3, configure));
        return;
      }
      if (lastWheel !== wheel) [lastWheel, lastDue] = [wheel, 0];
      const { latencyMs } = s3.plan;
      if (latencyMs === 0 && waiting === 0) {
        answer(socket, request);
        return;
      }
      lastDue = Math.max(lastDue, wheel.now() + latencyMs);
      waiting += 1;
      wheel.at(lastDue, () => {
        waiting -= 1;
        // Done even when the client is gone by now, as S3 does what it has taken.
        answer(socket, request);
      });
    });
  };
  const server: Server = tls === undefined ? createPlain(connected) : createTls({ ...tls, ALPNProtocols: ['http/1.1'] }, connected);
  const servers = tls === undefined ? [server] : [server, createPlain(connected)];
  for (const each of servers)
    await new Promise<void>((resolve, reject) => {
      each.once('error', reject);
      each.listen({ host: '127.0.0.1', port: each === server ? port : 0, backlog: 4096 }, resolve);
    });
  const [ownPort = 0, controlPort = ownPort] = servers.map((each) => (each.address() as AddressInfo).port);
  return {
    port: ownPort,
    controlPort,
    grantsPort: door.port,
    get s3() {
      return s3;
    },
    configure,
    async close() {
      wheel.stop();
      const closed = servers.map((each) => new Promise<void>((resolve) => each.close(() => resolve())));
      for (const socket of sockets) socket.destroy();
      grants?.close();
      await Promise.all([...closed, door.close()]);
    },
  };
}

/** In the server's time, so that as many answers come together as would in life. */
const wheelOf = ({ timeScale }: ServerPlan): Wheel => startWheel(() => performance.now() * timeScale, Math.max(1, 1 / timeScale));

function send(socket: Socket, { parts, sent, cut }: Answer): void {
  if (cut === true) socket.resetAndDestroy();
  if (socket.destroyed) {
    sent?.();
    return;
  }
  const [first, ...rest] = parts;
  if (first !== undefined && rest.length === 0) {
    if (typeof first === 'string') socket.write(first, 'latin1', sent);
    else socket.write(first, sent);
    return;
  }
  socket.cork();
  parts.forEach((part, at) => {
    const done = at === parts.length - 1 ? sent : undefined;
    if (typeof part === 'string') socket.write(part, 'latin1', done);
    else socket.write(part, done);
  });
  socket.uncork();
}

/** The harness's door: what was asked, what it cost, what the model granted; and another plan. */
function control(request: WireRequest, s3: S3, configure: (plan: ServerPlan) => void): Answer {
  const json = (value: unknown): Answer => {
    const body = JSON.stringify(value);
    return { parts: [head(200, body.length, Date.now(), 'Content-Type: application/json\r\n') + body] };
  };
  if (request.target === '/__configure' && request.method === 'POST') {
    configure(completePlan(JSON.parse(request.body.toString('utf8')) as Parameters<typeof completePlan>[0]));
    return json({});
  }
  const [, name = ''] = /^\/__durable\/(\w+)$/.exec(request.target) ?? [];
  const bucket = s3.buckets.get(name);
  if (bucket !== undefined) {
    for (const key of request.body.toString('utf8').split('\n')) {
      const index = bucket.scheme?.indexOf(key) ?? -1;
      if (index >= 0) bucket.durable?.add(index);
    }
    return json({ durable: bucket.durable?.count ?? 0 });
  }
  // Counting what happened to each of 10^8 keys takes its time: who watches a run asks for less.
  return json(counters(s3, request.target !== '/__progress'));
}

export interface Counters {
  /** Of this process since its start. */
  readonly cpuMicroseconds: number;
  readonly residentBytes: number;
  readonly buckets: Readonly<Record<string, BucketCounters>>;
}

export interface BucketCounters {
  readonly requests: Readonly<Record<string, number>>;
  /** Computed keys that are there. */
  readonly keys: number;
  /** Really kept. */
  readonly objects: number;
  readonly storedBytes: number;
  /** Keys listed or copied never, once, twice, and more often; only when tracked. */
  readonly listed: readonly number[] | null;
  readonly copied: readonly number[] | null;
  readonly seconds: readonly ModelSecond[] | null;
  /** As many as there are now. */
  readonly partitions: number | null;
}

export function counters(s3: S3, whole = true): Counters {
  const { user, system } = process.cpuUsage();
  return {
    cpuMicroseconds: user + system,
    residentBytes: process.memoryUsage.rss(),
    buckets: Object.fromEntries(
      [...s3.buckets].map(([name, bucket]) => [
        name,
        {
          requests: bucket.counts,
          keys: bucket.marks?.count ?? bucket.scheme?.layout.keys ?? 0,
          objects: bucket.store.size,
          storedBytes: whole ? bucket.store.sorted().reduce((sum, { body }) => sum + body.length, 0) : 0,
          listed: (whole ? bucket.listed?.histogram() : null) ?? null,
          copied: (whole ? bucket.copied?.histogram() : null) ?? null,
          seconds: (whole ? bucket.partitions?.seconds() : null) ?? null,
          partitions: bucket.partitions?.partitions ?? null,
        },
      ]),
    ),
  };
}
