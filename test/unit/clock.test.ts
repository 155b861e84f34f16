import { describe, expect, it } from 'vitest';
import { scaledClock, timeScaleOf } from '../../src/clock.ts';

describe('the time scale', () => {
  it('is life where none is given, or none that can be', () => {
    for (const given of [undefined, '', '0', '-3', 'fast', 'Infinity', 'NaN']) {
      expect(timeScaleOf(given === undefined ? {} : { BUCKET_BRIGADE_TIME_SCALE: given }), String(given)).toBe(1);
    }
  });

  it('may be faster than life, and slower', () => {
    expect(timeScaleOf({ BUCKET_BRIGADE_TIME_SCALE: '15' })).toBe(15);
    expect(timeScaleOf({ BUCKET_BRIGADE_TIME_SCALE: '0.125' })).toBe(0.125);
  });

  it.each([0.25, 1, 4])('at %d holds for sleep and for what has passed alike', async (scale) => {
    const clock = scaledClock(scale);
    const [began, passedBefore] = [performance.now(), clock.passed()];
    await clock.sleep(50 * scale);
    const [tookMs, passedMs] = [performance.now() - began, clock.passed() - passedBefore];
    // A timer may fire a millisecond early, by the clock that it is measured on, and late by any time.
    expect(tookMs).toBeGreaterThanOrEqual(48);
    expect(passedMs).toBeGreaterThanOrEqual(48 * scale);
    expect(passedMs / tookMs).toBeCloseTo(scale, 1);
  });

  it('leaves the moment as it is: signatures are of it', () => {
    expect(Math.abs(scaledClock(0.1).now() - Date.now())).toBeLessThan(1000);
  });
});
