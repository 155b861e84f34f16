import type { Clock } from '../clock.ts';

/** Shorter than that is no time to measure a rate in. */
const FROM_MS = 1000;

/** Copies a second since it was last asked: given all copies so far. */
export function paceOf(clock: Pick<Clock, 'passed'>): (copies: number) => number {
  let before = { atMs: clock.passed(), copies: 0 };
  let perSecond = 0;
  return (copies) => {
    const nowMs = clock.passed();
    if (nowMs - before.atMs < FROM_MS) return perSecond;
    perSecond = ((copies - before.copies) * 1000) / (nowMs - before.atMs);
    before = { atMs: nowMs, copies };
    return perSecond;
  };
}
