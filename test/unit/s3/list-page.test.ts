import { XMLParser } from 'fast-xml-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readListPage as read } from '../../../src/s3/list-page.ts';
import type { ListedObject } from '../../../src/s3/types.ts';
import { noDocument } from './no-document.ts';

interface Style {
  readonly declaration: boolean;
  readonly space: '+' | '%20';
  readonly quote: '&quot;' | '"' | '&#34;' | '';
  readonly between: string;
  readonly reversed: boolean;
  /** `s3`: what S3 itself adds; `owner`: what some servers add to it; `all`: everything that the API can add. */
  readonly extras: 'none' | 's3' | 'owner' | 'all';
  /** Where S3 puts what tells of a restore, no document says. */
  readonly restoreLast: boolean;
  readonly tokenFirst: boolean;
}

const style: fc.Arbitrary<Style> = fc.record({
  declaration: fc.boolean(),
  space: fc.constantFrom('+', '%20'),
  quote: fc.constantFrom('&quot;', '"', '&#34;', ''),
  between: fc.constantFrom('', '\n', '\r\n  ', '\t'),
  reversed: fc.boolean(),
  extras: fc.constantFrom('none', 's3', 'owner', 'all'),
  restoreLast: fc.boolean(),
  tokenFirst: fc.boolean(),
});

const key = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.stringMatching(/^[ -~]{1,40}$/),
  fc.stringMatching(/^[a-z0-9/_.-]{1,60}$/),
);
const plainObject: fc.Arbitrary<ListedObject> = fc.record({
  key,
  size: fc.oneof(fc.nat(), fc.integer({ min: 0, max: 53_687_091_200_000 })),
  etag: fc.stringMatching(/^[0-9a-f]{32}(-[1-9][0-9]{0,3})?$/),
  lastModified: fc
    .date({ min: new Date('2006-01-01'), max: new Date('2099-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  storageClass: fc.constantFrom('STANDARD', 'STANDARD_IA', 'GLACIER', 'DEEP_ARCHIVE', 'INTELLIGENT_TIERING', 'REDUCED_REDUNDANCY'),
});
const object = fc
  .tuple(plainObject, fc.boolean())
  .map(([one, restored]): ListedObject => (restored && one.storageClass !== 'STANDARD' ? { ...one, restored: true } : one));
const token = fc.stringMatching(/^[A-Za-z0-9+/=<>&-]{1,60}$/);

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const urlEncoded = (text: string, space: string) => encodeURIComponent(text).replaceAll('%20', space).replaceAll('%2F', '/');

const NOW_MS = Date.parse('2026-11-30T12:00:00Z');
const RESTORED =
  '<RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>2026-12-01T00:00:00.000Z</RestoreExpiryDate></RestoreStatus>';

function page(objects: readonly ListedObject[], continuation: string | null, how: Style): string {
  const { between } = how;
  const contents = objects.map((one) => {
    const parts = [
      `<Key>${urlEncoded(one.key, how.space)}</Key>`,
      `<LastModified>${one.lastModified}</LastModified>`,
      `<ETag>${how.quote}${one.etag}${how.quote}</ETag>`,
      ...(how.extras === 'none' ? [] : ['<ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm>']),
      ...(how.extras === 'all' ? ['<ChecksumAlgorithm>SHA256</ChecksumAlgorithm>'] : []),
      ...(how.extras === 'none' ? [] : ['<ChecksumType>FULL_OBJECT</ChecksumType>']),
      `<Size>${one.size}</Size>`,
      ...(how.extras === 'owner' ? ['<Owner><ID>75aa57f0</ID><DisplayName>me</DisplayName></Owner>'] : []),
      ...(how.extras === 'all'
        ? ['<Owner><ID>75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a</ID><DisplayName/></Owner>']
        : []),
      ...(one.restored === true && !how.restoreLast ? [RESTORED] : []),
      `<StorageClass>${one.storageClass}</StorageClass>`,
      ...(one.restored === true && how.restoreLast ? [RESTORED] : []),
    ];
    return `<Contents>${between}${(how.reversed ? parts.toReversed() : parts).join(between)}${between}</Contents>`;
  });
  const next = continuation === null ? [] : [`<NextContinuationToken>${escaped(continuation)}</NextContinuationToken>`];
  const head = [
    '<Name>a-bucket</Name>',
    '<Prefix/>',
    '<MaxKeys>1000</MaxKeys>',
    '<EncodingType>url</EncodingType>',
    `<KeyCount>${objects.length}</KeyCount>`,
    `<IsTruncated>${continuation !== null}</IsTruncated>`,
  ];
  const inside = how.tokenFirst ? [...head, ...next, ...contents] : [...head, ...contents, ...next];
  return `${how.declaration ? '<?xml version="1.0" encoding="UTF-8"?>\n' : ''}<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${between}${inside.join(between)}${between}</ListBucketResult>`;
}

const PLAIN: Style = {
  declaration: true,
  space: '+',
  quote: '&quot;',
  between: '',
  reversed: false,
  extras: 'none',
  restoreLast: true,
  tokenFirst: true,
};

const JUST_ONE: ListedObject = { key: 'k', size: 5, etag: 'e', lastModified: '2026-01-01T00:00:00.000Z', storageClass: 'STANDARD' };

/** Reads a page element by element, then as rows through windows that cut objects anywhere: it must be the same page. */
function readListPage(body: Buffer) {
  const one = wordsOf(read(body, NOW_MS, null, { rowsFromBytes: Infinity }));
  for (const windowBytes of [10, 300, 500, 32_768]) {
    let releases = 0;
    const reading = read(body, NOW_MS, { release: () => (releases += 1) }, { rowsFromBytes: 0, windowBytes });
    const same = wordsOf(reading);
    expect(one.kind === 'unreadable' ? { ...same, why: one.why } : same).toEqual(one);
    const rows = reading.kind === 'read' ? reading.value.rows : undefined;
    expect(releases).toBe(rows === undefined ? 1 : 0);
    if (rows === undefined || reading.kind !== 'read') continue;
    const { objects } = reading.value;
    expect(rows.count).toBe(objects.length);
    expect(objects.map((_object, index) => rows.key(index))).toEqual(objects.map((each) => each.key));
    const half = rows.count >> 1;
    expect([...rows.read(0, half), ...rows.read(half, rows.count)]).toEqual(objects);
    const bytes = objects.map((each) => Buffer.from(each.key));
    if (rows.ascends) expect(bytes.every((each, index) => index === 0 || Buffer.compare(bytes[index - 1]!, each) < 0)).toBe(true);
    rows.release();
    rows.release();
    expect(releases).toBe(1);
    expect(() => rows.key(0)).toThrow('given back');
    expect(() => rows.read(0, 1)).toThrow('given back');
  }
  return one;
}

function wordsOf(reading: ReturnType<typeof read>) {
  if (reading.kind !== 'read') return reading;
  const { objects, continuation } = reading.value;
  return { kind: 'read' as const, value: { objects, continuation } };
}

describe('a list page (trap 2)', () => {
  it('is read as it was written, however the server lays it out', () =>
    fc.assert(
      fc.property(fc.array(object, { maxLength: 12 }), fc.option(token), style, (objects, continuation, how) => {
        expect(readListPage(Buffer.from(page(objects, continuation, how)))).toEqual({ kind: 'read', value: { objects, continuation } });
      }),
      { numRuns: 400 },
    ));

  it('is read as a whole XML parser reads it', () =>
    fc.assert(
      fc.property(fc.array(object, { maxLength: 6 }), fc.option(token), style, (objects, continuation, how) => {
        const text = page(objects, continuation, how);
        const tree = new XMLParser({
          parseTagValue: false,
          trimValues: false,
          processEntities: true,
          htmlEntities: true,
          isArray: (name) => name === 'Contents',
        }).parse(text) as {
          ListBucketResult: {
            Contents?: { Key: string; Size: string; ETag: string; LastModified: string; StorageClass: string; RestoreStatus?: object }[];
            NextContinuationToken?: string;
          };
        };
        const expected = (tree.ListBucketResult.Contents ?? []).map((one) => ({
          key: decodeURIComponent(one.Key.replaceAll('+', ' ')),
          size: Number(one.Size),
          etag: one.ETag.replaceAll('"', ''),
          lastModified: one.LastModified,
          storageClass: one.StorageClass,
          ...(one.RestoreStatus === undefined ? {} : { restored: true }),
        }));
        const read = readListPage(Buffer.from(text));
        expect(read).toEqual({
          kind: 'read',
          value: { objects: expected, continuation: tree.ListBucketResult.NextContinuationToken ?? null },
        });
      }),
      { numRuns: 200 },
    ));

  it('is never believed when it ends early: not one cut of it reads', () => {
    const objects: ListedObject[] = [
      { key: 'a b', size: 1, etag: 'e1', lastModified: '2026-01-01T00:00:00.000Z', storageClass: 'STANDARD' },
      { key: 'c', size: 22, etag: 'e2-3', lastModified: '2026-01-01T00:00:00.000Z', storageClass: 'GLACIER' },
      { key: 'd', size: 3, etag: 'e3', lastModified: '2026-01-01T00:00:00.000Z', storageClass: 'GLACIER', restored: true },
    ];
    for (const how of [
      PLAIN,
      { ...PLAIN, extras: 's3' },
      { ...PLAIN, extras: 'owner', restoreLast: false },
      { ...PLAIN, extras: 'all', between: '\n', tokenFirst: false },
    ] as const) {
      for (const continuation of [null, 'token']) {
        const whole = page(objects, continuation, how);
        for (let cut = 0; cut < whole.length; cut += 1)
          expect([cut, readListPage(Buffer.from(whole.slice(0, cut))).kind]).toEqual([cut, 'unreadable']);
      }
    }
  });

  const one = page([JUST_ONE], 'more', PLAIN);
  const broken: readonly [string, string, string][] = [
    ['no way to go on', one.replace(/<NextContinuationToken>.*<\/NextContinuationToken>/, ''), 'not how to go on'],
    ['an empty way to go on', one.replace('>more<', '><'), 'not how to go on'],
    ['last page, and a way to go on', one.replace('>true<', '>false<'), 'last one'],
    ['silence about more', one.replace(/<IsTruncated>true<\/IsTruncated>/, ''), 'whether more follows'],
    ['a lower key count', one.replace('<KeyCount>1<', '<KeyCount>0<'), 'announces 0 keys and has 1'],
    ['a missing object', one.replace(/<Contents>.*<\/Contents>/, ''), 'announces 1 keys and has 0'],
    ['a second document behind it', `${one}${one}`, 'more after the end'],
    ['an object without a key', one.replace('<Key>k</Key>', ''), 'no Key'],
    ['an object without an ETag', one.replace('<ETag>&quot;e&quot;</ETag>', ''), 'no ETag'],
    ['an object without a size', one.replace('<Size>5</Size>', ''), 'no Size'],
    ['an object without a time', one.replace(/<LastModified>.*<\/LastModified>/, ''), 'no LastModified'],
    ['a size that is no number', one.replace('<Size>5</Size>', '<Size>5x</Size>'), 'no Size'],
    ['a negative size', one.replace('<Size>5</Size>', '<Size>-5</Size>'), 'no Size'],
    ['an empty size', one.replace('<Size>5</Size>', '<Size></Size>'), 'no Size'],
    ['a size beyond all numbers', one.replace('<Size>5</Size>', '<Size>99999999999999999999</Size>'), 'no Size'],
    [
      'common prefixes',
      one.replace('</ListBucketResult>', '<CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes></ListBucketResult>'),
      'common prefixes',
    ],
    ['another document', '<ListAllMyBucketsResult></ListAllMyBucketsResult>', 'ListAllMyBucketsResult'],
    ['a page of HTML', '<!DOCTYPE html><html><body>gateway</body></html>', 'not XML'],
    ['nothing', '', 'not XML'],
    ['a self-closed root', '<ListBucketResult/>', 'not XML'],
    ['text between elements', one.replace('<Contents>', 'text<Contents>'), 'ends early'],
    ['a wrongly closed element', one.replace('</Size>', '</Sise>'), 'not closed'],
    ['an ETag that is not closed', one.replace('&quot;</ETag>', '</Etag>'), 'not closed'],
    ['markup inside an ETag', one.replace('&quot;e&quot;', '&quot;e<i>x</i>&quot;'), 'not closed'],
    ['two keys in one object', one.replace('<Key>k</Key>', '<Key>k</Key><Key>l</Key>'), 'two keys'],
    ['two words about more', one.replace('<Prefix/>', '<Prefix/><IsTruncated>false</IsTruncated>'), 'two different values for IsTruncated'],
    ['markup inside a key', one.replace('<Key>k</Key>', '<Key>k<b>x</b></Key>'), 'not closed'],
  ];
  it.each(broken)('with %s is unreadable, and says so', (_name, text, why) => {
    expect(readListPage(Buffer.from(text))).toEqual({ kind: 'unreadable', code: 'Unreadable', why: expect.stringContaining(why) });
  });

  it('whose server does not count is unreadable when an object of it would be passed over', () => {
    const object = /<Contents>.*<\/Contents>/.exec(one)![0];
    const next = object.replace('<Key>k<', '<Key>l<').replace('<StorageClass>', '<Owner><ID>i</ID></Owner><StorageClass>');
    const of = (...objects: string[]) => one.replace(object, objects.join('')).replace(/<KeyCount>.*?<\/KeyCount>/, '');
    expect(readListPage(Buffer.from(of(object, next)))).toMatchObject({ value: { objects: [{ key: 'k' }, { key: 'l' }] } });
    for (const text of [
      of(object, next.replace('<Contents>', '<Contents xml:space="preserve">')),
      of(object.replace('<Contents>', '<Contents >'), next),
      of(object, '<Contents/>', next),
      of(object, '<Contents></Contents>', next),
      // An owner that does not end would go on to the end of the next one's.
      of(object.replace('<StorageClass>', '<Owner><ID>i</ID><StorageClass>'), next),
      of(object, '<Unknown>', next, '</Unknown>'),
      // So would what tells of a restore.
      of(object.replace('<StorageClass>', '<RestoreStatus><StorageClass>'), next.replace('<Owner>', `${RESTORED}<Owner>`)),
      of(object.replace('</Contents>', '<RestoreStatus></Contents>'), next.replace('</Contents>', `${RESTORED}</Contents>`)),
    ])
      expect([text, readListPage(Buffer.from(text)).kind]).toEqual([text, 'unreadable']);
  });

  it('of a server that does not encode keys is refused for good', () => {
    expect(readListPage(Buffer.from(one.replace('<EncodingType>url</EncodingType>', '')))).toMatchObject({
      kind: 'unreadable',
      code: 'Unencoded',
    });
    expect(readListPage(Buffer.from(one.replace('<Key>k</Key>', '<Key>100%</Key>')))).toMatchObject({
      kind: 'unreadable',
      code: 'Unencoded',
    });
    // A lone surrogate, and a byte that cannot start a character: neither is a key.
    for (const bytes of ['%ED%A0%80', '%FF', '%C3'])
      expect(readListPage(Buffer.from(one.replace('<Key>k</Key>', `<Key>${bytes}</Key>`)))).toMatchObject({ code: 'Unencoded' });
  });

  it('with an error in it is that error, not an empty page', () => {
    const text =
      '<?xml version="1.0"?><Error><Code>InternalError</Code><Message>We encountered an internal error.</Message><RequestId>R1</RequestId></Error>';
    expect(readListPage(Buffer.from(text))).toMatchObject({ kind: 'error', error: { code: 'InternalError', requestId: 'R1' } });
  });

  it('reads a space from both spellings, a plus only from %2B, and characters that were left raw', () => {
    const keys = ['a b.txt', 'a+b.txt', '100%.csv', '한글/x.txt', 'a&b'];
    const spellings = ['a+b.txt', 'a%2Bb.txt', '100%25.csv', '한글/x.txt', 'a&amp;b'];
    const text = one
      .replace('<KeyCount>1<', '<KeyCount>5<')
      .replace(/<Contents>.*<\/Contents>/, (contents) =>
        spellings.map((spelling) => contents.replace('>k<', () => `>${spelling}<`)).join(''),
      );
    const read = readListPage(Buffer.from(text));
    expect(read.kind === 'read' && read.value.objects.map(({ key: name }) => name)).toEqual(keys);
  });

  it('of a thousand objects in order is kept as rows, and says that it ascends', () => {
    const objects = Array.from({ length: 1100 }, (_, index) => ({
      key: `F/${String(index).padStart(6, '0')}.json`,
      size: index,
      etag: `${index}`.padStart(32, 'e'),
      lastModified: '2026-01-01T00:00:00.000Z',
      storageClass: index % 7 === 0 ? 'GLACIER' : 'STANDARD',
      ...(index % 14 === 0 ? { restored: true as const } : {}),
    }));
    const kept = read(Buffer.from(page(objects, null, PLAIN)), NOW_MS);
    expect(kept).toMatchObject({ kind: 'read', value: { objects, rows: { count: 1100, ascends: true } } });
    const back = read(Buffer.from(page([...objects.slice(1), objects[0]!], null, PLAIN)), NOW_MS);
    expect(back).toMatchObject({ kind: 'read', value: { rows: { ascends: false } } });
  });

  it.each([
    ['in progress', '<IsRestoreInProgress>true</IsRestoreInProgress>', false],
    [
      'in progress, of a copy that is there',
      '<IsRestoreInProgress>true</IsRestoreInProgress><RestoreExpiryDate>2026-12-01T00:00:00Z</RestoreExpiryDate>',
      false,
    ],
    ['done', '<IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>2026-12-01T00:00:00Z</RestoreExpiryDate>', true],
    [
      'done, as it comes first',
      '<RestoreExpiryDate>2026-12-01T00:00:00.000Z</RestoreExpiryDate><IsRestoreInProgress>FALSE</IsRestoreInProgress>',
      true,
    ],
    ['over', '<IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>2026-11-30T00:00:00Z</RestoreExpiryDate>', false],
    [
      'over since this moment',
      '<IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>2026-11-30T12:00:00Z</RestoreExpiryDate>',
      false,
    ],
    ['without an end', '<IsRestoreInProgress>false</IsRestoreInProgress>', false],
    ['with an end that is none', '<IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>soon</RestoreExpiryDate>', false],
    ['without a word of progress', '<RestoreExpiryDate>2026-12-01T00:00:00Z</RestoreExpiryDate>', false],
    ['empty', '', false],
  ])('tells of an archived object whether it can be read now: a restore %s', (_what, status, restored) => {
    const archived = one.replace('<StorageClass>STANDARD<', '<StorageClass>DEEP_ARCHIVE<');
    const of = (at: RegExp) => readListPage(Buffer.from(archived.replace(at, (tag) => `<RestoreStatus>${status}</RestoreStatus>${tag}`)));
    for (const at of [/<Key>/, /<StorageClass>/, /<\/Contents>/]) {
      const read = of(at);
      expect(read.kind === 'read' && read.value.objects).toEqual([
        { ...JUST_ONE, storageClass: 'DEEP_ARCHIVE', ...(restored ? { restored } : {}) },
      ]);
    }
  });

  it('is read where an object has more behind what tells of its restore', () => {
    const archived = one
      .replace('<StorageClass>STANDARD<', '<StorageClass>GLACIER<')
      .replace('</Contents>', `${RESTORED}<More>x</More></Contents>`);
    expect(readListPage(Buffer.from(archived))).toMatchObject({
      kind: 'read',
      value: { objects: [{ ...JUST_ONE, storageClass: 'GLACIER', restored: true }] },
    });
  });

  it('without a storage class means STANDARD', () => {
    const read = readListPage(Buffer.from(one.replace('<StorageClass>STANDARD</StorageClass>', '')));
    expect(read).toMatchObject({ kind: 'read', value: { objects: [{ storageClass: 'STANDARD' }] } });
  });

  it('is unreadable, and never thrown at anybody, when it is no document at all', () =>
    fc.assert(
      fc.property(noDocument, (bytes) => {
        expect(readListPage(Buffer.from(bytes)).kind).not.toBe('read');
      }),
      { numRuns: 500 },
    ));
});
