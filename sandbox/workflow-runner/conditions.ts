import {
  evaluateExpression,
  isTruthy,
  parseExpression,
  type Scope,
  splitTemplate,
  STATUS_FUNCTIONS,
  type Template,
  usesStatusFunction,
} from './expressions.ts';

/** The expression that a condition stands for. A condition without `${{ }}` is one expression; mixed with text it is text (rule if.text-is-true). */
export function conditionExpression(condition: Template | undefined): string {
  const text = condition === undefined || condition === null ? '' : String(condition).trim();
  if (!text.includes('${{')) return text === '' ? 'success()' : text;
  const segments = splitTemplate(text);
  const [first] = segments;
  if (segments.length === 1 && first?.kind === 'expression') return first.text.trim();
  let index = 0;
  const format = segments.map((part) =>
    part.kind === 'expression' ? `{${index++}}` : part.text.replaceAll("'", "''").replaceAll('{', '{{').replaceAll('}', '}}'),
  );
  const values = segments.flatMap((part) => (part.kind === 'expression' ? [part.text.trim()] : []));
  return `format('${format.join('')}', ${values.join(', ')})`;
}

/** Rule if.implicit-success. */
export function evaluateCondition(condition: Template | undefined, scope: Scope): boolean {
  const expression = conditionExpression(condition);
  const tree = parseExpression(expression, Object.keys(scope.contexts), STATUS_FUNCTIONS);
  return isTruthy(evaluateExpression(usesStatusFunction(tree) ? expression : `success() && (${expression})`, scope));
}

/** pre-if and post-if: as they stand, always() when there is none (rule action.post-condition). */
export function evaluateHookCondition(condition: string | undefined, scope: Scope): boolean {
  return isTruthy(evaluateExpression(conditionExpression(condition ?? 'always()'), scope));
}
