import { describe, expect, it } from 'vitest';
import { NO_TALLY } from '../../../src/contracts/accounts.ts';
import { objectPolicyOf } from '../../../src/contracts/objects.ts';
import { crewHere, type Crew } from '../../../src/copy/crew.ts';
import { readCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { copyStage, type CopyProgress, type CopyTask } from '../../../src/stages/copy.ts';
import { LEDGER, SOURCE, TARGET } from '../../builders/plan.ts';
import type { MemoryS3 } from '../../fakes/memory-s3.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';
import { aWorld, calm, copiesOf, copy, keyOf, killed, manifestOf, TASK } from './copy-world.ts';

describe('a copy of two places', () => {
  it('makes the target equal, and its manifest tells every key', async () => {
    const s3 = aWorld();
    s3.put('target', keyOf(3), 'body 3');
    s3.put('target', 'B/only-here', 'x');
    const outcome = await copy(s3);
    expect(outcome).toMatchObject({
      verdict: 'equal',
      error: null,
      tally: { accounts: { listed: 50, copied: 49, identical: 1, targetOnly: 1, failed: 0 } },
      attempt: { copies: 49, seen: 51 },
    });
    expect(s3.keys('target')).toEqual([...s3.keys('source'), 'B/only-here']);
    expect(await manifestOf(s3, outcome)).toEqual(s3.keys('source'));
  });

  it('takes what lay at the target before its first run for identical, also when it was written in that second or later', async () => {
    const s3 = aWorld(3);
    for (const n of [0, 1, 2]) s3.put('target', keyOf(n), `body ${n}`, { lastModified: '2999-01-01T00:00:00.000Z' });
    expect((await copy(s3)).tally.accounts).toMatchObject({ listed: 3, identical: 3, copied: 0 });
  });

  it('tells at any moment how far it is', async () => {
    const s3 = aWorld();
    let read: (() => CopyProgress) | null = null;
    const moments: CopyProgress[] = [];
    s3.before = (operation) => void (operation === 'copy' && read !== null && moments.push(read()));
    await copy(s3, {}, calm, (given) => (read = given));
    expect(moments.every(({ copies, seen }, at) => copies <= seen && copies >= (moments[at - 1]?.copies ?? 0))).toBe(true);
    expect(moments[0]).toMatchObject({ copies: 0, expected: null, parts: [{ state: 'walking' }] });
    expect(read!()).toMatchObject({ copies: 50, seen: 50, parts: [{ part: 'all', state: 'done' }] });
    s3.before = () => undefined;
    await copy(s3, {}, calm, (given) => (read = given));
    expect(read!()).toMatchObject({ copies: 0, seen: 50, expected: 50 });
  });

  it('counts what a filter leaves out, and copies none of it', async () => {
    const s3 = aWorld(20);
    s3.put('source', 'A/cold', 'x', { storageClass: 'STANDARD_IA' });
    s3.put('source', 'B/x.tmp', 'x');
    s3.put('source', 'A/new', 'x', { lastModified: '2025-06-01T00:00:00.000Z' });
    const rules = { cutoffMs: Date.parse('2025-01-01'), include: ['A/**'], exclude: ['A/000?'], onlyClass: ['STANDARD'] };
    const outcome = await copy(s3, { rules });
    expect(outcome.tally.accounts).toMatchObject({ listed: 23, copied: 10, excluded: 13 });
    expect(outcome.tally.reasons).toEqual({
      'copied: missing': 10,
      'excluded: filtered': 11,
      'excluded: storage-class': 1,
      'excluded: after-cut-off': 1,
    });
    expect(s3.keys('target')).toHaveLength(10);
  });

  it('names the key that could not be copied, and copies it in the next run', async () => {
    const s3 = aWorld(5);
    s3.put('target', keyOf(2), 'another');
    const outcome = await copy(s3, { policy: objectPolicyOf({ overwrite: 'never' }), options: { overwrite: 'never' } });
    expect(outcome).toMatchObject({
      verdict: 'failed',
      error: { code: 'COPY_FAILED', exitCode: 1, details: { first: keyOf(2), code: 'exists' } },
    });
    expect(outcome.tally.failures).toMatchObject([{ key: keyOf(2), code: 'exists' }]);
    expect(s3.buckets.get('target')!.objects.get(keyOf(2))!.body.toString()).toBe('another');
    const again = await copy(s3);
    expect(again).toMatchObject({ verdict: 'equal', attempt: { copies: 1 } });
  });
});

describe('a copy of what lies below a prefix', () => {
  it('leaves out the object of the prefix itself where it would have no name, and counts it', async () => {
    const s3 = aWorld(0);
    for (const key of ['x/', 'x/1', 'x/2/', 'xy']) s3.put('source', key, key);
    const { tally, verdict } = await copy(s3, { source: { ...SOURCE, prefix: 'x/' } });
    expect(verdict).toBe('equal');
    expect(tally.reasons).toMatchObject({ 'copied: missing': 2, 'excluded: nameless': 1 });
    expect(s3.keys('target')).toEqual(['1', '2/']);
  });
});

/** | found | resume | what this run does | of the stage, row by row. */
describe('what a run does with what it finds', () => {
  it.each([false, true])('nothing: walks all of it (--resume %s)', async (resume) => {
    expect(await copy(aWorld(), { resume })).toMatchObject({ verdict: 'equal', attempt: { copies: 50, seen: 50 } });
  });

  it('unfinished, with --resume: goes on, wherever it was killed, and copies nothing twice', async () => {
    const seen: number[] = [];
    for (let atRequest = 4; atRequest < 250; atRequest += 12) {
      const s3 = aWorld();
      await killed(s3, atRequest);
      const outcome = await copy(s3, { resume: true });
      expect(outcome).toMatchObject({ verdict: 'equal', tally: { accounts: { listed: 50, copied: 50 } } });
      // What was copied and not recorded is seen at the target.
      expect(copiesOf(s3)).toHaveLength(50);
      expect(await manifestOf(s3, outcome)).toEqual(s3.keys('source'));
      seen.push(outcome.attempt.seen);
    }
    expect(Math.max(...seen)).toBe(50);
    expect(Math.min(...seen)).toBeLessThan(25);
  });

  it('unfinished, without --resume: refuses, names the checkpoint and --resume, and leaves the one that lives alone', async () => {
    const s3 = aWorld();
    await killed(s3, 60);
    const names = (await copy(s3, { dryRun: true })).names;
    const held = () => s3.buckets.get('ledger')!.objects.get(`state/${names.holder('all')}`)!.etag;
    const before = held();
    await expect(copy(s3)).rejects.toMatchObject({
      code: 'USAGE',
      exitCode: 2,
      message: expect.stringContaining('s3://ledger/state/copy/'),
      next: expect.stringContaining('--resume'),
    });
    expect(held()).toBe(before);
  });

  it('unfinished, under other options: refuses, and names the difference', async () => {
    const s3 = aWorld();
    await killed(s3, 60, { options: { include: 'A/*' } });
    const outcome = await copy(s3, { resume: true, options: { include: 'B/*' } });
    expect(outcome).toMatchObject({ verdict: 'failed', error: { code: 'CHECKPOINT_OPTIONS', exitCode: 2 } });
    expect(outcome.error!.message).toContain('include was "A/*" and is "B/*"');
  });

  it('done, with --resume: nothing is left, and S3 is not even listed', async () => {
    const s3 = aWorld();
    await copy(s3);
    s3.requests.length = 0;
    expect(await copy(s3, { resume: true })).toMatchObject({
      verdict: 'equal',
      attempt: { copies: 0, seen: 0 },
      tally: { accounts: { copied: 50 } },
    });
    expect(s3.requests.filter(({ bucket }) => bucket !== 'ledger')).toEqual([]);
  });

  it('done, without --resume: walks it again, under whatever options, and copies what differs by now', async () => {
    const s3 = aWorld();
    await copy(s3, { options: { include: '*' } });
    s3.put('source', keyOf(7), 'changed');
    s3.put('source', 'A/new', 'new');
    const outcome = await copy(s3);
    expect(outcome).toMatchObject({ verdict: 'equal', attempt: { copies: 2, seen: 51 } });
    expect((await readCheckpoint(s3Ledger(s3, LEDGER), outcome.names, outcome.parts[0]!))!.checkpoint.generation).toBe(2);
  });

  it('of another target: a work of its own', async () => {
    const s3 = aWorld();
    await killed(s3, 60);
    expect(await copy(s3, { target: { ...TARGET, prefix: 'elsewhere/' } })).toMatchObject({ verdict: 'equal', attempt: { copies: 50 } });
  });
});

describe('a copy in parts', () => {
  /** One thread that is treated as three, so that the keys are cut. */
  function inParts(s3: MemoryS3, more: Partial<CopyTask> = {}, change = (crew: Crew) => crew) {
    const clock = virtualClock();
    const sides = { source: s3, target: s3 };
    const ledger = s3Ledger(s3, LEDGER);
    const crew = change({ ...crewHere({ s3: sides, ledger, clock, inFlight: 4 }), threads: 3 });
    return clock.until(copyStage({ s3: sides, ledger, clock, holder: 'here-1', crew }, { ...TASK, ...more }, calm));
  }

  it('that was stopped on its second walk goes on with the parts that this one has not begun, too', async () => {
    const s3 = aWorld(200);
    const first = await inParts(s3);
    expect(first).toMatchObject({ verdict: 'equal', attempt: { copies: 200 } });
    expect(first.parts.length).toBeGreaterThan(3);
    expect(await manifestOf(s3, first)).toEqual(s3.keys('source'));
    s3.put('source', keyOf(199), 'changed since');
    let steps = 0;
    s3.before = (operation, bucket) => {
      if (operation === 'list' && bucket === 'target') steps += 1;
      if (steps > 4) throw new Error('the process is gone');
    };
    await inParts(s3).catch(() => undefined);
    s3.before = () => undefined;
    const resumed = await inParts(s3, { resume: true });
    expect(resumed).toMatchObject({ verdict: 'equal', attempt: { copies: 1 } });
    expect(s3.buckets.get('target')!.objects.get(keyOf(199))!.body.toString()).toBe('changed since');
  });

  it('whose second walk stands between two parts is refused without --resume, and left alone', async () => {
    const s3 = aWorld(200);
    const { names, parts } = await inParts(s3);
    const oneOnly = (here: Crew): Crew => ({
      ...here,
      walk: async (work, ...rest) => {
        const tasks = [await work.next(), null];
        await here.walk({ ...work, next: () => Promise.resolve(tasks.shift() ?? null) }, ...rest);
        throw new Error('the process is gone');
      },
    });
    await expect(inParts(s3, {}, oneOnly)).rejects.toThrow('the process is gone');
    const held = () => s3.buckets.get('ledger')!.objects.get(`state/${names.holder('all')}`)!.etag;
    const before = held();
    await expect(inParts(s3)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining(`${names.checkpoint(parts[1]!)} is of a copy that has not ended: it was walked by an earlier copy`),
      next: expect.stringContaining('--resume'),
    });
    expect(held()).toBe(before);
    expect(await inParts(s3, { resume: true })).toMatchObject({ verdict: 'equal', tally: { accounts: { listed: 200 } } });
  });

  it('of which one was never walked is not called equal', async () => {
    const s3 = aWorld(200);
    const sides = { source: s3, target: s3 };
    const ledger = s3Ledger(s3, LEDGER);
    const clock = virtualClock();
    const here = crewHere({ s3: sides, ledger, clock, inFlight: 4 });
    const losing: Crew = {
      ...here,
      threads: 3,
      // Takes the first and forgets it.
      walk: async (work, ...rest) => {
        await work.next();
        await here.walk(work, ...rest);
      },
    };
    const outcome = await clock.until(copyStage({ s3: sides, ledger, clock, holder: 'here-1', crew: losing }, TASK, calm));
    expect(outcome).toMatchObject({ verdict: 'failed', error: { code: 'COPY_FAILED', message: expect.stringContaining('part-000') } });
  });
});

describe('a dry run', () => {
  const snapshot = (s3: MemoryS3) =>
    [...s3.buckets].map(([name, { objects }]) => [name, [...objects].map(([key, { etag }]) => [key, etag])]);

  it('writes nothing anywhere, and says what would be copied', async () => {
    const s3 = aWorld();
    s3.put('target', keyOf(1), 'body 1');
    s3.put('target', keyOf(2), 'another');
    const before = snapshot(s3);
    const outcome = await copy(s3, { dryRun: true });
    expect(outcome).toMatchObject({
      verdict: 'would-copy',
      error: { code: 'DIFFERENCES_FOUND', exitCode: 3, message: expect.stringMatching(/^49 objects of \d+ bytes/) },
      tally: { reasons: { 'copied: missing': 48, 'copied: size-differs': 1, 'identical: equal by etag': 1 } },
    });
    expect(snapshot(s3)).toEqual(before);
    expect(s3.counters).toMatchObject({ put: 0, copy: 0, delete: 0 });
  });

  it.each([false, true])('after a copy finds nothing to do, although the copies are ours (--resume %s)', async (resume) => {
    const s3 = aWorld();
    await copy(s3);
    const before = snapshot(s3);
    expect(await copy(s3, { dryRun: true, resume })).toMatchObject({ verdict: 'equal', error: null, attempt: { copies: 0, seen: 50 } });
    expect(snapshot(s3)).toEqual(before);
    s3.put('source', 'A/new', 'new');
    expect(await copy(s3, { dryRun: true, resume })).toMatchObject({ verdict: 'would-copy', attempt: { copies: 1 } });
  });

  it('names as failed what was copied while it could be read, and is lost and archived now: so does the copy', async () => {
    const s3 = aWorld(3);
    const archive = (restored: boolean) =>
      s3.put('source', keyOf(1), 'old', { storageClass: 'GLACIER', ...(restored ? { restored } : {}) });
    archive(true);
    await copy(s3);
    archive(false);
    s3.remove('target', keyOf(1));
    s3.remove('target', keyOf(2));
    for (const dryRun of [true, false])
      expect(await copy(s3, { dryRun })).toMatchObject({
        verdict: 'failed',
        attempt: { copies: 1 },
        error: { code: 'COPY_FAILED', details: { first: keyOf(1), code: 'InvalidObjectState' } },
      });
  });

  it.each([false, true])('beside an unfinished copy counts what is left, and does not take it over (--resume %s)', async (resume) => {
    const s3 = aWorld();
    await killed(s3, 60);
    const left = 50 - s3.keys('target').length;
    const before = snapshot(s3);
    expect(await copy(s3, { dryRun: true, resume })).toMatchObject({ verdict: 'would-copy', attempt: { copies: left } });
    expect(snapshot(s3)).toEqual(before);
    expect(await copy(s3, { resume: true })).toMatchObject({ verdict: 'equal' });
  });
});

describe('a copy that is refused as a whole', () => {
  it('says why once, with bucket, key and the next step', async () => {
    const s3 = aWorld();
    s3.buckets.get('target')!.owner = '999999999999';
    const outcome = await copy(s3);
    expect(outcome).toMatchObject({
      verdict: 'failed',
      error: { code: 'ACCESS_DENIED', exitCode: 4, next: expect.any(String), details: { bucket: 'target' } },
    });
  });
});

describe('a copy whose accounts are open', () => {
  it('is not called equal, whoever has added them up', async () => {
    const s3 = aWorld(5);
    const clock = virtualClock();
    const sides = { source: s3, target: s3 };
    const ledger = s3Ledger(s3, LEDGER);
    const crew: Crew = {
      ...crewHere({ s3: sides, ledger, clock, inFlight: 4 }),
      walk: async ({ next }, _signals, { onFolder }) => {
        const part = (await next())!;
        onFolder({ folder: part.folder, skipped: false, tally: { ...NO_TALLY, accounts: { ...NO_TALLY.accounts, listed: 5, copied: 4 } } });
      },
    };
    const outcome = await clock.until(copyStage({ s3: sides, ledger, clock, holder: 'here-1', crew }, TASK, calm));
    expect(outcome).toMatchObject({ verdict: 'failed', error: { code: 'ACCOUNTS_OPEN', exitCode: 5 } });
  });
});
