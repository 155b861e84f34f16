import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type ListObjectsV2CommandInput,
} from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { requestsOf } from '../../../bench/harness/rounds.ts';
import { etagAt, keyScheme, sizeAt } from '../../../bench/server/layout.ts';
import { completePlan } from '../../../bench/server/plan.ts';
import { startServer, counters, type BenchServer } from '../../../bench/server/server.ts';
import { readListPage } from '../../../src/s3/list-page.ts';

const LAYOUT = { prefix: '', keys: 3200, folders: 32 };
const scheme = keyScheme(LAYOUT);
const allKeys = Array.from({ length: LAYOUT.keys }, (_, index) => scheme.keyAt(index));

let server: BenchServer;
let client: S3Client;
afterEach(async () => {
  client.destroy();
  await server.close();
});

async function start(given: Parameters<typeof completePlan>[0] = {}): Promise<void> {
  server = await startServer({ plan: completePlan({ layout: LAYOUT, ...given }) });
  client = new S3Client({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'A', secretAccessKey: 'S' },
  });
}

async function listed(input: ListObjectsV2CommandInput): Promise<{ keys: string[]; prefixes: string[]; pages: number }> {
  const keys: string[] = [];
  const prefixes: string[] = [];
  let pages = 0;
  let token: string | undefined;
  do {
    const page = await client.send(new ListObjectsV2Command({ ...input, ContinuationToken: token }));
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''));
    prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ''));
    pages += 1;
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return { keys, prefixes, pages };
}

const get = async (target: string): Promise<Buffer> =>
  Buffer.from(await (await fetch(`http://127.0.0.1:${server.port}${target}`)).arrayBuffer());

const failing = async (sent: Promise<unknown>): Promise<[string, number]> => {
  const error = (await sent.catch((thrown: unknown) => thrown)) as { name: string; $metadata: { httpStatusCode: number } };
  return [error.name, error.$metadata.httpStatusCode];
};

describe('listing', () => {
  it('gives all keys once, in order, page by page', async () => {
    await start();
    expect(await listed({ Bucket: 'full' })).toEqual({ keys: allKeys, prefixes: [], pages: 4 });
    expect(await listed({ Bucket: 'full', MaxKeys: 333 })).toEqual({ keys: allKeys, prefixes: [], pages: 10 });
  });

  it('counts the walks begun: neither the pages that follow one nor probes of a single key', async () => {
    await start();
    await listed({ Bucket: 'full' });
    await listed({ Bucket: 'full', StartAfter: scheme.keyAt(100) });
    await client.send(new ListObjectsV2Command({ Bucket: 'full', StartAfter: scheme.keyAt(100), MaxKeys: 1 }));
    const requests = counters(server.s3).buckets['full']?.requests;
    expect(requests).toMatchObject({ ListObjectsV2: 4 + 4 + 1, walksBegun: 2 });
    expect(requestsOf(counters(server.s3))).toBe(4 + 4 + 1);
  });

  it('keeps to prefix and start-after', async () => {
    await start();
    const inE = allKeys.filter((key) => key.startsWith('E'));
    expect((await listed({ Bucket: 'full', Prefix: 'E' })).keys).toEqual(inE);
    expect((await listed({ Bucket: 'full', StartAfter: inE[0]! })).keys).toEqual(allKeys.filter((key) => key > inE[0]!));
    expect((await listed({ Bucket: 'full', Prefix: 'E', StartAfter: inE.at(-2)! })).keys).toEqual(inE.slice(-1));
    expect((await listed({ Bucket: 'full', StartAfter: 'C\u{1F600}' })).keys).toEqual(allKeys.filter((key) => key >= 'D'));
    expect((await listed({ Bucket: 'full', Prefix: 'nothing/' })).keys).toEqual([]);
  });

  it('gathers common prefixes behind a delimiter', async () => {
    await start();
    const foldersAt = (depth: number) => [...new Set(allKeys.map((key) => `${key.split('/').slice(0, depth).join('/')}/`))];
    expect(await listed({ Bucket: 'full', Delimiter: '/', MaxKeys: 5 })).toEqual({ keys: [], prefixes: foldersAt(1), pages: 4 });
    const inE = foldersAt(2).filter((folder) => folder.startsWith('E/'));
    expect(await listed({ Bucket: 'full', Delimiter: '/', Prefix: 'E/' })).toEqual({ keys: [], prefixes: inE, pages: 1 });
  });

  it('is read by the product’s own strict reader, with ETags and sizes that are those of the objects', async () => {
    await start();
    const page = readListPage(await get('/full?list-type=2&encoding-type=url&max-keys=3'), 0);
    if (page.kind !== 'read') throw new Error(page.kind);
    expect(page.value.objects.map(({ key, etag, size }) => [key, etag, size])).toEqual(
      [0, 1, 2].map((index) => [scheme.keyAt(index), etagAt(index), sizeAt(index)]),
    );
    const head = await client.send(new HeadObjectCommand({ Bucket: 'full', Key: scheme.keyAt(2) }));
    expect([head.ETag, head.ContentLength, head.LastModified?.toISOString()]).toEqual([
      `"${etagAt(2)}"`,
      sizeAt(2),
      page.value.objects[2]?.lastModified,
    ]);
  });

  it('shows copied keys among those that were put, in the order of UTF-8', async () => {
    await start();
    const odd = ['0 first+plus', 'F/11_\u{FF5E}', 'F/11_\u{1F600}', '~<&>'];
    for (const Key of odd) await client.send(new PutObjectCommand({ Bucket: 'empty', Key, Body: Key }));
    for (const index of [3199, 0, 1500]) await client.send(copyOf(index));
    const keys = [...odd, ...[0, 1500, 3199].map((index) => scheme.keyAt(index))];
    const inOrder = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect((await listed({ Bucket: 'empty' })).keys).toEqual(inOrder);
    expect((await listed({ Bucket: 'empty', MaxKeys: 2 })).keys).toEqual(inOrder);
    const page = readListPage(await get('/empty?list-type=2&encoding-type=url'), 0);
    expect(page.kind === 'read' && page.value.objects.map(({ key }) => key)).toEqual(inOrder);
  });
});

const copyOf = (index: number, more: object = {}): CopyObjectCommand =>
  new CopyObjectCommand({ Bucket: 'empty', Key: scheme.keyAt(index), CopySource: `full/${scheme.keyAt(index)}`, ...more });

describe('copies', () => {
  it('are listed afterwards, counted, and keep the ETag', async () => {
    await start({ track: true });
    for (const index of [5, 6, 6]) expect((await client.send(copyOf(index))).CopyObjectResult?.ETag).toBe(`"${etagAt(index)}"`);
    expect((await listed({ Bucket: 'empty' })).keys).toEqual([5, 6].map((index) => scheme.keyAt(index)));
    await listed({ Bucket: 'full', Prefix: 'F' });
    const { empty, full } = counters(server.s3).buckets;
    expect(empty).toMatchObject({ keys: 2, copied: [3198, 1, 1, 0], requests: { CopyObject: 3, ListObjectsV2: 1 } });
    expect(full).toMatchObject({ keys: 3200, listed: [3000, 200, 0, 0] });
  });

  it('mind their conditions', async () => {
    await start();
    expect(await failing(client.send(copyOf(1, { CopySourceIfMatch: `"${etagAt(2)}"` })))).toEqual(['PreconditionFailed', 412]);
    await client.send(copyOf(1, { CopySourceIfMatch: `"${etagAt(1)}"`, IfNoneMatch: '*' }));
    expect(await failing(client.send(copyOf(1, { IfNoneMatch: '*' })))).toEqual(['PreconditionFailed', 412]);
    expect(await failing(client.send(copyOf(1, { CopySource: 'full/nothing' })))).toEqual(['NoSuchKey', 404]);
    expect(await failing(client.send(copyOf(1, { CopySource: 'nowhere/nothing' })))).toEqual(['NoSuchBucket', 404]);
    expect((await client.send(new GetObjectTaggingCommand({ Bucket: 'full', Key: scheme.keyAt(1) }))).TagSet).toEqual([]);
    expect(await failing(client.send(new HeadBucketCommand({ Bucket: 'nowhere' })))).toEqual(['NotFound', 404]);
  });
});

describe('stored objects', () => {
  it('are kept with their ETag, their metadata, and conditions', async () => {
    await start();
    const at = { Bucket: 'ledger', Key: 'bench/a b+c.json' };
    const first = await client.send(new PutObjectCommand({ ...at, Body: 'one', IfNoneMatch: '*', Metadata: { of: 'us' } }));
    expect(await failing(client.send(new PutObjectCommand({ ...at, Body: 'two', IfNoneMatch: '*' })))).toEqual(['PreconditionFailed', 412]);
    const second = await client.send(new PutObjectCommand({ ...at, Body: 'two', IfMatch: first.ETag }));
    expect(await failing(client.send(new PutObjectCommand({ ...at, Body: 'three', IfMatch: first.ETag })))).toEqual([
      'PreconditionFailed',
      412,
    ]);
    const got = await client.send(new GetObjectCommand(at));
    expect([await got.Body?.transformToString(), got.ETag]).toEqual(['two', second.ETag]);
    expect((await client.send(new HeadObjectCommand(at))).Metadata).toEqual({});
    const range = await client.send(new GetObjectCommand({ ...at, Range: 'bytes=-2' }));
    expect([await range.Body?.transformToString(), range.ContentRange]).toEqual(['wo', 'bytes 1-2/3']);
    expect((await listed({ Bucket: 'ledger', Prefix: 'bench/' })).keys).toEqual([at.Key]);
    await client.send(new DeleteObjectCommand(at));
    expect(await failing(client.send(new GetObjectCommand(at)))).toEqual(['NoSuchKey', 404]);
  });

  it('take bodies of any size, in chunks, too', async () => {
    await start();
    const body = Buffer.alloc(3_000_000, 'abc');
    await client.send(new PutObjectCommand({ Bucket: 'ledger', Key: 'big', Body: body }));
    const chunked = await fetch(`http://127.0.0.1:${server.port}/ledger/chunked`, {
      method: 'PUT',
      body: new Blob([body]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(chunked.status).toBe(200);
    for (const key of ['big', 'chunked']) expect((await get(`/ledger/${key}`)).equals(body)).toBe(true);
  });
});

/** Of so many copies at once. */
const statuses = (copies: number): Promise<number[]> =>
  Promise.all(
    Array.from({ length: copies }, (_, index) =>
      client.send(copyOf(index)).then(
        () => 200,
        (error: { $metadata: { httpStatusCode: number } }) => error.$metadata.httpStatusCode,
      ),
    ),
  );

describe('trouble', () => {
  it('answers 503 for what the partitions do not grant, and counts it', async () => {
    await start({ partitions: { writesPerSecond: 5, burstSeconds: 1 } });
    const answers = await statuses(30);
    const refused = answers.filter((status) => status === 503).length;
    expect(refused).toBeGreaterThanOrEqual(20);
    expect(counters(server.s3).buckets['empty']?.requests).toEqual({ CopyObject: 30, SlowDown: refused });
  });

  it('takes as long as it was told', async () => {
    await start({ latencyMs: 80 });
    const began = performance.now();
    await Promise.all(Array.from({ length: 20 }, (_, index) => client.send(copyOf(index))));
    const tookMs = performance.now() - began;
    expect(tookMs).toBeGreaterThanOrEqual(79);
    expect(server.s3.buckets.get('empty')?.marks?.count).toBe(20);
  });

  it('lives slower where it is told: latency and partitions alike', async () => {
    // Three a second of its own time, of which one takes four in life: with a burst of three, what comes at once is granted three times.
    await start({ latencyMs: 40, timeScale: 0.25, partitions: { writesPerSecond: 3, burstSeconds: 1, splitAfterSeconds: 60 } });
    const began = performance.now();
    const first = await statuses(12);
    const tookMs = performance.now() - began;
    expect(tookMs).toBeGreaterThanOrEqual(156);
    const granted = first.filter((status) => status === 200).length;
    // As much more as the time that it took is worth, and not four times that.
    expect(granted).toBeGreaterThanOrEqual(3);
    expect(granted).toBeLessThanOrEqual(3 + Math.ceil((tookMs * 3) / 4000));
  });

  it('shares its partitions with another that asks for its grants', async () => {
    const plan = { partitions: { writesPerSecond: 1, burstSeconds: 10 } };
    await start(plan);
    const other = await startServer({ plan: completePlan({ layout: LAYOUT, ...plan }), grantsFromPort: server.grantsPort });
    try {
      // Who says something else at that door is left alone.
      await expect(fetch(`http://127.0.0.1:${server.grantsPort}/`)).rejects.toThrow();
      const copyAt = async (port: number, index: number) =>
        await fetch(`http://127.0.0.1:${port}/empty/${allKeys[index]}`, {
          method: 'PUT',
          headers: { 'x-amz-copy-source': `/full/${allKeys[index]}` },
        }).then(({ status }) => status);
      const ports = [server.port, other.port];
      const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => copyAt(ports[index % 2]!, index)));
      // Ten tokens for both together, and one more for each second that passes.
      const granted = answers.filter((status) => status === 200).length;
      expect(granted).toBeGreaterThanOrEqual(10);
      expect(granted).toBeLessThanOrEqual(12);
      expect(answers.filter((status) => status === 503)).toHaveLength(40 - granted);
      const [here, there] = [server, other].map(({ s3 }) => s3.buckets.get('empty')!);
      expect(here!.marks!.count + there!.marks!.count).toBe(granted);
      // Reads of the source, and what no partition holds, are answered there as well.
      expect((await fetch(`http://127.0.0.1:${other.port}/full/${allKeys[0]}`)).status).toBe(200);
      expect((await fetch(`http://127.0.0.1:${other.port}/ledger/none`)).status).toBe(404);
    } finally {
      await other.close();
    }
  });

  it('cuts pages and connections, and fails inside of answers, as often as it was told', async () => {
    await start({ faults: { truncatedPage: 1 } });
    const whole = readListPage(await get('/full?list-type=2&encoding-type=url'), 0);
    expect(whole.kind).toBe('unreadable');
    server.configure(completePlan({ layout: LAYOUT, faults: { errorInside: 1 } }));
    expect((await failing(client.send(copyOf(1))))[0]).toBe('InternalError');
    expect(server.s3.buckets.get('empty')?.marks?.count).toBe(0);
    server.configure(completePlan({ layout: LAYOUT, faults: { reset: 1 } }));
    await expect(client.send(copyOf(1))).rejects.toThrow(/ECONNRESET|socket hang up/);
    // The answer was lost, the copy was not.
    expect(server.s3.buckets.get('empty')?.marks?.count).toBe(1);
    server.configure(completePlan({ layout: LAYOUT, faults: { internalError: 0.5, seed: 7 } }));
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        client.send(copyOf(index)).then(
          () => true,
          () => false,
        ),
      ),
    );
    expect(outcomes.filter(Boolean).length).toBeGreaterThan(15);
    expect(outcomes.filter(Boolean).length).toBeLessThan(45);
    expect(server.s3.buckets.get('empty')?.marks?.count).toBe(outcomes.filter(Boolean).length);
  });
});
