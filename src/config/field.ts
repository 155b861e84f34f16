import { z } from 'zod';

/** What a change of a field means: a new copy version, the partition half again, or the same work in another way. */
export type Kind = 'identity' | 'transform' | 'operational';

export interface FieldFacts {
  readonly kind: Kind;
  /** What may stand here, as an error says it. */
  readonly allowed: string;
}

const facts = z.registry<FieldFacts>();

/** Every leaf of the file is made by this function, so that none is without a kind, a description and words for its errors. */
export function field<S extends z.ZodType>(kind: Kind, allowed: string, description: string, schema: S): S {
  const described = schema.describe(description);
  facts.add(described, { kind, allowed });
  return described;
}

/** The facts may be registered on the field itself or beneath what makes it optional. */
export function factsOf(schema: z.core.$ZodType): FieldFacts | undefined {
  return facts.get(schema) ?? facts.get(bare(schema));
}

/** The schema without what only says that it may be left out. */
export function bare(schema: z.core.$ZodType): z.ZodType {
  let inner = schema;
  while (
    inner instanceof z.ZodOptional ||
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodPrefault ||
    inner instanceof z.ZodNullable
  )
    inner = inner.def.innerType;
  return inner as z.ZodType;
}
