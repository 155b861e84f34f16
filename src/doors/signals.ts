import type { StopSignals } from '../copy/settle.ts';
import { EXIT_CODES, MigrationError } from '../errors.ts';

/** Running copies get this long to end: GitHub's runner kills 7.5 s after SIGINT (actions/runner, ProcessInvoker). */
const DRAIN_MS = 5000;

/** Whatever hangs then, a dead endpoint for one, is left: the checkpoints are as good as they will be. */
const GONE_MS = 9000;
const TWICE_MS = 1000;
const STOPPED_EXIT_CODE = EXIT_CODES.STOPPED;

/** SIGINT and SIGTERM as the stages take them: stop taking, drain, leave. `settle` gives the signals back. */
export function stopOnSignals(say: (line: string) => void): { signals: StopSignals; settle: () => void } {
  const stop = new AbortController();
  const abort = new AbortController();
  const reason = new MigrationError('STOPPED', 'Stopped', { next: 'Run it again: it goes on where this one stopped.' });
  let timer: NodeJS.Timeout | undefined;
  let deadline: NodeJS.Timeout | undefined;
  let stoppedAtMs = 0;
  const onSignal = (name: string) => {
    // A terminal and its parent may both deliver the first one; a later one means: at once.
    if (stop.signal.aborted) {
      if (performance.now() - stoppedAtMs > TWICE_MS) process.exit(STOPPED_EXIT_CODE);
      return;
    }
    stoppedAtMs = performance.now();
    say(`${name}: stopping; checkpoints are kept`);
    stop.abort(reason);
    timer = setTimeout(() => abort.abort(reason), DRAIN_MS);
    deadline = setTimeout(() => process.exit(STOPPED_EXIT_CODE), GONE_MS);
    deadline.unref();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signals: { stop: stop.signal, abort: abort.signal },
    settle: () => {
      clearTimeout(timer);
      clearTimeout(deadline);
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    },
  };
}
