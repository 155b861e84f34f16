import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rateLimit } from '../../../sandbox/github-api/rate-limit.ts';
import { writeStored } from '../../../sandbox/github-api/store.ts';
import { findRun } from '../../../sandbox/workflow-runner/run-state.ts';
import { folderOf, rule } from './harness.ts';

const HOUR = 3_600_000;

describe(rule('api.rate-limit'), () => {
  it('begins an hour with its first request, for all that ask at the same moment', async () => {
    const runs = await folderOf({});
    const at = 1_800_000_000_000;
    expect(await rateLimit(runs, at, false)).toMatchObject({ isExceeded: false, told: { used: 0, remaining: 1000 } });
    const answers = await Promise.all(Array.from({ length: 1002 }, (_, index) => rateLimit(runs, at + (index % 7) - 3, true)));
    expect(answers.map(({ used }) => used).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1002 }, (_, index) => index + 1));
    expect(answers.filter(({ isExceeded }) => isExceeded)).toHaveLength(2);
    expect(await rateLimit(runs, at + HOUR - 4, true)).toMatchObject({ isExceeded: true, headers: { 'x-ratelimit-remaining': '0' } });
    const next = at + HOUR + 10_000;
    expect(await rateLimit(runs, next, true)).toMatchObject({ used: 1, told: { reset: (next + HOUR) / 1000 } });
    await rateLimit(runs, at + 3 * HOUR, true);
    // The hour before stays for whoever still reads it; older ones go.
    expect((await readdir(`${runs}/.github-api/rate-limit`)).toSorted()).toEqual(['2.hour', '2.requests', '3.hour', '3.requests']);
  });
});

describe('a run of which no outcome was written', () => {
  const gone = spawnSync('true').pid;
  it.each([
    ['queued', process.pid, { status: 'queued', conclusion: null }],
    ['in_progress', process.pid, { status: 'in_progress', conclusion: null }],
    ['dropped', process.pid, { status: 'completed', conclusion: 'cancelled' }],
    ['queued', gone, { status: 'completed', conclusion: 'cancelled' }],
    ['in_progress', gone, { status: 'completed', conclusion: 'failure' }],
  ])('%s, by process %i: %j', async (status, pid, expected) => {
    const runs = await folderOf({ 'comments/7.json': '[]' });
    const state = {
      version: 'run-state/1',
      id: '99',
      number: 3,
      attempt: 1,
      workflow: { file: '.github/workflows/w.yml', name: 'w', title: 'w' },
      repository: 'o/r',
      event: 'workflow_dispatch',
      ref: 'refs/heads/main',
      sha: '0'.repeat(40),
      actor: 'local',
      status,
      pid,
      createdAt: '2026-01-01T00:00:00.000Z',
    };
    await writeStored(join(runs, '3', 'state.json'), state);
    expect(await findRun(runs, '99')).toMatchObject({ number: 3, ...expected });
    expect(await findRun(runs, '98')).toBeNull();
  });
});
