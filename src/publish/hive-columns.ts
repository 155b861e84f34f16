import type { Columns, Kind } from './columns.ts';

/** Columns as the catalogue has them: names in lower case, types as Hive writes them. A type that cannot be read stays one word. */
export function columnsOfHive(columns: readonly (readonly [name: string, type: string])[]): Columns {
  return columns.map(([name, type]) => [name.toLowerCase(), kindOfHive(type)] as const);
}

export function kindOfHive(text: string): Kind {
  const cursor = { text: text.trim(), at: 0 };
  const kind = readKind(cursor);
  return kind !== null && cursor.at === cursor.text.length ? kind : text;
}

interface Cursor {
  readonly text: string;
  at: number;
}

function readKind(cursor: Cursor): Kind | null {
  const word = take(cursor, /[a-z_]+/iy)?.toLowerCase();
  if (word === undefined) return null;
  if (word === 'array') {
    const inner = within(cursor, () => readKind(cursor));
    return inner === null ? null : { list: inner };
  }
  if (word === 'map') {
    return within(cursor, () => {
      const key = readKind(cursor);
      const value = key !== null && take(cursor, /,/y) !== undefined ? readKind(cursor) : null;
      return key === null || value === null ? null : { map: [key, value] as const };
    });
  }
  if (word === 'struct') return within(cursor, () => readFields(cursor));
  const size = take(cursor, /\([0-9, ]*\)/y);
  if (word === 'decimal') return `decimal${size?.replaceAll(' ', '') ?? '(10,0)'}`;
  return SAME[word] ?? word;
}

/** Words that mean another one here: text of any length is text to Parquet. */
const SAME: Readonly<Record<string, string>> = { integer: 'int', long: 'bigint', real: 'float', varchar: 'string', char: 'string' };

function readFields(cursor: Cursor): Kind | null {
  const fields: (readonly [string, Kind])[] = [];
  do {
    const name = take(cursor, /[^,:<>]+/y)?.trim();
    const kind = name !== undefined && take(cursor, /:/y) !== undefined ? readKind(cursor) : null;
    if (name === undefined || kind === null) return null;
    fields.push([name.toLowerCase(), kind]);
  } while (take(cursor, /,/y) !== undefined);
  return { struct: fields };
}

function within<T>(cursor: Cursor, read: () => T | null): T | null {
  if (take(cursor, /</y) === undefined) return null;
  const inner = read();
  return inner !== null && take(cursor, />/y) !== undefined ? inner : null;
}

/** What the sticky pattern finds here, the white space around it passed over. */
function take(cursor: Cursor, sticky: RegExp): string | undefined {
  while (cursor.text[cursor.at] === ' ') cursor.at += 1;
  sticky.lastIndex = cursor.at;
  const found = sticky.exec(cursor.text)?.[0];
  if (found !== undefined) cursor.at += found.length;
  return found;
}

/** A file's columns in the words of the catalogue, which holds names in lower case and knows one kind of timestamp. */
export function asInCatalogue(columns: Columns): Columns {
  return columns.map(([name, kind]) => [name.toLowerCase(), kindInCatalogue(kind)] as const);
}

function kindInCatalogue(kind: Kind): Kind {
  if (typeof kind === 'string') return kind.startsWith('timestamp(') ? 'timestamp' : kind;
  if ('list' in kind) return { list: kindInCatalogue(kind.list) };
  if ('map' in kind) return { map: [kindInCatalogue(kind.map[0]), kindInCatalogue(kind.map[1])] };
  return { struct: asInCatalogue(kind.struct) };
}
