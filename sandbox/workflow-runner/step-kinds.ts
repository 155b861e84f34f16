import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { commandInterpreter } from './commands.ts';
import { githubContext, githubVariables } from './contexts.ts';
import { evaluateString } from './expressions.ts';
import type { NodeRuns, RunStep, UsesStep } from './model.ts';
import { inputVariable, shellWords } from './semantics.ts';
import { applyStepFiles, createStepFiles } from './step-files.ts';
import { ProcessProblem, runProcess } from './step-process.ts';
import type { BodyEnd, Execution } from './step-run.ts';
import type { Action } from './workflow-tree.ts';

interface ProcessOfStep {
  readonly words: readonly string[];
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Runs a step's process with everything that surrounds it: environment, command files, workflow commands. */
async function runStepProcess(execution: Execution, { words, cwd, variables }: ProcessOfStep): Promise<BodyEnd> {
  const { leg, scope, annotate, env, interrupt } = execution;
  const { services } = leg;
  const files = await createStepFiles(leg.temp);
  const place = {
    ...leg.place,
    action: execution.actionName,
    ...(scope.action === undefined ? {} : { action_path: scope.action.directory }),
    ...files.place,
  };
  let refused = false;
  const onLine = commandInterpreter({
    print: (line) => leg.log.line(line),
    annotate,
    mask: (value) => leg.masks.add(value),
    fail: (message) => {
      refused = true;
      annotate('error', message);
    },
  });
  const path = env['PATH'] ?? services.machineEnvironment['PATH'] ?? '';
  const [file = '', ...args] = words;
  let exitCode: number;
  try {
    exitCode = await runProcess({
      file,
      args,
      cwd,
      env: {
        ...services.machineEnvironment,
        ...env,
        ...variables,
        PATH: [...leg.prependedPaths.toReversed(), path].join(':'),
        ...githubVariables(githubContext(services.facts, place)),
        ...leg.variables,
        CI: env['CI'] ?? services.machineEnvironment['CI'] ?? 'true',
        GITHUB_ACTIONS: 'true',
      },
      onLine,
      interrupt,
      kill: services.killed,
      timing: services.timing,
      guard: leg.guard,
    });
  } catch (thrown) {
    if (!(thrown instanceof ProcessProblem)) throw thrown;
    annotate('error', thrown.message);
    exitCode = 127;
  }
  const { ok, summary } = await applyStepFiles(files, execution);
  return { failed: exitCode !== 0 || refused || !ok, exitCode, summary };
}

export async function executeRun(execution: Execution, step: RunStep): Promise<BodyEnd> {
  const { leg, scope, contexts, annotate } = execution;
  const shell = step.shell ?? scope.defaults.shell;
  const words = shellWords(shell, leg.services.hasBash);
  if (words === null) {
    annotate(
      'error',
      `Invalid shell option '${shell}'. Shell must be a valid built-in (bash, sh, python) or a format string containing '{0}'`,
    );
    return { failed: true };
  }
  const folder = step['working-directory'] ?? scope.defaults.workingDirectory;
  const cwd = resolve(leg.workspace, folder === undefined ? '.' : evaluateString(folder, { contexts }));
  const script = join(leg.temp, `${randomUUID()}${words[0] === 'python' ? '.py' : '.sh'}`);
  const text = evaluateString(step.run, { contexts });
  for (const line of text.trimEnd().split('\n')) leg.log.line(line);
  leg.log.line(`shell: ${words.join(' ')}`);
  leg.log.line('##[endgroup]');
  await writeFile(script, text);
  const end = await runStepProcess(execution, { words: words.map((word) => word.replaceAll('{0}', script)), cwd, variables: {} });
  await rm(script, { force: true });
  // Rule action.exit. A step that a cancel ended says nothing of its exit code.
  if (end.exitCode !== 0 && !execution.interrupt.aborted) annotate('error', `Process completed with exit code ${end.exitCode}.`);
  return end;
}

/** Rule action.inputs. */
export function actionInputs(execution: Execution, step: UsesStep, action: Action): Record<string, string> {
  const { contexts, annotate, stage } = execution;
  const inputs: Record<string, string> = {};
  for (const [name, value] of Object.entries(step.with)) inputs[name] = evaluateString(value, { contexts });
  const given = new Set(Object.keys(inputs).map((name) => name.toLowerCase()));
  const known = Object.keys(action.definition.inputs);
  const strangers = Object.keys(inputs).filter((name) => !known.some((input) => input.toLowerCase() === name.toLowerCase()));
  if (strangers.length > 0 && stage === 'main') {
    annotate('warning', `Unexpected input(s) '${strangers.join("', '")}', valid inputs are ['${known.join("', '")}']`);
  }
  for (const [name, definition] of Object.entries(action.definition.inputs)) {
    if (!given.has(name.toLowerCase()))
      inputs[name] = definition.default === undefined ? '' : evaluateString(definition.default, { contexts });
  }
  return inputs;
}

export async function executeNode(execution: Execution, step: UsesStep, action: Action, runs: NodeRuns): Promise<BodyEnd> {
  const { leg, stage, state } = execution;
  const inputs = actionInputs(execution, step, action);
  for (const [name, value] of Object.entries(inputs)) if (value !== '') leg.log.line(`  ${name}: ${value}`);
  leg.log.line('##[endgroup]');
  const script = { pre: runs.pre, main: runs.main, post: runs.post }[stage] ?? runs.main;
  return runStepProcess(execution, {
    words: [process.execPath, join(action.directory, script)],
    cwd: leg.workspace,
    variables: {
      ...Object.fromEntries([...state].map(([name, value]) => [`STATE_${name}`, value])),
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [inputVariable(name), value])),
    },
  });
}
