import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import {
  AddTagsCommand,
  DescribeClusterCommand,
  DescribeReleaseLabelCommand,
  ListClustersCommand,
  ListInstanceFleetsCommand,
  ListInstanceGroupsCommand,
  ListReleaseLabelsCommand,
  ListStepsCommand,
  paginateListSupportedInstanceTypes,
  RunJobFlowCommand,
  TerminateJobFlowsCommand,
  type EMRClient,
  type RunJobFlowCommandInput,
} from '@aws-sdk/client-emr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFront } from '../../../sandbox/proxy/front.ts';
import { sandboxPython } from '../laptop-aws.ts';
import { ACCOUNT, clusterOf, groupsOf, openEmrStage, ROOT, stepOf, type EmrStage } from './emr-stage.ts';

/** Nothing starts here: at life's own pace a cluster takes four minutes. */
let stage: EmrStage;
beforeAll(async () => {
  stage = await openEmrStage(1, [{ kind: 'internal-error', name: 'never-*', times: 3 }]);
});
afterAll(() => stage?.close());

/** Quotas count per region: a client in a region that no other test uses. */
let regions = 0;
function fresh(): EMRClient {
  regions += 1;
  return stage.emrAs(ROOT, `eu-test-${regions}`);
}

const nameOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'passed',
    (error: Error) => error.name,
  );

describe('quotas', () => {
  test.each([
    ['RunJobFlow', 10, (emr: EMRClient) => emr.send(new RunJobFlowCommand({ Name: 'x', Instances: {} }))],
    ['DescribeCluster', 10, (emr: EMRClient) => emr.send(new DescribeClusterCommand({ ClusterId: 'j-NONE' }))],
    ['ListSteps', 10, (emr: EMRClient) => emr.send(new ListStepsCommand({ ClusterId: 'j-NONE' }))],
    ['ListClusters', 20, (emr: EMRClient) => emr.send(new ListClustersCommand({}))],
    ['TerminateJobFlows', 10, (emr: EMRClient) => emr.send(new TerminateJobFlowsCommand({ JobFlowIds: ['j-NONE'] }))],
    ['AddTags', 5, (emr: EMRClient) => emr.send(new AddTagsCommand({ ResourceId: 'j-NONE', Tags: [] }))],
    // No quota of its own: all calls together.
    ['DescribeReleaseLabel', 25, (emr: EMRClient) => emr.send(new DescribeReleaseLabelCommand({ ReleaseLabel: 'emr-7.13.0' }))],
  ] as const)('%s: %i at once, then slowly', async (_call, burst, send) => {
    const emr = fresh();
    const names = await Promise.all(Array.from({ length: burst + 3 }, () => nameOf(send(emr))));
    const throttled = names.filter((name) => name === 'ThrottlingException').length;
    // What comes back while the burst is on its way: at most 5 a second.
    expect(throttled).toBeGreaterThanOrEqual(1);
    expect(throttled).toBeLessThanOrEqual(3);
  });

  test('what was refused comes back with time, and other regions have their own', async () => {
    const [one, other] = [fresh(), fresh()];
    const ask = (emr: EMRClient) => nameOf(emr.send(new DescribeClusterCommand({ ClusterId: 'j-NONE' })));
    await Promise.all(Array.from({ length: 14 }, () => ask(one)));
    await expect(one.send(new DescribeClusterCommand({ ClusterId: 'j-NONE' }))).rejects.toThrow('Rate exceeded');
    expect(await ask(other)).toBe('InvalidRequestException');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await ask(one)).toBe('InvalidRequestException');
  });
});

describe('a request is refused before anything is rented', () => {
  const long = 'x'.repeat(10_241);
  const groups = groupsOf('m5.xlarge', 'm5.xlarge', 1);
  test.each<readonly [string, Partial<RunJobFlowCommandInput>, RegExp]>([
    ['an unknown release', { ReleaseLabel: 'emr-9.9.9' }, /supplied release label is invalid: emr-9\.9\.9/],
    ['an unknown instance type', { Instances: groupsOf('m5.xlarge', 'c5.nonsense', 1) }, /'c5\.nonsense' is not supported/],
    ['no instances', { Instances: groupsOf('m5.xlarge', 'm5.xlarge', 0) }, /instance count/],
    ['two primaries', { Instances: groupsTwice() }, /MASTER/],
    ['groups and fleets', { Instances: { ...groups, InstanceFleets: [{ InstanceFleetType: 'MASTER' }] } }, /mutually exclusive/],
    ['no profile', { JobFlowRole: undefined }, /InstanceProfile is required/],
    ['no service role', { ServiceRole: undefined }, /ServiceRole is required/],
    ['a profile that is not there', { JobFlowRole: 'gone' }, /Invalid InstanceProfile: gone/],
    ['a service role that is not there', { ServiceRole: 'gone' }, /gone is invalid/],
    ['a long name', { Name: 'n'.repeat(257) }, /256/],
    ['257 steps', { Steps: Array.from({ length: 257 }, () => stepOf('s', ['folder'])) }, /Maximum number of active steps/],
    ['a long step', { Steps: [stepOf('s', [long])] }, /Size of an individual step/],
    ['concurrency 0', { StepConcurrencyLevel: 0 }, /StepConcurrencyLevel/],
    [
      'an end on failure beside other steps',
      { StepConcurrencyLevel: 2, Steps: [{ ...stepOf('s', []), ActionOnFailure: 'TERMINATE_CLUSTER' }] },
      /must be CONTINUE/,
    ],
    ['an idle time of a second', { AutoTerminationPolicy: { IdleTimeout: 1 } }, /IdleTimeout/],
    ['a reserved tag', { Tags: [{ Key: 'aws:x', Value: 'y' }] }, /reserved/],
    ['logs outside of S3', { LogUri: 'hdfs:///logs' }, /LogUri/],
    ['a subnet that is not there', { Instances: { ...groups, Ec2SubnetId: 'subnet-gone' } }, /subnet-gone/],
    ['bootstrap actions', { BootstrapActions: [{ Name: 'b', ScriptBootstrapAction: { Path: 's3://b/x' } }] }, /BootstrapActions/],
  ])('%s', async (_case, over, words) => {
    // Profiles and roles are the account's, whatever the region.
    const emr = fresh();
    const refused = emr.send(new RunJobFlowCommand({ ...clusterOf(), ...over }));
    await expect(refused).rejects.toThrow(words);
    await expect(refused).rejects.toMatchObject({ name: 'ValidationException' });
    expect((await emr.send(new ListClustersCommand({}))).Clusters).toEqual([]);
  });

  test('and passes at the limits', async () => {
    const args = stepOf('s', ['']).HadoopJarStep?.Args ?? [];
    const used = args.join('').length + 'command-runner.jar'.length;
    const Steps = [...Array.from({ length: 255 }, () => stepOf('s', ['folder'])), stepOf('s', ['x'.repeat(10_240 - used)])];
    const made = await fresh().send(new RunJobFlowCommand({ ...clusterOf(), Name: 'n'.repeat(256), Steps }));
    expect(made).toMatchObject({ JobFlowId: expect.stringMatching(/^j-[A-Z0-9]{13}$/) });
  });

  function groupsTwice(): NonNullable<RunJobFlowCommandInput['Instances']> {
    return { InstanceGroups: [1, 2].map(() => ({ InstanceRole: 'MASTER' as const, InstanceType: 'm5.xlarge', InstanceCount: 1 })) };
  }
});

describe('what a cluster looks like', () => {
  test('described in full, listed without tags', async () => {
    const Tags = [{ Key: 'bucket-brigade', Value: 'example' }];
    const emr = fresh();
    const { JobFlowId, ClusterArn } = await emr.send(
      new RunJobFlowCommand({ ...clusterOf({ Name: 'whole' }), Tags, AutoTerminationPolicy: { IdleTimeout: 600 } }),
    );
    const { Cluster } = await emr.send(new DescribeClusterCommand({ ClusterId: JobFlowId }));
    expect(ClusterArn).toBe(`arn:aws:elasticmapreduce:eu-test-${regions}:${ACCOUNT}:cluster/${JobFlowId}`);
    expect(Cluster).toMatchObject({
      Id: JobFlowId,
      Name: 'whole',
      Status: { State: 'STARTING', Timeline: { CreationDateTime: expect.any(Date) } },
      ReleaseLabel: 'emr-7.13.0',
      AutoTerminate: true,
      Applications: [{ Name: 'Spark', Version: '3.5.6' }],
      LogUri: 's3n://emr-of-this-test/logs/',
      ServiceRole: 'emr',
      Ec2InstanceAttributes: { IamInstanceProfile: 'job' },
      InstanceCollectionType: 'INSTANCE_GROUP',
      Tags,
    });
    const { Clusters } = await emr.send(new ListClustersCommand({}));
    expect(Clusters).toHaveLength(1);
    expect(Clusters?.[0]).toMatchObject({ Id: JobFlowId, Name: 'whole', ClusterArn, Status: { State: 'STARTING' } });
    expect(Clusters?.[0]).not.toHaveProperty('Tags');
    await emr.send(new AddTagsCommand({ ResourceId: JobFlowId, Tags: [{ Key: 'more', Value: '' }] }));
    const tagged = await emr.send(new DescribeClusterCommand({ ClusterId: JobFlowId }));
    expect(tagged.Cluster?.Tags).toEqual([...Tags, { Key: 'more', Value: '' }]);
  });

  test('groups and fleets, in the shapes that the SDK reads', async () => {
    const emr = fresh();
    const { JobFlowId: grouped } = await emr.send(new RunJobFlowCommand(clusterOf()));
    const { InstanceGroups } = await emr.send(new ListInstanceGroupsCommand({ ClusterId: grouped }));
    expect(InstanceGroups?.map((one) => [one.InstanceGroupType, one.InstanceType, one.RequestedInstanceCount, one.Status?.State])).toEqual([
      ['MASTER', 'r5.2xlarge', 1, 'PROVISIONING'],
      ['CORE', 'c5.4xlarge', 2, 'PROVISIONING'],
    ]);
    const fleet = (kind: 'MASTER' | 'CORE', type: string, TargetOnDemandCapacity: number) => ({
      InstanceFleetType: kind,
      TargetOnDemandCapacity,
      InstanceTypeConfigs: [{ InstanceType: type, WeightedCapacity: 1 }],
    });
    const Instances = { InstanceFleets: [fleet('MASTER', 'm5.xlarge', 1), fleet('CORE', 'c5.4xlarge', 2)] };
    const { JobFlowId } = await emr.send(new RunJobFlowCommand(clusterOf({ Instances })));
    const { InstanceFleets } = await emr.send(new ListInstanceFleetsCommand({ ClusterId: JobFlowId }));
    expect(
      InstanceFleets?.map((one) => [one.InstanceFleetType, one.TargetOnDemandCapacity, one.Status?.Timeline?.CreationDateTime]),
    ).toEqual([
      ['MASTER', 1, expect.any(Date)],
      ['CORE', 2, expect.any(Date)],
    ]);
    const { Cluster } = await emr.send(new DescribeClusterCommand({ ClusterId: JobFlowId }));
    expect(Cluster?.InstanceCollectionType).toBe('INSTANCE_FLEET');
  });

  test('filters: by state and by creation', async () => {
    const emr = fresh();
    const { JobFlowId } = await emr.send(new RunJobFlowCommand(clusterOf()));
    const ids = async (filter: object) => (await emr.send(new ListClustersCommand(filter))).Clusters?.map((one) => one.Id);
    expect(await ids({ ClusterStates: ['STARTING', 'RUNNING'] })).toEqual([JobFlowId]);
    expect(await ids({ ClusterStates: ['TERMINATED'] })).toEqual([]);
    expect(await ids({ CreatedAfter: new Date(Date.now() - 60_000) })).toEqual([JobFlowId]);
    expect(await ids({ CreatedAfter: new Date(Date.now() + 60_000) })).toEqual([]);
  });

  test('another account and another region do not see it', async () => {
    const emr = fresh();
    const { JobFlowId } = await emr.send(new RunJobFlowCommand(clusterOf()));
    const stranger = stage.emrAs({ accessKeyId: '444444444444', secretAccessKey: 'test' });
    for (const client of [stranger, fresh()]) {
      await expect(client.send(new DescribeClusterCommand({ ClusterId: JobFlowId }))).rejects.toThrow(
        `Cluster id '${JobFlowId}' is not valid`,
      );
      await expect(client.send(new TerminateJobFlowsCommand({ JobFlowIds: [JobFlowId ?? ''] }))).rejects.toThrow(/job flow ID/);
    }
  });

  test('more than ten at once are neither ended nor looked up', async () => {
    const eleven = Array.from({ length: 11 }, (_, index) => `s-${index}`);
    const { JobFlowId } = await stage.emr.send(new RunJobFlowCommand(clusterOf()));
    await expect(stage.emr.send(new TerminateJobFlowsCommand({ JobFlowIds: eleven }))).rejects.toThrow(/10/);
    await expect(stage.emr.send(new ListStepsCommand({ ClusterId: JobFlowId, StepIds: eleven }))).rejects.toThrow(/10/);
    expect((await stage.cluster(JobFlowId ?? '')).Status?.State).toBe('STARTING');
  });
});

test('what goes wrong can be told at the start', async () => {
  expect(await stage.admin('GET', 'emr/rules')).toEqual({
    status: 200,
    answer: { rules: [{ kind: 'internal-error', name: 'never-*', times: 3, fired: 0 }] },
  });
});

describe('through the sandbox’s front', () => {
  test('calls pass, and an answer that is lost is a broken connection there too', async () => {
    const logFile = join(stage.dir, 'front.ndjson');
    const front = await startFront({ port: 0, upstream: stage.server.endpoint, adminToken: 'of-the-front', logFile });
    try {
      const emr = stage.emrAs(ROOT, 'eu-front', front.url);
      await emr.send(new RunJobFlowCommand(clusterOf({ Name: 'told' })));
      await stage.rules({ kind: 'lost-answer', name: 'untold' });
      const asked = emr.send(new RunJobFlowCommand(clusterOf({ Name: 'untold' })));
      await expect(asked).rejects.toMatchObject({ code: 'ECONNRESET' });
      const { Clusters } = await emr.send(new ListClustersCommand({}));
      expect(Clusters?.map((one) => one.Name).toSorted()).toEqual(['told', 'untold']);
    } finally {
      await front.close();
    }
  });
});

describe('the catalogue', () => {
  test('releases', async () => {
    const emr = fresh();
    const { ReleaseLabels } = await emr.send(new ListReleaseLabelsCommand({ Filters: { Prefix: 'emr-7.1' } }));
    expect(ReleaseLabels).toEqual(expect.arrayContaining(['emr-7.13.0', 'emr-7.12.0']));
    expect(await emr.send(new DescribeReleaseLabelCommand({ ReleaseLabel: 'emr-7.13.0' }))).toMatchObject({
      Applications: [{ Name: 'Spark', Version: '3.5.6' }],
    });
    await expect(emr.send(new DescribeReleaseLabelCommand({ ReleaseLabel: 'emr-0.0.0' }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('instance types, in pages', async () => {
    const found = new Map<string, readonly unknown[]>();
    for await (const page of paginateListSupportedInstanceTypes({ client: fresh() }, { ReleaseLabel: 'emr-7.13.0' })) {
      for (const one of page.SupportedInstanceTypes ?? []) found.set(one.Type ?? '', [one.VCPU, one.MemoryGB, one.Architecture]);
    }
    expect(found.size).toBeGreaterThan(150);
    expect(found.get('c5.4xlarge')).toEqual([16, 32, 'X86_64']);
    expect(found.get('r7g.2xlarge')).toEqual([8, 61, 'AARCH64']);
    expect(found.get('m6i.4xlarge')).toEqual([16, 61, 'X86_64']);
  });

  test("YARN's memory is AWS's own, row by row", () => {
    // docs: ReleaseGuide, "Task configuration"; r7g.2xlarge from the EMR best practices.
    const published: Readonly<Record<string, number>> = {
      ...{ 'c5.xlarge': 6_144, 'c5.2xlarge': 12_288, 'c5.4xlarge': 24_576, 'c5.9xlarge': 65_536, 'c5.12xlarge': 90_112 },
      ...{ 'c5.18xlarge': 139_264, 'c5.24xlarge': 188_416, 'c6g.4xlarge': 23_424, 'c4.4xlarge': 23_040, 'c5a.2xlarge': 11_712 },
      ...{ 'c5a.4xlarge': 23_424, 'c5a.8xlarge': 54_272, 'm5.xlarge': 12_288, 'm5.2xlarge': 24_576, 'm5.4xlarge': 57_344 },
      ...{ 'm5.8xlarge': 122_880, 'm5.12xlarge': 188_416, 'm5.16xlarge': 253_952, 'm5.24xlarge': 385_024, 'm6g.4xlarge': 54_272 },
      ...{ 'm4.4xlarge': 57_344, 'r5.xlarge': 24_576, 'r5.2xlarge': 57_344, 'r5.4xlarge': 122_880, 'r5.8xlarge': 253_952 },
      ...{ 'r5.12xlarge': 385_024, 'r5.16xlarge': 516_096, 'r5.24xlarge': 778_240, 'r6g.4xlarge': 116_736, 'r4.8xlarge': 241_664 },
      ...{ 'r7g.2xlarge': 54_272, 'm7g.4xlarge': 54_272, 'r6i.4xlarge': 116_736, 'c7g.4xlarge': 23_424 },
    };
    const script =
      'import json, sys; sys.path.insert(0, sys.argv[1]); from laptop_aws import emr_catalog; ' +
      'print(json.dumps({name: emr_catalog.instance_type(name).yarn_mb for name in sys.argv[2:]}))';
    const sources = join(import.meta.dirname, '../../../sandbox/ministack');
    const output = execFileSync(sandboxPython(), ['-B', '-c', script, sources, ...Object.keys(published)], { encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual(published);
  });
});
