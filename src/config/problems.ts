import { printable } from '../errors.ts';
import { nodeAt, offsetOf, shown, type Path, type Reading } from './reading.ts';

/** One thing that is wrong with a file, and where. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** As in `layout.folders[0]`; empty for the file as a whole. */
  readonly path: string;
  readonly text: string;
}

export interface Found {
  readonly path: Path;
  readonly offset: number;
  readonly text: string;
  /** False when it may only seem so because the text breaks further down. */
  readonly certain: boolean;
}

/** A rule over several fields that does not hold: the words behind what was found at `path`. */
export interface Broken {
  readonly path: readonly (string | number)[];
  /** Characters into the text that stands at `path`. */
  readonly offset?: number;
  /** As in "is the target's bucket too". */
  readonly text: string;
}

export interface Judged {
  readonly problems: readonly Problem[];
  /** False where the text breaks: what follows could not be read. */
  readonly readable: boolean;
}

/** The flaws of a text and what was found wrong with its values, in the order of the text. */
export function judged(reading: Reading, file: string, found: readonly Found[]): Judged {
  const place = (offset: number) => {
    const { line, col } = reading.lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const readable = reading.brokenAt === Infinity;
  // Of a broken text, only what ends before the break can be believed, and nothing that is missing.
  const brokenLine = readable ? Infinity : place(reading.brokenAt).line;
  const believed = found.filter((problem) => readable || (problem.certain && place(problem.offset).line < brokenLine));
  const problems = [...reading.flaws, ...believed]
    .map(({ offset, path, text }): Problem => ({ ...place(offset), path: pathText(path), text }))
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
  return { problems, readable };
}

export function brokenAsFound(reading: Reading, broken: readonly Broken[]): Found[] {
  return broken.map(({ path, text, offset }) => {
    const node = nodeAt(reading, path)?.value ?? null;
    return {
      path,
      offset: offsetOf(reading, path, 'value', offset),
      text: node === null ? text : `found ${shown(node)}, which ${text}`,
      certain: false,
    };
  });
}

export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}${text === '' ? '' : '.'}${printable(String(step))}`),
    '',
  );
}

/** One line for each, in columns: place, path, what was found and what is allowed. */
export function renderProblems(problems: readonly Problem[]): string {
  const rows = problems.map(({ file, line, column, path, text }) => ({
    place: `${file}:${line}:${column}`,
    path: path === '' ? '(file)' : path,
    text,
  }));
  const width = (of: (row: (typeof rows)[number]) => string) => Math.max(...rows.map((row) => of(row).length));
  const places = width((row) => row.place);
  // A long path pushes only its own line out.
  const paths = Math.min(
    30,
    width((row) => row.path),
  );
  return rows.map(({ place, path, text }) => `  ${place.padEnd(places)}  ${path.padEnd(paths)}  ${text}`).join('\n');
}
