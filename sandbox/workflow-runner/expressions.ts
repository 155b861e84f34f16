import { data, type Expr, Evaluator, Lexer, Parser } from '@actions/expressions';
import { Binary, ContextAccess, FunctionCall, Grouping, IndexAccess, Logical, Unary } from '@actions/expressions/ast';
import { TokenType } from '@actions/expressions/lexer';

/** `always()`, `success()`, `failure()`, `cancelled()`, as the place of evaluation answers them. */
export interface StatusFunctions {
  readonly success: () => boolean;
  readonly failure: () => boolean;
  readonly cancelled: () => boolean;
}

/** What an expression may see. A context that is not given is unknown to it, as on the platform. */
export interface Scope {
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly status?: StatusFunctions;
}

/** A value that may hold expressions, as YAML gave it. */
export type Template = string | number | boolean | null;

export class ExpressionProblem extends Error {
  override readonly name = 'ExpressionProblem';
}

export type Segment = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'expression'; readonly text: string };

const OPEN = '${{';

/**
 * Splits text at `${{ … }}`. On the decoded string, because GitHub's reader keeps raw indentation inside multi-line scalars
 * (template-reader.js, parseScalar); a `}}` inside a literal does not end an expression.
 */
export function splitTemplate(text: string): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  while (from < text.length) {
    const open = text.indexOf(OPEN, from);
    if (open < 0) break;
    if (open > from) segments.push({ kind: 'text', text: text.slice(from, open) });
    const close = endOfExpression(text, open + OPEN.length);
    if (close < 0) throw new ExpressionProblem(`The expression is not closed: ${text.slice(open, open + 40)}`);
    segments.push({ kind: 'expression', text: text.slice(open + OPEN.length, close) });
    from = close + 2;
  }
  if (from < text.length) segments.push({ kind: 'text', text: text.slice(from) });
  return segments;
}

function endOfExpression(text: string, from: number): number {
  let inLiteral = false;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "'") inLiteral = !inLiteral;
    else if (!inLiteral && text[at] === '}' && text[at + 1] === '}') return at;
  }
  return -1;
}

/** A template as plain data: one whole expression keeps its type, anything else becomes a string. */
export function evaluateTemplate(template: Template, scope: Scope): unknown {
  if (typeof template !== 'string') return template;
  const segments = splitTemplate(template);
  const [first] = segments;
  if (segments.length === 1 && first?.kind === 'expression') return toPlain(evaluateData(first.text, scope));
  return segments.map(({ kind, text }) => (kind === 'text' ? text : evaluateData(text, scope).coerceString())).join('');
}

/** A template as the platform writes it into an environment variable, an input or a name. */
export function evaluateString(template: Template, scope: Scope): string {
  return asString(evaluateTemplate(template, scope));
}

/** A whole number from 1 on, for the keys that count or time something. @throws ExpressionProblem */
export function evaluateCount(key: string, template: Template, scope: Scope): number {
  const count = Number(evaluateString(template, scope));
  if (!Number.isInteger(count) || count < 1)
    throw new ExpressionProblem(`${key} must be a whole number above 0, not '${evaluateString(template, scope)}'`);
  return count;
}

/** Mappings and sequences, with every template in them evaluated; keys are taken as they are. */
export function evaluateDeep(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => evaluateDeep(item, scope));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluateDeep(item, scope)]));
  }
  return evaluateTemplate(value as Template, scope);
}

/** The value of one expression, without its `${{ }}`. */
export function evaluateExpression(text: string, scope: Scope): unknown {
  return toPlain(evaluateData(text, scope));
}

export function isTruthy(value: unknown): boolean {
  return !(value === null || value === undefined || value === false || value === '' || value === 0 || Number.isNaN(value));
}

export function asString(value: unknown): string {
  return toData(value).coerceString();
}

function evaluateData(text: string, scope: Scope): data.ExpressionData {
  const tree = parseExpression(text, Object.keys(scope.contexts), scope.status === undefined ? [] : STATUS_FUNCTIONS);
  const used = new Set<string>();
  visit(tree, (node) => {
    if (node instanceof ContextAccess) used.add(node.name.lexeme.toLowerCase());
  });
  // Only the contexts that are used are converted: outputs of `needs` may be large.
  const contexts = Object.entries(scope.contexts).filter(([name]) => used.has(name.toLowerCase()));
  const dictionary = new data.Dictionary(...contexts.map(([key, value]) => ({ key, value: toData(value) })));
  try {
    return new Evaluator(tree, dictionary, statusDefinitions(scope.status)).evaluate();
  } catch (thrown) {
    throw new ExpressionProblem(`${messageOf(thrown)}, in \${{ ${text.trim()} }}`, { cause: thrown });
  }
}

export interface FunctionShape {
  readonly name: string;
  readonly minArgs: number;
  readonly maxArgs: number;
}

export const STATUS_FUNCTIONS: readonly FunctionShape[] = ['always', 'success', 'failure', 'cancelled'].map((name) => ({
  name,
  minArgs: 0,
  maxArgs: 0,
}));

/** Parses, with GitHub's parser. @throws ExpressionProblem with its message. */
export function parseExpression(text: string, contextNames: readonly string[], functions: readonly FunctionShape[]): Expr {
  try {
    const tokens = lex(text);
    const tree = new Parser(tokens, [...contextNames], [...functions]).parse() as Expr | undefined;
    if (tree === undefined) throw new Error('An expression was expected');
    return tree;
  } catch (thrown) {
    throw new ExpressionProblem(`${messageOf(thrown)}, in \${{ ${text.trim()} }}`, { cause: thrown });
  }
}

/** The lexer un-escapes only the first `''` of a literal (lexer.js, consumeString): the value is taken from the lexeme again. */
function lex(text: string) {
  const { tokens } = new Lexer(text).lex();
  return tokens.map((token) =>
    token.type === TokenType.STRING ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") } : token,
  );
}

function statusDefinitions(status: StatusFunctions | undefined) {
  if (status === undefined) return new Map<string, never>();
  const define = (name: string, answer: () => boolean) => ({ name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(answer()) });
  return new Map([
    ['always', define('always', () => true)],
    ['success', define('success', status.success)],
    ['failure', define('failure', status.failure)],
    ['cancelled', define('cancelled', status.cancelled)],
  ]);
}

/** The functions that an expression calls, in lower case. */
export function functionsOf(tree: Expr): ReadonlySet<string> {
  const names = new Set<string>();
  visit(tree, (node) => {
    if (node instanceof FunctionCall) names.add(node.functionName.lexeme.toLowerCase());
  });
  return names;
}

export function usesStatusFunction(tree: Expr): boolean {
  const called = functionsOf(tree);
  return STATUS_FUNCTIONS.some(({ name }) => called.has(name));
}

export function visit(node: Expr, on: (node: Expr) => void): void {
  on(node);
  if (node instanceof FunctionCall || node instanceof Logical) for (const argument of node.args) visit(argument, on);
  else if (node instanceof Binary) for (const side of [node.left, node.right]) visit(side, on);
  else if (node instanceof Unary) visit(node.expr, on);
  else if (node instanceof Grouping) visit(node.group, on);
  else if (node instanceof IndexAccess) for (const part of [node.expr, node.index]) visit(part, on);
}

function toData(value: unknown): data.ExpressionData {
  if (value === undefined) return new data.Null();
  return JSON.parse(JSON.stringify(value), data.reviver) as data.ExpressionData;
}

function toPlain(value: data.ExpressionData): unknown {
  return JSON.parse(JSON.stringify(value, data.replacer)) as unknown;
}

function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  // fromJSON wraps the JSON error, whose message is the useful one.
  return thrown.cause instanceof Error ? `${thrown.message}: ${thrown.cause.message}` : thrown.message;
}
