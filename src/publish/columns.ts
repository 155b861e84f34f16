/**
 * A column's type, whatever wrote it down: a word (string, bigint, timestamp(us, utc) …), a list, a struct or a map.
 * Nullability is no part of it: a column without nulls and one that may hold some read alike.
 */
export type Kind = string | { readonly list: Kind } | { readonly struct: Columns } | { readonly map: readonly [key: Kind, value: Kind] };
/** Names with their types, in their order. */
export type Columns = readonly (readonly [name: string, type: Kind])[];

/** One way in which two schemas are not the same. Null: there is no such column. */
export interface Difference {
  /** `Items[].priceTags[].value`: `[]` for the elements of a list, `{}` for the values of a map. */
  readonly column: string;
  readonly ours: string | null;
  readonly theirs: string | null;
}

/**
 * Where two schemas differ, column by column, in the order of ours. The order of top-level columns is free, because every
 * reader finds them by name; that of a struct's fields is free only where the caller says so.
 */
export function differencesOf(ours: Columns, theirs: Columns, rules: { readonly fieldOrder: 'counts' | 'free' }): Difference[] {
  return fieldsDiffer('', ours, theirs, { ...rules, top: true });
}

interface Rules {
  readonly fieldOrder: 'counts' | 'free';
  readonly top: boolean;
}

function fieldsDiffer(path: string, ours: Columns, theirs: Columns, { fieldOrder, top }: Rules): Difference[] {
  const found: Difference[] = [];
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  const rest = new Map<string, Kind>();
  for (const [name, type] of theirs) {
    if (rest.has(name)) found.push({ column: at(name), ours: 'one column', theirs: 'two of this name' });
    rest.set(name, type);
  }
  for (const [name, type] of ours) {
    const other = rest.get(name);
    rest.delete(name);
    if (other === undefined) found.push({ column: at(name), ours: spelled(type), theirs: null });
    else found.push(...kindsDiffer(at(name), type, other, fieldOrder));
  }
  for (const [name, type] of rest) found.push({ column: at(name), ours: null, theirs: spelled(type) });
  if (!top && fieldOrder === 'counts' && found.length === 0 && ours.some(([name], index) => name !== theirs[index]?.[0])) {
    const inOrder = (columns: Columns) => `fields in the order ${columns.map(([name]) => name).join(', ')}`;
    found.push({ column: path, ours: inOrder(ours), theirs: inOrder(theirs) });
  }
  return found;
}

function kindsDiffer(path: string, ours: Kind, theirs: Kind, fieldOrder: Rules['fieldOrder']): Difference[] {
  if (typeof ours === 'object' && typeof theirs === 'object') {
    if ('list' in ours && 'list' in theirs) return kindsDiffer(`${path}[]`, ours.list, theirs.list, fieldOrder);
    if ('struct' in ours && 'struct' in theirs) return fieldsDiffer(path, ours.struct, theirs.struct, { fieldOrder, top: false });
    if ('map' in ours && 'map' in theirs) {
      const keys = kindsDiffer(`${path}{} key`, ours.map[0], theirs.map[0], fieldOrder);
      return [...keys, ...kindsDiffer(`${path}{}`, ours.map[1], theirs.map[1], fieldOrder)];
    }
  }
  return ours === theirs ? [] : [{ column: path, ours: spelled(ours), theirs: spelled(theirs) }];
}

/** A type as the catalogue would write it. */
export function spelled(kind: Kind): string {
  if (typeof kind === 'string') return kind;
  if ('list' in kind) return `array<${spelled(kind.list)}>`;
  if ('map' in kind) return `map<${spelled(kind.map[0])},${spelled(kind.map[1])}>`;
  return `struct<${kind.struct.map(([name, type]) => `${name}:${spelled(type)}`).join(',')}>`;
}

/** The same for the same columns, whatever their order at the top: what tells schemas of many files apart. */
export function schemaKey(columns: Columns): string {
  const byName = columns.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(byName.map(([name, type]) => [name, spelled(type)]));
}
