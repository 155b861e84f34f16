import { describe, expect, test } from 'vitest';
import { digestsOf } from '../../../src/config/digests.ts';
import { parseMigration, type NamedFiles } from '../../../src/config/parse.ts';
import { leavesOf } from '../../../src/config/leaves.ts';
import { DEFAULT_OBJECT_POLICY } from '../../../src/contracts/objects.ts';
import { fileWith, LEAST, migrationWith, MOST, NAMED, RULES } from './written.ts';

const before = digestsOf(migrationWith({}, MOST));

/** Another value for every field of MOST. */
const CHANGES: Readonly<Record<string, unknown>> = {
  name: 'other-orders',
  'source.bucket': 'shop-orders-2',
  'source.region': 'us-west-2',
  'source.account': '111122223334',
  'source.prefix': 'old/',
  'target.bucket': 'analytics-orders-2',
  'target.region': 'us-west-2',
  'target.account': '444455556667',
  'target.prefix': 'h/',
  'layout.key': '{folder}/{document}',
  'layout.folders': ['{00..0F}_{A,B}', 'more'],
  'layout.except': ['0F_A'],
  'cutoff.lastModified': '2020-01-15T00:00:01Z',
  'cutoff.document': '2020-01-16',
  'copy.shards': 9,
  'copy.executor': 'runner',
  'copy.machine.type': 'm5.4xlarge',
  'copy.inFlight': 65,
  'copy.copiesPerSecond': 500,
  'copy.threads': 4,
  'copy.jobsAtOnce': 3,
  'copy.objects.tags': 'drop',
  'copy.objects.storageClass': 'GLACIER_IR',
  'copy.objects.kmsKey': 'arn:aws:kms:us-east-2:444455556666:key/other',
  'copy.objects.acl': 'bucket-owner-full-control',
  'copy.objects.annotations': 'copy',
  'copy.objects.overwrite': 'never',
  'copy.objects.requesterPays': true,
  'copy.objects.keepPartLayout': true,
  'copy.objects.partBytes': 8_388_608,
  'verify.executor': 'fleet',
  'verify.machine.type': 'm7g.large',
  'verify.machine.subnet': 'subnet-0123456789abcdef1',
  'verify.machine.securityGroup': 'sg-0123456789abcdef1',
  'partition.clusters': 5,
  'partition.machines.primary': 'r5.2xlarge',
  'partition.machines.core': 'c5.4xlarge',
  'partition.machines.coreCount': 2,
  'partition.release': 'emr-7.13.0',
  'partition.rules': 'other-rules.yml',
  'partition.schema': 'other-columns.yml',
  'partition.table.database': 'analytics2',
  'partition.table.name': 'orders2',
  'partition.table.prefix': 'tables/orders2/',
  'partition.ranges': ['2018-01-01'],
  'access.mode': 'managed',
  'access.hours': 13,
  'access.roles.plan': 'arn:aws:iam::444455556666:role/p2',
  'access.roles.operate': 'arn:aws:iam::444455556666:role/o2',
  'access.roles.approve': 'arn:aws:iam::444455556666:role/v2',
  'access.roles.agent': 'arn:aws:iam::444455556666:role/a2',
  'access.roles.survey': 'arn:aws:iam::111122223333:role/s2',
  'access.roles.grant': 'arn:aws:iam::111122223333:role/g2',
  'copy.machine.subnet': 'subnet-0fedcba9876543210',
  'copy.machine.securityGroup': 'sg-0fedcba9876543210',
  'partition.subnet': 'subnet-0fedcba9876543210',
  'partition.launch.paced': true,
  'partition.launch.waveSize': 2,
  'partition.jobsAtOnce': 3,
  'access.roles.job': 'arn:aws:iam::444455556666:role/j2',
  'access.roles.emr': 'arn:aws:iam::444455556666:role/e2',
  'access.roles.publish': 'arn:aws:iam::444455556666:role/u2',
  'ledger.bucket': 'state-of-other-things',
  'ledger.prefix': 'orders2/',
  'limits.usd': 101,
  'limits.hours': 11,
};

/** A role must be of its side's account: whoever changes the account leaves the roles to their defaults. */
const together = (field: string): Readonly<Record<string, unknown>> => (field.endsWith('.account') ? { 'access.roles': undefined } : {});

describe('a change of a field moves the digest of its kind, and no other', () => {
  const fields = leavesOf()
    .map(({ path, facts }) => ({ field: path.join('.'), kind: facts?.kind }))
    // The version has one value.
    .filter(({ field }) => field !== 'version');

  test.each(fields)('$field: $kind', ({ field, kind }) => {
    expect(CHANGES).toHaveProperty([field]);
    const base = digestsOf(migrationWith(together(field), MOST));
    const after = digestsOf(migrationWith({ ...together(field), [field]: CHANGES[field] }, MOST));
    // Roles that follow the account are operational.
    const moved = Object.keys(after).filter(
      (name) =>
        after[name as keyof typeof after] !== base[name as keyof typeof base] && !(name === 'operational' && field.endsWith('.account')),
    );
    expect(moved).toEqual([kind]);
  });
});

describe('what does not count', () => {
  const elsewhere: NamedFiles = new Map([
    ['r/other.yml', `# the rules\n${RULES.replace('date: [At]', 'date:  [\n At ]')}`],
    ['columns.yml', 'columns: {At: timestamp, Id: string}\nversion: 1'],
  ]);
  test.each([
    ['comments and white space', `# a comment\n\n${fileWith({}, MOST).replaceAll('\n', ' # another\n')}`, NAMED],
    ['the order of keys', fileWith({}, Object.fromEntries(Object.entries(MOST).toReversed())), NAMED],
    [
      'how the folders are spelt',
      fileWith({ 'layout.folders': ['{0A..0F}_A', '{00..0E}_B', '{00..09}_A'], 'layout.except': undefined }, MOST),
      NAMED,
    ],
    [
      'how a moment is spelt',
      fileWith({ 'cutoff.lastModified': '2020-01-15', 'cutoff.document': '2020-01-15T02:00:00+02:00' }, MOST),
      NAMED,
    ],
    ['name, comments and white space of a file that is named', fileWith({ 'partition.rules': 'r/other.yml' }, MOST), elsewhere],
  ])('%s', (_, text, named) => {
    expect(digestsOf(parseMigration(text, 'migration.yml', named))).toEqual(before);
  });

  test('defaults that are written out', () => {
    // Nothing can be written for no key.
    const { kmsKey: _kmsKey, ...DEFAULT_OBJECTS } = DEFAULT_OBJECT_POLICY;
    const written = {
      'source.prefix': '',
      'target.prefix': '',
      'layout.except': [],
      copy: { shards: 16, executor: 'runner', machine: { type: 'm5.4xlarge' }, inFlight: 256, objects: DEFAULT_OBJECTS },
      verify: { executor: 'runner', machine: { type: 'm5.large' } },
      access: { mode: 'managed', hours: 24, roles: { agent: 'arn:aws:iam::444455556666:role/bucket-brigade-agent' } },
      ledger: { bucket: 'analytics-state', prefix: '' },
    };
    expect(digestsOf(migrationWith(written, LEAST))).toEqual(digestsOf(migrationWith({}, LEAST)));
  });
});

test('what a named file says counts', () => {
  const named = new Map([...NAMED, ['rules.yml', `${RULES}unique: Id\n`]]);
  const after = digestsOf(parseMigration(fileWith({}, MOST), 'migration.yml', named));
  expect(after.transform).not.toBe(before.transform);
  expect({ ...after, transform: before.transform }).toEqual(before);
});

test('a migration that was parsed without its files has no digests, rather than wrong ones', () => {
  const alone = parseMigration(fileWith({}, MOST), 'migration.yml');
  expect(() => digestsOf(alone)).toThrow(/content of rules\.yml/);
});

// A later version that moves these makes every running migration a new one: see valueAt for how a new field avoids it.
test('digests stay what they are from version to version', () => {
  expect({ least: digestsOf(migrationWith({}, LEAST)), most: before }).toMatchInlineSnapshot(`
    {
      "least": {
        "identity": "6ebe5f21da1ab43ebe9f3f5c6f70ab3c",
        "operational": "095fd3142e45fed0fd07ae3bca6dafdf",
        "transform": "44136fa355b3678a1146ad16f7e8649e",
      },
      "most": {
        "identity": "b1bf6ca08127a683b1ca1d58eac55e12",
        "operational": "c5e6a716630ef2f2bd169f14dcda4a51",
        "transform": "cc9a7b4e819aa35f31d67193d25809a4",
      },
    }
  `);
});
