import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  CreateBucketCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ROOT_SECRET_ACCESS_KEY } from '../../sandbox/aws-server.ts';
import { startLaptopAws, type LaptopAws } from '../sandbox/laptop-aws.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const OURS = '444455556666';
const THEIRS = '111122223333';
const REGION = 'us-east-2';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let aws: LaptopAws;
let ours: S3Client;
let theirs: S3Client;
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'bb-advice-'));
  aws = await startLaptopAws();
  const as = (account: string) =>
    new S3Client({
      endpoint: aws.endpoint,
      region: REGION,
      forcePathStyle: true,
      credentials: { accessKeyId: account, secretAccessKey: ROOT_SECRET_ACCESS_KEY },
    });
  [ours, theirs] = [as(OURS), as(THEIRS)];
  const where = { CreateBucketConfiguration: { LocationConstraint: REGION } as const };
  for (const Bucket of ['advice-source', 'advice-target']) await ours.send(new CreateBucketCommand({ Bucket, ...where }));
  await ours.send(new PutObjectCommand({ Bucket: 'advice-source', Key: 'a', Body: 'a' }));
  await theirs.send(new CreateBucketCommand({ Bucket: 'advice-theirs', ...where }));
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${OURS}:root` },
        Action: 's3:*',
        Resource: ['arn:aws:s3:::advice-theirs', 'arn:aws:s3:::advice-theirs/*'],
      },
    ],
  });
  await theirs.send(new PutBucketPolicyCommand({ Bucket: 'advice-theirs', Policy }));
});

afterAll(async () => {
  ours?.destroy();
  theirs?.destroy();
  await aws?.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function copy(target: string, ...more: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['cli/src/main.ts', 'copy', 's3://advice-source/', `s3://${target}/`, ...more], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...{ AWS_ACCESS_KEY_ID: OURS, AWS_SECRET_ACCESS_KEY: ROOT_SECRET_ACCESS_KEY, AWS_REGION: REGION },
      ...{ AWS_ENDPOINT_URL: aws.endpoint, TMPDIR: dir },
    },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => (stdout += String(text)));
  child.stderr.on('data', (text) => (stderr += String(text)));
  return await new Promise((end) => child.on('close', (code) => end({ code, stdout, stderr })));
}

describe('before it copies, bucket-brigade copy', () => {
  const VERSIONS = /^Bucket advice-target keeps every version .*NoncurrentVersionExpiration/m;

  it('says nothing of a bucket as they are made', async () => {
    const dry = await copy('advice-target', '--dry-run');
    expect([dry.code, dry.stderr]).toEqual([3, expect.not.stringContaining('advice-target keeps')]);
  });

  it('says that the target keeps every version, until a rule ends them', async () => {
    const Bucket = 'advice-target';
    await ours.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const dry = await copy('advice-target', '--dry-run', '--json');
    expect([dry.code, dry.stderr]).toEqual([3, expect.stringMatching(VERSIONS)]);
    for (const line of dry.stdout.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('event');
    const done = await copy('advice-target');
    expect([done.code, done.stderr]).toEqual([0, expect.stringMatching(VERSIONS)]);
    const rule = { ID: 'r', Status: 'Enabled', Filter: { Prefix: '' }, NoncurrentVersionExpiration: { NoncurrentDays: 7 } } as const;
    await ours.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [rule] } }));
    expect((await copy('advice-target')).stderr).not.toMatch(VERSIONS);
  });

  it('says that the owner of the target could not read what it is given, until it may', async () => {
    const told = /^Bucket advice-theirs is not of account 444455556666.*--acl bucket-owner-full-control/m;
    expect((await copy('advice-theirs', '--dry-run')).stderr).not.toMatch(told);
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
    await theirs.send(new PutBucketOwnershipControlsCommand({ Bucket: 'advice-theirs', OwnershipControls }));
    expect((await copy('advice-theirs', '--dry-run')).stderr).toMatch(told);
    expect((await copy('advice-theirs', '--dry-run', '--acl', 'bucket-owner-full-control')).stderr).not.toMatch(told);
    // Of its own bucket that is as open nobody need be told.
    await ours.send(new PutBucketOwnershipControlsCommand({ Bucket: 'advice-target', OwnershipControls }));
    expect((await copy('advice-target', '--dry-run')).stderr).not.toContain('is not of account');
  });
});
