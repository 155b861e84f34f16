import { describe, expect, it } from 'vitest';
import { shellWords } from '../../../sandbox/workflow-runner/semantics.ts';
import { action, CHECKOUT, JOB, rule, run, steps } from './harness.ts';

describe(rule('shell.default'), () => {
  it.each([
    [undefined, true, 'bash -e {0}'],
    [undefined, false, 'sh -e {0}'],
    ['bash', true, 'bash --noprofile --norc -e -o pipefail {0}'],
    ['sh', true, 'sh -e {0}'],
    ['python', true, 'python {0}'],
    ['node --no-warnings {0}', true, 'node --no-warnings {0}'],
    ['perl', true, null],
    ['node --no-warnings', true, null],
  ])('%s, bash there: %s, is %s', (shell, hasBash, expected) => {
    expect(shellWords(shell, hasBash)?.join(' ') ?? null).toBe(expected);
  });

  it('only bash by name stops at a failure inside a pipe', async () => {
    const { leg } = await run(
      steps('run: false | true', 'run: false | true\nshell: bash', 'run: false | true\nshell: bash\nif: always()\ncontinue-on-error: true'),
    );
    expect(leg('job').steps.map(({ outcome }) => outcome)).toEqual(['success', 'failure', 'failure']);
  });

  it('of defaults.run holds for the workflow, then the job, then the step', async () => {
    const yaml = `defaults: {run: {shell: bash}}
jobs:
  job:
    ${JOB}
    defaults: {run: {working-directory: "\${{ github.workspace }}/\${{ env.SUB }}"}}
    env: {SUB: sub}
    steps:
      - ${CHECKOUT}
      - run: basename "$PWD"; echo $-; shopt -o pipefail
      - run: basename "$PWD"
        working-directory: sub/deep
        shell: sh
`;
    const { log, outcome } = await run(yaml, { files: { 'sub/deep/x': '' } });
    expect(await log('job')).toMatch(/\nsub\n\S*e\S*\npipefail\s+on\n[^]*\ndeep\n/);
    expect(outcome.conclusion).toBe('success');
  });

  it('names a folder that is not there', async () => {
    const { messages } = await run(steps('run: "true"\nworking-directory: nowhere'));
    expect(messages('error')[0]).toMatch(/no folder .*nowhere/);
  });
});

describe(rule('env.order'), () => {
  it('each is seen by the next, and replaced by it', async () => {
    const yaml = `env: {A: workflow, B: workflow, C: workflow, D: workflow}
jobs:
  job:
    ${JOB}
    env: {B: job, C: job, D: job}
    steps:
      - run: printf 'C=file\\nD=file\\nE=file\\n' >> "$GITHUB_ENV"
      - run: echo "$A $B $C $D $E \${{ env.A }} \${{ env.B }} \${{ env.C }} \${{ env.D }} \${{ env.E }}"
        env: {D: "step after \${{ env.D }}"}
`;
    expect(await (await run(yaml)).log('job')).toContain(
      '\nworkflow job file step after file file workflow job file step after file file\n',
    );
  });
});

describe(rule('env.clean'), () => {
  it('holds what the platform gives and what was asked for, nothing of the starter', async () => {
    const parentEnvironment = {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'AKIA-OF-A-PERSON',
      GITHUB_TOKEN: 'of-a-person',
      NODE_OPTIONS: '--no-warnings',
      SECRET: 'x',
      HOME: '/home/x',
      TMPDIR: '/tmp',
    };
    const { log } = await run(steps('run: env | cut -d= -f1 | sort'), { parentEnvironment, environment: { EXTRA: '1' } });
    const names = (await log('job')).split('\n').filter((line) => /^\w+$/.test(line));
    const own = names.filter((name) => !/^(GITHUB|RUNNER)_/.test(name));
    // bash itself adds PWD, SHLVL, OLDPWD and _.
    expect(own.filter((name) => !['PWD', 'SHLVL', 'OLDPWD', '_'].includes(name))).toEqual([
      'CI',
      'EXTRA',
      'HOME',
      'LANG',
      'PATH',
      'TMPDIR',
    ]);
    expect(names).toEqual(
      expect.arrayContaining([
        'GITHUB_ACTIONS',
        'GITHUB_RUN_ID',
        'GITHUB_RUN_ATTEMPT',
        'GITHUB_REPOSITORY',
        'GITHUB_SHA',
        'GITHUB_REF',
        'GITHUB_WORKFLOW',
        'GITHUB_JOB',
        'GITHUB_ACTOR',
        'GITHUB_SERVER_URL',
        'GITHUB_API_URL',
        'GITHUB_EVENT_NAME',
        'GITHUB_EVENT_PATH',
        'GITHUB_WORKSPACE',
        'RUNNER_TEMP',
        'RUNNER_TOOL_CACHE',
        'RUNNER_OS',
        'RUNNER_ARCH',
      ]),
    );
    expect(names).not.toContain('GITHUB_TOKEN');
  });
});

describe(rule('step.if-sees-own-env'), () => {
  it('evaluates the env first', async () => {
    const { leg } = await run(steps("if: env.GO == 'yes'\nrun: 'true'\nenv: {GO: yes}", "if: env.GO == 'yes'\nrun: 'true'"));
    expect(leg('job').steps.map(({ outcome }) => outcome)).toEqual(['success', 'skipped']);
  });
});

describe(rule('step.continue-on-error'), () => {
  it('forgives in the conclusion only', async () => {
    const { step, log, outcome } = await run(
      steps(
        'id: x\nrun: exit 3\ncontinue-on-error: true',
        'run: echo "${{ steps.x.outcome }} ${{ steps.x.conclusion }} ${{ job.status }}"',
      ),
    );
    expect(step('job', 'x')).toMatchObject({ outcome: 'failure', conclusion: 'success', exitCode: 3 });
    expect(await log('job')).toContain('\nfailure success success\n');
    expect(outcome.conclusion).toBe('success');
  });
});

describe(rule('step.timeout'), () => {
  it('fails the step, and the next ones with failure() run', async () => {
    const { leg, messages, log } = await run(
      steps(
        "run: trap 'echo interrupted; exit 0' INT; sleep 9 & wait\ntimeout-minutes: 5\nname: long",
        'run: echo no',
        'if: failure()\nrun: echo "was ${{ job.status }}"',
      ),
    );
    expect(leg('job').steps.map(({ outcome }) => outcome)).toEqual(['failure', 'skipped', 'success']);
    expect(messages('error')).toEqual(["The action 'long' has timed out after 5 minutes."]);
    expect(await log('job')).toMatch(/\ninterrupted\n[^]*\nwas failure\n/);
  });
});

describe(rule('step.output-files'), () => {
  it('are read after a failure, too, and fail the step when they are wrong', async () => {
    const { step, messages } = await run(
      steps('id: x\nrun: echo a=1 >> "$GITHUB_OUTPUT"; exit 1', 'id: y\nif: always()\nrun: echo wrong >> "$GITHUB_OUTPUT"'),
    );
    expect(step('job', 'x').outputs).toEqual({ a: '1' });
    expect(step('job', 'y')).toMatchObject({ outcome: 'failure', exitCode: 0 });
    expect(messages('error')).toEqual([
      'Process completed with exit code 1.',
      "Unable to process file command 'output' successfully.",
      "Invalid format 'wrong'",
    ]);
  });

  it('GITHUB_PATH puts folders first, the last one foremost', async () => {
    const yaml = steps(
      'run: |\n  mkdir -p "$RUNNER_TEMP/one" "$RUNNER_TEMP/two"\n  for d in one two; do printf "#!/bin/sh\\necho of-$d\\n" > "$RUNNER_TEMP/$d/tool"; chmod +x "$RUNNER_TEMP/$d/tool"; echo "$RUNNER_TEMP/$d" >> "$GITHUB_PATH"; done',
      'run: tool',
    );
    expect(await (await run(yaml)).log('job')).toContain('\nof-two\n');
  });
});

describe(rule('file.env-block-list'), () => {
  it('keeps NODE_OPTIONS out', async () => {
    const { log, messages, outcome } = await run(
      steps('run: printf "NODE_OPTIONS=--bad\\nA=1\\n" >> "$GITHUB_ENV"', 'run: echo "$A-$NODE_OPTIONS-"'),
    );
    expect(messages('error')).toEqual([expect.stringContaining('NODE_OPTIONS')]);
    expect(await log('job')).toContain('\n1--\n');
    expect(outcome.conclusion).toBe('success');
  });
});

describe(rule('file.summary-limit'), () => {
  it('keeps summaries as files, masked, and drops one that is too large with an annotation', async () => {
    const { leg, messages, outcome } = await run(
      steps(
        'run: |\n  echo "::add-mask::hush"\n  echo "# One hush" >> "$GITHUB_STEP_SUMMARY"',
        'run: head -c 1048577 /dev/zero >> "$GITHUB_STEP_SUMMARY"',
        'run: "true"',
      ),
    );
    const { readFile } = await import('node:fs/promises');
    const [first, second, third] = leg('job').steps;
    expect(await readFile(`${outcome.folder}/${first?.summary}`, 'utf8')).toBe('# One ***\n');
    expect(await readFile(`${outcome.folder}/summary.md`, 'utf8')).toBe('# One ***\n');
    expect([second?.summary, third?.summary]).toEqual([undefined, undefined]);
    expect(messages('error')).toEqual([expect.stringMatching(/up to a size of 1024k, got 1025k/)]);
    expect(outcome.conclusion).toBe('success');
  });
});

describe(rule('command.annotations'), () => {
  it('are collected with their place, up to 10 of each level in a step, and cut', async () => {
    const { outcome, messages } = await run(
      steps(
        'name: many\nrun: |\n  for i in $(seq 12); do echo "::warning::w$i"; done\n  echo "::notice title=T,file=a.ts,line=3::n"',
        'run: head -c 5000 /dev/zero | tr "\\0" x | sed "s/^/::warning::/"',
      ),
    );
    expect(messages('warning').slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, index) => `w${index + 1}`));
    expect(messages('warning')).toHaveLength(11);
    expect(messages('warning')[10]).toHaveLength(4096);
    expect(outcome.annotations.find(({ level }) => level === 'notice')).toEqual({
      level: 'notice',
      message: 'n',
      title: 'T',
      file: 'a.ts',
      line: 3,
      job: 'job',
      step: 'many',
    });
  });

  it('a refused command fails its step', async () => {
    const { step, messages } = await run(steps('id: x\nrun: echo "::set-output name=a::1"'));
    expect(step('job', 'x')).toMatchObject({ outcome: 'failure', exitCode: 0 });
    expect(messages('error')).toEqual([expect.stringContaining('$GITHUB_OUTPUT'), expect.any(String)].slice(0, 1));
  });
});

describe(rule('step.checkout-first'), () => {
  it('the workspace is empty before the checkout, and the repository after it', async () => {
    const { log, outcome } = await run(
      steps(
        'run: ls -A | wc -l',
        CHECKOUT,
        `${CHECKOUT}\nwith: {persist-credentials: false, fetch-depth: 1}`,
        'run: ls "$GITHUB_WORKSPACE"; test "$(pwd -P)" = "$ROOT"\nenv: {ROOT: "${{ github.workspace }}/.."}\nif: false',
        'run: cat marker',
      ),
      { files: { marker: 'here\n' } },
    );
    expect(await log('job')).toMatch(/\n0\n[^]*\nhere\n/);
    expect(outcome.conclusion).toBe('success');
  });

  it('a ./ action needs it, a $/ action does not', async () => {
    const files = action('act', { main: "console.log('ran')" });
    const { results, messages } = await run(`jobs:\n  local: {${JOB}, steps: [{uses: ./act}]}\n  own: {${JOB}, steps: [{uses: $/act}]}\n`, {
      files,
    });
    expect(results).toEqual({ local: 'failure', own: 'success' });
    expect(messages('error')).toEqual([expect.stringContaining('Did you forget to run actions/checkout')]);
  });

  it.each(['path: sub', 'repository: o/other', 'ref: v1', 'submodules: true'])(
    'a checkout with %s is refused, not ignored',
    async (input) => {
      const { results, messages } = await run(steps(`${CHECKOUT}\nwith: {${input}}`));
      expect(results).toEqual({ job: 'failure' });
      expect(messages('error')).toEqual([expect.stringContaining(`'${input}' is not supported`)]);
    },
  );

  it('never touches the repository itself', async () => {
    const { root } = await run(steps(CHECKOUT, CHECKOUT, 'run: exit 1'), { files: { 'keep/me': 'x' } });
    const { readFile } = await import('node:fs/promises');
    expect(await readFile(`${root}/keep/me`, 'utf8')).toBe('x');
  });
});

describe('multi-line text', () => {
  it('of a run step keeps its form, with expressions over several lines', async () => {
    const yaml = `jobs:
  job:
    ${JOB}
    steps:
      - run: |
          cat <<'X'
          one \${{
            format('{0}',
              'two') }}
            three
          X
      - run: >-
          echo folded
          \${{ github.job }}
`;
    const { log } = await run(yaml);
    expect(await log('job')).toMatch(/\none two\n {2}three\n[^]*\nfolded job\n/);
  });
});
