import { describe, expect, it } from 'vitest';
import { CHECKOUT, JOB, rule, run } from './harness.ts';

const ok = 'steps: [{run: "true"}]';
const fails = 'steps: [{run: "false"}]';

/** Jobs as YAML, each with its needs, its condition and what it does. */
function jobs(...list: readonly (readonly [id: string, needs: string, condition: string | null, body: string])[]): string {
  const job = ([id, needs, condition, body]: (typeof list)[number]) =>
    `  ${id}:\n    ${JOB}\n    needs: [${needs}]\n${condition === null ? '' : `    if: ${condition}\n`}    ${body}\n`;
  return `jobs:\n${list.map(job).join('')}`;
}

describe(rule('job.success-all-ancestors'), () => {
  it.each<[string, string, Record<string, string>]>([
    [
      'a skipped ancestor skips all that follows',
      jobs(['a', '', null, ok], ['b', 'a', 'false', ok], ['c', 'b', null, ok], ['d', 'c', null, ok]),
      { a: 'success', b: 'skipped', c: 'skipped', d: 'skipped' },
    ],
    [
      'also past a job that ran all the same',
      jobs(['a', '', null, ok], ['b', 'a', 'false', ok], ['c', 'b', '${{ !cancelled() }}', ok], ['d', 'c', null, ok]),
      { a: 'success', b: 'skipped', c: 'success', d: 'skipped' },
    ],
    [
      'which is why a job after an optional one says what it needs',
      jobs(
        ['a', '', null, ok],
        ['b', 'a', 'false', ok],
        ['c', 'b', '${{ !cancelled() }}', ok],
        ['d', 'c', "${{ !cancelled() && needs.c.result == 'success' }}", ok],
      ),
      { a: 'success', b: 'skipped', c: 'success', d: 'success' },
    ],
    [
      'a failed ancestor',
      jobs(['a', '', null, fails], ['b', 'a', null, ok], ['c', 'b', 'always()', ok]),
      { a: 'failure', b: 'skipped', c: 'success' },
    ],
    [
      'a condition without a status function has success() before it',
      jobs(['a', '', null, fails], ['b', 'a', "needs.a.result == 'failure'", ok]),
      { a: 'failure', b: 'skipped' },
    ],
  ])('%s', async (_, yaml, expected) => {
    expect((await run(yaml)).results).toEqual(expected);
  });
});

describe(rule('job.failure-any-ancestor'), () => {
  it('sees a failure through a job that succeeded', async () => {
    const { results, outcome } = await run(
      jobs(
        ['a', '', null, fails],
        ['b', 'a', 'always()', ok],
        ['c', 'b', 'failure()', ok],
        ['d', '', null, ok],
        ['e', 'd', 'failure()', ok],
      ),
    );
    expect(results).toEqual({ a: 'failure', b: 'success', c: 'success', d: 'success', e: 'skipped' });
    expect(outcome.conclusion).toBe('failure');
  });
});

describe(rule('job.if-before-matrix'), () => {
  it('skips a job whose matrix would be empty', async () => {
    const { results } = await run(
      jobs(
        ['a', '', "github.event_name == 'push'", `strategy: {matrix: {x: []}}\n    ${ok}`],
        ['b', '', "vars.GO == 'yes' && inputs.go", ok],
      ).replace('jobs:', 'on: {workflow_dispatch: {inputs: {go: {type: boolean}}}}\njobs:'),
      { vars: { GO: 'yes' }, inputs: { go: 'true' } },
    );
    expect(results).toEqual({ a: 'skipped', b: 'success' });
  });

  it('fails a job whose condition cannot be evaluated', async () => {
    const { results, messages } = await run(jobs(['a', '', "fromJSON('{')", ok], ['b', 'a', null, ok]));
    expect(results).toEqual({ a: 'failure', b: 'skipped' });
    expect(messages('error')).toEqual([expect.stringContaining('fromJson')]);
  });
});

describe(rule('job.continue-on-error'), () => {
  it('counts as success for dependents and the run, and keeps its outcome', async () => {
    const { results, job, outcome } = await run(
      jobs(['a', '', null, `continue-on-error: true\n    ${fails}`], ['b', 'a', "needs.a.result == 'success'", ok]),
    );
    expect(results).toEqual({ a: 'success', b: 'success' });
    expect(job('a').outcome).toBe('failure');
    expect(outcome.conclusion).toBe('success');
  });
});

describe(rule('job.outputs'), () => {
  it('reach dependents, also from a failed job and from a post step; empty and masked ones do not', async () => {
    const yaml = `jobs:
  a:
    ${JOB}
    outputs:
      early: \${{ steps.x.outputs.early }}
      text: \${{ steps.x.outputs.lines }}
      empty: \${{ steps.x.outputs.none }}
      secret: arn:\${{ steps.x.outputs.hidden }}
      after: \${{ env.AFTER }}
    steps:
      - ${CHECKOUT}
      - uses: ./act
      - id: x
        run: |
          echo "::add-mask::123456789012"
          echo early=1 >> "$GITHUB_OUTPUT"
          printf 'lines<<X\\na\\nb\\nX\\n' >> "$GITHUB_OUTPUT"
          echo hidden=123456789012 >> "$GITHUB_OUTPUT"
          exit 1
  b:
    ${JOB}
    needs: a
    if: always()
    steps:
      - env: {OUTPUTS: "\${{ toJSON(needs.a) }}"}
        run: echo "$OUTPUTS"
`;
    const files = {
      'act/action.yml': 'name: x\ndescription: x\nruns: {using: node24, main: main.js, post: post.js}\n',
      'act/main.js': '',
      'act/post.js': "require('fs').appendFileSync(process.env.GITHUB_ENV, 'AFTER=post\\n')",
    };
    const { job, log, messages, outcome } = await run(yaml, { files });
    expect(job('a').outputs).toEqual({ early: '1', text: 'a\nb', after: 'post' });
    expect(messages('warning')).toEqual(["Skip output 'secret' since it may contain secret."]);
    expect(await log('b')).toContain('"result": "failure"');
    expect(JSON.stringify(outcome)).not.toContain('123456789012');
  });

  it('may not hold more than 1 MB', async () => {
    const { results, messages } = await run(`jobs:
  a:
    ${JOB}
    outputs: {x: "\${{ steps.x.outputs.x }}"}
    steps:
      - id: x
        run: (printf 'x='; head -c 600000 /dev/zero | tr '\\0' 'x') >> "$GITHUB_OUTPUT"
`);
    expect(results).toEqual({ a: 'failure' });
    expect(messages('error')).toEqual([expect.stringContaining('1 MB')]);
  });
});

describe('a dynamic matrix', () => {
  const yaml = (legs: string, more = '') => `jobs:
  plan:
    ${JOB}
    outputs: {legs: "\${{ steps.x.outputs.legs }}"}
    steps:
      - id: x
        run: echo 'legs=${legs}' >> "$GITHUB_OUTPUT"
  copy:
    ${JOB}
    needs: plan
    strategy:
      matrix: {shard: "\${{ fromJSON(needs.plan.outputs.legs) }}"}
${more}    outputs: {last: "\${{ steps.x.outputs.last }}", both: "\${{ matrix.shard.id }}"}
    steps:
      - id: x
        run: |
          if [ "\${{ strategy.job-index }}" = 0 ]; then sleep 0.2; fi
          echo "last=\${{ matrix.shard.id }}-\${{ strategy.job-index }}-\${{ strategy.job-total }}" >> "$GITHUB_OUTPUT"
`;

  it('comes from an output; the last leg to finish gives the output', async () => {
    const { job, results } = await run(yaml('[{"id":"a"},{"id":"b"}]'));
    expect(results).toEqual({ plan: 'success', copy: 'success' });
    expect(job('copy').legs.map(({ name, matrix }) => [name, matrix])).toEqual([
      ['copy (a)', { shard: { id: 'a' } }],
      ['copy (b)', { shard: { id: 'b' } }],
    ]);
    expect(job('copy').outputs['last']).toBe('a-0-2');
  });

  it('that is empty fails its job, with a reason', async () => {
    const { results, messages } = await run(yaml('[]'));
    expect(results).toEqual({ plan: 'success', copy: 'failure' });
    expect(messages('error')).toEqual(["The matrix vector 'shard' does not contain any values"]);
  });

  it('has a name of its own where the job has one with an expression', async () => {
    const { job } = await run(yaml('[{"id":"a"}]', '    name: Copy ${{ matrix.shard.id }} of ${{ strategy.job-total }}\n'));
    expect(job('copy').legs.map(({ name }) => name)).toEqual(['Copy a of 1']);
  });
});

describe(rule('matrix.fail-fast'), () => {
  const matrix = (more: string, first: string) => `jobs:
  a:
    ${JOB}
    strategy: {${more}matrix: {x: [1, 2, 3]}}
    continue-on-error: \${{ matrix.x == 3 }}
    steps:
      - run: 'if [ \${{ matrix.x }} = ${first} ]; then exit 1; else sleep 0.4; fi'
`;

  it.each([
    ['cancels the others by default', '', '1', ['failure', 'cancelled', 'cancelled'], 'failure'],
    ['not when it is off', 'fail-fast: false, ', '1', ['failure', 'success', 'success'], 'failure'],
    ['not for a leg with continue-on-error', '', '3', ['success', 'success', 'failure'], 'success'],
  ])('%s', async (_, more, first, expected, result) => {
    const { job } = await run(matrix(more, first));
    expect(job('a').legs.map((leg) => leg.result)).toEqual(expected);
    expect(job('a').result).toBe(result);
  });
});

describe(rule('matrix.max-parallel'), () => {
  it.each([
    ['max-parallel: 2, ', 8, 2],
    ['', 3, 3],
  ])('%s with %i machines: %i at once', async (more, jobsAtOnce, expected) => {
    const { events } = await run(
      `jobs:\n  a:\n    ${JOB}\n    strategy: {${more}matrix: {x: [1, 2, 3, 4, 5, 6]}}\n    steps: [{run: sleep 0.05}]\n`,
      { jobsAtOnce },
    );
    let running = 0;
    let most = 0;
    for (const { type } of events) {
      running += type === 'leg-started' ? 1 : type === 'leg-finished' ? -1 : 0;
      most = Math.max(most, running);
    }
    expect(most).toBe(expected);
  });
});

describe(rule('job.timeout'), () => {
  it('cancels the job with an annotation; always() steps still run, dependents are skipped', async () => {
    const { job, results, log, messages } = await run(
      jobs(
        ['a', '', null, 'timeout-minutes: 5\n    steps: [{run: sleep 9}, {run: echo not-this}, {if: always(), run: echo cleaned}]'],
        ['b', 'a', null, ok],
        ['c', 'a', "always() && needs.a.result == 'cancelled'", ok],
      ),
    );
    expect(results).toEqual({ a: 'cancelled', b: 'skipped', c: 'success' });
    expect(job('a').legs[0]?.steps.map(({ outcome }) => outcome)).toEqual(['cancelled', 'skipped', 'success']);
    expect(await log('a')).toContain('\ncleaned\n');
    expect(messages('error')).toEqual(['The job has exceeded the maximum execution time of 5 minutes']);
  });
});

describe('a number that an expression gives', () => {
  it.each([
    ['a job’s time', "timeout-minutes: ${{ fromJSON('0') }}\n    steps: [{run: 'true'}]", 'timeout-minutes'],
    ['a step’s time', 'steps: [{run: \'true\', timeout-minutes: "${{ github.nothing }}"}]', 'timeout-minutes'],
    ['max-parallel', "strategy: {max-parallel: \"${{ fromJSON('1.5') }}\", matrix: {x: [1]}}\n    steps: [{run: 'true'}]", 'max-parallel'],
  ])('%s is refused when it is none', async (_, body, key) => {
    const { results, messages } = await run(jobs(['a', '', null, body]));
    expect(results).toEqual({ a: 'failure' });
    expect(messages('error')).toEqual([expect.stringMatching(new RegExp(`^${key} must be a whole number above 0`))]);
  });
});

describe('a called workflow', () => {
  const called = `on:
  workflow_call:
    inputs:
      shards: {type: string, required: true}
      dry: {type: boolean, default: false}
      where: {type: string, default: "\${{ github.ref_name }}"}
    secrets: {KEY: {required: true}}
    outputs:
      copied: {value: "\${{ jobs.copy.outputs.last }}"}
      state: {value: "\${{ jobs.copy.result }}"}
env: {INNER: yes}
jobs:
  copy:
    ${JOB}
    strategy: {matrix: {x: "\${{ fromJSON(inputs.shards) }}"}}
    outputs: {last: "\${{ steps.x.outputs.last }}"}
    steps:
      - id: x
        run: |
          echo "last=\${{ matrix.x }}-\${{ inputs.dry }}-\${{ inputs.where }}" >> "$GITHUB_OUTPUT"
          echo "outer is '$OUTER', inner is '$INNER', key is $KEY, workflow is $GITHUB_WORKFLOW"
        env: {KEY: "\${{ secrets.KEY }}"}
  after:
    ${JOB}
    needs: copy
    if: inputs.dry
    steps: [{run: "true"}]
`;
  const caller = (more: string) => `name: Outer
on: workflow_dispatch
env: {OUTER: yes}
jobs:
  first: {runs-on: ubuntu-latest, steps: [{run: "true"}]}
  round:
    needs: first
    uses: ./.github/workflows/inner.yml
${more}  last:
    ${JOB}
    needs: round
    steps:
      - run: echo "\${{ needs.round.outputs.copied }} \${{ needs.round.outputs.state }}"
`;
  const files = { '.github/workflows/inner.yml': called };

  it(`runs with its own env and typed inputs (${rule('call.env-not-inherited')})`, async () => {
    const { results, job, log } = await run(caller('    with: {shards: \'["E9"]\', dry: "${{ 1 == 1 }}"}\n    secrets: inherit\n'), {
      files,
      secrets: { KEY: 'open-sesame' },
    });
    expect(results).toEqual({ first: 'success', round: 'success', last: 'success' });
    expect(job('round').outputs).toEqual({ copied: 'E9-true-main', state: 'success' });
    expect(job('round').legs[0]?.jobs?.map(({ id, name, result }) => [id, name, result])).toEqual([
      ['copy', 'round / copy', 'success'],
      ['after', 'round / after', 'success'],
    ]);
    expect(await log('round.copy.0')).toContain("outer is '', inner is 'yes', key is ***, workflow is Outer");
    expect(await log('last')).toContain('\nE9-true-main success\n');
  });

  it('may be called by a matrix, each leg with jobs of its own', async () => {
    const { job } = await run(
      caller('    strategy: {matrix: {n: [1, 2]}}\n    with: {shards: \'["${{ matrix.n }}"]\'}\n    secrets: {KEY: x}\n'),
      { files },
    );
    expect(job('round').legs.map((leg) => leg.jobs?.[0]?.name)).toEqual(['round (1) / copy', 'round (2) / copy']);
    expect(job('round').legs.map((leg) => leg.outputs['copied'])).toEqual(['1-false-main', '2-false-main']);
  });

  it.each([
    ['a wrong type', '    with: {shards: "[1]", dry: "yes"}\n    secrets: {KEY: x}\n', /'dry'.*must be true or false/],
    ['a missing input', '    secrets: {KEY: x}\n', /'shards'.*is required/],
    ['a missing secret', '    with: {shards: "[1]"}\n', /secret 'KEY'.*is required/],
  ])('fails for %s', async (_, more, message) => {
    const { results, messages } = await run(caller(more), { files });
    expect(results).toEqual({ first: 'success', round: 'failure', last: 'skipped' });
    expect(messages('error')).toEqual([expect.stringMatching(message)]);
  });

  it('of another repository: its $/ is there, its ./ is the workspace', async () => {
    const other = {
      'other/.github/workflows/inner.yml': `on: workflow_call
jobs:
  a:
    ${JOB}
    steps:
      - ${CHECKOUT}
      - uses: $/act
      - uses: ./act
`,
      'other/act/action.yml': 'name: x\ndescription: x\nruns: {using: composite, steps: [{run: echo of-the-callee, shell: bash}]}\n',
      'act/action.yml': 'name: x\ndescription: x\nruns: {using: composite, steps: [{run: echo of-the-caller, shell: bash}]}\n',
    };
    const { folderOf } = await import('./harness.ts');
    const root = await folderOf({
      ...other,
      '.github/workflows/w.yml': 'on: workflow_dispatch\njobs:\n  a:\n    uses: o/other/.github/workflows/inner.yml@v1\n',
    });
    const { results, log } = await run('', {
      root,
      repository: { name: 'o/caller', folders: { 'o/other': `${root}/other` }, id: '1', ownerId: '2', ref: 'refs/heads/main', actor: 'x' },
    });
    expect(results).toEqual({ a: 'success' });
    expect((await log('a.a')).match(/^of-the-\w+$/gm)).toEqual(['of-the-callee', 'of-the-caller']);
  });
});
