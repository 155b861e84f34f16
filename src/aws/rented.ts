import { isBusy } from './busy.ts';
import { MigrationError } from '../errors.ts';
import { MACHINE_TAGS } from '../fleet/machine.ts';
import { clusterNamePrefix } from '../partition/naming.ts';
import type { CredentialProvider } from '../s3/types.ts';
import { PATIENCE, SDK_TIMEOUTS, sdkProvider, type AwsPlace } from './credentials.ts';

/** What the migration still rents, as AWS's own records show it. */
export interface Rented {
  readonly instances: readonly string[];
  readonly clusters: readonly string[];
}

/** Instances that cost money and clusters that have not ended, read from EC2 and EMR. The clients are loaded here: EC2's alone takes most of a second. */
export async function readRented(place: AwsPlace, region: string, credentials: CredentialProvider, migration: string): Promise<Rented> {
  const config = {
    region,
    requestHandler: SDK_TIMEOUTS,
    ...PATIENCE,
    ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
    credentials: sdkProvider(credentials),
  };
  const [instances, clusters] = await Promise.all([readInstances(config, migration), readClusters(config, migration)]);
  return { instances, clusters };
}

type Config = { region: string; requestHandler: typeof SDK_TIMEOUTS; endpoint?: string; credentials: ReturnType<typeof sdkProvider> };

async function readInstances(config: Config, migration: string): Promise<string[]> {
  const { EC2Client, paginateDescribeInstances } = await import('@aws-sdk/client-ec2');
  const client = new EC2Client(config);
  // EMR gives a cluster's tags to its nodes, which end with it: a machine of ours is a worker's.
  const Filters = [
    { Name: `tag:${MACHINE_TAGS.migration}`, Values: [migration] },
    { Name: 'tag-key', Values: [MACHINE_TAGS.worker] },
    { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped', 'shutting-down'] },
  ];
  const found: string[] = [];
  try {
    for await (const page of paginateDescribeInstances({ client }, { Filters })) {
      for (const { Instances } of page.Reservations ?? [])
        for (const { InstanceId } of Instances ?? []) if (InstanceId !== undefined) found.push(InstanceId);
    }
  } catch (cause) {
    throw unread('ec2:DescribeInstances', cause);
  } finally {
    client.destroy();
  }
  return found;
}

async function readClusters(config: Config, migration: string): Promise<string[]> {
  const { EMRClient, paginateListClusters } = await import('@aws-sdk/client-emr');
  const client = new EMRClient(config);
  const found: string[] = [];
  try {
    const pages = paginateListClusters({ client }, { ClusterStates: ['STARTING', 'BOOTSTRAPPING', 'RUNNING', 'WAITING', 'TERMINATING'] });
    for await (const page of pages) {
      for (const { Id, Name } of page.Clusters ?? [])
        if (Id !== undefined && Name?.startsWith(clusterNamePrefix(migration))) found.push(Id);
    }
  } catch (cause) {
    throw unread('elasticmapreduce:ListClusters', cause);
  } finally {
    client.destroy();
  }
  return found;
}

/** TerminateJobFlows takes at most ten ids (API_TerminateJobFlows). */
const CLUSTERS_AT_ONCE = 10;

/** How what is rented is given back. What has ended meanwhile is no error. */
export function terminateRented(place: AwsPlace, region: string, credentials: CredentialProvider) {
  const config = {
    region,
    requestHandler: SDK_TIMEOUTS,
    ...PATIENCE,
    ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
    credentials: sdkProvider(credentials),
  };
  const said = (action: string, ids: readonly string[], cause: unknown) => {
    const { name, message } = cause as Error;
    return new MigrationError('ACCESS_DENIED', `${ids.join(', ')} could not be ended: ${action}: ${name}: ${message}`, {
      cause,
      next: `Allow ${action} for the operate role (infra/target.yml), then re-run this job; or end them in the console.`,
    });
  };
  return {
    instances: async (ids: readonly string[]) => {
      if (ids.length === 0) return;
      const { EC2Client, TerminateInstancesCommand } = await import('@aws-sdk/client-ec2');
      const client = new EC2Client(config);
      try {
        await client.send(new TerminateInstancesCommand({ InstanceIds: [...ids] }));
      } catch (cause) {
        if ((cause as Error).name !== 'InvalidInstanceID.NotFound') throw said('ec2:TerminateInstances', ids, cause);
      } finally {
        client.destroy();
      }
    },
    clusters: async (ids: readonly string[]) => {
      if (ids.length === 0) return;
      const { EMRClient, TerminateJobFlowsCommand } = await import('@aws-sdk/client-emr');
      const client = new EMRClient(config);
      try {
        for (let at = 0; at < ids.length; at += CLUSTERS_AT_ONCE)
          await client.send(new TerminateJobFlowsCommand({ JobFlowIds: ids.slice(at, at + CLUSTERS_AT_ONCE) }));
      } catch (cause) {
        throw said('elasticmapreduce:TerminateJobFlows', ids, cause);
      } finally {
        client.destroy();
      }
    },
  };
}

/** What a reader of the error does about it. */
export function unread(action: string, cause: unknown): MigrationError {
  if (cause instanceof MigrationError) return cause;
  const { name, message } = cause as Error;
  const what = `What is still rented could not be read: ${action}: ${name}: ${message}`;
  if (isBusy(cause)) return new MigrationError('AWS_FAILED', what, { cause, next: 'Re-run the job.' });
  return new MigrationError('ACCESS_DENIED', what, {
    cause,
    next: `Allow ${action} for the operate role (infra/target.yml): a receipt without it would guess.`,
  });
}
