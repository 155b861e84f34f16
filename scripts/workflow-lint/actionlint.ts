import type { Finding } from './finding.ts';

/**
 * actionlint knows `./` and not yet `$/` (1.7.12). Both mean a path of this repository, and are as long as each other: shown the former, it
 * also holds inputs and outputs against the action's own file, and lines and columns stay true.
 */
export const withLocalUses = (workflow: string): string => workflow.replaceAll(/^(\s*(?:- )?uses:\s*["']?)\$\//gm, '$1./');

export const actionlintArguments = (file: string): readonly string[] => [
  ...['-config-file', '.github/actionlint.yaml'],
  // Scripts of the workflows are a line or two; what shellcheck and pyflakes would say must not depend on who has them.
  ...['-shellcheck=', '-pyflakes='],
  ...['-no-color', '-format', '{{json .}}', '-stdin-filename', file, '-'],
];

interface Reported {
  readonly message: string;
  readonly line: number;
  readonly kind: string;
}

export function actionlintFindings(file: string, json: string): readonly Finding[] {
  const reported = (JSON.parse(json) ?? []) as readonly Reported[];
  return reported.map(({ message, line, kind }) => ({ file, line, tool: 'actionlint', rule: kind, found: message }));
}
