import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Problem } from './official.ts';

/** A YAML file with its values and where each of them stands. */
export interface YamlSource {
  /** As it is shown to people: relative to its repository. */
  readonly file: string;
  readonly content: string;
  readonly value: unknown;
  readonly locate: (path: readonly PropertyKey[], key?: string) => { readonly line: number; readonly column: number };
}

export function readYaml(file: string, content: string): YamlSource {
  const lines = new LineCounter();
  // Duplicate keys, and whatever is no YAML, are the official parser's to report.
  const document = parseDocument(content, { lineCounter: lines, uniqueKeys: false, logLevel: 'error' });
  return {
    file,
    content,
    value: document.toJS() as unknown,
    locate: (path, key) => {
      for (let length = path.length; length >= 0; length -= 1) {
        const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
        if (!isNode(node)) continue;
        const named =
          isMap(node) && key !== undefined ? node.items.find((item) => isScalar(item.key) && item.key.value === key)?.key : undefined;
        const range = isNode(named) ? named.range : node.range;
        if (range === null || range === undefined) continue;
        const { line, col } = lines.linePos(range[0]);
        return { line, column: col };
      }
      return { line: 1, column: 1 };
    },
  };
}

/** A schema's issues as problems: an unknown key is one that GitHub takes and this runner does not. */
export function schemaProblems(source: YamlSource, error: z.ZodError): Problem[] {
  const strange = new Set(error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? [issue.path.join('.')] : [])));
  // A step that is `wait:` has no `run:`, either: once is enough.
  const said = error.issues.filter(({ path }) => !(strange.has(path.slice(0, -1).join('.')) && valueAt(source.value, path) === undefined));
  return said.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        file: source.file,
        ...source.locate(issue.path, key),
        message: `'${key}' is not supported by the local runner`,
      }));
    }
    return [
      {
        file: source.file,
        ...source.locate(issue.path),
        message: `${issue.path.join('.')}: ${issue.message} (in the form the local runner supports)`,
      },
    ];
  });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (found, key) => (typeof found === 'object' && found !== null ? (found as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}

export function renderProblem({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column}: ${message}`;
}
