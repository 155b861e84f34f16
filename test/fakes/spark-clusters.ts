import { MigrationError } from '../../src/errors.ts';
import {
  isLive,
  type Cluster,
  type ClusterState,
  type RunAnswer,
  type SparkClusters,
  type Step,
  type StepState,
} from '../../src/partition/clusters.ts';
import type { ClusterRequest } from '../../src/partition/request.ts';

const MINUTE = 60_000;

export interface FakeStep {
  readonly id: string;
  readonly name: string;
  readonly args: readonly string[];
  readonly endsCluster: boolean;
  state: StepState;
  startedAtMs: number | null;
  failure: Step['failure'];
}

export interface FakeCluster {
  readonly id: string;
  readonly request: ClusterRequest;
  readonly atMs: number;
  state: ClusterState;
  reason: Cluster['reason'];
  errors: Cluster['errors'];
  readonly steps: FakeStep[];
  /** When something happens to it next; null when nothing will. */
  dueMs: number | null;
}

export type StepEnd = 'done' | 'hangs' | Step['failure'];
export interface StartEnd {
  readonly code: string;
  readonly message: string;
  readonly errors?: Cluster['errors'];
}

/** What happens to clusters and steps; what is left out goes well. */
export interface Script {
  /** How RunJobFlow answers: `lost` after it has made the cluster, `lost-unsent` before. */
  answer?: (n: number, request: ClusterRequest) => 'created' | 'throttled' | 'lost' | 'lost-unsent' | Error;
  /** Why a cluster ends before its first step; null: it does not. */
  start?: (cluster: FakeCluster) => StartEnd | null;
  /** How a step ends. Its work is done only when it is `done`, or `worked` says so. */
  step?: (cluster: FakeCluster, step: FakeStep) => StepEnd;
  /** A step may fail although its work is done. */
  worked?: (cluster: FakeCluster, step: FakeStep) => boolean;
}

export interface FakeClusters extends SparkClusters {
  readonly all: FakeCluster[];
  readonly calls: { readonly call: string; readonly atMs: number }[];
  /** The most clusters of one batch that lived at one moment. */
  readonly mostLive: Map<string, number>;
  script: Script;
  /** Made clusters show in listings only after this time. */
  visibleAfterMs: number;
  advance(nowMs: number): void;
  /** As TERMINATED_WITH_ERRORS, at once. */
  kill(id: string, reason: Cluster['reason']): void;
}

const STARTS_MS = 3 * MINUTE;
const BOOTSTRAPS_MS = 2 * MINUTE;
const STEP_MS = 2 * MINUTE;
const ENDS_MS = MINUTE;

/** EMR as a table of times: clusters start, run their steps one after another, and end. `work` is what a step's job does. */
export function fakeClusters(now: () => number, work: (args: readonly string[]) => void): FakeClusters {
  const batchOf = ({ request }: FakeCluster) => request.Name.split('/').slice(0, 3).join('/');
  const live = (cluster: FakeCluster) => isLive(cluster);
  const count = () => {
    for (const [batch, clusters] of Map.groupBy(fake.all.filter(live), batchOf))
      fake.mostLive.set(batch, Math.max(fake.mostLive.get(batch) ?? 0, clusters.length));
  };
  const end = (cluster: FakeCluster, code: string, message: string, atMs: number) => {
    cluster.state = 'TERMINATING';
    cluster.reason = { code, message };
    for (const step of cluster.steps) {
      if (step.state === 'PENDING') step.state = 'CANCELLED';
      if (step.state === 'RUNNING') step.state = 'INTERRUPTED';
    }
    cluster.dueMs = atMs + ENDS_MS;
  };
  const next = (cluster: FakeCluster, atMs: number) => {
    const step = cluster.steps.find(({ state }) => state === 'PENDING');
    if (step === undefined) return end(cluster, 'ALL_STEPS_COMPLETED', 'Steps completed', atMs);
    step.state = 'RUNNING';
    step.startedAtMs = atMs;
    cluster.dueMs = atMs + STEP_MS;
  };
  const happen = (cluster: FakeCluster, atMs: number) => {
    const { script } = fake;
    switch (cluster.state) {
      case 'STARTING':
        cluster.state = 'BOOTSTRAPPING';
        cluster.dueMs = atMs + BOOTSTRAPS_MS;
        return;
      case 'BOOTSTRAPPING': {
        const failed = script.start?.(cluster) ?? null;
        if (failed !== null) {
          cluster.errors = failed.errors ?? [];
          return end(cluster, failed.code, failed.message, atMs);
        }
        cluster.state = 'RUNNING';
        return next(cluster, atMs);
      }
      case 'RUNNING': {
        const step = cluster.steps.find(({ state }) => state === 'RUNNING')!;
        const how = script.step === undefined ? 'done' : script.step(cluster, step);
        if (how === 'hangs') {
          cluster.dueMs = null;
          return;
        }
        if (how === 'done' || script.worked?.(cluster, step) === true) work(step.args);
        step.state = how === 'done' ? 'COMPLETED' : 'FAILED';
        step.failure = how === 'done' ? null : how;
        if (how !== 'done' && step.endsCluster) return end(cluster, 'STEP_FAILURE', 'Shut down as step failed', atMs);
        return next(cluster, atMs);
      }
      case 'TERMINATING':
        cluster.state =
          cluster.reason.code === 'ALL_STEPS_COMPLETED' || cluster.reason.code === 'USER_REQUEST' ? 'TERMINATED' : 'TERMINATED_WITH_ERRORS';
        cluster.dueMs = null;
        return;
      default:
        cluster.dueMs = null;
    }
  };
  const called = (call: string, signal?: AbortSignal) => {
    signal?.throwIfAborted();
    fake.advance(now());
    fake.calls.push({ call, atMs: now() });
  };
  const seen = ({ errors, id, reason, state }: FakeCluster): Cluster => ({ id, state, reason: { ...reason }, errors });
  const make = (request: ClusterRequest): FakeCluster => {
    const id = `j-${String(fake.all.length + 1).padStart(4, '0')}`;
    const steps = request.Steps.map(({ ActionOnFailure, HadoopJarStep, Name }, index): FakeStep => ({
      id: `s-${id.slice(2)}-${index}`,
      name: Name,
      args: HadoopJarStep.Args,
      endsCluster: ActionOnFailure === 'TERMINATE_CLUSTER',
      state: 'PENDING',
      startedAtMs: null,
      failure: null,
    }));
    const cluster: FakeCluster = {
      id,
      request,
      atMs: now(),
      state: 'STARTING',
      reason: { code: '', message: '' },
      errors: [],
      steps,
      dueMs: now() + STARTS_MS,
    };
    fake.all.push(cluster);
    count();
    return cluster;
  };
  let runs = 0;
  const fake: FakeClusters = {
    all: [],
    calls: [],
    mostLive: new Map(),
    script: {},
    visibleAfterMs: 0,
    advance: (nowMs) => {
      for (;;) {
        const due = fake.all.filter(({ dueMs }) => dueMs !== null && dueMs <= nowMs).toSorted((a, b) => a.dueMs! - b.dueMs!)[0];
        if (due === undefined) return;
        happen(due, due.dueMs!);
      }
    },
    kill: (id, reason) => {
      fake.advance(now());
      const cluster = fake.all.find((one) => one.id === id)!;
      end(cluster, reason.code, reason.message, now());
      cluster.state = 'TERMINATED_WITH_ERRORS';
      cluster.dueMs = null;
    },
    run: async (request, signal): Promise<RunAnswer> => {
      called('RunJobFlow', signal);
      await Promise.resolve();
      runs += 1;
      const answer = fake.script.answer?.(runs, request) ?? 'created';
      if (answer instanceof Error) throw answer;
      if (answer === 'throttled') return { answer, detail: 'ThrottlingException: Rate exceeded' };
      if (answer === 'lost-unsent') return { answer: 'lost', detail: 'socket hang up' };
      const { id } = make(request);
      return answer === 'lost' ? { answer, detail: 'socket hang up' } : { answer: 'created', id };
    },
    find: async (name, createdAfter, signal) => {
      called('ListClusters', signal);
      await Promise.resolve();
      return fake.all
        .filter(({ atMs, request }) => request.Name === name && atMs >= Date.parse(createdAfter) && now() - atMs >= fake.visibleAfterMs)
        .map(seen);
    },
    describe: async (id, signal) => {
      called('DescribeCluster', signal);
      await Promise.resolve();
      const found = fake.all.find((one) => one.id === id);
      return found === undefined ? null : seen(found);
    },
    steps: async (id, signal) => {
      called('ListSteps', signal);
      await Promise.resolve();
      const { steps } = fake.all.find((one) => one.id === id)!;
      return steps.map(({ failure, id: step, name, startedAtMs, state }) => ({ id: step, name, state, startedAtMs, failure }));
    },
    terminate: async (id, signal) => {
      called('TerminateJobFlows', signal);
      await Promise.resolve();
      const cluster = fake.all.find((one) => one.id === id);
      if (cluster !== undefined && live(cluster)) end(cluster, 'USER_REQUEST', 'Terminated by user request', now());
    },
  };
  return fake;
}

/** What EMR gives of a step that failed before anything of it ran. */
export const SILENT: Step['failure'] = { reason: 'Unknown Error.', message: '', logFile: '' };
export const failing = (message: string): Step['failure'] => ({ reason: 'Unknown Error.', message, logFile: '' });
export const throttledLook = (): MigrationError => new MigrationError('AWS_FAILED', 'ThrottlingException: Rate exceeded');
