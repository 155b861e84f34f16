import { describe, expect, it } from 'vitest';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { MigrationError } from '../../../src/errors.ts';
import { bucketOf } from '../../../src/s3/parties.ts';
import { S3Error } from '../../../src/s3/types.ts';
import { copyStage, type CopyTask } from '../../../src/stages/copy.ts';
import { LEDGER, TARGET } from '../../builders/plan.ts';
import { leaveUpload } from '../../builders/upload.ts';
import type { MemoryS3 } from '../../fakes/memory-s3.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';
import { aWorld, calm, copiesOf, copy, keyOf, killed, manifestOf, TASK } from './copy-world.ts';

describe('a copy that is stopped', () => {
  it('by a signal keeps what it has, says so, and --resume finishes', async () => {
    const s3 = aWorld();
    const stop = new AbortController();
    s3.before = (operation, _bucket, key) => void (operation === 'copy' && key === keyOf(25) && stop.abort(new Error('SIGTERM')));
    const outcome = await copy(s3, {}, { stop: stop.signal, abort: calm.abort });
    expect(outcome.verdict).toBe('stopped');
    expect(outcome.tally.accounts.copied).toBeGreaterThan(5);
    s3.before = () => undefined;
    expect(await copy(s3, { resume: true })).toMatchObject({ verdict: 'equal', tally: { accounts: { listed: 50, copied: 50 } } });
    expect(new Set(copiesOf(s3)).size).toBe(copiesOf(s3).length);
  });

  it('when all of it was done was not stopped', async () => {
    const s3 = aWorld(5);
    const stop = new AbortController();
    s3.before = (operation, bucket, key) =>
      void (
        operation === 'put' &&
        bucket === 'ledger' &&
        key.endsWith('checkpoint.json') &&
        copiesOf(s3).length === 5 &&
        stop.abort(new Error('SIGTERM'))
      );
    expect(await copy(s3, {}, { stop: stop.signal, abort: calm.abort })).toMatchObject({ verdict: 'equal', error: null });
  });

  it('by an object in the ledger stops within five seconds, and what hangs then is left five seconds later', async () => {
    const s3 = aWorld();
    const clock = virtualClock();
    const ledger = s3Ledger(s3, LEDGER);
    const deps = { s3: { source: s3, target: s3 }, ledger, clock, holder: 'here-1' };
    const { names } = await copy(s3, { dryRun: true });
    const startMs = clock.now();
    // Each copy takes a second; one hangs until it is aborted.
    const copyObject = s3.copyObject.bind(s3);
    s3.copyObject = async (input, signal) => {
      if (input.target.key === keyOf(30)) await clock.sleep(3_600_000, signal);
      else await clock.sleep(1000, signal);
      return await copyObject(input, signal);
    };
    const asking = clock.sleep(6000).then(() => ledger.write(names.stop('all'), '{}'));
    const outcome = await clock.until(copyStage(deps, TASK, calm));
    await asking;
    expect(outcome).toMatchObject({ verdict: 'stopped', error: { code: 'STOPPED', exitCode: 1 } });
    expect(clock.now() - startMs).toBeLessThanOrEqual(16_000);
    expect(outcome.tally.accounts.copied).toBeGreaterThan(5);
    await expect(clock.until(copyStage(deps, { ...TASK, resume: true }, calm))).rejects.toMatchObject({
      code: 'STOPPED',
      message: expect.stringContaining(names.stop('all')),
      next: expect.stringContaining('Delete it'),
    });
  });

  it('by another one that goes on says so, and the other ends equal', async () => {
    const s3 = aWorld();
    const clock = virtualClock();
    const deps = (holder: string) => ({ s3: { source: s3, target: s3 }, ledger: s3Ledger(s3, LEDGER), clock, holder });
    const copyObject = s3.copyObject.bind(s3);
    s3.copyObject = async (input, signal) => {
      await clock.sleep(2000, signal);
      return await copyObject(input, signal);
    };
    const first = copyStage(deps('one'), TASK, calm);
    const second = clock.sleep(3500).then(() => copyStage(deps('two'), { ...TASK, resume: true }, calm));
    const [lost, kept] = await clock.until(Promise.all([first, second]));
    expect(lost).toMatchObject({ verdict: 'stopped', error: { code: 'LEASE_HELD', exitCode: 1 } });
    expect(kept).toMatchObject({ verdict: 'equal', tally: { accounts: { listed: 50, copied: 50 } } });
    expect(await manifestOf(s3, kept)).toEqual(s3.keys('source'));
  });
});

describe('uploads in parts that a killed run has left', () => {
  const ME = 'arn:aws:sts::444455556666:assumed-role/operator/yesterday';
  const FIRST_MS = Date.parse('2026-01-01T00:00:00Z');

  function upload(s3: MemoryS3, key: string, { initiator = ME, initiated = '2026-01-01T00:10:00.000Z' } = {}) {
    leaveUpload(s3, bucketOf(TARGET), key, { initiator, initiated });
  }

  const inTarget = { target: { ...TARGET, prefix: 'to/' } };
  function later(s3: MemoryS3, more: Partial<CopyTask> = {}, principal = () => Promise.resolve(ME), signals = calm) {
    const clock = virtualClock(FIRST_MS + 3_600_000);
    const deps = { s3: { source: s3, target: s3 }, ledger: s3Ledger(s3, LEDGER), clock, holder: 'here-2', principal };
    return clock.until(copyStage(deps, { ...TASK, ...inTarget, resume: true, ...more }, signals));
  }

  async function cutOff(): Promise<MemoryS3> {
    const s3 = aWorld();
    await killed(s3, 60, inTarget);
    upload(s3, `to/${keyOf(3)}`);
    upload(s3, `to/${keyOf(4)}`, { initiator: 'arn:aws:sts::444455556666:assumed-role/operator/another-day' });
    return s3;
  }

  it('stay at a resume where this copy would not have made them in parts', async () => {
    const s3 = await cutOff();
    expect(await later(s3)).toMatchObject({ verdict: 'equal', left: { aborted: 0, left: 2, why: null } });
    expect(s3.uploads.size).toBe(2);
  });

  it('stay in a dry run, and where the run before had ended', async () => {
    const s3 = await cutOff();
    expect((await later(s3, { dryRun: true })).left).toBeNull();
    expect((await later(s3)).left).not.toBeNull();
    expect((await later(s3)).left).toBeNull();
    expect(s3.uploads.size).toBe(2);
  });

  it.each<[string, boolean, () => Promise<string>, RegExp]>([
    [
      'nobody knows who copies',
      false,
      () => Promise.reject(new Error('no STS\u0007 here')),
      /^2 below the target, and who copies is not known: no STS\\u0007 here$/,
    ],
    ['S3 does not list them', true, () => Promise.resolve(ME), /s3:\/\/target\/to\/.*NotImplemented.*REQ7/],
  ])('keep nobody from copying when %s, and the outcome says why they stay', async (_what, isRefused, principal, why) => {
    const s3 = await cutOff();
    s3.before = (operation, bucket, key) => {
      if (operation === 'ListMultipartUploads' && isRefused)
        throw new S3Error({ operation, status: 501, code: 'NotImplemented', message: 'no', requestId: 'REQ7', bucket, key, tries: 1 });
    };
    const outcome = await later(s3, {}, principal);
    expect(outcome).toMatchObject({ verdict: 'equal', left: { aborted: null, why: expect.stringMatching(why) } });
    expect(s3.uploads.size).toBe(2);
  });

  it('are not spoken of when there are none, whoever copies', async () => {
    const s3 = aWorld();
    await killed(s3, 60, inTarget);
    upload(s3, keyOf(3));
    const { left } = await later(s3, {}, () => Promise.reject(new Error('no STS here')));
    expect(left).toEqual({ aborted: 0, left: 0, why: null });
  });

  it('are no reason to forget that a stop was asked for', async () => {
    const s3 = await cutOff();
    const stop = new AbortController();
    s3.before = (operation) => {
      if (operation !== 'ListMultipartUploads') return;
      stop.abort(new MigrationError('STOPPED', 'SIGTERM'));
      throw stop.signal.reason;
    };
    expect(await later(s3, {}, () => Promise.resolve(ME), { stop: stop.signal, abort: calm.abort })).toMatchObject({
      verdict: 'stopped',
      error: { code: 'STOPPED', message: 'SIGTERM' },
    });
  });
});
