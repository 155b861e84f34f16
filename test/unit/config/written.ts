import { stringify } from 'yaml';
import type { Migration } from '../../../src/config/migration.ts';
import { checkMigration, parseMigration, type NamedFiles, type Problem } from '../../../src/config/parse.ts';

/** A migration file with nothing in it that may be left out. */
export const LEAST = {
  version: 1,
  name: 'orders',
  source: { bucket: 'shop-orders', region: 'us-east-1', account: '111122223333' },
  target: { bucket: 'analytics-orders', region: 'us-east-2', account: '444455556666' },
  layout: { key: '{folder}/{sub}/id/{document}', folders: ['{00..0F}_{A,B}'] },
  ledger: { bucket: 'analytics-state' },
};

/** One with a value for every field, none of them the default. */
export const MOST = {
  version: 1,
  name: 'orders',
  source: { ...LEAST.source, prefix: 'live/' },
  target: { ...LEAST.target, prefix: 'history/' },
  layout: { ...LEAST.layout, except: ['0F_B'] },
  cutoff: { lastModified: '2020-01-15T00:00:00Z', document: '2020-01-15' },
  copy: {
    shards: 8,
    executor: 'fleet',
    machine: { type: 'm7g.4xlarge', subnet: 'subnet-0123456789abcdef0', securityGroup: 'sg-0123456789abcdef0' },
    inFlight: 64,
    copiesPerSecond: 400,
    threads: 3,
    jobsAtOnce: 5,
  },
  partition: {
    clusters: 4,
    machines: { primary: 'r5.4xlarge', core: 'm5.4xlarge', coreCount: 3 },
    release: 'emr-7.12.0',
    subnet: 'subnet-0123456789abcdef0',
    launch: { paced: false, waveSize: 4 },
    jobsAtOnce: 2,
    rules: 'rules.yml',
    schema: 'columns.yml',
    table: { database: 'analytics', name: 'orders', prefix: 'tables/orders/' },
    ranges: ['2018-01-01', '2019-01-01'],
  },
  access: {
    mode: 'manual',
    hours: 12,
    roles: {
      plan: 'arn:aws:iam::444455556666:role/p',
      operate: 'arn:aws:iam::444455556666:role/o',
      approve: 'arn:aws:iam::444455556666:role/v',
      agent: 'arn:aws:iam::444455556666:role/a',
      job: 'arn:aws:iam::444455556666:role/j',
      emr: 'arn:aws:iam::444455556666:role/e',
      publish: 'arn:aws:iam::444455556666:role/u',
      survey: 'arn:aws:iam::111122223333:role/s',
      grant: 'arn:aws:iam::111122223333:role/g',
    },
  },
  ledger: { bucket: 'state-of-things', prefix: 'orders/' },
  limits: { usd: 100, hours: 10 },
};

/** The least of rules, and the least table that they fit. */
export const RULES = 'version: 1\npartition: {date: [At], columns: {YEAR: year, MONTH: month, DAY: day}}\n';
export const COLUMNS = 'version: 1\ncolumns: {Id: string, At: timestamp}\n';

export const NAMED: NamedFiles = new Map([
  ['rules.yml', RULES],
  ['columns.yml', COLUMNS],
  ['other-rules.yml', `${RULES}unique: Id\n`],
  ['other-columns.yml', COLUMNS.replace('Id', 'OrderId')],
]);

type Tree = Readonly<Record<string, unknown>>;

/** The file with some values in other words: `{ 'copy.shards': 4 }`; undefined leaves a key out. */
export function fileWith(changes: Tree, of: Tree = LEAST): string {
  const tree = structuredClone(of) as Record<string, unknown>;
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const section = keys.reduce<Record<string, unknown>>((at, key) => (at[key] ??= {}) as Record<string, unknown>, tree);
    if (value === undefined) delete section[last];
    else section[last] = value;
  }
  return stringify(tree);
}

export function migrationWith(changes: Tree, of: Tree = LEAST): Migration {
  return parseMigration(fileWith(changes, of), 'migration.yml', NAMED);
}

export function problemsOf(text: string, named?: NamedFiles): readonly Problem[] {
  const checked = checkMigration(text, 'migration.yml', named);
  return checked.ok ? [] : checked.problems;
}

/** "path: text" of each problem. */
export function saidAbout(changes: Tree, of: Tree = LEAST): string[] {
  return problemsOf(fileWith(changes, of), NAMED).map(({ path, text }) => `${path}: ${text}`);
}
