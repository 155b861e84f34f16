import { MigrationError, printable } from '../errors.ts';
import { compareKeys } from './order.ts';

/** What both sides have under one key. At least one of the two is there. */
export interface Joined<L, R> {
  readonly key: string;
  readonly left: L | null;
  readonly right: R | null;
}

interface Keyed {
  readonly key: string;
}

/**
 * Two streams in key order walked in step: each key once, in order, with what either side has for it.
 * Constant memory: one element of each side.
 * @throws MigrationError LISTING_BROKEN when a side is not strictly in order: joining it would invent missing keys
 */
export async function* join<L extends Keyed, R extends Keyed>(
  left: AsyncIterable<L>,
  right: AsyncIterable<R>,
): AsyncGenerator<Joined<L, R>, void, void> {
  const lefts = left[Symbol.asyncIterator]();
  const rights = right[Symbol.asyncIterator]();
  try {
    // Both first pages at the same time; later ones are asked for ahead, so that waiting for one side after the other costs nothing.
    const [first, second] = await Promise.all([lefts.next(), rights.next()]);
    let l = first.done === true ? null : first.value;
    let r = second.done === true ? null : second.value;
    while (l !== null || r !== null) {
      const order = l === null ? 1 : r === null ? -1 : compareKeys(l.key, r.key);
      const pair = { key: ((order <= 0 ? l : r) as Keyed).key, left: order <= 0 ? l : null, right: order >= 0 ? r : null };
      yield pair;
      if (order <= 0) l = follower(pair.key, await lefts.next(), 'left');
      if (order >= 0) r = follower(pair.key, await rights.next(), 'right');
    }
  } finally {
    await Promise.all([lefts.return?.(), rights.return?.()]);
  }
}

/** The next element of a side, which must come after `last`; null at its end. */
function follower<T extends Keyed>(last: string, { done, value }: IteratorResult<T, unknown>, side: string): T | null {
  if (done === true) return null;
  if (compareKeys(last, value.key) < 0) return value;
  throw new MigrationError(
    'LISTING_BROKEN',
    `The ${side} side of a comparison is out of order: "${printable(value.key)}" comes after "${printable(last)}"`,
    {
      next: 'A key could be taken for missing: nothing was decided from here on. Run the stage again; a manifest that stays out of order must be written anew.',
      details: { before: last, key: value.key },
    },
  );
}
