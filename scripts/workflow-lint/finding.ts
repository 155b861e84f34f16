/** What a tool holds against a workflow file, in the form in which all of them are told. */
export interface Finding {
  /** Relative to the repository. */
  readonly file: string;
  readonly line: number;
  readonly tool: 'house' | 'languageservice' | 'actionlint' | 'zizmor';
  readonly rule: string;
  /** What is there, and why that will not do. */
  readonly found: string;
  /** What to write instead. */
  readonly fix?: string;
}

export function render({ file, line, tool, rule, found, fix }: Finding): string {
  return `${file}:${line}: ${found}${fix === undefined ? '' : `; ${fix}`} [${tool}: ${rule}]`;
}

/** By file and line; what several tools say of one line stays together. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/** Nothing was found, by all tools that must have looked: `missing` are those that could not. */
export const isGood = (findings: readonly Finding[], missing: readonly string[], allAreRequired: boolean): boolean =>
  findings.length === 0 && (missing.length === 0 || !allAreRequired);
