import { compareKeys } from '../../src/listing/order.ts';
import type { ListedObject, ListRows } from '../../src/s3/types.ts';

/** The rows of a page that is an array: what was given back is not to be read. */
export function rowsOf(objects: readonly ListedObject[]): ListRows {
  let held: readonly ListedObject[] | null = objects;
  const whole = (): readonly ListedObject[] => {
    if (held === null) throw new Error('the page was given back');
    return held;
  };
  return {
    count: objects.length,
    ascends: objects.every(({ key }, index) => index === 0 || compareKeys(objects[index - 1]!.key, key) < 0),
    key: (index) => whole()[index]!.key,
    read: (from, upTo) => whole().slice(from, upTo),
    release: () => (held = null),
  };
}
