import { dirname, join } from 'node:path';
import { z } from 'zod';
import { MigrationError, printable } from '../errors.ts';
import type { Migration } from './migration.ts';
import { EXAMPLES, parseMigration } from './parse.ts';
import { readYaml } from './reading.ts';

/** @throws MigrationError CONFIG_MISSING, CONFIG_INVALID */
export async function loadMigration(readFile: (path: string) => Promise<string>, path: string): Promise<Migration> {
  const text = await readFile(path).catch((cause: unknown) => {
    throw new MigrationError('CONFIG_MISSING', unreadable(path, cause), {
      cause,
      next: `Name a migration file; to begin one, copy an example: ${EXAMPLES.join(' or ')}.`,
    });
  });
  const named = new Map<string, string | null>();
  for (const name of namedIn(readYaml(text).value)) {
    const beside = join(dirname(path), name);
    named.set(beside, await readFile(beside).catch(() => null));
  }
  return parseMigration(text, path, named);
}

function unreadable(path: string, cause: unknown): string {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return `There is no migration file ${printable(path)}`;
  if (code === 'EISDIR') return `${printable(path)} is a folder, not a migration file`;
  return `The migration file ${printable(path)} cannot be read${code === '' ? '' : ` (${code})`}`;
}

function namedIn(value: unknown): string[] {
  const shape = z.object({ partition: z.object({ rules: z.unknown(), schema: z.unknown() }) }).safeParse(value);
  return shape.success ? Object.values(shape.data.partition).filter((name) => typeof name === 'string') : [];
}
