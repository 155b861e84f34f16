/** What a starter tells its run. */
export interface RunSignals {
  /** As a person's click on "Cancel workflow". */
  readonly cancel: AbortSignal;
  /** Ends everything at once. */
  readonly kill: AbortSignal;
}

/** Ctrl-C as a person means it: the first cancels, a second one ends everything. npm and the terminal both deliver the first. */
export interface StopSwitch extends RunSignals {
  /** A signal came. What it came to. */
  readonly press: () => 'cancel' | 'repeat' | 'kill';
}

const SAME_PRESS_MS = 1000;

export function createStopSwitch(now: () => number): StopSwitch {
  const cancel = new AbortController();
  const kill = new AbortController();
  let pressedAt: number | null = null;
  return {
    press: () => {
      if (pressedAt === null) {
        pressedAt = now();
        cancel.abort(new Error('stopped by a signal'));
        return 'cancel';
      }
      if (now() - pressedAt <= SAME_PRESS_MS) return 'repeat';
      kill.abort(new Error('ended by a second signal'));
      return 'kill';
    },
    cancel: cancel.signal,
    kill: kill.signal,
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The process's own signals, until they are settled. For commands only. */
export function cancelOnSignals(): { readonly signals: RunSignals; readonly press: () => void; readonly settle: () => void } {
  const { press, cancel, kill } = createStopSwitch(() => performance.now());
  const onSignal = (): void => void press();
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    signals: { cancel, kill },
    press: onSignal,
    settle: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

/** A run's own view of its starter's signals. */
export interface RunStop {
  readonly cancelled: AbortSignal;
  readonly killed: AbortSignal;
  readonly cancel: (reason: string) => void;
  /** The run is over, also by a throw: nothing of it may start any more. */
  readonly close: () => void;
}

export interface RunStopRequest {
  readonly cancel: AbortSignal;
  readonly kill: AbortSignal;
  /** After a cancel, everything ends when this has passed (rule cancel.five-minutes). */
  readonly budgetMs: number;
  readonly onCancel: (reason: string) => void;
}

export function createRunStop(request: RunStopRequest): RunStop {
  const cancelled = new AbortController();
  const budget = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const cancel = (reason: string): void => {
    if (cancelled.signal.aborted) return;
    request.onCancel(reason);
    timer = setTimeout(() => budget.abort(new Error('the time that a cancel has is over')), request.budgetMs);
    cancelled.abort(new Error(reason));
  };
  const onCancel = (): void => cancel(request.cancel.reason instanceof Error ? request.cancel.reason.message : 'cancelled');
  request.cancel.addEventListener('abort', onCancel);
  if (request.cancel.aborted) onCancel();
  return {
    cancelled: cancelled.signal,
    killed: AbortSignal.any([request.kill, budget.signal]),
    cancel,
    close: () => {
      clearTimeout(timer);
      budget.abort(new Error('the run is over'));
      request.cancel.removeEventListener('abort', onCancel);
    },
  };
}
