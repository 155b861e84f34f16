import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Pair,
  type YAMLError,
} from 'yaml';
import { printable } from '../errors.ts';

/** One YAML document, its values, and where each of them stands. */
export interface Reading {
  readonly text: string;
  readonly doc: Document;
  readonly lines: LineCounter;
  readonly value: unknown;
  readonly flaws: readonly Flaw[];
  /** What stands at or after this offset was not understood: the text is broken there. Infinity when it is whole. */
  readonly brokenAt: number;
}

/** Something wrong with the text as YAML. */
export interface Flaw {
  /** Where in the tree, as far as there is one. */
  readonly path: Path;
  readonly offset: number;
  readonly text: string;
}

export type Path = readonly PropertyKey[];

const TOO_DEEP = 'is nested too deeply to be read';

/** Errors after which the tree is still what the writer meant. */
const HARMLESS = new Set(['DUPLICATE_KEY', 'MULTIPLE_DOCS']);

export function readYaml(text: string): Reading {
  const lines = new LineCounter();
  const unread = (words: string): Reading => ({
    text,
    doc: parseDocument('', { lineCounter: lines }),
    lines,
    value: null,
    flaws: [{ path: [], offset: 0, text: words }],
    brokenAt: 0,
  });
  // What an editor saves as UTF-16 has a NUL in each of its characters.
  if (text.includes('\u0000')) return unread('found a NUL character; allowed: text in UTF-8');
  let doc: Document;
  try {
    doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error', version: '1.2' });
  } catch (cause) {
    // The parser recurses; only a text made for it is nested this deep.
    if (!(cause instanceof RangeError)) throw cause;
    return unread(TOO_DEEP);
  }
  const broken = doc.errors.filter(({ code }) => !HARMLESS.has(code)).map(({ pos }) => pos[0]);
  const flaws = [...syntaxFlaws(text, doc, lines), ...referenceFlaws(doc)];
  let value: unknown = null;
  try {
    value = doc.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    // Thrown for an alias without anchor, which is a flaw already, and for aliases that multiply beyond measure.
    if (!(cause instanceof ReferenceError)) throw cause;
    if (flaws.length === 0)
      flaws.push({
        path: [],
        offset: 0,
        text: 'repeats itself through aliases more often than such a file can need; write the values out',
      });
  }
  return { text, doc, lines, value, flaws, brokenAt: value === null && flaws.length > 0 ? 0 : Math.min(Infinity, ...broken) };
}

/** One flaw for a line: what follows an error on its line is its echo. */
function syntaxFlaws(text: string, doc: Document, lines: LineCounter): Flaw[] {
  const byLine = new Map<number, Flaw>();
  for (const error of doc.errors) {
    const offset = placeOf(error, doc, text);
    const { line } = lines.linePos(offset);
    const echo = error.message.includes('in YAML stream') && byLine.size > 0;
    if (!echo && !byLine.has(line)) byLine.set(line, { ...wordsFor(error, text, doc, lines, offset), offset });
  }
  return [...byLine.values()];
}

/** A quote that is never closed is reported at the end of the text; it is to be mended where it begins. */
function placeOf({ pos, code }: YAMLError, doc: Document, text: string): number {
  let offset = Math.min(pos[0], Math.max(0, text.length - 1));
  if (code === 'MISSING_CHAR') {
    visit(doc, {
      Scalar(_, scalar) {
        const [start, end] = scalar.range ?? [0, 0];
        if (scalar.type?.startsWith('QUOTE') === true && end >= pos[0]) offset = start;
      },
    });
  }
  return offset;
}

function wordsFor(error: YAMLError, text: string, doc: Document, lines: LineCounter, offset: number): Omit<Flaw, 'offset'> {
  const { message } = error;
  const flaw = (words: string, path: Path = []) => ({ path, text: words });
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return flaw('found a tab as indentation; allowed: spaces');
    case 'DUPLICATE_KEY': {
      const { path, first } = twinOf(doc, offset);
      return flaw(`is written twice${first === null ? '' : `; it is in line ${lines.linePos(first).line} already`}`, path);
    }
    case 'MULTIPLE_DOCS':
      return flaw('found a second document; allowed: one document in each file');
    case 'MISSING_CHAR':
      return flaw(message.includes('quote') ? 'found a quote that is never closed' : `found what is not YAML: ${lowerFirst(message)}`);
    case 'BAD_SCALAR_START':
      return flaw(`found a text that begins with "${text[offset] ?? ''}"; put it in quotes`);
    case 'BLOCK_AS_IMPLICIT_KEY':
      return flaw('found a second ": " in the line; put the text in quotes');
    case 'MULTILINE_IMPLICIT_KEY':
      return flaw('found a line without ": "; allowed: a key, a colon, a value');
    default:
      if (isUnquotedBraces(lineAt(text, offset))) return flaw('found braces without quotes; put the whole text in quotes');
      if (message.startsWith('All mapping items')) return flaw('found a key that is not in line with the keys around it');
      if (/^Flow (sequence|map)/.test(message)) return flaw(`found no "${message.includes('sequence') ? ']' : '}'}" for what began before`);
      return flaw(message.includes('call stack') ? TOO_DEEP : `found what is not YAML: ${lowerFirst(message)}`);
  }
}

/** An unquoted { begins a mapping: the commonest slip with folder patterns and with the form of a key. */
function isUnquotedBraces(line: string): boolean {
  return /(?:^|[:\-[,])\s*\{[^}"']*\}[^\s,\]#]/.test(line);
}

function referenceFlaws(doc: Document): Flaw[] {
  const flaws: Flaw[] = doc.warnings.map((warning) => ({
    path: [],
    offset: warning.pos[0],
    text: `found what is not understood: ${lowerFirst(warning.message)}`,
  }));
  visit(doc, {
    Alias(_, alias, ancestors) {
      if (alias.resolve(doc) !== undefined) return;
      const name = printable(alias.source);
      flaws.push({
        path: pathTo(ancestors),
        offset: alias.range?.[0] ?? 0,
        text: `found the alias *${name}; no &${name} stands before it`,
      });
    },
  });
  return flaws;
}

/** The path of a node, from what lies around it. Elements of a list have their list's path. */
function pathTo(ancestors: readonly unknown[]): string[] {
  return ancestors.filter((node) => isPair(node)).map(keyOf);
}

function twinOf(doc: Document, offset: number): { path: string[]; first: number | null } {
  let found = { path: [] as string[], first: null as number | null };
  visit(doc, {
    Map(_, map, ancestors) {
      const again = map.items.find((pair) => rangeOf(pair.key)?.[0] === offset);
      if (again === undefined) return;
      const key = keyOf(again);
      const first = map.items.find((pair) => keyOf(pair) === key);
      found = { path: [...pathTo(ancestors), key], first: rangeOf(first?.key)?.[0] ?? null };
      return visit.BREAK;
    },
  });
  return found;
}

/** What stands at a path: the pair's key, and its value when there is one. The last of two equal keys counts, as in the values. */
export function nodeAt({ doc }: Reading, path: Path): { readonly key: Node | null; readonly value: Node | null } | null {
  let key: Node | null = null;
  let value: Node | null = resolved(doc, doc.contents);
  for (const step of path) {
    if (isMap(value)) {
      const pair: Pair | undefined = value.items.findLast((item) => keyOf(item) === String(step));
      if (pair === undefined) return null;
      key = pair.key as Node | null;
      value = resolved(doc, pair.value as Node | null);
    } else if (isSeq(value) && typeof step === 'number' && step < value.items.length) {
      value = resolved(doc, value.items[step] as Node | null);
      key = null;
    } else {
      return null;
    }
  }
  return { key, value };
}

function resolved(doc: Document, node: Node | null): Node | null {
  return isAlias(node) ? (node.resolve(doc) ?? node) : node;
}

/** Where a problem of a path is shown: the value, else its key, else the section around it. */
export function offsetOf(reading: Reading, path: Path, at: 'key' | 'value' = 'value', into = 0): number {
  const found = nodeAt(reading, path);
  if (found === null) return path.length === 0 ? 0 : offsetOf(reading, path.slice(0, -1), 'key');
  const { key, value } = found;
  const chosen = at === 'value' && value !== null && !isEmpty(value) ? value : (key ?? value);
  const start = rangeOf(chosen)?.[0] ?? 0;
  return chosen === value && isScalar(value) ? start + insideScalar(reading.text, start, value.value, into) : start;
}

/** Characters into a text, where the text stands in the file as it is; 0 where it is folded or escaped. */
function insideScalar(text: string, start: number, value: unknown, into: number): number {
  if (into === 0 || typeof value !== 'string') return 0;
  const quote = text[start] === '"' || text[start] === "'" ? 1 : 0;
  return text.startsWith(value, start + quote) ? quote + into : 0;
}

/** Where what stands at a path ends; Infinity where nothing stands. */
export function endOf(reading: Reading, path: Path): number {
  const value = nodeAt(reading, path)?.value ?? null;
  return isEmpty(value) ? Infinity : (rangeOf(value)?.[1] ?? Infinity);
}

/** What was found, as an error says it. */
export function shown(node: Node | null | undefined): string {
  if (node === null || node === undefined || isEmpty(node)) return 'nothing';
  if (isMap(node)) return node.items.length === 0 ? 'an empty section' : 'a section';
  if (isSeq(node)) return node.items.length === 0 ? 'an empty list' : 'a list';
  if (!isScalar(node)) return 'an alias';
  if (typeof node.value === 'string') return node.value === '' ? 'an empty text' : quoted(node.value);
  return printable(writtenAs(node));
}

export function quoted(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return `"${printable(short)}"`;
}

/** A plain number, truth value or null as it was typed: 012345678901, not 12345678901. */
export function writtenAs(node: Node | null): string {
  return isScalar(node) ? (node.source ?? String(node.value)) : '';
}

/** `bucket:` with nothing behind it. */
export function isEmpty(node: Node | null): boolean {
  return isScalar(node) && node.value === null && (node.source ?? '') === '';
}

export function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

function rangeOf(node: unknown): readonly number[] | null | undefined {
  return (node as Node | null | undefined)?.range;
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', start);
  return text.slice(start, end === -1 ? text.length : end);
}

/** What the parser says, which may quote the text. */
function lowerFirst(text: string): string {
  return printable(text.charAt(0).toLowerCase() + text.slice(1));
}
