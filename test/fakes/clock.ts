import type { Clock } from '../../src/clock.ts';

/** Time that passes only when somebody sleeps. */
export function fakeClock(startMs = Date.parse('2026-01-01T00:00:00Z')): Clock & { pass(milliseconds: number): void } {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    passed: () => nowMs,
    pass: (milliseconds) => {
      nowMs += milliseconds;
    },
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      nowMs += milliseconds;
      // A turn of the event loop: whoever sleeps again and again must not keep others from theirs.
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  };
}
