import { ExpressionProblem, functionsOf, parseExpression, splitTemplate, STATUS_FUNCTIONS } from './expressions.ts';
import { type ActionDefinition, isCall, isNode, isRun, type Step } from './model.ts';
import type { Problem } from './official.ts';
import { LIMITS, REFUSED_SHELLS } from './semantics.ts';
import type { Workflow } from './workflow-tree.ts';
import type { YamlSource } from './yaml-source.ts';

/** Every context that GitHub has; which of them a place may see, its parser has checked. */
export const CONTEXTS = ['github', 'env', 'vars', 'job', 'jobs', 'steps', 'runner', 'secrets', 'strategy', 'matrix', 'needs', 'inputs'];
const LINUX_LABEL = /^(ubuntu|self-hosted|linux|x64|arm64)/i;

/** What GitHub would run and this runner would not: named before anything runs. */
export function workflowRefusals(source: YamlSource, workflow: Workflow): Problem[] {
  const { definition } = workflow;
  const refuse = (path: readonly PropertyKey[], message: string): Problem => ({ file: source.file, ...source.locate(path), message });
  const problems = expressionRefusals(source);
  problems.push(...shellRefusals(refuse, ['defaults', 'run', 'shell'], definition.defaults?.run?.shell));
  for (const [id, job] of Object.entries(definition.jobs)) {
    if (isCall(job)) continue;
    const runsOn = job['runs-on'];
    const labels = typeof runsOn === 'object' && !Array.isArray(runsOn) ? (runsOn.labels ?? []) : runsOn;
    for (const label of [labels].flat()) {
      if (!label.includes('${{') && !LINUX_LABEL.test(label)) {
        problems.push(
          refuse(['jobs', id, 'runs-on'], `The runner '${label}' is not supported by the local runner: it stands in for Linux runners`),
        );
      }
    }
    problems.push(...shellRefusals(refuse, ['jobs', id, 'defaults', 'run', 'shell'], job.defaults?.run?.shell));
    problems.push(...minutesRefusals(refuse, ['jobs', id, 'timeout-minutes'], job['timeout-minutes']));
    problems.push(...stepRefusals(refuse, ['jobs', id, 'steps'], job.steps));
  }
  const inputs = Object.entries(workflow.dispatchInputs ?? {});
  if (inputs.length > LIMITS.dispatchInputs)
    problems.push(refuse(['on', 'workflow_dispatch', 'inputs'], `workflow_dispatch takes at most ${LIMITS.dispatchInputs} inputs`));
  for (const [name, input] of inputs) {
    const path = ['on', 'workflow_dispatch', 'inputs', name];
    const options = input.options ?? [];
    if (input.type === 'choice' && options.length === 0) problems.push(refuse(path, `The choice '${name}' has no options`));
    if (input.type === 'choice' && input.default !== undefined && !options.includes(String(input.default))) {
      problems.push(refuse([...path, 'default'], `The default of '${name}' is none of its options: ${options.join(', ')}`));
    }
  }
  return problems;
}

export function actionRefusals(source: YamlSource, definition: ActionDefinition, nested: boolean): Problem[] {
  const refuse = (path: readonly PropertyKey[], message: string): Problem => ({ file: source.file, ...source.locate(path), message });
  const { runs } = definition;
  if (!isNode(runs)) return [...expressionRefusals(source), ...stepRefusals(refuse, ['runs', 'steps'], runs.steps)];
  const pre =
    nested && runs.pre !== undefined
      ? [refuse(['runs', 'pre'], "'pre' of an action inside a composite action is not supported by the local runner")]
      : [];
  return [...expressionRefusals(source), ...pre];
}

type Refuse = (path: readonly PropertyKey[], message: string) => Problem;

function stepRefusals(refuse: Refuse, path: readonly PropertyKey[], steps: readonly Step[]): Problem[] {
  return steps.flatMap((step, index) => [
    ...(isRun(step) ? shellRefusals(refuse, [...path, index, 'shell'], step.shell) : []),
    ...minutesRefusals(refuse, [...path, index, 'timeout-minutes'], step['timeout-minutes']),
  ]);
}

/** The platform takes whole minutes; what it makes of a part of one is written nowhere. */
function minutesRefusals(refuse: Refuse, path: readonly PropertyKey[], minutes: number | string | undefined): Problem[] {
  return typeof minutes !== 'number' || (Number.isInteger(minutes) && minutes > 0)
    ? []
    : [refuse(path, `timeout-minutes must be a whole number of minutes, not ${minutes}`)];
}

function shellRefusals(refuse: Refuse, path: readonly PropertyKey[], shell: string | undefined): Problem[] {
  const name = shell?.split(' ')[0] ?? '';
  return REFUSED_SHELLS.includes(name.toLowerCase()) ? [refuse(path, `The shell '${name}' is not supported by the local runner`)] : [];
}

/** Functions and directives that GitHub evaluates and this runner does not. */
function expressionRefusals(source: YamlSource): Problem[] {
  const problems: Problem[] = [];
  walk(source.value, [], (path, text, whole) => {
    const refuse = (message: string): void => {
      problems.push({ file: source.file, ...source.locate(path), message });
    };
    try {
      for (const expression of expressionsIn(text, whole)) {
        if (expression.trim() === 'insert') refuse('The directive ${{ insert }} is not supported by the local runner');
        else if (functionsOf(parseExpression(expression, CONTEXTS, KNOWN_FUNCTIONS)).has('hashfiles')) {
          refuse('hashFiles() is not supported by the local runner');
        }
      }
    } catch (thrown) {
      if (!(thrown instanceof ExpressionProblem)) throw thrown;
      refuse(thrown.message);
    }
  });
  return problems;
}

/** hashFiles is known, so that it is refused by name; status functions take no arguments here. */
export const KNOWN_FUNCTIONS = [...STATUS_FUNCTIONS, { name: 'hashFiles', minArgs: 1, maxArgs: 255 }];

/** A condition is one expression without `${{ }}`, or with them like any other text. */
function expressionsIn(text: string, condition: boolean): string[] {
  if (condition && !text.includes('${{')) return text.trim() === '' ? [] : [text];
  return splitTemplate(text).flatMap((part) => (part.kind === 'expression' ? [part.text] : []));
}

type OnText = (path: readonly PropertyKey[], text: string, condition: boolean) => void;

function walk(value: unknown, path: readonly PropertyKey[], on: OnText): void {
  if (typeof value === 'string') {
    const condition = ['if', 'pre-if', 'post-if'].includes(String(path.at(-1)));
    if (condition || value.includes('${{')) on(path, value, condition);
  } else if (Array.isArray(value)) value.forEach((item, index) => walk(item, [...path, index], on));
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key.includes('${{')) on(path, key, false);
      walk(item, [...path, key], on);
    }
  }
}
