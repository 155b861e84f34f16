import { MigrationError } from '../../src/errors.ts';
import { dispatchInputs, type Inputs, inputTexts } from './inputs.ts';
import type { Workflow } from './workflow-tree.ts';

/** The event that a run answers. */
export interface Trigger {
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly inputs: Inputs;
}

export interface TriggerRequest {
  readonly workflow: Workflow;
  readonly given: Readonly<Record<string, string>>;
  readonly event: { readonly name?: string | undefined; readonly payload: Readonly<Record<string, unknown>> } | null;
  readonly repository: string;
  readonly ref: string;
  readonly actor: string;
}

/** Events that have a payload of their own are told by it; the rest must be named. */
const TELLING_KEYS = [
  ['pull_request', 'pull_request'],
  ['schedule', 'schedule'],
  ['inputs', 'workflow_dispatch'],
  ['workflow_run', 'workflow_run'],
  ['release', 'release'],
  ['commits', 'push'],
] as const;

/** @throws MigrationError USAGE when the workflow does not answer to the event, or its inputs are not right. */
export function readTrigger(request: TriggerRequest): Trigger {
  const { workflow, given, event, repository, ref, actor } = request;
  const triggers = Object.keys(workflow.definition.on);
  const name =
    event?.name ??
    TELLING_KEYS.find(([key]) => event !== null && key in event.payload)?.[1] ??
    (event === null ? defaultEvent(triggers) : null);
  if (name === null)
    throw new MigrationError('USAGE', `The event's name cannot be told from its payload`, {
      next: `Say --event-name, one of: ${triggers.join(', ')}`,
    });
  if (!triggers.includes(name)) {
    throw new MigrationError('USAGE', `${workflow.file} does not run on ${name}; it runs on: ${triggers.join(', ')}`, {
      next: name === 'workflow_dispatch' ? 'Give an event with --event FILE.' : 'Give another event.',
    });
  }
  const common = { repository: repositoryPayload(repository), sender: { login: actor } };
  if (name !== 'workflow_dispatch') {
    if (Object.keys(given).length > 0)
      throw new MigrationError('USAGE', `Inputs (-f) are for workflow_dispatch, and this is a ${name} run`);
    return { name, payload: { ...common, ...event?.payload }, inputs: {} };
  }
  const sent = event?.payload['inputs'];
  const fromEvent =
    typeof sent === 'object' && sent !== null ? Object.fromEntries(Object.entries(sent).map(([key, value]) => [key, String(value)])) : {};
  const inputs = dispatchInputs(workflow.dispatchInputs ?? {}, { ...fromEvent, ...given });
  return { name, payload: { ...common, ref, workflow: workflow.file, ...event?.payload, inputs: inputTexts(inputs) }, inputs };
}

function defaultEvent(triggers: readonly string[]): string | null {
  if (triggers.includes('workflow_dispatch')) return 'workflow_dispatch';
  return triggers.length === 1 && triggers[0] === 'schedule' ? 'schedule' : 'workflow_dispatch';
}

function repositoryPayload(repository: string): Record<string, unknown> {
  const [owner = '', name = ''] = repository.split('/');
  return { full_name: repository, name, owner: { login: owner }, default_branch: 'main' };
}

/** A pull request whose head lies in another repository. */
export function isForkEvent({ name, payload }: Pick<Trigger, 'name' | 'payload'>, repository: string): boolean {
  if (name !== 'pull_request') return false;
  const head = (payload['pull_request'] as { head?: { repo?: { full_name?: string } } } | undefined)?.head?.repo?.full_name;
  return head !== undefined && head !== repository;
}
