import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  S3Client,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { personOf } from '../person.ts';
import { sandboxPython } from '../laptop-aws.ts';
import { ADMIN_PATH, ROOT_SECRET_ACCESS_KEY, startAwsServer, stopProcess, type AwsServer } from '../../../sandbox/aws-server.ts';

/** The two accounts of every suite here. */
export const ALPHA = '111111111111';
export const BETA = '222222222222';
const REGION = 'us-east-1';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Stage {
  readonly server: AwsServer;
  readonly dir: string;
  readonly adminToken: string;
  readonly s3: (keys: Keys, rest?: S3ClientConfig) => S3Client;
  readonly iam: (keys: Keys) => IAMClient;
  readonly sts: (keys: Keys | null) => STSClient;
  /** POSTs to the admin door and answers with its JSON. */
  readonly admin: (
    path: string,
    body: string,
    token?: string,
  ) => Promise<{ readonly status: number; readonly answer: Record<string, unknown> }>;
  /** Rejects when the server's log holds anything. */
  readonly close: () => Promise<void>;
}

export const rootOf = (account: string): Keys => ({ accessKeyId: account, secretAccessKey: ROOT_SECRET_ACCESS_KEY });

export async function openStage(): Promise<Stage> {
  const dir = await mkdtemp(join(tmpdir(), 'bb-aws-'));
  const adminToken = randomBytes(16).toString('hex');
  const log = join(dir, 'aws.log');
  const server = await startAwsServer({ python: sandboxPython(), port: 0, dir, adminToken, attached: true, log }).catch(
    async (thrown: unknown) => {
      await rm(dir, { recursive: true, force: true });
      throw thrown;
    },
  );
  const clients: { destroy(): void }[] = [];
  const kept = <T extends { destroy(): void }>(client: T): T => {
    clients.push(client);
    return client;
  };
  const common = { endpoint: server.endpoint, region: REGION, maxAttempts: 1 };
  return {
    server,
    dir,
    adminToken,
    s3: (credentials, rest = {}) => kept(new S3Client({ ...common, forcePathStyle: true, credentials, ...rest })),
    iam: (credentials) => kept(new IAMClient({ ...common, credentials })),
    // Web identities are told without a signature.
    sts: (credentials) => kept(new STSClient({ ...common, credentials: credentials ?? { accessKeyId: 'none', secretAccessKey: 'none' } })),
    admin: async (path, body, token = adminToken) => {
      const response = await fetch(`${server.endpoint}${ADMIN_PATH}/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body,
      });
      return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
    },
    close: async () => {
      for (const client of clients) client.destroy();
      await stopProcess(server.pid);
      const said = await readFile(log, 'utf8');
      await rm(dir, { recursive: true, force: true });
      // It speaks of warnings and of exceptions only: of those that a client was spared, too.
      if (said !== '') throw new Error(`The server's log is not empty:\n${said}`);
    },
  };
}

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

export const policy = (...statements: readonly Statement[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements });

export const roleArn = (account: string, name: string): string => `arn:aws:iam::${account}:role/${name}`;

/** Whoever is of the account and may call sts:AssumeRole. */
export const trustOfAccount = (account: string): string =>
  policy({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' });

export interface RoleInput {
  readonly account: string;
  readonly name: string;
  readonly allows: readonly Statement[];
  readonly trust?: string;
  readonly maxSeconds?: number;
}

export async function makeRole(stage: Stage, { account, name, allows, trust, maxSeconds }: RoleInput): Promise<void> {
  const iam = stage.iam(rootOf(account));
  await iam.send(
    new CreateRoleCommand({
      RoleName: name,
      AssumeRolePolicyDocument: trust ?? trustOfAccount(account),
      ...(maxSeconds === undefined ? {} : { MaxSessionDuration: maxSeconds }),
    }),
  );
  if (allows.length > 0)
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'allows', PolicyDocument: policy(...allows) }));
}

export async function assume(stage: Stage, by: Keys, arn: string, seconds?: number): Promise<Keys> {
  const command = new AssumeRoleCommand({
    RoleArn: arn,
    RoleSessionName: 'a-session',
    ...(seconds === undefined ? {} : { DurationSeconds: seconds }),
  });
  // Roles are not for roots: a person of the account asks in their place.
  const asker = /^\d{12}$/.test(by.accessKeyId) ? await personOf(stage.server.endpoint, by.accessKeyId) : by;
  return keysOf(await stage.sts(asker).send(command));
}

export function keysOf({
  Credentials,
}: {
  Credentials?: { AccessKeyId?: string | undefined; SecretAccessKey?: string | undefined; SessionToken?: string | undefined } | undefined;
}): Keys {
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

/** A role's own session: made and assumed by its account's root. */
export async function sessionOf(stage: Stage, input: RoleInput): Promise<Keys> {
  await makeRole(stage, input);
  return assume(stage, rootOf(input.account), roleArn(input.account, input.name));
}

export async function makeBucket(stage: Stage, account: string, bucket: string, bucketPolicy?: string): Promise<S3Client> {
  const s3 = stage.s3(rootOf(account));
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  if (bucketPolicy !== undefined) await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: bucketPolicy }));
  return s3;
}

/** 'ok', or the status and the error's code, as a table has it. */
export async function verdict(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (thrown) {
    const { name, Code, $metadata } = thrown as Error & { Code?: string; $metadata?: { httpStatusCode?: number } };
    if ($metadata?.httpStatusCode === undefined) throw thrown;
    return `${$metadata.httpStatusCode} ${Code ?? name}`;
  }
}

export const copySource = (bucket: string, key: string): string => `${bucket}/${encodeURIComponent(key)}`;

/** Lines for the admin door, all of them taken. */
export async function seed(stage: Stage, lines: readonly string[]): Promise<void> {
  const { status, answer } = await stage.admin('objects', lines.join('\n'));
  if (status !== 200) throw new Error(`The admin door answered ${status}: ${JSON.stringify(answer)}`);
}

/** Every key of the bucket, decoded, and how many keys each page held. */
export async function listKeys(
  s3: S3Client,
  bucket: string,
  options: Partial<ListObjectsV2CommandInput> = {},
): Promise<{ keys: string[]; pages: number[] }> {
  const keys: string[] = [];
  const pages: number[] = [];
  let token: string | undefined;
  do {
    const page: ListObjectsV2CommandOutput = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, EncodingType: 'url', ...options, ContinuationToken: token }),
    );
    keys.push(...(page.Contents ?? []).map(({ Key }) => decoded(Key)));
    pages.push(page.KeyCount ?? -1);
    token = page.NextContinuationToken;
    if (page.IsTruncated !== (token !== undefined)) throw new Error('A page is truncated without a token, or has one and is not');
  } while (token !== undefined);
  return { keys, pages };
}

/** As S3 writes encoding-type=url: form encoding. */
export const decoded = (text: string | undefined): string => decodeURIComponent((text ?? '').replaceAll('+', ' '));

export const utf8Order = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
