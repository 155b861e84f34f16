import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  CreateBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  RestoreObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT_SECRET_ACCESS_KEY } from '../../sandbox/aws-server.ts';
import { startLaptopAws, type LaptopAws } from '../sandbox/laptop-aws.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const ACCOUNT = '444455556666';
const REGION = 'us-east-2';
const CLASSES = { 'f/cold': 'GLACIER', 'f/colder': 'DEEP_ARCHIVE', 'f/plain': 'STANDARD' } as const;

let aws: LaptopAws;
let s3: S3Client;
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'bb-archived-'));
  aws = await startLaptopAws();
  s3 = new S3Client({
    endpoint: aws.endpoint,
    region: REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: ROOT_SECRET_ACCESS_KEY },
  });
  for (const Bucket of ['archive-source', 'archive-target'])
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }));
  for (const [Key, StorageClass] of Object.entries(CLASSES))
    await s3.send(new PutObjectCommand({ Bucket: 'archive-source', Key, Body: `body of ${Key}`, StorageClass }));
});

afterAll(async () => {
  s3?.destroy();
  await aws?.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function run(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const sides = ['s3://archive-source/', 's3://archive-target/'];
  const child = spawn(process.execPath, ['cli/src/main.ts', args[0]!, ...sides, ...args.slice(1), '--endpoint', aws.endpoint], {
    cwd: ROOT,
    env: { ...process.env, AWS_ACCESS_KEY_ID: ACCOUNT, AWS_SECRET_ACCESS_KEY: ROOT_SECRET_ACCESS_KEY, AWS_REGION: REGION, TMPDIR: dir },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => (stdout += String(text)));
  child.stderr.on('data', (text) => (stderr += String(text)));
  return await new Promise((end) => child.on('close', (code) => end({ code, stdout, stderr })));
}

const copy = async (): Promise<{ code: number | null; reasons: Record<string, number> }> => {
  const { code, stdout } = await run('copy', '--json', '--ledger', join(dir, 'ledger'));
  const { reasons } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { reasons: Record<string, number> };
  return { code, reasons };
};

const verify = async (): Promise<{ code: number | null; counts: Record<string, number> }> => {
  const { code } = await run('verify', '--json', join(dir, 'verify.json'));
  const { counts } = JSON.parse(readFileSync(join(dir, 'verify.json'), 'utf8')) as { counts: Record<string, number> };
  return { code, counts };
};

const there = async (): Promise<unknown> => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'archive-target' }));
  return Contents.map(({ Key, StorageClass }) => [Key, StorageClass]);
};

async function restore(Key: string): Promise<void> {
  const at = { Bucket: 'archive-source', Key };
  await s3.send(new RestoreObjectCommand({ ...at, RestoreRequest: { Days: 2 } }));
  await expect
    .poll(async () => (await s3.send(new HeadObjectCommand(at))).Restore, { timeout: 10_000 })
    .toMatch(/^ongoing-request="false"/);
}

describe('archived objects', { timeout: 120_000 }, () => {
  it('are not copied before they are restored, and then by the next run: each only as it is restored', async () => {
    expect(await copy()).toEqual({ code: 0, reasons: { 'copied: missing': 1, 'excluded: archived': 2 } });
    expect(await there()).toEqual([['f/plain', 'STANDARD']]);
    expect(await verify()).toEqual({ code: 3, counts: { archived: 2 } });

    await restore('f/cold');
    expect(await verify()).toEqual({ code: 3, counts: { archived: 1, 'missing-object': 1 } });
    expect(await copy()).toMatchObject({ code: 0, reasons: { 'copied: missing': 1, 'excluded: archived': 1 } });
    expect(await there()).toEqual([
      ['f/cold', 'GLACIER'],
      ['f/plain', 'STANDARD'],
    ]);

    await restore('f/colder');
    expect(await copy()).toMatchObject({ code: 0, reasons: { 'copied: missing': 1 } });
    expect(await verify()).toEqual({ code: 0, counts: {} });
    expect(await there()).toEqual([
      ['f/cold', 'GLACIER'],
      ['f/colder', 'DEEP_ARCHIVE'],
      ['f/plain', 'STANDARD'],
    ]);
  });
});
