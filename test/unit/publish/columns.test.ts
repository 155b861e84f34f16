import type { SchemaElement } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { differencesOf, schemaKey, spelled, type Columns } from '../../../src/publish/columns.ts';
import { asInCatalogue, columnsOfHive, kindOfHive } from '../../../src/publish/hive-columns.ts';
import { columnsOfElements } from '../../../src/publish/parquet-columns.ts';

const COUNTS = { fieldOrder: 'counts' } as const;
const FREE = { fieldOrder: 'free' } as const;

const OURS: Columns = [
  ['OrderId', 'string'],
  ['Value', 'bigint'],
  [
    'Items',
    {
      list: {
        struct: [
          ['id', 'string'],
          ['price', 'bigint'],
          ['tags', { list: 'string' }],
        ],
      },
    },
  ],
  ['Fields', { map: ['string', 'string'] }],
];

describe('two schemas', () => {
  it('are the same whatever the order of their columns', () => {
    expect(differencesOf(OURS, OURS.toReversed(), COUNTS)).toEqual([]);
    expect(schemaKey(OURS)).toBe(schemaKey(OURS.toReversed()));
  });

  it('differ by a column that only one of them has', () => {
    expect(differencesOf(OURS, [...OURS.slice(1), ['Channel', 'string']], COUNTS)).toEqual([
      { column: 'OrderId', ours: 'string', theirs: null },
      { column: 'Channel', ours: null, theirs: 'string' },
    ]);
  });

  it('differ by the case of a name: readers of files tell the two apart', () => {
    expect(differencesOf([['OrderId', 'string']], [['orderid', 'string']], COUNTS)).toHaveLength(2);
  });

  it('differ at the place where they do, however deep', () => {
    const theirs: Columns = [
      ['OrderId', 'string'],
      ['Value', 'bigint'],
      [
        'Items',
        {
          list: {
            struct: [
              ['id', 'string'],
              ['price', 'double'],
              ['tags', { list: 'int' }],
            ],
          },
        },
      ],
      ['Fields', { map: ['int', { list: 'string' }] }],
    ];
    expect(differencesOf(OURS, theirs, COUNTS)).toEqual([
      { column: 'Items[].price', ours: 'bigint', theirs: 'double' },
      { column: 'Items[].tags[]', ours: 'string', theirs: 'int' },
      { column: 'Fields{} key', ours: 'string', theirs: 'int' },
      { column: 'Fields{}', ours: 'string', theirs: 'array<string>' },
    ]);
  });

  it('differ by the order of the fields within a struct, unless that is free', () => {
    const one: Columns = [
      [
        'A',
        {
          struct: [
            ['x', 'int'],
            ['y', 'int'],
          ],
        },
      ],
    ];
    const other: Columns = [
      [
        'A',
        {
          struct: [
            ['y', 'int'],
            ['x', 'int'],
          ],
        },
      ],
    ];
    expect(differencesOf(one, other, COUNTS)).toEqual([
      { column: 'A', ours: 'fields in the order x, y', theirs: 'fields in the order y, x' },
    ]);
    expect(differencesOf(one, other, FREE)).toEqual([]);
  });

  it('differ when a name is there twice', () => {
    expect(
      differencesOf(
        [['a', 'int']],
        [
          ['a', 'int'],
          ['a', 'int'],
        ],
        COUNTS,
      ),
    ).toEqual([{ column: 'a', ours: 'one column', theirs: 'two of this name' }]);
  });
});

describe("the catalogue's types", () => {
  it.each([
    ['string', 'string'],
    ['BIGINT', 'bigint'],
    ['varchar(64)', 'string'],
    ['integer', 'int'],
    ['decimal(12, 2)', 'decimal(12,2)'],
    ['decimal', 'decimal(10,0)'],
    ['array<string>', 'array<string>'],
    ['map<string,array<int>>', 'map<string,array<int>>'],
    ['struct<id:string, Price : bigint>', 'struct<id:string,price:bigint>'],
    [
      'array<struct<id:string,dimension:struct<height:double,tags:map<string,string>>>>',
      'array<struct<id:string,dimension:struct<height:double,tags:map<string,string>>>>',
    ],
    ['struct<cart-extra context:string>', 'struct<cart-extra context:string>'],
  ])('%s', (text, plain) => {
    expect(spelled(kindOfHive(text))).toBe(plain);
  });

  it.each(['array<string', 'map<string>', 'struct<a>', 'array<string>>', 'uniontype<int,string>', ''])(
    'that cannot be read stay as they are: %s',
    (text) => {
      expect(kindOfHive(text)).toBe(text);
    },
  );

  it('are those of our files, in its own words', () => {
    const files: Columns = [
      ['CreationDate', 'timestamp(us, utc)'],
      [
        'Items',
        {
          list: {
            struct: [
              ['Id', 'string'],
              ['At', 'timestamp(int96)'],
            ],
          },
        },
      ],
    ];
    const catalogue = columnsOfHive([
      ['items', 'array<struct<at:timestamp,id:string>>'],
      ['creationdate', 'timestamp'],
    ]);
    expect(differencesOf(asInCatalogue(files), catalogue, FREE)).toEqual([]);
  });
});

const root = (children: number): SchemaElement => ({ name: 'schema', num_children: children });
const leaf = (name: string, more: Partial<SchemaElement> = {}): SchemaElement => ({
  name,
  repetition_type: 'OPTIONAL',
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  ...more,
});
const group = (name: string, children: number, more: Partial<SchemaElement> = {}): SchemaElement => ({
  name,
  repetition_type: 'OPTIONAL',
  num_children: children,
  ...more,
});
const REPEATED = { repetition_type: 'REPEATED' } as const;
const columnsText = (elements: readonly SchemaElement[]) => columnsOfElements(elements).map(([name, kind]) => `${name} ${spelled(kind)}`);

describe('the columns of a Parquet file', () => {
  it.each([
    ['as the format has it', [group('a', 1, { converted_type: 'LIST' }), group('list', 1, REPEATED), leaf('element')], 'array<string>'],
    ['as Hive wrote it', [group('a', 1, { converted_type: 'LIST' }), group('bag', 1, REPEATED), leaf('array_element')], 'array<string>'],
    ['of two levels, as Avro wrote it', [group('a', 1, { converted_type: 'LIST' }), leaf('array', REPEATED)], 'array<string>'],
    [
      'of structs, as Avro wrote it',
      [group('a', 1, { logical_type: { type: 'LIST' } }), group('array', 1, REPEATED), leaf('id')],
      'array<struct<id:string>>',
    ],
    [
      'of structs, as Thrift wrote it',
      [group('a', 1, { converted_type: 'LIST' }), group('a_tuple', 1, REPEATED), leaf('id')],
      'array<struct<id:string>>',
    ],
    [
      'of structs with several fields',
      [group('a', 1, { converted_type: 'LIST' }), group('list', 2, REPEATED), leaf('id'), leaf('name')],
      'array<struct<id:string,name:string>>',
    ],
    ['without any annotation', [leaf('a', REPEATED)], 'array<string>'],
    [
      'of lists',
      [
        group('a', 1, { converted_type: 'LIST' }),
        group('list', 1, REPEATED),
        group('element', 1, { converted_type: 'LIST' }),
        group('list', 1, REPEATED),
        leaf('element'),
      ],
      'array<array<string>>',
    ],
  ] as [string, SchemaElement[], string][])('hold a list %s', (_, elements, expected) => {
    expect(columnsText([root(1), ...elements])).toEqual([`a ${expected}`]);
  });

  it('hold maps and structs', () => {
    const map = [group('m', 1, { converted_type: 'MAP' }), group('key_value', 2, REPEATED), leaf('key'), leaf('value', { type: 'INT64' })];
    delete map[3]!.converted_type;
    expect(columnsText([root(2), ...map, group('s', 1), leaf('x')])).toEqual(['m map<string,bigint>', 's struct<x:string>']);
  });

  it.each([
    [{ type: 'INT96' }, 'timestamp(int96)'],
    [{ type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' } }, 'timestamp(ms)'],
    [{ type: 'INT64', converted_type: 'TIMESTAMP_MICROS' }, 'timestamp(us, utc)'],
    [{ type: 'INT32', converted_type: 'DATE' }, 'date'],
    [{ type: 'INT32', logical_type: { type: 'INTEGER', bitWidth: 16, isSigned: false } }, 'unsigned smallint'],
    [{ type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, logical_type: { type: 'DECIMAL', precision: 12, scale: 2 } }, 'decimal(12,2)'],
    [{ type: 'INT64', converted_type: 'DECIMAL', precision: 12, scale: 2 }, 'decimal(12,2)'],
    [{ type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, logical_type: { type: 'UUID' } }, 'uuid'],
    [{ type: 'FIXED_LEN_BYTE_ARRAY', type_length: 3 }, 'binary(3)'],
    [{ type: 'BYTE_ARRAY' }, 'binary'],
    [{ type: 'BYTE_ARRAY', logical_type: { type: 'STRING' } }, 'string'],
    [{ type: 'FLOAT' }, 'float'],
  ] as [Partial<SchemaElement>, string][])('have the types that they mean: %o', (element, expected) => {
    const { converted_type: _none, ...plain } = leaf('a');
    expect(columnsText([root(1), { ...plain, ...element }])).toEqual([`a ${expected}`]);
  });

  it('are not read from a tree that is broken', () => {
    expect(() => columnsOfElements([root(2), leaf('a')])).toThrow(/middle/);
    expect(() => columnsOfElements([root(1), leaf('a'), leaf('b')])).toThrow(/3 elements/);
    expect(() => columnsOfElements([])).toThrow();
  });
});
