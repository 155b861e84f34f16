import { randomUUID } from 'node:crypto';
import type { GithubApi } from '../github-api/server.ts';
import { type GroupGrant, joinGroup } from './concurrency.ts';
import { evaluateString, evaluateTemplate } from './expressions.ts';
import { callInputs } from './inputs.ts';
import type { Graph } from './graph.ts';
import { type LegServices, runLeg } from './leg.ts';
import { type CallJob, isCall, type Job, type StepsJob } from './model.ts';
import type { SubjectStyle, TokenEndpoint } from './oidc.ts';
import type { Annotation, JobOutcome, LegOutcome } from './outcome.ts';
import { jobPermissions } from './permissions.ts';
import { mergeResults, type Result } from './semantics.ts';
import type { Slots } from './slots.ts';

export interface JobServices extends LegServices {
  /** Machines: as many legs run at once, over all jobs. */
  readonly machines: Slots;
  readonly endpoint: TokenEndpoint;
  readonly api: GithubApi;
  readonly subjectStyle: SubjectStyle;
  readonly isFork: boolean;
  readonly hasReviewers: (environment: string) => boolean;
  /** Whether a reviewer lets the job into the environment. */
  readonly approve: (environment: string, job: string, signal: AbortSignal) => Promise<boolean>;
  readonly runs: string;
  /** The group that the run itself holds. */
  readonly runGroup: string | null;
  readonly annotations: Annotation[];
  readonly annotate: (annotation: Annotation) => void;
}

export interface LegPlan {
  readonly index: number;
  readonly key: string;
  readonly name: string;
  readonly matrix: Readonly<Record<string, unknown>> | null;
  readonly label: string;
  /** Its outcome in the attempt before. */
  readonly previous: LegOutcome | null;
}

export interface LegPlace {
  readonly id: string;
  readonly key: string;
  readonly job: Job;
  readonly leg: LegPlan;
  /** github, needs, vars, inputs, strategy, matrix. */
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly cancel: AbortSignal;
  /** max-parallel of its job. */
  readonly slots: Slots;
  /** Runs the jobs of a workflow that the job calls. */
  readonly runCalled: (graph: Graph) => Promise<JobOutcome[]>;
}

interface LegEnd {
  readonly result: Result;
  readonly outputs: Record<string, string>;
  readonly steps: LegOutcome['steps'];
  readonly log?: string | undefined;
  readonly jobs?: LegOutcome['jobs'];
  readonly environment?: string;
}

/** What a called workflow is given for the token of its jobs: each puts its own in its place. */
const ANY_JOBS_TOKEN = `token-of-the-job-${randomUUID()}`;

const notStarted: LegEnd = { result: 'cancelled', outputs: {}, steps: [] };

/** A leg from its waiting to its end; never throws for what the workflow did. */
export async function runPlannedLeg(services: JobServices, graph: Graph, place: LegPlace): Promise<LegOutcome> {
  const { leg, cancel } = place;
  const startedAt = services.now();
  // What it took is given back after its end is told: nobody sees more legs than there are machines.
  await using taken = new AsyncDisposableStack();
  let end: LegEnd;
  try {
    end = await inItsTurn(services, graph, place, taken);
  } catch (thrown) {
    if (thrown === cancel.reason) end = notStarted;
    else {
      services.annotate({ level: 'error', message: (thrown as Error).message, job: leg.name });
      end = { result: 'failure', outputs: {}, steps: [] };
    }
  }
  const finishedAt = services.now();
  services.emit({
    type: 'leg-finished',
    job: place.key,
    leg: leg.key,
    name: leg.name,
    result: end.result,
    durationMs: finishedAt - startedAt,
    log: end.log ?? null,
  });
  return {
    key: leg.key,
    name: leg.name,
    index: leg.index,
    matrix: leg.matrix === null ? null : { ...leg.matrix },
    result: end.result,
    attempt: services.facts.attempt,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
    durationMs: finishedAt - startedAt,
    ...(end.environment === undefined ? {} : { environment: end.environment }),
    outputs: end.outputs,
    steps: end.steps,
    ...(end.log === undefined ? {} : { log: end.log }),
    ...(end.jobs === undefined ? {} : { jobs: end.jobs }),
  };
}

/** Waits for what a leg waits for, in the platform's order: its job's max-parallel, its group, its reviewers, a machine. */
async function inItsTurn(services: JobServices, graph: Graph, place: LegPlace, taken: AsyncDisposableStack): Promise<LegEnd> {
  const { job, leg, contexts, cancel, key } = place;
  taken.defer(await place.slots.take(cancel));
  const replaced = new AbortController();
  const stop = AbortSignal.any([cancel, replaced.signal]);
  const group = await joinLegGroup(services, place, replaced);
  if (group?.kind === 'held') taken.defer(group.release);
  if (group?.kind === 'cancelled') {
    if (!cancel.aborted) services.annotate({ level: 'error', message: `Cancelled: ${group.reason}`, job: leg.name });
    return notStarted;
  }
  if (isCall(job)) return runCall(services, graph, place, job, stop);
  const environment = environmentOf(job, contexts);
  const wasIn = leg.previous?.environment !== undefined && leg.previous.environment === environment;
  if (environment !== null && services.hasReviewers(environment) && !wasIn) {
    services.emit({ type: 'leg-waiting', job: key, leg: leg.key, name: leg.name, reason: `environment ${environment}` });
    // Rule environment.reviewers.
    if (!(await services.approve(environment, leg.name, stop)))
      throw new Error(`The environment '${environment}' was not approved for this job (--approve ${environment})`);
  }
  try {
    taken.defer(await services.machines.take(stop));
  } catch (thrown) {
    if (thrown === stop.reason) return notStarted;
    throw thrown;
  }
  return runSteps(services, graph, place, job, environment, stop);
}

async function runSteps(
  services: JobServices,
  graph: Graph,
  place: LegPlace,
  job: StepsJob,
  environment: string | null,
  cancel: AbortSignal,
): Promise<LegEnd> {
  const { leg, id, key, contexts } = place;
  const permissions = jobPermissions(graph.workflow, job, graph.caller?.permissions ?? null, services.isFork);
  // Rule oidc.permission.
  const token =
    permissions['id-token'] === 'write'
      ? services.endpoint.open({ facts: services.facts, workflow: graph.workflow, environment, style: services.subjectStyle })
      : null;
  const access = services.api.open({ facts: services.facts, permissions });
  const ofThisJob = Object.entries(graph.secrets).map(([name, value]) => [name, value.replaceAll(ANY_JOBS_TOKEN, access.token)] as const);
  services.emit({ type: 'leg-started', job: key, leg: leg.key, name: leg.name });
  try {
    const end = await runLeg(services, {
      key: leg.key,
      name: leg.name,
      jobId: id,
      job,
      workflow: graph.workflow,
      contexts: { ...contexts, secrets: { ...Object.fromEntries(ofThisJob), GITHUB_TOKEN: access.token } },
      inputs: graph.inputs,
      cancel,
      token: access.token,
      tokenVariables: token?.variables ?? {},
      annotations: services.annotations,
    });
    return { ...end, ...(environment === null ? {} : { environment }) };
  } finally {
    token?.close();
    access.close();
  }
}

/** A job that calls a workflow: its jobs, its outputs. */
async function runCall(services: JobServices, graph: Graph, place: LegPlace, job: CallJob, stop: AbortSignal): Promise<LegEnd> {
  const { leg, contexts, key } = place;
  const workflow = services.tree.calledWorkflow(graph.workflow, job.uses);
  const trigger = workflow.call ?? { inputs: {}, outputs: {}, secrets: {} };
  const secretContexts = { ...contexts, secrets: { ...graph.secrets, GITHUB_TOKEN: ANY_JOBS_TOKEN } };
  const given = Object.fromEntries(Object.entries(job.with).map(([name, value]) => [name, evaluateTemplate(value, { contexts })]));
  const { github, vars } = contexts;
  const { inputs, problems } = callInputs(trigger.inputs, given, (definition) =>
    evaluateTemplate(definition.default ?? null, { contexts: { github, vars, inputs: {} } }),
  );
  const secrets =
    job.secrets === 'inherit'
      ? graph.secrets
      : Object.fromEntries(
          Object.entries(job.secrets ?? {}).map(([name, value]) => [name, evaluateString(value, { contexts: secretContexts })]),
        );
  for (const [name, secret] of Object.entries(trigger.secrets))
    if (secret?.required === true && secrets[name] === undefined) problems.push(`the secret '${name}' of the called workflow is required`);
  if (problems.length > 0) throw new Error(`Error calling workflow '${job.uses}': ${problems.join('; ')}`);
  services.emit({ type: 'leg-started', job: key, leg: leg.key, name: leg.name });
  const jobs = await place.runCalled({
    workflow,
    inputs,
    secrets,
    caller: {
      key: leg.key,
      name: leg.name,
      permissions: jobPermissions(graph.workflow, job, graph.caller?.permissions ?? null, services.isFork),
    },
    cancelled: AbortSignal.any([graph.cancelled, stop]),
    previous: leg.previous?.jobs ?? null,
  });
  const results = Object.fromEntries(jobs.map(({ id, result, outputs }) => [id, { result, outputs }]));
  const outputs: Record<string, string> = {};
  for (const [name, { value }] of Object.entries(trigger.outputs)) {
    const text = evaluateString(value, { contexts: { github, vars, inputs, jobs: results } });
    if (text !== '') outputs[name] = text;
  }
  return { result: mergeResults(jobs.map(({ result }) => result)), outputs, steps: [], jobs };
}

function environmentOf(job: StepsJob, contexts: Readonly<Record<string, unknown>>): string | null {
  if (job.environment === undefined) return null;
  const name = evaluateString(typeof job.environment === 'string' ? job.environment : job.environment.name, { contexts });
  return name === '' ? null : name;
}

async function joinLegGroup(
  services: JobServices,
  { job, leg, contexts, cancel, key }: LegPlace,
  replaced: AbortController,
): Promise<GroupGrant | null> {
  const { concurrency } = job;
  if (concurrency === undefined) return null;
  const setting = typeof concurrency === 'string' ? { group: concurrency } : concurrency;
  const group = evaluateString(setting.group, { contexts });
  if (group.toLowerCase() === services.runGroup?.toLowerCase())
    throw new Error(`The concurrency group '${group}' is held by the run itself: the job would wait for ever`);
  return joinGroup({
    runs: services.runs,
    group,
    queue: setting.queue ?? 'single',
    cancelInProgress: evaluateTemplate(setting['cancel-in-progress'] ?? false, { contexts }) === true,
    holder: `run ${services.facts.number}, ${leg.name}`,
    signal: cancel,
    onWait: (holder) =>
      services.emit({
        type: 'leg-waiting',
        job: key,
        leg: leg.key,
        name: leg.name,
        reason: `concurrency group ${group}, held by ${holder}`,
      }),
    onReplaced: () => replaced.abort(new Error(`A newer job asked for the concurrency group '${group}'`)),
  });
}
