import { describe, expect, it } from 'vitest';
import type { Trouble } from '../../../sandbox/github-api/answers.ts';
import { rateLimit } from '../../../sandbox/github-api/rate-limit.ts';
import { callApi, githubOf } from '../../../src/github/api.ts';
import { refusalOf, REPOSITORY, standIn } from './stand-in.ts';

const OWN = `/repos/${REPOSITORY}`;
const LIST = { method: 'GET', path: `${OWN}/issues/7/comments` } as const;
const READS = { permissions: { 'pull-requests': 'read' } } as const;
const HTML = { status: 502, body: '<html><h1>Bad Gateway</h1></html>' };
const SECONDARY = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
const limited = (headers: Readonly<Record<string, string>>, status = 403, message = SECONDARY): Trouble => ({
  status,
  body: { message },
  headers,
});

describe('what passes by itself is asked again', () => {
  it.each<[string, readonly Trouble[], readonly number[]]>([
    ['a connection that ends', ['hung-up', 'hung-up'], [1, 2]],
    ['an answer that is lost', ['lost'], [1]],
    ['502 with a page', [HTML, HTML, HTML], [1, 2, 4]],
    ['503 that says when', [{ status: 503, body: {}, headers: { 'retry-after': '20' } }], [20]],
    ['503 that says at once, again and again', Array(3).fill({ status: 503, body: {}, headers: { 'retry-after': '0' } }), [1, 2, 4]],
    ['200 with a page of something between us', [{ status: 200, body: '<html>Log in</html>' }], [1]],
    ['429 that says when', [limited({ 'retry-after': '40' }, 429)], [40]],
    ['the secondary limit, with requests of the hour left', [limited({ 'retry-after': '50', 'x-ratelimit-remaining': '900' })], [50]],
    ['the secondary limit, with a minute where no moment is named', [limited({ 'x-ratelimit-remaining': '900' })], [60]],
    ['429 that says nothing', [limited({}, 429, 'Too many requests')], [60]],
  ])('%s', async (_, troubles, expected) => {
    const { asked, github, token, waits } = await standIn({ ...READS, troubles });
    expect(await callApi(github, { ...LIST, token })).toEqual([]);
    expect(waits).toEqual(expected);
    expect(asked).toHaveLength(troubles.length + 1);
  });

  it('an answer that does not come', async () => {
    const { asked, github, token, waits } = await standIn({ ...READS, troubles: ['silent'] });
    // Long enough for the second answer on a machine that is busy with other things.
    expect(await callApi({ ...github, answerWithinMs: 2000 }, { ...LIST, token })).toEqual([]);
    expect([asked.length, waits]).toEqual([2, [1]]);
  });

  it('jitter makes waits longer, never shorter than was said', async () => {
    const { github, token } = await standIn({ ...READS, troubles: [limited({ 'retry-after': '40' })] });
    const before = github.clock.now();
    await callApi({ ...github, random: () => 0.5 }, { ...LIST, token });
    expect(github.clock.now() - before).toBe(40_500);
  });
});

describe('patience ends', () => {
  it('with GitHub that does not come back, after two minutes', async () => {
    const { github, token, waits } = await standIn({ troubles: Array<Trouble>(50).fill(HTML) });
    expect(await refusalOf(callApi(github, { ...LIST, token }))).toMatch(
      /^GITHUB_FAILED: GitHub answered 502 to GET \/repos\/example\/orders\/issues\/7\/comments: a page that is no JSON\n {2}next: Re-run this job; .*githubstatus/,
    );
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30]);
  });

  it('with a limit that ends later than that, at once; the moment is told', async () => {
    const { asked, github, token, waits } = await standIn({ troubles: [limited({ 'retry-after': '600' })] });
    expect(await refusalOf(callApi(github, { ...LIST, token }))).toMatch(
      /^GITHUB_REFUSED: GitHub answered 403 .*secondary rate limit.*\n {2}next: Re-run this job after 2026-01-01T00:10:00Z: /,
    );
    expect([asked.length, waits]).toEqual([1, []]);
  });

  it('with the hour’s requests used up, at once', async () => {
    const { github, runs, token, waits } = await standIn(READS);
    await Promise.all(Array.from({ length: 1000 }, () => rateLimit(runs, github.clock.now(), true)));
    expect(await refusalOf(callApi(github, { ...LIST, token }))).toMatch(
      /^GITHUB_REFUSED: GitHub answered 403 .*: API rate limit exceeded.*\n {2}next: Re-run this job after 2026-01-01T01:00:00Z: /,
    );
    expect(waits).toEqual([]);
  });

  it('with the hour’s requests used up and the next hour near, then', async () => {
    const { github, runs, token, waits } = await standIn(READS);
    const begun = github.clock.now();
    await Promise.all(Array.from({ length: 1000 }, () => rateLimit(runs, begun, true)));
    await github.clock.sleep(3_550_000);
    waits.length = 0;
    expect(await callApi(github, { ...LIST, token })).toEqual([]);
    expect(waits).toEqual([50]);
  });

  it('with nobody there', async () => {
    const { github, token } = await standIn();
    const env = { ...github.env, GITHUB_API_URL: 'http://127.0.0.1:9' };
    expect(await refusalOf(callApi({ ...github, env }, { ...LIST, token }))).toMatch(
      /^GITHUB_FAILED: GitHub answered nothing to GET .*: fetch failed: \S/,
    );
  });

  it('with a job that is cancelled, in the middle of a wait', async () => {
    const { env, token } = await standIn({ troubles: [limited({ 'retry-after': '60' })] });
    const stop = new AbortController();
    const asked = callApi(githubOf(env, stop.signal), { ...LIST, token });
    const begun = performance.now();
    setTimeout(() => stop.abort(new Error('cancelled')), 200);
    await expect(asked).rejects.toThrow('cancelled');
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});

describe('a no is a no', () => {
  it.each([
    [
      'no permission',
      {},
      LIST,
      /^GITHUB_REFUSED: GitHub answered 403 .*: Resource not accessible by integration\n/,
      /"issues: read" or "pull-requests: read"/,
    ],
    [
      'a permission that only reads',
      { 'pull-requests': 'read' },
      { method: 'POST', path: `${OWN}/issues/7/comments`, body: { body: 'a' } },
      /^GITHUB_REFUSED: GitHub answered 403 /,
      /"issues: write" or "pull-requests: write" \(permissions: in the workflow; the run of a fork may only read\)/,
    ],
    [
      'nothing there',
      { actions: 'read' },
      { method: 'GET', path: `${OWN}/actions/runs/77` },
      /^GITHUB_REFUSED: GitHub answered 404 .*: Not Found\n/,
      /"actions: read" .*whether what the path names is there/,
    ],
    [
      'another repository',
      {},
      { method: 'GET', path: '/repos/some/other/actions/runs/1' },
      /404 .*: Not Found/,
      /the permission that this call needs/,
    ],
    [
      'a body that GitHub cannot take',
      { issues: 'write' },
      { method: 'POST', path: `${OWN}/issues/7/comments`, body: { body: ' ' } },
      /^GITHUB_REFUSED: GitHub answered 422 .*: Validation Failed: Body cannot be blank\n/,
      /Mend what it names/,
    ],
  ] as const)('%s', async (_, permissions, call, message, next) => {
    const { asked, github, token, waits } = await standIn({ permissions });
    const text = await refusalOf(callApi(github, { ...call, token }));
    expect(text).toMatch(message);
    expect(text).toMatch(new RegExp(`next: .*${next.source}`));
    expect([asked.length, waits]).toEqual([1, []]);
  });

  it('another token, which is told to nobody', async () => {
    const { github } = await standIn();
    const text = await refusalOf(callApi(github, { ...LIST, token: 'ghs_of-yesterday' }));
    expect(text).toMatch(/^GITHUB_REFUSED: GitHub answered 401 .*: Bad credentials\n {2}next: .*github\.token/);
    expect(text).not.toContain('of-yesterday');
  });

  it('names the request, for GitHub’s support', async () => {
    const { github, token } = await standIn({
      troubles: [{ status: 451, body: { message: 'No' }, headers: { 'x-github-request-id': 'A1:B2' } }],
    });
    expect(await refusalOf(callApi(github, { ...LIST, token }))).toContain('\n  request: A1:B2\n');
  });
});
