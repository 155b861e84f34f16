import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterCut, afterRamp, burstOf, FLOOR_PER_SECOND, grownBy, inFlightFor, isGrown, rampedBy } from '../../../src/copy/rate-law.ts';

/** A range's rate after so many seconds in which no 503 came. */
const afterCalm = (perSecond: number, seconds: number, latencyMs = 100): number => {
  let grown = perSecond;
  for (let ms = 25; ms <= seconds * 1000; ms += 25) grown *= grownBy(25, ms, latencyMs, 1, 1);
  return grown;
};

describe('how fast requests may go', () => {
  it('doubles in four round trips until the first 503, and at most once with each look', () => {
    expect(rampedBy(100, 100) ** 4).toBeCloseTo(2, 9);
    expect(rampedBy(25, 100) ** 16).toBeCloseTo(2, 9);
    expect(rampedBy(25, 2)).toBe(2);
  });

  it('waits for the first answer before it ramps', () => {
    expect(rampedBy(500, 0)).toBe(1);
  });

  it('ends its ramp at less than was really used', () => {
    expect(afterRamp(4000, 4000)).toBeCloseTo(2800, 9);
    expect(afterRamp(4000, 1000)).toBeCloseTo(1050, 9);
    expect(afterRamp(4000, 0)).toBe(FLOOR_PER_SECOND);
  });

  it('asks for little more for two seconds, and uses a doubled capacity within five', () => {
    expect(afterCalm(220, 2)).toBeLessThan(220 * 1.1);
    expect(afterCalm(220, 5)).toBeGreaterThanOrEqual(2 * 220);
  });

  it('is as patient as S3 is far away', () => {
    expect(grownBy(25, 4000, 100, 1, 1)).toBeGreaterThan(1.01);
    expect(grownBy(25, 4000, 300, 1, 1)).toBeLessThan(1.001);
    expect(grownBy(25, 12_000, 300, 1, 1)).toBe(grownBy(25, 4000, 100, 1, 1));
  });

  it('grows by as many requests in each range, but no more than four times as fast in a slow one', () => {
    const requests = [10, 25, 100, 400].map((perSecond) => perSecond * (grownBy(25, 3000, 100, perSecond, 100) - 1));
    const [least, ...others] = requests.map((each) => each / requests[2]!);
    expect(least).toBeCloseTo(0.4, 9);
    expect(others).toEqual([expect.closeTo(1, 9), 1, expect.closeTo(1, 9)]);
  });

  it('asks for calm anew after a little more than the double, which a partition that splits grants', () => {
    expect([1, 2, 2.5, 2.6, 5].map(isGrown)).toEqual([false, false, false, true, true]);
  });

  it('takes for a 503 a part of one request in a round trip, and a little of the rate', () => {
    expect(afterCut(100, 100, 100)).toBeCloseTo(100 - 2 - 0.4, 9);
    expect(afterCut(100, 100, 400)).toBeCloseTo(100 - 0.5 - 0.375, 9);
    // Where answers come soon, two a second.
    expect(afterCut(100, 100, 20)).toBeCloseTo(100 - 2 - 0.4, 9);
    // In all, a third of a request in a round trip.
    expect(afterCut(3500, 3500, 100)).toBeCloseTo(3500 - 3.5, 9);
    // No more than half of a slow one.
    expect(afterCut(3, 3, 100)).toBe(1.5);
  });

  it('takes a fifth at most in a round trip, however many 503s come', () => {
    let left = 1000;
    for (let one = 0; one < 500; one += 1) left = afterCut(left, 1000, 100);
    expect(left).toBe(800);
  });

  it('keeps above its floor, and a cut never makes it faster nor growth slower', () => {
    const rate = fc.double({ min: FLOOR_PER_SECOND, max: 1e6, noNaN: true });
    const ms = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(rate, rate, rate, ms, ms, (perSecond, before, mean, roundTripMs, calmMs) => {
        const left = afterCut(perSecond, before, roundTripMs);
        expect(left).toBeGreaterThanOrEqual(FLOOR_PER_SECOND);
        expect(left).toBeLessThanOrEqual(perSecond);
        const factor = grownBy(roundTripMs, calmMs, roundTripMs, perSecond, mean);
        expect(factor).toBeGreaterThanOrEqual(1);
        expect(factor).toBeLessThan(2);
      }),
    );
  });

  it.each([
    { perSecond: 3500, latencyMs: 100, upTo: 2000, expected: 700 },
    { perSecond: 3500, latencyMs: 300, upTo: 2000, expected: 2000 },
    { perSecond: 100, latencyMs: 100, upTo: 2000, expected: 64 },
    { perSecond: 100, latencyMs: 0, upTo: 2000, expected: 2000 },
    { perSecond: 3500, latencyMs: 100, upTo: 8, expected: 8 },
  ])('has $expected requests in flight at $perSecond/s, $latencyMs ms away, of $upTo', ({ perSecond, latencyMs, upTo, expected }) => {
    expect(inFlightFor(perSecond, latencyMs, upTo)).toBe(expected);
  });

  it('saves up a moment, and enough for a few', () => {
    expect([burstOf(1), burstOf(3500), burstOf(Infinity)]).toEqual([4, 70, Infinity]);
  });
});
