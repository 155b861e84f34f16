import {
  CancelCommandCommand,
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  SendCommandCommand,
  SSMClient,
  type SendCommandCommandInput,
} from '@aws-sdk/client-ssm';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT, AGENT_MAY_SPEAK, eventually, REGION, startStage, terminate, type Stage } from './stage.ts';

let stage: Stage;
let spoken: string;
let id: string;
beforeAll(async () => {
  // Half as fast as the others: what is Pending for a second or two is to be seen.
  stage = await startStage({ scale: 30 });
  spoken = await stage.profile('agent', [AGENT_MAY_SPEAK]);
  const Tags = [{ Key: 'bb-run', Value: 'one' }];
  id = await stage.run({ IamInstanceProfile: { Arn: spoken }, TagSpecifications: [{ ResourceType: 'instance', Tags }] });
  await stage.online(id);
});
afterAll(async () => await stage.stop());

const order = (more: Partial<SendCommandCommandInput> = {}): SendCommandCommandInput => ({
  DocumentName: 'AWS-RunShellScript',
  InstanceIds: [id],
  Parameters: { commands: ['true'] },
  ...more,
});
const get = (CommandId: string) => stage.ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId: id }));

describe('an agent', () => {
  it('is online some time after its machine, by a role that lets it speak, and never by another', async () => {
    const cases = {
      old: [{ Effect: 'Allow', Action: ['ssm:UpdateInstanceInformation', 'ec2messages:*'], Resource: '*' }],
      unknown: [{ Effect: 'Allow', Action: ['ssmmessages:*', 'ec2messages:*'], Resource: '*' }],
      mute: [{ Effect: 'Allow', Action: 'ssm:UpdateInstanceInformation', Resource: '*' }],
      denied: [
        AGENT_MAY_SPEAK,
        { Effect: 'Deny', Action: 'ssmmessages:OpenControlChannel', Resource: '*' },
        { Effect: 'Deny', Action: 'ec2messages:GetMessages', Resource: '*' },
      ],
    };
    const started: Record<string, string> = {};
    for (const [name, statements] of Object.entries(cases)) {
      const Arn = await stage.profile(name, statements);
      started[name] = await stage.run({ IamInstanceProfile: { Arn } });
    }
    started['untrusted'] = await stage.run({
      IamInstanceProfile: {
        Arn: await stage.profile('untrusted', [AGENT_MAY_SPEAK], {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        }),
      },
    });
    started['bare'] = await stage.run({});
    const known = await stage.run({ IamInstanceProfile: { Arn: spoken } });
    await stage.until(known, 'running');
    const ids = async () => {
      const { InstanceInformationList = [] } = await stage.ssm.send(new DescribeInstanceInformationCommand({}));
      return InstanceInformationList.map(({ InstanceId }) => InstanceId);
    };
    // Running is not yet online.
    expect(await ids()).not.toContain(known);
    await stage.online(known);
    await stage.online(started['old'] ?? '');
    // A minute of the sandbox is two seconds: by then all that may have come.
    await new Promise((resolve) => setTimeout(resolve, 2200));
    expect(new Set(await ids())).toEqual(new Set([id, known, started['old']]));
    await expect(stage.ssm.send(new SendCommandCommand(order({ InstanceIds: [started['mute'] ?? ''] })))).rejects.toMatchObject({
      name: 'InvalidInstanceId',
    });
    // As soon as the role lets it.
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [AGENT_MAY_SPEAK] });
    await stage.iam.send(new PutRolePolicyCommand({ RoleName: 'mute', PolicyName: 'own', PolicyDocument }));
    await stage.online(started['mute'] ?? '');
    await terminate(stage, known, ...Object.values(started));
    await eventually('their absence', async () => ((await ids()).length === 1 ? true : undefined));
  });

  it('is described with its machine', async () => {
    const describe = async (Filters: { Key: string; Values: string[] }[]) =>
      (await stage.ssm.send(new DescribeInstanceInformationCommand({ Filters }))).InstanceInformationList ?? [];
    expect(await describe([{ Key: 'InstanceIds', Values: [id] }])).toMatchObject([
      { InstanceId: id, PingStatus: 'Online', PlatformType: 'Linux', PlatformName: 'Amazon Linux', PlatformVersion: '2023' },
    ]);
    expect(await describe([{ Key: 'tag:bb-run', Values: ['one'] }])).toHaveLength(1);
    expect(await describe([{ Key: 'tag:bb-run', Values: ['two'] }])).toHaveLength(0);
    expect(await describe([{ Key: 'PingStatus', Values: ['ConnectionLost'] }])).toHaveLength(0);
    await expect(describe([{ Key: 'Nonsense', Values: ['x'] }])).rejects.toMatchObject({ name: 'InvalidFilterKey' });
  });
});

it('a machine that is halted is known, and not to be reached', async () => {
  const halted = await stage.run({ IamInstanceProfile: { Arn: spoken } });
  await stage.online(halted);
  await stage.send(halted, 'halt');
  const Filters = [{ Key: 'InstanceIds', Values: [halted] }];
  await eventually('the loss', async () => {
    const { InstanceInformationList = [] } = await stage.ssm.send(new DescribeInstanceInformationCommand({ Filters }));
    return InstanceInformationList[0]?.PingStatus === 'ConnectionLost' ? true : undefined;
  });
  await expect(stage.send(halted, 'true')).rejects.toMatchObject({ name: 'InvalidInstanceId' });
  await terminate(stage, halted);
});

describe('a command', () => {
  it('is not to be found at first, then waits, runs, and ends with what it said', async () => {
    const sent = await stage.ssm.send(
      new SendCommandCommand(order({ Comment: 'mine', Parameters: { commands: ['echo out', 'echo err >&2', 'sleep 60', 'exit 3'] } })),
    );
    expect(sent.Command).toMatchObject({ Status: 'Pending', InstanceIds: [id], TargetCount: 1, CompletedCount: 0 });
    const number = sent.Command?.CommandId ?? '';
    await expect(get(number)).rejects.toMatchObject({ name: 'InvocationDoesNotExist' });
    const seen = new Set<string | undefined>();
    const end = await eventually(
      'its end',
      async () => {
        const found = await get(number).catch(() => undefined);
        if (found !== undefined) seen.add(found.Status);
        return found?.Status === 'Failed' ? found : undefined;
      },
      15_000,
      8,
    );
    expect([...seen]).toEqual(['Pending', 'InProgress', 'Failed']);
    expect(end).toMatchObject({
      ResponseCode: 3,
      StatusDetails: 'Failed',
      Comment: 'mine',
      PluginName: 'aws:runShellScript',
      StandardOutputContent: 'out\n',
      StandardErrorContent: 'err\nfailed to run commands: exit status 3',
      ExecutionStartDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
  });

  it('says so much and no more', async () => {
    const loud = 'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do printf "%01000d" $i';
    const end = await stage.command(id, `${loud}; done\n${loud} >&2; done`);
    expect(end.StandardOutputContent).toHaveLength(24_000);
    expect(end.StandardErrorContent).toHaveLength(8000);
  });

  it('ends at its time limit, and when it is cancelled', async () => {
    const slow = { commands: ['echo begun', 'sleep 3600', 'echo never'], executionTimeout: ['30'] };
    const limited = await stage.send(id, '', { Parameters: slow });
    const stopped = await stage.send(id, '', { Parameters: { ...slow, executionTimeout: ['3600'] } });
    const waiting = await stage.send(id, 'echo never');
    await stage.ssm.send(new CancelCommandCommand({ CommandId: waiting }));
    expect(await stage.outcome(id, waiting)).toMatchObject({ Status: 'Cancelled', ResponseCode: -1, StandardOutputContent: '' });
    await eventually('its begin', async () => ((await get(stopped).catch(() => undefined))?.Status === 'InProgress' ? true : undefined));
    await stage.ssm.send(new CancelCommandCommand({ CommandId: stopped, InstanceIds: [id] }));
    expect(await stage.outcome(id, stopped)).toMatchObject({ Status: 'Cancelled', StandardOutputContent: 'begun\n' });
    expect(await stage.outcome(id, limited)).toMatchObject({
      Status: 'TimedOut',
      StatusDetails: 'Execution Timed Out',
      StandardOutputContent: 'begun\n',
    });
    await expect(stage.ssm.send(new CancelCommandCommand({ CommandId: '0'.repeat(36) }))).rejects.toMatchObject({
      name: 'InvalidCommandId',
    });
  });

  it('goes on as far as SSM knows when its machine is gone, until its time is over', async () => {
    const lost = await stage.run({ IamInstanceProfile: { Arn: spoken } });
    await stage.online(lost);
    const number = await stage.send(lost, '', { TimeoutSeconds: 30, Parameters: { commands: ['sleep 3600'], executionTimeout: ['30'] } });
    const status = async () => (await stage.ssm.send(new GetCommandInvocationCommand({ CommandId: number, InstanceId: lost }))).Status;
    await eventually('its begin', async () => ((await status().catch(() => '')) === 'InProgress' ? true : undefined));
    await terminate(stage, lost);
    await stage.until(lost, 'terminated');
    expect(await status()).toBe('InProgress');
    expect(await stage.outcome(lost, number)).toMatchObject({ Status: 'TimedOut' });
    await expect(stage.send(lost, 'true')).rejects.toMatchObject({ name: 'InvalidInstanceId' });
  });

  it('is listed, with what it said cut short', async () => {
    const number = await stage.send(id, 'printf "%03000d" 1');
    await stage.outcome(id, number);
    const listed = await stage.ssm.send(new ListCommandInvocationsCommand({ CommandId: number, Details: true }));
    expect(listed.CommandInvocations).toHaveLength(1);
    expect(listed.CommandInvocations?.[0]).toMatchObject({ CommandId: number, InstanceId: id, Status: 'Success' });
    expect(listed.CommandInvocations?.[0]?.CommandPlugins?.[0]?.Output).toHaveLength(2500);
    const bare = await stage.ssm.send(new ListCommandInvocationsCommand({ CommandId: number }));
    expect(bare.CommandInvocations?.[0]?.CommandPlugins).toEqual([]);
    const commands = await stage.ssm.send(new ListCommandsCommand({ CommandId: number }));
    expect(commands.Commands).toMatchObject([{ Status: 'Success', CompletedCount: 1, ErrorCount: 0 }]);
  });

  it('reaches machines by their tags', async () => {
    const { Command } = await stage.ssm.send(
      new SendCommandCommand({ ...order(), InstanceIds: undefined, Targets: [{ Key: 'tag:bb-run', Values: ['one'] }] }),
    );
    expect(await stage.outcome(id, Command?.CommandId ?? '')).toMatchObject({ Status: 'Success' });
  });

  it.each([
    ['another document', { DocumentName: 'AWS-Nothing' }, 'InvalidDocument'],
    ['no commands', { Parameters: {} }, 'InvalidParameters'],
    ['an unknown parameter', { Parameters: { commands: ['true'], other: ['x'] } }, 'InvalidParameters'],
    ['a delivery that is too short', { TimeoutSeconds: 29 }, 'ValidationException'],
    ['nobody', { InstanceIds: [] }, 'ValidationException'],
    ['too many', { InstanceIds: Array.from({ length: 51 }, (_, index) => `i-${String(index).padStart(17, '0')}`) }, 'ValidationException'],
    ['one that is not there', { InstanceIds: ['i-0123456789abcdef0'] }, 'InvalidInstanceId'],
  ] as const)('is refused with %s', async (_what, more, name) => {
    await expect(stage.ssm.send(new SendCommandCommand(order(more as never)))).rejects.toMatchObject({ name });
  });

  it('of which SSM is asked too fast is throttled', async () => {
    // One try each, so that the SDK does not heal it; as fast as they go, which is more than one in two seconds of the sandbox.
    const hasty = new SSMClient({ endpoint: stage.endpoint, region: REGION, credentials: stage.root, maxAttempts: 1 });
    const answers = await Promise.all(
      Array.from({ length: 60 }, () =>
        hasty.send(new ListCommandInvocationsCommand({})).then(
          () => 'told',
          ({ name }: Error) => name,
        ),
      ),
    );
    hasty.destroy();
    expect(new Set(answers)).toEqual(new Set(['told', 'ThrottlingException']));
  });
});

describe('permissions', () => {
  const DOCUMENT = `arn:aws:ssm:${REGION}::document/AWS-RunShellScript`;
  const INSTANCES = `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/*`;
  const byTag = (value: string) => ({
    Effect: 'Allow',
    Action: 'ssm:SendCommand',
    Resource: INSTANCES,
    Condition: { StringEquals: { 'ssm:resourceTag/bb-run': value } },
  });
  const document = { Effect: 'Allow', Action: 'ssm:SendCommand', Resource: DOCUMENT };

  it('let in who may send this document to machines of this tag', async () => {
    const clients = await stage.caller('sender', [document, byTag('one')]);
    expect((await clients.ssm.send(new SendCommandCommand(order()))).Command?.CommandId).toBeDefined();
  });

  it.each([
    ['the document', 'no-document', [byTag('one')], DOCUMENT],
    ['the machine', 'no-machine', [document], `instance/`],
    ['the machine’s tag', 'other-tag', [document, byTag('two')], `instance/`],
    ['anything', 'nothing', [], DOCUMENT],
  ])('refuse whoever lacks %s', async (_what, name, statements, resource) => {
    const clients = await stage.caller(name, statements);
    await expect(clients.ssm.send(new SendCommandCommand(order()))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(resource),
    });
    await expect(clients.ssm.send(new DescribeInstanceInformationCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
