import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrationJsonSchema } from '../src/config/json-schema.ts';

/** The JSON Schema of migration.yml, for editors. Run by itself it is written; with --check, exit code 1 says that it is stale. */
export const MIGRATION_SCHEMA = 'schema/migration.schema.json';

export function writeSchema(repository: string): void {
  writeFileSync(join(repository, MIGRATION_SCHEMA), migrationJsonSchema());
}

export function isSchemaFresh(repository: string): boolean {
  try {
    return readFileSync(join(repository, MIGRATION_SCHEMA), 'utf8') === migrationJsonSchema();
  } catch {
    return false;
  }
}

if (import.meta.main) {
  const repository = join(import.meta.dirname, '..');
  if (!process.argv.includes('--check')) {
    writeSchema(repository);
  } else if (!isSchemaFresh(repository)) {
    console.error(`${MIGRATION_SCHEMA} is stale: run \`npm run generate\``);
    process.exitCode = 1;
  }
}
