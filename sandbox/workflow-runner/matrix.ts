import { asString, evaluateExpression } from './expressions.ts';
import { LIMITS } from './semantics.ts';

export type MatrixValues = Readonly<Record<string, unknown>>;

export interface MatrixLeg {
  readonly values: MatrixValues;
  /** What tells the leg from its siblings, in words (rule matrix.leg-name). */
  readonly label: string;
}

/** A matrix that the platform would fail the job for. */
export class MatrixProblem extends Error {
  override readonly name = 'MatrixProblem';
}

/** The legs of an evaluated `strategy.matrix` (rules matrix.*). @throws MatrixProblem */
export function expandMatrix(matrix: unknown): MatrixLeg[] {
  if (!isMapping(matrix)) throw new MatrixProblem(`A matrix must be a mapping, not ${describe(matrix)}`);
  const vectors = Object.entries(matrix).filter(([name]) => !['include', 'exclude'].includes(name.toLowerCase()));
  for (const [name, values] of vectors) {
    if (!Array.isArray(values)) throw new MatrixProblem(`The matrix vector '${name}' must be a list, not ${describe(values)}`);
    if (values.length === 0) throw new MatrixProblem(`The matrix vector '${name}' does not contain any values`);
  }
  const includes = entries(matrix, 'include');
  const excludes = entries(matrix, 'exclude');
  const names = new Set(vectors.map(([name]) => name.toLowerCase()));
  for (const exclude of excludes) {
    const stranger = Object.keys(exclude).find((key) => !names.has(key.toLowerCase()));
    if (stranger !== undefined) throw new MatrixProblem(`The matrix exclude key '${stranger}' does not match any key within the matrix`);
  }
  const filters = includes.map((include) => ({
    filter: pick(include, (key) => names.has(key.toLowerCase())),
    extra: pick(include, (key) => !names.has(key.toLowerCase())),
    include,
    matched: false,
  }));
  const legs: MatrixLeg[] = [];
  for (const values of product(vectors as [string, unknown[]][])) {
    if (excludes.some((exclude) => matches(exclude, values))) continue;
    const extra: Record<string, unknown> = {};
    for (const candidate of filters) {
      if (!matches(candidate.filter, values)) continue;
      candidate.matched = true;
      Object.assign(extra, candidate.extra);
    }
    legs.push({ values: { ...values, ...extra }, label: label(values) });
  }
  for (const { matched, include } of filters) if (!matched) legs.push({ values: include, label: label(include) });
  if (legs.length === 0) throw new MatrixProblem('The matrix has no leg: a job whose matrix may be empty needs a condition that skips it');
  if (legs.length > LIMITS.matrixLegs)
    throw new MatrixProblem(`The matrix has ${legs.length} legs; at most ${LIMITS.matrixLegs} are allowed`);
  return legs;
}

function entries(matrix: MatrixValues, name: 'include' | 'exclude'): MatrixValues[] {
  const list = Object.entries(matrix).find(([key]) => key.toLowerCase() === name)?.[1] ?? [];
  if (!Array.isArray(list)) throw new MatrixProblem(`matrix.${name} must be a list of mappings, not ${describe(list)}`);
  for (const item of list)
    if (!isMapping(item) || Object.keys(item).length === 0) throw new MatrixProblem(`matrix.${name} must hold mappings that are not empty`);
  return list as MatrixValues[];
}

function product(vectors: readonly [string, readonly unknown[]][]): Record<string, unknown>[] {
  if (vectors.length === 0) return [];
  return vectors.reduce<Record<string, unknown>[]>(
    (legs, [name, values]) => legs.flatMap((leg) => values.map((value) => ({ ...leg, [name]: value }))),
    [{}],
  );
}

/** Every leaf of the filter equals the leg's, as `==` compares. */
function matches(filter: unknown, value: unknown): boolean {
  if (Array.isArray(filter)) return filter.every((item, index) => matches(item, Array.isArray(value) ? value[index] : null));
  if (isMapping(filter)) return Object.entries(filter).every(([key, item]) => matches(item, isMapping(value) ? lookUp(value, key) : null));
  return evaluateExpression('a == b', { contexts: { a: filter, b: value ?? null } }) === true;
}

function lookUp(mapping: MatrixValues, key: string): unknown {
  return Object.entries(mapping).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1] ?? null;
}

function pick(mapping: MatrixValues, keep: (key: string) => boolean): MatrixValues {
  return Object.fromEntries(Object.entries(mapping).filter(([key]) => keep(key)));
}

function label(values: unknown): string {
  const leaves = (value: unknown): string[] => {
    if (Array.isArray(value)) return value.flatMap(leaves);
    if (isMapping(value)) return Object.values(value).flatMap(leaves);
    return asString(value) === '' ? [] : [asString(value)];
  };
  return leaves(values).join(', ');
}

/** The name of a leg that has none of its own. */
export function legName(jobName: string, leg: string): string {
  const name = leg === '' ? jobName : `${jobName} (${leg})`;
  return name.length > LIMITS.legNameChars ? `${name.slice(0, LIMITS.legNameChars - 3)}...` : name;
}

function isMapping(value: unknown): value is MatrixValues {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  return Array.isArray(value)
    ? 'a list'
    : value === null || value === undefined
      ? 'nothing'
      : typeof value === 'string'
        ? `the text '${value.slice(0, 40)}'`
        : typeof value;
}
