import { Binary } from '@actions/expressions/ast';
import { callsOf, expressionsIn, type Found, literal, nodesOf, reference, referencesIn } from './expressions.ts';
import {
  type Callee,
  type CalleeInput,
  choiceOf,
  list,
  localPath,
  mapping,
  type Path,
  type Repository,
  text,
  type WorkflowFile,
} from './repository.ts';
import type { Rule, Violation } from './rule.ts';

/**
 * Rules about what files of this repository say to each other: inputs that are given, outputs that are read. An action gets a wrong input as an
 * empty one, and an output that nobody sets is an empty text: both come out as something else, much later.
 */

interface Use {
  readonly path: Path;
  readonly uses: string | undefined;
  readonly with: Readonly<Record<string, unknown>>;
}

const inputs: Rule = {
  name: 'with',
  check: ({ jobs }, { callees }) =>
    jobs.flatMap((job) => [job, ...job.steps].flatMap((use) => (use.uses === undefined ? [] : inputProblems(use, use.uses, callees)))),
};

function inputProblems(use: Use, uses: string, callees: Repository['callees']): readonly Violation[] {
  const where = localPath(uses);
  if (where === undefined) return [];
  const callee = callees[where];
  if (callee === undefined) {
    const wanted = use.path.length === 2 ? 'no reusable workflow (workflow_call)' : 'no action.yml';
    return [{ path: [...use.path, 'uses'], found: `there is ${wanted} at ${where}`, fix: 'name one that is there' }];
  }
  const names = Object.keys(callee.inputs);
  // Names of inputs are told apart without their case.
  const given = new Set(Object.keys(use.with).map((name) => name.toLowerCase()));
  const missing = names.filter((name) => callee.inputs[name]?.required === true && !given.has(name.toLowerCase()));
  return [
    ...Object.keys(use.with)
      .filter((name) => !names.some((known) => known.toLowerCase() === name.toLowerCase()))
      .map((name) => ({ path: [...use.path, 'with', name], found: `${callee.file} has no input '${name}'`, fix: oneOf(names) })),
    ...missing.map((name) => ({
      path: [...use.path, 'uses'],
      found: `${callee.file} requires the input '${name}'`,
      fix: `give it in with`,
    })),
    ...Object.entries(use.with).flatMap(([name, value]) => valueProblem([...use.path, 'with', name], value, callee.inputs[name])),
  ];
}

const FITS: Readonly<Record<string, RegExp>> = { number: /^-?\d+(\.\d+)?$/, boolean: /^(true|false)$/ };

/** Of a value that is written out; what an expression comes to is known later. */
function valueProblem(path: Path, value: unknown, input: CalleeInput | undefined): readonly Violation[] {
  const given = String(value);
  if (input === undefined || given.includes('${{')) return [];
  const name = String(path.at(-1));
  const { type, options } = input;
  if (FITS[type]?.test(given) === false) return [{ path, found: `'${given}' is no ${type}, which '${name}' is`, fix: `give a ${type}` }];
  if (options === undefined || options.includes(given)) return [];
  return [{ path, found: `'${given}' is none of the options of '${name}'`, fix: oneOf(options) }];
}

const outputs: Rule = {
  name: 'outputs',
  check: (workflow, repository) => {
    return expressionsIn(workflow.value).flatMap(({ path, tree }) =>
      referencesIn(tree).flatMap((parts) => {
        const [context = '', source = '', kind, name] = parts;
        if (kind !== 'outputs' || name === undefined || parts.length !== 4) return [];
        const declared = declaredOutputs(workflow, repository, path, context, source);
        if (declared === undefined || declared.names.some((one) => one.toLowerCase() === name.toLowerCase())) return [];
        return [{ path, found: `${parts.join('.')}: ${declared.by} declares no output '${name}'`, fix: oneOf(declared.names) }];
      }),
    );
  },
};

interface Declared {
  readonly by: string;
  readonly names: readonly string[];
}

/** Undefined where nothing declares them: outputs of a script, or of an action of others. */
function declaredOutputs(
  workflow: WorkflowFile,
  repository: Repository,
  path: Path,
  context: string,
  source: string,
): Declared | undefined {
  if (context === 'needs' || context === 'jobs') {
    const job = workflow.jobs.find(({ id }) => id.toLowerCase() === source.toLowerCase());
    return (
      job && (job.uses === undefined ? { by: `the job '${job.id}'`, names: Object.keys(job.outputs) } : ofCallee(repository, job.uses))
    );
  }
  if (context !== 'steps') return undefined;
  const job = workflow.jobs.find(({ id }) => path[0] === 'jobs' && path[1] === id);
  const step = job?.steps.find(({ id }) => id?.toLowerCase() === source.toLowerCase());
  return step?.uses === undefined ? undefined : ofCallee(repository, step.uses);
}

function ofCallee({ callees }: Repository, uses: string): Declared | undefined {
  const callee: Callee | undefined = callees[localPath(uses) ?? ''];
  return callee && { by: callee.file, names: callee.outputs };
}

/** A comparison with an option that is not there is never true: a job that never runs, or always. */
const choices: Rule = {
  name: 'choice',
  check: ({ triggers, value }) => {
    const dispatched = mapping(mapping(triggers['workflow_dispatch'])['inputs']);
    const presets = Object.entries(dispatched).flatMap(([name, input]) => {
      const preset = text(mapping(input)['default']);
      const options = choiceOf(triggers, name);
      const path: Path = ['on', 'workflow_dispatch', 'inputs', name, 'default'];
      if (preset === undefined || options === undefined || options.includes(preset)) return [];
      return [{ path, found: `the default of '${name}', '${preset}', is none of its options`, fix: oneOf(options) }];
    });
    const comparisons = expressionsIn(value).flatMap((found) =>
      comparedInputs(found).flatMap(({ name, values }) => {
        const options = choiceOf(triggers, name);
        // Without a dispatch, as on a schedule, inputs are empty.
        const strange = values.filter((one) => options !== undefined && one !== '' && !options.includes(one));
        return strange.map((one) => ({ path: found.path, found: `inputs.${name} is never '${one}'`, fix: oneOf(options ?? []) }));
      }),
    );
    return [...presets, ...comparisons];
  },
};

interface Compared {
  readonly name: string;
  readonly values: readonly string[];
}

/** `inputs.mode == 'all'` and `contains(fromJSON('["all"]'), inputs.mode)`: which input, and what it is held against. */
function comparedInputs({ tree }: Found): readonly Compared[] {
  const equalities = nodesOf(tree).flatMap((node) => {
    if (!(node instanceof Binary) || !['==', '!='].includes(node.operator.lexeme)) return [];
    const [value] = [literal(node.left), literal(node.right)].filter((one) => one !== undefined);
    const name = inputName(node.left) ?? inputName(node.right);
    return value === undefined || name === undefined ? [] : [{ name, values: [value] }];
  });
  const memberships = callsOf(tree, 'contains').flatMap(({ args: [all, one] }) => {
    const name = one && inputName(one);
    const json = all && literal(callsOf(all, 'fromJSON')[0]?.args[0]);
    return name === undefined || json === undefined ? [] : [{ name, values: textsOf(json) }];
  });
  return [...equalities, ...memberships];
}

function inputName(node: Parameters<typeof reference>[0]): string | undefined {
  const [context, name, ...rest] = reference(node);
  return context === 'inputs' && rest.length === 0 ? name : undefined;
}

function textsOf(json: string): readonly string[] {
  try {
    return list(JSON.parse(json)).map(String);
  } catch {
    // What is no JSON fails where it is evaluated, with the platform's own words.
    return [];
  }
}

const oneOf = (names: readonly string[]): string => (names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`);

export const INTERFACE_RULES: readonly Rule[] = [inputs, outputs, choices];
