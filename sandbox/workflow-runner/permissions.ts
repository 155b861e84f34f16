import { isCall, type Job } from './model.ts';
import { DEFAULT_PERMISSIONS, type EffectivePermissions, excessPermissions, forkPermissions, permissionLevels } from './semantics.ts';
import type { Workflow, WorkflowTree } from './workflow-tree.ts';

/** A job's permissions: its own, else its workflow's, else its caller's, else the default. */
export function jobPermissions(workflow: Workflow, job: Job, caller: EffectivePermissions | null, isFork: boolean): EffectivePermissions {
  const stated = job.permissions ?? workflow.definition.permissions;
  const levels = stated === undefined ? (caller ?? DEFAULT_PERMISSIONS) : permissionLevels(stated);
  return isFork ? forkPermissions(levels) : levels;
}

/** Rule call.permissions-only-shrink, for all that a workflow calls: one sentence per job that asks for too much. */
export function permissionProblems(tree: WorkflowTree): string[] {
  const visit = (workflow: Workflow, caller: EffectivePermissions | null): string[] =>
    Object.entries(workflow.definition.jobs).flatMap(([id, job]) => {
      const levels = jobPermissions(workflow, job, caller, false);
      const excess = caller === null ? [] : excessPermissions(levels, caller);
      const own =
        excess.length === 0
          ? []
          : [`${workflow.file}: the job '${id}' asks for ${excess.join(', ')}, which the job that calls this workflow does not have`];
      return [...own, ...(isCall(job) ? visit(tree.calledWorkflow(workflow, job.uses), levels) : [])];
    });
  return visit(tree.entry, null);
}
