import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import type { Credentials } from '../../../src/s3/types.ts';
import type { Subject } from './suite.ts';

/**
 * A 12-digit access key is that account's root to ministack, and it does not look at root's signatures: whoever is to
 * be judged needs a key of IAM or STS.
 */
const ACCOUNT = '111122223333';
const ROOT = { accessKeyId: ACCOUNT, secretAccessKey: 'test' };
const REGION = 'us-east-2';

/** A ministack of its own, which judges signatures, on a free port of loopback. */
export async function ministackSubject(): Promise<Subject> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(process.env['BB_PYTHON'] ?? '.setup/venv/bin/python', ['-m', 'ministack'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      AUTH: 'true',
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      IOT_MTLS_ENABLED: '0',
    },
  });
  try {
    await answers(`${endpoint}/_ministack/health`, child);
    const { credentials, session } = await userOf(endpoint);
    const witness = new S3Client({
      region: REGION,
      endpoint,
      credentials: ROOT,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    for (const Bucket of ['contract-source', 'contract-target']) await witness.send(new CreateBucketCommand({ Bucket }));
    return {
      endpoint,
      region: REGION,
      credentials,
      session,
      source: { bucket: 'contract-source', owner: ACCOUNT },
      target: { bucket: 'contract-target', owner: ACCOUNT },
      witness,
      stop: async () => {
        witness.destroy();
        await ended(child);
      },
    };
  } catch (error) {
    await ended(child);
    throw error;
  }
}

/** A user who may do anything with S3, and a session of that user. */
async function userOf(endpoint: string): Promise<{ credentials: Credentials; session: Credentials }> {
  const iam = new IAMClient({ region: REGION, endpoint, credentials: ROOT });
  const UserName = 'contract';
  await iam.send(new CreateUserCommand({ UserName }));
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 's3', PolicyDocument: JSON.stringify(policy) }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const credentials = named(AccessKey);
  const sts = new STSClient({ region: REGION, endpoint, credentials });
  const { Credentials: session } = await sts.send(new GetSessionTokenCommand({}));
  iam.destroy();
  sts.destroy();
  return { credentials, session: { ...named(session), sessionToken: session?.SessionToken } };
}

function named(key: { AccessKeyId?: string | undefined; SecretAccessKey?: string | undefined } | undefined): {
  accessKeyId: string;
  secretAccessKey: string;
} {
  if (key?.AccessKeyId === undefined || key.SecretAccessKey === undefined) throw new Error('ministack gave no key');
  return { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-2_000)));
  let gone: Error | undefined;
  child.once('error', (error) => (gone = error));
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (gone !== undefined) throw gone;
    if (child.exitCode !== null) throw new Error(`ministack ended with ${child.exitCode}: ${words}`);
    const up = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`ministack did not answer: ${words}`);
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return resolve();
    const hard = setTimeout(() => child.kill('SIGKILL'), 5_000);
    child.once('exit', () => {
      clearTimeout(hard);
      resolve();
    });
    child.kill();
  });
}
