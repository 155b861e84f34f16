import type { Expr } from '@actions/expressions';
import { ContextAccess, FunctionCall, IndexAccess, Literal } from '@actions/expressions/ast';
import { conditionExpression } from '../../sandbox/workflow-runner/conditions.ts';
import { ExpressionProblem, parseExpression, splitTemplate, visit } from '../../sandbox/workflow-runner/expressions.ts';
import { CONTEXTS, KNOWN_FUNCTIONS } from '../../sandbox/workflow-runner/refusals.ts';
import type { Path } from './repository.ts';

export interface Found {
  readonly path: Path;
  readonly tree: Expr;
}

/** Every expression below a value. One that does not parse is left out: GitHub's parser says so. */
export function expressionsIn(value: unknown, path: Path = []): readonly Found[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => expressionsIn(item, [...path, index]));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => expressionsIn(item, [...path, key]));
  }
  if (typeof value !== 'string') return [];
  const texts = path.at(-1) === 'if' ? [conditionOf(value)] : textsIn(value);
  return texts.flatMap((text) => parsed(text).map((tree) => ({ path, tree })));
}

/** What a job's or step's `if` says; always something, as without any it is `success()`. */
export function conditionTree(condition: string | undefined): Expr | undefined {
  return parsed(conditionOf(condition))[0];
}

function conditionOf(condition: string | undefined): string {
  return safely(() => conditionExpression(condition)) ?? '';
}

function textsIn(value: string): readonly string[] {
  const segments = safely(() => splitTemplate(value)) ?? [];
  return segments.flatMap(({ kind, text }) => (kind === 'expression' ? [text] : []));
}

const parsed = (text: string): readonly Expr[] => {
  const tree = safely(() => parseExpression(text, CONTEXTS, KNOWN_FUNCTIONS));
  return tree === undefined ? [] : [tree];
};

function safely<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (thrown) {
    if (thrown instanceof ExpressionProblem) return undefined;
    throw thrown;
  }
}

export function nodesOf(tree: Expr): readonly Expr[] {
  const nodes: Expr[] = [];
  visit(tree, (node) => nodes.push(node));
  return nodes;
}

/** `needs.plan.outputs.matrix` as its parts, as far as they are written out. Empty for anything else. */
export function reference(node: Expr): readonly string[] {
  if (node instanceof ContextAccess) return [node.name.lexeme.toLowerCase()];
  if (!(node instanceof IndexAccess) || !(node.index instanceof Literal)) return [];
  const parent = reference(node.expr);
  return parent.length === 0 ? [] : [...parent, node.index.literal.coerceString()];
}

/** All of them, also the beginnings of longer ones. */
export function referencesIn(tree: Expr): readonly (readonly string[])[] {
  return nodesOf(tree)
    .map(reference)
    .filter(({ length }) => length > 0);
}

export function callsOf(tree: Expr, name: string): readonly FunctionCall[] {
  return nodesOf(tree).filter(
    (node): node is FunctionCall => node instanceof FunctionCall && node.functionName.lexeme.toLowerCase() === name.toLowerCase(),
  );
}

export const literal = (node: Expr | undefined): string | undefined => (node instanceof Literal ? node.literal.coerceString() : undefined);
