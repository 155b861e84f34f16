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
  readonly close: () => void;
}

const FRAME_MS = 100;

/** Lines that are drawn over as things change. What must stay (annotations) is written above them. */
export function liveView(terminal: Terminal, now: () => number, from: string): View {
  let state: ViewState = new Map();
  let drawn = 0;
  const draw = (above = ''): void => {
    // Written line by line over what is there, in one write: nothing is blanked before it is drawn again.
    const lines = renderJobs(state, now(), terminal.columns() - 1, Math.max(3, terminal.rows() - 2));
    const up = drawn > 0 ? `\u001b[${drawn}A` : '';
    const kept = above === '' ? '' : above.split('\n').map((line) => `\r\u001b[2K${line}\n`).join('');
    terminal.write(`${up}${kept}${lines.map((line) => `\r\u001b[2K${line}\n`).join('')}\u001b[J`);
    drawn = lines.length;
  };
  const timer = setInterval(draw, FRAME_MS);
  timer.unref();
  return {
    onEvent: (event) => {
      state = advance(state, event, now());
      const text = event.type === 'job-finished' || event.type === 'job-started' || event.type === 'leg-finished' || event.type === 'leg-waiting' ? '' : describe(event, from);
      if (text !== '') draw(text);
    },
    close: () => {
      clearInterval(timer);
      draw();
    },
  };
}

/** A line when a job starts and ends, with what it said: for logs and pipes. */
export function plainView(write: (text: string) => void, from: string): View {
  return {
    onEvent: (event) => {
      const text = describe(event, from);
      if (text !== '') write(`${text}\n`);
    },
    close: () => undefined,
  };
}

function describe(event: RunEvent, from: string): string {
  switch (event.type) {
    case 'run-started':
      return `${styleText('bold', event.workflow)}, run ${event.number}${event.attempt > 1 ? `, attempt ${event.attempt}` : ''}`;
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
      return event.leg === event.job || event.result === 'success' ? '' : `${event.name} ${event.result} in ${duration(event.durationMs)}`;
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
