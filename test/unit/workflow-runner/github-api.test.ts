import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type Given, JOB, must, type Ran, rule, run } from './harness.ts';

/** A job's script: `call` asks the API and prints `<label> <status> <body>`; headers where asked for. */
const SCRIPT = `
const base = process.env.GITHUB_API_URL, own = '/repos/' + process.env.GITHUB_REPOSITORY;
globalThis.own = own;
globalThis.call = async (label, method, path, body, { token = process.env.TOKEN, headers = [] } = {}) => {
  const answer = await fetch(base + path, { method, headers: token === '' ? {} : { authorization: 'Bearer ' + token }, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }) });
  const text = await answer.text();
  console.log([label, answer.status, ...headers.map((name) => name + '=' + answer.headers.get(name)), text].join(' '));
  return text === '' ? null : JSON.parse(text);
};
`;
const FILES = { 'call.js': SCRIPT };

/** A job that runs this code; \`$ROOT/call.js\` is the repository's. */
function caller(code: string, { id = 'job', more = '', permissions = '{}' } = {}): string {
  const lines = `require(process.env.ROOT + '/call.js');\n(async () => {\n${code.trim()}\n})();`.split('\n').join('\n          ');
  return `  ${id}:
    ${JOB}
    permissions: ${permissions}
${more}    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1
      - env: {TOKEN: "\${{ github.token }}"}
        run: |
          cat > "$RUNNER_TEMP/code.js" <<'END'
          ${lines}
          END
          ROOT="$GITHUB_WORKSPACE" node "$RUNNER_TEMP/code.js"
`;
}

async function calls(code: string, permissions = '{}', given: Given = {}): Promise<Ran & { text: string }> {
  const ran = await run(`jobs:\n${caller(code, { permissions })}`, { files: { ...FILES, ...given.files }, ...given });
  return { ...ran, text: await ran.log('job') };
}

const answerOf = (text: string, label: string): string => must(new RegExp(`^${label} (.*)$`, 'm').exec(text)?.[1], `answer to ${label}`);

describe(rule('token.per-job'), () => {
  it('is masked, is secrets.GITHUB_TOKEN, differs between jobs, reaches called workflows, and ends with its job', async () => {
    const files = {
      ...FILES,
      '.github/workflows/inner.yml': `on: {workflow_call: {secrets: {token: {required: true}}}}
permissions: {}
jobs:
  called:
    ${JOB}
    steps:
      - env: {GIVEN: "\${{ secrets.token }}", OWN: "\${{ github.token }}"}
        run: test "$GIVEN" = "x$OWN" && echo "$OWN"
`,
    };
    const yaml = `permissions: {}
jobs:
  first:
    ${JOB}
    outputs: {back: "\${{ steps.x.outputs.back }}"}
    steps:
      - id: x
        env: {TOKEN: "\${{ github.token }}", SECRET: "\${{ secrets.GITHUB_TOKEN }}"}
        run: |
          test "$TOKEN" = "$SECRET" && echo "mine: $TOKEN"
          echo "back=$(echo "$TOKEN" | rev)" >> "$GITHUB_OUTPUT"
  called:
    uses: ./.github/workflows/inner.yml
    secrets: {token: "x\${{ secrets.GITHUB_TOKEN }}"}
${caller(
  `
const old = process.env.BACK.split('').reverse().join('');
await call('mine', 'GET', '/rate_limit');
await call('old', 'GET', '/rate_limit', undefined, { token: old });
await call('wrong', 'GET', '/rate_limit', undefined, { token: 'ghs_wrong' });
await call('none', 'GET', own + '/actions/runs/1', undefined, { token: '' });
console.log('same', old === process.env.TOKEN);`,
  { more: '    needs: first\n    env: {BACK: "${{ needs.first.outputs.back }}"}\n' },
)}`;
    const { log, results } = await run(yaml, { files });
    expect(results).toEqual({ first: 'success', called: 'success', job: 'success' });
    expect(await log('first')).toMatch(/^mine: \*\*\*$/m);
    expect(await log('called.called')).toMatch(/^\*\*\*$/m);
    const text = await log('job');
    expect(text).toMatch(/^mine 200 /m);
    expect(text).toMatch(/^old 401 .*Bad credentials/m);
    expect(text).toMatch(/^wrong 401 .*Bad credentials/m);
    expect(text).toMatch(/^none 401 .*Requires authentication/m);
    expect(text).toMatch(/^same false$/m);
  });

  it('is null where no step is: a condition of a job', async () => {
    const { results } = await run(
      `jobs:\n  job:\n    ${JOB}\n    if: github.token == null\n    steps: [{run: 'test -n "\${{ github.token }}"'}]\n`,
    );
    expect(results).toEqual({ job: 'success' });
  });
});

describe(rule('api.permission'), () => {
  const all = `
await call('dispatch', 'POST', own + '/actions/workflows/none.yml/dispatches', { ref: 'main' }, { headers: ['x-accepted-github-permissions'] });
await call('run', 'GET', own + '/actions/runs/1', undefined, { headers: ['x-accepted-github-permissions'] });
await call('list', 'GET', own + '/issues/7/comments', undefined, { headers: ['x-accepted-github-permissions'] });
await call('comment', 'POST', own + '/issues/7/comments', { body: 'a' }, { headers: ['x-accepted-github-permissions'] });
await call('edit', 'PATCH', own + '/issues/comments/99', { body: 'a' }, { headers: ['x-accepted-github-permissions'] });
await call('check', 'POST', own + '/check-runs', { name: 'n', head_sha: process.env.GITHUB_SHA }, { headers: ['x-accepted-github-permissions'] });
await call('finish', 'PATCH', own + '/check-runs/99', { status: 'in_progress' }, { headers: ['x-accepted-github-permissions'] });`;
  const accepted: Readonly<Record<string, string>> = {
    dispatch: 'actions=write',
    run: 'actions=read',
    list: 'issues=read; pull_requests=read',
    comment: 'issues=write; pull_requests=write',
    edit: 'issues=write; pull_requests=write',
    check: 'checks=write',
    finish: 'checks=write',
  };

  it.each([
    ['{}', { dispatch: 403, run: 403, list: 403, comment: 403, edit: 403, check: 403, finish: 403 }],
    ['{actions: read, pull-requests: read}', { dispatch: 403, run: 404, list: 200, comment: 403, edit: 403, check: 403, finish: 403 }],
    ['{issues: write}', { dispatch: 403, run: 403, list: 200, comment: 201, edit: 404, check: 403, finish: 403 }],
    ['read-all', { dispatch: 403, run: 404, list: 200, comment: 403, edit: 403, check: 403, finish: 403 }],
    ['write-all', { dispatch: 404, run: 404, list: 200, comment: 201, edit: 404, check: 201, finish: 404 }],
  ])('%s', async (permissions, expected) => {
    const { text } = await calls(all, permissions);
    for (const [label, status] of Object.entries(expected)) {
      expect(`${label} ${answerOf(text, label)}`).toContain(`${label} ${status} x-accepted-github-permissions=${accepted[label]} `);
      if (status === 403) expect(answerOf(text, label)).toContain('"Resource not accessible by integration"');
    }
  });
});

describe(rule('fork.read-only-token'), () => {
  it('may not comment, whatever the workflow asks for', async () => {
    const payload = { pull_request: { head: { ref: 'x', repo: { full_name: 'someone/fork' } }, base: { ref: 'main' } } };
    const code = `await call('list', 'GET', own + '/issues/7/comments');\nawait call('comment', 'POST', own + '/issues/7/comments', { body: 'a' });`;
    const yaml = `on: pull_request\njobs:\n${caller(code, { permissions: '{pull-requests: write}' })}`;
    const text = await (await run(yaml, { files: FILES, event: { payload } })).log('job');
    expect(answerOf(text, 'list')).toMatch(/^200 \[\]$/);
    expect(answerOf(text, 'comment')).toMatch(/^403 .*not accessible by integration/);
  });
});

describe(rule('api.own-repository-only'), () => {
  it.each([
    ['GET', '/repos/some/other/actions/runs/1', 404, 'Not Found'],
    ['GET', '/no-such-thing', 404, 'Not Found'],
    ['GET', '/repos/example/checkout-history/no-such-thing', 404, 'Not Found'],
    ['GET', '/repos/example/checkout-history', 501, 'stand-in for GitHub does not do this: GET /repos/example/checkout-history'],
    ['GET', '/repos/example/checkout-history/pulls', 501, 'stand-in'],
    ['DELETE', '/repos/example/checkout-history/issues/comments/1', 501, 'stand-in'],
    ['POST', '/graphql', 501, 'stand-in'],
    ['GET', '/user', 501, 'stand-in'],
  ])('%s %s is %i', async (method, path, status, message) => {
    const { text } = await calls(`await call('it', '${method}', '${path}');`, 'write-all');
    expect(answerOf(text, 'it')).toMatch(new RegExp(`^${status} .*${message}`));
  });
});

describe(rule('api.comment-limit'), () => {
  it('65,536 characters and no more; other bodies are refused, too', async () => {
    const { text } = await calls(
      `
await call('most', 'POST', own + '/issues/7/comments', { body: 'x'.repeat(65536) });
await call('more', 'POST', own + '/issues/7/comments', { body: 'x'.repeat(65537) });
await call('edit', 'PATCH', own + '/issues/comments/1', { body: 'x'.repeat(65537) });
await call('empty', 'POST', own + '/issues/7/comments', { body: ' ' });
await call('none', 'POST', own + '/issues/7/comments', {});
await call('number', 'POST', own + '/issues/7/comments', { body: 7 });
await call('torn', 'POST', own + '/issues/7/comments', '{"body":');
await call('list', 'POST', own + '/issues/7/comments', '[]');`,
      '{pull-requests: write}',
    );
    expect(answerOf(text, 'most')).toMatch(/^201 /);
    for (const label of ['more', 'edit']) expect(answerOf(text, label)).toMatch(/^422 .*maximum is 65536 characters/);
    expect(answerOf(text, 'empty')).toMatch(/^422 .*Body cannot be blank/);
    expect(answerOf(text, 'none')).toMatch(/^422 .*wasn't supplied/);
    expect(answerOf(text, 'number')).toMatch(/^422 .*is not a string/);
    expect(answerOf(text, 'torn')).toMatch(/^400 .*Problems parsing JSON/);
    expect(answerOf(text, 'list')).toMatch(/^400 .*should be a JSON object/);
  });
});

describe(rule('api.pages'), () => {
  it('lists comments in pages; an edit is found again; all stays in the runs folder', async () => {
    const { text, root } = await calls(
      `
await Promise.all(Array.from({ length: 5 }, (_, i) => call('new', 'POST', own + '/issues/7/comments', { body: 'c' + i })));
await call('other', 'POST', own + '/issues/8/comments', { body: 'elsewhere' });
await call('edit', 'PATCH', own + '/issues/comments/2', { body: 'changed' });
const ids = async (query) => (await call('page', 'GET', own + '/issues/7/comments' + query, undefined, { headers: ['link'] })).map(({ id }) => id).join();
console.log('ids', await ids('?per_page=2'), await ids('?per_page=2&page=3'), await ids(''), await ids('?per_page=2&page=9') === '');
await call('since', 'GET', own + '/issues/7/comments?since=2026-01-01T00:00:00Z');`,
      '{issues: write}',
    );
    expect(text).toMatch(/^ids 1,2 5 1,2,3,4,5 true$/m);
    expect(text).toMatch(/^page 200 link=<[^>]*per_page=2&page=2>; rel="next", <[^>]*page=3>; rel="last" /m);
    expect(answerOf(text, 'since')).toMatch(/^501 /);
    const kept = JSON.parse(await readFile(`${root}/.runs/comments/7.json`, 'utf8')) as { id: number; body: string }[];
    expect(kept.find(({ id }) => id === 2)?.body).toBe('changed');
    expect(await readFile(`${root}/.runs/comments/8.json`, 'utf8')).toContain('elsewhere');
  });
});

describe(rule('api.check-conclusion'), () => {
  it('creates and finishes check runs, and keeps them as files', async () => {
    const { text, root } = await calls(
      `
const sha = process.env.GITHUB_SHA;
await call('new', 'POST', own + '/check-runs', { name: 'plan', head_sha: sha, status: 'in_progress' });
await call('open', 'PATCH', own + '/check-runs/1', { status: 'completed' });
await call('done', 'PATCH', own + '/check-runs/1', { conclusion: 'success', output: { title: 't', summary: 's' } });
await call('odd', 'POST', own + '/check-runs', { name: 'plan', head_sha: sha, colour: 'red' });
await call('bare', 'POST', own + '/check-runs', { name: 'plan' });
await call('bad', 'POST', own + '/check-runs', { name: 'plan', head_sha: sha, conclusion: 'fine' });`,
      '{checks: write}',
    );
    expect(answerOf(text, 'new')).toMatch(/^201 .*"status":"in_progress"/);
    expect(answerOf(text, 'open')).toMatch(/^422 .*conclusion/);
    expect(answerOf(text, 'done')).toMatch(/^200 .*"status":"completed","conclusion":"success"/);
    expect(answerOf(text, 'odd')).toMatch(/^422 .*colour.* is not a permitted key/);
    for (const [label, name] of [
      ['bare', 'head_sha'],
      ['bad', 'conclusion'],
    ] as const)
      expect(answerOf(text, label)).toMatch(new RegExp(`^422 .*properties/${name}`));
    expect(JSON.parse(await readFile(`${root}/.runs/check-runs/1.json`, 'utf8'))).toMatchObject({ name: 'plan', conclusion: 'success' });
  });
});

describe(rule('api.rate-limit'), () => {
  it('counts down, and tells of it for nothing', async () => {
    const headers = `{ headers: ['x-ratelimit-limit', 'x-ratelimit-used', 'x-ratelimit-remaining', 'x-ratelimit-resource'] }`;
    const { text } = await calls(`
await call('free', 'GET', '/rate_limit', undefined, ${headers});
await call('one', 'GET', own + '/actions/runs/1', undefined, ${headers});
await call('two', 'GET', '/no-such-thing', undefined, ${headers});
const { rate } = await call('told', 'GET', '/rate_limit');
console.log('resets', rate.reset * 1000 > Date.now() && rate.reset * 1000 <= Date.now() + 3601000);`);
    expect(text).toContain('free 200 x-ratelimit-limit=1000 x-ratelimit-used=0 x-ratelimit-remaining=1000 x-ratelimit-resource=core');
    expect(text).toContain('one 403 x-ratelimit-limit=1000 x-ratelimit-used=1 x-ratelimit-remaining=999 x-ratelimit-resource=core');
    expect(text).toContain('two 404 x-ratelimit-limit=1000 x-ratelimit-used=2 x-ratelimit-remaining=998 x-ratelimit-resource=core');
    expect(answerOf(text, 'told')).toContain('"rate":{"limit":1000,"used":2,"remaining":998');
    expect(text).toMatch(/^resets true$/m);
  });
});
