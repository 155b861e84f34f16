import { z } from 'zod';
import { bare, factsOf, type FieldFacts } from './field.ts';
import { migrationFile } from './schema.ts';

export interface Leaf {
  readonly path: readonly string[];
  readonly schema: z.ZodType;
  readonly facts: FieldFacts | undefined;
}

/** Every field of the file, in the order of the file. A list of texts is one field. */
export function leavesOf(schema: z.core.$ZodType = migrationFile, path: readonly string[] = []): Leaf[] {
  const inner = bare(schema);
  if (inner instanceof z.ZodObject) return Object.entries(inner.shape).flatMap(([key, child]) => leavesOf(child, [...path, key]));
  return [{ path, schema: schema as z.ZodType, facts: factsOf(schema) }];
}

/** The schema at a path of a file. Sections in a list have their own; other elements have the schema of the list. */
export function schemaAt(path: readonly PropertyKey[], root: z.core.$ZodType = migrationFile): z.ZodType | undefined {
  let at: z.core.$ZodType = root;
  for (const step of path) {
    const inner = bare(at);
    if (inner instanceof z.ZodObject) {
      const next: z.core.$ZodType | undefined = Object.hasOwn(inner.shape, step) ? inner.shape[step as string] : undefined;
      if (next === undefined) return undefined;
      at = next;
    } else {
      if (typeof step !== 'number') return undefined;
      const section = sectionsOf(inner);
      if (section === null) return at as z.ZodType;
      at = section;
    }
  }
  return at as z.ZodType;
}

/** What the elements of a list are, where they are sections; else null. */
export function sectionsOf(list: z.core.$ZodType): z.ZodObject | null {
  const inner = bare(list);
  const element = inner instanceof z.ZodArray ? bare(inner.element) : null;
  return element instanceof z.ZodObject ? element : null;
}

/** The keys that a section may have; empty for a field. */
export function keysAt(path: readonly PropertyKey[], root: z.core.$ZodType = migrationFile): string[] {
  const inner = bare(schemaAt(path, root) ?? z.never());
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}
