import os from 'node:os';
import { keyScheme, etagAt } from './server/layout.ts';
import { load } from './harness/load.ts';
import { chooseCores, startServerProcess } from './harness/server.ts';

/** node bench/server-cost.ts: what the server for measuring itself costs, per copy and per listed key, beside the bare client. */
const COPIES = 200_000;
const PAGES = 2_000;
const KEYS = 1_000_000;
const CONNECTIONS = 64;

// As long as a signed request of a real client is.
const HEADERS =
  'host: 127.0.0.1\r\nx-amz-date: 20261129T170000Z\r\nx-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\r\n' +
  `authorization: AWS4-HMAC-SHA256 Credential=BENCHBENCHBENCHBENCH/20261129/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-copy-source;x-amz-copy-source-if-match;x-amz-date, Signature=${'0'.repeat(64)}\r\n`;

const cores = chooseCores(os.availableParallelism(), process.env['PATH'] ?? '');
const server = await startServerProcess({ core: cores.server });
const port = Number(new URL(server.endpoint).port);
const layout = { prefix: '', keys: KEYS, folders: 16 };
const scheme = keyScheme(layout);
await server.configure({ layout });

async function cost(what: string, each: number, next: () => string | null): Promise<void> {
  const before = await server.counters();
  const own = process.cpuUsage();
  const began = performance.now();
  const good = await load({ port, connections: CONNECTIONS, next });
  const seconds = (performance.now() - began) / 1000;
  const spent = process.cpuUsage(own);
  const after = await server.counters();
  const perServer = (after.cpuMicroseconds - before.cpuMicroseconds) / (good * each);
  const perClient = (spent.user + spent.system) / (good * each);
  process.stdout.write(
    `${what}: server ${perServer.toFixed(3)} µs, bare client ${perClient.toFixed(3)} µs each (${good} answers of 200 in ${seconds.toFixed(1)} s)\n`,
  );
}

process.stdout.write(`${os.cpus()[0]?.model}, Node ${process.versions.node}; ${cores.said} (this client is pinned by nobody)\n`);
let copied = 0;
const copy = (): string | null => {
  if (copied >= COPIES) return null;
  const key = scheme.keyAt(copied);
  const text = `PUT /empty/${key} HTTP/1.1\r\n${HEADERS}x-amz-copy-source: /full/${key}\r\nx-amz-copy-source-if-match: "${etagAt(copied)}"\r\ncontent-length: 0\r\n\r\n`;
  copied += 1;
  return text;
};
let listed = 0;
const list = (): string | null => {
  if (listed >= PAGES) return null;
  const after = scheme.keyAt((listed * 1000) % KEYS);
  listed += 1;
  return `GET /full?list-type=2&encoding-type=url&start-after=${encodeURIComponent(after)} HTTP/1.1\r\n${HEADERS}\r\n`;
};
// Once to warm up: what is asked for is the steady state.
for (const say of ['warming up: ', '']) {
  copied = 0;
  listed = 0;
  await cost(`${say}copy`, 1, copy);
  await cost(`${say}listed key`, 1000, list);
}
await server.close();
