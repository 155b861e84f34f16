import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { RunOutcome } from '../../../sandbox/workflow-runner/outcome.ts';
import type { RunEvent } from '../../../sandbox/workflow-runner/run-events.ts';
import { liveView, plainView } from '../../../sandbox/workflow-runner/view.ts';
import { advance, duration, renderAnnotation, renderBar, renderJobs, type ViewState } from '../../../sandbox/workflow-runner/view-state.ts';

const started = (job: string, legs = 1, kept = 0): RunEvent => ({ type: 'job-started', job, name: job, legs, isMatrix: legs > 1, kept });
const ended = (job: string, result: 'success' | 'failure' | 'skipped' | 'cancelled', kept = false): RunEvent => ({
  type: 'job-finished',
  job,
  name: job,
  result,
  durationMs: 1500,
  kept,
});
const leg = (type: 'leg-started' | 'leg-finished', job: string, index: number, result: 'success' | 'failure' = 'success'): RunEvent =>
  type === 'leg-started'
    ? { type, job, leg: `${job}.${index}`, name: `${job} (${index})` }
    : { type, job, leg: `${job}.${index}`, name: `${job} (${index})`, result, durationMs: 1, log: null };

const stateAfter = (...events: RunEvent[]): ViewState => events.reduce((state, event) => advance(state, event, 0), new Map() as ViewState);
const plain = (lines: readonly string[]) => lines.map((line) => stripVTControlCharacters(line).trimEnd());

describe('the live view', () => {
  it('has a line per job, a bar per matrix, the step that runs', () => {
    const state = stateAfter(
      started('plan'),
      ended('plan', 'success'),
      started('copy', 16),
      leg('leg-started', 'copy', 0),
      leg('leg-started', 'copy', 1),
      leg('leg-finished', 'copy', 0),
      { type: 'step-started', leg: 'copy.1', step: 'Sync' },
      ended('never', 'skipped'),
    );
    expect(plain(renderJobs(state, 61_000, 100, 20))).toEqual([
      '✓ plan        1.5 s',
      `● copy     █▒${'░'.repeat(14)}  1/16 1 min 01 s  Sync`,
      '- never    skipped',
    ]);
  });

  it('fits the terminal, what runs before what is done', () => {
    const events = Array.from({ length: 10 }, (_, index) => [
      started(`job${index}`),
      ...(index < 8 ? [ended(`job${index}`, 'success' as const)] : []),
    ]).flat();
    const lines = plain(renderJobs(stateAfter(...events), 0, 20, 4));
    expect(lines).toHaveLength(4);
    expect(lines.slice(0, 2).map((line) => line.slice(2, 6))).toEqual(['job8', 'job9']);
    expect(lines.at(-1)).toBe('  … and 7 more');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(20);
  });

  it.each([
    [{ success: 0, failure: 0 }, 0, 16, `${'░'.repeat(16)}  0/16`],
    [{ success: 16, failure: 0 }, 0, 16, `${'█'.repeat(16)} 16/16`],
    [{ success: 128, failure: 1 }, 3, 256, `${'█'.repeat(12)}▒${'░'.repeat(11)} 129/256`],
    [{ success: 1, failure: 1 }, 0, 2, '██ 2/2'],
  ])('a bar of %j, %i running of %i', (done, running, legs, expected) => {
    const set = new Set(Array.from({ length: running }, (_, index) => String(index)));
    expect(stripVTControlCharacters(renderBar({ done: { cancelled: 0, skipped: 0, ...done }, legs, running: set }))).toBe(expected);
  });

  const recorded = () => {
    const writes: string[] = [];
    const view = liveView({ write: (text) => void writes.push(text), columns: () => 80, rows: () => 24 }, () => 0, '/');
    return {
      view,
      writes,
      seen: () =>
        writes.map((text) =>
          stripVTControlCharacters(text)
            .split('\n')
            .map((line) => line.trim()),
        ),
    };
  };
  const said = (message: string): RunEvent => ({ type: 'annotation', annotation: { level: 'error', message, job: 'a' } });

  it('draws over its lines in one write, annotations above them', () => {
    const { view, writes, seen } = recorded();
    view.onEvent(started('a'));
    view.onEvent(said('boom'));
    view.onEvent(said('again'));
    view.close();
    expect(writes).toHaveLength(3);
    expect(writes[1]?.startsWith('\u001b[1A')).toBe(true);
    expect(seen()[1]).toEqual(['error a: again', expect.stringContaining('● a'), '']);
    for (const text of writes) expect(text).not.toContain('\u001b[2J');
  });

  it('leaves the terminal alone while a question is asked, and goes on below it', async () => {
    const { view, writes, seen } = recorded();
    view.onEvent(started('a'));
    const answer = await view.hold(async () => {
      const before = writes.length;
      view.onEvent(said('meanwhile'));
      expect(writes).toHaveLength(before);
      return Promise.resolve('yes');
    });
    expect(answer).toBe('yes');
    view.onEvent(said('after'));
    view.close();
    expect(writes[1]?.startsWith('\u001b[1A')).toBe(false);
    expect(seen()[1]?.slice(0, 2)).toEqual(['error a: meanwhile', 'error a: after']);
  });

  it('ends with the jobs, and the conclusion below them', () => {
    const { view, seen } = recorded();
    view.onEvent(started('a'));
    view.onEvent(ended('a', 'success'));
    view.onEvent({
      type: 'run-finished',
      conclusion: 'success',
      outcome: { conclusion: 'success', durationMs: 1500, folder: '/runs/7' } as unknown as RunOutcome,
    });
    view.close();
    expect(
      seen()
        .flat()
        .filter((line) => line !== ''),
    ).toEqual([expect.stringContaining('✓ a'), 'success in 1.5 s; logs, summaries and run.json are in runs/7']);
  });
});

describe('the plain view', () => {
  it('says each start and end, of legs too, and what was kept', () => {
    const lines: string[] = [];
    const view = plainView((text) => lines.push(stripVTControlCharacters(text)), '/');
    for (const event of [
      started('copy', 3, 1),
      leg('leg-started', 'copy', 0),
      leg('leg-finished', 'copy', 0),
      leg('leg-finished', 'copy', 1, 'failure'),
      ended('copy', 'failure'),
      ended('plan', 'success', true),
      ended('x', 'skipped'),
    ])
      view.onEvent(event);
    expect(lines.join('')).toBe(
      'copy started (3 legs, 1 kept)\n  copy (0) success in 0.0 s\n  copy (1) failure in 0.0 s\ncopy failure in 1.5 s\nplan kept: success\nx skipped\n',
    );
  });
});

it.each([
  [0, '0.0 s'],
  [59_940, '59.9 s'],
  [60_000, '1 min 00 s'],
  [3_599_700, '60 min 00 s'],
])('%i ms is %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

it('an annotation has its place and all its lines', () => {
  expect(
    stripVTControlCharacters(
      renderAnnotation({ level: 'error', message: 'one\ntwo', file: 'a.yml', line: 3, job: 'copy (1)', step: 'Sync' }),
    ),
  ).toBe('error copy (1) › Sync: a.yml:3 one\n    two');
});
