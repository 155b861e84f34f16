import { gunzipSync } from 'node:zlib';
import { readListPage } from '../../src/s3/list-page.ts';
import type { ServerProcess } from './server.ts';

/**
 * The keys that the ledger's manifest segments prove, read from outside: what a killed process has left that lasts. Tells
 * the server of those that are new, so that it counts each that is copied again. Gives how many there are in all.
 */
export async function durableKeys(server: ServerProcess, targetBucket: string, known: Set<string>): Promise<number> {
  let after = '';
  let total = 0;
  for (;;) {
    const answer = await fetch(`${server.controlEndpoint}/ledger?list-type=2&encoding-type=url&start-after=${encodeURIComponent(after)}`);
    const page = readListPage(Buffer.from(await answer.arrayBuffer()), 0);
    if (page.kind !== 'read') throw new Error(`the ledger's listing: ${page.kind}`);
    for (const { key } of page.value.objects) {
      after = key;
      if (known.has(key) || !key.endsWith(SEGMENT)) continue;
      known.add(key);
      const keys = await segmentKeys(server, key);
      const told = await fetch(`${server.controlEndpoint}/__durable/${targetBucket}`, { method: 'POST', body: keys.join('\n') });
      total = ((await told.json()) as { durable: number }).durable;
    }
    if (page.value.continuation === null) break;
  }
  if (total > 0) return total;
  const told = await fetch(`${server.controlEndpoint}/__durable/${targetBucket}`, { method: 'POST' });
  return ((await told.json()) as { durable: number }).durable;
}

/** Names of manifest segments end so (src/ledger/names.ts); their first line is a head, each other one an entry with its key. */
const SEGMENT = '.ndjson.gz';

async function segmentKeys(server: ServerProcess, name: string): Promise<readonly string[]> {
  const path = name.split('/').map(encodeURIComponent).join('/');
  const body = Buffer.from(await (await fetch(`${server.controlEndpoint}/ledger/${path}`)).arrayBuffer());
  return gunzipSync(body)
    .toString('utf8')
    .split('\n')
    .slice(1)
    .flatMap((line) => (line === '' ? [] : [(JSON.parse(line) as { key: string }).key]));
}
