import { describe, expect, it } from 'vitest';
import { tableFindings } from '../../../src/contracts/table-findings.ts';
import { pinOf } from '../../../src/partition/ready.ts';
import type { FolderCommit, RangeCommit } from '../../../src/contracts/partition.ts';
import type { PublishCommit, PublishedFile } from '../../../src/contracts/publish.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { planCompaction } from '../../../src/partition/compact-plan.ts';
import { verifyTableStage } from '../../../src/stages/verify-table.ts';
import { copied } from '../../builders/partition.ts';
import { LEDGER } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { aTable as aCatalogueTable, at, aWorld, fixture, HELD, PLACED, RANGES, ROWS, written } from './world.ts';

const FOLDER = 'A';

/** A folder of eleven documents: ten rows in three ranges, and a reject; compacted and published. */
async function aTable() {
  const world = aWorld();
  const { open } = world;
  const [batch] = [{ batch: '00', folders: [FOLDER] }];
  open.plan.partition!.batches.push(batch);
  const checkpoint = copied(world.s3, open, FOLDER, 11);
  const days: Record<string, number> = {};
  for (const [day, , rows] of Object.values(HELD).flat()) days[day] = (days[day] ?? 0) + rows;
  const { identity, transform } = open.plan.digests;
  const commit: FolderCommit = {
    contract: 'folder-commit/1',
    migration: open.plan.migration,
    identity,
    transform,
    folder: FOLDER,
    generation: 1,
    manifest: pinOf(checkpoint).manifest,
    documents: 11,
    rows: ROWS,
    rejects: { malformed: 1 },
    files: RANGES.map(({ name }, index) => ({
      key: `staged/${name}.parquet`,
      range: name,
      rows: (HELD[name] ?? []).reduce((sum, [, , rows]) => sum + rows, 0),
      bytes: 10,
      etag: String(index).repeat(32),
    })),
    days,
    rejectsKey: 'staged/rejects.ndjson.gz',
    job: 'j',
    seconds: 1,
    committedAt: '2026-01-01T00:00:00Z',
  };
  const commitKey = LEDGER.prefix + open.names.table(transform).folderCommit(FOLDER, checkpoint.generation);
  const write = (changed: Partial<FolderCommit> = {}) => world.s3.put('ledger', commitKey, JSON.stringify({ ...commit, ...changed }));
  write();
  const ordered = planCompaction(new Map([[FOLDER, commit]]), [...RANGES]).batches.flatMap(({ ranges }) => ranges);
  world.input = world.commitRanges(HELD, { inputs: Object.fromEntries(ordered.map(({ range, inputs }) => [range.name, inputs])) });
  await world.publish();
  const verify = async () => {
    const before = written(world);
    const done = await verifyTableStage(
      {
        s3: world.s3,
        catalogue: world.catalogue,
        ledger: s3Ledger(world.s3, LEDGER),
        clock: fakeClock(),
        signal: new AbortController().signal,
        log: (line) => void world.lines.push(line),
      },
      open,
    );
    // Its findings are all that it writes.
    expect(written(world)).toEqual({ ...before, put: before.put + 1 });
    expect(tableFindings.parse(done.findings)).toEqual(done.findings);
    return done;
  };
  return { ...world, verify, write, commitKey };
}

const FIRST = PLACED[0]!;
const LAST = ['2019', '02', '01'] as [string, string, string];
const never = new AbortController().signal;

describe('a published table', () => {
  it('is whole when documents, ranges, publish, footers and catalogue say the same', async () => {
    const { findings, error } = await (await aTable()).verify();
    expect(error).toBeNull();
    expect(findings).toMatchObject({
      verdict: 'whole',
      counts: {},
      seen: { folders: 1, committed: 1, documents: 11, rows: ROWS, rejects: 1, ranges: 3, rangeRows: ROWS, publishedFiles: 5 },
    });
    expect(findings.seen).toMatchObject({ publishedRows: ROWS, footerRows: ROWS, partitions: 4, others: 2 });
  });

  type Table = Awaited<ReturnType<typeof aTable>>;
  const rangeOne = ({ open, s3 }: Table) =>
    s3.keys('ledger').find((key) => key.includes('/ranges/r01/') && key.endsWith('commit.json') && key.includes(open.plan.migration))!;
  /** Somebody writes a document of the ledger anew. */
  const rewritten = <T extends object>({ s3 }: Table, key: string, change: (held: T) => Partial<T>) => {
    const held = JSON.parse(s3.buckets.get('ledger')!.objects.get(key)!.body.toString()) as T;
    s3.put('ledger', key, JSON.stringify({ ...held, ...change(held) }));
  };
  const publishRewritten = (table: Table, change: (held: PublishCommit) => Partial<PublishCommit>) =>
    rewritten(table, LEDGER.prefix + table.open.names.table(table.open.plan.digests.transform).publish(), change);
  const recorded = (table: Table, key: string, change: Partial<PublishedFile>) =>
    publishRewritten(table, ({ files }) => ({ files: files.map((file) => (file.key === key ? { ...file, ...change } : file)) }));
  /** File and record alike: the listing shows what was recorded. */
  const replaced = (table: Table, key: string, body: Buffer) => {
    table.s3.put('target', key, body);
    recorded(table, key, { etag: table.s3.buckets.get('target')!.objects.get(key)!.etag, bytes: body.length });
  };
  const rangeRewritten = (table: Table, file: Partial<RangeCommit['files'][number]>) =>
    rewritten<RangeCommit>(table, rangeOne(table), ({ files: [first, ...others] }) => ({ files: [{ ...first!, ...file }, ...others] }));
  const rows: [string, (table: Table) => unknown, Partial<Record<string, number>>][] = [
    ['a file was deleted', ({ s3 }) => s3.remove('target', FIRST), { 'missing-file': 1 }],
    [
      'a file was written over, as long as before',
      ({ s3 }) => s3.put('target', FIRST, Buffer.alloc(fixture('ours-1').length)),
      { 'content-differs': 1 },
    ],
    ['a file was cut', ({ s3 }) => s3.put('target', FIRST, fixture('ours-1').subarray(0, 50)), { 'size-differs': 1 }],
    [
      'a file of ours lies there once more',
      ({ s3 }) => s3.put('target', FIRST.replace('00000.parquet', '00007.parquet'), fixture('ours-1')),
      { 'unrecorded-file': 1 },
    ],
    ['live files came and went', ({ s3 }) => s3.put('target', at('2020-01-22', 'part-1.parquet'), fixture('live')), {}],
    ['a partition is gone from the catalogue', ({ catalogue }) => catalogue.unregister(LAST, never), { 'partition-missing': 1 }],
    [
      'a partition was moved',
      async ({ catalogue }) => {
        await catalogue.unregister(LAST, never);
        catalogue.add(LAST, 's3://target/elsewhere/');
      },
      { 'partition-elsewhere': 1 },
    ],
    ['a folder was copied again since', ({ open, s3 }) => copied(s3, open, FOLDER, 12), { 'commit-open': 1 }],
    ['a folder has lost its commit', ({ commitKey, s3 }) => s3.remove('ledger', commitKey), { 'folder-not-committed': 1 }],
    ['a commit does not close', ({ write }) => write({ rejects: {} }), { 'commit-open': 1 }],
    ['a range has lost its commit', (table) => table.s3.remove('ledger', rangeOne(table)), { 'range-not-committed': 1 }],
    ['it was rolled back', (table) => table.rollback(), { 'not-published': 1 }],
    ['the publish counts other rows', (table) => publishRewritten(table, ({ rows }) => ({ rows: rows + 1 })), { 'rows-differ': 1 }],
    [
      'a file is in the table and in its record no more',
      (table) => {
        table.s3.remove('target', PLACED[4]!);
        publishRewritten(table, ({ files, rows }) => ({ files: files.slice(0, 4), rows: rows - files[4]!.rows }));
      },
      { 'rows-differ': 1 },
    ],
    ['a file is said to have other rows', (table) => recorded(table, FIRST, { rows: 2 }), { 'rows-differ': 1, 'footer-differs': 1 }],
    ['a range was made anew since', (table) => rangeRewritten(table, { etag: 'f'.repeat(32) }), { 'rows-differ': 1 }],
    ['a range has a file that is not of this migration', (table) => rangeRewritten(table, { key: 'elsewhere' }), { 'commit-open': 1 }],
    ['a file is no Parquet', (table) => replaced(table, FIRST, Buffer.from('not what it is called')), { 'unreadable-file': 1 }],
    ['a file is empty', (table) => replaced(table, FIRST, Buffer.alloc(0)), { 'unreadable-file': 1 }],
    ['no ETag of a file was recorded', (table) => recorded(table, FIRST, { etag: null }), { 'content-differs': 1 }],
    [
      'a file goes between its listing and its footer',
      ({ s3 }) => {
        s3.before = (operation, _bucket, key) => {
          if (operation === 'tail' && key === FIRST) s3.remove('target', key);
        };
      },
      { 'missing-file': 1 },
    ],
    ['the catalogue has lost the table', ({ catalogue }) => void (catalogue.current = null), { 'table-unusable': 1 }],
    [
      'it became a table of another format',
      ({ s3 }) => s3.put('target', at('2019-01-02', 'x').replace(/YEAR.*/, '_delta_log/00.json'), '{}'),
      { 'table-unusable': 1 },
    ],
  ];
  it.each(rows)('when %s', async (_what, change, counts) => {
    const table = await aTable();
    await change(table);
    const { error, findings } = await table.verify();
    expect(findings.counts).toEqual(counts);
    if (Object.keys(counts).length === 0) expect(error).toBeNull();
    else expect(error).toMatchObject({ code: 'DIFFERENCES_FOUND', exitCode: 3, next: expect.any(String) });
  });

  it('needs no partition in the catalogue where readers compute them', async () => {
    const table = await aTable();
    await table.catalogue.unregister(LAST, never);
    const projecting = (enabled: string) =>
      (table.catalogue.current = aCatalogueTable({ parameters: { EXTERNAL: 'TRUE', 'projection.enabled': enabled } }));
    projecting('TRUE');
    expect(await table.verify()).toMatchObject({ error: null, findings: { verdict: 'whole', counts: {}, seen: { partitions: 4 } } });
    projecting('false');
    expect((await table.verify()).findings).toMatchObject({ counts: { 'partition-missing': 1 }, seen: { partitions: 3 } });
  });

  it('says which of the rows differ, and from what', async () => {
    const said = async (change: (table: Table) => void) => {
      const table = await aTable();
      change(table);
      return (await table.verify()).findings.examples;
    };
    const thing = 'analytics.checkout';
    expect(await said((table) => publishRewritten(table, () => ({ rows: 9 })))).toEqual([
      { class: 'rows-differ', thing, detail: 'the folders have 10 rows, the publish 9, and its files 10' },
    ]);
    expect(await said((table) => rangeRewritten(table, { etag: 'f'.repeat(32) }))).toEqual([
      { class: 'rows-differ', thing, detail: 'the ranges have been made anew since the publish' },
    ]);
  });

  it('by its footers, whatever the ETags say', async () => {
    const table = await aTable();
    // One row instead of three.
    replaced(table, PLACED[2]!, fixture('ours-1'));
    const { findings } = await table.verify();
    expect(findings.counts).toEqual({ 'footer-differs': 1 });
    expect(findings.examples[0]).toMatchObject({ thing: PLACED[2], detail: 'its footer counts 1 rows, and the publish 3' });
    expect(findings.seen.footerRows).toBe(ROWS - 2);
  });
});
