import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { peersVenv } from '../../../setup/peers.mjs';
import { ODD_KEYS } from './odd-keys.ts';
import { seaweedfsSubject } from './servers.ts';
import { SEAWEEDFS_ODD_KEYS } from './odd-keys-of-servers.ts';
import type { Subject } from './subject.ts';

/**
 * After our copy, other people's tools find nothing to do. What they cannot see proves nothing here: keys that end in a slash (folders to them),
 * and keys whose names differ only in Unicode's normal form, one of which is kept out.
 */
const UNSEEN = new Set(['trailing/', 'accents/e\u0301']);
const REPOSITORY = path.join(import.meta.dirname, '../../..');
const PEERS = path.join(peersVenv(REPOSITORY, path.join(REPOSITORY, '.setup')), 'bin');
const keys = ODD_KEYS.filter((key) => !Object.hasOwn(SEAWEEDFS_ODD_KEYS, key) && !UNSEEN.has(key));

let subject: Subject;
beforeAll(async () => {
  subject = await seaweedfsSubject();
  await subject.witness.send(new CreateBucketCommand({ Bucket: 'contract-ledger' }));
  for (const key of keys)
    await subject.witness.send(new PutObjectCommand({ Bucket: subject.source.bucket, Key: key, Body: `the document of ${key}` }));
});
afterAll(async () => {
  await subject?.stop();
});

async function run(program: string, args: readonly string[]): Promise<{ code: number; out: string }> {
  const { accessKeyId, secretAccessKey } = subject.credentials;
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: subject.region,
    AWS_EC2_METADATA_DISABLED: 'true',
    RCLONE_CONFIG: '/dev/null',
  };
  return await promisify(execFile)(program, args, { cwd: REPOSITORY, env, timeout: 120_000 }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({ code: error.code, out: error.stdout + error.stderr }),
  );
}

const [from, to] = ['contract-source', 'contract-target'];
const sync = () =>
  run(path.join(PEERS, 'aws'), ['s3', 'sync', '--dryrun', '--endpoint-url', subject.endpoint, `s3://${from}/`, `s3://${to}/`]);
const check = () => {
  const remote = `:s3,provider=SeaweedFS,env_auth=true,force_path_style=true,endpoint="${subject.endpoint}",region=${subject.region}`;
  return run(path.join(PEERS, 'rclone'), ['check', `${remote}:${from}`, `${remote}:${to}`]);
};

it('aws s3 sync and rclone check find everything to do before our copy, and nothing after it', async () => {
  const before = await sync();
  expect(before.out.split('\n').filter((line) => line.includes('(dryrun)')).length).toBeGreaterThan(20);
  expect((await check()).code).not.toBe(0);

  const ours = await run(process.execPath, [
    path.join(REPOSITORY, 'cli/bin.mjs'),
    ...['copy', `s3://${from}/`, `s3://${to}/`, '--endpoint', subject.endpoint, '--path-style', '--ledger', 's3://contract-ledger/x/'],
  ]);
  expect(ours, ours.out).toMatchObject({ code: 0 });

  expect(await sync()).toEqual({ code: 0, out: '' });
  const checked = await check();
  expect(checked, checked.out).toMatchObject({ code: 0 });
  expect(checked.out).toContain('0 differences found');
}, 300_000);
