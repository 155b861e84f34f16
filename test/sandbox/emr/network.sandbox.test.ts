import {
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { AttachRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clusterNetwork } from '../../../src/aws/network.ts';
import { systemClock } from '../../../src/clock.ts';
import { untagged } from '../../../src/partition/network.ts';
import { ACCOUNT, groupsOf, openEmrStage, REGION, ROOT, TIME_SCALE, type EmrStage, type Keys } from './emr-stage.ts';

const TAG = { Key: 'for-use-with-amazon-emr-managed-policies', Value: 'true' };
const PASS_JOB = {
  Effect: 'Allow',
  Action: 'iam:PassRole',
  Resource: `arn:aws:iam::${ACCOUNT}:role/job`,
  Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
};

let stage: EmrStage;
let ec2: EC2Client;
beforeAll(async () => {
  stage = await openEmrStage(TIME_SCALE);
  const common = { endpoint: stage.server.endpoint, region: REGION, credentials: ROOT };
  ec2 = new EC2Client(common);
  const iam = new IAMClient(common);
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AmazonEMRServicePolicy_v2';
  for (const [name, statements] of [
    ['managed', [PASS_JOB]],
    ['cannot-pass', []],
  ] as const) {
    await stage.role(name, 'elasticmapreduce.amazonaws.com', statements);
    await iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn }));
  }
  await stage.role('nothing', 'elasticmapreduce.amazonaws.com', [PASS_JOB]);
  iam.destroy();
});
afterAll(async () => {
  ec2?.destroy();
  await stage?.close();
});

/** A network of its own, of which these parts carry the tag; `group`: one that EMR made before, with or without it. */
async function aNetwork(tagged: { subnet?: boolean; vpc?: boolean; group?: boolean }) {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const vpc = Vpc!.VpcId!;
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: vpc, CidrBlock: '10.0.0.0/24' }));
  const subnet = Subnet!.SubnetId!;
  const groups = tagged.group === undefined ? [] : ['ElasticMapReduce-master', 'ElasticMapReduce-slave'];
  const ids = [...(tagged.subnet ? [subnet] : []), ...(tagged.vpc ? [vpc] : [])];
  for (const GroupName of groups) {
    const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: GroupName, VpcId: vpc }));
    if (tagged.group) ids.push(GroupId!);
  }
  if (ids.length > 0) await ec2.send(new CreateTagsCommand({ Resources: ids, Tags: [TAG] }));
  return { vpc, subnet };
}

const on = (Ec2SubnetId: string) => ({ Instances: { ...groupsOf('r5.2xlarge', 'c5.4xlarge', 1, true), Ec2SubnetId } });

describe('a service role with AWS’s own policy', () => {
  test.concurrent.each([
    ['without any tag', {}, [TAG], 'managed'],
    ['without the tag of the subnet', { vpc: true }, [TAG], 'managed'],
    ['without the tag of the network, where EMR must make its groups', { subnet: true }, [TAG], 'managed'],
    ['with groups of EMR that lack it', { subnet: true, vpc: true, group: false }, [TAG], 'managed'],
    ['for a cluster that lacks it', { subnet: true, vpc: true }, [], 'managed'],
    ['that may not pass the job role', { subnet: true, vpc: true }, [TAG], 'cannot-pass'],
    ['that is not attached', { subnet: true, vpc: true }, [TAG], 'nothing'],
  ])('starts nothing %s', async (_case, tagged, Tags, ServiceRole) => {
    const { subnet } = await aNetwork(tagged);
    const id = await stage.run({ ...on(subnet), Tags, ServiceRole });
    const { Status } = await stage.until(id, 'TERMINATED_WITH_ERRORS', 'RUNNING', 'WAITING');
    expect(Status).toMatchObject({
      State: 'TERMINATED_WITH_ERRORS',
      StateChangeReason: {
        Code: 'VALIDATION_ERROR',
        Message: `Service role arn:aws:iam::${ACCOUNT}:role/${ServiceRole} has insufficient EC2 permissions`,
      },
    });
  });

  test.concurrent.each([
    ['makes its groups', { subnet: true, vpc: true }],
    ['takes the groups that are there', { subnet: true, group: true }],
  ])('starts a cluster on a network with the tag, and %s', async (_case, tagged) => {
    const { subnet, vpc } = await aNetwork(tagged);
    const id = await stage.run({ ...on(subnet), Tags: [TAG], ServiceRole: 'managed' });
    await stage.until(id, 'WAITING');
    const Filters = [{ Name: 'vpc-id', Values: [vpc] }];
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    const own = SecurityGroups.filter(({ GroupName }) => GroupName?.startsWith('ElasticMapReduce'));
    expect(own.map(({ GroupName, Tags }) => [GroupName, Tags])).toEqual([
      ['ElasticMapReduce-master', [TAG]],
      ['ElasticMapReduce-slave', [TAG]],
    ]);
  });
});

describe('the plan', () => {
  const look = (subnet: string | null, keys: Keys = ROOT) =>
    clusterNetwork(
      { endpoint: stage.server.endpoint, clock: systemClock(), random: Math.random },
      REGION,
      () => ({
        accessKeyId: keys.accessKeyId,
        secretAccessKey: keys.secretAccessKey,
        sessionToken: keys.sessionToken,
        expiresAt: undefined,
      }),
      subnet,
    );

  test.each([
    ['nothing, where all that is needed is tagged', { subnet: true, group: true }, 0],
    ['the network', { subnet: true }, 1],
    ['subnet and network', {}, 2],
    ['subnet and groups', { vpc: true, group: false }, 3],
  ])('sees what lacks the tag: %s', async (_case, tagged, count) => {
    const { subnet } = await aNetwork(tagged);
    const { network } = await look(subnet);
    expect(network?.subnets.map(({ id }) => id)).toEqual([subnet]);
    expect(untagged(network!)).toHaveLength(count);
  });

  test('sees the default network where no subnet is named, and a subnet that is not there', async () => {
    const { network } = await look(null);
    expect(network).toMatchObject({ subnets: [{}, {}, {}], vpcs: [{}], groups: [] });
    expect(untagged(network!)).toHaveLength(4);
    await expect(look('subnet-0123456789abcdef0')).rejects.toMatchObject({
      code: 'CLUSTER_REFUSED',
      message: expect.stringContaining('partition.subnet'),
    });
  });

  test('says so when it may not look', async () => {
    const stranger = await stage.caller([{ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' }]);
    expect(await look(null, stranger)).toEqual({ network: null, detail: expect.stringContaining('ec2:DescribeSubnets') });
  });
});
