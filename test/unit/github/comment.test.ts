import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeComment } from '../../../src/github/comment.ts';
import { refusalOf, type StandIn, standIn } from './stand-in.ts';

const WRITES = { permissions: { 'pull-requests': 'write' } } as const;
const PLAN = { number: 7, topic: 'plan', body: 'first' };

interface Kept {
  readonly id: number;
  readonly body: string;
  readonly user?: { readonly login: string; readonly type: string };
}

const kept = async ({ runs }: StandIn, number = 7): Promise<Kept[]> =>
  JSON.parse(await readFile(join(runs, 'comments', `${number}.json`), 'utf8')) as Kept[];

async function keep({ runs }: StandIn, comments: readonly { readonly body: string; readonly by?: string }[]): Promise<void> {
  const all = comments.map(({ body, by }, index) => ({
    id: index + 1,
    body,
    html_url: `https://github.com/example/orders/issues/7#issuecomment-${index + 1}`,
    user: by === undefined ? { login: 'github-actions[bot]', type: 'Bot' } : { login: by, type: 'User' },
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
  }));
  await mkdir(join(runs, 'comments'), { recursive: true });
  await writeFile(join(runs, 'comments/7.json'), JSON.stringify(all));
}

describe('a comment', () => {
  it('is written once for each topic, and brought up to date', async () => {
    const there = await standIn(WRITES);
    const { github, token } = there;
    const page = await writeComment(github, { ...PLAN, token });
    expect(page).toBe('https://github.com/example/orders/issues/7#issuecomment-1');
    expect(await writeComment(github, { ...PLAN, body: 'second', token })).toBe(page);
    await writeComment(github, { ...PLAN, topic: 'cost', body: 'dear', token });
    await writeComment(github, { ...PLAN, number: 8, token });
    expect((await kept(there)).map(({ body }) => body)).toEqual([
      '<!-- bucket-brigade: plan -->\nsecond',
      '<!-- bucket-brigade: cost -->\ndear',
    ]);
    expect(await kept(there, 8)).toHaveLength(1);
  });

  it('is found behind hundreds of others', async () => {
    const there = await standIn(WRITES);
    const others = Array.from({ length: 250 }, (_, index) => ({ body: `talk ${index}`, by: 'a-person' }));
    await keep(there, [...others, { body: '<!-- bucket-brigade: plan -->\nold' }]);
    await writeComment(there.github, { ...PLAN, token: there.token });
    expect(await kept(there)).toHaveLength(251);
    expect((await kept(there))[250]?.body).toBe('<!-- bucket-brigade: plan -->\nfirst');
  });

  it('of a person who writes our mark stays the person’s', async () => {
    const there = await standIn(WRITES);
    await keep(there, [{ body: '<!-- bucket-brigade: plan -->\nApproved, trust me', by: 'mallory' }]);
    await writeComment(there.github, { ...PLAN, token: there.token });
    await writeComment(there.github, { ...PLAN, body: 'second', token: there.token });
    expect((await kept(there)).map(({ body }) => body.split('\n')[1])).toEqual(['Approved, trust me', 'second']);
  });

  it('is not written twice when GitHub’s answer is lost', async () => {
    const there = await standIn({ ...WRITES, troubles: [null, 'lost'] });
    expect(await writeComment(there.github, { ...PLAN, token: there.token })).toMatch(/#issuecomment-1$/);
    expect(await kept(there)).toHaveLength(1);
    expect(there.asked.filter((call) => call.startsWith('POST'))).toHaveLength(1);
  });

  it('is written when it was the question that was lost', async () => {
    const there = await standIn({ ...WRITES, troubles: [null, 'hung-up'] });
    await writeComment(there.github, { ...PLAN, token: there.token });
    expect(await kept(there)).toHaveLength(1);
    expect(there.asked.filter((call) => call.startsWith('POST'))).toHaveLength(2);
  });

  it('that is too long is cut, whole characters only', async () => {
    const there = await standIn(WRITES);
    for (const body of ['🪣'.repeat(40_000), `x${'🪣'.repeat(40_000)}`]) {
      await writeComment(there.github, { ...PLAN, body, token: there.token });
      const [{ body: text } = { body: '' }] = await kept(there);
      expect(text.length).toBeLessThanOrEqual(65_536);
      expect(text.isWellFormed()).toBe(true);
      expect(text).toMatch(/🪣.?\n\nCut here: .*summary\.\n$/);
    }
  });

  it('cannot close its own mark', async () => {
    const there = await standIn(WRITES);
    await writeComment(there.github, { ...PLAN, topic: 'a --> <b>', token: there.token });
    expect((await kept(there))[0]?.body).toBe('<!-- bucket-brigade: a --- -b- -->\nfirst');
  });

  it('that may be read and not written is refused with the permission', async () => {
    const { github, token } = await standIn({ permissions: { 'pull-requests': 'read' } });
    expect(await refusalOf(writeComment(github, { ...PLAN, token }))).toMatch(/^GITHUB_REFUSED: .*403.*\n.*"pull-requests: write"/);
  });

  it('needs a job', async () => {
    const { github, token } = await standIn(WRITES);
    const env = { ...github.env, GITHUB_REPOSITORY: '' };
    expect(await refusalOf(writeComment({ ...github, env }, { ...PLAN, token }))).toMatch(/^USAGE: .*GITHUB_REPOSITORY is missing/);
  });

  it('in another form than GitHub’s is named as such', async () => {
    const { github, token } = await standIn({ ...WRITES, troubles: [{ status: 200, body: [{ id: 'one' }] }] });
    expect(await refusalOf(writeComment(github, { ...PLAN, token }))).toMatch(/^GITHUB_FAILED: GitHub's answer to GET .*form.*id/);
  });
});
