import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alike, divide } from '../../../src/copy/areas.ts';
import { burstOf, cut, FLOOR_PER_SECOND, grow, inFlightFor, start, type Controller } from '../../../src/copy/rate-law.ts';

const steady = (perSecond: number, more: Partial<Controller> = {}): Controller => ({
  phase: 'steady',
  perSecond,
  cutAtMs: 0,
  calmMs: 0,
  atMs: 0,
  ...more,
});
const after = (controller: Controller, seconds: number, { latencyMs = 100, part = 1 } = {}): Controller => {
  let grown = controller;
  for (let ms = 25; ms <= seconds * 1000; ms += 25)
    grown = grow(grown, { nowMs: controller.atMs + ms, latencyMs, limiting: true, part }, Infinity);
  return grown;
};

describe('the rate of an area', () => {
  it('doubles in four round trips until the first 503', () => {
    expect(after(start(100, Infinity, 0), 0.4).perSecond).toBeCloseTo(200, 6);
    expect(after(start(100, Infinity, 0), 2).perSecond).toBeCloseTo(3200, 3);
    // As seldom as it is looked at here, it doubles each time at most.
    expect(after(start(100, Infinity, 0), 0.1, { latencyMs: 2 }).perSecond).toBeCloseTo(1600, 6);
  });

  it('waits for the first answer before it grows, and for somebody who has a use for more', () => {
    const began = start(100, Infinity, 0);
    expect(grow(began, { nowMs: 500, latencyMs: 0, limiting: true, part: 1 }, Infinity).perSecond).toBe(100);
    expect(grow(steady(100), { nowMs: 500, latencyMs: 100, limiting: false, part: 1 }, Infinity)).toEqual(steady(100, { atMs: 500 }));
  });

  it.each([
    { perSecond: 220, withinSeconds: 6 },
    { perSecond: 3500, withinSeconds: 6 },
    { perSecond: 14_000, withinSeconds: 6 },
  ])('uses a doubled capacity within seconds: $perSecond', ({ perSecond, withinSeconds }) => {
    expect(after(steady(perSecond), 2).perSecond).toBeLessThan(perSecond * 1.25);
    expect(after(steady(perSecond), withinSeconds).perSecond).toBeGreaterThanOrEqual(2 * perSecond);
  });

  it('is cut once for all that was sent before the cut', () => {
    const at = { roundTripMs: 100, usedPerSecond: 1000 };
    const once = cut(steady(1000), { nowMs: 5000, ...at }, Infinity);
    expect(once).toEqual(steady(850, { cutAtMs: 5000, atMs: 5000 }));
    expect(cut(once, { nowMs: 5099, ...at }, Infinity)).toBe(once);
    expect(cut(once, { nowMs: 5100, ...at }, Infinity).perSecond).toBeCloseTo(722.5, 6);
  });

  it('ends its ramp at less than was really used', () => {
    expect(cut(start(4000, Infinity, 0), { nowMs: 50, roundTripMs: 100, usedPerSecond: 3000 }, Infinity)).toEqual(
      steady(2100, { cutAtMs: 50, atMs: 50 }),
    );
  });

  it('keeps between floor and ceiling, cuts at most once in a round trip, and always comes back', () => {
    const event = fc.record({
      ms: fc.integer({ min: 0, max: 400 }),
      throttled: fc.boolean(),
      limiting: fc.boolean(),
      used: fc.double({ min: 0, max: 1e6, noNaN: true }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1e6, noNaN: true }),
        fc.oneof(fc.constant(Infinity), fc.double({ min: FLOOR_PER_SECOND, max: 1e5, noNaN: true })),
        fc.integer({ min: 1, max: 1000 }),
        fc.array(event, { maxLength: 60 }),
        (startPerSecond, ceiling, roundTripMs, events) => {
          let controller = start(startPerSecond, ceiling, 0);
          let nowMs = 0;
          let cutAtMs = -Infinity;
          for (const { ms, throttled, limiting, used, part } of events) {
            nowMs += ms;
            const before = controller;
            if (throttled) {
              controller = cut(before, { nowMs, roundTripMs, usedPerSecond: used }, ceiling);
              if (controller !== before) {
                expect(before.phase === 'ramp' || nowMs - cutAtMs >= roundTripMs).toBe(true);
                expect(controller.perSecond).toBeLessThanOrEqual(before.perSecond);
                cutAtMs = nowMs;
              }
            } else {
              controller = grow(before, { nowMs, latencyMs: roundTripMs, limiting, part }, ceiling);
              expect(controller.perSecond).toBeGreaterThanOrEqual(before.perSecond);
            }
            expect(controller.perSecond).toBeGreaterThanOrEqual(FLOOR_PER_SECOND);
            expect(controller.perSecond).toBeLessThanOrEqual(ceiling);
          }
          expect(after(controller, 30, { part: 0 }).perSecond).toBeGreaterThan(controller.perSecond * 1.5);
        },
      ),
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

describe('whose 503 it was', () => {
  it.each([
    { hits: [5, 5], ranges: 32, borders: [], why: 'too few to tell' },
    { hits: [5, 5, 5], ranges: 32, borders: [5, 6], why: 'one range' },
    { hits: [0, 0, 0], ranges: 32, borders: [1], why: 'the first range' },
    { hits: [31, 31, 31], ranges: 32, borders: [31], why: 'the last range' },
    { hits: [0, 1, 1], ranges: 2, borders: [], why: 'both of two' },
    { hits: [1, 1, 1, 1, 1, 1, 1, 1], ranges: 2, borders: [1], why: 'one of two' },
    { hits: [0, 0, 0, 0, 0, 0], ranges: 1, borders: [], why: 'there is only one' },
    { hits: [1, 4, 7, 9, 12, 14, 15, 15], ranges: 32, borders: [18], why: 'the first half' },
    { hits: [16, 17, 20, 22, 25, 27, 30, 31], ranges: 32, borders: [14], why: 'the second half' },
    { hits: [0, 3, 3, 5, 7, 24, 26, 29, 31], ranges: 32, borders: [9, 23], why: 'both ends' },
    { hits: [1, 5, 8, 13, 17, 20, 26, 30], ranges: 32, borders: [], why: 'everywhere' },
  ])('$why: $hits of $ranges', ({ hits, ranges, borders }) => {
    expect(divide(hits, ranges)).toEqual(borders);
  });

  it('divides into parts that are not empty, and leaves no 503 out of one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.array(fc.nat({ max: 63 }), { maxLength: 16 }), (ranges, found) => {
        const hits = found.map((hit) => hit % ranges).toSorted((a, b) => a - b);
        const borders = [0, ...divide(hits, ranges), ranges];
        for (let index = 1; index < borders.length; index += 1) expect(borders[index]).toBeGreaterThan(borders[index - 1]!);
        const parts = borders.slice(1).map((to, index) => hits.filter((hit) => hit >= borders[index]! && hit < to).length);
        if (parts.length > 1) expect(parts).toContain(0);
      }),
    );
  });

  it.each([
    { left: [1000, 10], right: [1200, 10], throttled: true, expected: true },
    { left: [1200, 10], right: [1000, 10], throttled: true, expected: true },
    { left: [1000, 10], right: [1200, 10], throttled: false, expected: false },
    { left: [1000, 10], right: [2000, 10], throttled: true, expected: false },
    { left: [1000, 10], right: [2000, 20], throttled: true, expected: true },
  ])('$left beside $right: as good as one: $expected', ({ left, right, throttled, expected }) => {
    const area = { perSecond: left[0]!, ranges: left[1]!, throttled: true };
    expect(alike(area, { perSecond: right[0]!, ranges: right[1]!, throttled })).toBe(expected);
  });
});
