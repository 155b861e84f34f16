import { z } from 'zod';

/** One step of a path: a field by its name, and whether every element of the list in it is meant. */
export const pathStep = z.strictObject({ field: z.string().min(1), each: z.boolean() });
export const path = z.array(pathStep).min(1);
export type Path = z.output<typeof path>;

/**
 * The rules by which one document becomes one row, as values: what `transform.yml` says. Applied in this order:
 * parse (JSON text becomes what it says), entries (an object becomes a list of pairs), drop, then the date.
 */
export const rules = z.strictObject({
  parse: z.array(path),
  entries: z.array(z.strictObject({ path, key: z.string().min(1), value: z.string().min(1) })),
  drop: z.strictObject({
    paths: z.array(path),
    /** Every key that contains one of these, in any case, at any depth. */
    keysContaining: z.array(z.string().min(1)),
  }),
  /** Documents that agree in this field are the same; the one with the latest date stays, of equals the lowest key. Null: every document counts. */
  unique: path.nullable(),
  /** The first of these that holds a date gives the document's day. */
  date: z.array(path).min(1),
});
export type Rules = z.output<typeof rules>;

export const SCALARS = ['string', 'long', 'double', 'boolean', 'timestamp'] as const;
export type Scalar = (typeof SCALARS)[number];
/** A column's type: a word, a list of one type, a struct of named fields in their order, or a map from text to one type. */
export type ColumnType =
  | Scalar
  | { readonly list: ColumnType }
  | { readonly struct: readonly (readonly [name: string, type: ColumnType])[] }
  | { readonly map: ColumnType };
export const columnType: z.ZodType<ColumnType> = z.lazy(() =>
  z.union([
    z.enum(SCALARS),
    z.strictObject({ list: columnType }),
    z.strictObject({ struct: z.array(z.tuple([z.string().min(1), columnType])).min(1) }),
    z.strictObject({ map: columnType }),
  ]),
);
/** The table's columns in their order, without YEAR, MONTH and DAY, which are the directories'. */
export const tableSchema = z.array(z.tuple([z.string().min(1), columnType])).min(1);
export type TableSchema = z.output<typeof tableSchema>;
