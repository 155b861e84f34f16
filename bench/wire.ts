import { fork } from 'node:child_process';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/clock.ts';
import { walkPages } from '../src/listing/walk.ts';
import { createS3 } from '../src/s3/client.ts';
import type { S3 } from '../src/s3/types.ts';

/**
 * node bench/wire.ts [--copies 50000] [--pages 500] [--in-flight 64]: the wire client alone, against a server of bare
 * sockets in another process that answers every request with the same bytes. Prints user + system CPU of the client.
 */

const KEYS_OF_A_PAGE = 1000;
const CHUNK_BYTES = 64 * 1024;
const key = (index: number): string => `E9_FulfillmentOrder/2024/id/${String(index).padStart(10, '0')}-abcdef.json`;
const ETAG = '0123456789abcdef0123456789abcdef';

function answerOf(body: string, framing: string): Buffer {
  const head = `HTTP/1.1 200 OK\r\nx-amz-id-2: ${'i'.repeat(76)}\r\nx-amz-request-id: ABCDEF0123456789\r\nDate: Sun, 22 Nov 2026 10:00:00 GMT\r\n`;
  return Buffer.from(`${head}Content-Type: application/xml\r\n${framing}\r\nServer: AmazonS3\r\n\r\n${body}`, 'latin1');
}

function copyAnswer(): Buffer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<CopyObjectResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LastModified>2026-11-22T10:00:00.000Z</LastModified><ETag>&quot;${ETAG}&quot;</ETag></CopyObjectResult>`;
  return answerOf(body, `Content-Length: ${body.length}`);
}

/** In chunks, as S3 sends its pages. */
function pageAnswer(): Buffer {
  const contents = Array.from(
    { length: KEYS_OF_A_PAGE },
    (_one, index) =>
      `<Contents><Key>${key(index)}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;${ETAG}&quot;</ETag><ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType><Size>4096</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const page = `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><EncodingType>url</EncodingType><KeyCount>${KEYS_OF_A_PAGE}</KeyCount><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`;
  let chunks = '';
  for (let at = 0; at < page.length; at += CHUNK_BYTES) {
    const chunk = page.slice(at, at + CHUNK_BYTES);
    chunks += `${chunk.length.toString(16)}\r\n${chunk}\r\n`;
  }
  return answerOf(`${chunks}0\r\n\r\n`, 'Transfer-Encoding: chunked');
}

function serve(): void {
  const copy = copyAnswer();
  const page = pageAnswer();
  const GET = 0x47;
  const server = net.createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => undefined);
    // Requests are one write and smaller than a read, so that each arrives whole.
    socket.on('data', (bytes) => socket.write(bytes[0] === GET ? page : copy));
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.on('disconnect', () => process.exit());
}

async function copy(s3: S3, count: number, inFlight: number, signal: AbortSignal): Promise<void> {
  let next = 0;
  const one = async () => {
    while (next < count) {
      const name = key((next += 1));
      const source = { bucket: 'source', owner: '111111111111', key: name, etag: ETAG };
      await s3.copyObject({ source, target: { bucket: 'target', owner: '222222222222', key: name }, storageClass: 'STANDARD' }, signal);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, one));
}

async function list(s3: S3, pages: number, signal: AbortSignal): Promise<void> {
  for (let page = 0; page < pages; page += 1) {
    let keys = 0;
    const walked = { from: { bucket: 'source', owner: '111111111111' }, prefix: 'E9_FulfillmentOrder/' };
    for await (const objects of walkPages(s3, walked, signal)) keys += objects.length;
    if (keys !== KEYS_OF_A_PAGE) throw new Error(`a page of ${KEYS_OF_A_PAGE} keys gave ${keys}`);
  }
}

/** User + system, of this process. */
async function microseconds(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      copies: { type: 'string', default: '50000' },
      pages: { type: 'string', default: '500' },
      'in-flight': { type: 'string', default: '64' },
    },
  });
  const [copies, pages, inFlight] = [Number(values.copies), Number(values.pages), Number(values['in-flight'])];
  const server = fork(import.meta.filename, ['serve']);
  const [port] = (await once(server, 'message')) as [number];
  // As of a role: the session token is signed with every request.
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x'.repeat(40), sessionToken: 't'.repeat(700) };
  const s3 = createS3({
    region: 'us-east-2',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: () => credentials,
    clock: systemClock(),
    random: Math.random,
    connections: inFlight,
  });
  try {
    const { signal } = new AbortController();
    await copy(s3, Math.ceil(copies / 10), inFlight, signal);
    await list(s3, Math.ceil(pages / 5), signal);
    const perCopy = (await microseconds(() => copy(s3, copies, inFlight, signal))) / copies;
    const perKey = (await microseconds(() => list(s3, pages, signal))) / pages / KEYS_OF_A_PAGE;
    console.log(`${perCopy.toFixed(1)} µs of CPU for each copy (${copies}, ${inFlight} in flight)`);
    console.log(`${perKey.toFixed(2)} µs of CPU for each listed key (${pages} pages, one side)`);
  } finally {
    await s3.close();
    server.disconnect();
  }
}

if (process.argv[2] === 'serve') serve();
else await main();
