import type { Clock } from '../clock.ts';
import type { StopSignals } from './settle.ts';

/** What is in flight gets as long as after a signal (design: drain for at most 5 s). */
const DRAIN_MS = 5000;

/** Does the work under one more reason to stop, whose time to drain ends as that of a signal does. */
export async function drainingAfter<T>(
  clock: Clock,
  signals: StopSignals,
  lost: AbortSignal,
  work: (signals: StopSignals) => Promise<T>,
): Promise<T> {
  const drained = new AbortController();
  const over = new AbortController();
  const onLost = () => {
    clock.sleep(DRAIN_MS, over.signal).then(
      () => drained.abort(lost.reason),
      () => undefined,
    );
  };
  if (lost.aborted) onLost();
  else lost.addEventListener('abort', onLost, { once: true });
  try {
    return await work({ stop: AbortSignal.any([signals.stop, lost]), abort: AbortSignal.any([signals.abort, drained.signal]) });
  } finally {
    lost.removeEventListener('abort', onLost);
    over.abort();
  }
}
