import type { SchemaElement } from 'hyparquet';
import type { Columns, Kind } from './columns.ts';

interface Node {
  readonly element: SchemaElement;
  readonly children: readonly Node[];
}

/** The columns of a Parquet file, from its footer's list of schema elements: depth first, the root ahead. */
export function columnsOfElements(elements: readonly SchemaElement[]): Columns {
  const [root, end] = nodeAt(elements, 0);
  if (end !== elements.length) throw new Error(`the schema has ${elements.length} elements, and its tree ends after ${end}`);
  return fieldsOf(root);
}

function nodeAt(elements: readonly SchemaElement[], at: number): readonly [Node, number] {
  const element = elements[at];
  if (element === undefined) throw new Error('the schema ends in the middle of its tree');
  const children: Node[] = [];
  let next = at + 1;
  for (let count = element.num_children ?? 0; count > 0; count -= 1) {
    const [child, after] = nodeAt(elements, next);
    children.push(child);
    next = after;
  }
  return [{ element, children }, next];
}

const fieldsOf = ({ children }: Node): Columns => children.map((child) => [child.element.name, kindOf(child)] as const);

/** A field that is repeated outside of a LIST or a MAP is a list of itself (parquet-format, LogicalTypes.md, "Lists"). */
function kindOf(node: Node): Kind {
  const kind = onceOf(node);
  return node.element.repetition_type === 'REPEATED' ? { list: kind } : kind;
}

function onceOf(node: Node): Kind {
  const { element, children } = node;
  if (children.length === 0) return wordOf(element);
  const annotation = element.logical_type?.type ?? element.converted_type;
  const [only] = children;
  if (only !== undefined && children.length === 1 && only.element.repetition_type === 'REPEATED') {
    if (annotation === 'LIST') return { list: elementOf(node, only) };
    if ((annotation === 'MAP' || annotation === 'MAP_KEY_VALUE') && only.children.length === 2)
      return { map: [kindOf(only.children[0]!), kindOf(only.children[1]!)] };
  }
  if (annotation === 'VARIANT') return 'variant';
  return { struct: fieldsOf(node) };
}

/** Writers have put lists down in several ways; these are the format's own rules for reading all of them (LogicalTypes.md, "Lists"). */
function elementOf(list: Node, repeated: Node): Kind {
  const { name } = repeated.element;
  const [only] = repeated.children;
  const wrapped = repeated.children.length === 1 && name !== 'array' && name !== `${list.element.name}_tuple`;
  return wrapped && only !== undefined ? kindOf(only) : onceOf(repeated);
}

const UNITS = { MILLIS: 'ms', MICROS: 'us', NANOS: 'ns' } as const;

/** A column without fields, by what it means; how the bytes lie (encoding, compression, a decimal's width) is not of the schema. */
function wordOf({ type, type_length, logical_type: logical, converted_type: converted, precision, scale }: SchemaElement): string {
  if (logical?.type === 'TIMESTAMP') return `timestamp(${UNITS[logical.unit]}${logical.isAdjustedToUTC ? ', utc' : ''})`;
  if (logical?.type === 'TIME') return `time(${UNITS[logical.unit]}${logical.isAdjustedToUTC ? ', utc' : ''})`;
  if (logical?.type === 'INTEGER') return integer(logical.bitWidth, logical.isSigned);
  if (logical?.type === 'DECIMAL') return `decimal(${logical.precision},${logical.scale})`;
  if (logical !== undefined) return WORDS[logical.type] ?? logical.type.toLowerCase();
  if (converted === 'DECIMAL') return `decimal(${precision ?? 0},${scale ?? 0})`;
  if (converted !== undefined) return WORDS[converted] ?? converted.toLowerCase();
  if (type === 'FIXED_LEN_BYTE_ARRAY') return `binary(${type_length ?? 0})`;
  return WORDS[type ?? ''] ?? String(type);
}

const integer = (bits: number, signed: boolean): string => `${signed ? '' : 'unsigned '}${INTEGERS[bits] ?? `int${bits}`}`;
const INTEGERS: Readonly<Record<number, string>> = { 8: 'tinyint', 16: 'smallint', 32: 'int', 64: 'bigint' };

const WORDS: Readonly<Record<string, string>> = {
  BOOLEAN: 'boolean',
  INT32: 'int',
  INT64: 'bigint',
  // What Spark and Hive wrote before there were annotations for it. Not every reader takes it for the same as an INT64.
  INT96: 'timestamp(int96)',
  FLOAT: 'float',
  DOUBLE: 'double',
  BYTE_ARRAY: 'binary',
  STRING: 'string',
  UTF8: 'string',
  ENUM: 'string',
  DATE: 'date',
  UUID: 'uuid',
  FLOAT16: 'float16',
  TIME_MILLIS: 'time(ms, utc)',
  TIME_MICROS: 'time(us, utc)',
  TIMESTAMP_MILLIS: 'timestamp(ms, utc)',
  TIMESTAMP_MICROS: 'timestamp(us, utc)',
  INT_8: 'tinyint',
  INT_16: 'smallint',
  INT_32: 'int',
  INT_64: 'bigint',
  UINT_8: 'unsigned tinyint',
  UINT_16: 'unsigned smallint',
  UINT_32: 'unsigned int',
  UINT_64: 'unsigned bigint',
};
