import type { ColumnType, Path as FieldPath, TableSchema } from '../contracts/transform.ts';
import { fieldPathText } from './field-path.ts';
import { nearest } from './nearest.ts';
import type { Broken } from './problems.ts';
import { quoted } from './reading.ts';

/** What the rules are held to, and how its file is called. */
export interface Columns {
  readonly file: string;
  readonly names: readonly string[];
  /** Null while something is wrong with the types: then only the columns' names count. */
  readonly schema: TableSchema | null;
}

/** A path of the rules, the place where it stands, and the list that it stands in. */
export interface RuleField {
  readonly list: 'parse' | 'entries' | 'drop' | 'unique' | 'date';
  readonly at: readonly (string | number)[];
  readonly path: FieldPath;
  readonly pair?: { readonly key: unknown; readonly value: unknown };
}

/** Rules that name no field of the schema, or one that the rule cannot be about. */
export function againstSchema(fields: readonly RuleField[], keysContaining: readonly string[], columns: Columns): Broken[] {
  return fields.flatMap((field) => {
    const problem = problemOf(field, columns) ?? droppedBy(field, fields, keysContaining);
    return problem === null ? [] : [{ path: field.at, text: problem }];
  });
}

function problemOf({ list, path, pair }: RuleField, columns: Columns): string | null {
  const [first] = path;
  if (first !== undefined && !columns.names.includes(first.field)) return unknownField(first.field, '', columns.file, columns.names);
  if (columns.schema === null) return null;
  const found = typeAt(path, columns.file, columns.schema);
  // What is dropped need not be in the table, where it is only missing: the columns are what an order holds afterwards.
  if (!found.ok) return list === 'drop' && found.missingBelow ? null : found.reason;
  const { type } = found;
  const each = path.some((step) => step.each);
  const whole = path.at(-1)?.each !== true;
  const is = `is ${typeName(type)} in ${columns.file}`;
  switch (list) {
    case 'parse':
      return typeof type === 'string' ? `${is}; JSON text becomes a list, a section or a map` : null;
    case 'entries':
      if (!whole) return 'ends with []; the path names the object, and not what it becomes';
      return isPairs(type, pair) ? null : `${is}; an object becomes a list of ${pairName(pair)} here`;
    case 'unique':
      return each || (type !== 'string' && type !== 'long') ? `${each ? 'has many values' : is}; allowed: one text or whole number` : null;
    case 'date':
      return each || type !== 'timestamp' ? `${each ? 'has many values' : is}; allowed: a timestamp` : null;
    case 'drop':
      return null;
  }
}

/** The date and what is unique are looked for after the dropping: dropped, they would be missing in every document. */
function droppedBy({ list, path }: RuleField, fields: readonly RuleField[], keysContaining: readonly string[]): string | null {
  if (list !== 'date' && list !== 'unique') return null;
  const dropped = fields.find((other) => other.list === 'drop' && other.path.every((step, index) => step.field === path[index]?.field));
  if (dropped !== undefined) return `drop.paths leaves out (${fieldPathText(dropped.path)})`;
  const part = keysContaining.find((text) => path.some(({ field }) => field.toLowerCase().includes(text.toLowerCase())));
  return part === undefined ? null : `drop.keysContaining leaves out (${part})`;
}

type Typed =
  | { readonly ok: true; readonly type: ColumnType }
  /** `missingBelow`: the column is there, and lacks a field of the path. */
  | { readonly ok: false; readonly reason: string; readonly missingBelow: boolean };

/** What the schema says that stands at a path. */
function typeAt(path: FieldPath, file: string, schema: TableSchema): Typed {
  let type: ColumnType = { struct: schema };
  for (const [index, { field, each }] of path.entries()) {
    const before = fieldPathText(path.slice(0, index));
    const refused = (reason: string, missingBelow = false): Typed => ({ ok: false, reason, missingBelow });
    if (typeof type === 'string') return refused(`looks into ${before}, which is ${typeName(type)} in ${file}`);
    if ('list' in type) return refused(`looks into ${before}, which is a list in ${file}; write ${before}[]`);
    if ('map' in type) {
      type = type.map;
    } else {
      const own: readonly (readonly [string, ColumnType])[] = type.struct;
      const known = own.find(([name]) => name === field);
      if (known === undefined)
        return refused(
          unknownField(
            field,
            before,
            file,
            own.map(([name]) => name),
          ),
          index > 0,
        );
      type = known[1];
    }
    const whole = fieldPathText(path.slice(0, index + 1));
    if (each) {
      if (typeof type === 'string' || !('list' in type))
        return refused(`has [] behind ${whole.slice(0, -2)}, which is ${typeName(type)} in ${file}`);
      type = type.list;
    }
  }
  return { ok: true, type };
}

function unknownField(field: string, before: string, file: string, names: readonly string[]): string {
  const what =
    before === ''
      ? `names the column ${quoted(field)}, which ${file} has not`
      : `names ${quoted(field)}, which ${before} has not in ${file}`;
  const meant = nearest(field, names);
  return meant === null ? what : `${what}; did you mean ${meant}?`;
}

function isPairs(type: ColumnType, pair: RuleField['pair']): boolean {
  // Names that are missing are told by themselves.
  if (typeof pair?.key !== 'string' || typeof pair.value !== 'string') return true;
  if (typeof type === 'string' || !('list' in type)) return false;
  const { list } = type;
  if (typeof list === 'string' || !('struct' in list) || list.struct.length !== 2) return false;
  const typeOf = (wanted: unknown) => list.struct.find(([name]) => name === wanted)?.[1];
  // Keys of an object are texts.
  return typeOf(pair.key) === 'string' && typeOf(pair.value) !== undefined;
}

const pairName = (pair: RuleField['pair']) => `sections with exactly ${String(pair?.key)} (string) and ${String(pair?.value)}`;

function typeName(type: ColumnType): string {
  if (typeof type === 'string') return `a ${type}`;
  if ('list' in type) return typeof type.list === 'string' ? `a list of ${type.list}` : 'a list';
  return 'map' in type ? 'a map' : 'a section';
}
