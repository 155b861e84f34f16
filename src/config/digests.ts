import { createHash } from 'node:crypto';
import { canonicalJson, type Digests } from '../contracts/contract.ts';
import { MigrationError } from '../errors.ts';
import type { Migration, NamedFile } from './migration.ts';
import type { Kind } from './field.ts';
import { leavesOf } from './leaves.ts';

/** 32 hex characters: 128 bits are enough to tell migrations apart, and fit into names. */
const DIGEST_LENGTH = 32;

export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, DIGEST_LENGTH);
}

/** One digest for each kind of field, over what the fields mean: not over how they were written. */
export function digestsOf(migration: Migration): Digests {
  return {
    identity: digestOfKind(migration, 'identity'),
    transform: digestOfKind(migration, 'transform'),
    operational: digestOfKind(migration, 'operational'),
  };
}

function digestOfKind(migration: Migration, kind: Kind): string {
  const fields: Record<string, unknown> = {};
  for (const leaf of leavesOf()) {
    if (leaf.facts?.kind !== kind) continue;
    const name = leaf.path.join('.');
    const value = valueAt(migration, leaf.path);
    // What was left out does not count: a later version may add a field without making every migration a new one.
    if (value !== undefined && value !== null) fields[name] = isNamedFile(value) ? contentOf(value, migration.name) : value;
  }
  return digestOf(fields);
}

/** A field of the file, as the migration holds it: folders and roles are resolved, and stand by themselves. */
export function valueAt(migration: Migration, written: readonly string[]): unknown {
  const [section, key, ...rest] = written;
  const path = (section === 'layout' && key === 'folders') || (section === 'access' && key === 'roles') ? [key, ...rest] : written;
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    migration,
  );
}

function isNamedFile(value: unknown): value is NamedFile {
  return typeof value === 'object' && value !== null && 'path' in value && 'digest' in value;
}

function contentOf({ path, digest }: NamedFile, name: string): string {
  if (digest !== null) return digest;
  throw new MigrationError('INTERNAL', `The digests of ${name} need the content of ${path}, and it was parsed without its files`, {
    next: 'This is a defect of bucket-brigade: load the migration with loadMigration.',
  });
}
