import { describe, expect, it } from 'vitest';
import { actionlintFindings, withLocalUses } from '../../../scripts/workflow-lint/actionlint.ts';
import { inOrder, isGood, render } from '../../../scripts/workflow-lint/finding.ts';
import { languageServiceFindings } from '../../../scripts/workflow-lint/language-service.ts';
import { zizmorFindings } from '../../../scripts/workflow-lint/zizmor.ts';

const FILE = '.github/workflows/w.yml';
const CALLED = `on:
  workflow_call:
    inputs:
      pass: { type: number, required: true }
    outputs:
      verdict: { value: x }
jobs:
  one: { runs-on: ubuntu-latest, steps: [{ run: echo }] }
`;
const ACTION = `name: plan
description: plans
inputs:
  config: { description: a file, required: true }
runs: { using: node24, main: dist/index.js }
`;

const workflow = (...jobs: readonly string[]): string =>
  ['on: push', 'jobs:', '  plan:', '    runs-on: ubuntu-latest', '    outputs: { matrix: x }', ...jobs, ''].join('\n');
const GOOD_STEPS = ['    steps:', '      - uses: $/actions/plan', '        with: { config: x }'];

const languageService = (content: string) =>
  languageServiceFindings({ [FILE]: content, '.github/workflows/called.yml': CALLED, 'actions/plan/action.yml': ACTION }, [FILE]);

describe("GitHub's language service", () => {
  it('accepts what is right, with $/ actions, $/ workflows and a queue', async () => {
    const call = ['  round:', '    needs: plan', '    uses: $/.github/workflows/called.yml', '    with: { pass: 1 }'];
    const after = ['  after:', '    needs: round', '    uses: ./.github/workflows/called.yml', '    with: { pass: 2 }'];
    const content = `concurrency: { group: a, queue: max }\n${workflow(...GOOD_STEPS, ...call, ...after)}`;
    expect(await languageService(content)).toEqual([]);
  });

  it.each([
    ['an unknown need', [...GOOD_STEPS, '  b: { needs: nobody, runs-on: u, steps: [{ run: echo }] }'], 9, 'nobody'],
    [
      'an output that a job has not',
      [...GOOD_STEPS, '  b:', '    needs: plan', '    runs-on: ${{ needs.plan.outputs.nothing }}', '    steps: [{ run: echo }]'],
      11,
      'nothing',
    ],
    ['an unknown context', ['    steps: [{ run: echo, env: { A: "${{ nothing.at.all }}" } }]'], 6, 'nothing'],
    [
      'an input that an action has not',
      ['    steps:', '      - uses: $/actions/plan', '        with: { config: x, konfig: y }'],
      8,
      "Invalid action input 'konfig'",
    ],
    ['an input that an action wants', ['    steps:', '      - uses: $/actions/plan'], 7, 'Missing required input `config`'],
    ['an action that is not there', ['    steps:', '      - uses: $/actions/plam'], 7, 'actions/plam'],
    ['an input that a workflow wants', [...GOOD_STEPS, '  b:', '    uses: $/.github/workflows/called.yml'], 10, 'pass'],
    ['an unknown key', [...GOOD_STEPS, '    retries: 3'], 9, 'retries'],
  ])('finds %s', async (_, lines, line, says) => {
    const found = await languageService(workflow(...lines));
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toMatchObject({ file: FILE, line, tool: 'languageservice', found: expect.stringContaining(says) as unknown });
  });

  it('looks into actions, too', async () => {
    const found = await languageServiceFindings({ 'actions/plan/action.yml': ACTION.replace('main:', 'mein:') }, [
      'actions/plan/action.yml',
    ]);
    expect(found.map(({ line }) => line)).toContain(5);
  });
});

describe('actionlint', () => {
  it.each([
    ['      - uses: $/actions/plan', '      - uses: ./actions/plan'],
    ['        uses: "$/actions/plan"', '        uses: "./actions/plan"'],
    ['    uses: $/.github/workflows/called.yml', '    uses: ./.github/workflows/called.yml'],
    ["      - run: echo 'uses: $/x'", "      - run: echo 'uses: $/x'"],
    ['      - uses: actions/checkout@v7', '      - uses: actions/checkout@v7'],
  ])('is shown %j as %j', (line, shown) => {
    expect(withLocalUses(`a: b\n${line}\n`)).toBe(`a: b\n${shown}\n`);
  });

  it('has its errors told, and nothing when there are none', () => {
    expect(actionlintFindings(FILE, 'null\n')).toEqual([]);
    expect(actionlintFindings(FILE, '[]')).toEqual([]);
    expect(actionlintFindings(FILE, '[{"message":"unexpected key","line":3,"column":5,"kind":"syntax-check"}]')).toEqual([
      { file: FILE, line: 3, tool: 'actionlint', rule: 'syntax-check', found: 'unexpected key' },
    ]);
  });
});

describe('zizmor', () => {
  const reported = (ignored: boolean) => ({
    ident: 'artipacked',
    desc: 'credential persistence',
    url: 'https://docs.zizmor.sh/audits/#artipacked',
    ignored,
    locations: [
      { symbolic: { key: { Local: { verbatim_path: FILE } }, annotation: 'a detail', kind: 'Related' }, concrete: at(1) },
      { symbolic: { key: { Local: { verbatim_path: FILE } }, annotation: 'this step', kind: 'Primary' }, concrete: at(6) },
    ],
  });
  const at = (row: number) => ({ location: { start_point: { row, column: 0 } } });

  it('has its findings told at their primary place, without the ones that are ignored there', () => {
    expect(zizmorFindings(JSON.stringify([reported(true), reported(false)])).map(render)).toEqual([
      `${FILE}:7: credential persistence: this step; https://docs.zizmor.sh/audits/#artipacked [zizmor: artipacked]`,
    ]);
  });
});

describe('findings', () => {
  it('are told by file and line, and otherwise in the order of the tools', () => {
    const finding = (file: string, line: number, rule: string) => ({ file, line, rule, tool: 'house', found: 'x' }) as const;
    const all = [finding('b', 1, '1'), finding('a', 20, '2'), finding('a', 3, '3'), finding('a', 3, '4')];
    expect(inOrder(all).map(({ rule }) => rule)).toEqual(['3', '4', '2', '1']);
  });

  it('fail the check; so does a tool that could not look, where all are required', () => {
    const one = [{ file: 'a', line: 1, rule: 'r', tool: 'house', found: 'x' }] as const;
    expect([isGood([], [], true), isGood([], ['zizmor'], false)]).toEqual([true, true]);
    expect([isGood(one, [], false), isGood([], ['zizmor'], true)]).toEqual([false, false]);
  });
});
