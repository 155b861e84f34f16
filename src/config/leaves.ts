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

/** The schema at a path of the file; elements of a list have the schema of the list. */
export function schemaAt(path: readonly PropertyKey[]): z.ZodType | undefined {
  let at: z.core.$ZodType = migrationFile;
  for (const step of path) {
    const inner = bare(at);
    if (!(inner instanceof z.ZodObject)) return typeof step === 'number' ? (at as z.ZodType) : undefined;
    const next: z.core.$ZodType | undefined = Object.hasOwn(inner.shape, step) ? inner.shape[step as string] : undefined;
    if (next === undefined) return undefined;
    at = next;
  }
  return at as z.ZodType;
}

/** The keys that a section may have; empty for a field. */
export function keysAt(path: readonly PropertyKey[]): string[] {
  const inner = bare(schemaAt(path) ?? z.never());
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}
