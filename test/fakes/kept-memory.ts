import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What `work` leaves in the heap as long as what it returns is there. */
export function keptBytes(work: () => unknown): number {
  collect();
  const before = process.memoryUsage().heapUsed;
  const kept = work();
  collect();
  const bytes = process.memoryUsage().heapUsed - before;
  return kept === undefined ? 0 : bytes;
}

/** A key as a list page gives it: cut out of the text of the page, which is of `pageBytes`. */
export function keyOfPage(key: string, pageBytes: number): string {
  return Buffer.alloc(pageBytes, `<Key>${key}</Key>`)
    .toString('latin1')
    .slice('<Key>'.length, '<Key>'.length + key.length);
}

/** Resolves when nothing is left of what nobody holds: what a WeakRef has shown stays until the turn of the event loop ends. */
export async function collected(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  collect();
}
