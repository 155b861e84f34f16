import {
  AddJobFlowStepsCommand,
  AddTagsCommand,
  DescribeClusterCommand,
  ListClustersCommand,
  RunJobFlowCommand,
  TerminateJobFlowsCommand,
  type EMRClient,
} from '@aws-sdk/client-emr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCOUNT, clusterOf, openEmrStage, REGION, stepOf, type EmrStage } from './emr-stage.ts';

/** Fast enough for the quotas, slow enough that no cluster starts meanwhile. */
let stage: EmrStage;
beforeAll(async () => {
  stage = await openEmrStage(3);
});
afterAll(() => stage?.close());

const ANY_CLUSTER = `arn:aws:elasticmapreduce:${REGION}:${ACCOUNT}:cluster/*`;
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const allow = (Action: string | readonly string[], Resource: string | readonly string[] = '*', Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});
const RUN = allow('elasticmapreduce:RunJobFlow');
const PASS = allow('iam:PassRole', [role('job'), role('emr')]);

async function as(...statements: readonly object[]): Promise<EMRClient> {
  return stage.emrAs(await stage.caller(statements));
}

const denied = (words: string) => ({ name: 'AccessDeniedException', message: expect.stringContaining(words) });

describe('who may rent', () => {
  test('whoever may run and pass both roles', async () => {
    const emr = await as(RUN, PASS);
    expect(await emr.send(new RunJobFlowCommand(clusterOf()))).toMatchObject({ JobFlowId: expect.any(String) });
  });

  test.each([
    ['nothing', [], 'elasticmapreduce:RunJobFlow'],
    ['run, and pass nothing', [RUN], `iam:PassRole on resource: arn:aws:iam::${ACCOUNT}:role/job`],
    ['run, and pass the job role only', [RUN, allow('iam:PassRole', role('job'))], 'role/emr'],
    ['run, and pass the service role only', [RUN, allow('iam:PassRole', role('emr'))], 'role/job'],
    ['pass, and not run', [PASS], 'elasticmapreduce:RunJobFlow'],
    // RunJobFlow has no resource: a policy that names clusters does not allow it.
    ['run on clusters only', [allow('elasticmapreduce:RunJobFlow', ANY_CLUSTER), PASS], 'elasticmapreduce:RunJobFlow'],
    [
      'pass to another service',
      [RUN, allow('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } })],
      'iam:PassRole',
    ],
  ] as const)('not whoever may %s', async (_case, statements, words) => {
    const emr = await as(...statements);
    await expect(emr.send(new RunJobFlowCommand(clusterOf({ Name: 'refused' })))).rejects.toMatchObject(denied(words));
    expect((await stage.emr.send(new ListClustersCommand({}))).Clusters?.map((one) => one.Name)).not.toContain('refused');
  });

  test('pass each role to its own service', async () => {
    const passTo = (name: string, service: string) =>
      allow('iam:PassRole', role(name), { StringEquals: { 'iam:PassedToService': service } });
    const right = await as(RUN, passTo('job', 'ec2.amazonaws.com'), passTo('emr', 'elasticmapreduce.amazonaws.com'));
    await right.send(new RunJobFlowCommand(clusterOf()));
    const crossed = await as(RUN, passTo('emr', 'ec2.amazonaws.com'), passTo('job', 'elasticmapreduce.amazonaws.com'));
    await expect(crossed.send(new RunJobFlowCommand(clusterOf()))).rejects.toMatchObject(denied('iam:PassRole'));
  });

  test.each(['aws:RequestTag/migration', 'elasticmapreduce:RequestTag/migration'])('only with a tag: %s', async (key) => {
    const emr = await as(allow('elasticmapreduce:RunJobFlow', '*', { StringEquals: { [key]: 'mine' } }), PASS);
    await emr.send(new RunJobFlowCommand(clusterOf({ Tags: [{ Key: 'migration', Value: 'mine' }] })));
    await expect(emr.send(new RunJobFlowCommand(clusterOf({ Tags: [{ Key: 'migration', Value: 'other' }] })))).rejects.toMatchObject(
      denied('RunJobFlow'),
    );
    await expect(emr.send(new RunJobFlowCommand(clusterOf()))).rejects.toMatchObject(denied('RunJobFlow'));
  });
});

describe('who may touch which cluster', () => {
  test.each(['aws:ResourceTag/migration', 'elasticmapreduce:ResourceTag/migration'])('by its tag: %s', async (key) => {
    const of = (value: string) => stage.run({ Tags: [{ Key: 'migration', Value: value }] });
    const [mine, other] = [await of('mine'), await of('other')];
    const emr = await as(allow('elasticmapreduce:*', ANY_CLUSTER, { StringEquals: { [key]: 'mine' } }));
    const calls = (id: string) => [
      emr.send(new DescribeClusterCommand({ ClusterId: id })),
      emr.send(new AddJobFlowStepsCommand({ JobFlowId: id, Steps: [stepOf('more', ['folder'])] })),
      emr.send(new AddTagsCommand({ ResourceId: id, Tags: [{ Key: 'more', Value: '1' }] })),
      emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [id] })),
    ];
    const answers = async (id: string) => (await Promise.allSettled(calls(id))).map((one) => one.status);
    expect(await answers(other)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    expect((await stage.cluster(other)).Status?.State).toBe('STARTING');
    expect(await answers(mine)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'fulfilled']);
    expect((await stage.cluster(mine)).Status?.State).toBe('TERMINATING');
    // Every cluster of one call counts, not the first alone.
    const third = await of('mine');
    await expect(emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [third, other] }))).rejects.toMatchObject(denied(other));
    expect((await stage.cluster(third)).Status?.State).toBe('STARTING');
  });

  test('by its ARN; to list all is another permission', async () => {
    const [mine, other] = [await stage.run(), await stage.run()];
    const emr = await as(allow('elasticmapreduce:*', ANY_CLUSTER.replace('*', mine)));
    await emr.send(new DescribeClusterCommand({ ClusterId: mine }));
    await expect(emr.send(new DescribeClusterCommand({ ClusterId: other }))).rejects.toMatchObject(
      denied('elasticmapreduce:DescribeCluster'),
    );
    await expect(emr.send(new ListClustersCommand({}))).rejects.toMatchObject(denied('elasticmapreduce:ListClusters'));
    await (await as(allow('elasticmapreduce:ListClusters'))).send(new ListClustersCommand({}));
  });
});
