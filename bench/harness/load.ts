import { connect } from 'node:net';

/**
 * Requests over bare sockets with everything formatted beforehand and nothing read but where an answer ends: what the
 * server costs by itself, and the least that any client of Node's can cost.
 */
export interface Load {
  readonly port: number;
  readonly connections: number;
  /** The n-th request as bytes, or null when there are no more. */
  next(): string | null;
}

/** Resolves with how many were answered with status 200. */
export async function load({ port, connections, next }: Load): Promise<number> {
  let good = 0;
  await Promise.all(
    Array.from(
      { length: connections },
      () =>
        new Promise<void>((resolve, reject) => {
          const socket = connect({ port, host: '127.0.0.1', noDelay: true });
          // Bytes of the running answer still to come; -1: its head is not whole yet.
          let left = -1;
          let headText = '';
          const send = (): void => {
            const request = next();
            if (request === null) socket.end();
            else socket.write(request, 'latin1');
          };
          socket.once('connect', send);
          socket.once('error', reject);
          socket.once('close', () => resolve());
          socket.on('data', (chunk: Buffer) => {
            let body = chunk.length;
            if (left < 0) {
              // Never more than a few hundred bytes of it are needed, and of a page's next chunks none.
              headText += chunk.toString('latin1', 0, Math.min(chunk.length, 1024));
              const end = headText.indexOf('\r\n\r\n');
              if (end < 0) return;
              const [, length = '0'] = /\r\nContent-Length: (\d+)/.exec(headText) ?? [];
              if (headText.startsWith('HTTP/1.1 200')) good += 1;
              left = Number(length);
              body = chunk.length - (end + 4);
              headText = '';
            }
            left -= body;
            if (left > 0) return;
            left = -1;
            send();
          });
        }),
    ),
  );
  return good;
}
