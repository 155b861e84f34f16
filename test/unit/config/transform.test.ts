import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldPathText, readFieldPath } from '../../../src/config/field-path.ts';
import { checkTableSchema } from '../../../src/config/table-schema.ts';
import { checkTransform } from '../../../src/config/transform.ts';
import type { Columns } from '../../../src/config/transform-fields.ts';
import { rules } from '../../../src/contracts/transform.ts';

const EXAMPLE = join(import.meta.dirname, '..', '..', '..', 'examples', 'checkout-history');
const read = (file: string) => readFileSync(join(EXAMPLE, file), 'utf8');
const { names, value: schema } = checkTableSchema(read('schema.yml'), 'schema.yml');
const COLUMNS: Columns = { file: 'schema.yml', names: names ?? [], schema };

/** The place without the file, the path, the words. */
const said = (text: string, columns: Columns | null = COLUMNS) =>
  checkTransform(text, 'transform.yml', columns).problems.map(
    ({ line, column, path, text: words }) => `${line}:${column} ${path} ${words}`,
  );
/** Rules with these lines before what must be there. */
const withLines = (lines: string) =>
  `${lines}\nversion: 1\npartition: {date: [LastChange], columns: {YEAR: year, MONTH: month, DAY: day}}\n`;

const at = (field: string, each = false) => ({ field, each });

test('the example, as values', () => {
  const { value, problems } = checkTransform(read('transform.yml'), 'transform.yml', COLUMNS);
  expect(problems).toEqual([]);
  expect(rules.parse(value)).toEqual({
    parse: ['Items', 'ItemMetadata', 'RatesAndBenefitsData', 'CustomData', 'ClientProfileData', 'ShippingData', 'MarketingData'].map(
      (name) => [at(name)],
    ),
    entries: [{ path: [at('Items', true), at('productCategories')], key: 'id', value: 'name' }],
    drop: {
      paths: [
        [at('ItemMetadata'), at('items', true), at('assemblyOptions')],
        [at('RatesAndBenefitsData'), at('rateAndBenefitsIdentifiers', true), at('matchedParameters')],
        [at('RatesAndBenefitsData'), at('rateAndBenefitsIdentifiers', true), at('additionalInfo')],
        [at('CustomData'), at('customApps', true), at('fields'), at('cart-extra-context')],
      ],
      keysContaining: ['attachment'],
    },
    unique: [at('OrderId')],
    date: [[at('LastChange')], [at('CreationDate')]],
  });
});

test('what may be left out', () => {
  expect(checkTransform(withLines(''), 'transform.yml', COLUMNS).value).toEqual({
    parse: [],
    entries: [],
    drop: { paths: [], keysContaining: [] },
    unique: null,
    date: [[at('LastChange')]],
  });
});

describe('paths', () => {
  test.each([
    ['Items', [at('Items')]],
    ['Items[]', [at('Items', true)]],
    ['Items[].productCategories', [at('Items', true), at('productCategories')]],
    [
      'CustomData.customApps[].fields["cart-extra-context"]',
      [at('CustomData'), at('customApps', true), at('fields'), at('cart-extra-context')],
    ],
    ['["a.b"]["[]"][].c', [at('a.b'), at('[]', true), at('c')]],
    ['a["\\"\\u00e9\\\\"]', [at('a'), at('"é\\')]],
  ])('%s', (text, path) => {
    expect(readFieldPath(text)).toEqual({ ok: true, path });
  });

  test.each([
    ['Items[0].id', 5, 'has an element by its number; [] means every element'],
    ['Items[][]', 7, 'has [] twice; lists of lists are not understood'],
    ['Items..id', 6, 'has "." where a name is to begin; a name that is no plain word is written ["…"]'],
    ['Items.', 6, 'ends where a name is to follow'],
    ['[].id', 0, 'has brackets without a field before them'],
    ['Items[]id', 7, 'has "i" where ".", [] or ["…"] may follow; a name that is no plain word is written ["…"]'],
    ['cart-extra', 4, 'has "-" where ".", [] or ["…"] may follow; a name that is no plain word is written ["…"]'],
    ['a.*', 2, 'has "*" where a name is to begin; a name that is no plain word is written ["…"]'],
    ['a[*]', 1, 'has brackets that are neither [] nor ["…"]'],
    ['a["b]', 1, 'has brackets that are neither [] nor ["…"]'],
    ['["b]', 0, 'has a name in ["…"] that is not closed, not JSON text, or empty'],
    ['a[""]', 1, 'has a name in ["…"] that is not closed, not JSON text, or empty'],
    ['a["\\x"]', 1, 'has a name in ["…"] that is not closed, not JSON text, or empty'],
    [' a', 0, 'has " " where a name is to begin; a name that is no plain word is written ["…"]'],
  ])('%s', (text, offset, reason) => {
    expect(readFieldPath(text)).toEqual({ ok: false, at: offset, reason });
  });

  test('any path is read as it was written', () => {
    const step = fc.record({ field: fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }), each: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (path) => {
        expect(readFieldPath(fieldPathText(path))).toEqual({ ok: true, path });
      }),
    );
  });

  test('any text is a path or is refused at a place inside it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '.', '[', ']', '"', '\\', '0', '-', '\n'), maxLength: 12 }), (text) => {
        const found = readFieldPath(text);
        if (found.ok) expect(readFieldPath(fieldPathText(found.path))).toEqual(found);
        else expect(found.at).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

test('mistakes are told all at once, each where it stands', () => {
  const broken = `version: 1
parse: [Itms, Items.id, 7]
entries:
  - path: Items[].productCategories
    key: id
    valeu: name
drop:
  path: [Items]
  keysContaining: attachment
unique: Order-Id
partition:
  date: [CreationDat]
  columns: {YEAR: year, MONTH: moon}
`;
  expect(said(broken)).toEqual([
    '2:9 parse[0] found "Itms", which names the column "Itms", which schema.yml has not; did you mean Items?',
    '2:15 parse[1] found "Items.id", which looks into Items, which is a list in schema.yml; write Items[]',
    '2:25 parse[2] found 7 without quotes; write "7"',
    '6:5 entries[0].valeu unknown key; did you mean `value`?',
    '8:3 drop.path unknown key; did you mean `paths`?',
    '9:19 drop.keysContaining found "attachment"; allowed: a list of texts; a key that contains one, in any case, at any depth, is left out',
    '10:14 unique found "Order-Id", which has "-" where ".", [] or ["…"] may follow; a name that is no plain word is written ["…"]',
    '12:10 partition.date[0] found "CreationDat", which names the column "CreationDat", which schema.yml has not; did you mean CreationDate?',
    '13:3 partition.columns.DAY found nothing; allowed: day',
    '13:32 partition.columns.MONTH found "moon"; allowed: month',
  ]);
});

describe('rules and the table', () => {
  test.each([
    ['parse: [Status]', 'parse[0] found "Status", which is a string in schema.yml; JSON text becomes a list, a section or a map'],
    ['parse: [Items, Items]', 'parse[1] found "Items", which parse[0] names already'],
    [
      'parse: ["ItemMetadata.itms"]',
      'parse[0] found "ItemMetadata.itms", which names "itms", which ItemMetadata has not in schema.yml; did you mean items?',
    ],
    ['parse: [Foo]', 'parse[0] found "Foo", which names the column "Foo", which schema.yml has not'],
    ['parse: ["Status.x"]', 'parse[0] found "Status.x", which looks into Status, which is a string in schema.yml'],
    ['parse: ["Status[]"]', 'parse[0] found "Status[]", which has [] behind Status, which is a string in schema.yml'],
    [
      'entries: [{path: Totals, key: id, value: name}]',
      'entries[0].path found "Totals", which is a list in schema.yml; an object becomes a list of sections with exactly id (string) and name here',
    ],
    [
      'entries: [{path: "Items[].productCategories", key: id, value: label}]',
      'entries[0].path found "Items[].productCategories", which is a list in schema.yml; an object becomes a list of sections with exactly id (string) and label here',
    ],
    [
      'entries: [{path: "Items[].productCategories[]", key: id, value: name}]',
      'entries[0].path found "Items[].productCategories[]", which ends with []; the path names the object, and not what it becomes',
    ],
    ['entries: [{path: "Items[].productCategories", key: id, value: id}]', 'entries[0].value found "id", which is the name of the key too'],
    ['unique: Items', 'unique found "Items", which is a list in schema.yml; allowed: one text or whole number'],
    ['unique: "Items[].id"', 'unique found "Items[].id", which has many values; allowed: one text or whole number'],
    ['unique: IsCompleted', 'unique found "IsCompleted", which is a boolean in schema.yml; allowed: one text or whole number'],
    ['unique: orderId', 'unique found "orderId", which names the column "orderId", which schema.yml has not; did you mean OrderId?'],
    [
      'drop: {paths: [Itemz]}',
      'drop.paths[0] found "Itemz", which names the column "Itemz", which schema.yml has not; did you mean Items?',
    ],
    [
      'drop: {paths: [Items.offerings]}',
      'drop.paths[0] found "Items.offerings", which looks into Items, which is a list in schema.yml; write Items[]',
    ],
    ['drop: {paths: [LastChange]}', 'partition.date[0] found "LastChange", which drop.paths leaves out (LastChange)'],
    ['drop: {keysContaining: [CHANGE]}', 'partition.date[0] found "LastChange", which drop.keysContaining leaves out (CHANGE)'],
  ])('%s', (lines, words) => {
    const problems = said(withLines(lines)).map((line) => line.replace(/^\d+:\d+ /, ''));
    expect(problems).toEqual([words]);
  });

  test.each([
    'drop: {paths: ["Items[].offerings"]}',
    'drop: {paths: [ClientProfileData.email]}',
    'unique: ClientProfileData.id',
    'parse: ["CustomData.customApps"]',
  ])('%s is right', (lines) => {
    expect(said(withLines(lines))).toEqual([]);
  });

  test('a date is a timestamp', () => {
    const text = withLines('').replace('LastChange', 'Status, "Items[].id", CreationDate');
    expect(said(text)).toEqual([
      '3:20 partition.date[0] found "Status", which is a string in schema.yml; allowed: a timestamp',
      '3:28 partition.date[1] found "Items[].id", which has many values; allowed: a timestamp',
    ]);
  });

  test('while the types are wrong, the names of the columns still count', () => {
    const lines = 'parse: [Itms, Status]\nunique: "Items[].id"';
    expect(said(withLines(lines), { ...COLUMNS, schema: null })).toEqual([
      '1:9 parse[0] found "Itms", which names the column "Itms", which schema.yml has not; did you mean Items?',
    ]);
  });

  test('without a schema that can be read, only the rules themselves are judged', () => {
    expect(said(withLines('parse: [Foo]'), null)).toEqual([]);
  });
});

test('whatever happens to the text, the answer is rules or problems inside it', () => {
  const text = read('transform.yml');
  fc.assert(
    fc.property(
      fc.nat(text.length),
      fc.nat(12),
      fc.constantFrom('', '\t', '{', '[', '"', ': ', '- ', '\n', '*a', '|', '.', '[]'),
      (from, remove, insert) => {
        const changed = text.slice(0, from) + insert + text.slice(from + remove);
        const { value, problems } = checkTransform(changed, 'transform.yml', COLUMNS);
        expect(value === null).toBe(problems.length > 0);
        const lines = changed.split('\n').length;
        for (const { line, column } of problems) {
          expect(line).toBeLessThanOrEqual(lines + 1);
          expect(column).toBeGreaterThanOrEqual(1);
        }
      },
    ),
    { numRuns: 150 },
  );
});
