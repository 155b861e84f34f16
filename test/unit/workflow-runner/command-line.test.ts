import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../sandbox/workflow-runner/command-line.ts';
import { folderOf, JOB, run } from './harness.ts';

const parse = async (...args: string[]) => {
  const parsed = await parseCommandLine(args, { environment: { PATH: '/bin' }, cores: 3 });
  if (parsed.kind !== 'run') throw new Error('it is help');
  return parsed.line;
};

describe('the command line', () => {
  it('has a value for everything', async () => {
    expect(await parse('w.yml')).toMatchObject({
      options: {
        file: 'w.yml',
        inputs: {},
        event: null,
        runs: '.runs',
        jobsAtOnce: 3,
        sandbox: null,
        subjectStyle: 'old',
        reviewedEnvironments: ['approve'],
        rerunFailed: null,
        repository: { name: null, ref: 'refs/heads/main' },
      },
      approved: [],
      cancelAfterMs: null,
      jsonFile: null,
      isPlain: false,
    });
  });

  it('takes what it is given, repeated where that means more', async () => {
    const line = await parse(
      ...'w.yml -f a=1 -f b=x=y --env A=1 --env B= --var V=1 --secret S=x --sandbox state.json --approve one --approve two --reviewed gate --jobs-at-once 7 --runs r --json o.json --plain --repository o/r --subject-style new --rerun-failed 4 --cancel-after 1.5 --repository-folder o/x=/x'.split(
        ' ',
      ),
    );
    expect(line).toMatchObject({
      options: {
        inputs: { a: '1', b: 'x=y' },
        environment: { A: '1', B: '' },
        vars: { V: '1' },
        secrets: { S: 'x' },
        sandbox: 'state.json',
        reviewedEnvironments: ['gate'],
        jobsAtOnce: 7,
        runs: 'r',
        subjectStyle: 'new',
        rerunFailed: '4',
        repository: { name: 'o/r', folders: { 'o/x': '/x' } },
      },
      approved: ['one', 'two'],
      cancelAfterMs: 1500,
      jsonFile: 'o.json',
      isPlain: true,
    });
  });

  it.each([
    [['w.yml', '-f', 'name'], /name=value/],
    [['w.yml', 'x.yml'], /too many arguments/],
    [['w.yml', '--jobs-at-once', '0'], /above 0/],
    [['w.yml', '--jobs-at-once', '1.5'], /whole number/],
    [['w.yml', '--cancel-after', 'soon'], /above 0/],
    [['w.yml', '--subject-style', 'newer'], /old, new/],
    [['w.yml', '--event', '/nowhere.json'], /\/nowhere\.json cannot be read/],
    [['w.yml', '--approvals', '/nowhere.txt'], /approvals file \/nowhere\.txt cannot be read/],
  ])('%j is refused', async (args, message) => {
    await expect(parse(...args)).rejects.toMatchObject({ code: 'USAGE', exitCode: 2, message: expect.stringMatching(message) as string });
  });

  it('takes approvals from a file, too: environments, one a line', async () => {
    const folder = await folderOf({ 'approved.txt': '# reviewed on Monday\napprove\r\n\n  a gate \n#operate\n' });
    expect((await parse('w.yml', '--approvals', `${folder}/approved.txt`)).approved).toEqual(['approve', 'a gate']);
    expect((await parse('w.yml', '--approve', 'one', '--approvals', `${folder}/approved.txt`)).approved).toEqual([
      'one',
      'approve',
      'a gate',
    ]);
  });

  it('has help', async () => {
    const help = await parseCommandLine(['--help'], { environment: {}, cores: 1 });
    expect(help.kind === 'help' && help.text).toMatch(/--approvals <file>[^]*--rerun-failed/);
  });
});

describe('an event', () => {
  const yaml = `on:\n  workflow_dispatch: {inputs: {name: {type: string}}}\n  pull_request: {}\n  schedule: [{cron: "0 0 * * *"}]\njobs:\n  job:\n    ${JOB}\n    steps: [{run: "echo $GITHUB_EVENT_NAME \${{ github.event.pull_request.number }} \${{ inputs.name }} \${{ github.event.inputs.name }} $(node -p 'require(process.env.GITHUB_EVENT_PATH).repository.full_name')"}]\n`;

  it.each([
    ['none is a dispatch', null, { name: 'n' }, 'workflow_dispatch n n example/checkout-history'],
    ['a pull request is told by its payload', { payload: { pull_request: { number: 7 } } }, {}, 'pull_request 7 example/checkout-history'],
    ['a dispatch may bring its inputs', { payload: { inputs: { name: 'e' } } }, {}, 'workflow_dispatch e e example/checkout-history'],
    ['one that is named', { name: 'schedule', payload: {} }, {}, 'schedule example/checkout-history'],
  ])('%s', async (_, event, inputs, expected) => {
    const { log } = await run(yaml, { event, inputs });
    expect((await log('job')).split('\n').at(-2)?.replaceAll(/ +/g, ' ')).toBe(expected);
  });

  it.each([
    [{ payload: { release: {} } }, {}, /does not run on release; it runs on: workflow_dispatch, pull_request, schedule/],
    [{ payload: {} }, {}, /cannot be told/],
    [{ payload: { pull_request: {} } }, { name: 'x' }, /Inputs .* are for workflow_dispatch/],
  ])('%j with inputs %j is refused', async (event, inputs, message) => {
    await expect(run(yaml, { event, inputs })).rejects.toMatchObject({ code: 'USAGE', message: expect.stringMatching(message) as string });
  });

  it('is read from a file', async () => {
    const folder = await folderOf({ 'good.json': '{"pull_request": {"number": 1}}', 'bad.json': '[1]' });
    expect((await parse('w.yml', '--event', `${folder}/good.json`)).options.event).toEqual({
      name: undefined,
      payload: { pull_request: { number: 1 } },
    });
    await expect(parse('w.yml', '--event', `${folder}/bad.json`)).rejects.toMatchObject({
      message: expect.stringContaining('no JSON object') as string,
    });
  });

  it('a sandbox’s state that is none is refused', async () => {
    const folder = await folderOf({});
    await writeFile(`${folder}/state.json`, '{"endpoint": 7}');
    await expect(run(yaml, { sandbox: `${folder}/state.json` })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('endpoint') as string,
    });
    await expect(run(yaml, { sandbox: `${folder}/none.json` })).rejects.toMatchObject({ code: 'CONFIG_MISSING' });
  });
});
