import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ROOT_SECRET_ACCESS_KEY } from '../../sandbox/aws-server.ts';
import { randomOf } from '../../sandbox/dataset/random.ts';
import type { Finding } from '../../src/contracts/findings.ts';
import { eachUpTo } from '../../src/pool.ts';
import { sandboxPython, startLaptopAws, type LaptopAws } from '../sandbox/laptop-aws.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const ACCOUNT = '444455556666';
const REGION = 'us-east-2';
const KEYS_OF_A_FOLDER = 270;
const FOLDERS = ['00_CheckoutOrder', '0A_FulfillmentOrder', 'E9', 'E9_FulfillmentOrder'];
/** More than a page each side: 1,080 keys. */
const KEYS = FOLDERS.flatMap((folder) => Array.from({ length: KEYS_OF_A_FOLDER }, (_, n) => `${folder}/x/id/${n}-caf\u00e9 {v}.json`));

type Side = 'source' | 'target';
let aws: LaptopAws;
let s3: S3Client;
let door: Server;
let doorUrl: string;
/** Which page of which bucket goes wrong, and how. */
let spoil: { readonly bucket: string; readonly how: 'fails' | 'cut' | 'twice' } | null = null;

const put = (side: Side, key: string, body: string) => s3.send(new PutObjectCommand({ Bucket: `verify-${side}`, Key: key, Body: body }));
const remove = (side: Side, key: string) => s3.send(new DeleteObjectCommand({ Bucket: `verify-${side}`, Key: key }));
const bodyOf = (key: string) => `the body of ${key}`;

// Each of them starts the command and a Python, one after the other.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

beforeAll(async () => {
  aws = await startLaptopAws();
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: ROOT_SECRET_ACCESS_KEY };
  s3 = new S3Client({ endpoint: aws.endpoint, region: REGION, forcePathStyle: true, credentials });
  for (const side of ['source', 'target'] as const)
    await s3.send(new CreateBucketCommand({ Bucket: `verify-${side}`, CreateBucketConfiguration: { LocationConstraint: REGION } }));
  await eachUpTo(KEYS, 24, async (key) => {
    await put('source', key, bodyOf(key));
    await put('target', key, bodyOf(key));
  });
  door = spoilingDoor(new URL(aws.endpoint));
  await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening));
  doorUrl = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
});

afterAll(async () => {
  door?.closeAllConnections();
  door?.close();
  s3?.destroy();
  await aws?.stop();
});

/** Passes everything on, and spoils the second page of one bucket: each time, as a broken server would. */
function spoilingDoor(to: URL): Server {
  const first = new Map<string, Buffer>();
  return createServer((incoming, outgoing) => {
    const { headers, method, url = '' } = incoming;
    const bucket = url.split(/[/?]/)[1]!;
    const onward = forward({ host: to.hostname, port: to.port, method, path: url, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        let body: Buffer = Buffer.concat(chunks);
        const later = url.includes('continuation-token=');
        if (url.includes('list-type=2') && !later && body.length > 10_000) first.set(bucket, body);
        const hit = later && spoil?.bucket === bucket ? spoil.how : null;
        if (hit === 'cut') body = body.subarray(0, body.length / 2);
        if (hit === 'twice') body = first.get(bucket)!;
        const failed = '<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>';
        if (hit === 'fails') body = Buffer.from(failed);
        const { 'transfer-encoding': _, ...kept } = answer.headers;
        outgoing.writeHead(hit === 'fails' ? 500 : answer.statusCode!, { ...kept, 'content-length': body.length });
        outgoing.end(body);
      });
    });
    incoming.pipe(onward);
  });
}

interface Run {
  readonly code: number;
  readonly output: string;
}

function run(command: string, args: readonly string[], cwd: string): Promise<Run> {
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: ROOT_SECRET_ACCESS_KEY,
    // What heals by waiting is waited for quickly.
    BUCKET_BRIGADE_TIME_SCALE: '200',
    PYTHONDONTWRITEBYTECODE: '1',
  };
  return new Promise((ended) => {
    const child = spawn(command, args, { cwd, env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
    child.on('close', (code) => ended({ code: code ?? -1, output }));
  });
}

const file = (name: string) => join(aws.dir, name);
const verify = (...args: string[]) =>
  run(process.execPath, ['cli/src/main.ts', 'verify', 's3://verify-source/', 's3://verify-target/', '--endpoint', doorUrl, ...args], ROOT);

/** The command's verdict, and that of a script which shares nothing with it. */
async function verifyTwice(): Promise<{ code: number; verdict: string; findings: { class: string; key: string }[] }> {
  const ended = await verify('--json', file('out.json'));
  const args = ['verify_verdict.py', doorUrl, REGION, 'verify-source', 'verify-target', file('out.json')];
  const checked = await run(sandboxPython(), args, import.meta.dirname);
  const said = JSON.parse(readFileSync(file('out.json'), 'utf8')) as { verdict: string; findings: { class: string; key: string }[] };
  expect([checked.code, checked.output]).toEqual([0, expect.stringContaining(`"verdict": "${said.verdict}"`)]);
  return { ...said, code: ended.code };
}

const KINDS = ['drop', 'source-drop', 'add', 'grow', 'rewrite', 'case', 'form', 'swap'] as const;

/** Changes some keys; answers what puts them back. */
async function mutate(seed: number): Promise<() => Promise<void>> {
  const random = randomOf(seed, 'e2e');
  const touched: string[] = [];
  const added: string[] = [];
  for (const key of random.shuffled(KEYS.filter((_, n) => n % 2 === 0)).slice(0, 12)) {
    touched.push(key);
    switch (random.pick(KINDS)) {
      case 'drop':
        await remove('target', key);
        break;
      case 'source-drop':
        await remove('source', key);
        break;
      case 'add':
        added.push(`${key}~`);
        await put('target', `${key}~`, 'more');
        break;
      case 'grow':
        await put('target', key, `${bodyOf(key)}!`);
        break;
      case 'rewrite':
        await put('target', key, bodyOf(key).replace('body', 'b0dy'));
        break;
      case 'case':
      case 'form': {
        const to = random.chance(0.5) ? key.replace('.json', '.JSON') : key.normalize('NFD');
        added.push(to);
        await put('target', to, bodyOf(key));
        await remove('target', key);
        break;
      }
      case 'swap': {
        const other = KEYS[KEYS.indexOf(key) + 1]!;
        touched.push(other);
        await put('target', key, bodyOf(other));
        await put('target', other, bodyOf(key));
        break;
      }
    }
  }
  return async () => {
    for (const key of added) await remove('target', key);
    for (const key of touched) for (const side of ['source', 'target'] as const) await put(side, key, bodyOf(key));
  };
}

it('calls equal sides identical, and keeps the files that it was asked for', async () => {
  expect(await verifyTwice()).toMatchObject({ code: 0, verdict: 'identical', findings: [] });
  const ended = await verify('--ndjson', file('out.ndjson'), '--combined', file('combined.txt'), '--deep', '5%');
  expect([ended.code, ended.output]).toEqual([0, expect.stringContaining('Verdict: identical')]);
  expect(ended.output).toMatch(/sample of 5 %, seed 1: All of the \d+ sampled keys have the same content at both sides: with 95 %/);
  expect(readFileSync(file('out.ndjson'), 'utf8')).toBe('');
  const lines = readFileSync(file('combined.txt'), 'utf8').trimEnd().split('\n');
  expect(lines.toSorted()).toEqual(KEYS.map((key) => `= ${key}`).toSorted());
});

it.each([1, 2, 3])('finds exactly the changes of seed %i, as the independent script does', async (seed) => {
  const putBack = await mutate(seed);
  const { code, verdict, findings } = await verifyTwice();
  expect({ code, verdict }).toEqual({ code: 3, verdict: 'different' });
  expect(findings.length).toBeGreaterThanOrEqual(12);
  await putBack();
});

it('names a folder that is gone, and one that nobody expects, as a whole', async () => {
  const gone = KEYS.filter((key) => key.startsWith('E9/'));
  await eachUpTo(gone, 24, async (key) => void (await remove('target', key)));
  await put('target', 'strange/1', '1');
  const { code, findings } = await verifyTwice();
  expect(code).toBe(3);
  expect(findings).toEqual([
    { class: 'missing-folder', key: 'E9/', source: null, target: null },
    { class: 'unexpected-folder', key: 'strange/', source: null, target: null },
  ]);
  expect((await verify('--ndjson', file('out.ndjson'))).code).toBe(3);
  const listed = readFileSync(file('out.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Finding);
  expect(
    listed
      .filter(({ class: of, key }) => of === 'missing-folder' && key !== null)
      .map(({ key }) => String(key))
      .toSorted(),
  ).toEqual(gone.toSorted());
  await eachUpTo(gone, 24, async (key) => void (await put('target', key, bodyOf(key))));
  await remove('target', 'strange/1');
});

it.each([
  ['source', 'fails'],
  ['target', 'fails'],
  ['source', 'cut'],
  ['target', 'twice'],
] as const)('is unproven when a page of the %s %s, whatever else is there, and so is the independent script', async (side, how) => {
  spoil = { bucket: `verify-${side}`, how };
  try {
    expect(await verifyTwice()).toMatchObject({ code: 5, verdict: 'unproven' });
  } finally {
    spoil = null;
  }
});

it.each([
  [['s3://verify-source/', 's3://nowhere-at-all/'], 2, /BUCKET_MISSING: .*nowhere-at-all/],
  [['s3://verify-source/', 'verify-target'], 2, /USAGE: "verify-target" is not the URL/],
  [['s3://verify-source/'], 2, /USAGE: verify takes two URLs/],
  [['s3://verify-source/', 's3://verify-target/', '--deep', '0'], 2, /USAGE: "0" is no share of the keys/],
  [
    ['s3://verify-source/', 's3://verify-target/', '--json', '/nowhere/out.json'],
    2,
    /USAGE: \/nowhere\/out.json.partial cannot be written/,
  ],
  [['s3://verify-source/', 's3://verify-target/', '--source-account', '111122223333'], 4, /ACCESS_DENIED/],
])('refuses %j by name', async (args, code, said) => {
  const ended = await run(process.execPath, ['cli/src/main.ts', 'verify', ...args, '--endpoint', doorUrl], ROOT);
  expect([ended.code, ended.output]).toEqual([code, expect.stringMatching(said)]);
});
