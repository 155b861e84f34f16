import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { MigrationError } from '../../src/errors.ts';
import { standInRefusals } from './artifact-inputs.ts';
import {
  actionSchema,
  callSchema,
  dispatchSchema,
  isCall,
  isNode,
  isRun,
  type Step,
  type WorkflowDefinition,
  workflowSchema,
} from './model.ts';
import { actionProblems, loadOfficialParser, type OfficialParser, type Problem, workflowProblems } from './official.ts';
import { actionRefusals, workflowRefusals } from './refusals.ts';
import { LIMITS } from './semantics.ts';
import { parseUses, STAND_INS, standInOf, type Uses } from './uses.ts';
import type { Action, Repository, Workflow, WorkflowTree } from './workflow-tree.ts';
import { readYaml, renderProblem, schemaProblems, type YamlSource } from './yaml-source.ts';

export interface LoadOptions {
  readonly file: string;
  /** The repository's folder; without it, the folder above `.github/workflows`, or the file's own. */
  readonly root?: string | undefined;
  readonly repositoryName: string;
  /** Folders of other repositories, by `owner/name`. */
  readonly repositoryFolders: Readonly<Record<string, string>>;
}

interface Loading {
  readonly parser: OfficialParser;
  readonly workspace: Repository;
  readonly folders: Readonly<Record<string, string>>;
  readonly problems: Problem[];
  readonly workflows: Map<string, Workflow>;
  readonly actions: Map<string, Action>;
}

/** @throws MigrationError CONFIG_MISSING, or CONFIG_INVALID with every problem at once, each with file, line and column. */
export async function loadWorkflowTree({ file, root, repositoryName, repositoryFolders }: LoadOptions): Promise<WorkflowTree> {
  const path = resolve(file);
  const workspace = { root: root === undefined ? repositoryRootOf(path) : resolve(root), name: repositoryName };
  const loading: Loading = {
    parser: await loadOfficialParser(),
    workspace,
    folders: repositoryFolders,
    problems: [],
    workflows: new Map(),
    actions: new Map(),
  };
  if (!(await isFile(path))) {
    throw new MigrationError('CONFIG_MISSING', `There is no workflow file ${file}`, { next: 'Name a file below .github/workflows/.' });
  }
  const entry = await loadWorkflow(loading, workspace, path, 0);
  if (entry === null || loading.problems.length > 0) {
    const lines = loading.problems.map(renderProblem);
    throw new MigrationError('CONFIG_INVALID', `The workflow cannot run:\n${lines.map((line) => `  ${line}`).join('\n')}`);
  }
  return {
    entry,
    calledWorkflow: (caller, uses) => known(loading.workflows, workflowPath(loading, caller.repository, parseUses(uses)), uses),
    action: (from, uses) => known(loading.actions, actionTarget(loading, from, parseUses(uses))?.directory, uses),
  };
}

function known<T>(map: ReadonlyMap<string, T>, key: string | null | undefined, uses: string): T {
  const found = map.get(key ?? '');
  if (found === undefined) throw new MigrationError('INTERNAL', `uses: ${uses} was not loaded`);
  return found;
}

export function repositoryRootOf(file: string): string {
  const marker = `${sep}.github${sep}workflows${sep}`;
  const at = file.lastIndexOf(marker);
  return at < 0 ? dirname(file) : file.slice(0, at);
}

async function loadWorkflow(loading: Loading, repository: Repository, path: string, depth: number): Promise<Workflow | null> {
  const before = loading.workflows.get(path);
  if (before !== undefined) return before;
  const source = readYaml(relative(repository.root, path), await readFile(path, 'utf8'));
  const official = await workflowProblems(loading.parser, source.file, source.content);
  if (official.length > 0) {
    loading.problems.push(...official);
    return null;
  }
  const parsed = workflowSchema.safeParse(source.value);
  if (!parsed.success) {
    loading.problems.push(...schemaProblems(source, parsed.error));
    return null;
  }
  const definition = parsed.data;
  const workflow: Workflow = {
    file: source.file,
    repository,
    name: definition.name ?? source.file,
    definition,
    dispatchInputs:
      'workflow_dispatch' in definition.on ? trigger(loading, source, dispatchSchema, 'workflow_dispatch', definition).inputs : null,
    call: 'workflow_call' in definition.on ? trigger(loading, source, callSchema, 'workflow_call', definition) : null,
  };
  loading.workflows.set(path, workflow);
  loading.problems.push(...workflowRefusals(source, workflow));
  for (const [id, job] of Object.entries(definition.jobs)) {
    if (isCall(job)) await loadCalled(loading, source, workflow, ['jobs', id, 'uses'], job.uses, depth);
    else await loadSteps(loading, source, repository, ['jobs', id, 'steps'], job.steps, false);
  }
  return workflow;
}

function trigger<S extends typeof dispatchSchema | typeof callSchema>(
  loading: Loading,
  source: YamlSource,
  schema: S,
  name: string,
  definition: WorkflowDefinition,
): ReturnType<S['parse']> {
  const parsed = schema.safeParse(definition.on[name]);
  if (parsed.success) return parsed.data as ReturnType<S['parse']>;
  loading.problems.push(...schemaProblems({ ...source, locate: (path, key) => source.locate(['on', name, ...path], key) }, parsed.error));
  return schema.parse(null) as ReturnType<S['parse']>;
}

async function loadCalled(
  loading: Loading,
  source: YamlSource,
  caller: Workflow,
  path: string[],
  text: string,
  depth: number,
): Promise<void> {
  const refuse = (message: string) => loading.problems.push({ file: source.file, ...source.locate(path), message });
  const uses = parseUses(text);
  const target = workflowPath(loading, caller.repository, uses);
  if (uses === null || target === null)
    return void refuse(`The workflow '${text}' lies in a repository whose folder is not known: --repository-folder OWNER/NAME=DIR`);
  if (depth >= LIMITS.reusableDepth) return void refuse(`Reusable workflows nest at most ${LIMITS.reusableDepth} deep`);
  if (!(await isFile(target))) return void refuse(`There is no workflow file '${text}'`);
  const called = await loadWorkflow(loading, repositoryOf(loading, caller.repository, uses), target, depth + 1);
  if (called !== null && called.call === null) refuse(`The workflow '${text}' has no workflow_call trigger`);
  if (loading.workflows.size - 1 > LIMITS.reusableWorkflows)
    refuse(`A run may call at most ${LIMITS.reusableWorkflows} reusable workflows`);
}

async function loadSteps(
  loading: Loading,
  source: YamlSource,
  from: Repository,
  path: PropertyKey[],
  steps: readonly Step[],
  nested: boolean,
): Promise<void> {
  for (const [index, step] of steps.entries()) {
    if (isRun(step)) continue;
    const refuse = (message: string) => loading.problems.push({ file: source.file, ...source.locate([...path, index, 'uses']), message });
    const uses = parseUses(step.uses);
    const standIn = uses === null ? undefined : standInOf(uses);
    if (standIn !== undefined) {
      for (const { input, message } of standInRefusals(standIn, step)) {
        const at = input === null ? ['uses'] : ['with', input];
        loading.problems.push({ file: source.file, ...source.locate([...path, index, ...at]), message });
      }
      continue;
    }
    const target = actionTarget(loading, from, uses);
    if (target === null) {
      refuse(
        `The action '${step.uses}' is not supported by the local runner: it runs ./ and $/ actions, and stands in for ${STAND_INS.join(', ')}`,
      );
      continue;
    }
    if (loading.actions.has(target.directory)) continue;
    const problem = await loadAction(loading, step.uses, target, nested);
    if (problem !== null) refuse(problem);
  }
}

async function loadAction(loading: Loading, uses: string, target: ActionTarget, nested: boolean): Promise<string | null> {
  const { directory, repository } = target;
  const file = (await isFile(join(directory, 'action.yml'))) ? join(directory, 'action.yml') : join(directory, 'action.yaml');
  if (!(await isFile(file))) return `There is no action.yml in '${uses}'`;
  const source = readYaml(relative(repository.root, file), await readFile(file, 'utf8'));
  const official = actionProblems(loading.parser, source.file, source.content);
  const parsed = actionSchema.safeParse(source.value);
  const found = [...official, ...(official.length === 0 && !parsed.success ? schemaProblems(source, parsed.error) : [])];
  loading.problems.push(...found);
  if (found.length > 0 || !parsed.success) return null;
  const definition = parsed.data;
  loading.actions.set(directory, { uses, directory, file: source.file, repository, definition });
  loading.problems.push(...actionRefusals(source, definition, nested));
  if (!isNode(definition.runs)) {
    await loadSteps(loading, source, repository, ['runs', 'steps'], definition.runs.steps, true);
    return null;
  }
  for (const script of [definition.runs.pre, definition.runs.main, definition.runs.post]) {
    if (script !== undefined && !(await isFile(join(directory, script)))) return `The action '${uses}' has no ${script}: build it first`;
  }
  return null;
}

interface ActionTarget {
  readonly directory: string;
  readonly repository: Repository;
}

function actionTarget(loading: Loading, from: Repository, uses: Uses | null): ActionTarget | null {
  if (uses === null || uses.kind === 'docker') return null;
  if (uses.kind === 'local') return { directory: resolve(loading.workspace.root, uses.path), repository: loading.workspace };
  if (uses.kind === 'repository' && loading.folders[uses.repository] === undefined) return null;
  const repository = repositoryOf(loading, from, uses);
  return { directory: resolve(repository.root, uses.path), repository };
}

function workflowPath(loading: Loading, from: Repository, uses: Uses | null): string | null {
  if (uses === null || uses.kind === 'docker') return null;
  if (uses.kind === 'repository' && loading.folders[uses.repository] === undefined) return null;
  return resolve(repositoryOf(loading, from, uses).root, uses.path);
}

/** For a workflow, `./` is the repository of the file that says it; so is `$/`. */
function repositoryOf(loading: Loading, from: Repository, uses: Uses): Repository {
  if (uses.kind !== 'repository') return from;
  return { root: resolve(loading.folders[uses.repository] ?? ''), name: uses.repository };
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
