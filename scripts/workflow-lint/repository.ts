import { parseUses } from '../../sandbox/workflow-runner/uses.ts';
import { readYaml, type YamlSource } from '../../sandbox/workflow-runner/yaml-source.ts';

/**
 * Workflow files and local actions as the checks look at them: loosely, because what does not fit the platform's schema is for GitHub's own
 * parser to say, and because a lint must take keys that our local runner does not.
 */

export type Path = readonly (string | number)[];

export interface Step {
  readonly path: Path;
  readonly id: string | undefined;
  readonly uses: string | undefined;
  readonly run: string | undefined;
  readonly with: Mapping;
}

export interface Job {
  readonly id: string;
  readonly path: Path;
  readonly needs: readonly string[];
  readonly condition: string | undefined;
  /** Of a job that calls a reusable workflow. */
  readonly uses: string | undefined;
  readonly with: Mapping;
  readonly outputs: Mapping;
  readonly steps: readonly Step[];
  readonly value: Mapping;
}

export interface WorkflowFile {
  readonly file: string;
  readonly source: YamlSource;
  readonly value: Mapping;
  readonly triggers: Mapping;
  readonly jobs: readonly Job[];
}

/** An action or a reusable workflow of this repository, by what it takes and gives. */
export interface Callee {
  readonly file: string;
  readonly inputs: Readonly<Record<string, CalleeInput>>;
  readonly outputs: readonly string[];
}

export interface CalleeInput {
  readonly required: boolean;
  /** `string` for every input of an action. */
  readonly type: string;
  /** Of an input that the workflow also offers as a choice on dispatch. */
  readonly options: readonly string[] | undefined;
}

export interface Repository {
  readonly workflows: readonly WorkflowFile[];
  /** By path below the repository: of an action its folder, of a workflow its file. */
  readonly callees: Readonly<Record<string, Callee>>;
}

export type Mapping = Readonly<Record<string, unknown>>;

const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/;
const ACTION = /^(?:(.+)\/)?action\.ya?ml$/;

/** @param files  texts of workflow files and of action.yml files, by path below the repository */
export function readRepository(files: Readonly<Record<string, string>>): Repository {
  const workflows: WorkflowFile[] = [];
  const callees: Record<string, Callee> = {};
  for (const [file, content] of Object.entries(files)) {
    const source = readYaml(file, content);
    if (WORKFLOW.test(file)) {
      const workflow = readWorkflow(source);
      workflows.push(workflow);
      if ('workflow_call' in workflow.triggers) callees[file] = calledWorkflow(workflow);
    } else {
      const directory = ACTION.exec(file)?.[1];
      if (directory !== undefined) callees[directory] = action(source);
    }
  }
  return { workflows, callees };
}

function readWorkflow(source: YamlSource): WorkflowFile {
  const value = mapping(source.value);
  const jobs = Object.entries(mapping(value['jobs'])).map(([id, job]) => readJob(id, mapping(job)));
  return { file: source.file, source, value, triggers: triggersOf(value['on']), jobs };
}

function triggersOf(on: unknown): Mapping {
  if (typeof on === 'string') return { [on]: null };
  return Array.isArray(on) ? Object.fromEntries(on.map((name) => [String(name), null])) : mapping(on);
}

function readJob(id: string, value: Mapping): Job {
  const path = ['jobs', id];
  return {
    id,
    path,
    needs: [value['needs'] ?? []].flat().map(String),
    condition: text(value['if']),
    uses: text(value['uses']),
    with: mapping(value['with']),
    outputs: mapping(value['outputs']),
    steps: list(value['steps']).map((step, index) => readStep([...path, 'steps', index], mapping(step))),
    value,
  };
}

const readStep = (path: Path, value: Mapping): Step => ({
  path,
  id: text(value['id']),
  uses: text(value['uses']),
  run: text(value['run']),
  with: mapping(value['with']),
});

function calledWorkflow({ file, triggers }: WorkflowFile): Callee {
  const call = mapping(triggers['workflow_call']);
  const options = (name: string) => choiceOf(triggers, name);
  return { file, inputs: inputsOf(mapping(call['inputs']), options), outputs: Object.keys(mapping(call['outputs'])) };
}

function action({ file, value }: YamlSource): Callee {
  const definition = mapping(value);
  return { file, inputs: inputsOf(mapping(definition['inputs']), () => undefined), outputs: Object.keys(mapping(definition['outputs'])) };
}

function inputsOf(inputs: Mapping, options: (name: string) => readonly string[] | undefined): Callee['inputs'] {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => {
      const { required, default: preset, type } = mapping(input);
      return [
        name,
        { type: text(type) ?? 'string', required: String(required) === 'true' && preset === undefined, options: options(name) },
      ];
    }),
  );
}

/** The options of a dispatch input that is a choice. */
export function choiceOf(triggers: Mapping, name: string): readonly string[] | undefined {
  const { type, options } = mapping(mapping(mapping(triggers['workflow_dispatch'])['inputs'])[name]);
  return type === 'choice' ? list(options).map(String) : undefined;
}

/** Where in this repository a `uses:` leads; undefined when it leads elsewhere. `./` and `$/` are one place to a lint. */
export function localPath(uses: string): string | undefined {
  const parsed = parseUses(uses);
  return parsed?.kind === 'local' || parsed?.kind === 'self' ? parsed.path.replace(/\/+$/, '') : undefined;
}

/** The line of a key (or of a list's item), for what stands at it; of the nearest thing that is there, when it is missing. */
export function lineOf({ source }: WorkflowFile, path: Path): number {
  const last = path.at(-1);
  return (typeof last === 'string' ? source.locate(path.slice(0, -1), last) : source.locate(path)).line;
}

export function sourceLine({ source }: WorkflowFile, line: number): string {
  return source.content.split('\n')[line - 1] ?? '';
}

export function mapping(value: unknown): Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : {};
}

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
