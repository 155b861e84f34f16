import type { Clock } from '../../src/clock.ts';
import { printable } from '../../src/errors.ts';
import type { RateFacts } from '../../src/copy/rate.ts';
import type { CopyProgress, PartProgress } from '../../src/stages/copy.ts';

export type ProgressOut =
  | { readonly kind: 'json'; readonly say: (line: string) => void }
  | { readonly kind: 'lines'; readonly say: (line: string) => void }
  | { readonly kind: 'terminal'; readonly write: (text: string) => void; readonly columns: () => number | undefined };

export interface ProgressView {
  /** From now on, what `read` tells is shown: read when it is time to, and not before. */
  readonly begin: (read: () => CopyProgress) => void;
  /** Nothing is written afterwards. */
  readonly end: () => void;
}

const EVERY_MS: Readonly<Record<ProgressOut['kind'], number>> = { json: 1000, lines: 5000, terminal: 250 };
/** What is said of rates follows a change within so long: a figure that jumps with each redraw is no figure. */
const SMOOTH_MS = 3000;

/** What one moment of a copy comes to. */
export interface Moment {
  readonly progress: CopyProgress;
  readonly facts: RateFacts | null;
  readonly isDry: boolean;
  readonly seconds: number;
  readonly seenPerSecond: number;
  readonly copiesPerSecond: number;
}

/** Shows how far a copy is: a block that is redrawn in place, a line every five seconds, or a JSON line every second. */
export function showProgress({
  clock,
  isDry,
  out,
  rate,
}: {
  readonly clock: Clock;
  readonly isDry: boolean;
  readonly out: ProgressOut;
  /** Null: nothing is known of the rate. */
  readonly rate: () => RateFacts | null;
}): ProgressView {
  const over = new AbortController();
  let drawn = 0;
  const show = (moment: Moment) => {
    if (out.kind === 'json') out.say(JSON.stringify(jsonOf(moment)));
    else if (out.kind === 'lines') out.say(lineOf(moment));
    else {
      const block = blockOf(moment, out.columns() ?? 80);
      out.write(`${upBy(drawn)}${block.map((line) => `${line}\n`).join('')}`);
      drawn = block.length;
    }
  };
  const watch = async (read: () => CopyProgress): Promise<void> => {
    const startedAtMs = clock.passed();
    let before = { atMs: startedAtMs, seen: 0, copies: 0 };
    let [seenPerSecond, copiesPerSecond] = [0, 0];
    for (;;) {
      await clock.sleep(EVERY_MS[out.kind], over.signal);
      const progress = read();
      const nowMs = clock.passed();
      const ms = Math.max(1, nowMs - before.atMs);
      // From the beginning on as much as there was, later the last seconds.
      const part = Math.max(1 - Math.exp(-ms / SMOOTH_MS), ms / (nowMs - startedAtMs || ms));
      seenPerSecond += (((progress.seen - before.seen) * 1000) / ms - seenPerSecond) * part;
      copiesPerSecond += (((progress.copies - before.copies) * 1000) / ms - copiesPerSecond) * part;
      before = { atMs: nowMs, seen: progress.seen, copies: progress.copies };
      show({ progress, facts: rate(), isDry, seconds: (nowMs - startedAtMs) / 1000, seenPerSecond, copiesPerSecond });
    }
  };
  return {
    begin: (read) => {
      // It ends by the signal, and with nothing else.
      void watch(read).catch(() => undefined);
    },
    end: () => {
      over.abort();
      if (out.kind === 'terminal' && drawn > 0) out.write(upBy(drawn));
      drawn = 0;
    },
  };
}

/** To the beginning of the block that was drawn, and everything below is gone (ECMA-48: CUU, ED). */
const upBy = (lines: number): string => (lines === 0 ? '' : `\u001b[${lines}A\u001b[0J`);

/** Null where nobody can know: how many keys there are is known of a list, and of what was walked before. */
export function secondsLeft({ progress: { expected, seen }, seenPerSecond }: Moment): number | null {
  return expected === null || seen > expected || seenPerSecond <= 0 ? null : (expected - seen) / seenPerSecond;
}

export function jsonOf(moment: Moment) {
  const { facts, progress, seconds, seenPerSecond, copiesPerSecond } = moment;
  const { parts, ...counts } = progress;
  const left = secondsLeft(moment);
  return {
    event: 'progress',
    ...counts,
    seenPerSecond: rounded(seenPerSecond),
    copiesPerSecond: rounded(copiesPerSecond),
    seconds: rounded(seconds),
    secondsLeft: left === null ? null : rounded(left),
    ...facts,
    ...(parts.length > 1 ? { parts } : {}),
  };
}

export function lineOf(moment: Moment): string {
  const { facts, isDry, progress, copiesPerSecond, seenPerSecond } = moment;
  const left = secondsLeft(moment);
  const words = [
    `${keysOf(progress)} looked at (${whole(seenPerSecond)}/s)`,
    `${whole(progress.copies)} ${isDry ? 'to copy' : `copied (${whole(copiesPerSecond)}/s)`}, ${bytesOf(progress.copiedBytes)}`,
    ...(facts === null || isDry ? [] : [`${(facts.throttledShare * 100).toFixed(1)} % 503`]),
    ...(left === null ? [] : [`about ${durationOf(left)} left`]),
  ];
  return words.join('; ');
}

export function blockOf(moment: Moment, columns: number): string[] {
  const { copiesPerSecond, facts, isDry, progress, seconds, seenPerSecond } = moment;
  const left = secondsLeft(moment);
  const lines = [
    ...gridOf(progress.parts, columns),
    `looked at  ${keysOf(progress)}, ${whole(seenPerSecond)}/s`,
    isDry
      ? `to copy    ${whole(progress.copies)}, ${bytesOf(progress.copiedBytes)}`
      : `copied     ${whole(progress.copies)}, ${whole(copiesPerSecond)}/s, ${bytesOf(progress.copiedBytes)}`,
    ...(facts === null || isDry
      ? []
      : [
          `S3         ${(facts.throttledShare * 100).toFixed(1)} % 503, ${facts.latencyMs.toFixed(0)} ms, ${facts.inFlight} of ${facts.inFlightUpTo} in flight`,
        ]),
    `time       ${durationOf(seconds)}${left === null ? '' : `, about ${durationOf(left)} left`}`,
  ];
  // A line that the terminal breaks is two when the block is drawn again.
  return lines.map((line) => line.slice(0, Math.max(1, columns - 1)));
}

const GRID_LINES_UP_TO = 6;
const SIGNS: Readonly<Record<PartProgress['state'], string>> = { waiting: '.', walking: '>', done: '#', failed: '!' };

/** A sign for each part where there are several: # done, > under way, . waiting, ! failed. */
function gridOf(parts: readonly PartProgress[], columns: number): string[] {
  if (parts.length < 2) return [];
  const done = parts.filter(({ state }) => state === 'done').length;
  const walking = parts.filter(({ state }) => state === 'walking');
  const width = Math.max(1, columns - 1);
  const signs = parts.map(({ state }) => SIGNS[state]).join('');
  const grid = signs.length > width * GRID_LINES_UP_TO ? [] : (signs.match(new RegExp(`.{1,${width}}`, 'g')) ?? []);
  const now = walking.map(({ part }) => printable(part)).join(' ');
  return [...grid, `parts      ${done} of ${parts.length} done${now === '' ? '' : `; at ${now}`}`];
}

const keysOf = ({ expected, seen }: CopyProgress): string =>
  expected === null || seen > expected ? `${whole(seen)} keys` : `${whole(seen)} of ${whole(expected)} keys`;

const rounded = (value: number): number => Math.round(value * 10) / 10;

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

function bytesOf(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
}

function durationOf(seconds: number): string {
  const rest = Math.round(seconds);
  const minutes = Math.floor(rest / 60);
  if (minutes === 0) return `${rest} s`;
  return minutes < 60 ? `${minutes} min ${rest % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
