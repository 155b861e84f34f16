import { describe, expect, it } from 'vitest';
import { inputVariable } from '../../../sandbox/workflow-runner/semantics.ts';
import { action, CHECKOUT, rule, run, steps } from './harness.ts';

describe(rule('action.inputs'), () => {
  it.each([
    ['name', 'INPUT_NAME'],
    ['with space', 'INPUT_WITH_SPACE'],
    ['with-hyphen', 'INPUT_WITH-HYPHEN'],
  ])('%s is %s', (name, variable) => {
    expect(inputVariable(name)).toBe(variable);
  });

  it('come from with, else from the defaults, evaluated; strangers are a warning', async () => {
    const inputs =
      'inputs:\n  Who: {description: x, default: nobody}\n  where-to: {description: x, default: "${{ github.ref_name }}"}\n  not given: {description: x}\n';
    const main =
      "console.log(JSON.stringify(Object.fromEntries(Object.entries(process.env).filter(([k]) => k.startsWith('INPUT_')).sort())))";
    const { log, messages } = await run(steps(CHECKOUT, 'uses: ./act\nwith: {who: "${{ github.actor }}", other: 1}', 'uses: ./act'), {
      files: action('act', { main, inputs }),
    });
    const lines = (await log('job'))
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toEqual([
      { INPUT_WHO: 'local', 'INPUT_WHERE-TO': 'main', INPUT_NOT_GIVEN: '', INPUT_OTHER: '1' },
      { INPUT_WHO: 'nobody', 'INPUT_WHERE-TO': 'main', INPUT_NOT_GIVEN: '' },
    ]);
    expect(messages('warning')).toEqual([
      expect.stringMatching(/Unexpected input\(s\) 'other', valid inputs are \['Who', 'where-to', 'not given'\]/),
    ]);
  });
});

describe(rule('action.exit'), () => {
  it('a JS action says itself what failed', async () => {
    const { messages, step } = await run(steps(CHECKOUT, 'id: x\nuses: ./act'), {
      files: action('act', { main: "console.log('::error::mine'); process.exitCode = 4" }),
    });
    expect(messages('error')).toEqual(['mine']);
    expect(step('job', 'x')).toMatchObject({ outcome: 'failure', exitCode: 4 });
  });

  it('a run step says its exit code', async () => {
    expect((await run(steps('run: exit 9'))).messages('error')).toEqual(['Process completed with exit code 9.']);
  });

  it('a JS action runs with the runner’s own node, in the workspace', async () => {
    const { log } = await run(steps(CHECKOUT, 'uses: ./act'), {
      files: action('act', {
        main:
          "console.log(process.version === '" +
          process.version +
          "', require('fs').existsSync('act/action.yml'), process.env.GITHUB_ACTION_PATH)",
      }),
    });
    expect(await log('job')).toContain('\ntrue true undefined\n');
  });
});

const told = (text: string) => `console.log('${text}', process.env.INPUT_WHO, process.env.STATE_kept ?? 'nothing')`;
const keeper = (more = '') =>
  action('act', {
    main: `${told('main')}; require('fs').appendFileSync(process.env.GITHUB_STATE, 'kept=' + process.env.INPUT_WHO + '\\n')`,
    post: told('post'),
    inputs: 'inputs: {who: {description: x}}\n',
    more,
  });

describe(rule('action.post-order'), () => {
  it('last in, first out, with their state; not for a step that was skipped', async () => {
    const { log, leg } = await run(
      steps(CHECKOUT, 'uses: ./act\nwith: {who: one}', 'uses: ./act\nwith: {who: two}', 'if: false\nuses: ./act\nwith: {who: three}'),
      { files: keeper() },
    );
    expect((await log('job')).match(/^(main|post) .*$/gm)).toEqual([
      'main one nothing',
      'main two nothing',
      'post two two',
      'post one one',
    ]);
    expect(leg('job').steps.map(({ stage, name }) => `${stage} ${name}`)).toEqual([
      'main Run actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1',
      'main Run ./act',
      'main Run ./act',
      'main Run ./act',
      'post Post ./act',
      'post Post ./act',
    ]);
  });
});

describe(rule('action.post-condition'), () => {
  it.each([
    ['', true],
    ['\n  post-if: success()', false],
    ['\n  post-if: failure()', true],
    ["\n  post-if: github.ref_name == 'main'", true],
  ])('post-if %j after a failure runs: %s', async (more, runs) => {
    const { log } = await run(steps(CHECKOUT, 'uses: ./act\nwith: {who: one}', 'run: exit 1'), { files: keeper(more) });
    expect((await log('job')).includes('\npost one one\n')).toBe(runs);
  });

  it('a post that fails fails the job', async () => {
    const { results } = await run(steps(CHECKOUT, 'uses: ./act'), { files: action('act', { main: '', post: 'process.exitCode = 1' }) });
    expect(results).toEqual({ job: 'failure' });
  });
});

describe(rule('action.pre-not-local'), () => {
  const files = action('act', {
    main: "console.log('main', process.env.STATE_p)",
    pre: "console.log('pre'); require('fs').appendFileSync(process.env.GITHUB_STATE, 'p=1\\n')",
  });

  it('$/ runs it before the first step', async () => {
    const { log } = await run(steps('run: echo first', 'uses: $/act'), { files });
    expect((await log('job')).match(/^(pre|first|main .*)$/gm)).toEqual(['pre', 'first', 'main 1']);
  });

  it('./ does not, and says so', async () => {
    const { log, messages } = await run(steps(CHECKOUT, 'uses: ./act'), { files });
    expect((await log('job')).match(/^(pre|main .*)$/gm)).toEqual(['main undefined']);
    expect(messages('warning')).toEqual(["`pre` execution is not supported for local action from './act'"]);
  });
});

describe('a composite action', () => {
  const composite = (body: string) => ({
    'comp/action.yml': `name: c\ndescription: c\ninputs: {who: {description: x, default: you}}\noutputs: {said: {description: x, value: "\${{ steps.s.outputs.said }}"}}\nruns:\n  using: composite\n  steps:\n${body}`,
  });

  it('has inputs, outputs, steps of its own, and post steps of the actions in it', async () => {
    const body = `    - id: s
      run: echo "said=hello \${{ inputs.who }} from $GITHUB_ACTION_PATH" >> "$GITHUB_OUTPUT"
      shell: bash
    - uses: $/act
      with: {who: inner}
    - run: echo "inner sees '\${{ steps.outer.outputs.x }}' and $OWN"
      shell: bash
`;
    const { log, step, root } = await run(
      steps(
        CHECKOUT,
        'id: outer\nrun: echo x=1 >> "$GITHUB_OUTPUT"',
        'id: c\nuses: ./comp\nwith: {who: me}\nenv: {OWN: env}',
        'uses: ./act\nwith: {who: outer}',
      ),
      {
        files: { ...composite(body), ...keeper() },
      },
    );
    expect(step('job', 'c').outputs).toEqual({ said: `hello me from ${root}/comp` });
    expect(await log('job')).toContain("\ninner sees '' and env\n");
    expect((await log('job')).match(/^post .*$/gm)).toEqual(['post outer outer', 'post inner inner']);
  });

  it('fails with its step, whose followers see their own status', async () => {
    const body = `    - run: exit 1\n      shell: bash\n    - run: echo not-this\n      shell: bash\n    - run: echo cleaned\n      if: failure()\n      shell: bash\n`;
    const { results, log } = await run(steps(CHECKOUT, 'uses: ./comp', 'if: failure()\nrun: echo "job ${{ job.status }}"'), {
      files: composite(body),
    });
    expect(results).toEqual({ job: 'failure' });
    expect(await log('job')).toMatch(/\ncleaned\n[^]*\njob failure\n/);
    expect(await log('job')).not.toMatch(/^not-this$/m);
  });

  it('times out with its step', async () => {
    const body = '    - run: sleep 9\n      shell: bash\n    - run: echo not-this\n      shell: bash\n';
    const { leg, messages } = await run(steps(CHECKOUT, 'uses: ./comp\ntimeout-minutes: 3'), { files: composite(body) });
    expect(messages('error')).toEqual(["The action 'Run ./comp' has timed out after 3 minutes."]);
    expect(leg('job').result).toBe('failure');
  });
});
