import { randomUUID } from 'node:crypto';
import { mkdir, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { runnerContext, runnerVariables } from './contexts.ts';
import { evaluateCount, evaluateString } from './expressions.ts';
import type { Guard } from './guard.ts';
import { openJobLog } from './job-log.ts';
import { annotator, type Leg, type StepScope, type StepServices, stepContexts } from './leg-state.ts';
import { createMasks } from './masks.ts';
import type { StepsJob } from './model.ts';
import type { Annotation, LegOutcome } from './outcome.ts';
import { killTracked, signalQuietly, TRACKING_VARIABLE } from './process-tree.ts';
import type { AttemptFolders } from './run-folder.ts';
import { LIMITS, type Result } from './semantics.ts';
import { jobScope, runSteps } from './steps.ts';
import type { Workflow } from './workflow-tree.ts';

export interface LegServices extends StepServices {
  readonly guard: Guard;
  readonly folders: AttemptFolders;
}

export interface LegRequest {
  readonly key: string;
  readonly name: string;
  readonly jobId: string;
  readonly job: StepsJob;
  readonly workflow: Workflow;
  /** needs, inputs, vars, secrets, strategy, matrix. */
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly inputs: unknown;
  readonly cancel: AbortSignal;
  /** GITHUB_TOKEN. */
  readonly token: string;
  readonly tokenVariables: Readonly<Record<string, string>>;
  readonly annotations: Annotation[];
}

export type LegEnd = Pick<LegOutcome, 'outputs' | 'steps' | 'log'> & { readonly result: Result };

/** Runs one job on one (pretended) machine of its own: its steps, its post steps, its outputs; and leaves no process behind. */
export async function runLeg(services: LegServices, request: LegRequest): Promise<LegEnd> {
  const { key, name, job } = request;
  const { folders, facts, timing } = services;
  const fileName = key.replaceAll('/', '.');
  const work = join(folders.work, fileName);
  const temp = join(work, '_temp');
  const workspace = join(work, facts.repository.split('/')[1] ?? 'workspace');
  const log = join(folders.logs, `${fileName}.log`);
  const trackingId = `${services.guard.trackingPrefix}${randomUUID()}`;
  await Promise.all([mkdir(temp, { recursive: true }), mkdir(workspace, { recursive: true })]);
  const masks = createMasks([
    request.token,
    ...Object.values(facts.secrets),
    request.tokenVariables['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '',
  ]);
  const runner = runnerContext({ temp, toolCache: folders.toolCache });
  const timeout = new AbortController();
  const groups: number[] = [];
  const leg: Leg = {
    services,
    guard: {
      ...services.guard,
      started: (group) => {
        groups.push(group);
        services.guard.started(group);
      },
    },
    key,
    name,
    place: { job: request.jobId, workspace, token: request.token },
    masks,
    log: openJobLog(join(folders.run, log), masks, services.now),
    temp,
    summaries: { folder: join(folders.run, folders.summaries), relative: folders.summaries },
    workspace,
    variables: { ...runnerVariables(runner, workspace), [TRACKING_VARIABLE]: trackingId, ...request.tokenVariables },
    contexts: { ...request.contexts, runner },
    environment: new Map(),
    prependedPaths: [],
    posts: [],
    outcomes: [],
    annotations: request.annotations,
    cancel: AbortSignal.any([request.cancel, timeout.signal]),
    status: 'success',
    hasCheckout: false,
  };
  const annotate = annotator(leg, undefined);
  let timer: NodeJS.Timeout | undefined;
  const onCancel = (): void => {
    leg.status = 'cancelled';
  };
  // Registered before any step listens, so that conditions are evaluated again with the new status.
  leg.cancel.addEventListener('abort', onCancel);
  if (leg.cancel.aborted) onCancel();
  let outputs: Record<string, string> = {};
  try {
    const scope = prepare(leg, request);
    const minutes = evaluateCount('timeout-minutes', job['timeout-minutes'] ?? LIMITS.jobTimeoutMinutes, {
      contexts: stepContexts(leg, scope, {}, {}),
    });
    timer = setTimeout(() => {
      annotate('error', `The job has exceeded the maximum execution time of ${minutes} minutes`);
      timeout.abort();
    }, minutes * timing.minuteMs);
    await runSteps(leg, scope, job.steps);
    if (services.killed.aborted) leg.status = 'cancelled';
    outputs = jobOutputs(leg, scope, job);
    const url = typeof job.environment === 'object' ? job.environment.url : undefined;
    if (url !== undefined) leg.log.line(`Environment url: ${evaluateString(url, { contexts: stepContexts(leg, scope, scope.env(), {}) })}`);
  } catch (thrown) {
    // What the workflow's own words made impossible; a defect of the runner ends here, too, and is not lost.
    annotate('error', (thrown as Error).message);
    leg.log.line(String((thrown as Error).stack));
    if (leg.status === 'success') leg.status = 'failure';
  } finally {
    clearTimeout(timer);
    leg.cancel.removeEventListener('abort', onCancel);
    endProcesses(services, leg, groups, trackingId);
    if (leg.hasCheckout) await unlink(workspace);
    await rm(work, { recursive: true, force: true });
    await leg.log.close();
  }
  return { result: leg.status, outputs, steps: leg.outcomes, log };
}

function prepare(leg: Leg, { job, workflow, inputs }: LegRequest): StepScope {
  const scope = jobScope(leg, {
    steps: {},
    inputs,
    env: () => Object.fromEntries(leg.environment),
    repository: workflow.repository,
    defaults: {},
  });
  for (const env of [workflow.definition.env, job.env]) {
    // Rule env.order: a job's env may not see the env context, and replaces the workflow's.
    const { env: _none, ...contexts } = stepContexts(leg, scope, {}, {});
    for (const [name, value] of Object.entries(env)) leg.environment.set(name, evaluateString(value, { contexts }));
  }
  const contexts = stepContexts(leg, scope, scope.env(), {});
  const run = { ...workflow.definition.defaults?.run, ...job.defaults?.run };
  const text = (value: string | undefined): string | undefined => (value === undefined ? undefined : evaluateString(value, { contexts }));
  return { ...scope, defaults: { shell: text(run.shell), workingDirectory: text(run['working-directory']) } };
}

/** Rule job.outputs. */
function jobOutputs(leg: Leg, scope: StepScope, job: StepsJob): Record<string, string> {
  const annotate = annotator(leg, undefined);
  const contexts = stepContexts(leg, scope, scope.env(), {});
  const outputs: Record<string, string> = {};
  for (const [name, value] of Object.entries(job.outputs)) {
    const text = evaluateString(value, { contexts });
    if (text === '') continue;
    if (leg.masks.holdsMasked(text)) annotate('warning', `Skip output '${name}' since it may contain secret.`);
    else outputs[name] = text;
  }
  // Measured about as UTF-16 (docs: output-limitations).
  const bytes = Object.entries(outputs).reduce((sum, [name, value]) => sum + 2 * (name.length + value.length), 0);
  if (bytes > LIMITS.jobOutputBytes) throw new Error(`The outputs of a job may hold 1 MB; these hold ${bytes} bytes`);
  return outputs;
}

/** Rule process.orphans. */
function endProcesses(services: LegServices, leg: Leg, groups: readonly number[], trackingId: string): void {
  for (const group of groups) {
    signalQuietly(-group, 'SIGKILL');
    services.guard.ended(group);
  }
  const count = killTracked((id) => id === trackingId);
  if (count > 0) leg.log.line(`Terminated ${count} orphan process${count === 1 ? '' : 'es'}`);
}
