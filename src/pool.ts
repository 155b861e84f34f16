/** At most `upTo` pieces of work at once, whoever asks: all folders of a worker share one. First come, first served. */
export interface Slots {
  /** Undefined when there was one; else resolves when there is. Each taken one must be given back. `behind`: what is to be awaited first. */
  take(behind?: Promise<void>): Promise<void> | undefined;
  giveBack(): void;
  /** Work that needed none, and counts as not having waited. */
  pass(): void;
  /** Whether most of the last ones had to be waited for: more work at once would not go faster. */
  readonly areShort: boolean;
  run<T>(work: () => Promise<T>): Promise<T>;
}

const SMOOTHED_OVER = 256;

export function slots(upTo: number): Slots {
  let free = upTo;
  const waiting: (() => void)[] = [];
  // Until something is known: each range more costs requests, and may be of no use.
  let waitedShare = 1;
  const next = (): Promise<void> | undefined => {
    if (free === 0) return new Promise<void>((resolve) => void waiting.push(resolve));
    free -= 1;
    return undefined;
  };
  const take = (behind?: Promise<void>): Promise<void> | undefined => {
    waitedShare += ((free === 0 || behind !== undefined ? 1 : 0) - waitedShare) / SMOOTHED_OVER;
    return behind === undefined ? next() : behind.then(next);
  };
  const giveBack = (): void => {
    const first = waiting.shift();
    if (first === undefined) free += 1;
    else first();
  };
  return {
    take,
    giveBack,
    pass: () => {
      waitedShare -= waitedShare / SMOOTHED_OVER;
    },
    get areShort() {
      return waitedShare > 0.5;
    },
    run: async (work) => {
      await take();
      try {
        return await work();
      } finally {
        giveBack();
      }
    },
  };
}

/**
 * Runs the work over the items, `upTo` at once, and awaits all of it, also when one fails: the first failure
 * stops the taking, and is thrown when what runs has ended.
 */
export async function eachUpTo<T>(items: Iterable<T>, upTo: number, work: (item: T) => Promise<void>): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let failure: { readonly reason: unknown } | null = null;
  const lane = async () => {
    while (failure === null) {
      const next = iterator.next();
      if (next.done === true) return;
      try {
        await work(next.value);
      } catch (reason) {
        failure ??= { reason };
      }
    }
  };
  await Promise.all(Array.from({ length: upTo }, lane));
  if (failure !== null) throw (failure as { reason: unknown }).reason;
}
