import { describe, expect, it } from 'vitest';
import { blockOf, jsonOf, lineOf, secondsLeft, showProgress, type Moment } from '../../../cli/src/progress.ts';
import type { CopyProgress } from '../../../src/stages/copy.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';

const FACTS = {
  perSecond: 100,
  usedPerSecond: 90,
  inFlight: 12,
  inFlightUpTo: 32,
  waiting: 0,
  throttledShare: 0.0123,
  latencyMs: 41.4,
};
const progress = (more: Partial<CopyProgress> = {}): CopyProgress => ({
  seen: 1500,
  copies: 1200,
  copiedBytes: 3_400_000,
  expected: null,
  parts: [],
  ...more,
});
const moment = (more: Partial<Moment> = {}): Moment => ({
  progress: progress(),
  facts: FACTS,
  isDry: false,
  seconds: 75,
  seenPerSecond: 20,
  copiesPerSecond: 16,
  ...more,
});

describe('a moment of a copy', () => {
  it('as a line', () => {
    expect(lineOf(moment())).toBe('1,500 keys looked at (20/s); 1,200 copied (16/s), 3.4 MB; 1.2 % 503');
    expect(lineOf(moment({ progress: progress({ expected: 4500 }) }))).toMatch(/^1,500 of 4,500 keys .*; about 2 min 30 s left$/);
    expect(lineOf(moment({ isDry: true }))).toBe('1,500 keys looked at (20/s); 1,200 to copy, 3.4 MB');
  });

  it('as a block, no line of which the terminal would break', () => {
    expect(blockOf(moment(), 80)).toEqual([
      'looked at  1,500 keys, 20/s',
      'copied     1,200, 16/s, 3.4 MB',
      'S3         1.2 % 503, 41 ms, 12 of 32 in flight',
      'time       1 min 15 s',
    ]);
    for (const columns of [1, 10, 20])
      for (const line of blockOf(moment(), columns)) expect(line.length).toBeLessThan(Math.max(2, columns));
  });

  it('shows several parts as a grid, and what is under way by name, escaped', () => {
    const parts = Array.from({ length: 100 }, (_, n) => ({
      part: `p${n}\n`,
      state: n < 60 ? ('done' as const) : n === 60 ? ('failed' as const) : ('walking' as const),
    }));
    const block = blockOf(moment({ progress: progress({ parts }) }), 41);
    expect(block.slice(0, 3)).toEqual(['#'.repeat(40), `${'#'.repeat(20)}!${'>'.repeat(19)}`, '>'.repeat(20)]);
    expect(block[3]).toMatch(/^parts {6}60 of 100 done; at p61\\u000a/);
  });

  it('tells the time left only where it can be known', () => {
    expect(secondsLeft(moment())).toBeNull();
    expect(secondsLeft(moment({ progress: progress({ expected: 1600 }) }))).toBe(5);
    expect(secondsLeft(moment({ progress: progress({ expected: 1600 }), seenPerSecond: 0 }))).toBeNull();
    // More than the last walk has seen: nobody knows how many there are now.
    expect(secondsLeft(moment({ progress: progress({ expected: 1000 }) }))).toBeNull();
  });

  it('as JSON', () => {
    expect(jsonOf(moment())).toMatchObject({
      event: 'progress',
      seen: 1500,
      copies: 1200,
      expected: null,
      secondsLeft: null,
      throttledShare: 0.0123,
      seenPerSecond: 20,
    });
    expect(jsonOf(moment({ facts: null }))).not.toHaveProperty('latencyMs');
  });
});

describe('progress', () => {
  const watch = async (kind: 'json' | 'lines' | 'terminal', forMs: number) => {
    const clock = virtualClock();
    const written: string[] = [];
    const say = (line: string) => void written.push(line);
    let reads = 0;
    const view = showProgress({
      clock,
      isDry: false,
      rate: () => FACTS,
      out: kind === 'terminal' ? { kind, write: say, columns: () => 80 } : { kind, say },
    });
    const startMs = clock.now();
    view.begin(() => {
      reads += 1;
      return progress({ seen: (clock.now() - startMs) / 10, copies: 0 });
    });
    let before = 0;
    await clock.until(
      clock.sleep(forMs).then(() => {
        view.end();
        before = written.length;
      }),
    );
    await clock.until(clock.sleep(60_000));
    expect(written.length).toBe(before);
    expect(reads).toBeLessThanOrEqual(before);
    return written;
  };

  it('for people without a terminal is a line every five seconds, with the rate that there is', async () => {
    const written = await watch('lines', 21_000);
    expect(written).toHaveLength(4);
    expect(written[3]).toContain('2,000 keys looked at (100/s)');
  });

  it('for machines is a line of JSON every second', async () => {
    const written = await watch('json', 3500);
    expect(written.map((line) => (JSON.parse(line) as { seconds: number }).seconds)).toEqual([1, 2, 3]);
  });

  it('on a terminal is redrawn in place, four times a second, and gone at the end', async () => {
    const written = await watch('terminal', 1100);
    expect(written).toHaveLength(5);
    expect(written[0]).toMatch(/^looked at/);
    for (const redrawn of written.slice(1)) expect(redrawn.startsWith('\u001b[4A\u001b[0J')).toBe(true);
    expect(written[4]).toBe('\u001b[4A\u001b[0J');
  });

  it('of what ends at once is nothing', async () => {
    expect(await watch('terminal', 100)).toEqual([]);
  });
});
