import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import {
  DescribeClusterCommand,
  DescribeStepCommand,
  EMRClient,
  ListStepsCommand,
  RunJobFlowCommand,
  type Cluster,
  type RunJobFlowCommandInput,
  type Step,
  type StepConfig,
} from '@aws-sdk/client-emr';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { personOf } from '../person.ts';
import {
  ADMIN_PATH,
  ROOT_SECRET_ACCESS_KEY,
  startAwsServer,
  stopProcess,
  type AwsServer,
  type EmrRule,
} from '../../../sandbox/aws-server.ts';
import { sandboxPython } from '../laptop-aws.ts';

/** Of the stage on which steps run: a cluster starts in 1.2 seconds, logs come after 1.5. */
export const TIME_SCALE = 200;
export const ACCOUNT = '333333333333';
export const REGION = 'eu-central-1';
export const BUCKET = 'emr-of-this-test';
export const LOG_URI = `s3://${BUCKET}/logs/`;
export const MAIN = `s3://${BUCKET}/main.py`;
/** What EMR's service role needs of EC2 to start a cluster's machines anywhere. */
export const EC2_OF_EMR = [
  { Effect: 'Allow', Action: ['ec2:RunInstances', 'ec2:CreateSecurityGroup'], Resource: '*' },
  { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*', Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } } },
];
const JOB = join(import.meta.dirname, 'fixture-job.py');

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export const ROOT: Keys = { accessKeyId: ACCOUNT, secretAccessKey: ROOT_SECRET_ACCESS_KEY };

export interface EmrStage {
  readonly server: AwsServer;
  readonly dir: string;
  readonly emr: EMRClient;
  readonly s3: S3Client;
  readonly emrAs: (keys: Keys, region?: string, endpoint?: string) => EMRClient;
  /** A new role with this policy, and a session of it. */
  readonly caller: (statements: readonly object[]) => Promise<Keys>;
  readonly role: (name: string, service: string, statements: readonly object[]) => Promise<string>;
  readonly profile: (name: string, roleName: string) => Promise<void>;
  readonly run: (over?: Partial<RunJobFlowCommandInput>) => Promise<string>;
  readonly cluster: (id: string) => Promise<Cluster>;
  readonly steps: (id: string) => Promise<readonly Step[]>;
  /** The cluster, once it is in one of these states. */
  readonly until: (id: string, ...states: readonly string[]) => Promise<Cluster>;
  readonly untilStep: (id: string, stepId: string, ...states: readonly string[]) => Promise<Step>;
  /** A step's log at LogUri, once it is there. */
  readonly log: (clusterId: string, stepId: string, name: string) => Promise<string>;
  readonly admin: (
    method: string,
    path: string,
    body?: object,
  ) => Promise<{ readonly status: number; readonly answer: Record<string, unknown> }>;
  readonly rules: (...rules: readonly EmrRule[]) => Promise<void>;
  readonly put: (key: string, body: string | Uint8Array) => Promise<void>;
  /** Rejects when the server's log holds anything but logs that a role may not write. */
  readonly close: () => Promise<void>;
}

const WAIT_MS = 140_000;
const LOOK_MS = 30;

/** A server, a bucket with the fixture job, and the roles `job`, `emr` with a profile `job`. */
export async function openEmrStage(timeScale: number, emrRules?: readonly EmrRule[]): Promise<EmrStage> {
  const dir = await mkdtemp(join(tmpdir(), 'bb-emr-'));
  const adminToken = randomBytes(16).toString('hex');
  const log = join(dir, 'aws.log');
  const server = await startAwsServer({
    python: sandboxPython(),
    port: 0,
    dir,
    adminToken,
    attached: true,
    log,
    timeScale,
    ...(emrRules && { emrRules }),
  });
  const common = { endpoint: server.endpoint, region: REGION, maxAttempts: 1 };
  const emrAs: EmrStage['emrAs'] = (credentials, region = REGION, endpoint = server.endpoint) =>
    new EMRClient({ ...common, endpoint, region, credentials });
  const emr = new EMRClient({ ...common, credentials: ROOT, maxAttempts: 8 });
  const iam = new IAMClient({ ...common, credentials: ROOT });
  const s3 = new S3Client({ ...common, forcePathStyle: true, credentials: ROOT });
  const sts = new STSClient({ ...common, credentials: await personOf(server.endpoint, ACCOUNT) });
  const policyOf = (statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const trust = (principal: object) => policyOf([{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }]);
  const newRole = async (name: string, principal: object, statements: readonly object[]) => {
    const made = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust(principal) }));
    if (statements.length > 0) {
      await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument: policyOf(statements) }));
    }
    return made.Role?.Arn ?? '';
  };
  const role: EmrStage['role'] = (name, service, statements) => newRole(name, { Service: service }, statements);
  const profile: EmrStage['profile'] = async (name, roleName) => {
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: roleName }));
  };
  let callers = 0;
  const caller: EmrStage['caller'] = async (statements) => {
    callers += 1;
    const arn = await newRole(`caller-${callers}`, { AWS: `arn:aws:iam::${ACCOUNT}:root` }, statements);
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'test' }));
    return {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
  };
  const put: EmrStage['put'] = async (key, body) => void (await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body })));
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: REGION } }));
  await put('main.py', await readFile(JOB));
  await role('job', 'ec2.amazonaws.com', [
    { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/*` },
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${BUCKET}` },
    { Effect: 'Allow', Action: 's3:PutObject', Resource: `arn:aws:s3:::${BUCKET}/logs/*` },
  ]);
  await role('emr', 'elasticmapreduce.amazonaws.com', EC2_OF_EMR);
  await profile('job', 'job');

  const cluster: EmrStage['cluster'] = async (id) => {
    const { Cluster: found } = await emr.send(new DescribeClusterCommand({ ClusterId: id }));
    return found as Cluster;
  };
  const poll = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
    for (const giveUpAt = Date.now() + WAIT_MS; ;) {
      const found = await look();
      if (found !== undefined) return found;
      if (Date.now() > giveUpAt) throw new Error(`${what} does not come; see ${dir}`);
      await sleep(LOOK_MS);
    }
  };
  return {
    server,
    dir,
    emr,
    s3,
    emrAs,
    caller,
    role,
    profile,
    put,
    cluster,
    run: async (over = {}) => {
      const { JobFlowId } = await emr.send(new RunJobFlowCommand({ ...clusterOf(), ...over }));
      return JobFlowId ?? '';
    },
    steps: async (id) => (await emr.send(new ListStepsCommand({ ClusterId: id }))).Steps ?? [],
    until: (id, ...states) =>
      poll(`${states.join(' or ')} of ${id}`, async () => {
        const found = await cluster(id);
        return states.includes(found.Status?.State ?? '') ? found : undefined;
      }),
    untilStep: (id, stepId, ...states) =>
      poll(`${states.join(' or ')} of ${stepId}`, async () => {
        const { Step: found } = await emr.send(new DescribeStepCommand({ ClusterId: id, StepId: stepId }));
        return states.includes(found?.Status?.State ?? '') ? found : undefined;
      }),
    log: (clusterId, stepId, name) =>
      poll(`the log ${name} of ${stepId}`, async () => {
        const Key = `logs/${clusterId}/steps/${stepId}/${name}.gz`;
        const answer = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key })).catch(() => undefined);
        return answer?.Body === undefined ? undefined : gunzipSync(await answer.Body.transformToByteArray()).toString();
      }),
    admin: async (method, path, body) => {
      const response = await fetch(`${server.endpoint}${ADMIN_PATH}/${path}`, {
        method,
        headers: { authorization: `Bearer ${adminToken}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
    },
    rules: async (...rules) => {
      const response = await fetch(`${server.endpoint}${ADMIN_PATH}/emr/rules`, {
        method: 'POST',
        headers: { authorization: `Bearer ${adminToken}` },
        body: JSON.stringify({ rules }),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    close: async () => {
      for (const client of [emr, iam, s3, sts]) client.destroy();
      await stopProcess(server.pid);
      const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '' && !line.includes("EMR's logs of"));
      await rm(dir, { recursive: true, force: true });
      if (lines.length > 0) throw new Error(`The server's log:\n${lines.join('\n')}`);
    },
  };
}

let clusters = 0;

/** A request that is right in everything: one primary, two nodes, Spark, no steps, ends by itself. */
export function clusterOf(over: Partial<RunJobFlowCommandInput> = {}): RunJobFlowCommandInput {
  clusters += 1;
  return {
    Name: `cluster-${clusters}`,
    ReleaseLabel: 'emr-7.13.0',
    Applications: [{ Name: 'Spark' }],
    Instances: groupsOf('r5.2xlarge', 'c5.4xlarge', 2),
    JobFlowRole: 'job',
    ServiceRole: 'emr',
    LogUri: LOG_URI,
    ...over,
  };
}

export function groupsOf(
  primary: string,
  core: string,
  nodes: number,
  keepAlive = false,
): NonNullable<RunJobFlowCommandInput['Instances']> {
  return {
    InstanceGroups: [
      { InstanceRole: 'MASTER', InstanceType: primary, InstanceCount: 1 },
      { InstanceRole: 'CORE', InstanceType: core, InstanceCount: nodes },
    ],
    KeepJobFlowAliveWhenNoSteps: keepAlive,
  };
}

/** spark-submit as the product asks for it, with these options after the usual ones. */
export function stepOf(name: string, argv: readonly string[], options: readonly string[] = [], main = MAIN): StepConfig {
  const usual = [
    ...['--master', 'yarn', '--deploy-mode', 'client', '--name', name, '--num-executors', '8', '--executor-cores', '4'],
    ...['--executor-memory', '4986m', '--driver-memory', '4g', '--conf', 'spark.executor.memoryOverhead=934m'],
    ...['--conf', 'spark.dynamicAllocation.enabled=false', '--conf', 'spark.pyspark.python=python3.11'],
  ];
  return {
    Name: name,
    ActionOnFailure: 'CONTINUE',
    HadoopJarStep: { Jar: 'command-runner.jar', Args: ['spark-submit', ...usual, ...options, main, ...argv] },
  };
}
