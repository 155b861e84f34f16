import type { ModelSecond } from '../server/partitions.ts';

/**
 * The seconds of the model from its first write on in which it had at least so many partitions, and fewer than twice as many: they
 * split one after another, and the seconds in which some have and some have not count, too.
 */
export interface Stage {
  readonly partitions: number;
  readonly seconds: number;
  /** Of the writes that the partitions could have granted. */
  readonly grantedShare: number;
  readonly refusedShare: number;
}

/** After this share of the keys, folders run dry one after another: what is left of the capacity then says nothing of the client. */
const BEFORE_THE_END = 0.9;
/** The steady state begins so long after the last split. */
const SETTLING_SECONDS = 10;

/**
 * @param afterSeconds leaves out what is younger than the last split of any partition by that, and stages of which nothing is then
 * left; 0: everything counts
 */
export function stagesOf(seconds: readonly ModelSecond[], keys: number, afterSeconds = 0): readonly Stage[] {
  const counted = withAge(beforeTheEnd(seconds, keys)).filter(({ ageSeconds }) => ageSeconds >= afterSeconds);
  const byStage = Map.groupBy(counted, ({ partitions }) => stageNumber(partitions));
  return [...byStage].map(([partitions, all]) => stageOf(partitions, all));
}

/** The stage of a number of partitions: a power of two. */
export const stageNumber = (partitions: number): number => 2 ** Math.floor(Math.log2(partitions));

/** The last stage without its beginning; undefined when it was too short to speak of one. */
export function steadyOf(seconds: readonly ModelSecond[], keys: number): Stage | undefined {
  const counted = beforeTheEnd(seconds, keys);
  const most = Math.max(...counted.map(({ partitions }) => partitions));
  const last = counted.filter(({ partitions }) => partitions === most).slice(SETTLING_SECONDS);
  return last.length === 0 ? undefined : stageOf(most, last);
}

function withAge(seconds: readonly ModelSecond[]): readonly (ModelSecond & { readonly ageSeconds: number })[] {
  let [before, since] = [0, 0];
  return seconds.map((second) => {
    if (second.partitions !== before) [before, since] = [second.partitions, second.second];
    return { ...second, ageSeconds: second.second - since };
  });
}

/** From the first write on: what comes before it is the start of a program, and no rate. */
function beforeTheEnd(seconds: readonly ModelSecond[], keys: number): readonly ModelSecond[] {
  const first = seconds.findIndex(({ grantedWrites, refusedWrites }) => grantedWrites + refusedWrites > 0);
  let granted = 0;
  return seconds.slice(Math.max(0, first)).filter(({ grantedWrites }) => {
    granted += grantedWrites;
    return granted <= keys * BEFORE_THE_END;
  });
}

function stageOf(partitions: number, seconds: readonly ModelSecond[]): Stage {
  const sum = (of: (second: ModelSecond) => number): number => seconds.reduce((total, second) => total + of(second), 0);
  const granted = sum(({ grantedWrites }) => grantedWrites);
  const refused = sum(({ refusedWrites }) => refusedWrites);
  return {
    partitions,
    seconds: seconds.length,
    grantedShare:
      granted /
      Math.max(
        1,
        sum(({ writeCapacity }) => writeCapacity),
      ),
    refusedShare: refused / Math.max(1, granted + refused),
  };
}
