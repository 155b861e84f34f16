import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterCut, afterRamp, burstOf, FLOOR_PER_SECOND, grownBy, inFlightFor, rampedBy } from '../../../src/copy/rate-law.ts';

/** A worker's rate, all of it in one range, after so many seconds in which no 503 came. */
const afterCalm = (perSecond: number, seconds: number, latencyMs = 100): number => {
  let grown = perSecond;
  for (let ms = 25; ms <= seconds * 1000; ms += 25) grown *= grownBy(25, ms, latencyMs, grown);
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

  it.each([
    { perSecond: 220, withinSeconds: 5 },
    { perSecond: 3500, withinSeconds: 5 },
    { perSecond: 14_000, withinSeconds: 8 },
  ])('asks for little more for two seconds, and uses a doubled capacity soon: $perSecond', ({ perSecond, withinSeconds }) => {
    expect(afterCalm(perSecond, 2)).toBeLessThan(perSecond * 1.1);
    expect(afterCalm(perSecond, withinSeconds)).toBeGreaterThanOrEqual(2 * perSecond);
  });

  it('is as patient as S3 is far away', () => {
    expect(grownBy(25, 3000, 100, 1000)).toBeGreaterThan(1.01);
    expect(grownBy(25, 3000, 300, 1000)).toBeLessThan(1.001);
    expect(grownBy(25, 9000, 300, 1000)).toBe(grownBy(25, 3000, 100, 1000));
  });

  it('grows the less for an equal calm, the more a worker has, from one partition on', () => {
    const grown = [500, 3500, 7000, 14_000].map((worker) => Math.log(grownBy(25, 2000, 100, worker)));
    expect(grown.map((one) => grown[0]! / one)).toEqual([1, 1, expect.closeTo(4, 6), expect.closeTo(16, 6)]);
  });

  it('takes for a 503 a part of one request in a round trip, and a little of the rate', () => {
    expect(afterCut(3500, 3500, 100)).toBeCloseTo(3500 - 2 - 35, 9);
    expect(afterCut(3500, 3500, 20)).toBeCloseTo(3500 - 10 - 35, 9);
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
      fc.property(rate, rate, ms, ms, fc.double({ min: 0, max: 1e6, noNaN: true }), (perSecond, before, roundTripMs, calmMs, worker) => {
        const left = afterCut(perSecond, before, roundTripMs);
        expect(left).toBeGreaterThanOrEqual(FLOOR_PER_SECOND);
        expect(left).toBeLessThanOrEqual(perSecond);
        const factor = grownBy(roundTripMs, calmMs, roundTripMs, worker);
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
