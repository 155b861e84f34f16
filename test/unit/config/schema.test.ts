import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { isSchemaFresh, MIGRATION_SCHEMA } from '../../../scripts/generate-schema.ts';
import { valueAt } from '../../../src/config/digests.ts';
import { EXAMPLES } from '../../../src/config/parse.ts';
import { bare } from '../../../src/config/field.ts';
import { leavesOf } from '../../../src/config/leaves.ts';
import { migrationFile } from '../../../src/config/schema.ts';
import { LEAST, migrationWith, MOST } from './written.ts';

const repository = join(import.meta.dirname, '..', '..', '..');
const leaves = leavesOf().map((leaf) => ({ ...leaf, name: leaf.path.join('.') }));

describe('every field of the file', () => {
  test.each(leaves)('$name has a kind, words for its errors and a description', ({ schema, facts }) => {
    expect(facts?.kind).toMatch(/^(identity|transform|operational)$/);
    expect(facts?.allowed).toBeTruthy();
    expect(schema.description ?? bare(schema).description).toBeTruthy();
  });

  test('a field that was made without a kind is seen as such', () => {
    const extended = migrationFile.extend({ colour: z.string().optional() });
    expect(leavesOf(extended).filter(({ facts }) => facts === undefined)).toMatchObject([{ path: ['colour'] }]);
  });

  // What is not in the resolved migration is in none of its digests.
  test.each(leaves.filter(({ name }) => name !== 'layout.except'))('$name arrives in the migration', ({ path }) => {
    expect(valueAt(migrationWith({}, MOST), path)).toBeDefined();
  });

  test('the kinds are those of the design', () => {
    const kinds = Object.groupBy(leaves, ({ facts }) => facts?.kind ?? 'none');
    const sections = (kind: string) => [...new Set((kinds[kind as keyof typeof kinds] ?? []).map(({ path }) => path[0]))];
    expect(sections('identity')).toEqual(['name', 'source', 'target', 'layout', 'cutoff', 'copy']);
    expect(kinds['transform']?.map(({ name }) => name)).toEqual([
      'partition.rules',
      'partition.schema',
      'partition.table.database',
      'partition.table.name',
      'partition.table.prefix',
      'partition.ranges',
    ]);
    expect(sections('operational')).toEqual(['version', 'copy', 'verify', 'partition', 'access', 'ledger', 'limits']);
  });
});

describe('the JSON Schema for editors', () => {
  const read = () =>
    z.fromJSONSchema(JSON.parse(readFileSync(join(repository, MIGRATION_SCHEMA), 'utf8')) as Parameters<typeof z.fromJSONSchema>[0]);

  test('is the one that the generator writes', () => {
    expect(isSchemaFresh(repository)).toBe(true);
  });

  test.each(EXAMPLES)('accepts %s', (example) => {
    expect(read().safeParse(parse(readFileSync(join(repository, example), 'utf8'))).success).toBe(true);
  });

  test('accepts the least and the most that a file may say', () => {
    expect([LEAST, MOST].map((file) => read().safeParse(file).success)).toEqual([true, true]);
  });

  test.each([
    ['an unknown key', { ...LEAST, colour: 'red' }],
    ['a number for an account', { ...LEAST, source: { ...LEAST.source, account: 111122223333 } }],
    ['a missing section', { ...LEAST, layout: undefined }],
    ['too many shards', { ...LEAST, copy: { shards: 300 } }],
  ])('refuses %s', (_, file) => {
    expect(read().safeParse(file).success).toBe(false);
  });
});
