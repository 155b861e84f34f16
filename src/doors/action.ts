import { runAction, type ActionContext, type ActionEnd } from '../github/action.ts';
import type { OpenPlan } from '../stages/open-plan.ts';
import { stageDeps, withApproveRole, withOperateRole, withPublishRole, type Purpose, type StageDeps } from './aws.ts';
import { stopOnSignals } from './signals.ts';

/** An action that a cancelled job stops in order. */
export async function runStoppableAction(env: NodeJS.ProcessEnv, body: (context: ActionContext) => Promise<ActionEnd>): Promise<void> {
  const { signals, settle } = stopOnSignals((line) => process.stdout.write(`${line}\n`));
  try {
    await runAction(env, signals, body);
  } finally {
    settle();
  }
}

type TableBody = (
  world: Parameters<Parameters<typeof withPublishRole>[3]>[0],
  open: OpenPlan,
  context: ActionContext,
) => Promise<ActionEnd>;
type PlanBody = (deps: StageDeps, open: OpenPlan, context: ActionContext) => Promise<ActionEnd>;

/** An action that works on the table of a plan, under the publish role. */
export async function runTableAction(env: NodeJS.ProcessEnv, body: TableBody): Promise<void> {
  await runStoppableAction(env, (context) => onTable(env, context, body));
}

/** What an action does on a plan's table: inputs `plan`, `role` and `region`. */
export async function onTable(
  env: NodeJS.ProcessEnv,
  context: ActionContext,
  body: TableBody,
  purpose: Purpose = 'work',
): Promise<ActionEnd> {
  const { idToken, log, worker } = context;
  return await withPublishRole(
    { env, idToken, log, worker },
    planPlaceOf(context),
    context.signals,
    (world, open, signals) => body(world, open, { ...context, signals }),
    purpose,
  );
}

/** The gate: an action that reads a plan and may write its approval, under the approve role. */
export async function runApproveAction(
  env: NodeJS.ProcessEnv,
  body: (world: Parameters<Parameters<typeof withApproveRole>[3]>[0], open: OpenPlan, context: ActionContext) => Promise<ActionEnd>,
): Promise<void> {
  await runStoppableAction(env, async (context) => {
    const at = planPlaceOf(context);
    const { idToken, worker, signals } = context;
    return await withApproveRole({ env, idToken, worker }, at, signals.stop, (world, open) => body(world, open, context));
  });
}

function planPlaceOf({ input }: ActionContext) {
  return {
    uri: input('plan', { required: true }),
    role: input('role', { required: true }),
    region: input('region', { required: true }),
    account: null,
  };
}

/** GitHub allows a hosted job six hours (docs: reference/limits); half an hour of them is for what comes before and after. */
const LATE_AFTER_MINUTES = 330;

/** When a leg leaves its work to the next run: input `late-after-minutes`. */
export function lateAfterMs(number: ActionContext['number']): number {
  return number('late-after-minutes', { min: 0, max: 100_000, fallback: LATE_AFTER_MINUTES }) * 60_000;
}

/** An action that works on a plan: inputs `plan`, `role` and `region`. */
export async function runPlanAction(env: NodeJS.ProcessEnv, body: PlanBody, purpose: Purpose = 'work'): Promise<void> {
  await runStoppableAction(env, (context) => onPlan(env, context, body, purpose));
}

/** The same within an action that may do something else. */
export async function onPlan(
  env: NodeJS.ProcessEnv,
  context: ActionContext,
  body: PlanBody,
  purpose: Purpose = 'work',
): Promise<ActionEnd> {
  const { idToken, log, worker } = context;
  return await withOperateRole(
    { env, idToken, log, worker },
    planPlaceOf(context),
    context.signals,
    (world, open, signals) => body(stageDeps(world, context, signals.stop), open, { ...context, signals }),
    purpose,
  );
}
