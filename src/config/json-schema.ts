import { z } from 'zod';
import { factsOf } from './field.ts';
import { migrationFile } from './schema.ts';

/**
 * The JSON Schema of a migration file as it is written: what has a default may be left out. Rules over several fields are not in it.
 * `errorMessage` is what the language servers for JSON and YAML show instead of a regular expression.
 */
export function migrationJsonSchema(): string {
  const schema = z.toJSONSchema(migrationFile, {
    io: 'input',
    target: 'draft-7',
    override: ({ zodSchema, jsonSchema }) => {
      // The format says it; the pattern of a date is 200 characters that nobody can read.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      const facts = factsOf(zodSchema);
      if (facts !== undefined) jsonSchema['errorMessage'] = `Allowed: ${facts.allowed}.`;
    },
  });
  return `${JSON.stringify({ ...schema, title: 'bucket-brigade migration.yml' }, null, 2)}\n`;
}
