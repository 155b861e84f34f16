import { describe, expect, it } from 'vitest';
import { FolderWalk } from '../../../src/copy/folder.ts';
import type { RangeWalk } from '../../../src/copy/range.ts';
import { copyShard } from '../../../src/copy/shard.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { bucketOf } from '../../../src/s3/parties.ts';
import { S3Error } from '../../../src/s3/types.ts';
import { aFolder, calm, names, plan } from '../../builders/folder-walk.ts';
import { anOrder, LEDGER, TARGET } from '../../builders/plan.ts';
import { bridgedThreads } from '../../fakes/bridged-threads.ts';
import { fakeClock } from '../../fakes/clock.ts';

describe('a folder that two workers want', () => {
  it('is taken over by one of two that have read the same version of its checkpoint', async () => {
    for (const isNew of [true, false]) {
      const { open, s3, stored } = aFolder();
      if (!isNew) await open(0.1);
      let other: Promise<FolderWalk> | null = null;
      s3.before = async (operation, _bucket, key) => {
        if (operation !== 'put' || !key.endsWith('checkpoint.json') || other !== null) return;
        other = open(0.3);
        await other;
      };
      await expect(open(0.2)).rejects.toMatchObject({ code: 'LEDGER_CONFLICT' });
      expect(await stored()).toMatchObject({ state: 'copying', epoch: isNew ? 1 : 2 });
      await expect(other).resolves.toBeInstanceOf(FolderWalk);
    }
  });

  it('is not finished by the one that had it before, whatever that one has copied', async () => {
    const { open, stored, walk } = aFolder();
    const first = await open(0.1);
    await walk(first);
    const second = await open(0.2);
    const before = await stored();
    await expect(first.finish()).rejects.toMatchObject({ code: 'LEDGER_CONFLICT' });
    expect(await stored()).toEqual(before);
    await walk(second);
    await second.finish();
    expect(await stored()).toMatchObject({ state: 'done', epoch: 2, accounts: { listed: 20, copied: 20 } });
  });
});

describe('a folder is not called done', () => {
  it('when a range of it does not account for its keys', async () => {
    const { open, stored, walk } = aFolder();
    const folder = await open(0.1);
    await walk(folder);
    const [range] = folder.ranges;
    range!.tally = { ...range!.tally, accounts: { ...range!.tally.accounts, listed: 21 } };
    await expect(folder.finish()).rejects.toMatchObject({
      code: 'ACCOUNTS_OPEN',
      exitCode: 5,
      message: expect.stringContaining('folder A'),
    });
    expect((await stored()).state).toBe('copying');
  });

  it('when a range of it is missing', async () => {
    const { deps, open, stored } = aFolder(200, 10);
    const folder = await open(0.1);
    const first = folder.ranges[0]!;
    let cutting: Promise<RangeWalk | null> | null = null;
    await first.walk(deps(0), calm, () => void (cutting ??= folder.cut(first, calm.stop)));
    const second = await cutting!;
    expect(second).not.toBeNull();
    await second!.walk(deps(0), calm, () => undefined);
    folder.ranges.pop();
    await expect(folder.finish()).rejects.toMatchObject({ code: 'ACCOUNTS_OPEN', message: expect.stringContaining('do not meet: 1') });
    expect((await stored()).state).toBe('copying');
  });
});

const SESSION = 'arn:aws:sts::444455556666:assumed-role/bucket-brigade-agent/i-1';

describe('a worker that takes a folder over', () => {
  function aShard(threads = 0) {
    const { s3 } = aFolder();
    const ledger = s3Ledger(s3, LEDGER);
    const sides = { source: s3, target: s3 };
    const begin = (key: string, initiator = SESSION) => {
      const ref = { to: bucketOf(TARGET), key, uploadId: `of ${key}` };
      const begun = { contentHeaders: {}, metadata: {}, tags: [], storageClass: 'STANDARD', manner: undefined };
      s3.uploads.set(ref.uploadId, { ref, begun, parts: new Map(), initiated: '2025-12-31T23:00:00.000Z', initiator });
    };
    const run = () => {
      const crew = threads === 0 ? undefined : bridgedThreads({ s3: sides, ledger, threads });
      const deps = { s3: sides, ledger, names, clock: fakeClock(), random: Math.random, crew };
      return copyShard(deps, { order: anOrder(plan), plan }, calm);
    };
    /** The process is gone in the middle of its copies. */
    const crash = async () => {
      s3.before = (operation, _bucket, key) => {
        if (operation === 'copy' && key.endsWith('0010')) throw new Error('the process is gone');
      };
      await run();
      s3.before = () => undefined;
    };
    return { s3, run, crash, begin };
  }

  it.each([0, 2])('ends the uploads that the one before has left there, and none of others (threads: %i)', async (threads) => {
    const { begin, crash, run, s3 } = aShard(threads);
    begin('A/x/id/big');
    begin('A/x/id/of-others', 'arn:aws:iam::444455556666:user/somebody');
    begin('AB/x/id/big');
    await crash();
    // Whoever begins a folder has nobody's to end.
    expect(s3.uploads.size).toBe(3);
    expect((await run()).result).toMatchObject({ verdict: 'equal', attempt: { sweptUploads: 1 } });
    expect([...s3.uploads.keys()]).toEqual(['of A/x/id/of-others', 'of AB/x/id/big']);
  });

  it.each([
    [501, 'NotImplemented', 0],
    [403, 'AccessDenied', 0],
    [503, 'SlowDown', 2],
  ])('copies on where S3 says %i to that, and its result says why (%s, threads: %i)', async (status, code, threads) => {
    const { crash, run, s3 } = aShard(threads);
    await crash();
    s3.before = (operation, bucket, key) => {
      if (operation === 'ListMultipartUploads')
        throw new S3Error({ operation, status, code, message: 'no', requestId: 'REQ7', bucket, key, tries: 1 });
    };
    const { error, result } = await run();
    expect(error).toBeNull();
    expect(result).toMatchObject({
      verdict: 'equal',
      accounts: { copied: 20 },
      attempt: { sweptUploads: null, unswept: expect.stringMatching(new RegExp(`s3://target/A/.*${code}.*REQ7`)) },
    });
  });
});
