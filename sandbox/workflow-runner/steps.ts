import { executeDownload, executeUpload } from './artifacts.ts';
import { executeCheckout } from './checkout.ts';
import { evaluateCondition, evaluateHookCondition } from './conditions.ts';
import { evaluateString, type Scope } from './expressions.ts';
import { type Leg, type StepContext, type StepScope, stepContexts } from './leg-state.ts';
import { type CompositeRuns, isNode, isRun, type NodeRuns, type Step, type UsesStep } from './model.ts';
import { stepStatusFunctions } from './semantics.ts';
import { actionInputs, executeNode, executeRun } from './step-kinds.ts';
import { type BodyEnd, type Execution, runStep, type StepTask } from './step-run.ts';
import { parseUses, type StandIn, standInOf } from './uses.ts';
import type { Action } from './workflow-tree.ts';

/** Runs a leg's steps, from the first pre to the last post. */
export async function runSteps(leg: Leg, scope: StepScope, steps: readonly Step[]): Promise<void> {
  const names = new Map<string, number>();
  const planned = steps.map((step) => ({ step, actionName: actionName(step, names), state: new Map<string, string>() }));
  for (const { step, actionName, state } of planned) await runPre(leg, scope, step, actionName, state);
  for (const { step, actionName, state } of planned) {
    if (leg.services.killed.aborted) return;
    await runStep(leg, scope, mainTask(step, actionName, state, false));
  }
  // Rule action.post-order.
  for (const post of leg.posts.toReversed()) {
    if (leg.services.killed.aborted) return;
    await post();
  }
}

function mainTask(step: Step, actionName: string, state: Map<string, string>, isNested: boolean): StepTask {
  return {
    step,
    stage: 'main',
    isNested,
    actionName,
    state,
    condition: (scope) => evaluateCondition(step.if, scope),
    body: (execution) => (isRun(step) ? executeRun(execution, step) : executeUses(execution, step)),
  };
}

const STAND_INS: Readonly<Record<StandIn, (execution: Execution, step: UsesStep) => Promise<BodyEnd>>> = {
  'actions/checkout': executeCheckout,
  'actions/upload-artifact': executeUpload,
  'actions/download-artifact': executeDownload,
};

async function executeUses(execution: Execution, step: UsesStep): Promise<BodyEnd> {
  const { leg, scope, annotate } = execution;
  const uses = parseUses(step.uses);
  const standIn = uses === null ? undefined : standInOf(uses);
  if (standIn !== undefined) return STAND_INS[standIn](execution, step);
  // Rule step.checkout-first.
  if (uses?.kind === 'local' && !leg.hasCheckout) {
    annotate(
      'error',
      `Can't find 'action.yml' or 'action.yaml' for action '${step.uses}'. Did you forget to run actions/checkout before running your local action?`,
    );
    return { failed: true };
  }
  const action = leg.services.tree.action(scope.repository, step.uses);
  const { runs } = action.definition;
  if (!isNode(runs)) return executeComposite(execution, step, action, runs);
  if (runs.pre !== undefined && uses?.kind === 'local')
    annotate('warning', `\`pre\` execution is not supported for local action from '${step.uses}'`);
  if (runs.post !== undefined) leg.posts.push(() => runStep(leg, jobScope(leg, scope), hookTask('post', execution, action, step, runs)));
  return executeNode(execution, step, action, runs);
}

async function executeComposite(execution: Execution, step: UsesStep, action: Action, runs: CompositeRuns): Promise<BodyEnd> {
  const { leg, env } = execution;
  const inputs = actionInputs(execution, step, action);
  leg.log.line('##[endgroup]');
  let failed = false;
  const scope: StepScope = {
    steps: {} satisfies Record<string, StepContext>,
    inputs,
    env: () => ({ ...Object.fromEntries(leg.environment), ...env }),
    // Inside a composite action the status is that of its own steps (runner: action_status).
    status: () => ({
      success: () => !failed && leg.status !== 'cancelled',
      failure: () => failed,
      cancelled: () => leg.status === 'cancelled',
    }),
    onConclusion: (conclusion) => {
      if (conclusion === 'failure') failed = true;
    },
    repository: action.repository,
    defaults: {},
    action,
    interrupt: execution.interrupt,
  };
  const names = new Map<string, number>();
  for (const inner of runs.steps) {
    if (leg.services.killed.aborted) break;
    await runStep(leg, scope, mainTask(inner, `${execution.actionName}_${actionName(inner, names)}`, new Map(), true));
  }
  const contexts = stepContexts(leg, scope, env, { action_path: action.directory });
  for (const [name, output] of Object.entries(action.definition.outputs)) {
    if (output?.value !== undefined) execution.outputs[name] = evaluateString(output.value, { contexts });
  }
  return { failed };
}

/** Rule action.pre-not-local: only what does not come from the workspace can run before the first step. */
async function runPre(leg: Leg, scope: StepScope, step: Step, actionName: string, state: Map<string, string>): Promise<void> {
  if (isRun(step) || leg.services.killed.aborted) return;
  const uses = parseUses(step.uses);
  if (uses === null || uses.kind === 'local' || standInOf(uses) !== undefined) return;
  const action = leg.services.tree.action(scope.repository, step.uses);
  const { runs } = action.definition;
  if (!isNode(runs) || runs.pre === undefined) return;
  await runStep(leg, scope, hookTask('pre', { actionName, state }, action, step, runs));
}

type HookOwner = Pick<Execution, 'actionName' | 'state'>;

function hookTask(stage: 'pre' | 'post', { actionName, state }: HookOwner, action: Action, step: UsesStep, runs: NodeRuns): StepTask {
  return {
    step,
    stage,
    isNested: false,
    actionName,
    state,
    condition: (scope: Scope) => evaluateHookCondition(runs[`${stage}-if`], scope),
    body: (execution) => executeNode(execution, step, action, runs),
  };
}

/** The scope that answers to the job's own status: that of its steps and of every post step. */
export function jobScope(leg: Leg, scope: Omit<StepScope, 'status' | 'onConclusion'>): StepScope {
  const { interrupt: _outer, ...rest } = scope;
  return {
    ...rest,
    status: () => stepStatusFunctions(leg.status),
    onConclusion: (conclusion) => {
      if (conclusion === 'failure' && leg.status === 'success') leg.status = 'failure';
    },
  };
}

/** GITHUB_ACTION: the step's id, or a name that the runner makes, numbered from the second on. */
function actionName(step: Step, names: Map<string, number>): string {
  if (step.id !== undefined) return step.id;
  const base = isRun(step) ? '__run' : step.uses.startsWith('./') ? '__self' : `__${step.uses.replace(/@.*/, '').replace(/[^\w-]+/g, '_')}`;
  const count = (names.get(base) ?? 0) + 1;
  names.set(base, count);
  return count === 1 ? base : `${base}_${count}`;
}
