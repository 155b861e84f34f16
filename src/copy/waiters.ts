/** Who waits to be admitted: one queue for each range, served in turn, so that load covers many key areas at once. */

interface Waiter {
  readonly admit: () => void;
  readonly giveUp: () => void;
  gone: boolean;
}

export interface Line {
  readonly waiters: Waiter[];
  /** The first of `waiters` that still waits: taking from the front of an array moves all the others. */
  head: number;
  waiting: number;
  /** Whoever has more for it, and waits until there is room. */
  room: Promise<void> | null;
  onRoom: () => void;
}

/**
 * So many wait in a line: the next one, and one behind it. Each of them holds a slot that all ranges share; a range that is slow would have
 * nearly all of them within seconds, and the others would go no faster than it does.
 */
const LINE_UP_TO = 2;

export const newLine = (): Line => ({ waiters: [], head: 0, waiting: 0, room: null, onRoom: () => undefined });

export interface Ring<L extends Line> {
  /** Of all lines together. */
  readonly waiting: number;
  /** Resolves when `next` has come to it; rejects, and leaves, when the signal aborts. */
  wait(line: L, signal: AbortSignal | undefined): Promise<void>;
  /** Undefined when another may join the line; else resolves when one may. For those who can wait elsewhere: `wait` takes everybody. */
  room(line: L): Promise<void> | undefined;
  /** The line whose turn it is, of those that may go; `take` then lets its first waiter go. */
  next(mayGo: (line: L) => boolean): L | null;
  take(line: L): void;
}

export function ringOf<L extends Line>(): Ring<L> {
  // Lines with waiters, the one that was served longest ago first.
  const lines: L[] = [];
  let waiting = 0;

  const leave = (line: L) => {
    line.waiting -= 1;
    waiting -= 1;
    if (line.room !== null && line.waiting < LINE_UP_TO) {
      line.onRoom();
      line.room = null;
    }
    if (line.waiting > 0) return;
    line.waiters.length = 0;
    line.head = 0;
    lines.splice(lines.indexOf(line), 1);
  };

  /** One listener for each signal, however many wait: adding one to thousands looks at all of them, to see whether it is there already. */
  const bySignal = new WeakMap<AbortSignal, Set<Waiter>>();
  const waitersOn = (signal: AbortSignal): Set<Waiter> => {
    const found = bySignal.get(signal);
    if (found !== undefined) return found;
    const waiters = new Set<Waiter>();
    bySignal.set(signal, waiters);
    const onAbort = () => {
      for (const waiter of waiters) waiter.giveUp();
      waiters.clear();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    return waiters;
  };

  return {
    get waiting() {
      return waiting;
    },
    wait: (line, signal) =>
      new Promise<void>((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const others = signal === undefined ? null : waitersOn(signal);
        const waiter: Waiter = {
          gone: false,
          admit: () => {
            others?.delete(waiter);
            resolve();
          },
          giveUp: () => {
            waiter.gone = true;
            leave(line);
            reject(signal?.reason as Error);
          },
        };
        others?.add(waiter);
        line.waiters.push(waiter);
        line.waiting += 1;
        waiting += 1;
        if (line.waiting === 1) lines.push(line);
      }),
    room: (line) => {
      if (line.waiting < LINE_UP_TO) return undefined;
      return (line.room ??= new Promise<void>((resolve) => (line.onRoom = resolve)));
    },
    next: (mayGo) => {
      for (const line of lines) if (mayGo(line)) return line;
      return null;
    },
    take: (line) => {
      for (;;) {
        const waiter = line.waiters[line.head]!;
        line.head += 1;
        if (waiter.gone) continue;
        if (line.head > 1000 && line.head * 2 > line.waiters.length) {
          line.waiters.splice(0, line.head);
          line.head = 0;
        }
        const at = lines.indexOf(line);
        if (at < lines.length - 1) {
          lines.splice(at, 1);
          lines.push(line);
        }
        leave(line);
        waiter.admit();
        return;
      }
    },
  };
}
