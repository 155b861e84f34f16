import type { Finding } from './finding.ts';
import { lineOf, type Path, type Repository, type WorkflowFile } from './repository.ts';

/** A rule of the house: looks at one file, and at the repository around it. */
export interface Rule {
  readonly name: string;
  readonly check: (workflow: WorkflowFile, repository: Repository) => readonly Violation[];
}

export interface Violation {
  readonly path: Path;
  readonly found: string;
  readonly fix: string;
}

export function findingsOf(rules: readonly Rule[], repository: Repository): readonly Finding[] {
  return repository.workflows.flatMap((workflow) =>
    rules.flatMap(({ name, check }) =>
      check(workflow, repository).map(({ path, found, fix }): Finding => {
        return { file: workflow.file, line: lineOf(workflow, path), tool: 'house', rule: name, found, fix };
      }),
    ),
  );
}
