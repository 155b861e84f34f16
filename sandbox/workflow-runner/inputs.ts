import { MigrationError } from '../../src/errors.ts';
import { asString } from './expressions.ts';
import type { InputDefinition } from './model.ts';
import { LIMITS } from './semantics.ts';

export type InputValue = string | number | boolean;
export type Inputs = Readonly<Record<string, InputValue>>;
type Definitions = Readonly<Record<string, InputDefinition>>;

/** Why inputs of a dispatch are not taken. */
export type InputProblem =
  | { readonly kind: 'unknown'; readonly name: string }
  | { readonly kind: 'missing'; readonly name: string; readonly description: string | undefined }
  | { readonly kind: 'invalid'; readonly name: string; readonly given: string; readonly allowed: string }
  | { readonly kind: 'too-large' };

/** Inputs of a dispatch, given as text, typed (rules dispatch.types, dispatch.unknown-input, dispatch.limits). */
export function checkDispatchInputs(
  definitions: Definitions,
  given: Readonly<Record<string, string>>,
): { readonly inputs: Inputs; readonly problems: readonly InputProblem[] } {
  const problems: InputProblem[] = [];
  for (const name of Object.keys(given)) if (find(definitions, name) === undefined) problems.push({ kind: 'unknown', name });
  if (JSON.stringify(given).length > LIMITS.dispatchPayloadChars) problems.push({ kind: 'too-large' });
  const inputs: Record<string, InputValue> = {};
  for (const [name, definition] of Object.entries(definitions)) {
    const text = find(given, name);
    if (text !== undefined) {
      const value = typed(definition, text);
      if (value === null) problems.push({ kind: 'invalid', name, given: text, allowed: allowed(definition) });
      else inputs[name] = value;
    } else if (definition.default !== undefined && definition.default !== null)
      inputs[name] = typed(definition, String(definition.default)) ?? String(definition.default);
    else if (definition.required) problems.push({ kind: 'missing', name, description: definition.description });
    else inputs[name] = emptyValue(definition);
  }
  return { inputs, problems };
}

/** The same for a person's command. @throws MigrationError USAGE that names every input at fault. */
export function dispatchInputs(definitions: Definitions, given: Readonly<Record<string, string>>): Inputs {
  const { inputs, problems } = checkDispatchInputs(definitions, given);
  if (problems.length === 0) return inputs;
  const say = problems.map((problem) => describe(problem, Object.keys(definitions)));
  throw new MigrationError('USAGE', `The workflow was not started: ${say.join('; ')}`, { next: 'Give inputs as -f name=value.' });
}

function describe(problem: InputProblem, names: readonly string[]): string {
  switch (problem.kind) {
    case 'unknown':
      return `there is no input '${problem.name}'; the workflow has: ${names.join(', ') || 'none'}`;
    case 'missing':
      return `the input '${problem.name}' is required${problem.description === undefined ? '' : ` (${problem.description})`}`;
    case 'invalid':
      return `the input '${problem.name}' must be ${problem.allowed}, not '${problem.given}'`;
    case 'too-large':
      return `inputs may hold ${LIMITS.dispatchPayloadChars} characters together`;
  }
}

/** As `github.event.inputs` holds them. */
export function inputTexts(inputs: Inputs): Record<string, string> {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, String(value)]));
}

/** Inputs of a called workflow: `given` is evaluated and keeps its types (rule call.inputs-typed). Problems are for the caller's job. */
export function callInputs(
  definitions: Definitions,
  given: Readonly<Record<string, unknown>>,
  defaultOf: (definition: InputDefinition) => unknown,
): { inputs: Inputs; problems: string[] } {
  const problems: string[] = [];
  for (const name of Object.keys(given))
    if (find(definitions, name) === undefined) problems.push(`the called workflow has no input '${name}'`);
  const inputs: Record<string, InputValue> = {};
  for (const [name, definition] of Object.entries(definitions)) {
    const value = find(given, name);
    if (value === undefined && definition.required && definition.default === undefined) {
      problems.push(`the input '${name}' of the called workflow is required`);
      continue;
    }
    const chosen = value ?? (definition.default === undefined ? emptyValue(definition) : defaultOf(definition));
    if (definition.type === 'boolean' ? typeof chosen !== 'boolean' : definition.type === 'number' && typeof chosen !== 'number') {
      problems.push(`the input '${name}' of the called workflow must be ${allowed(definition)}, not ${JSON.stringify(chosen)}`);
    } else inputs[name] = definition.type === 'boolean' || definition.type === 'number' ? (chosen as InputValue) : asText(chosen);
  }
  return { inputs, problems };
}

function typed(definition: InputDefinition, text: string): InputValue | null {
  if (definition.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : null;
  if (definition.type === 'number') return text.trim() === '' || Number.isNaN(Number(text)) ? null : Number(text);
  if (definition.type === 'choice') return definition.options?.includes(text) === true ? text : null;
  return text;
}

function allowed(definition: InputDefinition): string {
  if (definition.type === 'boolean') return 'true or false';
  if (definition.type === 'number') return 'a number';
  return definition.type === 'choice' ? `one of ${definition.options?.join(', ') ?? ''}` : 'text';
}

function emptyValue(definition: InputDefinition): InputValue {
  return definition.type === 'boolean' ? false : definition.type === 'number' ? 0 : '';
}

function asText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : asString(value);
}

/** Names of inputs compare without case. */
function find<T>(mapping: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.entries(mapping).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}
