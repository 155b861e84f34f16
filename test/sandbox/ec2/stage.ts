import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeInstancesCommand,
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
  type Instance,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  SendCommandCommand,
  SSMClient,
  type GetCommandInvocationCommandOutput,
} from '@aws-sdk/client-ssm';
import { startAwsServer, stopProcess } from '../../../sandbox/aws-server.ts';
import { sandboxPython } from '../laptop-aws.ts';

export const ACCOUNT = '222222222222';
export const REGION = 'us-east-2';
export const IMAGE = 'ami-0c2023a1b2c3d4e5f';
/** A machine is there in under a second of the laptop's. */
export const SCALE = 60;
export const BUCKET = 'ec2-ledger';

/** What AmazonSSMManagedInstanceCore has of it, less what agents do not need. */
export const AGENT_MAY_SPEAK = {
  Effect: 'Allow',
  Action: ['ssm:UpdateInstanceInformation', 'ssmmessages:*', 'ec2messages:*'],
  Resource: '*',
};
const EC2_MAY_ASSUME = trust({ Service: 'ec2.amazonaws.com' });
const policy = (statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Clients {
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
  readonly s3: S3Client;
}

export interface Stage extends Clients {
  readonly endpoint: string;
  readonly pid: number;
  readonly dir: string;
  readonly root: Credentials;
  readonly iam: IAMClient;
  /** A role for instances, with a profile of the same name. @returns the profile's ARN */
  readonly profile: (name: string, statements: readonly object[], trustPolicy?: object) => Promise<string>;
  /** A user with exactly these permissions. */
  readonly caller: (name: string, statements: readonly object[]) => Promise<Clients>;
  readonly run: (input: Partial<RunInstancesCommandInput> & { readonly script?: string }) => Promise<string>;
  readonly find: (id: string) => Promise<Instance>;
  readonly until: (id: string, state: string) => Promise<Instance>;
  readonly online: (id: string) => Promise<void>;
  /** @returns the command's id */
  readonly send: (id: string, script: string, more?: object) => Promise<string>;
  /** Sends the script and waits for its end. */
  readonly command: (id: string, script: string) => Promise<GetCommandInvocationCommandOutput>;
  readonly outcome: (id: string, commandId: string) => Promise<GetCommandInvocationCommandOutput>;
  readonly admin: (path: string, body?: object) => Promise<{ status: number; body: Record<string, unknown> }>;
  readonly machines: () => Promise<readonly AdminMachine[]>;
  readonly stop: () => Promise<void>;
}

export interface AdminMachine {
  readonly instanceId: string;
  readonly state: string;
  readonly pid: number | null;
  readonly folder: string;
  readonly metadata: string | null;
}

export function trust(principal: object) {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }] };
}

export async function eventually<T>(what: string, look: () => Promise<T | undefined>, withinMs = 15_000, everyMs = 60): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > until) throw new Error(`${what}: not within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

export const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

export async function startStage({ scale = SCALE, path }: { readonly scale?: number; readonly path?: string } = {}): Promise<Stage> {
  const dir = await mkdtemp(join(tmpdir(), 'bb-ec2-'));
  const token = 'of-this-test';
  const before = process.env['PATH'];
  if (path !== undefined) process.env['PATH'] = `${path}:${before}`;
  const server = await startAwsServer({
    ...{ python: sandboxPython(), port: 0, dir, adminToken: token, attached: true, log: join(dir, 'aws.log'), timeScale: scale },
  }).finally(() => (process.env['PATH'] = before));
  const { endpoint, pid } = server;
  const root: Credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'test' };
  const place = { endpoint, region: REGION };
  const clientsOf = (credentials: Credentials): Clients => ({
    ec2: new EC2Client({ ...place, credentials }),
    ssm: new SSMClient({ ...place, credentials }),
    s3: new S3Client({ ...place, credentials, forcePathStyle: true }),
  });
  const own = clientsOf(root);
  const iam = new IAMClient({ ...place, credentials: root });
  const opened: Clients[] = [own];
  await own.s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: REGION } }));

  const role = async (name: string, trustPolicy: object, statements: readonly object[]) => {
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trustPolicy) }));
    if (statements.length > 0) {
      await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument: policy(statements) }));
    }
    return Role?.Arn ?? '';
  };

  const stage: Stage = {
    ...own,
    endpoint,
    pid,
    dir,
    root,
    iam,
    profile: async (name, statements, trustPolicy = EC2_MAY_ASSUME) => {
      await role(name, trustPolicy, statements);
      const { InstanceProfile } = await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name }));
      await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: name }));
      return InstanceProfile?.Arn ?? '';
    },
    caller: async (name, statements) => {
      await iam.send(new CreateUserCommand({ UserName: name }));
      if (statements.length > 0)
        await iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: 'own', PolicyDocument: policy(statements) }));
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
      const clients = clientsOf({ accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' });
      opened.push(clients);
      return clients;
    },
    run: async ({ script, ...more }) => {
      const { Instances } = await own.ec2.send(new RunInstancesCommand({ ...launch(script), ...more }));
      return Instances?.[0]?.InstanceId ?? '';
    },
    find: async (id) => {
      const { Reservations } = await own.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
      const found = Reservations?.[0]?.Instances?.[0];
      if (found === undefined) throw new Error(`EC2 shows no ${id}`);
      return found;
    },
    until: (id, state) =>
      eventually(`${id} ${state}`, async () => {
        const found = await stage.find(id);
        return found.State?.Name === state ? found : undefined;
      }),
    online: async (id) => {
      await eventually(`${id} online`, async () => {
        const Filters = [{ Key: 'InstanceIds', Values: [id] }];
        const { InstanceInformationList = [] } = await own.ssm.send(new DescribeInstanceInformationCommand({ Filters }));
        return InstanceInformationList[0]?.PingStatus === 'Online' ? true : undefined;
      });
    },
    send: async (id, script, more = {}) => {
      const commands = script.split('\n');
      const input = { DocumentName: 'AWS-RunShellScript', InstanceIds: [id], Parameters: { commands, workingDirectory: ['/root'] } };
      const { Command } = await own.ssm.send(new SendCommandCommand({ ...input, ...more }));
      return Command?.CommandId ?? '';
    },
    command: async (id, script) => await stage.outcome(id, await stage.send(id, script)),
    outcome: (id, commandId) =>
      eventually(`the end of ${commandId}`, async () => {
        try {
          const found = await own.ssm.send(new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: id }));
          return ['Pending', 'InProgress', 'Cancelling'].includes(found.Status ?? '') ? undefined : found;
        } catch (thrown) {
          if ((thrown as Error).name === 'InvocationDoesNotExist') return undefined;
          throw thrown;
        }
      }),
    admin: async (at, body) => {
      const answer = await fetch(`${endpoint}/_bucket-brigade/${at}`, {
        headers: { authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
    machines: async () => (await stage.admin('machines')).body['machines'] as readonly AdminMachine[],
    stop: async () => {
      for (const { ec2, s3, ssm } of opened) for (const client of [ec2, ssm, s3]) client.destroy();
      iam.destroy();
      await stopProcess(pid);
      await rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
  return stage;
}

/** The request of a machine as the product makes it. */
export function launch(script = '#!/bin/bash\ntrue\n'): RunInstancesCommandInput {
  return {
    MinCount: 1,
    MaxCount: 1,
    ImageId: IMAGE,
    InstanceType: 'c7i.large',
    InstanceInitiatedShutdownBehavior: 'terminate',
    MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled', InstanceMetadataTags: 'enabled' },
    UserData: Buffer.from(script).toString('base64'),
  };
}

export const terminate = async ({ ec2 }: Clients, ...ids: string[]) => await ec2.send(new TerminateInstancesCommand({ InstanceIds: ids }));
