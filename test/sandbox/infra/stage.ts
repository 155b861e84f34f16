import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EMRClient } from '@aws-sdk/client-emr';
import { GetRoleCommand, IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { SSMClient } from '@aws-sdk/client-ssm';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient, type Credentials } from '@aws-sdk/client-sts';
import { deployInfra, type InfraInput, type RoleName, type SandboxAccount } from '../../../sandbox/infra.ts';
import { oidcHandler } from '../../../sandbox/oidc/issuer.ts';
import { createIssuerKey, type IssuerKey } from '../../../sandbox/oidc/key.ts';
import { mintToken } from '../../../sandbox/oidc/token.ts';
import { personOf } from '../person.ts';
import { startLaptopAws } from '../laptop-aws.ts';

export const SOURCE: SandboxAccount = {
  id: '111122223333',
  region: 'us-east-1',
  accessKeyId: '111122223333',
  secretAccessKey: 'test',
  bucket: 'shop-orders-archive',
};
export const TARGET: SandboxAccount = {
  id: '444455556666',
  region: 'us-east-2',
  accessKeyId: '444455556666',
  secretAccessKey: 'test',
  bucket: 'analytics-checkout',
};
export const LEDGER = 'analytics-migration-ledger';
export const REPOSITORY = 'acme/order-history';
export const SAME_WITH_IDS = 'acme@4711/order-history@815';
export const TEMPLATES = join(import.meta.dirname, '../../../infra');
/** `<migration>/<identity digest>`, below which the ledger's kinds lie. */
export const ROOT = 'checkout-history/0123456789abcdef0123456789abcdef';
export const KINDS = [
  'plans',
  'orders',
  'folders',
  'results',
  'findings',
  'receipts',
  'leases',
  'approvals',
  'intents',
  'table',
  'publishes',
] as const;
export const TABLE_PREFIX = 'consumable_tables/checkout/';
export const TABLE_KEY = `${TABLE_PREFIX}YEAR=2018/MONTH=10/DAY=31/part-0.parquet`;
export const JOB_FILE = '_jobs/code-0123.zip';
export const SOURCE_KEY = 'E9_FulfillmentOrder/id/a b+c.json';
export const TARGET_KEY = 'E9_FulfillmentOrder/id/there-before.json';

/** A cluster has its machines after three seconds. */
const TIME_SCALE = 50;

/** One principal's view of AWS. */
export interface Session {
  /** In the bucket's own region: S3 answers a call that comes by another one with a redirect, whatever the caller may do. */
  s3(bucket: string): S3Client;
  readonly sts: STSClient;
  readonly iam: IAMClient;
  readonly emr: EMRClient;
  readonly ssm: SSMClient;
  ec2(region: string): EC2Client;
}

export interface Stage {
  readonly endpoint: string;
  readonly issuer: string;
  readonly key: IssuerKey;
  readonly roles: Readonly<Record<RoleName, string>>;
  readonly deployMs: number;
  readonly sessions: Readonly<Record<RoleName | 'person' | 'sourceOwner' | 'targetOwner', Session>>;
  sessionOf(credentials: Credentials): Session;
  close(): Promise<void>;
}

/** The server, the issuer, the stacks, something to read in every place, and each role's session, had by its proper way. */
export async function openStage(change: Pick<InfraInput, 'deepVerify'> = {}): Promise<Stage> {
  const dir = await mkdtemp(join(tmpdir(), 'bb-infra-'));
  const key = await createIssuerKey(dir);
  const provider = await serveIssuer(key);
  const server = await startLaptopAws(TIME_SCALE);
  const clients: { destroy(): void }[] = [];
  const close = async () => {
    for (const client of clients) client.destroy();
    await server.stop();
    await provider.close();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const { endpoint } = server;
    const { issuer } = provider;
    const before = performance.now();
    const roles = await deployInfra({
      endpoint,
      source: SOURCE,
      target: TARGET,
      ledgerBucket: LEDGER,
      table: { prefix: TABLE_PREFIX, database: 'analytics', name: 'checkout' },
      repository: REPOSITORY,
      otherRepository: SAME_WITH_IDS,
      issuerUrl: issuer,
      templatesDir: TEMPLATES,
      ...change,
    });
    const deployMs = performance.now() - before;

    const open = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }): Session => {
      const at = (region: string) => ({ endpoint, region, credentials, maxAttempts: 1 });
      const inRegion = (region: string) => ({ s3: new S3Client({ ...at(region), forcePathStyle: true }), ec2: new EC2Client(at(region)) });
      const [there, here] = [inRegion(SOURCE.region), inRegion(TARGET.region)];
      const everywhere = {
        sts: new STSClient(at(TARGET.region)),
        iam: new IAMClient(at(TARGET.region)),
        emr: new EMRClient(at(TARGET.region)),
        ssm: new SSMClient(at(TARGET.region)),
      };
      clients.push(...Object.values(there), ...Object.values(here), ...Object.values(everywhere));
      return {
        ...everywhere,
        s3: (bucket) => (bucket === SOURCE.bucket ? there : here).s3,
        ec2: (region) => (region === SOURCE.region ? there : here).ec2,
      };
    };
    const sessionOf = ({ AccessKeyId, SecretAccessKey, SessionToken }: Credentials) =>
      open({ accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! });
    const owners = { sourceOwner: open(SOURCE), targetOwner: open(TARGET) };
    await seed(owners.sourceOwner, owners.targetOwner);

    const byToken = async (role: RoleName, subject: string) => {
      const token = mintToken({
        ...key,
        issuer,
        claims: { sub: `repo:${REPOSITORY}:${subject}`, aud: 'sts.amazonaws.com' },
        nowSeconds: Date.now() / 1000,
      });
      return sessionOf(await assumeByToken(endpoint, roles[role], token));
    };
    const plan = await byToken('plan', 'ref:refs/heads/main');
    const operate = await byToken('operate', 'environment:operate');
    const approve = await byToken('approve', 'environment:approve');
    const person = open(await personOf(endpoint, TARGET.id));
    const by = async (session: Session, role: RoleName) => sessionOf(await assume(session, roles[role]));
    const sessions = {
      ...owners,
      plan,
      operate,
      approve,
      agent: await by(operate, 'agent'),
      publish: await by(operate, 'publish'),
      person,
      job: sessionOf(await asService(owners.targetOwner, person, roles.job)),
      emr: sessionOf(await asService(owners.targetOwner, person, roles.emr)),
      grant: await by(operate, 'grant'),
      survey: await by(plan, 'survey'),
    };
    return { endpoint, issuer, key, roles, deployMs, sessions, sessionOf, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A session of a role that only a service may assume: its own policies are judged, by a session that a test lets in for a moment. */
async function asService({ iam }: Session, person: Session, roleArn: string): Promise<Credentials> {
  const RoleName = roleArn.split('/').at(-1)!;
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  const trust = decodeURIComponent(Role!.AssumeRolePolicyDocument!);
  const door = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${TARGET.id}:root` }, Action: 'sts:AssumeRole' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [door] });
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  try {
    return await assume(person, roleArn);
  } finally {
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust }));
  }
}

/** As a job does it: unsigned, with nothing but the token. */
export async function assumeByToken(endpoint: string, roleArn: string, token: string): Promise<Credentials> {
  const sts = new STSClient({
    endpoint,
    region: TARGET.region,
    maxAttempts: 1,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });
  try {
    const { Credentials: given } = await sts.send(
      new AssumeRoleWithWebIdentityCommand({ RoleArn: roleArn, RoleSessionName: 'job', WebIdentityToken: token }),
    );
    return given!;
  } finally {
    sts.destroy();
  }
}

export async function assume(session: Session, roleArn: string): Promise<Credentials> {
  const { Credentials: given } = await session.sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'job' }));
  return given!;
}

async function seed(sourceOwner: Session, targetOwner: Session): Promise<void> {
  const put = (owner: Session, Bucket: string, Key: string, Tagging?: string) =>
    owner.s3(Bucket).send(new PutObjectCommand({ Bucket, Key, Body: Key, ...(Tagging === undefined ? {} : { Tagging }) }));
  await put(sourceOwner, SOURCE.bucket, SOURCE_KEY, 'kind=order');
  await put(targetOwner, TARGET.bucket, TARGET_KEY);
  await put(targetOwner, TARGET.bucket, TABLE_KEY);
  await put(targetOwner, LEDGER, JOB_FILE);
  await Promise.all(KINDS.map((kind) => put(targetOwner, LEDGER, `${ROOT}/${kind}/there-before.json`)));
}

async function serveIssuer(key: IssuerKey): Promise<{ issuer: string; close(): Promise<void> }> {
  let handle: ReturnType<typeof oidcHandler> | null = null;
  const server = createServer((request, response) => {
    const { status, headers, body } = handle!({ method: request.method ?? 'GET', path: request.url ?? '/' });
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_oidc`;
  handle = oidcHandler({ issuer, jwks: key.jwks });
  return {
    issuer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
