import { performance } from 'node:perf_hooks';

/** Long enough for several pages, short enough that a listing from afar loses nothing by it. */
const WINDOW_MS = 250;
const BUSY_FROM_SHARE = 0.9;

/** What of its time a loop has worked since it was asked last, from 0 to 1. */
export type LoopUse = () => number;

/**
 * Whether this thread has worked nearly all of its time of late: what more it asked for at once would not come sooner, but lie about until
 * there is time for it. At first it is taken to be: a program that begins is. `use` and `nowMs` are Node's own unless a test gives others.
 */
export function busyLoop(use: LoopUse = useOfThisLoop(), nowMs: () => number = () => performance.now()): () => boolean {
  let askedAtMs = nowMs();
  let busy = true;
  return () => {
    const now = nowMs();
    if (now - askedAtMs < WINDOW_MS) return busy;
    askedAtMs = now;
    busy = use() >= BUSY_FROM_SHARE;
    return busy;
  };
}

function useOfThisLoop(): LoopUse {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}
