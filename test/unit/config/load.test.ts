import { describe, expect, test } from 'vitest';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestsOf } from '../../../src/config/digests.ts';
import { loadMigration } from '../../../src/config/load.ts';
import { EXAMPLES } from '../../../src/config/parse.ts';
import { asMigrationError, renderError } from '../../../src/errors.ts';
import { COLUMNS, fileWith, MOST, RULES } from './written.ts';

const repository = join(import.meta.dirname, '..', '..', '..');

/** Files by path; anything else is answered as Node answers for a file that is not there. */
const files = (contents: Readonly<Record<string, string>>) => async (path: string) => {
  const content = contents[path];
  if (content === undefined) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
  return content;
};

const refusal = async (loading: Promise<unknown>): Promise<string> => {
  const error = await loading.then(
    () => null,
    (thrown: unknown) => asMigrationError(thrown),
  );
  expect(error?.exitCode).toBe(2);
  return error === null ? '' : renderError(error);
};

test('the files that a migration names are looked for beside it', async () => {
  const read = files({
    'm/orders.yml': fileWith({ 'partition.rules': '../shared/rules.yml' }, MOST),
    'shared/rules.yml': RULES,
    'm/columns.yml': COLUMNS,
  });
  const { partition } = await loadMigration(read, 'm/orders.yml');
  expect(partition?.rules).toMatchObject({ path: 'shared/rules.yml', digest: expect.stringMatching(/^[0-9a-f]{32}$/) as string });
  expect(partition?.rules.value).toMatchObject({ parse: [], unique: null, date: [[{ field: 'At', each: false }]] });
  expect(partition?.schema.value).toEqual([
    ['Id', 'string'],
    ['At', 'timestamp'],
  ]);
  expect(partition?.schema.path).toBe('m/columns.yml');
});

describe('what is not there', () => {
  test('the migration file: its name, and the examples', async () => {
    expect(await refusal(loadMigration(files({}), 'm/nowhere.yml'))).toBe(
      'CONFIG_MISSING: There is no migration file m/nowhere.yml\n' +
        '  next: Name a migration file; to begin one, copy an example: examples/checkout-history/migration.yml or examples/checkout-history/quick.yml.',
    );
    expect(EXAMPLES.every((example) => existsSync(join(repository, example)))).toBe(true);
  });

  test('a folder, and a file that may not be read', async () => {
    expect(await refusal(loadMigration((path) => readFile(path, 'utf8'), repository))).toContain('is a folder, not a migration file');
    const denied = () => Promise.reject(Object.assign(new Error('denied'), { code: 'EACCES' }));
    expect(await refusal(loadMigration(denied, 'm.yml'))).toContain('The migration file m.yml cannot be read (EACCES)');
  });

  test('files that it names, told with its other problems', async () => {
    const read = files({ 'm/orders.yml': fileWith({ 'copy.shards': 0 }, MOST), 'm/columns.yml': 'version: 1\ncolumns: [1\n' });
    const said = await refusal(loadMigration(read, 'm/orders.yml'));
    expect(said).toContain('m/orders.yml and m/columns.yml have 3 problems');
    expect(said).toMatch(/partition\.rules +found "rules\.yml", but there is no file m\/rules\.yml/);
    expect(said).toMatch(/m\/columns\.yml:2:12 +\(file\) +found no "\]"/);
    expect(said).toMatch(/copy\.shards +found 0/);
  });
});

test.each(EXAMPLES)('%s loads, with the files that it names, and has digests', async (example) => {
  const migration = await loadMigration((path) => readFile(path, 'utf8'), join(repository, example));
  expect(digestsOf(migration).transform).toMatch(/^[0-9a-f]{32}$/);
});
