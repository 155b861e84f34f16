import { z } from 'zod';
import { SCALARS, type ColumnType, type Scalar, type TableSchema } from '../contracts/transform.ts';
import { field } from './field.ts';
import { misfits, type FileKind } from './misfits.ts';
import { nearest } from './nearest.ts';
import { judged, type Found, type Judged } from './problems.ts';
import { endOf, nodeAt, offsetOf, quoted, readYaml, shown, type Path, type Reading } from './reading.ts';

/** The directories of the table; no column may have one of these names. */
export const PARTITION_COLUMNS = ['YEAR', 'MONTH', 'DAY'] as const;

const TYPES_ALLOWED = `${SCALARS.join(', ')}, a list of one type, or a section of fields`;

const tableSchemaFile = z.strictObject({
  version: field('transform', '1', 'The version of this file format.', z.literal(1)),
  columns: field(
    'transform',
    `a section with a type for each column: ${TYPES_ALLOWED}`,
    "The table's columns in their order, without those of the partition.",
    // What the types are, `typeAt` looks into: a union's errors would not say which of its forms was meant.
    z.record(z.string(), z.unknown()).refine((columns) => Object.keys(columns).length > 0, 'names no column'),
  ),
});
const KIND: FileKind = { schema: tableSchemaFile, name: 'a table schema' };

/** Glue holds names in lower case, at most 255 bytes of them (API_Column), and a struct's fields within a text that `,` `:` `<` `>` divide. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,254}$/;
const NAME_ALLOWED = 'a-z, A-Z, 0-9 and "_", not a digit first, at most 255 characters';

/** Words of other type systems. */
const MEANT: Readonly<Record<string, Scalar>> = {
  text: 'string',
  str: 'string',
  varchar: 'string',
  int: 'long',
  integer: 'long',
  bigint: 'long',
  int64: 'long',
  number: 'double',
  float: 'double',
  decimal: 'double',
  bool: 'boolean',
  date: 'timestamp',
  datetime: 'timestamp',
  time: 'timestamp',
};

export interface CheckedTableSchema extends Judged {
  /** Null when there is a problem. */
  readonly value: TableSchema | null;
  /** What the columns are called, whatever is wrong with their types; null when not even that can be told. */
  readonly names: readonly string[] | null;
}

/** The columns that `schema.yml` lists, or everything that is wrong with it. */
export function checkTableSchema(text: string, file: string): CheckedTableSchema {
  const reading = readYaml(text);
  const parsed = tableSchemaFile.safeParse(reading.value);
  const found: Found[] = [];
  const columns: unknown = isRecord(reading.value) ? reading.value['columns'] : null;
  const schema = isRecord(columns) ? fieldsAt(columns, ['columns'], { reading, found }) : [];
  const verdict = judged(reading, file, [...misfits(reading, KIND), ...found]);
  return {
    ...verdict,
    value: parsed.success && verdict.problems.length === 0 ? schema : null,
    names: verdict.readable && isRecord(columns) ? Object.keys(columns) : null,
  };
}

interface Walk {
  readonly reading: Reading;
  readonly found: Found[];
}

function fieldsAt(fields: Readonly<Record<string, unknown>>, path: Path, walk: Walk): [string, ColumnType][] {
  const first = new Map<string, string>();
  return Object.entries(fields).map(([name, type]): [string, ColumnType] => {
    const own = [...path, name];
    const plain = name.toLowerCase();
    const twin = first.get(plain);
    if (!NAME.test(name)) tell(walk, own, 'key', `found the name ${quoted(name)}; allowed: ${NAME_ALLOWED}`);
    else if (twin !== undefined) tell(walk, own, 'key', `is ${twin} again: Glue holds both as ${plain}`);
    else if (path.length === 1 && PARTITION_COLUMNS.some((column) => column.toLowerCase() === plain))
      tell(walk, own, 'key', `is a column of the partition (${PARTITION_COLUMNS.join(', ')}): it is the directory's, and in no file`);
    else first.set(plain, name);
    return [name, typeAt(type, own, walk)];
  });
}

function typeAt(type: unknown, path: Path, walk: Walk): ColumnType {
  if (typeof type === 'string') {
    const scalar = SCALARS.find((word) => word === type);
    if (scalar !== undefined) return scalar;
    const meant = Object.hasOwn(MEANT, type.toLowerCase()) ? MEANT[type.toLowerCase()] : nearest(type, SCALARS);
    const hint = meant === null || meant === undefined ? '' : `; did you mean ${meant}?`;
    return refused(walk, path, `; allowed: ${TYPES_ALLOWED}${hint}`);
  }
  if (Array.isArray(type)) {
    if (type.length !== 1) return refused(walk, path, ` of ${type.length}; allowed: a list of one type, such as [string]`);
    return { list: typeAt(type[0], [...path, 0], walk) };
  }
  if (!isRecord(type) || Object.keys(type).length === 0) return refused(walk, path, `; allowed: ${TYPES_ALLOWED}`);
  if (!Object.hasOwn(type, '*')) return { struct: fieldsAt(type, path, walk) };
  if (Object.keys(type).length > 1) return refused(walk, path, ' with "*" beside other fields; "*" means every key, and stands alone');
  return { map: typeAt(type['*'], [...path, '*'], walk) };
}

function refused(walk: Walk, path: Path, words: string): ColumnType {
  tell(walk, path, 'value', `found ${shown(nodeAt(walk.reading, path)?.value)}${words}`);
  return 'string';
}

function tell({ reading, found }: Walk, path: Path, at: 'key' | 'value', text: string): void {
  const end = endOf(reading, path);
  found.push({ path, offset: offsetOf(reading, path, at), text, certain: end < reading.brokenAt });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
