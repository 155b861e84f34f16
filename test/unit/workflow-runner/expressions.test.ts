import { describe, expect, it } from 'vitest';
import { conditionExpression, evaluateCondition } from '../../../sandbox/workflow-runner/conditions.ts';
import {
  evaluateDeep,
  evaluateString,
  evaluateTemplate,
  ExpressionProblem,
  type Scope,
  splitTemplate,
} from '../../../sandbox/workflow-runner/expressions.ts';
import { stepStatusFunctions } from '../../../sandbox/workflow-runner/semantics.ts';
import { rule } from './harness.ts';

const scope: Scope = {
  contexts: {
    inputs: { flag: true, off: false, text: 'true', Mixed: 'case' },
    needs: { plan: { result: 'success', outputs: { legs: '["a","b"]', none: '' } }, copy: { result: 'skipped', outputs: {} } },
    matrix: { shard: 3, nested: { deep: [1, { x: 'y' }] } },
  },
};

describe('templates', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ["${{ 'it''s ''quoted'' twice' }}", "it's 'quoted' twice"],
    ["${{ '''' }}", "'"],
    ["${{ '}}' }} and ${{ '{{' }}", '}} and {{'],
    ['a ${{ matrix.shard }} b ${{ inputs.text }}', 'a 3 b true'],
    ['${{ inputs.MIXED }}${{ INPUTS.mixed }}', 'casecase'],
    ['${{ inputs.nothing }}', ''],
    ['${{ needs.plan }}', 'Object'],
    ["${{ join(needs.*.result, '-') }}", 'success-skipped'],
    ["${{ contains(needs.*.result, 'failure') }}", 'false'],
    ['${{ 1.50 }}', '1.5'],
    ["${{ format('{0}{{x}}', 'a') }}", 'a{x}'],
  ])('%s is %j', (template, expected) => {
    expect(evaluateString(template, scope)).toBe(expected);
  });

  it('keep the type of one whole expression, and are text otherwise', () => {
    expect(evaluateTemplate('${{ inputs.flag }}', scope)).toBe(true);
    expect(evaluateTemplate('${{ matrix.nested }}', scope)).toEqual({ deep: [1, { x: 'y' }] });
    expect(evaluateTemplate('${{ fromJSON(needs.plan.outputs.legs) }}', scope)).toEqual(['a', 'b']);
    expect(evaluateTemplate(' ${{ inputs.flag }}', scope)).toBe(' true');
    expect(evaluateTemplate(7, scope)).toBe(7);
  });

  it('may span lines inside the braces, on the decoded text', () => {
    expect(splitTemplate("one ${{\n  'a'\n}} two")).toEqual([
      { kind: 'text', text: 'one ' },
      { kind: 'expression', text: "\n  'a'\n" },
      { kind: 'text', text: ' two' },
    ]);
    expect(evaluateString('${{\n  inputs.flag\n  && matrix.shard\n}}', scope)).toBe('3');
  });

  it('are evaluated at every depth', () => {
    expect(evaluateDeep({ a: ['${{ matrix.shard }}', { b: 'x${{ inputs.off }}' }] }, scope)).toEqual({ a: [3, { b: 'xfalse' }] });
  });

  it.each([
    ['${{ nowhere.x }}', /nowhere/],
    ['${{ always() }}', /always/],
    ['${{ 1 + }}', /Unexpected/],
    ['${{ inputs.flag', /not closed/],
    ['${{ }}', /expected/],
    ["${{ fromJSON('{') }}", /fromJson.*JSON/i],
  ])('%s is a problem with a name', (template, message) => {
    expect(() => evaluateString(template, scope)).toThrow(ExpressionProblem);
    expect(() => evaluateString(template, scope)).toThrow(message);
  });
});

describe('the platform’s coercions', () => {
  it.each([
    ["'true' == true", false],
    ['inputs.flag == true', true],
    ["inputs.off == 'false'", false],
    ["0 == ''", true],
    ["null == ''", true],
    ["'ABC' == 'abc'", true],
    ["'10' == 10", true],
    ["'' || 'x'", 'x'],
    ["needs.plan.outputs.none != '' && 'a' || 'b'", 'b'],
    ["case(inputs.off, 'a', inputs.flag, 'b', 'c')", 'b'],
  ])('%s is %j', (expression, expected) => {
    expect(evaluateTemplate(`\${{ ${expression} }}`, scope)).toBe(expected);
  });
});

describe(rule('if.implicit-success'), () => {
  it.each([
    [undefined, 'success', true],
    [undefined, 'failure', false],
    ["needs.plan.result == 'success'", 'failure', false],
    ['${{ inputs.flag }}', 'success', true],
    ['always()', 'failure', true],
    ['!cancelled()', 'failure', true],
    ['!cancelled()', 'cancelled', false],
    ["!cancelled() && needs.plan.result == 'success'", 'failure', true],
    ['failure()', 'failure', true],
    ['failure() || inputs.flag', 'success', true],
    ["contains('always()', 'a')", 'failure', false],
    ["${{ format('{0}', 'success()') }}", 'failure', false],
    [false, 'success', false],
    ['${{ inputs.off }}', 'success', false],
    ["''", 'success', false],
  ] as const)('if: %s after %s is %s', (condition, status, expected) => {
    expect(evaluateCondition(condition, { ...scope, status: stepStatusFunctions(status) })).toBe(expected);
  });
});

describe(rule('if.text-is-true'), () => {
  it.each([
    ['${{ inputs.off }} && inputs.off', "format('{0} && inputs.off', inputs.off)"],
    ["it's {${{ inputs.off }}}", "format('it''s {{{0}}}', inputs.off)"],
  ])('if: %s is %s', (condition, expression) => {
    expect(conditionExpression(condition)).toBe(expression);
    expect(evaluateCondition(condition, { ...scope, status: stepStatusFunctions('success') })).toBe(true);
  });
});
