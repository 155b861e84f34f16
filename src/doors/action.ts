import { runAction, type ActionContext, type ActionEnd } from '../github/action.ts';
import type { OpenPlan } from '../stages/open-plan.ts';
import { stageDeps, withOperateRole, type StageDeps } from './aws.ts';
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

/** An action that works on a plan: inputs `plan`, `role` and `region`. */
export async function runPlanAction(
  env: NodeJS.ProcessEnv,
  body: (deps: StageDeps, open: OpenPlan, context: ActionContext) => Promise<ActionEnd>,
): Promise<void> {
  await runStoppableAction(env, async (context) => {
    const at = {
      uri: context.input('plan', { required: true }),
      role: context.input('role', { required: true }),
      region: context.input('region', { required: true }),
      account: null,
    };
    const { idToken, worker, signals } = context;
    return await withOperateRole({ env, idToken, worker }, at, signals.stop, (world, open) =>
      body(stageDeps(world, context, signals.stop), open, context),
    );
  });
}
