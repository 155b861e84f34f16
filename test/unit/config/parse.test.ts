import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkMigration, EXAMPLES, parseMigration, renderProblems } from '../../../src/config/parse.ts';
import { asMigrationError, renderError } from '../../../src/errors.ts';
import { fileWith, LEAST, MOST, problemsOf, saidAbout } from './written.ts';

const errorOf = (text: string): string => {
  try {
    parseMigration(text, 'migration.yml');
  } catch (thrown) {
    return renderError(asMigrationError(thrown));
  }
  throw new Error('it was taken for right');
};

describe('the examples', () => {
  const repository = join(import.meta.dirname, '..', '..', '..');
  const read = (example: string) => parseMigration(readFileSync(join(repository, example), 'utf8'), example);

  test('checkout-history is the migration of the original', () => {
    const migration = read(EXAMPLES[0]);
    expect(migration.folders).toHaveLength(512);
    expect(migration.folders).toEqual(
      expect.arrayContaining(['E9_FulfillmentOrder', 'ED_FulfillmentOrder', 'FA_FulfillmentOrder', '00_CheckoutOrder']),
    );
    expect(migration).toMatchObject({
      name: 'checkout-history',
      source: { bucket: 'shop-orders-archive', region: 'us-east-1', account: '111122223333', prefix: '' },
      target: { bucket: 'analytics-checkout', region: 'us-east-2', account: '444455556666', prefix: '' },
      ledger: { bucket: 'analytics-migration-ledger', region: 'us-east-2', account: '444455556666', prefix: '' },
      cutoff: { lastModified: '2020-01-15T00:00:00Z', document: '2020-01-15T00:00:00Z' },
      copy: { shards: 16, executor: 'fleet', inFlight: 256 },
      partition: { clusters: 32, machines: { primary: 'r5.2xlarge', core: 'c5.4xlarge', coreCount: 2 } },
    });
  });

  test('unpaced is the same migration, but for how its clusters start', () => {
    const whole = read(EXAMPLES[0])!;
    const unpaced = read('examples/checkout-history/unpaced.yml');
    expect(unpaced.partition?.launch.paced).toBe(false);
    expect({ ...unpaced, partition: { ...unpaced.partition, launch: whole.partition?.launch } }).toEqual(whole);
  });

  test('quick takes 32 of its folders, the troubled ones among them, and is a migration of its own', () => {
    const [whole, quick] = EXAMPLES.map(read);
    expect(quick?.name).not.toBe(whole?.name);
    expect(quick?.folders).toHaveLength(32);
    expect(whole?.folders).toEqual(expect.arrayContaining([...(quick?.folders ?? [])]));
    const troubled = ['E9', 'ED', 'FA', '50', 'F0', 'D0', 'C0', '22', '0D', '1D', '83', 'FE', 'F9', '86'];
    expect(quick?.folders).toEqual(expect.arrayContaining(troubled.map((hex) => `${hex}_FulfillmentOrder`)));
  });
});

test('ten mistakes are told in one message, each with its place, what was found and what is allowed', () => {
  const broken = `version: 1
nmae: checkout-history
source:
  bucket: Shop_Orders
  region: us-east1
  account: 011112222333
target:
  bucket: analytics-checkout
  region: us-east-2
  account: "444455556666"
  prefix: orders
layout:
  key: "{folder}/{sub}/id/{dokument}"
  folders: ["{00..FF}_{CheckoutOrder,FulfillmentOrder}", E9_FulfillmentOrder]
cutoff:
  lastModified: 15.01.2020
copy:
  shrads: 16
  executor: flet
ledger: {bucket: state-of-checkout}
`;
  expect(errorOf(broken)).toBe(`CONFIG_INVALID: migration.yml has 10 problems:
  migration.yml:2:1    nmae                 unknown key; did you mean \`name\`?
  migration.yml:4:11   source.bucket        found "Shop_Orders"; allowed: an S3 bucket name: 3 to 63 of a-z, 0-9, "-" and ".", with a letter or digit at both ends
  migration.yml:5:11   source.region        found "us-east1"; allowed: an AWS region, such as us-east-1
  migration.yml:6:12   source.account       found 011112222333, which YAML reads as the number 11112222333; write "011112222333"
  migration.yml:11:11  target.prefix        found "orders"; allowed: empty, or a text that ends in "/"
  migration.yml:13:27  layout.key           found "{folder}/{sub}/id/{dokument}", which has the placeholder {dokument}; did you mean {document}?
  migration.yml:14:58  layout.folders[1]    found "E9_FulfillmentOrder", which layout.folders[0] names already
  migration.yml:16:17  cutoff.lastModified  found "15.01.2020"; allowed: a day (2020-01-15) or a moment with its zone (2020-01-15T00:00:00Z)
  migration.yml:18:3   copy.shrads          unknown key; did you mean \`shards\`?
  migration.yml:19:13  copy.executor        found "flet"; allowed: runner or fleet; did you mean fleet?
  next: Correct them; examples/checkout-history/migration.yml shows every field with its meaning.`);
});

describe('keys', () => {
  test.each([
    [{ 'copy.in_flight': 3 }, 'copy.in_flight: unknown key; did you mean `inFlight`?'],
    [{ 'source.hours': 3 }, 'source.hours: unknown key here; it belongs below `access` or `limits`'],
    [
      { 'copy.colour': 'red' },
      'copy.colour: unknown key; allowed: shards, executor, machine, inFlight, copiesPerSecond, threads, jobsAtOnce, objects',
    ],
    [{ 'copy.<<': { shards: 2 } }, 'copy.<<: merge keys are not understood; write the keys out'],
    [
      { 'copy.\u0007': 1 },
      'copy.\\u0007: unknown key; allowed: shards, executor, machine, inFlight, copiesPerSecond, threads, jobsAtOnce, objects',
    ],
  ])('%j', (changes, said) => {
    expect(saidAbout(changes)).toEqual([said]);
  });

  test('a key that is there already is not suggested', () => {
    expect(saidAbout({ 'copy.shards': 2, 'copy.shard': 3 })).toEqual([
      'copy.shard: unknown key; allowed: shards, executor, machine, inFlight, copiesPerSecond, threads, jobsAtOnce, objects',
    ]);
  });

  test('a misspelt key is not reported as missing, too', () => {
    expect(saidAbout({ source: undefined, sorce: LEAST.source })).toEqual(['sorce: unknown key; did you mean `source`?']);
  });

  test('a missing key is shown at its section', () => {
    expect(problemsOf('version: 1\nsource: {region: us-east-1}\n').map(({ line, column, path }) => [line, column, path])).toEqual([
      [1, 1, 'name'],
      [1, 1, 'target'],
      [1, 1, 'layout'],
      [1, 1, 'ledger'],
      [2, 1, 'source.bucket'],
      [2, 1, 'source.account'],
    ]);
  });

  test('keys that every JavaScript object has are strangers like others', () => {
    const text = `${fileWith({})}__proto__: 1\nconstructor: {a: 1}\ntoString: 3\n`;
    expect(problemsOf(text).map(({ path }) => path)).toEqual(['__proto__', 'constructor', 'toString']);
  });
});

describe('values', () => {
  const account = 'allowed: an AWS account id: 12 digits in quotes, such as "111122223333"';
  test.each([
    ['account: 111122223333', 'found 111122223333 without quotes; write "111122223333"'],
    ['account: 011122223333', 'found 011122223333, which YAML reads as the number 11122223333; write "011122223333"'],
    ['account: 11122223333', `found 11122223333; ${account}`],
    ['account: 0o1111222233', `found 0o1111222233; ${account}`],
    ['account: "11112222333x"', `found "11112222333x"; ${account}`],
    ['account:', `found nothing; ${account}`],
    ['account: {a: 1}', `found a section; ${account}`],
    ['account: []', `found an empty list; ${account}`],
    ['account: ""', `found an empty text; ${account}`],
  ])('%s', (line, said) => {
    const text = fileWith({}).replace('account: "111122223333"', line);
    expect(problemsOf(text).map(({ path, text: words }) => [path, words])).toEqual([['source.account', said]]);
  });

  test.each([
    ['version', '1', 'found "1" in quotes; write 1'],
    ['version', 2, 'found 2; allowed: 1'],
    ['name', 123, 'found 123 without quotes; write "123"'],
    ['name', 'Orders', 'found "Orders"; allowed: a-z, 0-9 and "-", 1 to 64 characters, such as checkout-history'],
    ['name', 'x\u0007', 'found "x\\u0007"; allowed: a-z, 0-9 and "-", 1 to 64 characters, such as checkout-history'],
    ['copy.inFlight', '32', 'found "32" in quotes; write 32'],
    ['copy.inFlight', 2.5, 'found 2.5; allowed: a whole number from 1 to 4200'],
    ['copy.shards', 0, 'found 0; allowed: a whole number from 1 to 256'],
    ['copy.shards', 257, 'found 257; allowed: a whole number from 1 to 256'],
    ['copy.executor', true, 'found true; allowed: runner or fleet'],
    [
      'copy',
      null,
      'found null; allowed: a section with the keys shards, executor, machine, inFlight, copiesPerSecond, threads, jobsAtOnce, objects',
    ],
    ['access.hours', 721, 'found 721; allowed: a whole number of hours from 1 to 720 (30 days, the time in which GitHub runs a job again)'],
    ['access.roles.agent', 'agent', 'found "agent"; allowed: a role ARN, such as arn:aws:iam::111122223333:role/bucket-brigade-plan'],
    ['source.bucket', 'a..b', 'found "a..b", which has two dots beside each other; S3 allows one'],
    [
      'copy.objects.kmsKey',
      'alias/aws/s3',
      'found "alias/aws/s3", which is a key that AWS manages; such a key cannot be used from another account',
    ],
    [
      'copy.objects.kmsKey',
      'arn:aws:kms:us-east-2:444455556666:alias/orders',
      'found "arn:aws:kms:us-east-2:444455556666:alias/orders", which is an alias; S3 would look for it in the account of whoever copies, so give the ARN of its key',
    ],
    [
      'copy.objects.kmsKey',
      '01234567-89ab-cdef-0123-456789abcdef',
      'found "01234567-89ab-cdef-0123-456789abcdef"; allowed: the full ARN of a KMS key, such as arn:aws:kms:us-east-2:444455556666:key/01234567-89ab-cdef-0123-456789abcdef',
    ],
    ['copy.objects.tags', 'keep', 'found "keep"; allowed: copy, if-allowed or drop'],
    ['copy.objects.partBytes', 5_242_879, 'found 5242879; allowed: a whole number of bytes from 5242880 (5 MiB) to 5368709120 (5 GiB)'],
    ['source.bucket', '10.0.0.1', 'found "10.0.0.1", which is an IP address; S3 takes names only'],
    ['source.bucket', 'orders--x-s3', 'found "orders--x-s3", which has a form that S3 keeps for itself'],
    [
      'layout.folders',
      'E9',
      'found "E9"; allowed: a list of folder names or patterns in quotes, such as "{00..FF}_{CheckoutOrder,FulfillmentOrder}"',
    ],
    ['cutoff.document', '2019-02-29', 'found "2019-02-29"; allowed: a day (2020-01-15) or a moment with its zone (2020-01-15T00:00:00Z)'],
    [
      'cutoff.document',
      '2019-02-28T00:00:00',
      'found "2019-02-28T00:00:00"; allowed: a day (2020-01-15) or a moment with its zone (2020-01-15T00:00:00Z)',
    ],
    ['limits.usd', -1, 'found -1; allowed: an amount of US dollars above 0'],
  ])('%s: %j', (path, value, said) => {
    expect(saidAbout({ [path]: value })).toEqual([`${path}: ${said}`]);
  });

  test('folders that YAML takes for something else', () => {
    const text = fileWith({}).replace(/folders:[^]*(?=ledger:)/, 'folders: [00, 1E9, true, null]\n');
    expect(problemsOf(text).map(({ path, text: words }) => [path, words])).toEqual([
      ['layout.folders[0]', 'found 00, which YAML reads as the number 0; write "00"'],
      ['layout.folders[1]', 'found 1E9, which YAML reads as the number 1000000000; write "1E9"'],
      ['layout.folders[2]', 'found true without quotes; write "true"'],
      ['layout.folders[3]', 'found null without quotes; write "null"'],
    ]);
  });

  test('a section whose every line is a comment', () => {
    expect(problemsOf(`${fileWith({})}copy:\n  # shards: 3\n`).map(({ line, text }) => [line, text])).toEqual([
      [
        17,
        'found nothing; allowed: a section with the keys shards, executor, machine, inFlight, copiesPerSecond, threads, jobsAtOnce, objects, or leave the key out',
      ],
    ]);
  });

  test('a long value is cut, and control characters are escaped', () => {
    const [said] = saidAbout({ 'source.region': `\u001b[31m${'x'.repeat(1000)}` });
    expect(said).toMatch(/^source\.region: found "\\u001b\[31mx+\.\.\."; allowed/);
    expect(said?.length).toBeLessThan(150);
  });
});

describe('the text itself', () => {
  const good = fileWith({});
  const problemsIn = (text: string) =>
    problemsOf(text).map(({ line, column, path, text: words }) => `${line}:${column} ${path} ${words}`.replace('  ', ' '));

  test.each([
    ['a tab', 'version: 1\nsource:\n\tbucket: x\n', '3:1 found a tab as indentation; allowed: spaces'],
    [
      'braces without quotes',
      'version: 1\nlayout:\n  folders:\n    - {00..FF}_{A,B}\n',
      '4:15 found braces without quotes; put the whole text in quotes',
    ],
    ['braces in a list', 'layout: {folders: [{00..FF}_A, b]}\n', '1:28 found braces without quotes; put the whole text in quotes'],
    ['braces in the key', 'layout:\n  key: {folder}/{sub}/id\n', '2:16 found braces without quotes; put the whole text in quotes'],
    ['an open quote', 'version: 1\nname: "abc\nsource: 2\n', '2:7 found a quote that is never closed'],
    ['an open list', 'version: 1\nlayout: [1\ncopy: 2\n', '3:1 found no "]" for what began before'],
    ['two colons', 'name: a: b\n', '1:7 found a second ": " in the line; put the text in quotes'],
    ['no colon', 'version: 1\nbucket shop\nname: x\n', '2:1 found a line without ": "; allowed: a key, a colon, a value'],
    ['a reserved character', 'version: 1\nname: @x\n', '2:7 found a text that begins with "@"; put it in quotes'],
    ['keys out of line', 'source:\n  region: us-east-1\n bucket: abc\n', '3:1 found a key that is not in line with the keys around it'],
    [
      'an unknown escape, over two lines',
      'version: 1\nname: "a\\\u0007"\n',
      '2:9 found what is not YAML: invalid escape sequence \\\\u0007',
    ],
    ['UTF-16', 'v\u0000e\u0000r\u0000', '1:1 found a NUL character; allowed: text in UTF-8'],
    ['nesting without end', '['.repeat(10_000), 'is nested too deeply to be read'],
  ])('%s', (_, text, said) => {
    const problems = problemsIn(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(said);
  });

  test('what stands before the broken line is told; what may only seem wrong because of it is not', () => {
    const error = errorOf('versoin: 1\nname: Ä\nsource:\n\tbucket: x\nlayout: {}\n');
    expect(error).toBe(`CONFIG_INVALID: migration.yml has 3 problems:
  migration.yml:1:1  versoin  unknown key; did you mean \`version\`?
  migration.yml:2:7  name     found "Ä"; allowed: a-z, 0-9 and "-", 1 to 64 characters, such as checkout-history
  migration.yml:4:1  (file)   found a tab as indentation; allowed: spaces
  next: Correct the text first: what follows the broken line could not be read, and may have problems of its own.`);
  });

  test('keys that are written twice, beside other problems', () => {
    expect(problemsIn(`${good}copy: {shards: 2, shards: 300}\nname: x\n`)).toEqual([
      '17:19 copy.shards is written twice; it is in line 17 already',
      '17:27 copy.shards found 300; allowed: a whole number from 1 to 256',
      '18:1 name is written twice; it is in line 2 already',
    ]);
  });

  test('a second document', () => {
    expect(problemsIn(`${good}---\na: 1\n`)).toEqual(['17:1 found a second document; allowed: one document in each file']);
  });

  test('a tag', () => {
    expect(problemsIn(`${good}copy: !shards {shards: 2}\n`)).toEqual(['17:7 found what is not understood: unresolved tag: !shards']);
  });

  test.each(['', '# nothing\n', '- a\n', 'hello'])('no migration at all: %j', (text) => {
    const [problem, ...others] = problemsOf(text);
    expect(others).toEqual([]);
    expect(problem?.text).toMatch(/; allowed: a migration, with the keys version, name, source/);
  });

  test('anchors and aliases are understood, and problems are shown where the value stands', () => {
    const shared = good
      .replace('account: "111122223333"', 'account: &ours "444455556666"')
      .replace('account: "444455556666"', 'account: *ours');
    expect(parseMigration(shared, 'm.yml').target.account).toBe('444455556666');
    const wrong = problemsOf(shared.replace('&ours "444455556666"', '&ours "44"'));
    expect(wrong.map(({ line, path }) => [line, path])).toEqual([
      [6, 'source.account'],
      [6, 'target.account'],
    ]);
  });

  test('aliases without an anchor, and aliases that multiply', () => {
    expect(problemsIn(`${good}copy: *nothing\n`)).toEqual(['17:7 copy found the alias *nothing; no &nothing stands before it']);
    const ten = (of: string) => `[${Array.from({ length: 10 }, () => of).join(',')}]`;
    expect(problemsIn(`a: &a ${ten('x')}\nb: &b ${ten('*a')}\nc: &c ${ten('*b')}\nd: ${ten('*c')}\n`).join()).toContain(
      'repeats itself through aliases',
    );
  });

  test.each([
    ['Windows line ends', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte-order mark', (text: string) => `\uFEFF${text}`],
  ])('%s', (_, change) => {
    expect(parseMigration(change(good), 'm.yml')).toEqual(parseMigration(good, 'm.yml'));
  });
});

test('places are of the file as it is, also inside a pattern', () => {
  const text = fileWith({}).replace(/folders:[^]*(?=ledger:)/, 'folders:\n    - "{00..FF}_{A,B"\n    - plain\\x\n');
  expect(problemsOf(text).map(({ line, column, path }) => [line, column, path])).toEqual([
    [14, 17, 'layout.folders[0]'],
    [15, 12, 'layout.folders[1]'],
  ]);
});

test('whatever happens to a file, the answer is a migration or a list of problems inside it', () => {
  const text = fileWith({}, MOST);
  const piece = fc.constantFrom(
    '',
    '\t',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    ': ',
    '- ',
    '\n',
    '&a ',
    '*a',
    '!',
    '|',
    '#',
    '\\',
    'é',
    '\uD800',
    '0',
    '<<: ',
    '---\n',
  );
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: fc.nat(text.length), remove: fc.nat(12), insert: piece }), { minLength: 1, maxLength: 4 }),
      (edits) => {
        const changed = edits.reduce((now, { at, remove, insert }) => now.slice(0, at) + insert + now.slice(at + remove), text);
        const checked = checkMigration(changed, 'migration.yml');
        if (checked.ok) return;
        expect(checked.problems.length).toBeGreaterThan(0);
        const lines = changed.split('\n').length;
        for (const { line, column } of checked.problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines + 1);
          expect(column).toBeGreaterThanOrEqual(1);
        }
        expect(renderProblems(checked.problems).split('\n')).toHaveLength(checked.problems.length);
      },
    ),
    { numRuns: 200 },
  );
});
