import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { logOf, parseRun, saysReady, start, stubborn } from './command.ts';
import { action, CHECKOUT, gone, JOB, ownSeconds, processesWith, sleepers, steps, until } from './harness.ts';

describe('the command', () => {
  it('runs, prints a line per job and its annotations, and writes the outcome', async () => {
    const yaml = `on: {workflow_dispatch: {inputs: {name: {type: string, required: true}}}}\njobs:\n  one: {${JOB}, steps: [{run: 'echo "::warning::hello \${{ inputs.name }}"'}]}\n  two: {${JOB}, needs: one, if: "1 == 2", steps: [{run: x}]}\n`;
    const { exit, output, root } = await start(yaml, ['-f', 'name=x', '--json', 'out.json']);
    expect(await exit).toBe(0);
    const lines = output().split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'one started',
        expect.stringMatching(/^warning one › .*: hello x$/),
        expect.stringMatching(/^one success in \d/),
        'two skipped',
        expect.stringMatching(/^success in .*\.runs\/1$/),
      ]),
    );
    const outcome = await parseRun(`${root}/out.json`);
    expect(await parseRun(`${root}/.runs/1/run.json`)).toEqual(outcome);
    expect(outcome.inputs).toEqual({ name: 'x' });
  });

  it.each([
    ['a failure', 'jobs:\n  job: {runs-on: ubuntu-latest, steps: [{run: exit 1}]}\n', [], 1, /^failure in/m],
    [
      'an invalid file',
      'jobs:\n  job: {runs-on: ubuntu-latest, stepz: []}\n',
      [],
      2,
      /CONFIG_INVALID: [^]*w\.yml:3:\d+: Unexpected value 'stepz'/,
    ],
    [
      'an unknown option',
      'jobs:\n  job: {runs-on: ubuntu-latest, steps: [{run: exit 0}]}\n',
      ['--nope'],
      2,
      /USAGE: unknown option '--nope'/,
    ],
  ] as const)('ends with the code of %s', async (_, yaml, args, code, message) => {
    const { exit, output } = await start(yaml, args);
    expect(await exit).toBe(code);
    expect(output()).toMatch(message);
  });

  it('leaves nothing of a refused run behind', async () => {
    const { exit, root, output } = await start('jobs:\n  job: {runs-on: ubuntu-latest, steps: [{run: exit 0}]}\n', ['-f', 'nme=1']);
    expect(await exit).toBe(2);
    expect(output()).toMatch(/USAGE: .*'nme'/);
    await expect(readFile(`${root}/.runs`)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('Ctrl-C', () => {
  it('of a terminal, which reaches the whole group, is one cancel: the step gets it once, cleans up, and nothing is left', async () => {
    const polite =
      "let n = 0; process.on('SIGINT', () => { n++; setTimeout(() => { console.log('INT ' + n); process.exit(1); }, 300); }); setInterval(() => {}, 1000); console.log('ready');";
    const { child, root, exit } = await start(
      steps(CHECKOUT, 'uses: ./act', 'if: always()\nrun: echo cleaned'),
      [],
      action('act', { main: polite }),
    );
    await saysReady(root);
    const group = -(child.pid ?? 0);
    process.kill(group, 'SIGINT');
    // npm sends it on, too.
    process.kill(child.pid ?? 0, 'SIGINT');
    expect(await exit).toBe(130);
    expect(await logOf(root, 'job')).toMatch(/INT 1\n[^]*Z cleaned\n/);
    expect((await parseRun(`${root}/.runs/1/run.json`)).conclusion).toBe('cancelled');
    expect(await processesWith(root)).toEqual([]);
  });

  it('a second one, more than a second later, ends everything at once', async () => {
    const seconds = ownSeconds();
    const { child, root, exit } = await start(
      steps(CHECKOUT, 'uses: ./act', 'if: always()\nrun: echo cleaned'),
      [],
      action('act', { main: stubborn(seconds) }),
    );
    await saysReady(root);
    child.kill('SIGINT');
    await until(async () => (await logOf(root, 'job')).includes('got INT'));
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const begin = performance.now();
    child.kill('SIGINT');
    expect(await exit).toBe(130);
    // Far from the 10 s that a cancel would take.
    expect(performance.now() - begin).toBeLessThan(4000);
    expect(await logOf(root, 'job')).not.toMatch(/Z cleaned$/m);
    await gone(seconds);
  });

  it('SIGTERM cancels as well, and --cancel-after does', async () => {
    const yaml = 'jobs:\n  job: {runs-on: ubuntu-latest, steps: [{run: echo ready; exec sleep 30}]}\n';
    const first = await start(yaml);
    const second = await start(yaml, ['--cancel-after', '0.5']);
    await saysReady(first.root);
    first.child.kill('SIGTERM');
    expect(await Promise.all([first.exit, second.exit])).toEqual([130, 130]);
  });
});

describe('a runner that is killed', () => {
  it('takes everything that it started with it: what left its group, and what has no environment', async () => {
    const seconds = ownSeconds();
    const { child, root, exit } = await start(steps(CHECKOUT, 'uses: ./act'), [], action('act', { main: stubborn(seconds) }));
    await saysReady(root);
    await until(async () => (await sleepers(seconds)).length === 2);
    child.kill('SIGKILL');
    await exit;
    await until(async () => (await processesWith(root)).length === 0);
    await gone(seconds);
  });
});
