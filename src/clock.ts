/** Time, as the rooms see it: it arrives as an argument, so that tests and the sandbox's time scale own it. */
export interface Clock {
  /** Milliseconds since 1970, UTC. Signatures and moments in contracts are of it. */
  now(): number;
  /** Milliseconds on the clock that `sleep` keeps: what deadlines and silences are measured on. Its beginning means nothing. */
  passed(): number;
  /** Resolves after the time, or rejects with the signal's reason as soon as it aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/**
 * The variable in which sandbox and benchmark give their time scale: so many times faster than life is all waiting. Below 1 it is
 * slower: where a machine is to bear the rates of many, it is given more time for each second.
 */
const TIME_SCALE = 'BUCKET_BRIGADE_TIME_SCALE';

/** How much faster than life waiting is: 1 outside of sandbox and benchmark. */
export function timeScaleOf(env: Readonly<Record<string, string | undefined>>): number {
  const given = Number(env[TIME_SCALE] ?? 1);
  return Number.isFinite(given) && given > 0 ? given : 1;
}

/** The machine's own clock; where a time scale is given its waiting, and nothing else, is as much faster. Made at doors only. */
export function systemClock(env: Readonly<Record<string, string | undefined>> = {}): Clock {
  return scaledClock(timeScaleOf(env));
}

export function scaledClock(scale: number): Clock {
  return {
    now: () => Date.now(),
    passed: () => performance.now() * scale,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const onAbort = () => {
          clearTimeout(timer);
          reject(signal?.reason as Error);
        };
        const timer = setTimeout(() => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        }, milliseconds / scale);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
  };
}

/** The same clock for somebody whose time ends: no sleep goes beyond `atMs` on `passed`; the one that would rejects then. */
export function clockUntil(clock: Clock, atMs: number, over: () => Error): Clock {
  return {
    now: () => clock.now(),
    passed: () => clock.passed(),
    sleep: async (milliseconds, signal) => {
      const leftMs = atMs - clock.passed();
      if (milliseconds < leftMs) {
        await clock.sleep(milliseconds, signal);
        return;
      }
      if (leftMs > 0) await clock.sleep(leftMs, signal);
      throw over();
    },
  };
}

/** A moment as the contracts write it: ISO 8601, UTC, whole seconds. */
export function isoSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
