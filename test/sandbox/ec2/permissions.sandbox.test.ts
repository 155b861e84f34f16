import { CreateTagsCommand, DescribeInstancesCommand, TerminateInstancesCommand, type RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { refusal, run, tidy } from './launching.ts';
import { ACCOUNT, IMAGE, REGION, startStage, terminate, type Stage } from './stage.ts';

let stage: Stage;
let profile: string;
beforeAll(async () => {
  stage = await startStage();
  profile = await stage.profile('agent', []);
});
afterAll(async () => await stage.stop());
afterEach(async () => await tidy(stage));

const own = `arn:aws:ec2:${REGION}:${ACCOUNT}`;
const TAG = { Key: 'bb-run', Value: 'one' };
type Input = Partial<RunInstancesCommandInput>;
const tagged = {
  TagSpecifications: [
    { ResourceType: 'instance', Tags: [TAG] },
    { ResourceType: 'volume', Tags: [TAG] },
  ],
} satisfies Partial<RunInstancesCommandInput>;
/** The operate role's, as least privilege has it. */
const operate = (roleArn: string) => [
  {
    Effect: 'Allow',
    Action: 'ec2:RunInstances',
    Resource: [`${own}:instance/*`, `${own}:volume/*`],
    Condition: { StringEquals: { 'aws:RequestTag/bb-run': 'one' } },
  },
  {
    Effect: 'Allow',
    Action: 'ec2:RunInstances',
    Resource: [`arn:aws:ec2:${REGION}::image/*`, `${own}:subnet/*`, `${own}:security-group/*`, `${own}:network-interface/*`],
  },
  {
    Effect: 'Allow',
    Action: 'ec2:CreateTags',
    Resource: `${own}:*`,
    Condition: { StringEquals: { 'ec2:CreateAction': 'RunInstances' } },
  },
  {
    Effect: 'Allow',
    Action: 'ec2:TerminateInstances',
    Resource: `${own}:instance/*`,
    Condition: { StringEquals: { 'aws:ResourceTag/bb-run': 'one' } },
  },
  { Effect: 'Allow', Action: 'ec2:DescribeInstances', Resource: '*' },
  {
    Effect: 'Allow',
    Action: 'iam:PassRole',
    Resource: roleArn,
    Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
  },
];
const agentRole = `arn:aws:iam::${ACCOUNT}:role/agent`;

describe('permissions', () => {
  it('let in who has exactly those that are needed', async () => {
    const clients = await stage.caller('exact', operate(agentRole));
    const id = await run({ ...tagged, IamInstanceProfile: { Arn: profile } }, clients);
    const { Reservations } = await clients.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    expect(Reservations).toHaveLength(1);
    const dry = await refusal({ ...tagged, IamInstanceProfile: { Arn: profile }, DryRun: true }, clients);
    expect(dry.code).toBe('DryRunOperation');
    await terminate(clients, id);
  });

  it.each([
    ['ec2:RunInstances at all', 'none', [], {}, 'ec2:RunInstances'],
    ['the tag on the instance', 'untagged', operate(agentRole), { TagSpecifications: [] } satisfies Input, 'ec2:RunInstances'],
    [
      'the tag on the volume',
      'volume',
      operate(agentRole),
      { TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [TAG] }] },
      'ec2:RunInstances',
    ],
    ['ec2:CreateTags', 'no-tags', operate(agentRole).filter(({ Action }) => Action !== 'ec2:CreateTags'), {}, 'ec2:CreateTags'],
    ['iam:PassRole', 'no-pass', operate(agentRole).filter(({ Action }) => Action !== 'iam:PassRole'), {}, 'iam:PassRole'],
    ['iam:PassRole for this role', 'other-pass', operate(`arn:aws:iam::${ACCOUNT}:role/other`), {}, 'iam:PassRole'],
    [
      'iam:PassRole to EC2',
      'emr-pass',
      [
        ...operate(agentRole).filter(({ Action }) => Action !== 'iam:PassRole'),
        {
          Effect: 'Allow',
          Action: 'iam:PassRole',
          Resource: '*',
          Condition: { StringEquals: { 'iam:PassedToService': 'elasticmapreduce.amazonaws.com' } },
        },
      ],
      {},
      'iam:PassRole',
    ],
    [
      'version 2 of the metadata where it is asked for',
      'imds',
      [
        ...operate(agentRole),
        {
          Effect: 'Deny',
          Action: 'ec2:RunInstances',
          Resource: `${own}:instance/*`,
          Condition: { StringNotEquals: { 'ec2:MetadataHttpTokens': 'required' } },
        },
      ],
      { MetadataOptions: { HttpTokens: 'optional' as const } },
      'ec2:RunInstances',
    ],
    [
      'an allowed type',
      'type',
      [
        ...operate(agentRole),
        { Effect: 'Deny', Action: 'ec2:RunInstances', Resource: '*', Condition: { StringLike: { 'ec2:InstanceType': 'c7i.*' } } },
      ],
      {},
      'ec2:RunInstances',
    ],
  ])('refuse whoever lacks %s', async (_what, name, statements, input: Input, action) => {
    const clients = await stage.caller(name, statements);
    const before = (await stage.machines()).length;
    const { code, message } = await refusal({ ...tagged, IamInstanceProfile: { Arn: profile }, ...input }, clients);
    expect({ code, message }).toEqual({
      code: 'UnauthorizedOperation',
      message: expect.stringContaining(`is not authorized to perform: ${action} on resource`),
    });
    expect((await refusal({ ...tagged, IamInstanceProfile: { Arn: profile }, DryRun: true, ...input }, clients)).code).toBe(
      'UnauthorizedOperation',
    );
    expect(await stage.machines()).toHaveLength(before);
  });

  it('judge the default network’s own subnet and group, where none is named', async () => {
    const launchIn = (subnet: string, group: string) => [
      {
        Effect: 'Allow',
        Action: 'ec2:RunInstances',
        Resource: [`arn:aws:ec2:${REGION}::image/*`, `${own}:instance/*`, `${own}:volume/*`, `${own}:network-interface/*`, subnet, group],
      },
    ];
    const found = await stage.find(await run({}, stage));
    const subnet = `${own}:subnet/${found.SubnetId}`;
    const group = `${own}:security-group/${found.SecurityGroups?.[0]?.GroupId}`;
    expect(await run({}, await stage.caller('default-network', launchIn(subnet, group)))).toMatch(/^i-/);
    const others = [launchIn(`${own}:subnet/subnet-0000000f`, group), launchIn(subnet, `${own}:security-group/sg-0000000f`)];
    for (const [index, statements] of others.entries())
      expect(await refusal({}, await stage.caller(`other-network-${index}`, statements))).toMatchObject({ code: 'UnauthorizedOperation' });
  });

  it('let end and tag only what they name', async () => {
    const clients = await stage.caller('ender', operate(agentRole));
    const [mine, other] = [await run(tagged, stage), await run({}, stage)];
    const both = clients.ec2.send(new TerminateInstancesCommand({ InstanceIds: [mine, other] }));
    await expect(both).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    expect((await stage.find(mine)).State?.Name).toMatch(/pending|running/);
    const later = clients.ec2.send(new CreateTagsCommand({ Resources: [other], Tags: [TAG] }));
    await expect(later).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await terminate(clients, mine);
    const nobody = await stage.caller('nobody', []);
    await expect(nobody.ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    const none = stage.ec2.send(new TerminateInstancesCommand({ InstanceIds: ['i-0123456789abcdef0'] }));
    await expect(none).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
  });

  it('name public parameters without an account', async () => {
    const Name = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
    const right = await stage.caller('right', [
      { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: `arn:aws:ssm:${REGION}::parameter${Name}` },
    ]);
    const wrong = await stage.caller('wrong', [
      { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/*` },
    ]);
    expect((await right.ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value).toBe(IMAGE);
    await expect(wrong.ssm.send(new GetParameterCommand({ Name }))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
