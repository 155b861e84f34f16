import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkTableSchema } from '../../../src/config/table-schema.ts';
import { SCALARS, tableSchema, type ColumnType } from '../../../src/contracts/transform.ts';

const EXAMPLE = join(import.meta.dirname, '..', '..', '..', 'examples', 'checkout-history', 'schema.yml');

const said = (text: string) =>
  checkTableSchema(text, 'schema.yml').problems.map(
    ({ file, line, column, path, text: words }) => `${file}:${line}:${column} ${path} ${words}`,
  );
const columns = (lines: string) => `version: 1\ncolumns:\n${lines.replaceAll(/^/gm, '  ')}\n`;

test('the example: every column in its order, down to the fields of fields', () => {
  const { value, problems } = checkTableSchema(readFileSync(EXAMPLE, 'utf8'), 'schema.yml');
  expect(problems).toEqual([]);
  const schema = tableSchema.parse(value);
  expect(schema.map(([name]) => name)).toEqual(
    (
      'OrderId Sequence MarketplaceOrderId SellerOrderId OrderGroup OrderFormId Origin AffiliateId SalesChannel MerchantName Hostname Status ' +
      'StatusDescription CreationDate LastChange AuthorizedDate InvoicedDate CancelReason Value RoundingError IsCompleted IsCheckedIn ' +
      'AllowCancellation AllowEdition WorkflowIsInError Totals Items ItemMetadata RatesAndBenefitsData CustomData ClientProfileData ' +
      'ShippingData MarketingData'
    ).split(' '),
  );
  const typeOf = (name: string) => schema.find(([own]) => own === name)?.[1];
  expect(typeOf('LastChange')).toBe('timestamp');
  expect(typeOf('Totals')).toEqual({
    list: {
      struct: [
        ['id', 'string'],
        ['name', 'string'],
        ['value', 'long'],
      ],
    },
  });
  expect(typeOf('CustomData')).toEqual({
    struct: [
      [
        'customApps',
        {
          list: {
            struct: [
              ['id', 'string'],
              ['major', 'long'],
              ['fields', { map: 'string' }],
            ],
          },
        },
      ],
    ],
  });
});

const TYPES = 'string, long, double, boolean, timestamp, a list of one type, or a section of fields';

test.each([
  ['Id: strng', `3:7 columns.Id found "strng"; allowed: ${TYPES}; did you mean string?`],
  ['Id: bigint', `3:7 columns.Id found "bigint"; allowed: ${TYPES}; did you mean long?`],
  ['Id: constructor', `3:7 columns.Id found "constructor"; allowed: ${TYPES}`],
  ['Id:', `3:3 columns.Id found nothing; allowed: ${TYPES}`],
  ['Id: 3', `3:7 columns.Id found 3; allowed: ${TYPES}`],
  ['Id: {}', `3:7 columns.Id found an empty section; allowed: ${TYPES}`],
  ['Id: []', '3:7 columns.Id found an empty list of 0; allowed: a list of one type, such as [string]'],
  ['Id: [string, long]', '3:7 columns.Id found a list of 2; allowed: a list of one type, such as [string]'],
  ['Items:\n  - a: string\n    b: {c: lnog}', `5:14 columns.Items[0].b.c found "lnog"; allowed: ${TYPES}; did you mean long?`],
  ["Id: {'*': string, a: long}", '3:7 columns.Id found a section with "*" beside other fields; "*" means every key, and stands alone'],
  ["Id: {'*': txt}", `3:13 columns.Id.* found "txt"; allowed: ${TYPES}`],
  [
    'order-id: string',
    '3:3 columns.order-id found the name "order-id"; allowed: a-z, A-Z, 0-9 and "_", not a digit first, at most 255 characters',
  ],
  [
    'A: {"b:c": string}',
    '3:7 columns.A.b:c found the name "b:c"; allowed: a-z, A-Z, 0-9 and "_", not a digit first, at most 255 characters',
  ],
  ['OrderId: string\norderID: string', '4:3 columns.orderID is OrderId again: Glue holds both as orderid'],
  ['A: [{id: string, ID: long}]', '3:20 columns.A[0].ID is id again: Glue holds both as id'],
  ['A: string\nA: long', '4:3 columns.A is written twice; it is in line 3 already'],
  ['Year: string', "3:3 columns.Year is a column of the partition (YEAR, MONTH, DAY): it is the directory's, and in no file"],
])('%s', (lines, words) => {
  expect(said(columns(lines))).toEqual([`schema.yml:${words}`]);
});

test('a field of a struct may be called like a column, and like a directory', () => {
  expect(said(columns('id: string\nA: {id: string, year: long}'))).toEqual([]);
});

test('everything at once, with the file itself', () => {
  expect(said('versoin: 1\ncolumns: {A: int, a: {}, b-c: [string, long]}\nmore: 1\n')).toEqual([
    'schema.yml:1:1 versoin unknown key; did you mean `version`?',
    `schema.yml:2:14 columns.A found "int"; allowed: ${TYPES}; did you mean long?`,
    'schema.yml:2:19 columns.a is A again: Glue holds both as a',
    `schema.yml:2:22 columns.a found an empty section; allowed: ${TYPES}`,
    'schema.yml:2:26 columns.b-c found the name "b-c"; allowed: a-z, A-Z, 0-9 and "_", not a digit first, at most 255 characters',
    'schema.yml:2:31 columns.b-c found a list of 2; allowed: a list of one type, such as [string]',
    'schema.yml:3:1 more unknown key; allowed: version, columns',
  ]);
});

test.each([
  ['version: 1\n', '1:1 columns found nothing; allowed: a section with a type for each column'],
  ['version: 1\ncolumns: {}\n', '2:10 columns found an empty section, which names no column'],
  ['version: 1\ncolumns: [string]\n', '2:10 columns found a list; allowed: a section with a type for each column'],
  ['', '1:1  found nothing; allowed: a table schema, with the keys version, columns'],
  ['version: 1\ncolumns:\n\tId: string\n', '3:1  found a tab as indentation; allowed: spaces'],
])('no table at all: %j', (text, words) => {
  const [first, ...others] = said(text);
  expect(others).toEqual([]);
  expect(first).toContain(`schema.yml:${words}`);
  expect(checkTableSchema(text, 'schema.yml').value).toBeNull();
});

test('whatever types are written, they are read back as they are', () => {
  const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/).filter((word) => !['year', 'month', 'day', '__proto__'].includes(word));
  const { type } = fc.letrec<{ type: ColumnType }>((tie) => ({
    type: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(...SCALARS),
      fc.record({ list: tie('type') }),
      fc.record({ map: tie('type') }),
      fc.record({ struct: fc.uniqueArray(fc.tuple(name, tie('type')), { minLength: 1, maxLength: 3, selector: ([own]) => own }) }),
    ),
  }));
  const written = (of: ColumnType): unknown => {
    if (typeof of === 'string') return of;
    if ('list' in of) return [written(of.list)];
    return 'map' in of ? { '*': written(of.map) } : Object.fromEntries(of.struct.map(([own, inner]) => [own, written(inner)]));
  };
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, type), { minLength: 1, maxLength: 5, selector: ([own]) => own }), (table) => {
      const text = JSON.stringify({ version: 1, columns: written({ struct: table }) });
      expect(checkTableSchema(text, 'schema.yml')).toEqual({
        value: table,
        names: table.map(([own]) => own),
        problems: [],
        readable: true,
      });
    }),
    { numRuns: 100 },
  );
});
