import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessRecord } from '../../../sandbox/proxy/access-log.ts';
import { startFront, type Front, type FrontOptions } from '../../../sandbox/proxy/front.ts';
import { ADMIN_TOKEN, startTinyS3, type TinyS3 } from './tiny-s3.ts';

export interface Harness {
  readonly front: Front;
  readonly tiny: TinyS3;
  readonly defects: string[];
  /** The log as it is on disk. */
  readonly log: () => AccessRecord[];
  readonly logFile: string;
  close(): Promise<void>;
}

export async function startHarness(options: Partial<FrontOptions> = {}): Promise<Harness> {
  const tiny = await startTinyS3();
  const directory = mkdtempSync(join(tmpdir(), 'front-'));
  const logFile = join(directory, 's3-access.ndjson');
  const defects: string[] = [];
  const front = await startFront({
    port: 0,
    upstream: tiny.url,
    adminToken: ADMIN_TOKEN,
    logFile,
    onDefect: (text) => defects.push(text),
    ...options,
  });
  return {
    front,
    tiny,
    defects,
    logFile,
    log: () => readLog(logFile),
    close: async () => {
      await front.close();
      await tiny.close();
      rmSync(directory, { recursive: true });
    },
  };
}

export const readLog = (file: string): AccessRecord[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as AccessRecord);

export const SIGNED = 'AWS4-HMAC-SHA256 Credential=AKIAONE/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00';

/** Bytes as they are, over a connection of its own; resolves with everything that came back until the server closed. */
export async function rawExchange(port: number, head: string, body: Buffer = Buffer.alloc(0)): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'connect');
  socket.write(Buffer.concat([Buffer.from(head, 'latin1'), body]));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}
