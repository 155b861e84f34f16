import { relative } from 'node:path';
import { styleText } from 'node:util';
import type { RunOutcome } from './outcome.ts';
import type { EventSink, RunEvent } from './run-events.ts';
import { advance, duration, renderAnnotation, renderJobs, type ViewState } from './view-state.ts';

export interface Terminal {
  readonly write: (text: string) => void;
  readonly columns: () => number;
  readonly rows: () => number;
}

export interface View {
  readonly onEvent: EventSink;
  /** Leaves the terminal alone while something else speaks there. */
  readonly hold: <T>(speak: () => Promise<T>) => Promise<T>;
  readonly close: () => void;
}

const FRAME_MS = 100;

/** Lines that are drawn over as things change. What must stay (annotations) is written above them, the end below them. */
export function liveView(terminal: Terminal, now: () => number, from: string): View {
  let state: ViewState = new Map();
  let drawn = 0;
  let holders = 0;
  let above: string[] = [];
  const draw = (): void => {
    if (holders > 0 || (state.size === 0 && above.length === 0 && drawn === 0)) return;
    // Written line by line over what is there, in one write: nothing is blanked before it is drawn again.
    const lines = [...above, ...renderJobs(state, now(), terminal.columns() - 1, Math.max(3, terminal.rows() - 2))];
    const up = drawn > 0 ? `\u001b[${drawn}A` : '';
    terminal.write(`${up}${lines.map((line) => `\r\u001b[2K${line}\n`).join('')}\u001b[J`);
    drawn = lines.length - above.length;
    above = [];
  };
  const timer = setInterval(draw, FRAME_MS);
  timer.unref();
  const leaveDrawn = (): void => {
    draw();
    drawn = 0;
  };
  return {
    onEvent: (event) => {
      state = advance(state, event, now());
      if (event.type === 'run-finished') {
        leaveDrawn();
        state = new Map();
        terminal.write(`${describe(event, from)}\n`);
      } else if (!SEEN_IN_LINES.has(event.type)) {
        const text = describe(event, from);
        if (text === '') return;
        above.push(...text.split('\n'));
        draw();
      }
    },
    hold: async (speak) => {
      leaveDrawn();
      holders += 1;
      try {
        return await speak();
      } finally {
        holders -= 1;
      }
    },
    close: () => {
      clearInterval(timer);
      if (state.size > 0 || above.length > 0) draw();
    },
  };
}

/** What the lines of the live view show themselves. */
const SEEN_IN_LINES: ReadonlySet<RunEvent['type']> = new Set(['job-started', 'job-finished', 'leg-waiting', 'leg-finished']);

/** A line when a job or one of its legs starts and ends, with what it said: for logs and pipes. */
export function plainView(write: (text: string) => void, from: string): View {
  return {
    onEvent: (event) => {
      const text = describe(event, from);
      if (text !== '') write(`${text}\n`);
    },
    hold: (speak) => speak(),
    close: () => undefined,
  };
}

function describe(event: RunEvent, from: string): string {
  switch (event.type) {
    case 'run-started':
      return `${styleText('bold', event.workflow)}, run ${event.number}${event.attempt > 1 ? `, attempt ${event.attempt}` : ''}${event.dispatchedBy === null ? '' : `, dispatched by run ${event.dispatchedBy}`}`;
    case 'run-dispatched':
      return `run ${event.number} of ${event.file} was dispatched: it starts when the runs before it have ended`;
    case 'runs-dropped':
      return styleText('yellow', `${event.count} dispatched run${event.count === 1 ? ' does' : 's do'} not start: the command was stopped`);
    case 'run-waiting':
      return `waits: ${event.reason}`;
    case 'run-cancelling':
      return styleText('yellow', `cancelling: ${event.reason}`);
    case 'job-started':
      return `${event.name} started${event.isMatrix ? ` (${event.legs} legs${event.kept > 0 ? `, ${event.kept} kept` : ''})` : ''}`;
    case 'job-finished':
      return `${event.name} ${event.kept ? `kept: ${event.result}` : event.result}${event.result === 'skipped' || event.kept ? '' : ` in ${duration(event.durationMs)}`}`;
    case 'leg-waiting':
      return `${event.name} waits: ${event.reason}`;
    case 'leg-finished':
      // A job without a matrix is its own leg, and says its end itself.
      return event.leg === event.job ? '' : `  ${event.name} ${event.result} in ${duration(event.durationMs)}`;
    case 'annotation':
      return renderAnnotation(event.annotation);
    case 'run-finished':
      return summary(event.outcome, from);
    default:
      return '';
  }
}

function summary(outcome: RunOutcome, from: string): string {
  const colour = { success: 'green', failure: 'red', cancelled: 'yellow' } as const;
  const near = relative(from, outcome.folder);
  const folder = near.startsWith('..') ? outcome.folder : near;
  return `${styleText(colour[outcome.conclusion], outcome.conclusion)} in ${duration(outcome.durationMs)}; logs, summaries and run.json are in ${folder}`;
}
