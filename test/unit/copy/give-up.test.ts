import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { NO_TALLY } from '../../../src/contracts/accounts.ts';
import { NO_CALLS, type Crew } from '../../../src/copy/crew.ts';
import { afterFailure, REFUSED_FOLDERS_UP_TO } from '../../../src/copy/give-up.ts';
import { reachOf, refusedCopy, type Reach } from '../../../src/copy/refusals.ts';
import { copyShard } from '../../../src/copy/shard.ts';
import { MigrationError, type ErrorCode } from '../../../src/errors.ts';
import { ledgerNames } from '../../../src/ledger/names.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { explainS3Error } from '../../../src/s3/explain.ts';
import { S3Error } from '../../../src/s3/types.ts';
import { anOrder, aPlan, LEDGER, OWNERS } from '../../builders/plan.ts';
import { bridgedThreads } from '../../fakes/bridged-threads.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const calm = new AbortController().signal;
const FORTY = Array.from({ length: 40 }, (_, at) => `F${String(at).padStart(2, '0')}`);
const DENY = 'with an explicit deny in a resource-based policy';

function refusal(code: string, message: string, status: number, key = 'F20/x', operation = 'CopyObject'): S3Error {
  return new S3Error({ operation, status, code, message, requestId: 'R', bucket: 'target', key, tries: 1 });
}

function aWorker(keysEach: number, { folders = FORTY, pageKeys = 1000, threads = 0 } = {}) {
  const plan = aPlan({ folders });
  const s3 = memoryS3(OWNERS);
  s3.pageKeys = pageKeys;
  for (const folder of folders)
    for (let n = 0; n < keysEach; n += 1) s3.put('source', `${folder}/x/id/${String(n).padStart(4, '0')}`, `body ${n}`);
  const sides = { source: s3, target: s3 };
  const ledger = s3Ledger(s3, LEDGER);
  const names = ledgerNames(plan.migration, plan.digests.identity);
  const crew = threads === 0 ? undefined : bridgedThreads({ s3: sides, ledger, threads });
  let attempts = 0;
  const run = (by: Crew | undefined = crew) => {
    attempts += 1;
    const random = () => (attempts * 0.37) % 1;
    const deps = { s3: sides, ledger, names, clock: fakeClock(), random, crew: by };
    return copyShard(deps, { order: anOrder(plan), plan }, { stop: calm, abort: calm });
  };
  return { s3, run, foldersAt: () => new Set(s3.keys('target').map((key) => key.slice(0, 3))).size };
}

describe('one folder of forty that is refused', () => {
  it.each([
    ['by a policy', 0, DENY],
    ['by a policy, told by a thread', 2, DENY],
    ['for its KMS key', 0, 'not authorized to perform: kms:Decrypt'],
    ['without a word why', 0, 'Access Denied'],
    ['without a word why, told by a thread', 2, 'Access Denied'],
  ])('%s: all others are copied in the same attempt', async (_what, threads, message) => {
    const { foldersAt, run, s3 } = aWorker(30, { threads });
    s3.before = (operation, _bucket, key) => {
      if (operation === 'copy' && key.startsWith('F20/')) throw refusal('AccessDenied', message, 403, key);
    };
    const { error, result } = await run();
    expect(foldersAt()).toBe(39);
    expect(result).toMatchObject({ verdict: 'failed', accounts: { listed: 39 * 30, copied: 39 * 30 } });
    expect(error).toMatchObject({ code: 'ACCESS_DENIED', message: expect.stringContaining('folder F20') });
    expect(result.failedFolders).toMatchObject([{ folder: 'F20', code: 'ACCESS_DENIED', next: expect.any(String) }]);
  });

  it('holds up no page of the others either, when folders have many', async () => {
    const { run, s3 } = aWorker(200, { pageKeys: 50 });
    s3.before = (operation, _bucket, key) => {
      if (operation === 'copy' && key.startsWith('F20/')) throw refusal('AccessDenied', DENY, 403, key);
    };
    await run();
    expect(s3.keys('target')).toHaveLength(39 * 200);
  });

  it('and whose listing is refused, too', async () => {
    const { foldersAt, run, s3 } = aWorker(3);
    s3.before = (operation, bucket, key) => {
      if (operation === 'list' && bucket === 'source' && key === 'F20/')
        throw refusal('AccessDenied', 'Access Denied', 403, '', 'ListObjectsV2');
    };
    expect((await run()).error).toMatchObject({ code: 'ACCESS_DENIED', details: { operation: 'ListObjectsV2' } });
    expect(foldersAt()).toBe(39);
  });
});

describe('a refusal that holds for the whole worker', () => {
  it.each([
    ['AccessControlListNotSupported', 'The bucket does not allow ACLs', 400, 0],
    ['PermanentRedirect', 'x', 301, 0],
    ['NotImplemented', 'x', 501, 0],
    ['NotImplemented', 'x', 501, 2],
    ['InvalidRequest', 'S3 Transfer Acceleration is not configured', 400, 0],
    ['AccessDenied', 'VPC endpoints do not support cross-region requests', 403, 0],
  ])('%s (%s, %i): ends it at once (threads %i)', async (code, message, status, threads) => {
    const { run, s3 } = aWorker(30, { threads });
    const tried = new Set<string>();
    s3.before = (operation, _bucket, key) => {
      if (operation !== 'copy') return;
      tried.add(key.slice(0, 3));
      throw refusal(code, message, status, key);
    };
    const { error, result } = await run();
    // Once: that of the others which end with it is the same.
    expect(result.failedFolders).toHaveLength(1);
    // No more than were begun side by side before the first answer.
    expect(tried.size).toBeLessThan(40);
    expect(error).toMatchObject({ details: { s3Code: code, workerEnded: 'it holds for all folders alike' } });
  });

  it('is told before what else went wrong in a folder', async () => {
    const { run, s3 } = aWorker(2, { folders: FORTY.slice(0, 2) });
    s3.before = async (operation, _bucket, key) => {
      if (operation !== 'copy') return;
      if (key.startsWith('F00/')) throw refusal('AccessDenied', DENY, 403, key);
      for (let turns = 0; turns < 20; turns += 1) await setImmediate();
      throw refusal('NotImplemented', 'x', 501, key);
    };
    expect((await run()).error).toMatchObject({ details: { s3Code: 'NotImplemented' } });
  });
});

describe('denials that say no more than that', () => {
  it('of everything: end the worker after a few folders, and say so', async () => {
    const { run, s3 } = aWorker(30);
    const tried = new Set<string>();
    s3.before = (operation, _bucket, key) => {
      if (operation !== 'copy') return;
      tried.add(key.slice(0, 3));
      throw refusal('AccessDenied', 'Access Denied', 403, key);
    };
    const { error } = await run();
    expect(error).toMatchObject({ code: 'ACCESS_DENIED', details: { workerEnded: expect.stringContaining('8 folders in a row') } });
    expect(tried.size).toBeLessThan(40);
  });

  it.each<[Reach, number, unknown]>([
    ['folder', 99, { goesOn: true, refused: 99 }],
    ['worker', 0, { goesOn: false }],
    ['unclear', 0, { goesOn: true, refused: 1 }],
    ['unclear', REFUSED_FOLDERS_UP_TO - 2, { goesOn: true, refused: REFUSED_FOLDERS_UP_TO - 1 }],
    ['unclear', REFUSED_FOLDERS_UP_TO - 1, { goesOn: false }],
  ])('%s, after %i of them in a row', (reach, refused, then) => {
    expect(afterFailure(reach, refused)).toMatchObject(then as object);
  });

  it('are counted anew with each copy that is granted, and each folder that ends', async () => {
    const denied = FORTY.filter((_folder, at) => at % 2 === 0);
    const { foldersAt, run, s3 } = aWorker(12);
    for (const folder of FORTY.filter((_folder, at) => at % 4 === 1))
      for (const key of s3.keys('source').filter((each) => each.startsWith(`${folder}/`)))
        s3.put('target', key, s3.buckets.get('source')!.objects.get(key)!.body);
    s3.before = (operation, _bucket, key) => {
      if (operation === 'copy' && denied.includes(key.slice(0, 3))) throw refusal('AccessDenied', 'Access Denied', 403, key);
    };
    const { result } = await run();
    expect(foldersAt()).toBe(20);
    expect(result.failedFolders).toHaveLength(20);
    expect(new Set(result.failedFolders!.map(({ folder }) => folder))).toEqual(new Set(denied));
  });
});

describe('how far what ended a folder reaches', () => {
  const copying = (code: string, message: string, status = 403) => refusedCopy(refusal(code, message, status), 'Copying folder F20');
  const reading = (operation: string, message = 'Access Denied') =>
    explainS3Error(refusal('AccessDenied', message, 403, 'x', operation), 'reading something');
  const ours = (code: ErrorCode) => new MigrationError(code, 'x');
  it.each<[string, MigrationError, Reach]>([
    ['a copy by a policy', copying('AccessDenied', DENY), 'folder'],
    ['a copy without a word', copying('AccessDenied', 'Access Denied'), 'unclear'],
    ['another region', copying('PermanentRedirect', 'x', 301), 'worker'],
    ['an object', copying('MetadataTooLarge', 'x', 400), 'folder'],
    ['a listing', reading('ListObjectsV2'), 'unclear'],
    ['a listing by a policy', reading('ListObjectsV2', DENY), 'folder'],
    ['the ledger, written', reading('PutObject'), 'worker'],
    ['the ledger, read', reading('GetObject', DENY), 'worker'],
    ['no credentials', ours('CREDENTIALS_MISSING'), 'worker'],
    ['a role', ours('ROLE_REFUSED'), 'worker'],
    ['a stop', ours('STOPPED'), 'worker'],
    ['eight keys in a row', ours('ACCESS_DENIED'), 'unclear'],
    ['a fenced folder', ours('LEDGER_CONFLICT'), 'folder'],
    ['a defect', ours('INTERNAL'), 'folder'],
  ])('%s', (_what, error, reach) => {
    expect(reachOf(error)).toBe(reach);
  });
});

describe('a worker that was refused folders without a word why', () => {
  /** Tells of folders as they end, without any copy. */
  async function toldOf(ends: readonly ('refused' | 'done' | 'skipped')[]): Promise<boolean[]> {
    const { run } = aWorker(0, { folders: ends.map((_end, at) => `F${at}`) });
    const givenUp: boolean[] = [];
    await run({
      ...{ threads: 1, counters: NO_CALLS, facts: () => null },
      walk: (_work, _signals, { onFailure, onFolder }) => {
        for (const [at, end] of ends.entries()) {
          const folder = `F${at}`;
          if (end === 'refused') givenUp.push(onFailure(folder, new MigrationError('ACCESS_DENIED', 'no'), 'unclear'));
          else onFolder({ folder, skipped: end === 'skipped', tally: NO_TALLY });
        }
        return Promise.resolve();
      },
    });
    return givenUp;
  }
  const seven = Array.from({ length: REFUSED_FOLDERS_UP_TO - 1 }, () => 'refused' as const);

  it('gives up at the eighth, but not when it could end another one in between', async () => {
    expect((await toldOf([...seven, 'refused'])).at(-1)).toBe(true);
    expect((await toldOf([...seven, 'done', 'refused'])).at(-1)).toBe(false);
  });

  it('learns nothing from a folder that was done before', async () => {
    expect((await toldOf([...seven, 'skipped', 'refused'])).at(-1)).toBe(true);
  });
});
