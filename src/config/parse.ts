import { dirname, join } from 'node:path';
import { isScalar } from 'yaml';
import type { Rules, TableSchema } from '../contracts/transform.ts';
import { MigrationError, printable } from '../errors.ts';
import { digestOf } from './digests.ts';
import { foldersOf } from './layout.ts';
import { schemaAt } from './leaves.ts';
import { migrationOf, type Migration, type NamedFile } from './migration.ts';
import { misfits } from './misfits.ts';
import { brokenAsFound, judged, renderProblems, type Found, type Judged, type Problem } from './problems.ts';
import { nodeAt, offsetOf, readYaml, shown, type Reading } from './reading.ts';
import { brokenRules } from './rules.ts';
import { migrationFile } from './schema.ts';
import { checkTableSchema } from './table-schema.ts';
import { checkTransform } from './transform.ts';

export { renderProblems, type Problem } from './problems.ts';

/** The files that a migration names, by path; null where there is none. */
export type NamedFiles = ReadonlyMap<string, string | null>;

export type Checked =
  | { readonly ok: true; readonly migration: Migration }
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly readable: boolean };

/** Examples that the package ships. */
export const EXAMPLES = ['examples/checkout-history/migration.yml', 'examples/checkout-history/quick.yml'] as const;

/**
 * @param file the name that problems are reported under, and what the files it names are relative to
 * @param named the content of those files; without it the migration has no digests
 * @throws MigrationError CONFIG_INVALID that lists every problem at once
 */
export function parseMigration(text: string, file: string, named?: NamedFiles): Migration {
  const checked = checkMigration(text, file, named);
  if (checked.ok) return checked.migration;
  const { problems, readable } = checked;
  const files = [...new Set(problems.map((problem) => problem.file))];
  const many = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  throw new MigrationError(
    'CONFIG_INVALID',
    `${files.join(' and ')} ${files.length === 1 ? 'has' : 'have'} ${many}:\n${renderProblems(problems)}`,
    {
      next: readable
        ? `Correct ${problems.length === 1 ? 'it' : 'them'}; ${EXAMPLES[0]} shows every field with its meaning.`
        : 'Correct the text first: what follows the broken line could not be read, and may have problems of its own.',
    },
  );
}

export function checkMigration(text: string, file: string, named?: NamedFiles): Checked {
  const reading = readYaml(text);
  const parsed = migrationFile.safeParse(reading.value);
  const own = judged(reading, file, [
    ...misfits(reading, { schema: migrationFile, name: 'a migration' }),
    ...brokenAsFound(reading, brokenRules(reading.value)),
    ...absentFiles(reading, file, named),
  ]);
  const contentOf = (field: NamedField): string | null => named?.get(pathOf(reading, file, field) ?? '') ?? null;
  const beside = checkTable(reading, file, contentOf);
  const problems = [...own.problems, ...beside.problems];
  if (problems.length > 0 || !parsed.success) return { ok: false, problems, readable: own.readable && beside.readable };
  const { layout, partition } = parsed.data;
  const fileOf = <V>(field: NamedField, value: V | null): NamedFile<V> | null => {
    if (partition === undefined) return null;
    const content = contentOf(field);
    return { path: join(dirname(file), partition[field]), digest: content === null ? null : digestOf(readYaml(content).value), value };
  };
  return {
    ok: true,
    migration: migrationOf(parsed.data, {
      folders: foldersOf(layout.folders, layout.except).folders,
      rules: fileOf('rules', beside.rules),
      schema: fileOf('schema', beside.schema),
    }),
  };
}

const NAMED_FIELDS = ['rules', 'schema'] as const;
type NamedField = (typeof NAMED_FIELDS)[number];

interface Table extends Judged {
  readonly rules: Rules | null;
  readonly schema: TableSchema | null;
}

/** The two files beside the migration, as far as they are there. */
function checkTable(reading: Reading, file: string, contentOf: (field: NamedField) => string | null): Table {
  const [rulesText, schemaText] = NAMED_FIELDS.map(contentOf);
  const [rulesFile = '', schemaFile = ''] = NAMED_FIELDS.map((field) => pathOf(reading, file, field) ?? '');
  const schema = typeof schemaText === 'string' ? checkTableSchema(schemaText, schemaFile) : null;
  const columns = schema === null || schema.names === null ? null : { file: schemaFile, names: schema.names, schema: schema.value };
  const rules = typeof rulesText === 'string' ? checkTransform(rulesText, rulesFile, columns) : null;
  return {
    rules: rules?.value ?? null,
    schema: schema?.value ?? null,
    problems: [...(rules?.problems ?? []), ...(schema?.problems ?? [])],
    readable: rules?.readable !== false && schema?.readable !== false,
  };
}

/** Null where the field does not name a file. */
function pathOf(reading: Reading, file: string, field: NamedField): string | null {
  const path = ['partition', field];
  const name = nodeAt(reading, path)?.value;
  if (!isScalar(name) || typeof name.value !== 'string' || schemaAt(path)?.safeParse(name.value).success !== true) return null;
  return join(dirname(file), name.value);
}

function absentFiles(reading: Reading, file: string, named: NamedFiles | undefined): Found[] {
  if (named === undefined) return [];
  return NAMED_FIELDS.flatMap((field) => {
    const beside = pathOf(reading, file, field);
    if (beside === null || typeof named.get(beside) === 'string') return [];
    const path = ['partition', field];
    const text = `found ${shown(nodeAt(reading, path)?.value)}, but there is no file ${printable(beside)}`;
    return [{ path, offset: offsetOf(reading, path), text, certain: true }];
  });
}
