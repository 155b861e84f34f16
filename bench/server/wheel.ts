/** Delays for tens of thousands of answers at once: one slot per millisecond, one timer for all of them. */
export interface Wheel {
  /** Runs the task after so many milliseconds; those of one slot run in the order in which they came. */
  after(milliseconds: number, task: () => void): void;
  /** Milliseconds now, on the wheel's own count. */
  now(): number;
  /** At that millisecond of the wheel's count, or at the next tick when it is past. */
  at(millisecond: number, task: () => void): void;
  stop(): void;
}

const SLOTS = 1 << 14;
export const DELAY_UP_TO_MS = SLOTS - 2;

/** Runs by a clock of which a millisecond takes `tickMs` of life: what is due within one of them is done at once. */
export function startWheel(clockMs: () => number, tickMs = 1): Wheel {
  const slots: (() => void)[][] = Array.from({ length: SLOTS }, () => []);
  const startedMs = clockMs();
  const now = (): number => Math.floor(clockMs() - startedMs);
  let done = 0;
  let waiting = 0;
  let timer: NodeJS.Timeout | undefined;

  const turn = (): void => {
    timer = undefined;
    for (const until = now(); done < until;) {
      done += 1;
      const slot = slots[done & (SLOTS - 1)]!;
      if (slot.length === 0) continue;
      slots[done & (SLOTS - 1)] = [];
      waiting -= slot.length;
      for (const task of slot) task();
    }
    if (waiting > 0) timer = setTimeout(turn, tickMs);
  };
  const at = (millisecond: number, task: () => void): void => {
    if (waiting === 0 && timer === undefined) done = Math.max(done, now() - 1);
    const due = Math.min(Math.max(millisecond, done + 1), done + SLOTS - 1);
    slots[due & (SLOTS - 1)]!.push(task);
    waiting += 1;
    timer ??= setTimeout(turn, tickMs);
  };
  return {
    now,
    at,
    after: (milliseconds, task) => at(now() + Math.max(1, Math.ceil(milliseconds)), task),
    stop: () => clearTimeout(timer),
  };
}
