import type { StopSignals } from '../copy/folder.ts';
import { MigrationError } from '../errors.ts';

/** Running copies get this long to end: GitHub's runner kills 7.5 s after SIGINT (actions/runner, ProcessInvoker). */
const DRAIN_MS = 5000;

/** SIGINT and SIGTERM as the stages take them: stop taking, drain, leave. `settle` gives the signals back. */
export function stopOnSignals(say: (line: string) => void): { signals: StopSignals; settle: () => void } {
  const stop = new AbortController();
  const abort = new AbortController();
  const reason = new MigrationError('STOPPED', 'Stopped', { next: 'Run it again: it goes on where this one stopped.' });
  let timer: NodeJS.Timeout | undefined;
  const onSignal = (name: string) => {
    if (stop.signal.aborted) return;
    say(`${name}: stopping; checkpoints are kept`);
    stop.abort(reason);
    timer = setTimeout(() => abort.abort(reason), DRAIN_MS);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signals: { stop: stop.signal, abort: abort.signal },
    settle: () => {
      clearTimeout(timer);
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    },
  };
}
