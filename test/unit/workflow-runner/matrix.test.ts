import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandMatrix, legName, MatrixProblem } from '../../../sandbox/workflow-runner/matrix.ts';
import { LIMITS, mergeOutputs, mergeResults, type Result, runConclusion } from '../../../sandbox/workflow-runner/semantics.ts';
import { rule } from './harness.ts';

const values = (matrix: unknown) => expandMatrix(matrix).map((leg) => leg.values);

describe(rule('matrix.product'), () => {
  it('turns the last vector fastest', () => {
    expect(values({ a: [1, 2], b: ['x', 'y'] })).toEqual([
      { a: 1, b: 'x' },
      { a: 1, b: 'y' },
      { a: 2, b: 'x' },
      { a: 2, b: 'y' },
    ]);
  });

  it('has as many legs as the product of the lengths, each different', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 8 }),
        fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 8 }),
        (a, b) => {
          const legs = values({ a, b });
          expect(legs).toHaveLength(a.length * b.length);
          expect(new Set(legs.map((leg) => JSON.stringify(leg))).size).toBe(legs.length);
        },
      ),
    );
  });
});

describe(rule('matrix.exclude'), () => {
  it.each([
    [
      [{ a: 1 }],
      [
        { a: 2, b: 'x' },
        { a: 2, b: 'y' },
      ],
    ],
    [
      [{ a: 1, b: 'X' }],
      [
        { a: 1, b: 'y' },
        { a: 2, b: 'x' },
        { a: 2, b: 'y' },
      ],
    ],
    [
      [{ A: '1' }],
      [
        { a: 2, b: 'x' },
        { a: 2, b: 'y' },
      ],
    ],
  ])('%j', (exclude, expected) => {
    expect(values({ a: [1, 2], b: ['x', 'y'], exclude })).toEqual(expected);
  });

  it('looks into objects', () => {
    expect(
      values({
        os: [
          { name: 'a', v: 1 },
          { name: 'a', v: 2 },
        ],
        exclude: [{ os: { v: 2 } }],
      }),
    ).toEqual([{ os: { name: 'a', v: 1 } }]);
  });

  it('refuses a key that no vector has', () => {
    expect(() => values({ a: [1], exclude: [{ z: 1 }] })).toThrow(/'z'/);
  });
});

describe(rule('matrix.include'), () => {
  it.each([
    ['adds to matching combinations', [{ a: 1, extra: true }], [{ a: 1, extra: true }, { a: 2 }]],
    [
      'adds to all when it names no vector',
      [{ extra: true }],
      [
        { a: 1, extra: true },
        { a: 2, extra: true },
      ],
    ],
    [
      'a later one overwrites what an earlier one added',
      [{ extra: 1 }, { a: 2, extra: 2 }],
      [
        { a: 1, extra: 1 },
        { a: 2, extra: 2 },
      ],
    ],
    ['becomes a leg when it contradicts', [{ a: 3, extra: true }], [{ a: 1 }, { a: 2 }, { a: 3, extra: true }]],
  ])('%s', (_, include, expected) => {
    expect(values({ a: [1, 2], include })).toEqual(expected);
  });

  it('makes legs alone', () => {
    expect(values({ include: [{ x: 1 }, { x: 2, y: 'z' }] })).toEqual([{ x: 1 }, { x: 2, y: 'z' }]);
  });
});

describe(rule('matrix.empty-fails'), () => {
  it.each([
    ['no vector', {}],
    ['an empty vector', { a: [] }],
    ['an empty include', { include: [] }],
    ['all excluded', { a: [1], exclude: [{ a: 1 }] }],
    ['no list', { a: 'text' }],
    ['no mapping', ['a']],
    ['nothing', null],
  ])('%s', (_, matrix) => {
    expect(() => expandMatrix(matrix)).toThrow(MatrixProblem);
  });
});

describe(rule('matrix.limit'), () => {
  it.each([
    [LIMITS.matrixLegs, true],
    [LIMITS.matrixLegs + 1, false],
  ])('%i legs: %s', (count, allowed) => {
    const matrix = { a: Array.from({ length: count }, (_, index) => index) };
    if (allowed) expect(expandMatrix(matrix)).toHaveLength(count);
    else expect(() => expandMatrix(matrix)).toThrow(/257/);
  });
});

describe(rule('matrix.leg-name'), () => {
  it.each([
    [{ a: ['x'], b: [1] }, 'job (x, 1)'],
    [{ a: [{ n: 'x', deep: ['y', true] }] }, 'job (x, y, true)'],
    [{ a: [''], b: ['y'] }, 'job (y)'],
    [{ a: ['x'], include: [{ a: 'x', extra: 'unseen' }] }, 'job (x)'],
  ])('%j', (matrix, name) => {
    expect(legName('job', expandMatrix(matrix)[0]?.label ?? '')).toBe(name);
  });

  it('is cut', () => {
    expect(legName('job', 'x'.repeat(200))).toHaveLength(100);
    expect(legName('job', 'x'.repeat(200))).toMatch(/\.\.\.$/);
  });
});

describe(rule('matrix.result'), () => {
  it.each<[Result[], Result]>([
    [['success', 'success'], 'success'],
    [['success', 'failure', 'cancelled'], 'failure'],
    [['success', 'cancelled'], 'cancelled'],
    [['skipped', 'success'], 'success'],
    [['skipped', 'skipped'], 'skipped'],
    [[], 'skipped'],
  ])('%j is %s', (results, expected) => {
    expect(mergeResults(results)).toBe(expected);
  });
});

describe(rule('matrix.outputs-merge'), () => {
  it.each([
    [[{ a: '1' }, { a: '2' }], { a: '2' }],
    [[{ a: '1' }, { a: '' }], { a: '1' }],
    [[{ a: '1' }, { b: '2' }], { a: '1', b: '2' }],
  ])('%j is %j', (legs, expected) => {
    expect(mergeOutputs(legs)).toEqual(expected);
  });
});

describe('the conclusion of a run', () => {
  it.each<[Result[], boolean, string]>([
    [['success', 'skipped'], false, 'success'],
    [['success', 'failure'], false, 'failure'],
    [['failure', 'cancelled'], false, 'failure'],
    [['failure', 'cancelled'], true, 'cancelled'],
    [['success', 'cancelled'], false, 'cancelled'],
    [['success', 'success'], true, 'success'],
    [['success', 'failure'], true, 'failure'],
  ])('%j, cancelled: %s, is %s', (results, cancelled, expected) => {
    expect(runConclusion(results, cancelled)).toBe(expected);
  });
});
