import {
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { CreateInstanceProfileCommand } from '@aws-sdk/client-iam';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { refusal, run as runBy, tidy } from './launching.ts';
import { ACCOUNT, IMAGE, launch, startStage, terminate, type Stage } from './stage.ts';

let stage: Stage;
let profile: string;
let subnets: readonly { id: string; zone: string }[];
beforeAll(async () => {
  stage = await startStage();
  profile = await stage.profile('agent', []);
  const { Subnets = [] } = await stage.ec2.send(new DescribeSubnetsCommand({}));
  subnets = Subnets.map(({ SubnetId = '', AvailabilityZone = '' }) => ({ id: SubnetId, zone: AvailabilityZone }));
});
afterAll(async () => await stage.stop());
afterEach(async () => await tidy(stage));

const refused = (input: Partial<RunInstancesCommandInput>) => refusal(input, stage);
const run = (input: Partial<RunInstancesCommandInput>) => runBy(input, stage);

describe('a launch', () => {
  it('makes an instance in the default network, with its tags, its volume and its profile', async () => {
    const { Parameter } = await stage.ssm.send(
      new GetParameterCommand({ Name: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64' }),
    );
    expect(Parameter?.Value).toBe(IMAGE);
    const Tags = [{ Key: 'bucket-brigade:worker', Value: '00' }];
    const id = await run({
      ClientToken: 'first',
      IamInstanceProfile: { Arn: profile },
      TagSpecifications: [
        { ResourceType: 'instance', Tags },
        { ResourceType: 'volume', Tags },
      ],
    });
    const found = await stage.find(id);
    expect(found).toMatchObject({
      ImageId: IMAGE,
      InstanceType: 'c7i.large',
      Architecture: 'x86_64',
      ClientToken: 'first',
      State: { Code: 0, Name: 'pending' },
      SubnetId: subnets[0]?.id,
      Placement: { AvailabilityZone: subnets[0]?.zone },
      IamInstanceProfile: { Arn: profile },
      MetadataOptions: { HttpTokens: 'required', InstanceMetadataTags: 'enabled' },
      SecurityGroups: [{ GroupName: 'default' }],
      Tags,
    });
    expect(found.PrivateIpAddress).toMatch(/^172\.31\.(1[0-5]|\d)\.\d+$/);
    const attribute = await stage.ec2.send(
      new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: 'instanceInitiatedShutdownBehavior' }),
    );
    expect(attribute.InstanceInitiatedShutdownBehavior?.Value).toBe('terminate');
    const volume = found.BlockDeviceMappings?.[0]?.Ebs?.VolumeId ?? '';
    const { Volumes } = await stage.ec2.send(new DescribeVolumesCommand({ VolumeIds: [volume] }));
    expect(Volumes?.[0]).toMatchObject({ Tags, AvailabilityZone: subnets[0]?.zone });
  });

  it('of a Graviton type takes its own image', async () => {
    const Name = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64';
    const { Parameter } = await stage.ssm.send(new GetParameterCommand({ Name }));
    expect(await refused({ InstanceType: 'c7g.large' })).toMatchObject({
      code: 'InvalidParameterValue',
      message: expect.stringContaining('arm64'),
    });
    const id = await run({ InstanceType: 'c7g.large', ImageId: Parameter?.Value });
    expect((await stage.find(id)).Architecture).toBe('arm64');
  });

  it('of several makes as many', async () => {
    const { Instances } = await stage.ec2.send(new RunInstancesCommand({ ...launch(), MinCount: 2, MaxCount: 3 }));
    expect(new Set(Instances?.map(({ InstanceId }) => InstanceId)).size).toBe(3);
  });

  it.each([
    ['an unknown type', { InstanceType: 'c99.huge' as never }, 'InvalidParameterValue', /Invalid value 'c99\.huge' for InstanceType/],
    ['an unknown image', { ImageId: 'ami-0123456789abcdef1' }, 'InvalidAMIID.NotFound', /does not exist/],
    ['a malformed image', { ImageId: 'nothing' }, 'InvalidAMIID.Malformed', /expecting "ami-\.\.\."/],
    [
      'an unknown profile',
      { IamInstanceProfile: { Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/none` } },
      'InvalidParameterValue',
      /Invalid IAM Instance Profile ARN/,
    ],
    ['an unknown profile by name', { IamInstanceProfile: { Name: 'none' } }, 'InvalidParameterValue', /Invalid IAM Instance Profile name/],
    ['an unknown subnet', { SubnetId: 'subnet-0123456789abcdef0' }, 'InvalidSubnetID.NotFound', /does not exist/],
    ['an unknown security group', { SecurityGroupIds: ['sg-0123456789abcdef1'] }, 'InvalidGroup.NotFound', /does not exist/],
    [
      'user data that is too long',
      { UserData: Buffer.alloc(16_385, 'a').toString('base64') },
      'InvalidParameterValue',
      /limited to 16384 bytes/,
    ],
    ['user data that is not base64', { UserData: '#!/bin/bash' }, 'InvalidUserData.Malformed', /BASE64/],
    ['a token that is too long', { ClientToken: 'a'.repeat(65) }, 'InvalidParameterValue', /64 ASCII/],
    ['more at least than at most', { MinCount: 2, MaxCount: 1 }, 'InvalidParameterCombination', /MaxCount/],
    [
      'a reserved tag',
      { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'aws:mine', Value: 'x' }] }] },
      'InvalidParameterValue',
      /reserved/,
    ],
    [
      'a tag that metadata cannot name',
      { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'a b', Value: 'x' }] }] },
      'InvalidParameterValue',
      /valid tag key/,
    ],
  ] as const)('is refused with %s', async (_what, input, code, message) => {
    const before = (await stage.machines()).length;
    expect(await refused(input as never)).toEqual({ code, message: expect.stringMatching(message) });
    expect(await stage.machines()).toHaveLength(before);
  });

  it('is refused with a profile that holds no role', async () => {
    const { InstanceProfile } = await stage.iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'empty' }));
    expect(await refused({ IamInstanceProfile: { Arn: InstanceProfile?.Arn } })).toMatchObject({ code: 'InvalidParameterValue' });
  });

  it('knows what types there are', async () => {
    const { InstanceTypes } = await stage.ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['c7g.4xlarge', 'r5.2xlarge'] }));
    expect(
      InstanceTypes?.map(({ InstanceType, VCpuInfo, MemoryInfo }) => [InstanceType, VCpuInfo?.DefaultVCpus, MemoryInfo?.SizeInMiB]),
    ).toEqual([
      ['c7g.4xlarge', 16, 32_768],
      ['r5.2xlarge', 8, 65_536],
    ]);
    const unknown = stage.ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['c99.huge' as never] }));
    await expect(unknown).rejects.toMatchObject({ name: 'InvalidInstanceType' });
  });

  it('cannot be gone around: what has no machine behind it is refused', async () => {
    const id = await run({});
    const stopped = stage.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    await expect(stopped).rejects.toMatchObject({ name: 'UnsupportedOperation' });
  });
});

describe('a client token', () => {
  it('finds the same instance, alive or ended; with other parameters it is refused', async () => {
    const first = await run({ ClientToken: 'same' });
    expect(await run({ ClientToken: 'same' })).toBe(first);
    await stage.until(first, 'running');
    const { Instances } = await stage.ec2.send(new RunInstancesCommand({ ...launch(), ClientToken: 'same' }));
    expect(Instances?.[0]).toMatchObject({ InstanceId: first, State: { Name: 'running' } });
    expect(await refused({ ClientToken: 'same', InstanceType: 'c7i.xlarge' })).toMatchObject({ code: 'IdempotentParameterMismatch' });
    expect(await refused({ ClientToken: 'same', UserData: Buffer.from('#!/bin/bash\nfalse').toString('base64') })).toMatchObject({
      code: 'IdempotentParameterMismatch',
    });
    await terminate(stage, first);
    await stage.until(first, 'terminated');
    expect(await run({ ClientToken: 'same' })).toBe(first);
    expect(await run({ ClientToken: 'another' })).not.toBe(first);
  });

  it('is of one zone where a subnet is named, and of the region where none is', async () => {
    const [a, b] = subnets;
    const first = await run({ ClientToken: 'zonal', SubnetId: a?.id });
    const second = await run({ ClientToken: 'zonal', SubnetId: b?.id });
    expect(second).not.toBe(first);
    expect(await run({ ClientToken: 'zonal', SubnetId: a?.id })).toBe(first);
    expect((await stage.find(second)).Placement?.AvailabilityZone).toBe(b?.zone);
    expect(await run({ ClientToken: 'zonal' })).not.toBe(first);
  });

  it('finds the instance again when the answer was lost', async () => {
    await stage.admin('machines/faults', { fault: 'lost-answer', times: 3 });
    const before = (await stage.machines()).length;
    const lost = await refused({ ClientToken: 'lost' });
    expect(lost.code).not.toBe('none');
    expect(await stage.machines()).toHaveLength(before + 1);
    const id = await run({ ClientToken: 'lost' });
    expect((await stage.machines()).at(-1)?.instanceId).toBe(id);
    expect(await stage.machines()).toHaveLength(before + 1);
  });
});

describe('what an account may not have', () => {
  it('is more vCPUs than its quota, and what ends makes room', async () => {
    await stage.admin('machines/settings', { vcpuLimit: 4 });
    const first = await run({});
    await run({});
    expect(await refused({})).toEqual({ code: 'VcpuLimitExceeded', message: expect.stringContaining('current vCPU limit of 4') });
    await terminate(stage, first);
    expect(await run({})).toMatch(/^i-/);
  });

  it('is capacity where there is none, by type and by zone, as often as the script says', async () => {
    const [a, b] = subnets;
    await stage.admin('machines/faults', {
      fault: 'InsufficientInstanceCapacity',
      instanceType: 'c7i.large',
      availabilityZone: a?.zone,
      times: null,
    });
    expect(await refused({ SubnetId: a?.id })).toEqual({
      code: 'InsufficientInstanceCapacity',
      message: expect.stringContaining(`c7i.large capacity in the Availability Zone you requested (${a?.zone})`),
    });
    expect(await run({ SubnetId: b?.id })).toMatch(/^i-/);
    // Where no zone is named, EC2 finds one with room.
    expect((await stage.find(await run({}))).Placement?.AvailabilityZone).toBe(b?.zone);
    expect(await run({ SubnetId: a?.id, InstanceType: 'c6i.large' })).toMatch(/^i-/);
    await stage.admin('machines/clear', {});
    // The token of a launch that failed is free.
    await stage.admin('machines/faults', { fault: 'InsufficientInstanceCapacity', times: 3 });
    expect(await refused({ ClientToken: 'again' })).toMatchObject({ code: 'InsufficientInstanceCapacity' });
    expect(await run({ ClientToken: 'again' })).toMatch(/^i-/);
  });

  it('is patience without end: throttled as scripted, and healed by the SDK’s own tries', async () => {
    await stage.admin('machines/faults', { fault: 'RequestLimitExceeded', times: 3 });
    expect(await refused({})).toMatchObject({ code: 'RequestLimitExceeded' });
    await stage.admin('machines/faults', { fault: 'RequestLimitExceeded', times: 1 });
    expect(await run({})).toMatch(/^i-/);
    await stage.admin('machines/faults', { fault: 'InternalError', after: 1, times: 3 });
    expect(await run({})).toMatch(/^i-/);
    expect(await refused({})).toMatchObject({ code: 'InternalError' });
  });

  it('refuses faults and settings that it does not know', async () => {
    for (const [at, body] of [
      ['machines/faults', { fault: 'Nothing' }],
      ['machines/faults', { fault: 'InternalError', times: 0 }],
      ['machines/settings', { vcpuLimit: -1 }],
      ['machines/settings', { credentialSeconds: 0 }],
      ['machines/settings', { other: 1 }],
    ] as const)
      expect((await stage.admin(at, body)).status).toBe(400);
    expect((await stage.admin('machines/kill', { instanceId: 'i-0' })).status).toBe(404);
    const stranger = await fetch(`${stage.endpoint}/_bucket-brigade/machines`);
    expect(stranger.status).toBe(401);
  });
});

describe('DescribeInstances', () => {
  it('finds by tags, states, tokens and ids, page by page', async () => {
    const Tags = [{ Key: 'bb:worker', Value: '07' }];
    const id = await run({ ClientToken: 'found', TagSpecifications: [{ ResourceType: 'instance', Tags }] });
    for (let index = 0; index < 6; index += 1) await run({});
    const ids = async (input: object): Promise<readonly (string | undefined)[]> => {
      const { Reservations = [] } = await stage.ec2.send(new DescribeInstancesCommand(input));
      return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId));
    };
    const by = (Name: string, ...Values: string[]) => ids({ Filters: [{ Name, Values }] });
    expect(await by('tag:bb:worker', '07')).toEqual([id]);
    expect(await by('tag:bb:worker', '08')).toEqual([]);
    expect(await by('tag-key', 'bb:*')).toEqual([id]);
    expect(await by('client-token', 'found')).toEqual([id]);
    expect(await by('instance-state-name', 'pending', 'running')).toContain(id);
    expect(await by('instance-state-name', 'stopped')).toEqual([]);
    expect(await ids({ InstanceIds: [id], Filters: [{ Name: 'instance-state-name', Values: ['terminated'] }] })).toEqual([]);
    await expect(by('no-such-filter', 'x')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(ids({ InstanceIds: ['nothing'] })).rejects.toMatchObject({ name: 'InvalidInstanceID.Malformed' });
    const { NextToken, Reservations } = await stage.ec2.send(new DescribeInstancesCommand({ MaxResults: 5 }));
    expect(Reservations).toHaveLength(5);
    const second = await stage.ec2.send(new DescribeInstancesCommand({ MaxResults: 1000, NextToken }));
    expect(5 + (second.Reservations?.length ?? 0)).toBe((await stage.machines()).length);
  });
});
