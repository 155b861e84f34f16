import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeEventsCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { CreateTagsCommand, DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateOpenIDConnectProviderCommand, IAMClient } from '@aws-sdk/client-iam';
import { BucketLocationConstraint, CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { systemClock, type Clock } from '../src/clock.ts';
import { MigrationError } from '../src/errors.ts';

/** The role names of infra/: those of the target's stack, then those of the source's. */
export type RoleName = 'plan' | 'operate' | 'approve' | 'agent' | 'job' | 'emr' | 'publish' | 'survey' | 'grant';

export interface SandboxAccount {
  readonly id: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bucket: string;
}

export interface InfraInput {
  readonly endpoint: string;
  readonly source: SandboxAccount;
  readonly target: SandboxAccount;
  readonly ledgerBucket: string;
  readonly table: { readonly prefix: string; readonly database: string; readonly name: string };
  /** `owner/name`, as the subjects of its tokens begin. */
  readonly repository: string;
  /** A second one, or the other form of the same. */
  readonly otherRepository?: string;
  readonly branch?: string;
  /** The stack's parameter of that name. */
  readonly deepVerify?: boolean;
  /** The issuer of the tokens, without a trailing slash: the `iss` claim. */
  readonly issuerUrl: string;
  /** The folder with target.yml and source.yml. */
  readonly templatesDir: string;
}

export interface InfraDeps {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

const AUDIENCE = 'sts.amazonaws.com';
const STACK_NAMES = { target: 'bucket-brigade-target', machines: 'bucket-brigade-machines', source: 'bucket-brigade-source' } as const;
/** A stack of ours takes the sandbox well under a second. */
const STACK_LIMIT_MS = 30_000;
const STACK_LOOK_MS = 25;
const UNDER_WAY: ReadonlySet<string> = new Set(['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS']);

const OUTPUT_OF: Readonly<Record<RoleName, string>> = {
  plan: 'PlanRoleArn',
  operate: 'OperateRoleArn',
  approve: 'ApproveRoleArn',
  agent: 'AgentRoleArn',
  job: 'JobRoleArn',
  emr: 'EmrRoleArn',
  publish: 'PublishRoleArn',
  survey: 'SurveyRoleArn',
  grant: 'GrantRoleArn',
};

/**
 * Brings both accounts to where the setup guide leaves a user: the owners' buckets, the OIDC provider, and the two stacks
 * of infra/ from the templates as they are.
 * @throws MigrationError SANDBOX_FAILED with what CloudFormation says of the resources that failed.
 */
export async function deployInfra(input: InfraInput, deps: InfraDeps = { clock: systemClock() }): Promise<Record<RoleName, string>> {
  const stop = deps.signal ?? new AbortController().signal;
  const [targetTemplate, machinesTemplate, sourceTemplate, providerArn] = await Promise.all([
    readFile(join(input.templatesDir, 'target.yml'), 'utf8'),
    readFile(join(input.templatesDir, 'machines.yml'), 'utf8'),
    readFile(join(input.templatesDir, 'source.yml'), 'utf8'),
    createProvider(input, stop),
    createBucket(input.endpoint, input.source, stop),
    createBucket(input.endpoint, input.target, stop),
  ]);
  const deploy = async (account: SandboxAccount, stack: StackOrder) => {
    const client = new CloudFormationClient(connection(input.endpoint, account));
    try {
      return await deployStack(client, stack, deps.clock, stop);
    } finally {
      client.destroy();
    }
  };
  // One after the other: the source's roles name the target's as principals, and IAM wants those to exist.
  const target = await deploy(input.target, {
    name: STACK_NAMES.target,
    template: targetTemplate,
    parameters: {
      Repository: input.repository,
      ...(input.otherRepository === undefined ? {} : { OtherRepository: input.otherRepository }),
      ...(input.branch === undefined ? {} : { Branch: input.branch }),
      SourceAccountId: input.source.id,
      SourceBucketName: input.source.bucket,
      TargetBucketName: input.target.bucket,
      LedgerBucketName: input.ledgerBucket,
      // The sandbox's CloudFormation knows no AWS::IAM::OIDCProvider: here the provider exists already.
      OidcProviderArn: providerArn,
      OidcIssuerHost: input.issuerUrl.replace(/^https?:\/\//, ''),
      // It speaks plain HTTP on loopback.
      RequireTls: 'false',
      ...(input.deepVerify === undefined ? {} : { DeepVerify: String(input.deepVerify) }),
    },
  });
  const machines = await deploy(input.target, {
    name: STACK_NAMES.machines,
    template: machinesTemplate,
    parameters: {
      TargetBucketName: input.target.bucket,
      LedgerBucketName: input.ledgerBucket,
      TablePrefix: input.table.prefix,
      DatabaseName: input.table.database,
      TableName: input.table.name,
    },
  });
  const source = await deploy(input.source, {
    name: STACK_NAMES.source,
    template: sourceTemplate,
    parameters: { TargetAccountId: input.target.id, SourceBucketName: input.source.bucket },
  });
  await tagDefaultNetwork(input, stop);
  const outputs = new Map([...target, ...machines, ...source]);
  const arn = (role: RoleName) => {
    const found = outputs.get(OUTPUT_OF[role]);
    if (found === undefined) throw failed(`The stacks have no output ${OUTPUT_OF[role]}`);
    return found;
  };
  return {
    plan: arn('plan'),
    operate: arn('operate'),
    approve: arn('approve'),
    agent: arn('agent'),
    job: arn('job'),
    emr: arn('emr'),
    publish: arn('publish'),
    survey: arn('survey'),
    grant: arn('grant'),
  };
}

function connection(endpoint: string, { region, accessKeyId, secretAccessKey }: SandboxAccount) {
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
}

async function createBucket(endpoint: string, account: SandboxAccount, stop: AbortSignal): Promise<void> {
  const client = new S3Client({ ...connection(endpoint, account), forcePathStyle: true });
  // us-east-1 is what S3 takes when no region is named, and it refuses to be named (API_CreateBucket).
  const place = Object.values(BucketLocationConstraint).find((region) => region === account.region);
  const command = new CreateBucketCommand({
    Bucket: account.bucket,
    ...(place === undefined ? {} : { CreateBucketConfiguration: { LocationConstraint: place } }),
  });
  try {
    await asking(`The bucket ${account.bucket} of account ${account.id} could not be created`, stop, () =>
      client.send(command, { abortSignal: stop }),
    );
  } finally {
    client.destroy();
  }
}

async function createProvider({ endpoint, target, issuerUrl }: InfraInput, stop: AbortSignal): Promise<string> {
  const client = new IAMClient(connection(endpoint, target));
  const command = new CreateOpenIDConnectProviderCommand({ Url: issuerUrl, ClientIDList: [AUDIENCE] });
  try {
    const made = await asking(`The OIDC provider for ${issuerUrl} could not be created`, stop, () =>
      client.send(command, { abortSignal: stop }),
    );
    if (made.OpenIDConnectProviderArn === undefined) throw failed(`The OIDC provider for ${issuerUrl} was created without an ARN`);
    return made.OpenIDConnectProviderArn;
  } finally {
    client.destroy();
  }
}

/** AWS's policy for EMR's service role works on a tagged network only; infra/README.md tells a user to tag theirs. */
async function tagDefaultNetwork({ endpoint, target }: InfraInput, stop: AbortSignal): Promise<void> {
  const client = new EC2Client(connection(endpoint, target));
  try {
    await asking('The default network could not be tagged', stop, async () => {
      const Filters = [{ Name: 'default-for-az', Values: ['true'] }];
      const { Subnets = [] } = await client.send(new DescribeSubnetsCommand({ Filters }), { abortSignal: stop });
      const Resources = [...new Set(Subnets.flatMap(({ SubnetId = '', VpcId = '' }) => [SubnetId, VpcId]))];
      const Tags = [{ Key: 'for-use-with-amazon-emr-managed-policies', Value: 'true' }];
      await client.send(new CreateTagsCommand({ Resources, Tags }), { abortSignal: stop });
    });
  } finally {
    client.destroy();
  }
}

interface StackOrder {
  readonly name: string;
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Creates the stack, waits for its end, and returns its outputs. */
async function deployStack(
  client: CloudFormationClient,
  stack: StackOrder,
  clock: Clock,
  stop: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const create = new CreateStackCommand({
    StackName: stack.name,
    TemplateBody: stack.template,
    Capabilities: ['CAPABILITY_NAMED_IAM'],
    Parameters: Object.entries(stack.parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
  });
  await asking(`The stack ${stack.name} was refused`, stop, () => client.send(create, { abortSignal: stop }));
  const giveUpAt = clock.now() + STACK_LIMIT_MS;
  for (;;) {
    const look = new DescribeStacksCommand({ StackName: stack.name });
    const { Stacks } = await asking(`The stack ${stack.name} could not be looked at`, stop, () => client.send(look, { abortSignal: stop }));
    const found = Stacks?.[0];
    const status = found?.StackStatus ?? 'unknown';
    if (found !== undefined && status === 'CREATE_COMPLETE') return outputsOf(found);
    if (!UNDER_WAY.has(status)) throw failed(`The stack ${stack.name} ended as ${status}: ${await reasons(client, stack.name, stop)}`);
    if (clock.now() >= giveUpAt) throw failed(`The stack ${stack.name} is still ${status} after ${STACK_LIMIT_MS / 1000} seconds`);
    await clock.sleep(STACK_LOOK_MS, stop);
  }
}

function outputsOf(stack: Stack): ReadonlyMap<string, string> {
  return new Map((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']));
}

/** What CloudFormation says of each resource that failed: while it was made, or in the check of all of them before. */
async function reasons(client: CloudFormationClient, name: string, stop: AbortSignal): Promise<string> {
  const request = { StackName: name };
  // Newest first; the first page of each holds all that a stack of ours can say (100 events, API_DescribeStackEvents).
  const [{ StackEvents = [] }, { OperationEvents = [] }] = await asking(`The events of the stack ${name} could not be read`, stop, () =>
    Promise.all([
      client.send(new DescribeStackEventsCommand(request), { abortSignal: stop }),
      client.send(new DescribeEventsCommand(request), { abortSignal: stop }),
    ]),
  );
  const refused = OperationEvents.filter(({ ValidationStatus }) => ValidationStatus === 'FAILED').map(
    ({ LogicalResourceId, ValidationStatusReason }) => `${LogicalResourceId} refused: ${ValidationStatusReason}`,
  );
  const broken = StackEvents.filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED') === true).map(
    ({ LogicalResourceId, ResourceStatus, ResourceStatusReason }) => `${LogicalResourceId} ${ResourceStatus}: ${ResourceStatusReason}`,
  );
  return [...refused.toReversed(), ...broken.toReversed()].join('; ') || 'its events name no reason';
}

/** One call; whoever stopped hears their own reason, and not that the call failed. */
async function asking<T>(otherwise: string, stop: AbortSignal, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    stop.throwIfAborted();
    throw failed(otherwise, cause);
  }
}

function failed(what: string, cause?: unknown): MigrationError {
  const why = cause instanceof Error ? `: ${cause.message}` : '';
  return new MigrationError('SANDBOX_FAILED', `${what}${why}`, {
    cause,
    next: 'Take the sandbox down and up again; when it stays so, infra/ and the pinned ministack do not go together.',
  });
}
