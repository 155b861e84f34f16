import { performance } from 'node:perf_hooks';

/** Long enough for several pages, short enough that a listing from afar loses nothing by it. */
const WINDOW_MS = 250;
const BUSY_FROM_SHARE = 0.9;

/** What of its time a loop has worked since it was asked last, from 0 to 1. */
export type LoopUse = () => number;

/**
 * In how many looks, one after the other up to the last, this thread had time left; 0: it has worked nearly all of its time of late, and what
 * more it asked for at once would not come sooner, but lie about until there is time for it. At first it is taken to have none: a program that
 * begins has none. A look is due with the first question after its time. `use` and `nowMs` are Node's own unless a test gives others.
 */
export function idleLoop(use: LoopUse = useOfThisLoop(), nowMs: () => number = () => performance.now()): () => number {
  let askedAtMs = nowMs();
  let idleLooks = 0;
  return () => {
    const now = nowMs();
    if (now - askedAtMs < WINDOW_MS) return idleLooks;
    askedAtMs = now;
    idleLooks = use() >= BUSY_FROM_SHARE ? 0 : idleLooks + 1;
    return idleLooks;
  };
}

/** Whether it had none when one looked last. */
export function busyLoop(...given: Parameters<typeof idleLoop>): () => boolean {
  const idleLooks = idleLoop(...given);
  return () => idleLooks() === 0;
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
