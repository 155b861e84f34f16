import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunOutcome } from '../../../sandbox/workflow-runner/outcome.ts';
import { start, parseRun } from './command.ts';
import { CHECKOUT, folderOf, type Given, JOB, must, rule, run } from './harness.ts';

/** A step that asks for a run: prints the status, then the answer. `BODY` is JSON. */
const ASK = `node -e "
  const { GITHUB_API_URL, GITHUB_REPOSITORY, FILE = 'w.yml', BODY, TOKEN } = process.env;
  const url = GITHUB_API_URL + '/repos/' + GITHUB_REPOSITORY + '/actions/workflows/' + FILE + '/dispatches';
  fetch(url, { method: 'POST', headers: { authorization: 'Bearer ' + TOKEN }, body: BODY })
    .then(async (answer) => { console.log('asked', answer.status, await answer.text()); process.exitCode = answer.ok ? 0 : 1; })"`;
const ask = (body: string, file = 'w.yml'): string =>
  `      - env: {TOKEN: "\${{ github.token }}", FILE: ${file}, BODY: '${body}'}\n        run: |\n          ${ASK.replaceAll('\n', '\n          ')}\n`;
const asking = (body: string, { file = 'w.yml', more = '' } = {}): string =>
  `  ask:\n    ${JOB}\n    permissions: {actions: write}\n${more}    steps:\n${ask(body, file)}`;

const next = (steps: string): string => `on:
  workflow_dispatch:
    inputs:
      name: {type: string, required: true}
      shards: {type: number, default: 4}
      dry: {type: boolean}
      mode: {type: choice, options: [all, plan], default: all}
jobs:
  work:
    ${JOB}
    steps:
${steps}`;
const NEXT = next(`      - run: echo "$GITHUB_EVENT_NAME by $GITHUB_ACTOR \${{ toJSON(inputs) }} \${{ github.event.inputs.dry }}"\n`);

interface Chain {
  readonly outcomes: readonly RunOutcome[];
  readonly asked: string;
  readonly root: string;
  readonly log: (number: number, job: string) => Promise<string>;
  readonly dispatched: readonly number[];
}

async function chain(yaml: string, given: Given = {}): Promise<Chain> {
  const { events, root } = await run(yaml, given);
  const log = async (number: number, job: string): Promise<string> =>
    (await readFile(`${root}/.runs/${number}/attempt-1/logs/${job}.log`, 'utf8')).replaceAll(/^\S+ /gm, '');
  return {
    outcomes: events.flatMap((event) => (event.type === 'run-finished' ? [event.outcome] : [])),
    asked: must(/^asked (.*)$/m.exec(await log(1, 'ask'))?.[1], 'answer'),
    root,
    log,
    dispatched: events.flatMap((event) => (event.type === 'run-dispatched' ? [event.number] : [])),
  };
}

describe(rule('dispatch.by-token'), () => {
  it('starts the run after this one, with the same actor and typed inputs; both outcomes name the other', async () => {
    const files = { '.github/workflows/next.yml': NEXT };
    const body = '{"ref":"main","inputs":{"name":"n 1","shards":"16","dry":"true"}}';
    const { asked, dispatched, log, outcomes, root } = await chain(`jobs:\n${asking(body, { file: 'next.yml' })}`, {
      files,
      repository: { name: null, folders: {}, id: '2', ownerId: '1', ref: 'refs/heads/main', actor: 'someone' },
    });
    expect(asked).toBe('204 ');
    expect(dispatched).toEqual([2]);
    const [first, second] = outcomes;
    expect(first).toMatchObject({
      number: 1,
      conclusion: 'success',
      dispatched: [{ number: 2, id: second?.id, file: '.github/workflows/next.yml' }],
    });
    expect(second).toMatchObject({
      number: 2,
      conclusion: 'success',
      actor: 'someone',
      dispatchedBy: { number: 1, id: first?.id },
      dispatched: [],
      inputs: { name: 'n 1', shards: '16', dry: 'true', mode: 'all' },
      event: { name: 'workflow_dispatch' },
    });
    const text = await log(2, 'work');
    expect(text).toContain('workflow_dispatch by someone {');
    for (const line of ['"name": "n 1"', '"shards": 16', '"dry": true', '"mode": "all"', '} true']) expect(text).toContain(line);
    expect(await parseRun(`${root}/.runs/2/run.json`)).toEqual(second);
    expect(Date.parse(second?.startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(first?.finishedAt ?? ''));
  });

  it.each([
    ['succeeds', 'true', 0, 'success'],
    ['fails', 'false', 1, 'failure'],
  ])('the command’s exit code is that of the last run, which %s', async (_, work, code, conclusion) => {
    const files = { '.github/workflows/next.yml': `on: workflow_dispatch\njobs: {work: {${JOB}, steps: [{run: "${work}"}]}}\n` };
    const { exit, output, root } = await start(
      `jobs:\n${asking('{"ref":"refs/heads/main"}', { file: 'next.yml' })}`,
      ['--json', 'out.json'],
      files,
    );
    expect(await exit).toBe(code);
    expect(output()).toContain('run 2 of .github/workflows/next.yml was dispatched: it starts when the runs before it have ended');
    expect(output()).toMatch(/run 2, dispatched by run 1/);
    expect(await parseRun(`${root}/out.json`)).toMatchObject({ number: 2, conclusion });
    expect(await parseRun(`${root}/.runs/1/run.json`)).toMatchObject({ conclusion: 'success' });
  });

  it('a run that a run dispatched dispatches; more than may follow one another are refused', async () => {
    const { asked, log, outcomes } = await chain(`jobs:\n${asking('{"ref":"main"}')}`, { successorsUpTo: 2 });
    expect(asked).toBe('204 ');
    expect(outcomes.map(({ conclusion, number }) => [number, conclusion])).toEqual([
      [1, 'success'],
      [2, 'success'],
      [3, 'failure'],
    ]);
    expect(await log(3, 'ask')).toMatch(/asked 422 .*at most 2 runs one after another.*dispatch itself without an end/);
  });

  it('by the product’s own client, on the ref and the file of the run', async () => {
    const client = join(import.meta.dirname, '../../../src/github');
    const yaml = `on: {workflow_dispatch: {inputs: {round: {type: number, default: 1}}}}
jobs:
  ask:
    ${JOB}
    permissions: {actions: write}
    if: inputs.round < 3
    steps:
      - env: {TOKEN: "\${{ github.token }}", ROUND: "\${{ inputs.round }}"}
        run: |
          node --input-type=module -e "
            import { githubOf } from '${client}/api.ts';
            import { dispatchWorkflow } from '${client}/dispatch.ts';
            const { TOKEN: token, ROUND } = process.env;
            const inputs = { round: String(Number(ROUND) + 1) };
            console.log('asked', await dispatchWorkflow(githubOf(process.env, new AbortController().signal), { inputs, token }));"
`;
    const { asked, outcomes } = await chain(yaml);
    expect(outcomes.map(({ inputs, conclusion }) => [inputs['round'], conclusion])).toEqual([
      ['1', 'success'],
      ['2', 'success'],
      ['3', 'success'],
    ]);
    expect(asked).toBe(`https://github.com/example/checkout-history/actions/runs/${outcomes[1]?.id}`);
  });

  it.each([
    ['that takes what it is given: a run of the caller’s file', '{plan: {type: string}}', /^https:.*\/actions\/runs\/\d+$/, 2],
    [
      'that does not: refused, with what it lacks',
      '{config: {type: string}}',
      /^MigrationError: .*w\.yml on refs\/heads\/main .* take plan$/,
      1,
    ],
  ])('by a workflow that a repository calls, with a file %s', async (_, inputs, answer, runs) => {
    const client = join(import.meta.dirname, '../../../src/github');
    const called = `on: {workflow_call: {inputs: {plan: {type: string}}}}
jobs:
  successor:
    ${JOB}
    if: inputs.plan == ''
    permissions: {actions: write}
    steps:
      - env: {TOKEN: "\${{ github.token }}"}
        run: |
          node --input-type=module -e "
            import { githubOf } from '${client}/api.ts';
            import { dispatchWorkflow } from '${client}/dispatch.ts';
            const github = githubOf(process.env, new AbortController().signal);
            const run = dispatchWorkflow(github, { inputs: { plan: 's3://ledger/plan' }, token: process.env.TOKEN });
            console.log('asked', await run.catch(String));"
`;
    const product = await folderOf({ '.github/workflows/called.yml': called });
    const yaml = `on: {workflow_dispatch: {inputs: ${inputs}}}
jobs:
  migrate:
    uses: some/product/.github/workflows/called.yml@v1
    permissions: {actions: write}
    with: {plan: "\${{ inputs.plan }}"}
`;
    const facts = { id: '2', ownerId: '1', ref: 'refs/heads/main', actor: 'someone' };
    const { events, root } = await run(yaml, { repository: { ...facts, name: null, folders: { 'some/product': product } } });
    const log = await readFile(`${root}/.runs/1/attempt-1/logs/migrate.successor.log`, 'utf8');
    expect(must(/asked (.*)$/m.exec(log)?.[1], 'answer')).toMatch(answer);
    const files = events.flatMap((event) => (event.type === 'run-finished' ? [event.outcome.workflow.file] : []));
    expect(files).toEqual(Array(runs).fill('.github/workflows/w.yml'));
  });

  it('a cancel of the command drops the runs that wait', async () => {
    const more = `  late:\n    ${JOB}\n    needs: ask\n    steps: [{run: sleep 60}]\n`;
    const cancel = new AbortController();
    const { events, outcome, root } = await run(`jobs:\n${asking('{"ref":"main"}')}${more}`, {
      cancel: cancel.signal,
      onEvent: (event) => {
        if (event.type === 'step-started' && event.leg === 'late') setTimeout(() => cancel.abort(new Error('enough')), 100);
      },
    });
    expect(outcome).toMatchObject({ number: 1, conclusion: 'cancelled', dispatched: [{ number: 2 }] });
    expect(events.find(({ type }) => type === 'runs-dropped')).toEqual({ type: 'runs-dropped', count: 1 });
    expect(JSON.parse(await readFile(`${root}/.runs/2/state.json`, 'utf8'))).toMatchObject({ status: 'dropped' });
  });
});

describe(rule('dispatch.run-details'), () => {
  it('names the run, which others find while it waits, goes on and has ended', async () => {
    const look = (id: string): string => `node -e "
            fetch(process.env.GITHUB_API_URL + '/repos/' + process.env.GITHUB_REPOSITORY + '/actions/runs/' + process.env.ID, { headers: { authorization: 'Bearer ' + process.env.TOKEN } })
              .then(async (answer) => console.log('${id}', answer.status, await answer.text()))"`;
    const looking = (name: string, id: string): string =>
      `      - env: {TOKEN: "\${{ github.token }}", ID: "${id}"}\n        run: |\n          ${look(name)}\n`;
    const files = {
      '.github/workflows/next.yml': `name: Next
run-name: Next \${{ inputs.from }}
on: {workflow_dispatch: {inputs: {from: {type: string}}}}
jobs:
  ask:
    ${JOB}
    permissions: {actions: read}
    steps:
${looking('before', '${{ inputs.from }}')}${looking('myself', '${{ github.run_id }}')}${looking('none', '77')}`,
    };
    const remember = `      - id: answer
        env: {TOKEN: "\${{ github.token }}"}
        run: |
          node -e "
            const base = process.env.GITHUB_API_URL + '/repos/' + process.env.GITHUB_REPOSITORY + '/actions';
            const headers = { authorization: 'Bearer ' + process.env.TOKEN };
            const body = JSON.stringify({ ref: 'main', inputs: { from: process.env.GITHUB_RUN_ID }, return_run_details: true });
            (async () => {
              const answer = await fetch(base + '/workflows/next.yml/dispatches', { method: 'POST', headers, body });
              const run = await answer.json();
              console.log('asked', answer.status, JSON.stringify(run));
              console.log('queued', await (await fetch(run.run_url, { headers })).text());
            })()"
`;
    const { asked, log, outcomes } = await chain(`jobs:\n  ask:\n    ${JOB}\n    permissions: {actions: write}\n    steps:\n${remember}`, {
      files,
    });
    const [first, second] = outcomes;
    expect(JSON.parse(asked.replace('200 ', ''))).toEqual({
      workflow_run_id: Number(second?.id),
      run_url: expect.stringMatching(
        new RegExp(`^http://127.0.0.1:\\d+/repos/example/checkout-history/actions/runs/${second?.id}$`),
      ) as string,
      html_url: `https://github.com/example/checkout-history/actions/runs/${second?.id}`,
    });
    const seen = async (number: number, name: string): Promise<Record<string, unknown>> =>
      JSON.parse(must(new RegExp(`^${name} (?:200 )?(\\{.*)$`, 'm').exec(await log(number, 'ask'))?.[1], name)) as Record<string, unknown>;
    expect(await seen(1, 'queued')).toMatchObject({ status: 'queued', conclusion: null, event: 'workflow_dispatch', name: 'Next' });
    expect(await seen(2, 'before')).toMatchObject({
      id: Number(first?.id),
      status: 'completed',
      conclusion: 'success',
      run_attempt: 1,
      head_sha: '0'.repeat(40),
      html_url: `https://github.com/example/checkout-history/actions/runs/${first?.id}`,
    });
    expect(await seen(2, 'myself')).toMatchObject({ status: 'in_progress', conclusion: null, display_title: `Next ${first?.id}` });
    expect(await log(2, 'ask')).toMatch(/^none 404 .*Not Found/m);
  });
});

describe('a dispatch is refused', () => {
  const files = {
    '.github/workflows/next.yml': NEXT,
    '.github/workflows/push.yml': `on: push\njobs: {a: {${JOB}, steps: [{run: "true"}]}}\n`,
    '.github/workflows/broken.yml': `on: workflow_dispatch\njobs: {a: {${JOB}, stps: []}}\n`,
  };
  it.each([
    [
      'unknown inputs',
      'next.yml',
      { ref: 'main', inputs: { name: 'n', nam: 'x', more: 'y' } },
      422,
      /Unexpected inputs provided: \[\\"nam\\",\\"more\\"\]/,
    ],
    ['a missing input', 'next.yml', { ref: 'main', inputs: {} }, 422, /Required input 'name' not provided/],
    [
      'a choice that is none',
      'next.yml',
      { ref: 'main', inputs: { name: 'n', mode: 'x' } },
      422,
      /Provided value 'x' for input 'mode' not in the list of allowed values: one of all, plan/,
    ],
    [
      'a number that is none',
      'next.yml',
      { ref: 'main', inputs: { name: 'n', shards: 'x' } },
      422,
      /Provided value 'x' for input 'shards'.*a number/,
    ],
    ['an input that is no text', 'next.yml', { ref: 'main', inputs: { name: 7 } }, 422, /properties\/inputs\/name/],
    ['too much', 'next.yml', { ref: 'main', inputs: { name: 'x'.repeat(65_536) } }, 422, /65535 characters together/],
    ['no ref', 'next.yml', { inputs: { name: 'n' } }, 422, /\\"ref\\" wasn't supplied/],
    ['another key', 'next.yml', { ref: 'main', input: {} }, 422, /\\"input\\" is not a permitted key/],
    ['another ref', 'next.yml', { ref: 'v1', inputs: { name: 'n' } }, 501, /on another ref than refs\/heads\/main: 'v1'/],
    ['no such file', 'nowhere.yml', { ref: 'main' }, 404, /Not Found/],
    ['a file elsewhere', '..%2F..%2Fw.yml', { ref: 'main' }, 404, /Not Found/],
    ['a workflow’s id', '123', { ref: 'main' }, 501, /name its file/],
    ['another trigger', 'push.yml', { ref: 'main' }, 422, /Workflow does not have 'workflow_dispatch' trigger/],
    ['what cannot run', 'broken.yml', { ref: 'main' }, 422, /failed to parse workflow: .*stps/],
  ])('%s', async (_, file, body, status, message) => {
    // The body may be too long for an environment variable that a shell would pass on in a command line.
    const { asked, dispatched, outcomes } = await chain(
      `jobs:\n  ask:\n    ${JOB}\n    permissions: {actions: write}\n    steps:\n      - ${CHECKOUT}\n${ask('FROM FILE', file).replace("BODY: 'FROM FILE'", 'FROM: body.json').replace('body: BODY }', "body: require('fs').readFileSync(process.env.FROM) }")}`,
      { files: { ...files, 'body.json': JSON.stringify(body) } },
    );
    expect(asked).toMatch(new RegExp(`^${status} `));
    expect(asked).toMatch(message);
    expect(dispatched).toEqual([]);
    expect(outcomes.map(({ conclusion }) => conclusion)).toEqual(['failure']);
  });
});

describe('the rate limit', () => {
  it('is one for all runners that share a runs folder', async () => {
    const spend = (count: number): string => `jobs:
  job:
    ${JOB}
    steps:
      - env: {TOKEN: "\${{ github.token }}"}
        run: |
          node -e "
            const url = process.env.GITHUB_API_URL + '/repos/' + process.env.GITHUB_REPOSITORY + '/actions/runs/1';
            (async () => {
              const seen = {}; let last;
              for (let i = 0; i < ${count}; i += 1) {
                last = await fetch(url, { headers: { authorization: 'Bearer ' + process.env.TOKEN } });
                const { message } = await last.json();
                seen[message] = (seen[message] || 0) + 1;
              }
              console.log('spent', JSON.stringify(seen), last.status, last.headers.get('x-ratelimit-remaining'));
            })()"
`;
    const one = await start(spend(600));
    const two = await start(spend(600), ['--runs', `${one.root}/.runs`]);
    expect([await one.exit, await two.exit]).toEqual([0, 0]);
    const texts = await Promise.all(['1', '2'].map((number) => readFile(`${one.root}/.runs/${number}/attempt-1/logs/job.log`, 'utf8')));
    const counts = texts.map((text) => JSON.parse(must(/spent (\{.*\}) /.exec(text)?.[1], 'count')) as Record<string, number>);
    const sum = (message: string): number => counts.reduce((all, count) => all + (count[message] ?? 0), 0);
    expect(sum('Resource not accessible by integration')).toBe(1000);
    expect(sum('API rate limit exceeded for installation.')).toBe(200);
    expect(texts.some((text) => / 403 0$/m.test(text))).toBe(true);
  }, 60_000);
});
