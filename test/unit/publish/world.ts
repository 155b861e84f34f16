import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RangeCommit, RangeFile } from '../../../src/contracts/partition.ts';
import type { PublishCommit } from '../../../src/contracts/publish.ts';
import { ledgerNames } from '../../../src/ledger/names.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import type { CatalogueTable } from '../../../src/publish/catalogue.ts';
import type { OpenPlan } from '../../../src/stages/open-plan.ts';
import { publishStage, type PublishOutcome, type PublishStageInput } from '../../../src/stages/publish.ts';
import { rollbackStage, type RollbackOutcome } from '../../../src/stages/rollback.ts';
import { someFacts } from '../../builders/partition.ts';
import { aPlan, LEDGER, OWNERS, TARGET } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryCatalogue, type MemoryCatalogue } from '../../fakes/memory-catalogue.ts';
import { memoryS3, type MemoryS3 } from '../../fakes/memory-s3.ts';

export const FIXTURES = join(import.meta.dirname, '../../fixtures/parquet');
export const fixture = (name: string): Buffer => readFileSync(join(FIXTURES, `${name}.parquet`));

export const TABLE = { database: 'analytics', name: 'checkout', prefix: 'tables/checkout/' };
export const TRANSFORM = 'b'.repeat(32);
export const RANGES = [
  { name: 'r00', from: null, until: '2019-01-01' },
  { name: 'r01', from: '2019-01-01', until: '2019-02-01' },
  { name: 'r02', from: '2019-02-01', until: null },
] as const;

export const COLUMNS: CatalogueTable['columns'] = [
  ['orderid', 'string'],
  ['creationdate', 'timestamp'],
  ['value', 'bigint'],
  ['iscompleted', 'boolean'],
  ['rate', 'double'],
  ['items', 'array<struct<id:string,price:bigint,tags:array<string>>>'],
  ['customdata', 'struct<fields:map<string,string>>'],
];

export const aTable = (more: Partial<CatalogueTable> = {}): CatalogueTable => ({
  columns: COLUMNS,
  partitionKeys: [
    ['year', 'string'],
    ['month', 'string'],
    ['day', 'string'],
  ],
  location: `s3://${TARGET.bucket}/${TABLE.prefix}`,
  format: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
  parameters: { EXTERNAL: 'TRUE' },
  ...more,
});

export const at = (day: string, name: string): string => {
  const [year, month, date] = day.split('-');
  return `${TABLE.prefix}YEAR=${year}/MONTH=${month}/DAY=${date}/${name}`;
};

export const LIVE = at('2019-01-02', 'part-00000-live.snappy.parquet');
export const LIVE_LATER = at('2020-01-20', 'part-00000-live.snappy.parquet');

/** A range's files: a day and the fixture that it holds, with its rows. */
export type Held = readonly (readonly [day: string, fixture: string, rows: number])[];

export const HELD: Readonly<Record<string, Held>> = {
  r00: [['2018-12-31', 'ours-1', 1]],
  r01: [
    ['2019-01-02', 'ours-2', 2],
    ['2019-01-02', 'ours-3', 3],
    ['2019-01-03', 'ours-1', 1],
  ],
  r02: [['2019-02-01', 'ours-3', 3]],
};
export const ROWS = 10;

export interface World {
  readonly s3: MemoryS3;
  readonly catalogue: MemoryCatalogue;
  readonly lines: string[];
  open: OpenPlan;
  input: PublishStageInput;
  publish(over?: Partial<Pick<World, 's3' | 'catalogue'>>): Promise<PublishOutcome>;
  rollback(over?: Partial<Pick<World, 's3' | 'catalogue'>>, commit?: string | null): Promise<RollbackOutcome>;
  /** What lies in the table. */
  table(): Record<string, string>;
  commit(): PublishCommit | null;
  commitRanges(
    held: Readonly<Record<string, Held>>,
    how?: { transform?: string; identity?: string; inputs?: string | Readonly<Record<string, string>> },
  ): PublishStageInput;
}

/** A ledger with three ranges, a table with two live files, and the catalogue that knows both of their days. */
export function aWorld({ transform = TRANSFORM }: { transform?: string } = {}): World {
  const s3 = memoryS3(OWNERS);
  const catalogue = memoryCatalogue(aTable());
  const clock = fakeClock();
  const lines: string[] = [];
  let drawn = 0;
  s3.put('target', LIVE, fixture('live'), { lastModified: '2019-01-03T02:00:00.000Z' });
  s3.put('target', LIVE_LATER, fixture('live'), { lastModified: '2020-01-21T02:00:00.000Z' });
  for (const day of ['2019-01-02', '2020-01-20']) catalogue.add(day.split('-'), `s3://${TARGET.bucket}/${at(day, '')}`);
  const deps = (over: Partial<Pick<World, 's3' | 'catalogue'>>) => ({
    s3: over.s3 ?? s3,
    ledger: s3Ledger(over.s3 ?? s3, LEDGER),
    catalogue: over.catalogue ?? catalogue,
    clock,
    random: () => (drawn += 0.001) % 1,
    signal: new AbortController().signal,
    log: (line: string) => void lines.push(line),
  });
  const world: World = {
    s3,
    catalogue,
    lines,
    open: openPlan(transform),
    input: { inputs: {}, rows: ROWS },
    publish: (over = {}) => publishStage(deps(over), world.open, world.input),
    rollback: (over = {}, commit = null) => rollbackStage(deps(over), world.open, { commit }),
    table: () =>
      Object.fromEntries(s3.keys('target').map((key) => [key, s3.buckets.get('target')!.objects.get(key)!.body.toString('base64')])),
    commit: () => {
      const { identity, transform: of } = world.open.plan.digests;
      const name = `${LEDGER.prefix}${ledgerNames('a-migration', identity).table(of).publish()}`;
      const stored = s3.buckets.get('ledger')!.objects.get(name);
      return stored === undefined ? null : (JSON.parse(stored.body.toString()) as PublishCommit);
    },
    commitRanges: (held, how = {}) => {
      const { transform: of = transform, identity = 'a'.repeat(32), inputs: given = 'e'.repeat(32) } = how;
      let rows = 0;
      const inputsOf = (name: string) => (typeof given === 'string' ? given : given[name]!);
      for (const range of RANGES) {
        const inputs = inputsOf(range.name);
        const root = ledgerNames('a-migration', identity).table(of).rangeCommit(range.name, inputs);
        const files: RangeFile[] = (held[range.name] ?? []).map(([day, name, count], index) => {
          const key = `${LEDGER.prefix}${root.replace('commit.json', '')}part-${index}-${name}.parquet`;
          s3.put('ledger', key, fixture(name));
          rows += count;
          const { etag, body } = s3.buckets.get('ledger')!.objects.get(key)!;
          return { key, day, rows: count, bytes: body.length, etag };
        });
        const commit: RangeCommit = {
          contract: 'range-commit/1',
          migration: 'a-migration',
          identity,
          transform: of,
          range,
          generation: 1,
          inputs,
          rows: files.reduce((sum, file) => sum + file.rows, 0),
          files,
          job: 'j',
          seconds: 1,
          committedAt: '2026-01-01T00:00:00Z',
        };
        s3.put('ledger', LEDGER.prefix + root, JSON.stringify(commit));
      }
      return { inputs: Object.fromEntries(RANGES.map(({ name }) => [name, inputsOf(name)])), rows };
    },
  };
  world.input = world.commitRanges(HELD);
  return world;
}

export function openPlan(transform: string, identity = 'a'.repeat(32)): OpenPlan {
  const plan = aPlan({
    digests: { identity, transform, operational: 'c'.repeat(32) },
    partition: someFacts({ batches: [], ranges: [...RANGES], table: TABLE }),
  });
  return { plan, digest: 'd'.repeat(32), uri: 's3://ledger/plan.json', names: ledgerNames(plan.migration, identity) };
}

/** The keys that a publish of HELD gives. */
export const PLACED = [
  at('2018-12-31', `bucket-brigade-a-migration-${TRANSFORM.slice(0, 12)}-r00-00000.parquet`),
  at('2019-01-02', `bucket-brigade-a-migration-${TRANSFORM.slice(0, 12)}-r01-00000.parquet`),
  at('2019-01-02', `bucket-brigade-a-migration-${TRANSFORM.slice(0, 12)}-r01-00001.parquet`),
  at('2019-01-03', `bucket-brigade-a-migration-${TRANSFORM.slice(0, 12)}-r01-00002.parquet`),
  at('2019-02-01', `bucket-brigade-a-migration-${TRANSFORM.slice(0, 12)}-r02-00000.parquet`),
];

/** Everything that somebody could notice of a write. */
export function written({ s3, catalogue }: World) {
  const { copy, put, delete: deleted } = s3.counters;
  return { copy, put, deleted, catalogue: catalogue.calls.filter((call) => call === 'register' || call === 'unregister').length };
}

/** A refusal that wrote nothing, anywhere. */
export async function refused(world: World, expected: object) {
  const [table, before] = [world.table(), written(world)];
  await expect(world.publish()).rejects.toMatchObject(expected);
  expect(world.table()).toEqual(table);
  expect(written(world)).toEqual(before);
}
