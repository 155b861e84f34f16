import type { Instance } from '@aws-sdk/client-ec2';
import { MigrationError } from '../errors.ts';
import {
  MACHINE_STATES,
  MACHINE_TAGS,
  type CommandEnd,
  type CommandRunner,
  type Compute,
  type Machine,
  type MachineState,
} from '../fleet/machine.ts';
import type { CredentialProvider } from '../s3/types.ts';
import { PATIENCE, SDK_TIMEOUTS, sdkProvider, type AwsPlace } from './credentials.ts';

type Close = () => void;

function config(place: AwsPlace, region: string, credentials: CredentialProvider) {
  return {
    region,
    requestHandler: SDK_TIMEOUTS,
    ...PATIENCE,
    ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
    credentials: sdkProvider(credentials),
  };
}

/** EC2 as the fleet sees it. The client is loaded at the first call: it alone takes most of a second. */
export function ec2Compute(
  place: AwsPlace,
  region: string,
  credentials: CredentialProvider,
  of: { readonly migration: string; readonly identity: string },
): { compute: Compute; close: Close } {
  const connect = async () => {
    const sdk = await import('@aws-sdk/client-ec2');
    return { sdk, ec2: new sdk.EC2Client(config(place, region, credentials)) };
  };
  let connected: ReturnType<typeof connect> | null = null;
  const client = () => (connected ??= connect());
  const compute: Compute = {
    run: async ({ clientToken, request }, signal) => {
      const { ec2, sdk } = await client();
      const { imageId, instanceProfileArn, instanceType, securityGroupId, subnetId, tags, userData } = request;
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      try {
        const { Instances } = await ec2.send(
          new sdk.RunInstancesCommand({
            MinCount: 1,
            MaxCount: 1,
            ClientToken: clientToken,
            ImageId: imageId,
            InstanceType: instanceType as never,
            IamInstanceProfile: { Arn: instanceProfileArn },
            // "stop" is the default: a machine that powers itself off would then cost its disk for ever.
            InstanceInitiatedShutdownBehavior: 'terminate',
            MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled', InstanceMetadataTags: 'enabled' },
            UserData: Buffer.from(userData).toString('base64'),
            ...(subnetId === null ? {} : { SubnetId: subnetId }),
            ...(securityGroupId === null ? {} : { SecurityGroupIds: [securityGroupId] }),
            TagSpecifications: [
              { ResourceType: 'instance', Tags },
              { ResourceType: 'volume', Tags },
            ],
          }),
          options(signal),
        );
        const [instance] = Instances ?? [];
        if (instance?.InstanceId === undefined) throw new Error('EC2 answered without an instance');
        return machineOf(instance);
      } catch (cause) {
        throw explained(cause, `A machine (${instanceType}) for worker ${tags[MACHINE_TAGS.worker] ?? '?'}`, 'ec2:RunInstances');
      }
    },
    find: async (worker, signal) => {
      const { ec2, sdk } = await client();
      const Filters = [
        { Name: `tag:${MACHINE_TAGS.migration}`, Values: [of.migration] },
        { Name: `tag:${MACHINE_TAGS.identity}`, Values: [of.identity] },
        { Name: `tag:${MACHINE_TAGS.worker}`, Values: [worker] },
      ];
      const found: Machine[] = [];
      try {
        for await (const page of sdk.paginateDescribeInstances({ client: ec2 }, { Filters }, options(signal)))
          for (const { Instances } of page.Reservations ?? []) found.push(...(Instances ?? []).map(machineOf));
      } catch (cause) {
        throw explained(cause, `Looking for machines of worker ${worker}`, 'ec2:DescribeInstances');
      }
      return found;
    },
    terminate: async (ids, signal) => {
      if (ids.length === 0) return;
      const { ec2, sdk } = await client();
      try {
        await ec2.send(new sdk.TerminateInstancesCommand({ InstanceIds: [...ids] }), options(signal));
      } catch (cause) {
        if ((cause as Error).name === 'InvalidInstanceID.NotFound') return;
        throw explained(cause, `Ending ${ids.join(', ')}`, 'ec2:TerminateInstances');
      }
    },
  };
  return { compute, close: () => void connected?.then(({ ec2 }) => ec2.destroy()) };
}

/** SSM as the fleet sees it. */
export function ssmCommands(place: AwsPlace, region: string, credentials: CredentialProvider): { commands: CommandRunner; close: Close } {
  const connect = async () => {
    const sdk = await import('@aws-sdk/client-ssm');
    return { sdk, ssm: new sdk.SSMClient(config(place, region, credentials)) };
  };
  let connected: ReturnType<typeof connect> | null = null;
  const client = () => (connected ??= connect());
  const commands: CommandRunner = {
    ready: async (machine, signal) => {
      const { sdk, ssm } = await client();
      try {
        const answer = await ssm.send(
          new sdk.DescribeInstanceInformationCommand({ Filters: [{ Key: 'InstanceIds', Values: [machine] }] }),
          options(signal),
        );
        return answer.InstanceInformationList?.some(({ PingStatus }) => PingStatus === 'Online') ?? false;
      } catch (cause) {
        // SSM calls an instance that it has not met yet invalid.
        if ((cause as Error).name === 'InvalidInstanceId') return false;
        throw explained(cause, `Whether SSM sees ${machine}`, 'ssm:DescribeInstanceInformation');
      }
    },
    send: async (machine, script, signal) => {
      const { sdk, ssm } = await client();
      try {
        const { Command } = await ssm.send(
          new sdk.SendCommandCommand({
            DocumentName: 'AWS-RunShellScript',
            InstanceIds: [machine],
            TimeoutSeconds: 300,
            Parameters: { commands: [...script], workingDirectory: ['/root'], executionTimeout: ['600'] },
          }),
          options(signal),
        );
        if (Command?.CommandId === undefined) throw new Error('SSM answered without a command id');
        return Command.CommandId;
      } catch (cause) {
        throw explained(cause, `A command for ${machine}`, 'ssm:SendCommand');
      }
    },
    end: async (command, machine, signal) => {
      const { sdk, ssm } = await client();
      try {
        const answer = await ssm.send(new sdk.GetCommandInvocationCommand({ CommandId: command, InstanceId: machine }), options(signal));
        return endOf(answer);
      } catch (cause) {
        // Right after SendCommand the invocation may not exist yet (aws-cli issues; SSM is eventually consistent).
        if ((cause as Error).name === 'InvocationDoesNotExist') return null;
        throw explained(cause, `The outcome of command ${command} on ${machine}`, 'ssm:GetCommandInvocation');
      }
    },
  };
  return { commands, close: () => void connected?.then(({ ssm }) => ssm.destroy()) };
}

/** Every state that an invocation can be in (API_GetCommandInvocation, Status). */
const INVOCATION_STATES: Readonly<Record<string, 'going' | 'done' | 'failed'>> = {
  Pending: 'going',
  InProgress: 'going',
  Delayed: 'going',
  Success: 'done',
  Cancelled: 'failed',
  Cancelling: 'going',
  TimedOut: 'failed',
  Failed: 'failed',
};

function endOf({
  Status = '',
  StatusDetails,
  StandardErrorContent,
}: {
  Status?: string | undefined;
  StatusDetails?: string | undefined;
  StandardErrorContent?: string | undefined;
}): CommandEnd | null {
  const state = INVOCATION_STATES[Status] ?? 'failed';
  if (state === 'going') return null;
  if (state === 'done') return { ok: true };
  const said = (StandardErrorContent ?? '').trim().split('\n').slice(-3).join(' / ').slice(-500);
  return { ok: false, detail: `${StatusDetails ?? Status}${said === '' ? '' : `: ${said}`}` };
}

function machineOf({ InstanceId = '', State, StateReason, Tags = [] }: Instance): Machine {
  const name = State?.Name ?? 'pending';
  const attempt = Number(Tags.find(({ Key }) => Key === MACHINE_TAGS.attempt)?.Value ?? 1);
  return {
    id: InstanceId,
    state: Object.hasOwn(MACHINE_STATES, name) ? (name as MachineState) : 'pending',
    attempt,
    reason: StateReason?.Message ?? null,
  };
}

const REFUSED: readonly { readonly names: RegExp; readonly next: string }[] = [
  {
    names: /^(UnauthorizedOperation|AccessDenied|AccessDeniedException)$/,
    next: 'Allow it for the operate role (infra/target.yml), and iam:PassRole for the agent role.',
  },
  { names: /^(VcpuLimitExceeded|InstanceLimitExceeded)$/, next: 'Ask for a higher EC2 vCPU quota (Service Quotas), or take fewer shards.' },
  {
    names: /^(InsufficientInstanceCapacity|InsufficientHostCapacity|Unsupported)$/,
    next: 'Wait and re-run this job, or take another type of machine (copy.machine.type, verify.machine.type).',
  },
  {
    names: /^(Invalid.*|MissingParameter|ValidationError|ValidationException|IdempotentParameterMismatch)$/,
    next: 'Correct copy.machine or verify.machine in the migration file, or deploy infra/ again.',
  },
];

function explained(cause: unknown, what: string, action: string): MigrationError {
  if (cause instanceof MigrationError) return cause;
  const { name, message } = cause as Error;
  if (name === 'AbortError') return new MigrationError('STOPPED', `${what}: stopped`, { cause, next: 'Re-run the job.' });
  const refused = REFUSED.find(({ names }) => names.test(name));
  return new MigrationError(
    refused === undefined ? 'AWS_FAILED' : 'MACHINE_REFUSED',
    `${what} was refused: ${action}: ${name}: ${message}`,
    {
      cause,
      next: refused?.next ?? 'Re-run the job.',
    },
  );
}

function options(signal: AbortSignal | undefined) {
  return signal === undefined ? {} : { abortSignal: signal };
}
