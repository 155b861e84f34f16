import type { Verdict, FailureClass } from './classify.ts';
import { ATTEMPTS_UP_TO } from './launch.ts';

/** What comes after a cluster that is over without having proven everything. */
export type Move =
  /** The same order again, on another cluster: none of its units had begun. */
  | { readonly move: 'relaunch'; readonly waitMs: number }
  /** A new generation, with these units only. Once in a leg. */
  | { readonly move: 'repeat'; readonly units: readonly string[] }
  | { readonly move: 'give-up' };

const MINUTE_MS = 60_000;
/** What operators of many launches found enough: most failed launches heal within 5 minutes, nearly all within 15 (emr-spark.md §5.2, no. 14). */
const RELAUNCH_WAITS_MS = [5 * MINUTE_MS, 15 * MINUTE_MS];
/** AWS itself was short of something: time heals that, and another cluster alone does not. */
const NEEDS_TIME: ReadonlySet<FailureClass> = new Set<FailureClass>(['launch-failed', 'capacity', 'throttled', 'instance-lost']);

export interface Situation {
  /** Why each unit without a commit has none. */
  readonly failures: ReadonlyMap<string, Verdict>;
  /** Whether any unit's step had begun on the cluster. */
  readonly begun: boolean;
  /** Of the order's launches, this one's number. */
  readonly attempt: number;
  /** Whether this leg has repeated already. */
  readonly repeated: boolean;
}

/**
 * | units begun | a class that heals | then                                   |
 * |-------------|--------------------|----------------------------------------|
 * | none        | yes                | relaunch, up to three launches         |
 * | some        | of some units      | repeat these, once                     |
 * | any         | of none            | give up: the same again cannot help    |
 */
export function nextMove({ attempt, begun, failures, repeated }: Situation): Move {
  const healing = [...failures].filter(([, { heals }]) => heals);
  const [first] = healing;
  if (first === undefined) return { move: 'give-up' };
  if (begun) return repeated ? { move: 'give-up' } : { move: 'repeat', units: healing.map(([unit]) => unit) };
  if (attempt >= ATTEMPTS_UP_TO) return { move: 'give-up' };
  const wait = RELAUNCH_WAITS_MS[Math.min(attempt, RELAUNCH_WAITS_MS.length) - 1] ?? 0;
  return { move: 'relaunch', waitMs: NEEDS_TIME.has(first[1].class) ? wait : 0 };
}
