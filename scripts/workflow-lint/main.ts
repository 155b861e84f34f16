import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { actionlint, areRequired, type Linter, zizmor } from '../../setup/linters.mjs';
import { isFresh } from '../../setup/steps.mjs';
import { actionlintArguments, actionlintFindings, withLocalUses } from './actionlint.ts';
import { type Finding, inOrder, isGood, render } from './finding.ts';
import { HOUSE_RULES } from './house-rules.ts';
import { languageServiceFindings } from './language-service.ts';
import { readRepository } from './repository.ts';
import { findingsOf } from './rule.ts';
import { ZIZMOR_ARGUMENTS, zizmorFindings } from './zizmor.ts';

/** All that is held against the workflow files of this repository, a line each. Says which tool it had to do without. */

const root = path.resolve(import.meta.dirname, '../..');
const stateDirectory = path.join(root, '.setup');
const WORKFLOWS = '.github/workflows/*.{yml,yaml}';
const ACTIONS = 'actions/*/action.{yml,yaml}';

async function main(): Promise<number> {
  const workflows = globSync(WORKFLOWS, { cwd: root }).toSorted();
  const actions = globSync(ACTIONS, { cwd: root }).toSorted();
  const files = Object.fromEntries([...workflows, ...actions].map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));
  const missing: string[] = [];
  const withProgram = (linter: Linter, look: (program: string) => readonly Finding[]): readonly Finding[] => {
    if (isFresh(stateDirectory, linter.step)) return look(linter.program);
    missing.push(linter.step.title);
    return [];
  };
  const findings = [
    ...findingsOf(HOUSE_RULES, readRepository(files)),
    ...(await languageServiceFindings(files, [...workflows, ...actions])),
    ...withProgram(actionlint(root, stateDirectory, process.env), (program) =>
      workflows.flatMap((file) => {
        return actionlintFindings(file, output(program, actionlintArguments(file), withLocalUses(files[file] ?? '')));
      }),
    ),
    ...withProgram(zizmor(root, stateDirectory, process.env), (program) =>
      zizmorFindings(output(program, [...ZIZMOR_ARGUMENTS, '.github', 'actions'])),
    ),
  ];
  for (const finding of inOrder(findings)) console.log(render(finding));
  if (missing.length > 0) console.log(`without ${missing.join(' and ')}, which set-up could not bring`);
  return isGood(findings, missing, areRequired(process.env)) ? 0 : 1;
}

/** @throws Error when the program did not do its work: 1 is actionlint's word for "found something". */
function output(program: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: root, input, encoding: 'utf8', env: environment() });
  const name = path.basename(program);
  if (error !== undefined) throw new Error(`${name} could not be started (${error.message}): remove .setup, and run the check again`);
  if (status !== 0 && !(status === 1 && stdout.startsWith('['))) {
    throw new Error(`${name} ended with ${status ?? 'a signal'}, and said: ${stderr.trim()}`);
  }
  return stdout;
}

/** What a person has set for these tools elsewhere must not change what is found here. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ZIZMOR_|GH_|GITHUB_TOKEN$)/.test(name)));
}

process.exitCode = await main();
