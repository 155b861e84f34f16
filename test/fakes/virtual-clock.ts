import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/clock.ts';

export interface VirtualClock extends Clock {
  /** Lets time pass, from sleeper to sleeper, until the work has ended; only then does it move. */
  until<T>(work: Promise<T>): Promise<T>;
  /** Called with every new moment, before the sleeper wakes. */
  onMoment: (nowMs: number) => void;
}

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** One time for many workers at once: each sleep ends at its own moment, and what is awake runs to its next sleep first. */
export function virtualClock(startMs = Date.parse('2026-01-01T00:00:00Z')): VirtualClock {
  let nowMs = startMs;
  const sleepers = new Set<Sleeper>();
  const clock: VirtualClock = {
    now: () => nowMs,
    passed: () => nowMs,
    onMoment: () => undefined,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const onAbort = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason as Error);
        };
        const sleeper: Sleeper = {
          atMs: nowMs + milliseconds,
          wake: () => {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    until: async (work) => {
      const state = { ended: false };
      const watched = work.finally(() => (state.ended = true));
      watched.catch(() => undefined);
      for (let idle = 0; !state.ended;) {
        // Everything of the fakes is done in microtasks: after a turn of the loop nobody is awake.
        await setImmediate();
        await setImmediate();
        const [next] = [...sleepers].toSorted((a, b) => a.atMs - b.atMs);
        if (next === undefined) {
          // Unpacking is done by another thread.
          idle += 1;
          if (idle > 10_000) throw new Error('Nobody sleeps, and the work has not ended');
          continue;
        }
        idle = 0;
        sleepers.delete(next);
        nowMs = Math.max(nowMs, next.atMs);
        clock.onMoment(nowMs);
        next.wake();
      }
      return await watched;
    },
  };
  return clock;
}
