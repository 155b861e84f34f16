import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';

const MAIN = path.resolve(import.meta.dirname, '../../../cli/src/main.ts');
const at = mkdtempSync(path.join(tmpdir(), 'second-signal-'));

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  rmSync(at, { recursive: true, force: true });
});

/** An S3 with as many keys as a page has at the source, none at the target, and copies that are never answered. */
async function aSlowS3(): Promise<{ readonly endpoint: string; readonly copies: () => number }> {
  let copies = 0;
  const listed = (keys: readonly string[]) =>
    `<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>${keys
      .map(
        (key) =>
          `<Contents><Key>${key}</Key><LastModified>2020-01-01T00:00:00.000Z</LastModified><ETag>&quot;${'a'.repeat(32)}&quot;</ETag><Size>1</Size><StorageClass>STANDARD</StorageClass></Contents>`,
      )
      .join('')}</ListBucketResult>`;
  server = createServer((request, response) => {
    request.resume();
    if (request.method === 'PUT') copies += 1;
    else if (request.url!.startsWith('/source')) response.end(listed(Array.from({ length: 200 }, (_, n) => `key-${1000 + n}`)));
    else response.end(listed([]));
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, copies: () => copies };
}

describe('a copy that is ended by a second signal', () => {
  it.each(['1', '2'])('leaves none of its temporary files behind (%s threads)', async (threads) => {
    const { endpoint, copies } = await aSlowS3();
    const temporary = path.join(at, 'tmp');
    mkdirSync(temporary, { recursive: true });
    const args = ['copy', 's3://source/', 's3://target/', '--endpoint', endpoint, '--threads', threads, '--manifest', path.join(at, 'm')];
    const env = { ...process.env, TMPDIR: temporary, AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
    const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    while (copies() === 0 && child.exitCode === null) await setTimeout(20);
    expect(readdirSync(temporary)).toEqual([expect.stringMatching(/^bucket-brigade-/)]);
    expect(readdirSync(at).toSorted()).toEqual(['m.partial', 'tmp']);
    child.kill('SIGINT');
    // Within a second it would be taken for the same one, delivered twice.
    await setTimeout(1300);
    expect(child.exitCode).toBeNull();
    child.kill('SIGINT');
    expect(await ended).toBe(1);
    expect(readdirSync(temporary)).toEqual([]);
    expect(readdirSync(at)).toEqual(['tmp']);
  });
});
