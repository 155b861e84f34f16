import { setTimeout as sleep } from 'node:timers/promises';
import {
  AddJobFlowStepsCommand,
  AddTagsCommand,
  DescribeClusterCommand,
  ListClustersCommand,
  RunJobFlowCommand,
  TerminateJobFlowsCommand,
  type EMRClient,
  type RunJobFlowCommandInput,
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
const ADD_TAGS = allow('elasticmapreduce:AddTags', ANY_CLUSTER);
const PASS = allow('iam:PassRole', [role('job'), role('emr')]);

async function as(...statements: readonly object[]): Promise<EMRClient> {
  return stage.emrAs(await stage.caller(statements));
}

/** RunJobFlow is slow to refill, and a throttled call is not judged: once more, then. */
async function rent(emr: EMRClient, over: Partial<RunJobFlowCommandInput>) {
  for (const giveUpAt = Date.now() + 20_000; ;) {
    try {
      return await emr.send(new RunJobFlowCommand(clusterOf(over)));
    } catch (cause) {
      if ((cause as Error).name !== 'ThrottlingException' || Date.now() > giveUpAt) throw cause;
      await sleep(200);
    }
  }
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
    const emr = await as(allow('elasticmapreduce:RunJobFlow', '*', { StringEquals: { [key]: 'mine' } }), ADD_TAGS, PASS);
    await emr.send(new RunJobFlowCommand(clusterOf({ Tags: [{ Key: 'migration', Value: 'mine' }] })));
    await expect(emr.send(new RunJobFlowCommand(clusterOf({ Tags: [{ Key: 'migration', Value: 'other' }] })))).rejects.toMatchObject(
      denied('RunJobFlow'),
    );
    await expect(emr.send(new RunJobFlowCommand(clusterOf()))).rejects.toMatchObject(denied('RunJobFlow'));
  });

  // A cluster that is asked for does not exist yet: what the request does to it is judged on cluster/*, which has no tags.
  const IDLE = { AutoTerminationPolicy: { IdleTimeout: 900 } };
  const TAGGED = { Tags: [{ Key: 'migration', Value: 'mine' }] };
  const BY_ITS_TAG = { Null: { 'aws:ResourceTag/migration': 'false' } };
  const BY_THE_REQUEST = { Null: { 'aws:RequestTag/migration': 'false' } };
  test.each<[string, string, Partial<RunJobFlowCommandInput>, readonly object[]]>([
    ['PutAutoTerminationPolicy', 'nothing', IDLE, []],
    [
      'PutAutoTerminationPolicy',
      'its own tag',
      { ...IDLE, ...TAGGED },
      [ADD_TAGS, allow('elasticmapreduce:PutAutoTerminationPolicy', ANY_CLUSTER, BY_ITS_TAG)],
    ],
    [
      'PutAutoTerminationPolicy',
      'an ARN that it may get',
      IDLE,
      [allow('elasticmapreduce:PutAutoTerminationPolicy', ANY_CLUSTER.replace('*', 'j-1'))],
    ],
    ['AddTags', 'nothing', TAGGED, []],
    ['AddTags', 'its own tag', TAGGED, [allow('elasticmapreduce:AddTags', ANY_CLUSTER, BY_ITS_TAG)]],
    [
      'AddTags',
      'a tag that is not asked for',
      { Tags: [{ Key: 'other', Value: '1' }] },
      [allow('elasticmapreduce:AddTags', ANY_CLUSTER, BY_THE_REQUEST)],
    ],
  ])('not without %s for a cluster to come (allowed by %s)', async (action, _by, over, statements) => {
    const emr = await as(RUN, PASS, ...statements);
    await expect(rent(emr, { Name: 'refused', ...over })).rejects.toMatchObject(
      denied(`elasticmapreduce:${action} on resource: ${ANY_CLUSTER}`),
    );
    expect((await stage.emr.send(new ListClustersCommand({}))).Clusters?.map((one) => one.Name)).not.toContain('refused');
  });

  test('with both, on any cluster or by the tags of the request', async () => {
    const put = allow('elasticmapreduce:PutAutoTerminationPolicy', ANY_CLUSTER);
    for (const add of [ADD_TAGS, allow('elasticmapreduce:AddTags', ANY_CLUSTER, BY_THE_REQUEST)]) {
      const emr = await as(RUN, PASS, put, add);
      expect(await rent(emr, { ...IDLE, ...TAGGED })).toMatchObject({ JobFlowId: expect.any(String) });
    }
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
