import { stripVTControlCharacters, styleText } from 'node:util';
import type { Annotation } from './outcome.ts';
import type { RunEvent } from './run-events.ts';
import type { Result } from './semantics.ts';

/** What the view knows of a job, from the events so far. */
export interface JobView {
  readonly key: string;
  readonly name: string;
  readonly legs: number;
  readonly isMatrix: boolean;
  readonly startedAt: number;
  readonly running: ReadonlySet<string>;
  readonly done: Readonly<Record<Result, number>>;
  /** What it waits for, or the step that it is at: the last that was said. */
  readonly note: string;
  readonly end: { readonly result: Result; readonly durationMs: number; readonly kept: boolean } | null;
}

export type ViewState = ReadonlyMap<string, JobView>;

const NONE: Readonly<Record<Result, number>> = { success: 0, failure: 0, cancelled: 0, skipped: 0 };

/** The state after an event. */
export function advance(state: ViewState, event: RunEvent, now: number): ViewState {
  const change = (key: string, to: (job: JobView) => JobView): ViewState => {
    const job = state.get(key);
    return job === undefined ? state : new Map(state).set(key, to(job));
  };
  switch (event.type) {
    case 'job-started':
      return new Map(state).set(event.job, {
        key: event.job,
        name: event.name,
        legs: event.legs,
        isMatrix: event.isMatrix,
        startedAt: now,
        running: new Set(),
        done: { ...NONE, success: event.kept },
        note: '',
        end: null,
      });
    case 'job-finished': {
      const job = state.get(event.job) ?? {
        key: event.job,
        name: event.name,
        legs: 0,
        isMatrix: false,
        startedAt: now,
        running: new Set<string>(),
        done: NONE,
        note: '',
      };
      return new Map(state).set(event.job, {
        ...job,
        note: '',
        end: { result: event.result, durationMs: event.durationMs, kept: event.kept },
      });
    }
    case 'leg-waiting':
      return change(event.job, (job) => ({ ...job, note: `waits: ${event.reason}` }));
    case 'leg-started':
      return change(event.job, (job) => ({ ...job, note: '', running: new Set([...job.running, event.leg]) }));
    case 'leg-finished':
      return change(event.job, (job) => ({
        ...job,
        running: new Set([...job.running].filter((leg) => leg !== event.leg)),
        done: { ...job.done, [event.result]: job.done[event.result] + 1 },
      }));
    case 'step-started': {
      const job = [...state.values()].find(({ running }) => running.has(event.leg));
      return job === undefined ? state : change(job.key, (found) => ({ ...found, note: event.step }));
    }
    default:
      return state;
  }
}

const MARKS: Readonly<Record<Result, readonly [string, Parameters<typeof styleText>[0]]>> = {
  success: ['✓', 'green'],
  failure: ['✗', 'red'],
  cancelled: ['■', 'yellow'],
  skipped: ['-', 'gray'],
};

/** One line per job; a matrix has a bar. Never wider than the terminal, so that lines can be drawn over. */
export function renderJobs(state: ViewState, now: number, columns: number, rows: number): string[] {
  const all = [...state.values()];
  const shown =
    all.length <= rows
      ? all
      : [...all.filter(({ end }) => end === null), ...all.filter(({ end }) => end !== null).toReversed()].slice(0, Math.max(1, rows - 1));
  const width = Math.min(40, Math.max(8, ...shown.map(({ name }) => name.length)));
  const lines = shown.map((job) => clip(renderJob(job, now, width), columns));
  return all.length > shown.length ? [...lines, clip(`  … and ${all.length - shown.length} more`, columns)] : lines;
}

function renderJob(job: JobView, now: number, width: number): string {
  const [mark, colour] = job.end === null ? (['●', 'cyan'] as const) : MARKS[job.end.result];
  const time = duration(job.end?.durationMs ?? now - job.startedAt);
  const bar = job.isMatrix ? `${renderBar(job)} ` : '';
  const note = job.end === null ? job.note : job.end.kept ? 'kept from an earlier attempt' : '';
  return `${styleText(colour, mark)} ${job.name.slice(0, width).padEnd(width)} ${bar}${job.end?.result === 'skipped' ? 'skipped' : time.padStart(8)}  ${styleText('gray', note)}`;
}

const BAR_CELLS = 24;

/** Failed legs first, then cancelled, done and running ones. */
export function renderBar({ done, legs, running }: Pick<JobView, 'done' | 'legs' | 'running'>): string {
  const cells = Math.min(BAR_CELLS, Math.max(1, legs));
  const parts: readonly (readonly [number, string, Parameters<typeof styleText>[0]])[] = [
    [done.failure, '█', 'red'],
    [done.cancelled, '█', 'yellow'],
    [done.success + done.skipped, '█', 'green'],
    [running.size, '▒', 'cyan'],
  ];
  let drawn = 0;
  let counted = 0;
  let bar = '';
  for (const [count, cell, colour] of parts) {
    counted += count;
    const upTo = count > 0 ? Math.max(drawn + 1, Math.round((counted / Math.max(1, legs)) * cells)) : drawn;
    bar += styleText(colour, cell.repeat(Math.max(0, Math.min(cells, upTo) - drawn)));
    drawn = Math.min(cells, Math.max(drawn, upTo));
  }
  const finished = done.success + done.failure + done.cancelled + done.skipped;
  return `${bar}${styleText('gray', '░'.repeat(cells - drawn))} ${String(finished).padStart(String(legs).length)}/${legs}`;
}

export function renderAnnotation({ level, job, step, message, file, line }: Annotation): string {
  const colour = { error: 'red', warning: 'yellow', notice: 'blue' } as const;
  const place = file === undefined ? '' : ` ${file}${line === undefined ? '' : `:${line}`}`;
  const [first = '', ...rest] = message.split('\n');
  return [
    `${styleText(colour[level], level)} ${[job, step].filter((part) => part !== undefined).join(' › ')}:${place} ${first}`,
    ...rest.map((text) => `    ${text}`),
  ].join('\n');
}

export function duration(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** Cut to the terminal's width, colours not counted; a cut line ends without colour. */
function clip(line: string, columns: number): string {
  if (stripVTControlCharacters(line).length <= columns) return line;
  return stripVTControlCharacters(line)
    .slice(0, Math.max(0, columns - 1))
    .concat('…');
}
