import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calmOf, type Met } from '../../../src/copy/calm.ts';

const NOW_MS = 10_000;
/** Each range has met its last 503 so many ms ago. */
const metAgo = (...agoMs: number[]): Met[] => agoMs.map((ago) => ({ hitAtMs: NOW_MS - ago, usedPerSecond: 10 }));
/** 503s in the last so many ms, one every 100 ms. */
const hitsFor = (ms: number): number[] => Array.from({ length: ms / 100 }, (_, index) => NOW_MS - ms + (index + 1) * 100 - 50);
const calm = (ranges: Met[], hits: number[]) => [...calmOf(ranges, hits, NOW_MS, new Float64Array(ranges.length))];

describe('how long a range has been spared', () => {
  it('is for all of them the time since the last 503 of any, when it may have been chance', () => {
    expect(calm(metAgo(2000, 500, 900, 50), hitsFor(2000))).toEqual([50, 50, 50, 50]);
  });

  it('is longer for a half that meets none while the other one does', () => {
    // Eight were due in it, then nine.
    expect(calm(metAgo(800, 900, 50, 150), hitsFor(800))).toEqual([50, 50, 50, 50]);
    expect(calm(metAgo(1000, 1000, 50, 150), hitsFor(1000))).toEqual([1000, 1000, 50, 50]);
  });

  it('is longer for one range only after so much more time as it has less of the requests', () => {
    expect(calm(metAgo(2000, 50, 150, 50), hitsFor(2000))).toEqual([50, 50, 50, 50]);
    expect(calm(metAgo(2800, 50, 150, 50), hitsFor(2800))).toEqual([2800, 50, 50, 50]);
  });

  it('is told by what asks: a range that sends nothing is not spared', () => {
    const idle = { hitAtMs: 0, usedPerSecond: 0 };
    expect(calm([idle, ...metAgo(50, 50, 50)], hitsFor(5000))).toEqual([50, 50, 50, 50]);
  });

  it('is that of one range when there is one', () => {
    expect(calm(metAgo(700), [NOW_MS - 700])).toEqual([700]);
  });

  it("is never longer than since its own last 503, nor shorter than since anybody's", () => {
    const range = fc.record({ hitAtMs: fc.integer({ min: 0, max: NOW_MS }), usedPerSecond: fc.double({ min: 0, max: 1e4, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 70 }), (ranges) => {
        const hits = ranges.map(({ hitAtMs }) => hitAtMs).toSorted((a, b) => a - b);
        const found = calm(ranges, hits);
        for (const [index, ms] of found.entries()) {
          expect(ms).toBeLessThanOrEqual(NOW_MS - ranges[index]!.hitAtMs);
          expect(ms).toBeGreaterThanOrEqual(NOW_MS - hits.at(-1)!);
        }
      }),
    );
  });
});
