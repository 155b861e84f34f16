/**
 * Whose 503 was it? S3 does not say which of its partitions is full; but partitions are stretches of keys in order, and so
 * a worker's ranges are kept in order and in areas: one at first, as S3 has one partition at first. When the 503s of
 * an area keep to one part of it, it is divided, and the part that is not throttled goes on at full speed.
 */

/** Divided when so uneven a pattern would come by chance less often than this. */
const CHANCE_UP_TO = 0.1;
const TELLING_FROM = 3;

/**
 * Where to divide an area of `ranges` ranges, as indices at which a new area begins; none while its 503s, by the
 * indices of their ranges in order, may as well come from all of it.
 */
export function divide(hits: readonly number[], ranges: number): readonly number[] {
  const count = hits.length;
  if (count < TELLING_FROM || ranges < 2) return [];
  const first = hits[0]!;
  const last = hits[count - 1]!;
  const width = last - first + 1;
  // All of them within some stretch of that width.
  if (count * (width / ranges) ** (count - 1) <= CHANCE_UP_TO) {
    const beyond = width === 1 ? 0 : Math.ceil(width / count);
    return inside([first - beyond, last + 1 + beyond], ranges);
  }
  let [gapFrom, gap] = [0, first];
  for (let index = 0; index < count; index += 1) {
    const from = hits[index]! + 1;
    const size = (hits[index + 1] ?? ranges) - from;
    if (size > gap) [gapFrom, gap] = [from, size];
  }
  // None of them within some stretch of that width. What lies next to a hit is as likely as not to be hit next.
  if ((count + 1) * (1 - gap / ranges) ** count > CHANCE_UP_TO) return [];
  const beside = Math.ceil((ranges - gap) / (2 * count));
  if (gap <= 2 * beside) return [];
  return inside([gapFrom === 0 ? 0 : gapFrom + beside, gapFrom + gap === ranges ? ranges : gapFrom + gap - beside], ranges);
}

const inside = (borders: readonly number[], ranges: number): readonly number[] => borders.filter((border) => border > 0 && border < ranges);

/** Neighbours that are throttled at rates as near as this are as good as one partition. */
const ALIKE_UP_TO = 1.3;

export interface AreaFacts {
  readonly perSecond: number;
  readonly ranges: number;
  /** Within the last half minute. */
  readonly throttled: boolean;
}

/** Whether an area that is just now throttled is one with its neighbour: fewer controllers ask for fewer 503s. */
export function alike(area: AreaFacts, neighbour: AreaFacts): boolean {
  if (!neighbour.throttled) return false;
  const ratio = area.perSecond / area.ranges / (neighbour.perSecond / neighbour.ranges);
  return ratio <= ALIKE_UP_TO && ratio >= 1 / ALIKE_UP_TO;
}
