import { existsSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { loadMigration } from '../src/config/load.ts';
import type { Migration } from '../src/config/migration.ts';
import { MigrationError } from '../src/errors.ts';

/** A migration file with what the sandbox plants for it. */
export interface Example {
  /** Path of the migration file, as it was named. */
  readonly file: string;
  readonly migration: Migration;
  /** Its sandbox specification: `quick.sandbox.yml` of `quick.yml`, or `sandbox.yml` where there is none of its own. */
  readonly specFile: string;
  readonly specText: string;
}

/** The example that a person named: a folder (its migration.yml), a migration file, or the name of a folder in examples/. */
export async function openExample(named: string, repository: string): Promise<Example> {
  const candidates = [named, join(repository, named), join(repository, 'examples', named)].map((path) => resolve(path));
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) {
    throw new MigrationError('USAGE', `There is no example "${named}"`, {
      next: 'Give a folder or a migration file, for instance examples/checkout-history.',
    });
  }
  const file = statSync(found).isDirectory() ? join(found, 'migration.yml') : found;
  const specFile = [`${basename(file, '.yml')}.sandbox.yml`, 'sandbox.yml'].map((name) => join(dirname(file), name)).find(existsSync);
  if (specFile === undefined) {
    throw new MigrationError('USAGE', `${file} has no sandbox.yml beside it: the sandbox does not know what to plant`, {
      next: 'Copy examples/checkout-history/sandbox.yml there and edit it, or start the sandbox without --seed.',
    });
  }
  const migration = await loadMigration((path) => readFile(path, 'utf8'), file);
  return { file: relative(repository, file), migration, specFile, specText: readFileSync(specFile, 'utf8') };
}
