import type { ActionDefinition, CallTrigger, InputDefinition, WorkflowDefinition } from './model.ts';

/** A folder that stands for a repository: the one that is run, or another that it calls. */
export interface Repository {
  readonly root: string;
  readonly name: string;
}

export interface Workflow {
  /** Relative to its repository, as messages and claims name it. */
  readonly file: string;
  readonly repository: Repository;
  readonly name: string;
  readonly definition: WorkflowDefinition;
  readonly dispatchInputs: Readonly<Record<string, InputDefinition>> | null;
  readonly call: CallTrigger | null;
}

export interface Action {
  /** As the step names it. */
  readonly uses: string;
  readonly directory: string;
  readonly file: string;
  readonly repository: Repository;
  readonly definition: ActionDefinition;
}

/** A workflow file and everything that it reaches, read and found fit to run. */
export interface WorkflowTree {
  readonly entry: Workflow;
  readonly calledWorkflow: (caller: Workflow, uses: string) => Workflow;
  /** `./` is looked up in the workspace (the entry's repository), `$/` in the repository of the file that says it. */
  readonly action: (from: Repository, uses: string) => Action;
}
