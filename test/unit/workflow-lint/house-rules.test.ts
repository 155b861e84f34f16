import { describe, expect, it } from 'vitest';
import { HOUSE_RULES } from '../../../scripts/workflow-lint/house-rules.ts';
import { PINS } from '../../../scripts/workflow-lint/pins.ts';
import { readRepository } from '../../../scripts/workflow-lint/repository.ts';
import { findingsOf } from '../../../scripts/workflow-lint/rule.ts';
import { pinned } from '../../../scripts/workflow-lint/safety.ts';

const CHECKOUT = `actions/checkout@${PINS['actions/checkout']?.commit} # ${PINS['actions/checkout']?.release}`;
const OTHER_COMMIT = '0123456789abcdef0123456789abcdef01234567';

/** A workflow that no rule has anything against. Cases change a line of it. */
const GOOD = `name: good
on:
  workflow_dispatch:
    inputs:
      mode:
        type: choice
        options: [all, copy]
        default: all
permissions: {}
defaults:
  run:
    shell: bash
jobs:
  plan:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: read # the migration file
    outputs:
      matrix: \${{ steps.plan.outputs.matrix }}
      batches: \${{ steps.plan.outputs.batches }}
      batch-count: \${{ steps.plan.outputs.batch-count }}
    steps:
      - uses: ${CHECKOUT}
        with:
          persist-credentials: false
      - id: plan
        uses: $/actions/plan
        with:
          config: \${{ inputs.mode }}
  optional:
    needs: plan
    if: \${{ inputs.mode == 'all' }}
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {}
    steps:
      - run: echo "$MODE"
        env:
          MODE: \${{ inputs.mode }}
  after:
    needs: [plan, optional]
    if: \${{ !cancelled() && needs.plan.outputs.batch-count != '0' }}
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {}
    strategy:
      matrix:
        batch: \${{ fromJSON(needs.plan.outputs.batches) }}
    steps:
      - run: echo
  round:
    needs: plan
    uses: $/.github/workflows/round.yml
    permissions:
      contents: read # the actions
    with:
      mode: all
  last:
    needs: round
    if: \${{ always() && needs.round.outputs.verdict == 'identical' }}
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {}
    steps:
      - run: echo
`;

const ROUND = `name: round
on:
  workflow_dispatch:
    inputs:
      mode: { type: choice, options: [all, copy], default: all }
  workflow_call:
    inputs:
      mode: { type: string, required: true }
      pass: { type: number, required: true, default: 1 }
    outputs:
      verdict: { value: '\${{ jobs.verify.outputs.verdict }}' }
permissions: {}
defaults: { run: { shell: bash } }
jobs:
  verify:
    runs-on: ubuntu-latest
    timeout-minutes: 1
    permissions: {}
    outputs:
      verdict: x
    steps:
      - run: echo
`;

const ACTION = `name: plan
inputs:
  config: { required: true }
  plan: {}
outputs:
  matrix: {}
  batches: {}
  batch-count: {}
`;

const GOOD_FILE = '.github/workflows/good.yml';
const ROUND_FILE = '.github/workflows/round.yml';

function findings(good: string, round = ROUND) {
  const repository = readRepository({ [GOOD_FILE]: good, [ROUND_FILE]: round, 'actions/plan/action.yml': ACTION });
  return findingsOf(HOUSE_RULES, repository).map(({ file, line, rule, found, fix }) => ({ file, line, rule, says: `${found}; ${fix}` }));
}

/** The base with one text replaced, which must be there. */
function changed(from: string, to: string, base = GOOD): string {
  expect(base).toContain(from);
  return base.replace(from, () => to);
}

const lineWith = (text: string, content: string): number => content.slice(0, content.indexOf(text)).split('\n').length;

describe('the house rules', () => {
  it('have nothing against a workflow that keeps them', () => {
    expect(findings(GOOD)).toEqual([]);
  });

  /** What is changed, into what; the rule; where it is told (the text of that line); what is said. */
  const REFUSED: readonly (readonly [from: string, to: string, rule: string, at: string, says: string])[] = [
    ['permissions: {}\ndefaults', 'defaults', 'permissions', 'name: good', 'without permissions at the top'],
    ['permissions: {}\ndefaults', 'permissions: read-all\ndefaults', 'permissions', 'permissions: read-all', 'every job gets'],
    ['permissions: {}\ndefaults', 'permissions:\n  contents: read # for all\ndefaults', 'permissions', 'permissions:\n', 'every job gets'],
    [
      '    permissions:\n      contents: read # the migration file\n',
      '',
      'permissions',
      '  plan:',
      "'plan' does not state its permissions",
    ],
    ['contents: read # the migration file', 'contents: read', 'permissions', 'contents: read\n', 'asks for contents and gives no reason'],
    [
      'contents: read # the actions',
      'contents: read #',
      'permissions',
      'contents: read #\n',
      "'round' asks for contents and gives no reason",
    ],
    ['    permissions: {}\n    strategy', '    permissions: write-all\n    strategy', 'permissions', 'write-all', 'name each permission'],
    ['persist-credentials: false', 'fetch-depth: 1', 'persist-credentials', 'actions/checkout@', 'with: persist-credentials: false'],
    ['persist-credentials: false', 'persist-credentials: true', 'persist-credentials', 'actions/checkout@', '.git/config'],
    ['echo "$MODE"', 'echo "${{ inputs.mode }}"', 'expression-in-run', 'echo "${{', 'give it through env'],
    ['run: echo "$MODE"', 'run: |\n          echo ${{ inputs.mode }}', 'expression-in-run', '- run: |', 'give it through env'],
    ['defaults:\n  run:\n    shell: bash\n', '', 'shell', 'name: good', 'no pipefail'],
    ['shell: bash', 'shell: sh', 'shell', 'defaults:', 'no pipefail'],
    ['timeout-minutes: 10\n    permissions:\n', 'permissions:\n', 'timeout', '  plan:', 'may hang for six hours'],
    ['timeout-minutes: 10', 'timeout-minutes: 1.5', 'timeout', 'timeout-minutes: 1.5', 'whole'],
    ['timeout-minutes: 10', 'timeout-minutes: ${{ inputs.mode }}', 'timeout', 'timeout-minutes: ${{', 'whole'],
    ['timeout-minutes: 10', 'timeout-minutes: 0', 'timeout', 'timeout-minutes: 0', 'whole'],
    ['on:\n', 'on:\n  pull_request_target:\n', 'pull-request-target', 'pull_request_target', "stranger's pull request"],
    [
      '    inputs:\n      mode:',
      `    inputs:\n${Array.from({ length: 25 }, (_, at) => `      i${at}: {}\n`).join('')}      mode:`,
      'dispatch-inputs',
      '    inputs:\n',
      '26 inputs, and GitHub takes 25',
    ],

    [CHECKOUT, 'actions/checkout@v7', 'pin', 'actions/checkout@v7', `'v7' of actions/checkout may become another commit; ${CHECKOUT}`],
    [CHECKOUT, CHECKOUT.replace(/@\w+/, `@${OTHER_COMMIT}`), 'pin', 'actions/checkout@', 'not the one in scripts/workflow-lint/pins.ts'],
    [CHECKOUT, CHECKOUT.replace(/ #.*/, ''), 'pin', 'actions/checkout@', 'does not say which release'],
    [CHECKOUT, CHECKOUT.replace(/ #.*/, ' # v6.0.0'), 'pin', 'actions/checkout@', 'does not say which release'],
    [CHECKOUT, `someone/thing@${OTHER_COMMIT} # v1`, 'pin', 'someone/thing@', 'someone/thing is not in the table'],
    ['uses: $/.github/workflows/round.yml', 'uses: someone/else/.github/workflows/x.yml@main', 'pin', 'someone/else', 'not in the table'],
    ['- run: echo "$MODE"', '- uses: docker://alpine:3', 'pin', 'docker://', 'name it by digest'],

    ['          config:', '          konfig: x\n          config:', 'with', 'konfig', "no input 'konfig'; it has config, plan"],
    ['config: ${{', 'plan: ${{', 'with', 'uses: $/actions/plan', "actions/plan/action.yml requires the input 'config'"],
    ['$/actions/plan', '$/actions/plam', 'with', 'actions/plam', 'no action.yml at actions/plam'],
    ['$/actions/plan', './actions/plam/', 'with', 'actions/plam', 'no action.yml at actions/plam'],
    ['      mode: all\n', '      mode: all\n      much: 1\n', 'with', 'much: 1', "round.yml has no input 'much'; it has mode, pass"],
    ['      mode: all\n', '      pass: 2\n', 'with', 'uses: $/.github', "round.yml requires the input 'mode'"],
    ['      mode: all\n', '      mode: all\n      pass: one\n', 'with', 'pass: one', "'one' is no number, which 'pass' is"],
    ['      mode: all\n', '      mode: al\n', 'with', 'mode: al\n', "'al' is none of the options of 'mode'; it has all, copy"],
    ['$/.github/workflows/round.yml', '$/.github/workflows/good.yml', 'with', 'workflows/good.yml', 'no reusable workflow (workflow_call)'],

    [
      'steps.plan.outputs.matrix',
      'steps.plan.outputs.shards',
      'outputs',
      'outputs.shards',
      "actions/plan/action.yml declares no output 'shards'",
    ],
    ['needs.plan.outputs.batch-count', 'needs.plan.outputs.count', 'outputs', 'outputs.count', "the job 'plan' declares no output 'count'"],
    [
      'needs.round.outputs.verdict',
      'needs.round.outputs.verdikt',
      'outputs',
      'verdikt',
      "round.yml declares no output 'verdikt'; it has verdict",
    ],
    ['default: all', 'default: everything', 'choice', 'default: everything', "'everything', is none of its options; it has all, copy"],
    ["inputs.mode == 'all'", "inputs.mode == 'al'", 'choice', "== 'al'", "inputs.mode is never 'al'"],
    ["inputs.mode == 'all'", "'al' != inputs.mode", 'choice', "'al' !=", "inputs.mode is never 'al'"],
    ["inputs.mode == 'all'", `contains(fromJSON('["all", "verify"]'), inputs.mode)`, 'choice', 'fromJSON(', "never 'verify'"],

    [
      "    if: ${{ !cancelled() && needs.plan.outputs.batch-count != '0' }}\n",
      '',
      'explicit-condition',
      '  after:',
      "when 'optional' is skipped",
    ],
    ['!cancelled() && needs', 'needs', 'explicit-condition', 'if: ${{ needs', "!cancelled() && needs.plan.result == 'success'"],
    [
      'needs: plan\n    uses',
      'needs: after\n    uses',
      'explicit-condition',
      '  round:',
      "when 'optional', 'after' or one of them is skipped",
    ],

    ['outputs.batch-count !=', 'outputs.batches !=', 'empty-matrix', 'batch: ${{ fromJSON', "'after' fails when this list is empty"],
    [
      '!cancelled() && needs.plan.outputs.batch-count',
      'always() && needs.optional.outputs.batch-count',
      'empty-matrix',
      'batch: ${{ fromJSON',
      'NAME-count',
    ],
    [
      'matrix:\n        batch: ${{ fromJSON(needs.plan.outputs.batches) }}',
      'matrix: ${{ fromJSON(inputs.mode) }}',
      'empty-matrix',
      'matrix: ${{ fromJSON',
      'fails when',
    ],
  ];

  it.each(REFUSED)('refuse %j → %j by %s', (from, to, rule, at, says) => {
    const content = changed(from, to);
    const own = findings(content).filter((one) => one.rule === rule);
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({ file: GOOD_FILE, line: lineWith(at, content), says: expect.stringContaining(says) as unknown });
  });

  it.each([
    ['several permissions with reasons', 'contents: read # the actions', 'contents: read # the actions\n      id-token: write # the role'],
    [
      'one input fewer than too many',
      '    inputs:\n',
      `    inputs:\n${Array.from({ length: 24 }, (_, at) => `      i${at}: {}\n`).join('')}`,
    ],
    ['an image by digest', '- run: echo "$MODE"', `- uses: docker://alpine@sha256:${'a'.repeat(64)}`],
    ['./ in place of $/', '$/actions/plan', './actions/plan'],
    ['an input under another case', 'config: ${{', 'Config: ${{'],
    ['an optional input', '          config:', '          plan: x\n          config:'],
    ['a number', '      mode: all\n', '      mode: all\n      pass: 2\n'],
    ['a choice that is computed', '      mode: all\n', '      mode: ${{ inputs.mode }}\n'],
    ['an output of a script', "needs.plan.outputs.batch-count != '0'", "needs.plan.outputs.batch-count != '0' && steps.any.outputs.thing"],
    ['inputs that are empty, as on a schedule', "inputs.mode == 'all'", "inputs.mode == ''"],
    ['an explicit success()', '!cancelled() && needs', 'success() && needs'],
    ['any status function, in any case', '!cancelled() && needs', 'FAILURE() && needs'],
    ['a list that is never empty: the shards of a plan', 'fromJSON(needs.plan.outputs.batches)', 'fromJSON(needs.plan.outputs.matrix)'],
    [
      'a list that is explained',
      '        batch: ${{ fromJSON(needs.plan.outputs.batches) }}',
      '        # never empty: one leg per region\n        batch: ${{ fromJSON(vars.REGIONS) }}',
    ],
    [
      'a list that is explained on its line',
      'batch: ${{ fromJSON(needs.plan.outputs.batches) }}',
      'batch: ${{ fromJSON(vars.REGIONS) }} # never empty: one leg per region',
    ],
    ['a list that is written out', 'fromJSON(needs.plan.outputs.batches)', "fromJSON('[1, 2]')"],
    ['a list that is a list', '${{ fromJSON(needs.plan.outputs.batches) }}', '[1, 2]'],
    ['what another parser refuses', "inputs.mode == 'all'", 'inputs.mode =='],
  ])('accept %s', (_, from, to) => {
    expect(findings(changed(from, to))).toEqual([]);
  });

  it('look into outputs of a called workflow, too', () => {
    const round = changed('jobs.verify.outputs.verdict', 'jobs.verify.outputs.verdikt', ROUND);
    expect(findings(GOOD, round)).toMatchObject([{ file: ROUND_FILE, rule: 'outputs', line: lineWith('verdikt', round) }]);
  });

  it('know every commit by its table, which holds whole commits and releases', () => {
    for (const { commit, release } of Object.values(PINS)) {
      expect(commit).toMatch(/^[0-9a-f]{40}$/);
      expect(release).toMatch(/^v\d+\.\d+\.\d+$/);
    }
    const repository = readRepository({ [GOOD_FILE]: changed(CHECKOUT, `Actions/Checkout/sub@${OTHER_COMMIT} # v1.0.0`) });
    expect(findingsOf([pinned({ 'actions/checkout': { release: 'v1.0.0', commit: OTHER_COMMIT } })], repository)).toEqual([]);
  });
});
