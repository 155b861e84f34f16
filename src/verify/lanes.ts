import type { Stretch } from '../contracts/copy.ts';
import { NOTHING_KNOWN, WORTH_CUTTING_PAGES, type Known } from '../listing/cutting.ts';
import { rangesAtOnce, Turns } from '../listing/turns.ts';
import type { RangeLook } from './range.ts';
import type { RangeVerdict } from './tally.ts';

/** What is verified as one: a folder, or all keys of two sides. It is looked at in ranges whose verdicts add up. */
export interface Whole {
  /** Where ranges begin and end before anybody cuts one; their ends meet. */
  readonly ranges: readonly Stretch[];
  look(range: Stretch, known: Known): RangeLook;
  end(verdicts: readonly RangeVerdict[]): Promise<void>;
}

/** Ranges looked at side by side: each waits for a page of both sides most of its time. */
export const LANES = 16;

export interface LaneTerms {
  readonly lanes: number;
  /** In how many looks up to now this thread had time left: with none, more ranges at once would only wait in memory. Absent: nobody looks. */
  readonly idleLooks?: (() => number) | undefined;
}

interface Open {
  readonly whole: Whole;
  readonly verdicts: RangeVerdict[];
  left: number;
}

interface Waiting {
  readonly of: Open;
  readonly range: Stretch;
  readonly known: Known;
}

/**
 * Looks at wholes with a number of lanes. A lane takes a range that waits, else the next whole, else the second half of the largest
 * range that another lane is at: so that one flat folder keeps all of them busy, and so do many small ones.
 */
export async function lookInLanes(next: () => Promise<Whole | null>, { lanes, idleLooks }: LaneTerms, signal: AbortSignal): Promise<void> {
  const upTo = () => (idleLooks === undefined ? lanes : rangesAtOnce(idleLooks()));
  const turns = new Turns(upTo);
  const waiting: Waiting[] = [];
  const active = new Map<RangeLook, Open>();
  let more = true;
  let opening = 0;
  let searching = 0;
  let failure: { readonly reason: unknown } | null = null;
  const wakers: (() => void)[] = [];
  const wake = () => {
    for (const waker of wakers.splice(0)) waker();
  };
  const changed = () => new Promise<void>((resolve) => void wakers.push(resolve));

  const open = async () => {
    opening += 1;
    try {
      const whole = await next();
      if (whole === null) more = false;
      else {
        const of = { whole, verdicts: [], left: whole.ranges.length };
        for (const range of whole.ranges) waiting.push({ of, range, known: NOTHING_KNOWN });
      }
    } finally {
      opening -= 1;
      wake();
    }
  };

  const endOne = async (of: Open) => {
    of.left -= 1;
    if (of.left === 0) await of.whole.end(of.verdicts);
  };

  const walk = async ({ of, range, known }: Waiting) => {
    const look = of.whole.look(range, known);
    active.set(look, of);
    try {
      of.verdicts.push(await look.run(signal, wake, turns));
    } finally {
      active.delete(look);
      wake();
    }
    await endOne(of);
  };

  const largest = (): RangeLook | null => {
    let found: RangeLook | null = null;
    for (const look of active.keys()) if (look.pagesLeft > (found?.pagesLeft ?? WORTH_CUTTING_PAGES)) found = look;
    return found;
  };

  const takeHalf = async (look: RangeLook) => {
    const of = active.get(look)!;
    // Until the other part waits, the whole must not be taken for ended.
    of.left += 1;
    searching += 1;
    const second = await look.cut(signal).finally(() => (searching -= 1));
    if (second === null) await endOne(of);
    else waiting.push({ of, range: second.stretch, known: second.known });
    wake();
  };

  const lane = async () => {
    while (failure === null) {
      try {
        const ready = waiting.shift();
        if (ready !== undefined) await walk(ready);
        else if (more) await open();
        else if (active.size === 0 && opening === 0 && waiting.length === 0) break;
        else {
          // Nothing may happen between looking and waiting, or nobody would wake this lane.
          const look = active.size + searching >= upTo() ? null : largest();
          await (look === null ? changed() : takeHalf(look));
        }
      } catch (reason) {
        failure ??= { reason };
      }
    }
    wake();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failure !== null) throw (failure as { readonly reason: unknown }).reason;
}
