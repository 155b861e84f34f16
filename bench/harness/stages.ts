import type { ModelSecond } from '../server/partitions.ts';

/** The seconds of the model in which it had so many partitions. */
export interface Stage {
  readonly partitions: number;
  readonly seconds: number;
  /** Of the writes that the partitions could have granted. */
  readonly grantedShare: number;
  readonly refusedShare: number;
}

/** After this share of the keys, folders run dry one after another: what is left of the capacity then says nothing of the client. */
const BEFORE_THE_END = 0.9;
/** Stages shorter than this are of the transition: partitions that split one by one, a second apart. */
const STAGE_SECONDS_FROM = 3;
/** The steady state begins so long after the last split. */
const SETTLING_SECONDS = 10;

export function stagesOf(seconds: readonly ModelSecond[], keys: number): readonly Stage[] {
  const counted = beforeTheEnd(seconds, keys);
  const byPartitions = Map.groupBy(counted, ({ partitions }) => partitions);
  return [...byPartitions].filter(([, all]) => all.length >= STAGE_SECONDS_FROM).map(([partitions, all]) => stageOf(partitions, all));
}

/** The last stage without its beginning; undefined when it was too short to speak of one. */
export function steadyOf(seconds: readonly ModelSecond[], keys: number): Stage | undefined {
  const counted = beforeTheEnd(seconds, keys);
  const most = Math.max(...counted.map(({ partitions }) => partitions));
  const last = counted.filter(({ partitions }) => partitions === most).slice(SETTLING_SECONDS);
  return last.length === 0 ? undefined : stageOf(most, last);
}

function beforeTheEnd(seconds: readonly ModelSecond[], keys: number): readonly ModelSecond[] {
  let granted = 0;
  return seconds.filter(({ grantedWrites }) => {
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
