/**
 * Whose 503 was it? S3 does not say which of its partitions is full; but partitions are stretches of keys in order. So each range has
 * a rate of its own that its own 503s slow down, and what makes it faster is calm: its own is slow to tell anything, that of all
 * ranges is over with each 503 of a partition that may be another one's. Stretches of ranges are looked at in between.
 */

/** A range as its worker knows it. Moments are those of `Clock.passed`. */
export interface Met {
  /** The last 503. */
  readonly hitAtMs: number;
  readonly usedPerSecond: number;
}

/**
 * So many of the 503s that were met elsewhere since its last one should have been a stretch's own, by its part of the requests, before
 * it is taken for another partition. By chance that is so once in 8,000 times; but there are many stretches, and every moment asks anew. With
 * more, partitions that split one after another are used late; with fewer, those that have not split are asked for too much.
 */
const TELLING_FROM = 9;

/**
 * For how long each range has met no 503, in ms: the longest time of all stretches that it lies in, and whose time says something.
 * That of all ranges always does.
 *
 * @param ranges in the order of their keys
 * @param hits the moments of their last 503s, in order; those of one moment once
 * @param calmMs what is filled and answered, one for each range
 */
export function calmOf(ranges: readonly Met[], hits: readonly number[], nowMs: number, calmMs: Float64Array): Float64Array {
  const count = ranges.length;
  const all = ranges.reduce((sum, { usedPerSecond }) => sum + usedPerSecond, 0);
  calmMs.fill(0, 0, count);
  for (let width = 1; ; width *= 2) {
    for (let from = 0; from < count; from += width) {
      const to = Math.min(count, from + width);
      let [lastMs, used] = [-Infinity, 0];
      for (let index = from; index < to; index += 1) {
        const { hitAtMs, usedPerSecond } = ranges[index]!;
        if (hitAtMs > lastMs) lastMs = hitAtMs;
        used += usedPerSecond;
      }
      const isTelling = width >= count || since(hits, lastMs) * used >= TELLING_FROM * (all - used);
      if (!isTelling) continue;
      for (let index = from; index < to; index += 1) calmMs[index] = Math.max(calmMs[index]!, nowMs - lastMs);
    }
    if (width >= count) return calmMs;
  }
}

/** How many of the moments, which are in order, are later. */
function since(moments: readonly number[], ms: number): number {
  let [from, to] = [0, moments.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (moments[middle]! > ms) to = middle;
    else from = middle + 1;
  }
  return moments.length - from;
}
