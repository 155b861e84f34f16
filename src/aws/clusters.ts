import type { Cluster as EmrCluster, ClusterSummary, RunJobFlowCommandInput, StepSummary } from '@aws-sdk/client-emr';
import { isThrottling, type SdkError } from './busy.ts';
import { MigrationError } from '../errors.ts';
import {
  CLUSTER_STATES,
  STEP_STATES,
  type Cluster,
  type ClusterState,
  type SparkClusters,
  type Step,
  type StepState,
} from '../partition/clusters.ts';
import type { CredentialProvider } from '../s3/types.ts';
import { SDK_TIMEOUTS, sdkProvider, type AwsPlace } from './credentials.ts';

/**
 * EMR's buckets are small and the account's (emr-spark.md §1.3): throttling is normal. The adaptive mode holds calls back
 * before they are told to wait, and backs off with full jitter.
 */
const PATIENCE = { maxAttempts: 12, retryMode: 'adaptive' } as const;
/** RunJobFlow knows no client token: the SDK must not send it twice. launch.ts looks for the cluster before it asks again. */
const ONCE = { maxAttempts: 1 } as const;

/** EMR as the partition room sees it. The client is loaded at the first call. */
export function emrClusters(
  place: AwsPlace,
  region: string,
  credentials: CredentialProvider,
): { clusters: SparkClusters; close: () => void } {
  const config = {
    region,
    requestHandler: SDK_TIMEOUTS,
    ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
    credentials: sdkProvider(credentials),
  };
  const connect = async () => {
    const sdk = await import('@aws-sdk/client-emr');
    return { sdk, emr: new sdk.EMRClient({ ...config, ...PATIENCE }), once: new sdk.EMRClient({ ...config, ...ONCE }) };
  };
  let connected: ReturnType<typeof connect> | null = null;
  const client = () => (connected ??= connect());
  const clusters: SparkClusters = {
    run: async (request, signal) => {
      const { once, sdk } = await client();
      try {
        // The request's lists are read-only, and the SDK's types are not: it changes none of them.
        const { JobFlowId } = await once.send(new sdk.RunJobFlowCommand(request as RunJobFlowCommandInput), options(signal));
        if (JobFlowId !== undefined) return { answer: 'created', id: JobFlowId };
        return { answer: 'lost', detail: 'EMR answered without a cluster id' };
      } catch (cause) {
        if (cause instanceof MigrationError) throw cause;
        const detail = saidBy(cause);
        if (isThrottling(cause)) return { answer: 'throttled', detail };
        // Whatever is no clear "no" may have made a cluster: 5xx, a timeout, a broken connection.
        if (!isRefusal(cause) && (cause as Error).name !== 'AbortError') return { answer: 'lost', detail };
        throw explained(cause, `Cluster ${request.Name}`, 'elasticmapreduce:RunJobFlow');
      }
    },
    find: async (name, createdAfter, signal) => {
      const { emr, sdk } = await client();
      const found: ClusterSummary[] = [];
      try {
        for await (const page of sdk.paginateListClusters({ client: emr }, { CreatedAfter: new Date(createdAfter) }, options(signal)))
          for (const one of page.Clusters ?? []) if (one.Name === name) found.push(one);
      } catch (cause) {
        throw explained(cause, `Looking for ${name}`, 'elasticmapreduce:ListClusters');
      }
      return found.toSorted((a, b) => createdAt(a) - createdAt(b)).map(clusterOf);
    },
    describe: async (id, signal) => {
      const { emr, sdk } = await client();
      try {
        const answer = await emr.send(new sdk.DescribeClusterCommand({ ClusterId: id }), options(signal));
        return answer.Cluster === undefined ? null : clusterOf(answer.Cluster);
      } catch (cause) {
        if (isUnknownCluster(cause)) return null;
        throw explained(
          cause,
          `Looking at ${id}`,
          'elasticmapreduce:DescribeCluster',
          isDenied(cause) ? 'ACCESS_DENIED' : 'CLUSTER_REFUSED',
        );
      }
    },
    steps: async (id, signal) => {
      const { emr, sdk } = await client();
      const found: StepSummary[] = [];
      try {
        for await (const page of sdk.paginateListSteps({ client: emr }, { ClusterId: id }, options(signal)))
          found.push(...(page.Steps ?? []));
      } catch (cause) {
        throw explained(cause, `The steps of ${id}`, 'elasticmapreduce:ListSteps');
      }
      // The newest come first (API_ListSteps).
      return found.toReversed().map(stepOf);
    },
    terminate: async (id, signal) => {
      const { emr, sdk } = await client();
      try {
        await emr.send(new sdk.TerminateJobFlowsCommand({ JobFlowIds: [id] }), options(signal));
      } catch (cause) {
        if (isUnknownCluster(cause)) return;
        throw explained(cause, `Ending ${id}`, 'elasticmapreduce:TerminateJobFlows');
      }
    },
  };
  const close = () =>
    void connected?.then(({ emr, once }) => {
      emr.destroy();
      once.destroy();
    });
  return { clusters, close };
}

function clusterOf({ Id = '', Status }: ClusterSummary | EmrCluster): Cluster {
  const state = Status?.State ?? 'STARTING';
  return {
    id: Id,
    // A state that this version does not know is taken for a start: it is looked at again.
    state: Object.hasOwn(CLUSTER_STATES, state) ? (state as ClusterState) : 'STARTING',
    reason: { code: Status?.StateChangeReason?.Code ?? '', message: Status?.StateChangeReason?.Message ?? '' },
    errors: (Status?.ErrorDetails ?? []).map(({ ErrorCode = '', ErrorMessage = '' }) => ({ code: ErrorCode, message: ErrorMessage })),
  };
}

function stepOf({ Id = '', Name = '', Status }: StepSummary): Step {
  const state = Status?.State ?? 'PENDING';
  const details = Status?.FailureDetails;
  return {
    id: Id,
    name: Name,
    state: Object.hasOwn(STEP_STATES, state) ? (state as StepState) : 'PENDING',
    startedAtMs: Status?.Timeline?.StartDateTime?.getTime() ?? null,
    failure:
      details === undefined ? null : { reason: details.Reason ?? '', message: details.Message ?? '', logFile: details.LogFile ?? '' },
  };
}

function createdAt({ Status }: ClusterSummary): number {
  return Status?.Timeline?.CreationDateTime?.getTime() ?? 0;
}

/** EMR understood the request, and said no. */
function isRefusal(cause: unknown): boolean {
  const status = (cause as SdkError).$metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500 && status !== 408;
}

function isUnknownCluster(cause: unknown): boolean {
  const { message, name } = cause as Error;
  return /^(InvalidRequestException|ValidationException)$/.test(name) && /not valid|does not exist/i.test(message);
}

/** Of a cluster that it does not know EMR says this too, to a caller whose permission is bound to a tag. */
function isDenied(cause: unknown): boolean {
  return (cause as Error).name.startsWith('AccessDenied');
}

/** What EMR refuses, and what a person does about it; the first that fits name or message. */
const REFUSED: readonly { readonly words: RegExp; readonly next: string }[] = [
  { words: /iam:PassRole/, next: 'Allow iam:PassRole for the job role and the emr role to the operate role (infra/machines.yml).' },
  {
    words: /AccessDenied|UnauthorizedOperation|not authorized/i,
    next: 'Allow it for the operate role (infra/machines.yml); clusters must carry the tag bucket-brigade:migration.',
  },
  { words: /instance type/i, next: 'Take another partition.machines of the migration file, one that EMR has in this region.' },
  { words: /release label/i, next: 'Take another partition.release of the migration file (aws emr list-release-labels).' },
  { words: /subnet/i, next: 'Correct partition.subnet of the migration file.' },
  {
    words: /InstanceProfile|Service ?Role|\bis invalid\b/i,
    next: 'Deploy infra/machines.yml in the target account, or name the roles under access.roles of the migration file.',
  },
  { words: /limit|quota|maximum number/i, next: 'Ask for a higher quota (Service Quotas, Amazon EMR), or take fewer partition.clusters.' },
];

function explained(
  cause: unknown,
  what: string,
  action: string,
  refusedAs: 'ACCESS_DENIED' | 'CLUSTER_REFUSED' = 'CLUSTER_REFUSED',
): MigrationError {
  if (cause instanceof MigrationError) return cause;
  if ((cause as Error).name === 'AbortError') return new MigrationError('STOPPED', `${what}: stopped`, { cause, next: 'Re-run the job.' });
  const said = saidBy(cause);
  const refused = isRefusal(cause) && !isThrottling(cause);
  const rule = refused ? REFUSED.find(({ words }) => words.test(said)) : undefined;
  return new MigrationError(refused ? refusedAs : 'AWS_FAILED', `${what}: ${action}: ${said}`, {
    cause,
    details: { request: (cause as SdkError).$metadata?.requestId },
    next: rule?.next ?? (refused ? 'Correct the partition section of the migration file, then plan again.' : 'Re-run the job.'),
  });
}

function saidBy(cause: unknown): string {
  const { message, name } = cause as Error;
  return message === '' ? name : `${name}: ${message}`;
}

function options(signal: AbortSignal | undefined) {
  return signal === undefined ? {} : { abortSignal: signal };
}
