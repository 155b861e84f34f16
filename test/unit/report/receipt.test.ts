import { describe, expect, test } from 'vitest';
import type { Findings } from '../../../src/contracts/findings.ts';
import type { FolderCommit } from '../../../src/contracts/partition.ts';
import type { PublishCommit } from '../../../src/contracts/publish.ts';
import type { TableFindings } from '../../../src/contracts/table-findings.ts';
import { receiptOf, shortcomings, type ReceiptFacts } from '../../../src/report/receipt.ts';
import { NO_DIGESTS } from '../../../src/verify/tally.ts';
import { aPlan } from '../../builders/plan.ts';

const plan = aPlan({ folders: ['A', 'B'] });
const accounts = {
  listed: 10,
  identical: 2,
  copied: 5,
  failed: 0,
  vanished: 1,
  excluded: 2,
  targetListed: 7,
  matched: 7,
  targetOnly: 0,
  bytes: 70,
};

const NOTHING = { folders: 0, keys: 0, bytes: 0, more: false };

function aPass(changes: Partial<Findings> = {}): Findings {
  return {
    contract: 'findings/2',
    migration: plan.migration,
    identity: plan.digests.identity,
    plan: 'd'.repeat(32),
    pass: 1,
    verdict: 'identical',
    counts: {},
    examples: [],
    folders: [],
    shards: [],
    affected: [],
    beyondRepeat: [],
    perShard: [],
    perFolder: [],
    digests: NO_DIGESTS,
    outside: { source: NOTHING, target: NOTHING },
    deep: null,
    list: null,
    folderCounts: { expected: 2, present: 2, identical: 2 },
    accounts,
    seen: { sourceListed: 9, equal: 7, different: 0, excluded: 2, targetListed: 7, matched: 7, targetOnly: 0, bytes: 70 },
    unproven: [],
    confidence: { etag: 7, recorded: 0, checksum: 0, size: 0 },
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:00:01Z',
    ...changes,
  };
}

const factsOf = (...passes: Findings[]): ReceiptFacts => ({
  plan,
  planDigest: 'd'.repeat(32),
  passes,
  results: [],
  batches: [],
  table: 'none',
  commits: null,
  publish: null,
  tableFindings: null,
  resources: { instances: 0, clusters: 0, grants: 0 },
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: '2026-01-01T00:00:02Z',
});
const of = (...passes: Findings[]) => receiptOf(factsOf(...passes));

test('a clean last pass with closed accounts is complete, whatever the passes before it found', () => {
  const lost = aPass({ verdict: 'different', counts: { 'missing-object': 3 }, folders: ['A'], shards: ['00'] });
  const receipt = of(lost, aPass({ pass: 2 }));
  expect(receipt).toMatchObject({ verdict: 'complete', reasons: [], folders: { expected: 2, present: 2, identical: 2 }, bytes: 70 });
  expect(receipt.objects).toEqual({ listed: 10, identical: 2, copied: 5, failed: 0, vanished: 1, excluded: 2 });
  expect(receipt.verify).toEqual([
    { pass: 1, findings: { 'missing-object': 3 }, folders: ['A'], shards: ['00'] },
    { pass: 2, findings: {}, folders: [], shards: [] },
  ]);
});

test('keeps what both sides held in the last pass, in all and by folder, and nothing of a pass that did not see them whole', () => {
  const held = (keys: number, digit: string) => ({ keys, bytes: keys * 10, digest: digit.repeat(32), names: 'e'.repeat(32) });
  const digests = { source: held(9, '1'), target: held(7, '2') };
  const perFolder: Findings['perFolder'] = [
    { folder: 'A', shard: '00', state: 'identical', source: held(5, '3'), target: held(5, '4') },
    { folder: 'B', shard: '01', state: 'different', source: held(4, '5'), target: held(2, '6') },
  ];
  const last = aPass({ pass: 2, digests, perFolder });
  expect(of(aPass(), last).content).toEqual({
    ...digests,
    folders: [
      { folder: 'A', source: held(5, '3'), target: held(5, '4') },
      { folder: 'B', source: held(4, '5'), target: held(2, '6') },
    ],
  });
  // Of sides that differ it is known what they hold, too.
  expect(of({ ...last, verdict: 'different' }).content).toMatchObject(digests);
  expect(of(aPass(), { ...last, verdict: 'unproven', unproven: [{ folder: 'B', reason: 'cut off' }] }).content).toBeNull();
  expect(of().content).toBeNull();
});

test('legs of the table half are told by the clusters that they rented, and by what failed on one', () => {
  const silent = (unit: string) => ({ unit, cluster: 'j-1', generation: 1, attempt: 1, class: 'silent', evidence: 'no message' });
  const leg = { contract: 'batch-result/1', migration: 'm', identity: 'i', transform: 't', plan: 'p', end: 'proven' } as const;
  const times = { units: 2, committed: 2, found: 0, startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:01Z' };
  const cluster = (id: string, how: 'adopted' | 'created') => ({ id, how, generation: 1, attempt: 1 });
  const { run } = receiptOf({
    plan,
    planDigest: 'd'.repeat(32),
    passes: [aPass()],
    results: [],
    batches: [
      { ...leg, ...times, kind: 'partition', batch: '00', clusters: [cluster('j-1', 'adopted'), cluster('j-2', 'created')], failures: [] },
      { ...leg, ...times, kind: 'compact', batch: 'c00', clusters: [], failures: [silent('A'), silent('B')] },
    ],
    table: 'none',
    commits: null,
    publish: null,
    tableFindings: null,
    resources: { instances: 0, clusters: 0, grants: 0 },
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:00:02Z',
  });
  expect(run.batches).toEqual([
    { kind: 'partition', batch: '00', clusters: 1, failures: {} },
    { kind: 'compact', batch: 'c00', clusters: 0, failures: { silent: 2 } },
  ]);
});

describe('incomplete, with its reason: something differs, or nobody knows', () => {
  test.each<[string, Findings[], string, string]>([
    ['no pass', [], 'no verify pass has ended', 'UNPROVEN'],
    [
      'a side that was not seen',
      [aPass({ verdict: 'unproven', unproven: [{ folder: 'A', reason: 'x' }] })],
      '1 of 2 folders could not be seen',
      'UNPROVEN',
    ],
    [
      'differences',
      [aPass({ verdict: 'different', counts: { 'size-differs': 2 } })],
      'the last pass found size-differs 2',
      'DIFFERENCES_FOUND',
    ],
    ['a failed key', [aPass({ accounts: { ...accounts, failed: 1, listed: 11 } })], 'keys that failed: 1', 'DIFFERENCES_FOUND'],
    [
      'a folder without proof',
      [aPass({ folderCounts: { expected: 2, present: 2, identical: 1 } })],
      '1 of 2 folders are not proven identical',
      'DIFFERENCES_FOUND',
    ],
    [
      'a key without an end',
      [aPass({ accounts: { ...accounts, listed: 11 } })],
      'the accounts do not close: listed 11, ended 10',
      'UNPROVEN',
    ],
    [
      'keys that no manifest holds',
      [aPass({ seen: { ...aPass().seen, equal: 8 } })],
      'verify saw 8 keys equal, and the manifests hold 7',
      'UNPROVEN',
    ],
  ])('%s', (_, passes, reason, code) => {
    const { verdict, reasons } = of(...passes);
    expect(verdict).toBe('incomplete');
    expect(reasons).toEqual([expect.stringContaining(reason)]);
    expect(shortcomings(factsOf(...passes))).toEqual([{ code, text: reasons[0] }]);
  });
});

test('documents that could not be fetched keep the migration from being complete', () => {
  const commit = (folder: string, rejects: FolderCommit['rejects']): FolderCommit =>
    ({
      ...{ contract: 'folder-commit/1', migration: plan.migration, identity: 'i', transform: 't', folder, generation: 1, documents: 3 },
      ...{ manifest: { generation: 1, segments: 1, keys: 3, bytes: 3 }, rows: 2, rejects, rejectsKey: null, files: [], days: {} },
      ...({ seconds: 1, createdAt: '2026-01-01T00:00:00Z' } as object),
    }) as unknown as FolderCommit;
  const told = (rejects: FolderCommit['rejects']) =>
    receiptOf({
      plan,
      planDigest: 'd'.repeat(32),
      passes: [aPass()],
      results: [],
      batches: [],
      table: 'rows',
      commits: [commit('A', { layout: 1 }), commit('B', rejects)],
      publish: null,
      tableFindings: null,
      resources: { instances: 0, clusters: 0, grants: 0 },
      startedAt: '2026-01-01T00:00:00Z',
      finishedAt: '2026-01-01T00:00:02Z',
    });
  expect(told({ malformed: 1 })).toMatchObject({ verdict: 'complete', documents: { read: 6, rows: 4 } });
  const receipt = told({ 'fetch-failed': 1 });
  expect(receipt).toMatchObject({ verdict: 'incomplete', documents: { rejects: { layout: 1, 'fetch-failed': 1 } } });
  expect(receipt.reasons.join()).toMatch(/^1 documents were not at the target/);
});

test('what is published counts as there only after a look at the table', () => {
  const at = { bucket: 'target', region: 'us-east-2', account: '444455556666', prefix: 'table/' };
  const published: PublishCommit = {
    ...{ contract: 'publish-commit/1', migration: plan.migration, identity: 'i', transform: 't', mark: 'm'.repeat(32), state: 'published' },
    ...{ table: { database: 'd', name: 't', at }, inputs: 'i', rows: 0, files: [], partitions: [], others: { files: 0 } },
    updatedAt: '2026-01-01T00:00:00Z',
  };
  const look = (verdict: TableFindings['verdict'], counts: TableFindings['counts']) => ({ verdict, counts }) as TableFindings;
  const told = (table: 'rows' | 'published', tableFindings: TableFindings | null) =>
    receiptOf({
      plan: aPlan({ folders: [] }),
      planDigest: 'd'.repeat(32),
      passes: [aPass({ folderCounts: { expected: 0, present: 0, identical: 0 } })],
      results: [],
      batches: [],
      table,
      commits: [],
      publish: published,
      tableFindings,
      resources: { instances: 0, clusters: 0, grants: 0 },
      startedAt: '2026-01-01T00:00:00Z',
      finishedAt: '2026-01-01T00:00:02Z',
    });
  expect(told('published', null).reasons).toEqual(['the published table was not verified']);
  expect(told('published', look('whole', {}))).toMatchObject({ verdict: 'complete', table: { verdict: 'whole', findings: {} } });
  expect(told('published', look('different', { 'missing-file': 2 }))).toMatchObject({
    verdict: 'incomplete',
    reasons: ['the table shows missing-file 2'],
    table: { findings: { 'missing-file': 2 } },
  });
  // A run that was to make the table's files only has published none.
  expect(told('rows', null).reasons).toEqual([]);
});
