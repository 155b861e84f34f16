import { describe, expect, it } from 'vitest';
import { clusterName, clusterNamePrefix } from '../../../src/partition/naming.ts';
import { clusterRequest, type ClusterWish } from '../../../src/partition/request.ts';
import { sizingOf } from '../../../src/partition/leg.ts';
import { JOB, someFacts } from '../../builders/partition.ts';
import { aPlan, LEDGER } from '../../builders/plan.ts';

const { migration, digests, roles } = aPlan();
const { machines, release } = someFacts();
const wish = (overrides: Partial<ClusterWish> = {}): ClusterWish => ({
  kind: 'partition',
  migration,
  identity: digests.identity,
  transform: digests.transform,
  batch: '03',
  units: ['E9_FulfillmentOrder', 'a b "c"'],
  orderUri: 's3://ledger/state/orders/03.json',
  ledger: LEDGER,
  job: JOB,
  release,
  machines,
  subnetId: null,
  roles,
  sizing: sizingOf(machines),
  ...overrides,
});
const name = clusterName({ migration, kind: 'partition', batch: '03', generation: 2, attempt: 1, orderDigest: 'abcdef0123456789' });

describe('the request for a cluster', () => {
  it('holds its canary and a step for each folder, and ends by itself', () => {
    const request = clusterRequest(name, wish());
    expect(request).toMatchObject({
      Name: 'bucket-brigade/a-migration/partition-03/g2a1-abcdef012345',
      ReleaseLabel: 'emr-7.13.0',
      LogUri: `s3://ledger/state/a-migration/${digests.identity}/table/${digests.transform}/logs/`,
      Instances: {
        InstanceGroups: [
          { InstanceRole: 'MASTER', InstanceType: 'r5.2xlarge', InstanceCount: 1 },
          { InstanceRole: 'CORE', InstanceType: 'c5.4xlarge', InstanceCount: 2 },
        ],
        KeepJobFlowAliveWhenNoSteps: false,
        TerminationProtected: false,
      },
      StepConcurrencyLevel: 1,
      AutoTerminationPolicy: { IdleTimeout: 900 },
      JobFlowRole: 'bucket-brigade-job',
      ServiceRole: roles.emr,
      Configurations: [
        { Classification: 'core-site', Properties: { 'hadoop.service.shutdown.timeout': '120s' } },
        { Classification: 'hdfs-site', Properties: { 'dfs.replication': '2' } },
      ],
    });
    expect(request.Instances).not.toHaveProperty('Ec2SubnetId');
    expect(Object.fromEntries(request.Tags.map(({ Key, Value }) => [Key, Value]))).toEqual({
      'for-use-with-amazon-emr-managed-policies': 'true',
      'bucket-brigade:migration': 'a-migration',
      'bucket-brigade:identity': digests.identity,
      'bucket-brigade:batch': 'partition-03',
    });
    expect(request.Steps.map(({ ActionOnFailure, Name }) => [Name, ActionOnFailure])).toEqual([
      ['canary', 'TERMINATE_CLUSTER'],
      ['folder E9_FulfillmentOrder', 'CONTINUE'],
      ['folder a b "c"', 'CONTINUE'],
    ]);
    expect(request.Name.startsWith(clusterNamePrefix('a-migration'))).toBe(true);
  });

  it("says to Spark exactly what the job's command line is", () => {
    const [canary, folder] = clusterRequest(name, wish()).Steps;
    expect(folder!.HadoopJarStep.Jar).toBe('command-runner.jar');
    expect(folder!.HadoopJarStep.Args.join(' ')).toBe(
      'spark-submit --master yarn --deploy-mode client --name folder E9_FulfillmentOrder --num-executors 8 --executor-cores 4' +
        ' --executor-memory 4229m --driver-memory 24576m --conf spark.executor.memoryOverhead=1691m' +
        ' --conf spark.dynamicAllocation.enabled=false --conf spark.yarn.am.memory=512m --conf spark.yarn.am.memoryOverhead=384m' +
        ' --conf spark.pyspark.python=python3.11 --py-files s3://ledger/state/_jobs/code.zip s3://ledger/state/_jobs/main.py' +
        ' folder --order s3://ledger/state/orders/03.json --order-owner 444455556666 --region us-east-2 --folder E9_FulfillmentOrder',
    );
    expect(canary!.HadoopJarStep.Args.slice(-7)).toEqual([
      'canary',
      '--order',
      's3://ledger/state/orders/03.json',
      '--order-owner',
      '444455556666',
      '--region',
      'us-east-2',
    ]);
    const compact = clusterRequest(name, wish({ kind: 'compact', units: ['r03'] })).Steps[1]!;
    expect(compact.Name).toBe('range r03');
    expect(compact.HadoopJarStep.Args.slice(-2)).toEqual(['--range', 'r03']);
    expect(compact.HadoopJarStep.Args.at(-9)).toBe('compact');
  });

  it('names its subnet, and one copy in HDFS where one node is all there is', () => {
    const request = clusterRequest(name, wish({ subnetId: 'subnet-1', machines: { ...machines, coreCount: 1 } }));
    expect(request.Instances.Ec2SubnetId).toBe('subnet-1');
    expect(request.Configurations[1]!.Properties).toEqual({ 'dfs.replication': '1' });
  });

  it('is refused before it is sent where EMR would', () => {
    const invalid = expect.objectContaining({ code: 'CONFIG_INVALID', exitCode: 2 });
    expect(() => clusterRequest(name, wish({ units: Array.from({ length: 256 }, (_, at) => `F${at}`) }))).toThrow(invalid);
    expect(() => clusterRequest(name, wish({ units: ['x'.repeat(10_000)] }))).toThrow(invalid);
    expect(() => clusterRequest(name, wish({ units: ['x'.repeat(250)] }))).toThrow(invalid);
    expect(() =>
      clusterName({ migration: 'm'.repeat(240), kind: 'compact', batch: 'c00', generation: 1, attempt: 1, orderDigest: 'a'.repeat(32) }),
    ).toThrow(invalid);
    expect(clusterRequest(name, wish({ units: Array.from({ length: 255 }, (_, at) => `F${at}`) })).Steps).toHaveLength(256);
  });
});
