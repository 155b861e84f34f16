import { generateKeyPairSync } from 'node:crypto';
import { CreateSubnetCommand, DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { DescribeClusterCommand, RunJobFlowCommand, TerminateJobFlowsCommand } from '@aws-sdk/client-emr';
import { CreateInstanceProfileCommand, CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { DeleteBucketPolicyCommand, GetObjectTaggingCommand, ListObjectVersionsCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { deployInfra, type InfraDeps, type InfraInput, type RoleName, type SandboxAccount } from '../../../sandbox/infra.ts';
import { mintToken, type TokenInput } from '../../../sandbox/oidc/token.ts';
import { clusterOfOurs, copy, copyInParts, get, getTags, list, type Call } from './calls.ts';
import {
  assume,
  assumeByToken,
  JOB_FILE,
  KINDS,
  LEDGER,
  openStage,
  REPOSITORY,
  ROOT,
  SAME_WITH_IDS,
  SOURCE,
  SOURCE_KEY,
  TARGET,
  TEMPLATES,
  type Session,
  type Stage,
} from './stage.ts';
import { TABLE } from './verdicts.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage?.close());

/** S3, STS and IAM say AccessDenied, EMR AccessDeniedException, EC2 UnauthorizedOperation. */
const REFUSED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/;
const refusal = expect.objectContaining({ name: expect.stringMatching(REFUSED) as string });

describe.each(Object.keys(TABLE) as RoleName[])('%s', (role) => {
  const attempt = ({ make }: Call) => make(stage.sessions[role], stage);
  const { may, mayNot, misses } = TABLE[role];
  test.each(may)('may $what', async (call) => {
    await expect(attempt(call)).resolves.toBeDefined();
  });
  test.each(mayNot)('may not $what', async (call) => {
    await expect(attempt(call)).rejects.toEqual(refusal);
  });
  test.each(misses)('is told what is missing: $what', async (call) => {
    await expect(attempt(call)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});

test('the role emr may start the cluster that the product asks for, on a network that is set up as the guide says', async () => {
  const { emr, ec2 } = stage.sessions.targetOwner;
  const { Subnets = [] } = await ec2(TARGET.region).send(new DescribeSubnetsCommand({}));
  const { VpcId, CidrBlock } = Subnets[0]!;
  const { Subnet } = await ec2(TARGET.region).send(
    new CreateSubnetCommand({ VpcId, CidrBlock: CidrBlock!.replace(/\.\d+\.\d+\//, '.192.0/') }),
  );
  const request = clusterOfOurs(stage);
  const stateIn = async (Ec2SubnetId: string | undefined) => {
    const { JobFlowId = '' } = await emr.send(
      new RunJobFlowCommand({ ...request, Instances: { ...request.Instances, ...(Ec2SubnetId && { Ec2SubnetId }) } }),
    );
    for (;;) {
      const { Cluster } = await emr.send(new DescribeClusterCommand({ ClusterId: JobFlowId }));
      const { State = '', StateChangeReason } = Cluster?.Status ?? {};
      if (State === 'BOOTSTRAPPING') await emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [JobFlowId] }));
      if (State !== 'STARTING') return `${State}${StateChangeReason?.Message === undefined ? '' : `: ${StateChangeReason.Message}`}`;
      await systemClock().sleep(200);
    }
  };
  expect(await stateIn(undefined)).toBe('BOOTSTRAPPING');
  expect(await stateIn(Subnet!.SubnetId)).toMatch(/^TERMINATING: Service role \S+emr has insufficient EC2 permissions$/);
}, 60_000);

/** A role of the target account that its own policies let do everything with S3 and STS: only what others trust holds it back. */
async function neighbour(): Promise<Session> {
  const { iam } = stage.sessions.targetOwner;
  const RoleName = `neighbour-${(neighbours += 1)}`;
  const document = (statement: Readonly<Record<string, unknown>>) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  const trust = document({ Principal: { AWS: `arn:aws:iam::${TARGET.id}:root` }, Action: 'sts:AssumeRole' });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  const everything = document({ Action: ['s3:*', 'sts:AssumeRole'], Resource: '*' });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'everything', PolicyDocument: everything }));
  return stage.sessionOf(await assume(stage.sessions.person, Role!.Arn!));
}
let neighbours = 0;

test.each(Object.keys(TABLE) as RoleName[])('%s trusts no role of the target account but those it names', async (role) => {
  await expect(assume(await neighbour(), stage.roles[role])).rejects.toEqual(refusal);
});

test.each(['agent', 'job', 'emr', 'publish', 'operate'] as const)(
  '%s is not for the root of an account, nor for any person of it',
  async (role) => {
    for (const who of ['person', 'targetOwner', 'sourceOwner'] as const)
      await expect(assume(stage.sessions[who], stage.roles[role])).rejects.toEqual(refusal);
  },
);

test('what was refused did not happen', async () => {
  const { Versions = [] } = await stage.sessions.targetOwner.s3(LEDGER).send(new ListObjectVersionsCommand({ Bucket: LEDGER }));
  const written = Versions.map(({ Key = '' }) => Key).toSorted();
  const before = [JOB_FILE, ...KINDS.map((kind) => `${ROOT}/${kind}/there-before.json`)];
  const byTheTable = Object.values(TABLE)
    .flatMap(({ may }) => may.map(({ what }) => new RegExp(`^put ${LEDGER}/(.*)$`).exec(what)?.[1]))
    .filter((key) => key !== undefined);
  const replaced = ['folders', 'leases', 'table', 'publishes'].flatMap((kind) => [
    `${ROOT}/${kind}/conditional.json`,
    `${ROOT}/${kind}/conditional.json`,
  ]);
  expect(written).toEqual([...before, ...byTheTable, ...replaced].toSorted());
});

describe('a token', () => {
  const MAIN = 'ref:refs/heads/main';
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
  interface Offer {
    readonly role: RoleName;
    readonly what: string;
    readonly sub: string;
    readonly aud?: string;
    readonly change?: (token: TokenInput) => Partial<TokenInput>;
  }
  const offer = ({ role, sub, aud = 'sts.amazonaws.com', change = () => ({}) }: Offer) => {
    const token: TokenInput = { ...stage.key, issuer: stage.issuer, claims: { sub, aud }, nowSeconds: Date.now() / 1000 };
    return assumeByToken(stage.endpoint, stage.roles[role], mintToken({ ...token, ...change(token) }));
  };

  test.each<Offer>([
    { role: 'plan', what: 'of the branch', sub: `repo:${REPOSITORY}:${MAIN}` },
    { role: 'plan', what: 'of the branch, with ids', sub: `repo:${SAME_WITH_IDS}:${MAIN}` },
    { role: 'operate', what: 'of the environment operate, with ids', sub: `repo:${SAME_WITH_IDS}:environment:operate` },
    { role: 'approve', what: 'of the environment approve, with ids', sub: `repo:${SAME_WITH_IDS}:environment:approve` },
  ])('$what is let in to $role', async (one) => {
    await expect(offer(one)).resolves.toHaveProperty('SessionToken');
  });

  const environment = `repo:${REPOSITORY}:environment:operate`;
  test.each<Offer>([
    { role: 'plan', what: 'of another branch', sub: `repo:${REPOSITORY}:ref:refs/heads/main2` },
    { role: 'plan', what: 'of a tag', sub: `repo:${REPOSITORY}:ref:refs/tags/main` },
    { role: 'plan', what: 'of a pull request', sub: `repo:${REPOSITORY}:pull_request` },
    { role: 'plan', what: 'of the environment operate', sub: environment },
    { role: 'operate', what: 'of the branch', sub: `repo:${REPOSITORY}:${MAIN}` },
    { role: 'operate', what: 'of the environment approve', sub: `repo:${REPOSITORY}:environment:approve` },
    { role: 'operate', what: 'of an environment of another name', sub: `repo:${REPOSITORY}:environment:operate2` },
    { role: 'operate', what: 'of another repository', sub: 'repo:acme/other:environment:operate' },
    { role: 'operate', what: 'of another owner', sub: 'repo:acme2/order-history:environment:operate' },
    { role: 'operate', what: 'of a repository with the name but another id', sub: 'repo:acme@4711/order-history@816:environment:operate' },
    { role: 'operate', what: 'in other letters', sub: environment.toUpperCase() },
    { role: 'approve', what: 'of the environment operate', sub: environment },
    { role: 'approve', what: 'of the branch', sub: `repo:${REPOSITORY}:${MAIN}` },
    { role: 'agent', what: 'of the environment operate', sub: environment },
  ])('$what is not let in to $role', async (one) => {
    await expect(offer(one)).rejects.toEqual(refusal);
  });

  const HOUR_SECONDS = 3_600;
  const UNTRUE = 'InvalidIdentityTokenException';
  test.each<Offer & { readonly error: string }>([
    { what: 'for another audience', role: 'operate', sub: environment, aud: 'https://github.com/acme', error: UNTRUE },
    {
      what: 'signed by another key under the same name',
      role: 'operate',
      sub: environment,
      change: () => ({ privateKey: stranger.privateKey }),
      error: UNTRUE,
    },
    {
      what: 'signed by a key that the issuer does not know',
      role: 'operate',
      sub: environment,
      change: () => ({ privateKey: stranger.privateKey, keyId: 'stranger' }),
      error: UNTRUE,
    },
    {
      what: 'that has run out',
      role: 'operate',
      sub: environment,
      change: ({ nowSeconds }) => ({ nowSeconds: nowSeconds - HOUR_SECONDS }),
      error: 'ExpiredTokenException',
    },
    {
      what: 'that is not good yet',
      role: 'operate',
      sub: environment,
      change: ({ nowSeconds }) => ({ nowSeconds: nowSeconds + HOUR_SECONDS }),
      error: UNTRUE,
    },
    {
      what: 'of an issuer that the account does not know',
      role: 'operate',
      sub: environment,
      change: ({ issuer }) => ({ issuer: `${issuer}/other` }),
      error: UNTRUE,
    },
    { what: 'of the environment operate, for the account that has no provider,', role: 'grant', sub: environment, error: UNTRUE },
    { what: 'of the branch, for the account that has no provider,', role: 'survey', sub: `repo:${REPOSITORY}:${MAIN}`, error: UNTRUE },
  ])('$what is not believed ($role)', async ({ error, ...one }) => {
    await expect(offer(one)).rejects.toMatchObject({ name: error });
  });

  test('without a signature is not believed', async () => {
    const token = mintToken({
      ...stage.key,
      issuer: stage.issuer,
      claims: { sub: environment, aud: 'sts.amazonaws.com' },
      nowSeconds: Date.now() / 1000,
    });
    const [, payload] = token.split('.') as [string, string];
    const unsigned = `${Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url')}.${payload}.`;
    await expect(assumeByToken(stage.endpoint, stage.roles.operate, unsigned)).rejects.toMatchObject({ name: UNTRUE });
  });

  test('says who it let in', async () => {
    const { sts } = stage.sessions.operate;
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
    expect({ Account, Arn }).toEqual({ Account: TARGET.id, Arn: `arn:aws:sts::${TARGET.id}:assumed-role/bucket-brigade-operate/job` });
  });
});

describe('the source, for the agent', () => {
  const reads: readonly Call[] = [
    list(SOURCE.bucket),
    get(SOURCE.bucket, SOURCE_KEY),
    getTags(SOURCE.bucket, SOURCE_KEY),
    copy('copied.json'),
    copyInParts('copied-in-parts.json'),
  ];
  const grant = (until: Date, principal = stage.roles.agent) => {
    const shared = {
      Effect: 'Allow',
      Principal: { AWS: principal },
      Condition: { DateLessThan: { 'aws:CurrentTime': until.toISOString().replace(/\.\d+Z$/, 'Z') } },
    };
    const Statement = [
      { Sid: 'BucketBrigadeTestList', ...shared, Action: 's3:ListBucket', Resource: `arn:aws:s3:::${SOURCE.bucket}` },
      {
        Sid: 'BucketBrigadeTestRead',
        ...shared,
        Action: ['s3:GetObject', 's3:GetObjectTagging'],
        Resource: `arn:aws:s3:::${SOURCE.bucket}/*`,
      },
    ];
    return stage.sessions.grant
      .s3(SOURCE.bucket)
      .send(new PutBucketPolicyCommand({ Bucket: SOURCE.bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
  };
  const soon = () => new Date(Date.now() + 600_000);
  const revoke = () => stage.sessions.grant.s3(SOURCE.bucket).send(new DeleteBucketPolicyCommand({ Bucket: SOURCE.bucket }));
  afterEach(revoke);
  const attempt = (session: Session, { make }: Call) => make(session, stage);

  test.each(reads)('is closed without a grant: $what', async (call) => {
    await expect(attempt(stage.sessions.agent, call)).rejects.toEqual(refusal);
  });
  test.each(reads)('is open with a grant that still lasts: $what', async (call) => {
    await grant(soon());
    await expect(attempt(stage.sessions.agent, call)).resolves.toBeDefined();
  });
  test.each(reads)('is closed with a grant that has run out: $what', async (call) => {
    await grant(new Date(Date.now() - 1_000));
    await expect(attempt(stage.sessions.agent, call)).rejects.toEqual(refusal);
  });
  test.each(reads)('is closed again after the grant is taken back: $what', async (call) => {
    await grant(soon());
    await revoke();
    await expect(attempt(stage.sessions.agent, call)).rejects.toEqual(refusal);
  });

  test('a copy under the grant takes the tags along', async () => {
    await grant(soon());
    await attempt(stage.sessions.agent, copy('copied.json'));
    const { TagSet } = await stage.sessions.targetOwner
      .s3(TARGET.bucket)
      .send(new GetObjectTaggingCommand({ Bucket: TARGET.bucket, Key: 'copied.json' }));
    expect(TagSet).toEqual([{ Key: 'kind', Value: 'order' }]);
  });

  test('the grant lets no other role in, whatever that one may do at home', async () => {
    const session = await neighbour();
    await expect(attempt(session, list(TARGET.bucket))).resolves.toBeDefined();
    await grant(soon());
    for (const call of reads) await expect(attempt(session, call)).rejects.toEqual(refusal);
    await expect(attempt(stage.sessions.operate, get(SOURCE.bucket, SOURCE_KEY))).rejects.toEqual(refusal);
  });

  test('a grant to the whole account gives the agent no more than its role allows, and operate nothing', async () => {
    await grant(soon(), `arn:aws:iam::${TARGET.id}:root`);
    await expect(attempt(stage.sessions.agent, get(SOURCE.bucket, SOURCE_KEY))).resolves.toBeDefined();
    for (const call of reads) await expect(attempt(stage.sessions.operate, call)).rejects.toEqual(refusal);
  });
});

describe('a deployment', () => {
  const account = <A extends SandboxAccount>(of: A, id: string, bucket: string) => ({ ...of, id, accessKeyId: id, bucket });
  const elsewhere = (number: number, change: Partial<InfraInput> = {}, deps?: InfraDeps) =>
    deployInfra(
      {
        endpoint: stage.endpoint,
        source: account(SOURCE, `22223333000${number}`, `source-${number}`),
        target: account(TARGET, `55556666000${number}`, `target-${number}`),
        ledgerBucket: `ledger-${number}`,
        table: { prefix: 't/', database: 'd', name: 't' },
        repository: REPOSITORY,
        issuerUrl: stage.issuer,
        templatesDir: TEMPLATES,
        ...change,
      },
      deps,
    );
  const failure = (reason: string) =>
    expect.objectContaining({ code: 'SANDBOX_FAILED', message: expect.stringContaining(reason) as string });

  test('takes a few seconds at most', () => {
    expect(stage.deployMs).toBeLessThan(5_000);
  });
  test('works in accounts of other numbers beside', async () => {
    await expect(elsewhere(1)).resolves.toMatchObject({
      agent: 'arn:aws:iam::555566660001:role/bucket-brigade-agent',
      survey: 'arn:aws:iam::222233330001:role/bucket-brigade-survey',
    });
  });
  test('says which bucket could not be made', async () => {
    await expect(elsewhere(2, { source: account(SOURCE, '222233330002', SOURCE.bucket) })).rejects.toEqual(
      failure(`bucket ${SOURCE.bucket} of account 222233330002`),
    );
  });
  test('refuses a repository with a wildcard', async () => {
    await expect(elsewhere(3, { repository: 'acme/*' })).rejects.toEqual(failure('without wildcards'));
  });
  test('refuses a ledger in the target bucket, which the agent may write', async () => {
    await expect(elsewhere(4, { ledgerBucket: 'target-4' })).rejects.toEqual(failure('needs a bucket of its own'));
  });
  test('says which resource was refused before any was made', async () => {
    await expect(elsewhere(5, { ledgerBucket: LEDGER })).rejects.toEqual(
      failure(`LedgerBucket refused: Resource of type 'AWS::S3::Bucket' with identifier '${LEDGER}'`),
    );
  });
  test('says which resource failed while it was made', async () => {
    const client = new IAMClient({
      endpoint: stage.endpoint,
      region: TARGET.region,
      credentials: { accessKeyId: '555566660006', secretAccessKey: 'test' },
    });
    await client.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'bucket-brigade-agent' }));
    client.destroy();
    await expect(elsewhere(6)).rejects.toEqual(failure('AgentInstanceProfile CREATE_FAILED'));
  });
  test('that is stopped rejects with the reason of who stopped it', async () => {
    const reason = new Error('Ctrl-C');
    await expect(elsewhere(7, {}, { clock: systemClock(), signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
