import { z } from 'zod';
import type { Path as FieldPath, Rules } from '../contracts/transform.ts';
import { field } from './field.ts';
import { fieldPathText, readFieldPath } from './field-path.ts';
import { misfits, type FileKind } from './misfits.ts';
import { brokenAsFound, judged, pathText, type Broken, type Judged } from './problems.ts';
import { readYaml } from './reading.ts';
import { againstSchema, type Columns } from './transform-fields.ts';

const PATH_ALLOWED = 'the path of a field, such as Items[].productCategories';
const NAME_ALLOWED = 'the name of a field';
const fieldPath = z.string().min(1).max(1000);

const transformFile = z.strictObject({
  version: field('transform', '1', 'The version of this file format.', z.literal(1)),
  parse: field('transform', PATH_ALLOWED, 'Fields that hold JSON as text.', z.array(fieldPath).default([])),
  entries: z
    .array(
      z.strictObject({
        path: field('transform', PATH_ALLOWED, 'An object whose keys are values.', fieldPath),
        key: field('transform', NAME_ALLOWED, "What the key becomes: a field of the list's structs.", z.string().min(1)),
        value: field('transform', NAME_ALLOWED, 'What the value becomes.', z.string().min(1)),
      }),
    )
    .default([]),
  drop: z
    .strictObject({
      paths: field('transform', PATH_ALLOWED, 'Fields that are left out.', z.array(fieldPath).default([])),
      keysContaining: field(
        'transform',
        'texts; a key that contains one, in any case, at any depth, is left out',
        'Every key that contains one of these, in any case, at any depth.',
        z.array(z.string().min(1)).default([]),
      ),
    })
    .prefault({}),
  unique: field('transform', PATH_ALLOWED, 'What two documents of the same thing agree in.', fieldPath.optional()),
  partition: z.strictObject({
    date: field('transform', PATH_ALLOWED, "The first of these that holds a date gives the document's day.", z.array(fieldPath).min(1)),
    columns: z.strictObject({
      YEAR: field('transform', 'year', 'The year, four digits.', z.literal('year')),
      MONTH: field('transform', 'month', 'The month, two digits.', z.literal('month')),
      DAY: field('transform', 'day', 'The day, two digits.', z.literal('day')),
    }),
  }),
});
type Written = z.output<typeof transformFile>;
const KIND: FileKind = { schema: transformFile, name: 'rules of a transformation' };

export interface CheckedTransform extends Judged {
  /** Null when there is a problem. */
  readonly value: Rules | null;
}

/**
 * The rules that `transform.yml` states, or everything that is wrong with them.
 * @param columns what the rules' fields are held to; null when there is no schema that can be trusted
 */
export function checkTransform(text: string, file: string, columns: Columns | null): CheckedTransform {
  const reading = readYaml(text);
  const parsed = transformFile.safeParse(reading.value);
  const paths = writtenPaths(reading.value).map(read);
  const verdict = judged(reading, file, [
    ...misfits(reading, KIND),
    ...brokenAsFound(reading, [
      ...paths.flatMap(({ at, found }) => (found.ok ? [] : [{ path: at, offset: found.at, text: found.reason }])),
      ...writtenTwice(paths),
      ...sameNames(reading.value),
      ...(columns === null ? [] : againstSchema(fieldsOf(paths), keysContaining(reading.value), columns)),
    ]),
  ]);
  return { ...verdict, value: parsed.success && verdict.problems.length === 0 ? rulesOf(parsed.data) : null };
}

type At = readonly (string | number)[];
interface WrittenPath {
  readonly list: 'parse' | 'entries' | 'drop' | 'unique' | 'date';
  readonly at: At;
  readonly text: string;
  /** Of `entries`: the names that the pairs get. */
  readonly pair?: { readonly key: unknown; readonly value: unknown };
}

/** Every path that stands where one belongs, whatever else is wrong with the file. */
function writtenPaths(raw: unknown): WrittenPath[] {
  const texts = (list: WrittenPath['list'], at: At) =>
    elementsAt(raw, at).flatMap((text, index) => (typeof text === 'string' && text !== '' ? [{ list, at: [...at, index], text }] : []));
  const entries = elementsAt(raw, ['entries']).flatMap((entry, index) => {
    const text = valueAt(entry, ['path']);
    if (typeof text !== 'string' || text === '') return [];
    const pair = { key: valueAt(entry, ['key']), value: valueAt(entry, ['value']) };
    return [{ list: 'entries' as const, at: ['entries', index, 'path'], text, pair }];
  });
  const unique = valueAt(raw, ['unique']);
  return [
    ...texts('parse', ['parse']),
    ...entries,
    ...texts('drop', ['drop', 'paths']),
    ...(typeof unique === 'string' && unique !== '' ? [{ list: 'unique' as const, at: ['unique'], text: unique }] : []),
    ...texts('date', ['partition', 'date']),
  ];
}

const read = (written: WrittenPath) => ({ ...written, found: readFieldPath(written.text) });
type ReadPath = ReturnType<typeof read>;

const fieldsOf = (paths: readonly ReadPath[]) =>
  paths.flatMap(({ found, ...written }) => (found.ok ? [{ ...written, path: found.path }] : []));

function writtenTwice(paths: readonly ReadPath[]): Broken[] {
  const first = new Map<string, string>();
  return paths.flatMap(({ list, at, found }) => {
    if (!found.ok) return [];
    const name = `${list} ${fieldPathText(found.path)}`;
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, pathText(at));
    return earlier === undefined ? [] : [{ path: at, text: `${earlier} names already` }];
  });
}

function sameNames(raw: unknown): Broken[] {
  return elementsAt(raw, ['entries']).flatMap((entry, index) => {
    const [key, value] = [valueAt(entry, ['key']), valueAt(entry, ['value'])];
    return typeof key === 'string' && key === value ? [{ path: ['entries', index, 'value'], text: 'is the name of the key too' }] : [];
  });
}

const keysContaining = (raw: unknown): string[] => elementsAt(raw, ['drop', 'keysContaining']).filter((text) => typeof text === 'string');

function rulesOf({ parse, entries, drop, unique, partition }: Written): Rules {
  return {
    parse: parse.map(pathOf),
    entries: entries.map(({ path, key, value }) => ({ path: pathOf(path), key, value })),
    drop: { paths: drop.paths.map(pathOf), keysContaining: drop.keysContaining },
    unique: unique === undefined ? null : pathOf(unique),
    date: partition.date.map(pathOf),
  };
}

/** Of a text that was read before without a problem. */
function pathOf(text: string): FieldPath {
  const found = readFieldPath(text);
  return found.ok ? found.path : [];
}

function elementsAt(raw: unknown, path: At): readonly unknown[] {
  const value = valueAt(raw, path);
  return Array.isArray(value) ? value : [];
}

function valueAt(raw: unknown, path: At): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined),
    raw,
  );
}
