import type { InputValue } from './inputs.ts';
import type { JobOutcome } from './outcome.ts';
import type { EffectivePermissions } from './semantics.ts';
import type { Workflow } from './workflow-tree.ts';

/** A workflow to run: the entry, or one that a job calls. */
export interface Graph {
  readonly workflow: Workflow;
  readonly inputs: Readonly<Record<string, InputValue>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Of the job that calls it: keys and names begin with it. */
  readonly caller: { readonly key: string; readonly name: string; readonly permissions: EffectivePermissions } | null;
  readonly cancelled: AbortSignal;
  readonly previous: readonly JobOutcome[] | null;
}
