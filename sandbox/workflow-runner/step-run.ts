import { evaluateCount, evaluateString, evaluateTemplate, ExpressionProblem, type Scope, type Template } from './expressions.ts';
import { type Annotate, annotator, type Leg, type StepScope, stepContexts } from './leg-state.ts';
import type { Step } from './model.ts';
import { isRun } from './model.ts';
import type { StepOutcome } from './outcome.ts';
import type { Result } from './semantics.ts';

export type Stage = 'pre' | 'main' | 'post';

/** What the body of a step works with. */
export interface Execution {
  readonly leg: Leg;
  readonly scope: StepScope;
  readonly step: Step;
  readonly stage: Stage;
  readonly name: string;
  /** GITHUB_ACTION. */
  readonly actionName: string;
  readonly env: Readonly<Record<string, string>>;
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly annotate: Annotate;
  readonly interrupt: AbortSignal;
  /** What the action's earlier stages saved. */
  readonly state: Map<string, string>;
  readonly outputs: Record<string, string>;
  readonly index: number;
}

export interface BodyEnd {
  readonly failed: boolean;
  readonly exitCode?: number;
  readonly summary?: string | undefined;
}

export interface StepTask {
  readonly step: Step;
  readonly stage: Stage;
  /** Inside a composite action. */
  readonly isNested: boolean;
  readonly actionName: string;
  readonly state: Map<string, string>;
  readonly condition: (scope: Scope) => boolean;
  readonly body: (execution: Execution) => Promise<BodyEnd>;
}

/** Runs one step from its condition to its conclusion; never throws for what the workflow did. */
export async function runStep(leg: Leg, scope: StepScope, task: StepTask): Promise<void> {
  const { step, stage } = task;
  const startedAt = leg.services.now();
  const place = { action: task.actionName, ...(scope.action === undefined ? {} : { action_path: scope.action.directory }) };
  const jobEnv = scope.env();
  const name = stepName(task, stepContexts(leg, scope, jobEnv, place));
  const annotate = annotator(leg, name);
  const interrupt = new AbortController();
  const outputs: Record<string, string> = {};
  const finish = (outcome: Result, conclusion: Result, end: BodyEnd | null): void => {
    if (step.id !== undefined && stage === 'main') scope.steps[step.id] = { outputs, outcome, conclusion };
    scope.onConclusion(conclusion);
    leg.outcomes.push(record(leg, task, name, outcome, conclusion, startedAt, outputs, end));
    if (outcome !== 'skipped')
      leg.services.emit({ type: 'step-finished', leg: leg.key, step: name, conclusion, durationMs: leg.services.now() - startedAt });
  };
  const fail = (thrown: unknown): void => {
    if (!(thrown instanceof Error)) throw thrown;
    annotate('error', thrown.message);
    finish('failure', 'failure', null);
  };
  let env: Record<string, string>;
  let wanted: () => boolean;
  try {
    const contexts = stepContexts(leg, scope, jobEnv, place);
    const own = Object.entries(step.env).map(([key, value]) => [key, evaluateString(value, { contexts })] as const);
    env = { ...jobEnv, ...Object.fromEntries(own) };
    wanted = () => task.condition({ contexts: stepContexts(leg, scope, env, place), status: scope.status() });
    if (!wanted()) return finish('skipped', 'skipped', null);
  } catch (thrown) {
    return fail(thrown);
  }
  leg.services.emit({ type: 'step-started', leg: leg.key, step: name });
  leg.log.line(`##[group]${stage === 'post' ? 'Post job cleanup' : name}`);
  // A step that starts after the cancel runs because its condition holds all the same (rule cancel.re-evaluates).
  const onCancel = (): void => {
    if (!holds(wanted, annotate)) interrupt.abort();
  };
  if (!leg.cancel.aborted) leg.cancel.addEventListener('abort', onCancel, { once: true });
  const onOuter = (): void => interrupt.abort();
  scope.interrupt?.addEventListener('abort', onOuter, { once: true });
  let timer: NodeJS.Timeout | undefined;
  let timeout: string | null = null;
  try {
    const contexts = stepContexts(leg, scope, env, place);
    const limit = step['timeout-minutes'];
    if (limit !== undefined) {
      const minutes = evaluateCount('timeout-minutes', limit, { contexts });
      timer = setTimeout(() => {
        timeout = `The action '${name}' has timed out after ${minutes} minutes.`;
        interrupt.abort();
      }, minutes * leg.services.timing.minuteMs);
    }
    const execution = {
      leg,
      scope,
      step,
      stage,
      name,
      actionName: task.actionName,
      env,
      contexts,
      annotate,
      interrupt: interrupt.signal,
      state: task.state,
      outputs,
      index: leg.outcomes.length,
    };
    const end = await task.body(execution);
    if (timeout !== null) annotate('error', timeout);
    const outcome: Result =
      timeout !== null
        ? 'failure'
        : interrupt.signal.aborted || leg.services.killed.aborted
          ? 'cancelled'
          : end.failed
            ? 'failure'
            : 'success';
    const forgiven =
      outcome === 'failure' &&
      evaluateTemplate(step['continue-on-error'] ?? false, { contexts: stepContexts(leg, scope, env, place) }) === true;
    finish(outcome, forgiven ? 'success' : outcome, end);
  } catch (thrown) {
    fail(thrown);
  } finally {
    clearTimeout(timer);
    leg.cancel.removeEventListener('abort', onCancel);
    scope.interrupt?.removeEventListener('abort', onOuter);
  }
}

function holds(wanted: () => boolean, annotate: Annotate): boolean {
  try {
    return wanted();
  } catch (thrown) {
    annotate('error', String((thrown as Error).message));
    return false;
  }
}

function stepName({ step, stage }: StepTask, contexts: Readonly<Record<string, unknown>>): string {
  const prefix = stage === 'post' ? 'Post ' : stage === 'pre' ? 'Pre ' : '';
  const given = step.name === undefined ? null : evaluateName(step.name, contexts);
  if (given !== null && given !== '') return prefix + given;
  if (!isRun(step)) return stage === 'main' ? `Run ${step.uses}` : prefix + step.uses;
  const firstLine = String(step.run).trim().split('\n')[0] ?? '';
  return `${prefix}Run ${firstLine}`;
}

/** A name that cannot be evaluated yet is shown as it is written. */
function evaluateName(name: Template, contexts: Readonly<Record<string, unknown>>): string {
  try {
    return evaluateString(name, { contexts });
  } catch (thrown) {
    if (thrown instanceof ExpressionProblem) return String(name);
    throw thrown;
  }
}

function record(
  leg: Leg,
  { step, stage, isNested }: StepTask,
  name: string,
  outcome: Result,
  conclusion: Result,
  startedAt: number,
  outputs: Readonly<Record<string, string>>,
  end: BodyEnd | null,
): StepOutcome {
  return {
    name: leg.masks.hide(name),
    // The id of a composite action's step means nothing outside it.
    ...(step.id === undefined || isNested ? {} : { id: step.id }),
    stage,
    outcome,
    conclusion,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: leg.services.now() - startedAt,
    ...(end?.exitCode === undefined ? {} : { exitCode: end.exitCode }),
    outputs: Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, leg.masks.hide(value)])),
    ...(end?.summary === undefined ? {} : { summary: end.summary }),
  };
}
