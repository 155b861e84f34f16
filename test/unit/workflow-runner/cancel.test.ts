import { describe, expect, it } from 'vitest';
import { createStopSwitch } from '../../../sandbox/workflow-runner/run-stop.ts';
import { action, CHECKOUT, FAST, type Given, gone, JOB, ownSeconds, rule, run, type Ran, steps, until } from './harness.ts';

/** Runs, and cancels as soon as the log of the leg holds the text. */
async function cancelWhen(yaml: string, ready: string, given: Given = {}): Promise<Ran> {
  const cancel = new AbortController();
  let folder = '';
  const { readFile } = await import('node:fs/promises');
  const running = run(yaml, {
    ...given,
    cancel: cancel.signal,
    onEvent: (event) => {
      if (event.type === 'run-started') folder = event.folder;
    },
  });
  const isReady = async (): Promise<boolean> =>
    new RegExp(`Z ${ready}$`, 'm').test(await readFile(`${folder}/attempt-1/logs/job.log`, 'utf8').catch(() => ''));
  await Promise.race([until(isReady), running]);
  cancel.abort();
  return running;
}

/** A node process that says what it gets and how it ends. */
const listener = (onInterrupt: string, onTerminate: string) =>
  `const t0 = Date.now(); let at = t0; const say = (text) => { console.log(text); at = Date.now(); };
process.on('SIGINT', () => { say('INT'); ${onInterrupt} });
process.on('SIGTERM', () => { say('TERM ' + Math.round((Date.now() - at) / 10) * 10); ${onTerminate} });
setInterval(() => {}, 1000); console.log('ready');`;

describe(rule('cancel.signals'), () => {
  it.each([
    ['a process that ends at SIGINT gets nothing more', listener('process.exit(0)', ''), ['INT']],
    ['one that does not gets SIGTERM', listener('', 'process.exit(0)'), ['INT', 'TERM']],
    ['one that ends at neither is killed', listener('', ''), ['INT', 'TERM']],
  ])('%s', async (_, main, expected) => {
    const { outcome, results, log, leg } = await cancelWhen(steps(CHECKOUT, 'uses: ./act', 'run: echo not-this'), 'ready', {
      files: action('act', { main }),
      // A process that gets no turn between the two signals sees both at once, in any order.
      timing: { ...FAST, interruptMs: 1000, terminateMs: 500 },
    });
    expect((await log('job')).match(/^(INT|TERM)/gm)).toEqual(expected);
    expect(outcome.conclusion).toBe('cancelled');
    expect(results).toEqual({ job: 'cancelled' });
    expect(leg('job').steps.map(({ outcome: step }) => step)).toEqual(['success', 'cancelled', 'skipped']);
  });

  it('waits as long as it is told between them', async () => {
    const timing = { ...FAST, interruptMs: 400, terminateMs: 300 };
    const begin = performance.now();
    const { log } = await cancelWhen(steps(CHECKOUT, 'uses: ./act'), 'ready', { files: action('act', { main: listener('', '') }), timing });
    const waited = Number(/^TERM (\d+)$/m.exec(await log('job'))?.[1]);
    // The child's clock begins when it hears of the first signal, which a busy machine delivers late; FAST waits 150.
    expect(waited).toBeGreaterThanOrEqual(300);
    expect(performance.now() - begin).toBeGreaterThan(690);
  });

  it('reaches the entry process only, and the whole tree when it is killed, at once', async () => {
    const child = "node -e \"process.on('SIGINT', () => console.log('CHILD-INT')); setInterval(() => {}, 1000); console.log('ready')\"";
    const begin = performance.now();
    const { log } = await cancelWhen(steps(`run: trap '' INT TERM; ${child}; echo after`), 'ready', {
      timing: { ...FAST, streamDrainMs: 8000 },
    });
    expect(await log('job')).not.toMatch(/^CHILD-INT$/m);
    expect(await log('job')).not.toMatch(/^after$/m);
    // The child holds the output open: alive, it would be waited for.
    expect(performance.now() - begin).toBeLessThan(8000);
  });
});

describe(rule('cancel.always-runs'), () => {
  it('steps with always(), post steps, and jobs with always()', async () => {
    const yaml = `${steps(CHECKOUT, 'uses: ./act', 'run: echo ready; sleep 9', 'run: echo not-this', 'if: always()\nrun: echo "always ${{ job.status }}"', 'if: cancelled()\nrun: echo was-cancelled', 'if: failure()\nrun: echo not-failure')}  release:
    needs: job
    if: always()
    ${JOB}
    steps: [{run: "echo released; test '\${{ needs.job.result }}' = cancelled"}]
  report:
    needs: job
    if: \${{ !cancelled() }}
    ${JOB}
    steps: [{run: "true"}]
  after:
    needs: job
    ${JOB}
    steps: [{run: "true"}]
`;
    const { results, log, outcome } = await cancelWhen(yaml, 'ready', {
      files: action('act', { main: '', post: "console.log('post ran')" }),
    });
    expect(results).toEqual({ job: 'cancelled', release: 'success', report: 'cancelled', after: 'skipped' });
    expect((await log('job')).match(/^(always|was|not|post ran).*$/gm)).toEqual(['always cancelled', 'was-cancelled', 'post ran']);
    expect(outcome.conclusion).toBe('cancelled');
  });
});

describe(rule('cancel.re-evaluates'), () => {
  it('a job that runs with always(), and a step that does, go on', async () => {
    const yaml = `jobs:
  job:
    if: always()
    ${JOB}
    steps:
      - run: |
          until [ -e "$RUNNER_TOOL_CACHE/up" ]; do sleep 0.02; done
          echo ready; sleep 0.3; echo went-on
  other:
    ${JOB}
    steps:
      - {run: "trap 'echo stopped; exit 1' INT; touch $RUNNER_TOOL_CACHE/up; sleep 9 & wait", name: first}
      - {run: "echo cleaning; sleep 0.2; echo cleaned", if: always()}
`;
    const { results, log } = await cancelWhen(yaml, 'ready');
    expect(results).toEqual({ job: 'success', other: 'cancelled' });
    expect(await log('job')).toMatch(/^went-on$/m);
    expect(await log('other')).toMatch(/^stopped\n[^]*^cleaned$/m);
  });

  it('a step with always() that runs while the cancel comes is left alone', async () => {
    const { leg, log } = await cancelWhen(steps('if: always()\nrun: echo ready; sleep 0.3; echo went-on', 'run: echo not-this'), 'ready');
    expect(leg('job').steps.map(({ outcome }) => outcome)).toEqual(['success', 'skipped']);
    expect(leg('job').result).toBe('cancelled');
    expect(await log('job')).toMatch(/^went-on$/m);
  });

  it('legs that wait for a machine never start', async () => {
    const yaml = `jobs:\n  job:\n    ${JOB}\n    steps: [{run: echo ready; sleep 9}]\n  copy:\n    ${JOB}\n    strategy: {matrix: {x: [1, 2, 3]}}\n    steps: [{run: echo never}]\n`;
    const { job, results } = await cancelWhen(yaml, 'ready', { jobsAtOnce: 1 });
    expect(results).toEqual({ job: 'cancelled', copy: 'cancelled' });
    expect(job('copy').legs.map(({ steps: done, log }) => [done, log])).toEqual([
      [[], undefined],
      [[], undefined],
      [[], undefined],
    ]);
  });

  it('keeps what a cancelled step wrote before its end', async () => {
    const { step, outcome } = await cancelWhen(steps('id: x\nrun: echo done=3 >> "$GITHUB_OUTPUT"; echo ready; sleep 9'), 'ready');
    expect(step('job', 'x').outputs).toEqual({ done: '3' });
    expect(outcome.conclusion).toBe('cancelled');
  });

  it('a step that ends well in answer to the cancel was cancelled all the same', async () => {
    const { step } = await cancelWhen(steps("id: x\nrun: trap 'exit 0' INT; echo ready; sleep 9 & wait"), 'ready');
    expect(step('job', 'x')).toMatchObject({ outcome: 'cancelled', exitCode: 0 });
  });
});

describe(rule('cancel.five-minutes'), () => {
  it('ends what does not end, and leaves nothing behind', async () => {
    const timing = { ...FAST, cancelBudgetMs: 500 };
    const seconds = ownSeconds();
    const yaml = `jobs:\n  job:\n    if: always()\n    ${JOB}\n    steps: [{run: "echo ready; sleep ${seconds}"}]\n`;
    const { results, outcome } = await cancelWhen(yaml, 'ready', { timing });
    expect(results).toEqual({ job: 'cancelled' });
    expect(outcome.conclusion).toBe('cancelled');
    await gone(seconds);
  });
});

describe(rule('process.orphans'), () => {
  it('a process in a session of its own ends with its job', async () => {
    const seconds = ownSeconds();
    const { outcome, log } = await run(steps(`run: setsid sleep ${seconds} > /dev/null 2>&1 < /dev/null & sleep 0.1`));
    expect(outcome.conclusion).toBe('success');
    expect(await log('job')).toContain('Terminated 1 orphan process');
    await gone(seconds);
  });
});

describe(rule('process.streams'), () => {
  it('a child that holds the output open is not waited for beyond a time', async () => {
    const begin = performance.now();
    const seconds = ownSeconds();
    const { outcome } = await run(steps(`run: sleep ${seconds} & echo done`));
    expect(outcome.conclusion).toBe('success');
    expect(performance.now() - begin).toBeLessThan(5000);
    await gone(seconds);
  });
});

describe('the stop switch', () => {
  it.each([
    [[0], ['cancel'], true, false],
    [[0, 5, 900, 1000], ['cancel', 'repeat', 'repeat', 'repeat'], true, false],
    [[0, 5, 1001], ['cancel', 'repeat', 'kill'], true, true],
    [[], [], false, false],
  ])('pressed at %j ms: %j', (presses, answers, cancelled, killed) => {
    let now = 0;
    const stop = createStopSwitch(() => now);
    const given = presses.map((at) => {
      now = at;
      return stop.press();
    });
    expect(given).toEqual(answers);
    expect([stop.cancel.aborted, stop.kill.aborted]).toEqual([cancelled, killed]);
  });
});
