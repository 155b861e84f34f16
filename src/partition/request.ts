import type { Side } from '../contracts/contract.ts';
import type { JobFiles } from '../contracts/partition.ts';
import { MigrationError } from '../errors.ts';
import { CANARY_STEP, KINDS, logsFolder, NAME_CHARACTERS, stepName, type WorkKind } from './naming.ts';
import { AM_HEAP_MIB, AM_OVERHEAD_MIB, type Sizing } from './sizing.ts';

/** What RunJobFlow is sent, as its API spells it: whoever reads an intent can compare it with the console. */
export interface ClusterRequest {
  readonly Name: string;
  readonly ReleaseLabel: string;
  readonly LogUri: string;
  readonly Applications: readonly { readonly Name: string }[];
  readonly Instances: {
    readonly InstanceGroups: readonly {
      readonly Name: string;
      readonly InstanceRole: 'MASTER' | 'CORE';
      readonly InstanceType: string;
      readonly InstanceCount: number;
      readonly Market: 'ON_DEMAND';
    }[];
    readonly KeepJobFlowAliveWhenNoSteps: false;
    readonly TerminationProtected: false;
    readonly Ec2SubnetId?: string;
  };
  readonly Steps: readonly StepRequest[];
  readonly StepConcurrencyLevel: 1;
  readonly AutoTerminationPolicy: { readonly IdleTimeout: number };
  readonly Configurations: readonly { readonly Classification: string; readonly Properties: Readonly<Record<string, string>> }[];
  readonly JobFlowRole: string;
  readonly ServiceRole: string;
  readonly VisibleToAllUsers: true;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

export interface StepRequest {
  readonly Name: string;
  readonly ActionOnFailure: 'TERMINATE_CLUSTER' | 'CONTINUE';
  readonly HadoopJarStep: { readonly Jar: string; readonly Args: readonly string[] };
}

/** One cluster, as the plan and its order say. */
export interface ClusterWish {
  readonly kind: WorkKind;
  readonly migration: string;
  readonly identity: string;
  readonly transform: string;
  readonly batch: string;
  /** Folders or ranges, in the order of their steps. */
  readonly units: readonly string[];
  readonly orderUri: string;
  readonly ledger: Side;
  readonly job: JobFiles;
  readonly release: string;
  readonly machines: { readonly primary: string; readonly core: string; readonly coreCount: number };
  readonly subnetId: string | null;
  readonly roles: { readonly job: string; readonly emr: string };
  readonly sizing: Sizing;
}

/** AWS's managed policy for the service role works on nothing without this tag (ManagementGuide/emr-managed-iam-policies). */
export const MANAGED_POLICIES_TAG = 'for-use-with-amazon-emr-managed-policies';
/** The tags that the operate role's own permissions are bound to, and a person finds a cluster by. */
export const CLUSTER_TAGS = {
  migration: 'bucket-brigade:migration',
  identity: 'bucket-brigade:identity',
  batch: 'bucket-brigade:batch',
} as const;

/** 256 steps, of which the canary is one (RunJobFlow, Steps). */
export const UNITS_UP_TO = 255;
/** All strings of one HadoopJarStep together (API_AddJobFlowSteps). */
const STEP_CHARACTERS = 10_240;
/** A cluster ends with its last step; this is for the case that it does not notice. At least a minute (API_AutoTerminationPolicy). */
const IDLE_SECONDS = 15 * 60;
/**
 * A driver whose clean-up takes longer than Hadoop's 30 seconds makes EMR call the step FAILED although its work is done
 * (AWS EMR best practices, Spark troubleshooting).
 */
const SHUTDOWN_TIMEOUT = '120s';
/** EMR keeps one copy in HDFS below four core nodes (ReleaseGuide/emr-hdfs-config): a lost node would take every later step's files with it. */
const HDFS_COPIES = 2;
/** EMR 7 brings 3.9 and 3.11, and python3 is the older one (emr-spark.md §1.1). */
const PYTHON = 'python3.11';

/**
 * The request for a cluster with all of its steps inside: one call instead of one for each (RunJobFlow refills at one in
 * two seconds). `spark.yarn.archive` is not set: it needs an archive that nobody has made on a new cluster, and what it
 * cures are submits side by side, of which there are none here.
 */
export function clusterRequest(name: string, wish: ClusterWish): ClusterRequest {
  const { batch, identity, kind, ledger, machines, migration, release, roles, subnetId, transform, units } = wish;
  if (units.length > UNITS_UP_TO) {
    throw new MigrationError(
      'CONFIG_INVALID',
      `Batch ${batch} has ${units.length} ${KINDS[kind].units}, and a cluster takes ${UNITS_UP_TO} (API_RunJobFlow)`,
      {
        next: 'Raise partition.clusters. Nothing has been rented.',
      },
    );
  }
  return {
    Name: name,
    ReleaseLabel: release,
    LogUri: `s3://${ledger.bucket}/${ledger.prefix}${logsFolder(migration, identity, transform)}`,
    Applications: [{ Name: 'Spark' }],
    Instances: {
      InstanceGroups: [
        { Name: 'primary', InstanceRole: 'MASTER', InstanceType: machines.primary, InstanceCount: 1, Market: 'ON_DEMAND' },
        { Name: 'core', InstanceRole: 'CORE', InstanceType: machines.core, InstanceCount: machines.coreCount, Market: 'ON_DEMAND' },
      ],
      KeepJobFlowAliveWhenNoSteps: false,
      TerminationProtected: false,
      ...(subnetId === null ? {} : { Ec2SubnetId: subnetId }),
    },
    Steps: [canaryStep(wish), ...units.map((unit) => unitStep(wish, unit))],
    // Steps side by side would share the primary and HDFS, and only with one at a time may a canary end the cluster.
    StepConcurrencyLevel: 1,
    AutoTerminationPolicy: { IdleTimeout: IDLE_SECONDS },
    Configurations: [
      { Classification: 'core-site', Properties: { 'hadoop.service.shutdown.timeout': SHUTDOWN_TIMEOUT } },
      { Classification: 'hdfs-site', Properties: { 'dfs.replication': String(Math.min(HDFS_COPIES, machines.coreCount)) } },
    ],
    // The profile goes by its name, which is its role's, without a path (infra/machines.yml).
    JobFlowRole: roles.job.split('/').at(-1) ?? roles.job,
    ServiceRole: roles.emr,
    VisibleToAllUsers: true,
    Tags: Object.entries({
      [MANAGED_POLICIES_TAG]: 'true',
      [CLUSTER_TAGS.migration]: migration,
      [CLUSTER_TAGS.identity]: identity,
      [CLUSTER_TAGS.batch]: `${kind}-${batch}`,
    }).map(([Key, Value]) => ({ Key, Value })),
  };
}

/**
 * The canary ends the cluster when it fails: CANCEL_AND_WAIT would leave a cluster that waits and costs, although nothing
 * can be done on it.
 */
function canaryStep(wish: ClusterWish): StepRequest {
  return { Name: CANARY_STEP, ActionOnFailure: 'TERMINATE_CLUSTER', HadoopJarStep: submit(wish, CANARY_STEP, ['canary']) };
}

/** A unit that fails leaves the next ones their chance. */
function unitStep(wish: ClusterWish, unit: string): StepRequest {
  const { command, flag } = KINDS[wish.kind];
  const name = stepName(wish.kind, unit);
  const step = submit(wish, name, [command], [flag, unit]);
  const characters = [step.Jar, ...step.Args].reduce((sum, text) => sum + text.length, 0);
  if (name.length > NAME_CHARACTERS || characters > STEP_CHARACTERS) {
    throw new MigrationError(
      'CONFIG_INVALID',
      `The step of ${KINDS[wish.kind].unit} ${unit} has ${characters} characters, its name ${name.length}; EMR takes ${STEP_CHARACTERS} and ${NAME_CHARACTERS}`,
      {
        next: 'Leave the folder out (layout.except), or give it a shorter name at the source.',
      },
    );
  }
  return { Name: name, ActionOnFailure: 'CONTINUE', HadoopJarStep: step };
}

function submit({ job, ledger, orderUri, sizing }: ClusterWish, name: string, command: readonly string[], what: readonly string[] = []) {
  const settings: Readonly<Record<string, string>> = {
    'spark.executor.memoryOverhead': `${sizing.overheadMiB}m`,
    // Sizes are exact and the work is even: what YARN could give to others would be idle (AWS EMR best practices, Spark performance).
    'spark.dynamicAllocation.enabled': 'false',
    // The defaults, said because the sizes count on them.
    'spark.yarn.am.memory': `${AM_HEAP_MIB}m`,
    'spark.yarn.am.memoryOverhead': `${AM_OVERHEAD_MIB}m`,
    'spark.pyspark.python': PYTHON,
  };
  const at = (key: string) => `s3://${ledger.bucket}/${key}`;
  return {
    Jar: 'command-runner.jar',
    Args: [
      ...['spark-submit', '--master', 'yarn', '--deploy-mode', 'client', '--name', name],
      ...['--num-executors', String(sizing.executors), '--executor-cores', String(sizing.coresPerExecutor)],
      ...['--executor-memory', `${sizing.heapMiB}m`, '--driver-memory', `${sizing.driverMiB}m`],
      ...Object.entries(settings).flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
      ...['--py-files', at(job.code.key), at(job.main.key)],
      ...command,
      ...['--order', orderUri, '--order-owner', ledger.account, '--region', ledger.region],
      ...what,
    ],
  };
}
