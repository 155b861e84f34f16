import { describe, expect, it } from 'vitest';
import { MigrationError } from '../../../src/errors.ts';
import { loadWorkflowTree } from '../../../sandbox/workflow-runner/workflow-files.ts';
import { action, CHECKOUT, type Files, folderOf, JOB } from './harness.ts';

async function load(yaml: string, files: Files = {}, name = 'w.yml') {
  const root = await folderOf({ ...files, [`.github/workflows/${name}`]: yaml });
  return loadWorkflowTree({ file: `${root}/.github/workflows/${name}`, repositoryName: 'o/r', repositoryFolders: {} });
}

async function refusal(yaml: string, files: Files = {}): Promise<string[]> {
  try {
    await load(yaml, files);
  } catch (thrown) {
    if (!(thrown instanceof MigrationError)) throw thrown;
    expect(thrown.exitCode).toBe(2);
    return thrown.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  throw new Error('it was taken');
}

const job = (more: string) => `on: push\njobs:\n  a:\n    ${JOB}\n${more}`;
const step = (more: string) => job(`    steps:\n      - ${more}\n`);

describe('a file that GitHub would refuse', () => {
  it.each([
    ['no YAML', 'on: [push\njobs:', /w\.yml:\d+:\d+: /],
    ['an unknown key', job('    stepz: []\n    steps: [{run: x}]\n'), /w\.yml:5:5: Unexpected value 'stepz'/],
    [
      'an unknown need',
      `${job('    steps: [{run: x}]\n')}  b:\n    needs: c\n    ${JOB}\n    steps: [{run: x}]\n`,
      /w\.yml:7:12: .*unknown job 'c'/,
    ],
    [
      'a cycle',
      'on: push\njobs:\n  c:\n    runs-on: ubuntu-latest\n    steps: [{run: x}]\n  a:\n    needs: b\n    runs-on: ubuntu-latest\n    steps: [{run: x}]\n  b:\n    needs: a\n    runs-on: ubuntu-latest\n    steps: [{run: x}]\n',
      /cycle/,
    ],
    ['an unknown context', step('run: "${{ nowhere.x }}"'), /w\.yml:6:\d+: .*nowhere/],
    ['a secret in a condition of a job', job("    if: secrets.x == ''\n    steps: [{run: x}]\n"), /w\.yml:5:9: .*secrets/],
    ['a matrix in a condition of a job', job("    if: matrix.x == ''\n    steps: [{run: x}]\n"), /w\.yml:5:9: .*matrix/],
    ['an expression that is not closed', step('run: "${{ github.sha"'), /not closed/],
  ])('%s', async (_, yaml, message) => {
    expect((await refusal(yaml)).join('\n')).toMatch(message);
  });

  it('is refused in a line for each problem where it is no YAML, with its place once', async () => {
    for (const problem of await refusal('on: [push\njobs:')) expect(problem).toMatch(/w\.yml:\d+:\d+: (?!.* at line \d).+$/);
  });

  it('is refused with every problem at once, a schema error not hiding an unknown need', async () => {
    const problems = await refusal(
      `${job('    steps: [{run: x}]\n')}  b:\n    needs: c\n    stepz: []\n    ${JOB}\n    steps: [{run: x}]\n`,
    );
    expect(problems).toEqual([expect.stringMatching(/'stepz'/), expect.stringMatching(/unknown job 'c'/)]);
  });
});

describe('what GitHub has and the runner has not is refused by name, with its place', () => {
  it.each([
    ['container', job('    container: node\n    steps: [{run: x}]\n'), "w.yml:5:5: 'container'"],
    ['services', job('    services: {db: {image: x}}\n    steps: [{run: x}]\n'), "w.yml:5:5: 'services'"],
    ['snapshot', job('    snapshot: x\n    steps: [{run: x}]\n'), "w.yml:5:5: 'snapshot'"],
    ['cancel-timeout-minutes', job('    cancel-timeout-minutes: 3\n    steps: [{run: x}]\n'), "w.yml:5:5: 'cancel-timeout-minutes'"],
    ['background', step('run: x\n        background: true'), "w.yml:7:9: 'background'"],
    ['wait-all', step('wait-all: true'), "w.yml:6:9: 'wait-all'"],
    ['parallel', step('parallel: [{run: x}]'), "w.yml:6:9: 'parallel'"],
    ['windows', 'on: push\njobs:\n  a:\n    runs-on: windows-latest\n    steps: [{run: x}]\n', "w.yml:4:14: The runner 'windows-latest'"],
    [
      'a label among several',
      'on: push\njobs:\n  a:\n    runs-on: [self-hosted, macos-15]\n    steps: [{run: x}]\n',
      "The runner 'macos-15'",
    ],
    ['pwsh', step('run: x\n        shell: pwsh'), "w.yml:7:16: The shell 'pwsh'"],
    [
      'pwsh as a default',
      `on: push\ndefaults: {run: {shell: pwsh}}\njobs:\n  a:\n    ${JOB}\n    steps: [{run: x}]\n`,
      "w.yml:2:25: The shell 'pwsh'",
    ],
    ['hashFiles', step("run: echo ${{ hashFiles('x') }}"), 'w.yml:6:14: hashFiles()'],
    ['a status function with arguments', job("    if: success('b')\n    steps: [{run: x}]\n"), 'w.yml:5:9: Too many parameters'],
    ['insert', job('    steps:\n      - run: x\n        env: {"${{ insert }}": "${{ github.event }}"}\n'), '${{ insert }}'],
    [
      'a part of a minute',
      step('run: x\n        timeout-minutes: 0.5'),
      'w.yml:7:26: timeout-minutes must be a whole number of minutes, not 0.5',
    ],
    ['no time at all', job('    timeout-minutes: 0\n    steps: [{run: x}]\n'), 'w.yml:5:22: timeout-minutes must be a whole number'],
    ['another action', step('uses: actions/setup-node@v7'), "w.yml:6:15: The action 'actions/setup-node@v7' is not supported"],
    ['docker', step('uses: docker://alpine'), "w.yml:6:15: The action 'docker://alpine'"],
    ['another repository', 'on: push\njobs:\n  a:\n    uses: o/r2/.github/workflows/x.yml@v1\n', '--repository-folder OWNER/NAME=DIR'],
    ['a missing action', step('uses: ./actions/none'), "w.yml:6:15: There is no action.yml in './actions/none'"],
    [
      'a missing workflow',
      'on: push\njobs:\n  a:\n    uses: ./.github/workflows/none.yml\n',
      "w.yml:4:11: There is no workflow file './.github/workflows/none.yml'",
    ],
  ])('%s', async (_, yaml, message) => {
    const problems = await refusal(yaml);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  it('more than 25 inputs of a dispatch', async () => {
    const inputs = Array.from({ length: 26 }, (_, index) => `i${index}: {type: string}`).join(', ');
    const yaml = `on: {workflow_dispatch: {inputs: {${inputs}}}}\njobs:\n  a:\n    ${JOB}\n    steps: [{run: x}]\n`;
    expect(await refusal(yaml)).toEqual([expect.stringContaining('at most 25 inputs')]);
  });

  it('a choice whose default is none of its options', async () => {
    const yaml = `on:\n  workflow_dispatch:\n    inputs:\n      mode: {type: choice, options: [a, b], default: c}\njobs:\n  a:\n    ${JOB}\n    steps: [{run: x}]\n`;
    expect(await refusal(yaml)).toEqual([expect.stringMatching(/w\.yml:4:\d+: The default of 'mode' is none of its options: a, b/)]);
  });

  it.each([
    ['an old node', 'name: x\ndescription: x\nruns: {using: node20, main: dist/main.js}\n', /actions\/x\/action\.yml:3:\d+: /],
    [
      'a container',
      'name: x\ndescription: x\nruns: {using: docker, image: Dockerfile}\n',
      /actions\/x\/action\.yml:3:\d+: .*(node24|'image')/,
    ],
    [
      'a bundle that is not built',
      'name: x\ndescription: x\nruns: {using: node24, main: dist/none.js}\n',
      /The action '\.\/actions\/x' has no dist\/none\.js: build it first/,
    ],
    [
      'a key that GitHub does not know',
      'name: x\ndescription: x\nruns: {using: node24, main: dist/main.js, zz: 1}\n',
      /actions\/x\/action\.yml:3:\d+: Unexpected value 'zz'/,
    ],
  ])('an action with %s', async (_, yaml, message) => {
    const problems = await refusal(step('uses: ./actions/x'), { 'actions/x/action.yml': yaml, 'actions/x/dist/main.js': '' });
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toMatch(message);
  });

  it('what a called workflow holds', async () => {
    const called = `on: workflow_call\njobs:\n  b:\n    ${JOB}\n    container: x\n    steps: [{run: x}]\n`;
    expect(await refusal('on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n', { '.github/workflows/b.yml': called })).toEqual([
      expect.stringContaining("b.yml:5:5: 'container' is not supported"),
    ]);
  });

  it('a called workflow that is not made to be called', async () => {
    expect(
      await refusal('on: push\njobs:\n  a:\n    uses: $/.github/workflows/b.yml\n', { '.github/workflows/b.yml': step('run: x') }),
    ).toEqual([expect.stringContaining("'$/.github/workflows/b.yml' has no workflow_call trigger")]);
  });
});

describe('a file that is fine', () => {
  it('may use what 2026 brought: $/ for actions and workflows, queue, deployment', async () => {
    const yaml = `on: workflow_dispatch
concurrency: {group: g, queue: max}
jobs:
  a:
    ${JOB}
    environment: {name: operate, deployment: false}
    steps:
      - ${CHECKOUT}
      - uses: $/actions/x
  b:
    uses: $/.github/workflows/b.yml
`;
    const tree = await load(yaml, {
      ...action('actions/x', {}),
      '.github/workflows/b.yml': `on: workflow_call\njobs:\n  b:\n    ${JOB}\n    steps: [{run: x}]\n`,
    });
    expect(tree.entry.file).toBe('.github/workflows/w.yml');
    expect(tree.calledWorkflow(tree.entry, '$/.github/workflows/b.yml').call).not.toBeNull();
    expect(tree.action(tree.entry.repository, '$/actions/x').definition.name).toBe('actions/x');
  });

  it('may use anchors', async () => {
    const tree = await load(
      `on: push\njobs:\n  a:\n    ${JOB}\n    env: &shared {A: x}\n    steps: [{run: x}]\n  b:\n    ${JOB}\n    env: *shared\n    steps: [{run: x}]\n`,
    );
    expect(tree.entry.definition.jobs['b']).toMatchObject({ env: { A: 'x' } });
  });

  it('is missed by name', async () => {
    await expect(loadWorkflowTree({ file: '/nowhere/w.yml', repositoryName: 'o/r', repositoryFolders: {} })).rejects.toMatchObject({
      code: 'CONFIG_MISSING',
      message: expect.stringContaining('/nowhere/w.yml') as string,
    });
  });
});
