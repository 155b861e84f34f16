import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ROOT_SECRET_ACCESS_KEY } from '../../sandbox/aws-server.ts';
import { eachUpTo } from '../../src/pool.ts';
import { ODD_KEYS } from '../contract/s3/odd-keys.ts';
import { startLaptopAws, type LaptopAws } from '../sandbox/laptop-aws.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const ACCOUNT = '444455556666';
const REGION = 'us-east-2';
const MANY = Array.from({ length: 1200 }, (_, n) => `f${n % 3}/${String(n).padStart(5, '0')}.json`);

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let aws: LaptopAws;
let s3: S3Client;
let door: Server;
let doorUrl: string;
let dir: string;
/** Every copy takes so long; what has come through is kept. */
let copyMs = 0;
let copies: string[] = [];
/** All that the door was asked for. */
let requests = 0;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'bb-copy-'));
  aws = await startLaptopAws();
  s3 = new S3Client({
    endpoint: aws.endpoint,
    region: REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: ROOT_SECRET_ACCESS_KEY },
  });
  for (const bucket of ['copy-odd', 'copy-many', 'copy-target', 'copy-ledger'])
    await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }));
  await eachUpTo(ODD_KEYS, 16, (key) => put('copy-odd', `in/${key}`, `odd ${key}`));
  await eachUpTo(MANY, 16, (key) => put('copy-many', key, key));
  door = aDoor(new URL(aws.endpoint));
  await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening));
  doorUrl = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
});

afterAll(async () => {
  door?.closeAllConnections();
  door?.close();
  s3?.destroy();
  await aws?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Passes everything on, copies when their time is over. */
function aDoor(to: URL): Server {
  return createServer((incoming, outgoing) => {
    const { headers, method, url = '' } = incoming;
    requests += 1;
    const isCopy = headers['x-amz-copy-source'] !== undefined;
    const onward = forward({ host: to.hostname, port: to.port, method, path: url, headers }, (answer) => {
      if (isCopy && answer.statusCode === 200) copies.push(url);
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    if (isCopy && copyMs > 0) setTimeout(() => incoming.pipe(onward), copyMs);
    else incoming.pipe(onward);
  });
}

const put = async (bucket: string, key: string, body: string): Promise<void> =>
  void (await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body })));

/** URL-encoded on the way: XML would make a line feed of a carriage return. */
async function keysOf(bucket: string, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for (let token: string | undefined; ;) {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token, EncodingType: 'url' }));
    for (const { Key } of page.Contents ?? []) keys.push(decodeURIComponent(Key!.replaceAll('+', ' ')).slice(prefix.length));
    if (page.IsTruncated !== true) return keys;
    token = page.NextContinuationToken;
  }
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['cli/src/main.ts', 'copy', ...args, '--endpoint', doorUrl], {
    cwd: ROOT,
    env: {
      ...process.env,
      AWS_ACCESS_KEY_ID: ACCOUNT,
      AWS_SECRET_ACCESS_KEY: ROOT_SECRET_ACCESS_KEY,
      AWS_REGION: REGION,
      TMPDIR: dir,
      ...env,
    },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => (stdout += String(text)));
  child.stderr.on('data', (text) => (stderr += String(text)));
  const ended = new Promise<Ended>((end) => child.on('close', (code) => end({ code, stdout, stderr })));
  return { child, ended };
}

const copy = (...args: string[]): Promise<Ended> => start(args).ended;
const file = (name: string) => join(dir, name);
const linesOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, never> & { event?: string; key?: string; code?: string });
const endOf = ({ stdout }: Ended) =>
  linesOf(stdout).at(-1) as unknown as {
    event: string;
    verdict: string;
    accounts: Record<string, number>;
    attempt: { copies: number };
    reasons: Record<string, number>;
    error: unknown;
  };

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > 3000) throw new Error('it never came to that');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const ODD = ['s3://copy-odd/in/', 's3://copy-target/odd/'] as const;

describe('bucket-brigade copy s3://… s3://…', () => {
  it('says what it would do and does nothing, then does it, then has nothing to do', async () => {
    const dry = await copy(...ODD, '--dry-run', '--json');
    expect([dry.code, dry.stderr]).toEqual([3, expect.stringContaining(`DIFFERENCES_FOUND: ${ODD_KEYS.length} objects`)]);
    expect(endOf(dry)).toMatchObject({ event: 'end', verdict: 'would-copy', accounts: { listed: ODD_KEYS.length } });
    expect(await keysOf('copy-target', 'odd/')).toEqual([]);

    const done = await copy(...ODD, '--manifest', file('odd.ndjson.gz'));
    expect([done.code, done.stdout]).toEqual([0, expect.stringMatching(/^equal: listed 43 = identical 0 \+ copied 43 /)]);
    expect((await keysOf('copy-target', 'odd/')).toSorted()).toEqual(ODD_KEYS.toSorted());
    for (const key of ODD_KEYS) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'copy-target', Key: `odd/${key}` }));
      expect(await Body!.transformToString()).toBe(`odd ${key}`);
    }
    const manifest = linesOf(gunzipSync(readFileSync(file('odd.ndjson.gz'))).toString('utf8'));
    expect(manifest.map(({ key }) => String(key)).toSorted()).toEqual(ODD_KEYS.toSorted());
    expect(readdirSync(dir).filter((name) => name.startsWith('bucket-brigade-') || name.endsWith('.partial'))).toEqual([]);

    copies = [];
    expect((await copy(...ODD)).stdout).toContain('equal: listed 43 = identical 43 + copied 0');
    expect((await copy(...ODD, '--dry-run')).code).toBe(0);
    expect(copies).toEqual([]);
  });

  it('takes a manifest as the list of what it looks at', async () => {
    const target = 's3://copy-target/listed/';
    const done = await copy(ODD[0], target, '--keys', file('odd.ndjson.gz'), '--json');
    expect([done.code, endOf(done).accounts]).toEqual([0, expect.objectContaining({ listed: 43, copied: 43 })]);
    expect((await keysOf('copy-target', 'listed/')).toSorted()).toEqual(ODD_KEYS.toSorted());
    writeFileSync(file('some.txt'), '+ plain/id/0b7c.json\n* fold/X\n= fold/XY/1\n! nowhere/at all\n');
    const some = await copy(ODD[0], 's3://copy-target/some/', '--keys', file('some.txt'), '--json');
    expect([some.code, endOf(some).reasons]).toEqual([0, { 'copied: missing': 2, 'excluded: not-there': 1 }]);
    expect(await keysOf('copy-target', 'some/')).toEqual(['fold/X', 'plain/id/0b7c.json']);
  });

  it('copies what the filters let through, and counts the rest', async () => {
    const done = await copy(
      's3://copy-many/',
      's3://copy-target/filtered/',
      '--include',
      'f1/*',
      '--include',
      'f2/*',
      '--exclude',
      '**9.json',
      '--json',
    );
    const wanted = MANY.filter((key) => !key.startsWith('f0/') && !key.endsWith('9.json'));
    expect([done.code, endOf(done).reasons]).toEqual([
      0,
      { 'copied: missing': wanted.length, 'excluded: filtered': MANY.length - wanted.length },
    ]);
    expect((await keysOf('copy-target', 'filtered/')).toSorted()).toEqual(wanted.toSorted());
    const classes = await copy('s3://copy-many/', 's3://copy-target/classes/', '--only-class', 'STANDARD_IA', '--json');
    expect([classes.code, endOf(classes).reasons]).toEqual([0, { 'excluded: storage-class': MANY.length }]);
  });

  it('never overwrites when told so, names the keys, and takes them up from the file that it wrote', async () => {
    await put('copy-target', 'kept/plain/id/0b7c.json', 'another');
    const args = [ODD[0], 's3://copy-target/kept/'];
    const kept = await copy(...args, '--never-overwrite', '--failed', file('failed.ndjson'), '--json');
    expect([kept.code, kept.stderr]).toEqual([1, expect.stringContaining('COPY_FAILED: 1 key could not be copied')]);
    expect(kept.stderr).toContain('plain/id/0b7c.json');
    expect(linesOf(readFileSync(file('failed.ndjson'), 'utf8'))).toMatchObject([{ key: 'plain/id/0b7c.json', code: 'exists' }]);
    expect(endOf(kept)).toMatchObject({ verdict: 'failed', accounts: { failed: 1, copied: 42 }, error: { code: 'COPY_FAILED' } });
    const over = await copy(...args, '--keys', file('failed.ndjson'), '--json');
    expect([over.code, endOf(over).attempt.copies]).toEqual([0, 1]);
  });

  it('tells as JSON lines how far it is', async () => {
    copyMs = 150;
    const done = await copy('s3://copy-many/f0/', 's3://copy-target/lines/', '--json', '--in-flight', '8').finally(() => (copyMs = 0));
    const lines = linesOf(done.stdout) as unknown as {
      event: string;
      seen: number;
      copies: number;
      throttledShare: number;
      expected: null;
    }[];
    expect(lines.map(({ event }) => event)).toEqual([...lines.slice(1).map(() => 'progress'), 'end']);
    expect(lines.length).toBeGreaterThan(3);
    expect(lines[1]).toMatchObject({ seen: expect.any(Number), copies: expect.any(Number), throttledShare: 0, expected: null });
  });
});

describe('a copy that is stopped', () => {
  const stopped = async (name: string, signal: NodeJS.Signals) => {
    const args = ['s3://copy-many/', `s3://copy-target/${name}/`, '--ledger', file(name)];
    copies = [];
    copyMs = 40;
    const { child, ended } = start([...args, '--in-flight', '8']);
    await until(() => copies.length > 150);
    child.kill(signal);
    const end = await ended;
    copyMs = 0;
    return { args, end };
  };

  it('by SIGTERM ends with 1 and keeps its checkpoints; without --resume the next is refused; with it the rest is copied', async () => {
    const { args, end } = await stopped('term', 'SIGTERM');
    expect([end.code, end.stderr]).toEqual([1, expect.stringMatching(/SIGTERM: stopping.*STOPPED: .*next: Run it again/s)]);
    expect(copies.length).toBeLessThan(MANY.length);
    const refused = await copy(...args);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/USAGE: .*checkpoint\.json is of a copy that has not ended.*next: Give --resume/s),
    ]);
    const other = await copy(...args, '--resume', '--include', 'f1/*');
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('CHECKPOINT_OPTIONS')]);
    expect(other.stderr).toContain('include was nothing and is "f1/*"');
    const elsewhere = await copy(...args, '--resume', '--source-endpoint', aws.endpoint);
    expect([elsewhere.code, elsewhere.stderr]).toEqual([2, expect.stringContaining('CHECKPOINT_OPTIONS')]);
    expect(elsewhere.stderr).toContain(`source-endpoint was "${doorUrl}" and is "${aws.endpoint}"`);
    const resumed = await copy(...args, '--resume', '--manifest', file('term.ndjson'));
    expect([resumed.code, resumed.stdout]).toEqual([0, expect.stringContaining('equal: listed 1200 = identical 0 + copied 1200')]);
    expect(new Set(copies).size).toBe(MANY.length);
    expect(copies.length).toBe(MANY.length);
    expect(linesOf(readFileSync(file('term.ndjson'), 'utf8')).map(({ key }) => key)).toEqual(MANY.toSorted());
  });

  it('by SIGKILL has lost nothing but what was in flight', async () => {
    const { args, end } = await stopped('kill', 'SIGKILL');
    expect(end.code).toBeNull();
    // As somebody else may have one under way, with the same name: this copy makes none in parts.
    await s3.send(new CreateMultipartUploadCommand({ Bucket: 'copy-target', Key: `kill/${MANY[0]}` }));
    const resumed = await start([...args, '--resume'], { AWS_ENDPOINT_URL_STS: aws.endpoint }).ended;
    expect([resumed.code, resumed.stdout]).toEqual([0, expect.stringContaining('equal: listed 1200 = identical 0 + copied 1200')]);
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: 'copy-target' }));
    expect(Uploads.map(({ Key }) => Key)).toEqual([`kill/${MANY[0]}`]);
    await s3.send(new AbortMultipartUploadCommand({ Bucket: 'copy-target', Key: Uploads[0]!.Key!, UploadId: Uploads[0]!.UploadId! }));
    // Those that were in flight were carried out or not, and their answers came through or not.
    expect(Math.abs(copies.length - MANY.length)).toBeLessThanOrEqual(8);
    expect(new Set(copies).size).toBeGreaterThanOrEqual(MANY.length - 8);
    expect((await keysOf('copy-target', 'kill/')).toSorted()).toEqual(MANY.toSorted());
    expect((await copy(...args, '--resume')).code).toBe(0);
  });

  it('by an object in its ledger in S3 ends, too, and goes on when that is gone', async () => {
    const args = ['s3://copy-many/', 's3://copy-target/asked/', '--ledger', 's3://copy-ledger/work/'];
    copyMs = 120;
    copies = [];
    const { ended } = start([...args, '--in-flight', '4']);
    await until(() => copies.length > 20);
    const checkpoint = (await keysOf('copy-ledger', '')).find((key) => key.endsWith('/checkpoint.json'))!;
    const stop = checkpoint.replace(/folders\/.*$/, 'orders/stops/all.json');
    await put('copy-ledger', stop, '{}');
    const end = await ended;
    copyMs = 0;
    expect([end.code, end.stderr]).toEqual([1, expect.stringContaining('STOPPED: ')]);
    const refused = await copy(...args, '--resume');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(`s3://copy-ledger/${stop} asks every worker to stop`)]);
    await s3.send(new DeleteObjectCommand({ Bucket: 'copy-ledger', Key: stop }));
    expect((await copy(...args, '--resume')).stdout).toContain('equal: listed 1200');
  });
});

describe('what it refuses', () => {
  it.each([
    [['s3://copy-many/', 's3://nowhere-at-all/'], 2, /BUCKET_MISSING: .*nowhere-at-all/s],
    [['s3://copy-many/', 'copy-target'], 2, /USAGE: "copy-target" is not the URL/],
    [['s3://copy-many/', 's3://copy-many/f0/'], 2, /USAGE: .*lie in one another/],
    [['s3://copy-many/f0/', 's3://copy-many/f0'], 2, /USAGE: .*lie in one another/],
    [['s3://copy-many/', 's3://copy-target/', '--ledger', 's3://copy-many/l/'], 2, /USAGE: The ledger .* lies in the source/],
    [['s3://copy-many/', 's3://copy-target/', '--ledger', 's3://nowhere-at-all/l/'], 2, /BUCKET_MISSING: Looking at the ledger/],
    [['s3://copy-many/', 's3://copy-target/', '--ledger', 'package.json/x'], 2, /USAGE: .*package\.json.*cannot be/],
    [['s3://copy-many/', 's3://copy-target/', '--manifest', '/nowhere/m'], 2, /USAGE: \/nowhere\/m cannot be written/],
    [['s3://copy-many/', 's3://copy-target/', '--keys', '/nowhere/k'], 2, /USAGE: \/nowhere\/k cannot be read/],
    [['s3://copy-many/', 's3://copy-target/', '--only-class', 'STANDRD'], 2, /Give one of STANDARD/],
    [['s3://copy-many/', 's3://copy-target/', '--modified-before', '2026-01-01T00:00:00'], 2, /USAGE: .*is not a moment/],
    [['s3://copy-many/', 's3://copy-target/', '--rate', '0'], 2, /from 1 to/],
    [['s3://copy-many/', 's3://copy-target/', '--frobnicate'], 2, /unknown option/],
    [['s3://copy-many/', 's3://copy-target/', '--source-account', '111122223333'], 4, /ACCESS_DENIED: .*copy-many.*requestId: .*next: /s],
  ])('%j with %i', async (args, code, said) => {
    const ended = await copy(...args);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(said)]);
    expect(await keysOf('copy-target', 'f0/')).toEqual([]);
  });

  it('credentials that S3 does not take, and prints none of them, whatever happens', async () => {
    const secrets = {
      AWS_ACCESS_KEY_ID: 'AKIAWRONGWRONGWRONG1',
      AWS_SECRET_ACCESS_KEY: 'wrong/secret+of/this+test',
      AWS_SESSION_TOKEN: 'a-token-of-this-test',
    };
    for (const more of [[], ['--json'], ['--dry-run'], ['--ledger', 's3://copy-ledger/x/'], ['--source-region', 'eu-west-1']]) {
      const { code, stderr, stdout } = await start([...ODD, ...more], secrets).ended;
      expect([code, stderr]).toEqual([4, expect.stringMatching(/ACCESS_DENIED: .*requestId: .*next: /s)]);
      for (const secret of Object.values(secrets)) expect(stdout + stderr).not.toContain(secret);
    }
    const right = await copy('s3://copy-many/', 's3://nowhere-at-all/');
    expect(right.stdout + right.stderr).not.toContain(ROOT_SECRET_ACCESS_KEY);
  });

  it('no credentials at all', async () => {
    const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_EC2_METADATA_DISABLED: 'true', HOME: dir };
    const { code, stderr } = await start([...ODD], none).ended;
    expect([code, stderr]).toEqual([4, expect.stringContaining('CREDENTIALS_MISSING')]);
    expect(existsSync(file('never'))).toBe(false);
    expect(requests).toBeGreaterThan(0);
  });
});
