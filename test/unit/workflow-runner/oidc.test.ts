import { createPublicKey, verify } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createIssuerKey } from '../../../sandbox/oidc/key.ts';
import { tokenSubject } from '../../../sandbox/workflow-runner/oidc.ts';
import { must, rule, run, type Given, folderOf, JOB } from './harness.ts';

const ASK = `node -e "
  fetch(process.env.ACTIONS_ID_TOKEN_REQUEST_URL + '&audience=' + encodeURIComponent('sts.amazonaws.com'), { headers: { authorization: 'Bearer ' + process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN } })
    .then((r) => r.json()).then(({ value }) => console.log('token ' + Buffer.from(value).toString('hex')))"`;
const asking = (more: string) =>
  `jobs:\n  job:\n    ${JOB}\n${more}    steps:\n      - run: |\n          ${ASK.replaceAll('\n', '\n          ')}\n`;

async function token(
  yaml: string,
  given: Given = {},
): Promise<{ text: string; header: Record<string, unknown>; claims: Record<string, unknown> }> {
  const { log } = await run(yaml, given);
  const hex = must(/^token ([0-9a-f]+)$/m.exec(await log('job'))?.[1], 'token in the log');
  const text = Buffer.from(hex, 'hex').toString();
  const [header, claims] = text
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>);
  return { text, header: must(header, 'header'), claims: must(claims, 'claims') };
}

describe(rule('oidc.permission'), () => {
  it.each([
    ['no permissions', '', '', false],
    ['of the job', '', '    permissions: {id-token: write}\n', true],
    ['of the workflow', 'permissions: {id-token: write}\n', '', true],
    ['the job’s replace the workflow’s', 'permissions: {id-token: write}\n', '    permissions: {contents: read}\n', false],
    ['none at all', 'permissions: {}\n', '', false],
    ['write-all', 'permissions: write-all\n', '', true],
    ['read-all', 'permissions: read-all\n', '', false],
  ])('%s', async (_, workflow, job, expected) => {
    const { log } = await run(`${workflow}jobs:\n  job:\n    ${JOB}\n${job}    steps: [{run: env | grep -c ACTIONS_ID_TOKEN || true}]\n`);
    expect(await log('job')).toMatch(expected ? /^2$/m : /^0$/m);
  });

  it('a pull request from a fork has none', async () => {
    const payload = { pull_request: { head: { ref: 'x', repo: { full_name: 'someone/fork' } }, base: { ref: 'main' } } };
    const yaml = `on: pull_request\npermissions: {id-token: write}\njobs:\n  job:\n    ${JOB}\n    steps: [{run: "env | grep -c ACTIONS_ID_TOKEN || echo $GITHUB_HEAD_REF to $GITHUB_BASE_REF"}]\n`;
    expect(await (await run(yaml, { event: { payload } })).log('job')).toMatch(/^x to main$/m);
  });

  it('the bearer token is good for its own job only, while it runs', async () => {
    const yaml = `permissions: {id-token: write}
jobs:
  first:
    ${JOB}
    outputs: {url: "\${{ steps.x.outputs.url }}", bearer: "\${{ steps.x.outputs.bearer }}"}
    steps:
      - id: x
        run: |
          echo "url=$ACTIONS_ID_TOKEN_REQUEST_URL" >> "$GITHUB_OUTPUT"
          echo "bearer=$(echo "$ACTIONS_ID_TOKEN_REQUEST_TOKEN" | rev)" >> "$GITHUB_OUTPUT"
  job:
    ${JOB}
    needs: first
    steps:
      - run: node -e "fetch(process.env.URL, {headers:{authorization:'bearer '+process.env.B.split('').reverse().join('')}}).then(r => console.log('old', r.status)); fetch(process.env.ACTIONS_ID_TOKEN_REQUEST_URL).then(r => console.log('none', r.status)); fetch(process.env.GITHUB_API_URL+'/repos/x').then(r => console.log('api', r.status))"
        env: {URL: "\${{ needs.first.outputs.url }}", B: "\${{ needs.first.outputs.bearer }}"}
`;
    const text = await (await run(yaml)).log('job');
    for (const line of ['old 401', 'none 401', 'api 401']) expect(text).toContain(`\n${line}\n`);
  });
});

describe(rule('oidc.subject'), () => {
  const facts = {
    repository: 'o/r',
    ownerId: '7',
    repositoryId: '9',
    ref: 'refs/heads/main',
    event: { name: 'workflow_dispatch', payload: {} },
  } as unknown as Parameters<typeof tokenSubject>[0]['facts'];
  it.each([
    [{}, null, 'old', 'repo:o/r:ref:refs/heads/main'],
    [{}, 'operate', 'old', 'repo:o/r:environment:operate'],
    [{}, 'a:b', 'old', 'repo:o/r:environment:a%3Ab'],
    [{}, 'operate', 'new', 'repo:o@7/r@9:environment:operate'],
    [{}, null, 'new', 'repo:o@7/r@9:ref:refs/heads/main'],
    [{ event: { name: 'pull_request', payload: {} } }, null, 'old', 'repo:o/r:pull_request'],
    [{ event: { name: 'pull_request', payload: {} } }, 'operate', 'old', 'repo:o/r:environment:operate'],
  ] as const)('%j in %s, %s: %s', (more, environment, style, expected) => {
    expect(tokenSubject({ facts: { ...facts, ...more }, environment, style })).toBe(expected);
  });
});

describe('a token', () => {
  it('says what GitHub’s says', async () => {
    const { claims } = await token(`name: Move\n${asking('    permissions: {id-token: write}\n    environment: operate\n')}`, {
      now: () => 1_800_000_000_000,
    });
    expect(claims).toMatchObject({
      aud: 'sts.amazonaws.com',
      sub: 'repo:example/checkout-history:environment:operate',
      environment: 'operate',
      repository: 'example/checkout-history',
      repository_owner: 'example',
      ref: 'refs/heads/main',
      sha: '0'.repeat(40),
      workflow: 'Move',
      job_workflow_ref: 'example/checkout-history/.github/workflows/w.yml@refs/heads/main',
      run_attempt: '1',
      event_name: 'workflow_dispatch',
      actor: 'local',
      iat: 1_800_000_000,
      exp: 1_800_000_300,
    });
    expect(claims['run_id']).toMatch(/^\d+$/);
  });

  it('is signed by the sandbox’s issuer, whose public key proves it, and whose AWS the job talks to', async () => {
    const folder = await folderOf({});
    const key = await createIssuerKey(folder);
    await writeFile(
      `${folder}/state.json`,
      JSON.stringify({
        endpoint: 'http://127.0.0.1:4566',
        repository: 'house/of-sand',
        oidc: { issuer: 'https://issuer.test', privateKeyFile: key.file, keyId: key.keyId },
      }),
    );
    const yaml = `${asking('    permissions: {id-token: write}\n')}      - run: test "$AWS_ENDPOINT_URL $AWS_CONFIG_FILE" = "http://127.0.0.1:4566 /dev/null"\n`;
    const { text, header, claims } = await token(yaml, { sandbox: `${folder}/state.json` });
    const [head = '', body = '', signature = ''] = text.split('.');
    expect(
      verify(
        'RSA-SHA256',
        Buffer.from(`${head}.${body}`),
        createPublicKey({ key: { ...must(key.jwks.keys[0], 'key') }, format: 'jwk' }),
        Buffer.from(signature, 'base64url'),
      ),
    ).toBe(true);
    expect(header).toMatchObject({ alg: 'RS256', kid: key.keyId });
    expect(claims).toMatchObject({ iss: 'https://issuer.test', sub: 'repo:house/of-sand:ref:refs/heads/main' });
  });

  it('names the called workflow as job_workflow_ref', async () => {
    const files = { '.github/workflows/inner.yml': `on: workflow_call\n${asking('')}` };
    const { log } = await run('permissions: {id-token: write}\njobs:\n  outer:\n    uses: ./.github/workflows/inner.yml\n', { files });
    const hex = must(/^token ([0-9a-f]+)$/m.exec(await log('outer.job'))?.[1], 'token');
    const claims = JSON.parse(Buffer.from(Buffer.from(hex, 'hex').toString().split('.')[1] ?? '', 'base64url').toString()) as Record<
      string,
      string
    >;
    expect(claims['job_workflow_ref']).toContain('/inner.yml@');
    expect(claims['workflow_ref']).toContain('/w.yml@');
  });
});

describe(rule('call.permissions-only-shrink'), () => {
  it.each([
    ['permissions: {}\n', 'permissions: {id-token: write}\n', /id-token: write/],
    ['permissions: {contents: read}\n', 'permissions: {contents: write}\n', /contents: write/],
    ['permissions: {contents: read, id-token: write}\n', '', null],
  ])('%j calls %j', async (outer, inner, refused) => {
    const files = {
      '.github/workflows/inner.yml': `on: workflow_call\n${inner}jobs:\n  job:\n    ${JOB}\n    steps: [{run: env | grep -c ACTIONS_ID_TOKEN}]\n`,
    };
    const running = run(`${outer}jobs:\n  outer:\n    uses: ./.github/workflows/inner.yml\n`, { files });
    if (refused === null) expect((await running).results).toEqual({ outer: 'success' });
    else await expect(running).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringMatching(refused) as string });
  });
});
