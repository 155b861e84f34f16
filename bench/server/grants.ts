import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Use } from './partitions.ts';

/**
 * One model of partitions for several servers. A process may have only so many sockets open, 64 partitions at 100 ms are 22,400 copies
 * in flight, and each has a socket: so servers share the connections, and all but the first ask it what is granted.
 */
export interface Ask {
  readonly use: Use;
  /** Which of the plan's buckets. */
  readonly bucket: number;
  readonly index: number;
}

/** An ask is a byte (bucket, and the lowest bit for a write) and the index in four; its answer is a byte. Both in order. */
const ASK_BYTES = 5;

export interface GrantsDoor {
  readonly port: number;
  close(): Promise<void>;
}

/** Answers asks, on a port of its own. `judge` says null of what can be none: who sends that is no server, and is left. */
export async function openGrants(judge: (ask: Ask) => boolean | null): Promise<GrantsDoor> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    let rest: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const asks = Math.floor(bytes.length / ASK_BYTES);
      const answers = Buffer.alloc(asks);
      for (let at = 0; at < asks; at += 1) {
        const [first, index] = [bytes[at * ASK_BYTES]!, bytes.readUInt32LE(at * ASK_BYTES + 1)];
        const granted = judge({ use: (first & 1) === 1 ? 'write' : 'read', bucket: first >> 1, index });
        if (granted === null) return socket.destroy();
        answers[at] = granted ? 1 : 0;
      }
      rest = bytes.subarray(asks * ASK_BYTES);
      if (asks > 0) socket.write(answers);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

export interface Grants {
  /** `done` is called when it is known whether the ask is granted, in the order of the calls; null asks nothing, and is granted. */
  ask(ask: Ask | null, done: (granted: boolean) => void): void;
  close(): void;
}

/** Asks at the door of another server: those of one turn of the event loop together. */
export async function grantsFrom(port: number): Promise<Grants> {
  const socket = connect({ host: '127.0.0.1', port });
  await new Promise<void>((resolve, reject) => socket.once('error', reject).once('connect', resolve));
  socket.setNoDelay(true);
  const waiting: { readonly asks: boolean; readonly done: (granted: boolean) => void }[] = [];
  let [unsent, scheduled]: [Ask[], boolean] = [[], false];

  /** Those in front that ask nothing need not wait for an answer. */
  const passFree = () => {
    while (waiting.length > 0 && !waiting[0]!.asks) waiting.shift()!.done(true);
  };
  const flush = () => {
    scheduled = false;
    const bytes = Buffer.alloc(unsent.length * ASK_BYTES);
    for (const [at, { use, bucket, index }] of unsent.entries()) {
      bytes[at * ASK_BYTES] = bucket * 2 + (use === 'write' ? 1 : 0);
      bytes.writeUInt32LE(index, at * ASK_BYTES + 1);
    }
    unsent = [];
    if (bytes.length > 0) socket.write(bytes);
    passFree();
  };
  socket.on('data', (answers: Buffer) => {
    for (const answer of answers) {
      passFree();
      waiting.shift()!.done(answer === 1);
    }
    passFree();
  });
  // The other server has ended, and with it this one's work: whoever waits is not answered.
  socket.on('error', () => socket.destroy());
  return {
    ask(ask, done) {
      waiting.push({ asks: ask !== null, done });
      if (ask !== null) unsent.push(ask);
      if (scheduled) return;
      scheduled = true;
      setImmediate(flush);
    },
    close: () => socket.destroy(),
  };
}
