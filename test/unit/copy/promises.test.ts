import { describe, expect, it } from 'vitest';
import { assertClosed, NO_ACCOUNTS } from '../../../src/contracts/accounts.ts';
import { DEFAULT_OBJECT_POLICY } from '../../../src/contracts/objects.ts';
import type { FolderOutcome } from '../../../src/copy/folder.ts';
import { walkFolders } from '../../../src/copy/lanes.ts';
import type { MigrationError } from '../../../src/errors.ts';
import { ledgerNames } from '../../../src/ledger/names.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import type { Rules } from '../../../src/listing/equality.ts';
import { EVERYTHING } from '../../../src/listing/stretches.ts';
import { slots } from '../../../src/pool.ts';
import { LEDGER, OWNERS, SOURCE, TARGET } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryS3, type MemoryS3 } from '../../fakes/memory-s3.ts';

/** What docs/compare.md says of the engine and no other test shows. */

interface Way {
  readonly folders?: readonly string[];
  readonly generation?: number;
  readonly lanes?: number;
  readonly rules?: Rules;
  readonly dryRun?: boolean;
}

const NEVER = new AbortController().signal;
const names = ledgerNames('m', 'a'.repeat(32));

async function walked(s3: MemoryS3, { folders = ['A'], generation = 1, lanes = 8, rules = { cutoffMs: null }, dryRun = false }: Way = {}) {
  const shared = { s3: { source: s3, target: s3 }, ledger: s3Ledger(s3, LEDGER), names, clock: fakeClock(), slots: slots(8) };
  const queue = [...folders];
  const outcomes: FolderOutcome[] = [];
  const errors: MigrationError[] = [];
  await walkFolders(
    {
      nextFolder: () => Promise.resolve(queue.shift() ?? null),
      taskOf: (folder) => ({
        ...{ migration: 'm', identity: 'a'.repeat(32), folder, prefix: `${folder}/`, stretch: EVERYTHING, shard: '00', generation },
        ...{
          options: {},
          source: SOURCE,
          target: TARGET,
          rules,
          policy: DEFAULT_OBJECT_POLICY,
          sinceMs: Date.parse('2025-01-01T00:00:00Z'),
        },
      }),
      depsOf: () => ({ ...shared, dryRun, onCopied: () => undefined }),
      rangesAtOnce: lanes,
    },
    { stop: NEVER, abort: NEVER },
    {
      onFolder: (outcome) => void outcomes.push(outcome),
      onFailure: (_folder, error) => {
        errors.push(error);
        return false;
      },
    },
  );
  expect(errors).toEqual([]);
  return outcomes.map(({ checkpoint }) => checkpoint);
}

function aBucket(keys: readonly string[], pageKeys = 1000): MemoryS3 {
  const s3 = memoryS3(OWNERS);
  s3.pageKeys = pageKeys;
  for (const key of keys) s3.put('source', key, `body of ${key}`);
  return s3;
}

const numbered = (folder: string, count: number) => Array.from({ length: count }, (_, n) => `${folder}/${String(n).padStart(5, '0')}`);
const operations = (s3: MemoryS3, operation: string) => s3.requests.filter((each) => each.operation === operation);

describe('the engine', () => {
  it('lists folders side by side', async () => {
    const s3 = aBucket(['A/1', 'B/1', 'C/1']);
    const asked = new Set<string>();
    let all: () => void = () => undefined;
    const together = new Promise<void>((resolve) => (all = resolve));
    // Nobody gets a page before all three have asked for one.
    s3.before = async (operation, _bucket, prefix) => {
      if (operation !== 'list' || prefix.startsWith(LEDGER.prefix)) return;
      if (asked.add(prefix).size === 3) all();
      await together;
    };
    expect(await walked(s3, { folders: ['A', 'B', 'C'] })).toHaveLength(3);
  });

  it('takes the ends of the last walk’s ranges for its own, without looking for them', async () => {
    const s3 = aBucket(numbered('A', 2000), 20);
    const [first] = await walked(s3);
    s3.requests.length = 0;
    // One lane never cuts: what there is of ranges it has from the walk before.
    const [second] = await walked(s3, { generation: 2, lanes: 1 });
    expect(first!.pieces.length).toBeGreaterThan(3);
    expect(second!.pieces.length).toBeGreaterThan(3);
    expect(operations(s3, 'copy')).toEqual([]);
  });

  it('deletes nothing, whatever only the target has', async () => {
    const s3 = aBucket(['A/1', 'A/3']);
    for (const key of ['A/0', 'A/1', 'A/2', 'A/4/']) s3.put('target', key, 'somebody’s');
    const [checkpoint] = await walked(s3);
    expect(checkpoint!.accounts).toMatchObject({ listed: 2, copied: 2, targetListed: 4, matched: 1, targetOnly: 3 });
    expect(operations(s3, 'delete')).toEqual([]);
    expect(s3.keys('target')).toEqual(['A/0', 'A/1', 'A/2', 'A/3', 'A/4/']);
  });

  it('copies zero-byte keys that end in a slash like any other key', async () => {
    const s3 = aBucket(['A/', 'A/x/1']);
    for (const key of ['A/', 'A/x/', 'A/y//']) s3.put('source', key, '');
    const [checkpoint] = await walked(s3);
    expect(checkpoint!.accounts).toMatchObject({ listed: 4, copied: 4 });
    expect(s3.keys('target')).toEqual(['A/', 'A/x/', 'A/x/1', 'A/y//']);
  });

  it('does not take a folder for one whose name begins like its own', async () => {
    const s3 = aBucket(['A', 'A/1', 'A0', 'AB/1', 'AB/2']);
    const [checkpoint] = await walked(s3);
    expect(checkpoint!.accounts).toMatchObject({ listed: 1, copied: 1 });
    expect(s3.keys('target')).toEqual(['A/1']);
  });

  it('counts what is archived and what a rule leaves out, by reason, and asks for no copy of it', async () => {
    const s3 = aBucket(['A/1', 'A/2.tmp']);
    for (const storageClass of ['GLACIER', 'DEEP_ARCHIVE', 'GLACIER_IR']) s3.put('source', `A/${storageClass}`, 'x', { storageClass });
    const rules: Rules = { cutoffMs: null, leavesOut: ({ key }) => (key.endsWith('.tmp') ? 'filtered' : null) };
    const [checkpoint] = await walked(s3, { rules });
    expect(checkpoint!.reasons).toEqual({ 'copied: missing': 2, 'excluded: archived': 2, 'excluded: filtered': 1 });
    expect(operations(s3, 'copy').map(({ key }) => key)).toEqual(['A/1', 'A/GLACIER_IR']);
  });

  it('copies what is archived while a restored copy of it is there, and keeps it proven after that', async () => {
    const s3 = aBucket(['A/1']);
    const archive = (restored: boolean) => {
      for (const [key, storageClass] of Object.entries({ 'A/2': 'GLACIER', 'A/3': 'DEEP_ARCHIVE' }))
        s3.put('source', key, 'old', { storageClass, etag: `${key.at(-1)}`.repeat(32), ...(restored ? { restored } : {}) });
    };
    archive(false);
    const [before] = await walked(s3);
    expect([before!.reasons, s3.keys('target')]).toEqual([{ 'copied: missing': 1, 'excluded: archived': 2 }, ['A/1']]);
    archive(true);
    // Under KMS a copy has an ETag of its own: only the recorded pair can say that it is proven.
    s3.copiedEtag = ({ etag }) => (etag.startsWith('3') ? 'f'.repeat(32) : etag);
    const [restored] = await walked(s3, { generation: 2 });
    expect(restored!.accounts).toMatchObject({ listed: 3, copied: 3, excluded: 0 });
    expect(s3.buckets.get('target')!.objects.get('A/3')).toMatchObject({ storageClass: 'DEEP_ARCHIVE' });
    archive(false);
    s3.put('source', 'A/4', 'older', { storageClass: 'GLACIER' });
    s3.put('target', 'A/4', 'OLDER');
    s3.put('source', 'A/5', 'older', { storageClass: 'GLACIER', etag: `${'5'.repeat(32)}-2` });
    s3.put('target', 'A/5', 'OLDER');
    s3.requests.length = 0;
    const [over] = await walked(s3, { generation: 3 });
    expect(over!.reasons).toEqual({
      'copied: equal by etag': 2,
      'copied: equal by recorded': 1,
      'excluded: archived': 2,
    });
    expect(operations(s3, 'copy')).toEqual([]);

    // What was proven and is lost at the target is no longer one that was never copied.
    s3.remove('target', 'A/2');
    s3.put('target', 'A/3', 'another');
    const [lost] = await walked(s3, { generation: 4 });
    expect(lost!.failures.map(({ code, key }) => [key, code])).toEqual([
      ['A/2', 'InvalidObjectState'],
      ['A/3', 'InvalidObjectState'],
    ]);
    expect(lost!.accounts).toMatchObject({ failed: 2, excluded: 2 });
  });

  it('counts as archived what was restored when it was listed, and no longer when it was to be copied', async () => {
    const s3 = aBucket(['A/1']);
    s3.put('source', 'A/2', 'old', { storageClass: 'GLACIER', restored: true });
    s3.before = (operation, _bucket, key) => {
      if (operation === 'copy' && key === 'A/2') s3.put('source', 'A/2', 'old', { storageClass: 'GLACIER' });
    };
    const [checkpoint] = await walked(s3);
    expect(checkpoint!.reasons).toEqual({ 'copied: missing': 1, 'excluded: archived': 1 });
  });

  it('says in a dry run what is archived and what would be copied, and copies nothing', async () => {
    const s3 = aBucket(numbered('A', 50), 10);
    s3.put('source', 'A/old', 'x', { storageClass: 'GLACIER' });
    s3.put('target', 'A/00007', 'body of A/00007');
    const [checkpoint] = await walked(s3, { dryRun: true });
    expect(checkpoint!.reasons).toEqual({ 'copied: missing': 49, 'identical: equal by etag': 1, 'excluded: archived': 1 });
    expect(operations(s3, 'copy')).toEqual([]);
    expect(s3.keys('target')).toEqual(['A/00007']);
  });

  it('compares no times: an equal object is equal, however old', async () => {
    const s3 = aBucket(['A/1', 'A/2']);
    s3.put('target', 'A/1', 'body of A/1', { lastModified: '2001-01-01T00:00:00.000Z' });
    s3.put('target', 'A/2', 'BODY OF A/2', { lastModified: '2030-01-01T00:00:00.000Z' });
    await walked(s3);
    expect(operations(s3, 'copy').map(({ key }) => key)).toEqual(['A/2']);
  });

  it('knows by the recorded pair an object whose ETag is another one at the target', async () => {
    const s3 = aBucket([]);
    for (const n of [1, 2]) s3.put('source', `A/${n}`, `parts ${n}`, { etag: `${String(n).repeat(32)}-2` });
    expect((await walked(s3))[0]!.reasons).toEqual({ 'copied: missing': 2 });
    const there = s3.buckets.get('target')!.objects;
    expect([...there.values()].some(({ etag }) => etag.includes('-'))).toBe(false);
    s3.requests.length = 0;
    // One of them is written anew at the target, with a body of the same size: the pair no longer holds.
    s3.put('target', 'A/2', 'PARTS 2');
    expect((await walked(s3, { generation: 2 }))[0]!.reasons).toEqual({ 'copied: equal by recorded': 1, 'copied: etag-differs': 1 });
    expect(operations(s3, 'copy').map(({ key }) => key)).toEqual(['A/2']);
  });

  it('takes nothing for proven whose account does not close', () => {
    expect(() => assertClosed({ ...NO_ACCOUNTS, listed: 2, copied: 1, vanished: 1 }, 'folder A')).not.toThrow();
    const open = (more: object) => () => assertClosed({ ...NO_ACCOUNTS, ...more }, 'folder A');
    for (const more of [{ listed: 2, copied: 1 }, { excluded: 1 }, { targetListed: 2, matched: 1 }, { targetOnly: 1 }])
      expect(open(more)).toThrow(expect.objectContaining({ code: 'ACCOUNTS_OPEN', exitCode: 5 }));
  });
});
