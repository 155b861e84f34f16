import { TerminateJobFlowsCommand } from '@aws-sdk/client-emr';
import { DescribeInstancesCommand, EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRented, terminateRented } from '../../../src/aws/rented.ts';
import { systemClock } from '../../../src/clock.ts';
import { clusterOf, openEmrStage, REGION, ROOT, TIME_SCALE, type EmrStage } from './emr-stage.ts';

const MIGRATION = 'bucket-brigade:migration';
const WORKER = 'bucket-brigade:worker';

let stage: EmrStage;
let ec2: EC2Client;
beforeAll(async () => {
  stage = await openEmrStage(TIME_SCALE);
  ec2 = new EC2Client({ endpoint: stage.server.endpoint, region: REGION, credentials: ROOT });
});
afterAll(async () => {
  ec2?.destroy();
  await stage?.close();
});

async function nodesOf(cluster: string) {
  const Filters = [{ Name: 'tag:aws:elasticmapreduce:job-flow-id', Values: [cluster] }];
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }));
  return Reservations.flatMap(({ Instances = [] }) => Instances);
}

const place = () => ({ endpoint: stage.server.endpoint, clock: systemClock(), random: Math.random });
const asRoot = () => ({ ...ROOT, sessionToken: undefined, expiresAt: undefined });

describe('the nodes of a cluster', () => {
  test('are instances with the tags of the cluster, and end with it', async () => {
    const id = await stage.run({
      Tags: [{ Key: MIGRATION, Value: 'nodes' }],
      Instances: { ...clusterOf().Instances, KeepJobFlowAliveWhenNoSteps: true },
    });
    await stage.until(id, 'WAITING');
    const nodes = await nodesOf(id);
    expect(nodes.map(({ State }) => State?.Name)).toEqual(['running', 'running', 'running']);
    expect(nodes.every(({ Tags = [] }) => Tags.some(({ Key, Value }) => Key === MIGRATION && Value === 'nodes'))).toBe(true);
    await stage.emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [id] }));
    await stage.until(id, 'TERMINATED');
    expect((await nodesOf(id)).map(({ State }) => State?.Name)).toEqual(['terminated', 'terminated', 'terminated']);
  });

  test('are no machines of the migration: release ends the cluster, and never its nodes one by one', async () => {
    const Name = 'bucket-brigade/nodes/partition-00/g1a1-0123456789ab';
    const id = await stage.run({
      Name,
      Tags: [{ Key: MIGRATION, Value: 'nodes' }],
      Instances: { ...clusterOf().Instances, KeepJobFlowAliveWhenNoSteps: true },
    });
    await stage.until(id, 'WAITING');
    expect(await readRented(place(), REGION, asRoot, 'nodes')).toEqual({ instances: [], clusters: [id] });
    await terminateRented(place(), REGION, asRoot).clusters([id]);
    await stage.until(id, 'TERMINATED');
    expect(await readRented(place(), REGION, asRoot, 'nodes')).toEqual({ instances: [], clusters: [] });
  });

  test('take their cluster with them when somebody ends one', async () => {
    const id = await stage.run({ Instances: { ...clusterOf().Instances, KeepJobFlowAliveWhenNoSteps: true } });
    await stage.until(id, 'WAITING');
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [(await nodesOf(id))[0]?.InstanceId ?? ''] }));
    const ended = await stage.until(id, 'TERMINATED_WITH_ERRORS');
    expect(ended.Status?.StateChangeReason).toMatchObject({ Code: 'INSTANCE_FAILURE' });
  });

  test('may be bound by a tag that they do not have', async () => {
    const may = {
      Effect: 'Allow',
      Action: 'ec2:TerminateInstances',
      Resource: '*',
      Condition: { Null: { [`aws:ResourceTag/${WORKER}`]: 'false' } },
    };
    const caller = new EC2Client({ endpoint: stage.server.endpoint, region: REGION, credentials: await stage.caller([may]) });
    const id = await stage.run({
      Tags: [{ Key: MIGRATION, Value: 'nodes' }],
      Instances: { ...clusterOf().Instances, KeepJobFlowAliveWhenNoSteps: true },
    });
    const [node] = await nodesOf(id);
    await expect(caller.send(new TerminateInstancesCommand({ InstanceIds: [node?.InstanceId ?? ''] }))).rejects.toThrow(/not authorized/);
    caller.destroy();
    await stage.emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [id] }));
  });
});
