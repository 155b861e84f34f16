import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { MigrationError } from '../../src/errors.ts';
import { githubContext, type RunFacts } from './contexts.ts';
import { evaluateString, evaluateTemplate, ExpressionProblem } from './expressions.ts';
import type { RunOutcome } from './outcome.ts';
import { permissionProblems } from './permissions.ts';
import type { RunOptions } from './run-options.ts';
import { type RunName, runId } from './successors.ts';
import { readTrigger, type Trigger } from './triggers.ts';
import { loadWorkflowTree } from './workflow-files.ts';
import type { WorkflowTree } from './workflow-tree.ts';

export interface PreparedRun {
  readonly tree: WorkflowTree;
  readonly trigger: Trigger;
}

/** Everything that can refuse the run before anything of it exists. @throws MigrationError */
export async function prepareRun(options: RunOptions, name: string, previous: RunOutcome | null): Promise<PreparedRun> {
  const { repository } = options;
  if (previous?.conclusion === 'success')
    throw new MigrationError('USAGE', `Run ${previous.number} has no failed job`, { next: 'Start a new run.' });
  const file = previous === null ? options.file : join(previous.root, previous.workflow.file);
  if (file === null)
    throw new MigrationError('USAGE', 'No workflow file is named', { next: 'npm run workflow -- .github/workflows/FILE -f name=value' });
  if (previous !== null && options.file !== null && resolve(options.file) !== resolve(file)) {
    throw new MigrationError('USAGE', `Run ${previous.number} was a run of ${file}`, { next: 'Name that file, or none.' });
  }
  const tree = await loadWorkflowTree({
    file,
    root: previous?.root ?? repository.root,
    repositoryName: name,
    repositoryFolders: repository.folders,
  });
  const problems = permissionProblems(tree);
  if (problems.length > 0)
    throw new MigrationError('CONFIG_INVALID', `The workflow cannot run:\n${problems.map((line) => `  ${line}`).join('\n')}`);
  const trigger = readTrigger({
    workflow: tree.entry,
    given: options.inputs,
    event: previous?.event ?? options.event,
    repository: name,
    ref: previous?.ref ?? repository.ref,
    actor: previous?.actor ?? repository.actor,
  });
  return { tree, trigger };
}

export interface RunStart extends PreparedRun {
  readonly repository: string;
  readonly number: number;
  /** Null: the run gets its id now. */
  readonly dispatched: RunName | null;
  readonly attempt: number;
  readonly startedAt: number;
  readonly eventFile: string;
  readonly apiUrl: string;
}

export async function runFacts({ repository, vars, secrets }: RunOptions, previous: RunOutcome | null, start: RunStart): Promise<RunFacts> {
  const { tree, trigger, number, attempt, startedAt, eventFile, apiUrl } = start;
  return {
    id: previous?.id ?? start.dispatched?.id ?? runId(startedAt, number),
    number,
    attempt,
    repository: start.repository,
    repositoryId: repository.id,
    ownerId: repository.ownerId,
    sha: previous?.sha ?? (await headCommit(tree.entry.repository.root)),
    ref: previous?.ref ?? repository.ref,
    actor: previous?.actor ?? repository.actor,
    actorId: '1',
    event: { name: trigger.name, payload: trigger.payload },
    eventFile,
    entry: tree.entry,
    serverUrl: 'https://github.com',
    apiUrl,
    vars,
    secrets,
  };
}

async function headCommit(root: string): Promise<string> {
  return promisify(execFile)('git', ['-C', root, 'rev-parse', 'HEAD']).then(
    ({ stdout }) => stdout.trim(),
    // No git, no repository, or no commit yet.
    () => '0'.repeat(40),
  );
}

export interface RunSettings {
  /** run-name, or the workflow's name. */
  readonly title: string;
  readonly group: { readonly name: string; readonly queue: 'single' | 'max'; readonly cancelInProgress: boolean } | null;
}

/** What the workflow says of the run as a whole. @throws MigrationError when it cannot be evaluated. */
export function runSettings({ entry }: WorkflowTree, facts: RunFacts, trigger: Trigger): RunSettings {
  const contexts = { github: githubContext(facts), inputs: trigger.inputs, vars: facts.vars };
  const { concurrency, 'run-name': runName } = entry.definition;
  try {
    const title = runName === undefined ? entry.name : evaluateString(runName, { contexts });
    if (concurrency === undefined) return { title, group: null };
    const setting = typeof concurrency === 'string' ? { group: concurrency, queue: undefined, 'cancel-in-progress': false } : concurrency;
    const cancelInProgress = evaluateTemplate(setting['cancel-in-progress'] ?? false, { contexts }) === true;
    return { title, group: { name: evaluateString(setting.group, { contexts }), queue: setting.queue ?? 'single', cancelInProgress } };
  } catch (thrown) {
    if (!(thrown instanceof ExpressionProblem)) throw thrown;
    throw new MigrationError('CONFIG_INVALID', `${entry.file}: ${thrown.message}`);
  }
}
