import { access as reach } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MigrationError } from '../../src/errors.ts';
import { refName } from '../workflow-runner/contexts.ts';
import { checkDispatchInputs, type InputProblem } from '../workflow-runner/inputs.ts';
import { permissionProblems } from '../workflow-runner/permissions.ts';
import { LIMITS } from '../workflow-runner/semantics.ts';
import { loadWorkflowTree } from '../workflow-runner/workflow-files.ts';
import type { WorkflowTree } from '../workflow-runner/workflow-tree.ts';
import { type ApiAnswer, ApiRefusal, invalidRequest, notFound, unsupported } from './answers.ts';
import type { Call } from './call.ts';
import { runUrls } from './workflow-runs.ts';

const request = z.strictObject({
  ref: z.string(),
  inputs: z.record(z.string(), z.string()).default({}),
  return_run_details: z.boolean().default(false),
});

const refuse = (message: string): ApiRefusal => new ApiRefusal(422, message);

/** Rules dispatch.by-token, dispatch.run-details, dispatch.unknown-input. The run starts when the present one has ended. */
export async function dispatchWorkflow(call: Call): Promise<ApiAnswer> {
  const { access, body, params, successors } = call;
  const { facts } = access;
  const { inputs, ref, return_run_details: wantsDetails } = parse(body);
  const tree = await workflowTree(call, params['file'] ?? '');
  if (ref !== facts.ref && ref !== refName(facts.ref)) throw unsupported(`a dispatch on another ref than ${facts.ref}: '${ref}'`);
  const definitions = tree.entry.dispatchInputs;
  if (definitions === null) throw refuse("Workflow does not have 'workflow_dispatch' trigger");
  const { problems } = checkDispatchInputs(definitions, inputs);
  if (problems.length > 0) throw refuse(messageOf(problems));
  const next = await successors.add({
    workflow: { file: tree.entry.file, name: tree.entry.name },
    repository: facts.repository,
    root: tree.entry.repository.root,
    ref: facts.ref,
    sha: facts.sha,
    actor: facts.actor,
    inputs,
    by: { number: facts.number, id: facts.id },
  });
  if (next === null)
    throw refuse(
      `The local runner starts at most ${successors.limit} runs one after another for one command, and this would be one more: does the workflow dispatch itself without an end?`,
    );
  if (!wantsDetails) return { status: 204 };
  return { status: 200, body: { workflow_run_id: Number(next.id), ...runUrls(next.id, facts) } };
}

function parse(body: unknown): z.output<typeof request> {
  const parsed = request.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') throw invalidRequest(`"${issue.keys[0]}" is not a permitted key.`);
  const path = issue?.path.join('/') ?? '';
  if (path === 'ref' && (body as Record<string, unknown>)['ref'] === undefined) throw invalidRequest('"ref" wasn\'t supplied.');
  throw invalidRequest(`For 'properties/${path}', ${issue?.message}.`);
}

async function workflowTree({ access, repositoryFolders }: Call, name: string): Promise<WorkflowTree> {
  if (/^\d+$/.test(name)) throw unsupported('a workflow by its id: name its file');
  const { root } = access.facts.entry.repository;
  const file = join(root, '.github', 'workflows', name);
  const isThere =
    /^[^/\\]+\.ya?ml$/.test(name) &&
    (await reach(file).then(
      () => true,
      () => false,
    ));
  if (!isThere) throw notFound();
  try {
    const tree = await loadWorkflowTree({ file, root, repositoryName: access.facts.repository, repositoryFolders });
    const problems = permissionProblems(tree);
    if (problems.length === 0) return tree;
    throw refuse(`failed to parse workflow: ${problems.join('; ')}`);
  } catch (thrown) {
    if (!(thrown instanceof MigrationError)) throw thrown;
    throw refuse(`failed to parse workflow: ${thrown.message}`);
  }
}

/** In GitHub's words, where they are known; it names one kind of fault at a time. */
function messageOf(problems: readonly InputProblem[]): string {
  const unknown = problems.flatMap((problem) => (problem.kind === 'unknown' ? [problem.name] : []));
  if (unknown.length > 0) return `Unexpected inputs provided: ${JSON.stringify(unknown)}`;
  const [first] = problems;
  switch (first?.kind) {
    case 'missing':
      return `Required input '${first.name}' not provided`;
    case 'invalid':
      return `Provided value '${first.given}' for input '${first.name}' not in the list of allowed values: ${first.allowed}`;
    default:
      return `inputs are too large: ${LIMITS.dispatchPayloadChars} characters together`;
  }
}
