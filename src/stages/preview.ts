import { dirname, join } from 'node:path';
import { changesBetween, consequenceOf, type FieldChange } from '../config/changes.ts';
import { digestsOf } from '../config/digests.ts';
import type { Kind } from '../config/field.ts';
import { loadMigration } from '../config/load.ts';
import type { Migration } from '../config/migration.ts';
import { readYaml } from '../config/reading.ts';
import type { Digests } from '../contracts/contract.ts';
import { asMigrationError, type MigrationError } from '../errors.ts';

export interface PreviewDeps {
  /** Of the change, and of what it would be merged into; relative to the repository. Null: there is no such file. */
  readonly readAfter: (file: string) => Promise<string | null>;
  readonly readBefore: (file: string) => Promise<string | null>;
  /** Names of the files of a folder, after the change. */
  readonly filesOf: (folder: string) => Promise<readonly string[]>;
}

export interface Preview {
  readonly file: string;
  readonly migration: Migration;
  readonly digests: Digests;
  readonly consequence: Kind | 'new' | 'none';
  readonly changes: readonly FieldChange[];
}

export interface PreviewOutcome {
  readonly previews: readonly Preview[];
  readonly broken: readonly { readonly file: string; readonly error: MigrationError }[];
  /** Migration files that the change deletes: their ledgers stay. */
  readonly deleted: readonly string[];
}

/** What the changed files would make of the migrations that they are, or belong to. Needs no credentials: nothing of AWS is asked. */
export async function previewStage(deps: PreviewDeps, changed: readonly string[]): Promise<PreviewOutcome> {
  const previews: Preview[] = [];
  const broken: { file: string; error: MigrationError }[] = [];
  const deleted: string[] = [];
  for (const file of await migrationsTouched(deps, changed)) {
    const before = await loadOrNull(deps.readBefore, file);
    if ((await deps.readAfter(file)) === null) {
      deleted.push(file);
      continue;
    }
    try {
      const migration = await loadMigration(orThrow(deps.readAfter), file);
      const changes = before === null ? [] : changesBetween(before, migration);
      previews.push({ file, migration, digests: digestsOf(migration), consequence: consequenceOf(before, migration), changes });
    } catch (thrown) {
      broken.push({ file, error: asMigrationError(thrown) });
    }
  }
  return { previews, broken, deleted };
}

/** Changed migration files, and those whose rules or schema changed. */
async function migrationsTouched({ filesOf, readAfter, readBefore }: PreviewDeps, changed: readonly string[]): Promise<readonly string[]> {
  const touched = new Set<string>();
  const yaml = changed.filter((file) => /\.ya?ml$/.test(file));
  for (const file of yaml) {
    if (isMigration(await readAfter(file)) || ((await readAfter(file)) === null && isMigration(await readBefore(file)))) touched.add(file);
    for (const name of await filesOf(dirname(file))) {
      const beside = join(dirname(file), name);
      if (!/\.ya?ml$/.test(name) || touched.has(beside)) continue;
      const text = await readAfter(beside);
      if (isMigration(text) && namesBeside(text ?? '', beside).includes(file)) touched.add(beside);
    }
  }
  return [...touched].toSorted();
}

/** Whatever its mistakes, a file with these three sections is meant to be a migration. */
function isMigration(text: string | null): boolean {
  if (text === null) return false;
  const { value } = readYaml(text);
  return typeof value === 'object' && value !== null && ['source', 'target', 'layout'].every((section) => section in value);
}

function namesBeside(text: string, file: string): string[] {
  const { value } = readYaml(text);
  const { partition } = value as { partition?: { rules?: unknown; schema?: unknown } };
  return [partition?.rules, partition?.schema].flatMap((name) => (typeof name === 'string' ? [join(dirname(file), name)] : []));
}

/** A version that was broken already is compared with nothing. */
async function loadOrNull(read: PreviewDeps['readBefore'], file: string): Promise<Migration | null> {
  if ((await read(file)) === null) return null;
  return await loadMigration(orThrow(read), file).catch(() => null);
}

function orThrow(read: PreviewDeps['readBefore']): (file: string) => Promise<string> {
  return async (file) => {
    const text = await read(file);
    if (text === null) throw Object.assign(new Error(`no ${file}`), { code: 'ENOENT' });
    return text;
  };
}
