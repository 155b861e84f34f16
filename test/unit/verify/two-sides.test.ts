import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/contracts/findings.ts';
import { objectPolicyOf } from '../../../src/contracts/objects.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { twoSidesText } from '../../../src/report/two-sides.ts';
import { copyStage } from '../../../src/stages/copy.ts';
import { NO_LINES } from '../../../src/verify/lines.ts';
import { FOLDERS_UP_TO, verifyTwoSides } from '../../../src/verify/two-sides.ts';
import { LEDGER, OWNERS, SOURCE, TARGET } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const calm = new AbortController().signal;

/** Keys below a prefix, the object of the prefix itself among them: copied, and then verified. */
async function copied(targetPrefix: string) {
  const s3 = memoryS3(OWNERS);
  for (const key of ['x/', 'x/1', 'x/2/', 'x/2/3', 'xy']) s3.put('source', key, key);
  const sides = { source: s3, target: s3 };
  const source = { ...SOURCE, prefix: 'x/' };
  const target = { ...TARGET, prefix: targetPrefix };
  const { tally, verdict } = await copyStage(
    { s3: sides, ledger: s3Ledger(s3, LEDGER), clock: fakeClock(), holder: 'here' },
    {
      ...{ source, target, rules: { cutoffMs: null }, policy: objectPolicyOf(), options: {}, inFlight: 4 },
      ...{ dryRun: false, resume: false },
    },
    { stop: calm, abort: calm },
  );
  expect(verdict).toBe('equal');
  const verify = () =>
    verifyTwoSides({ s3: sides, lines: NO_LINES, checksums: null, lanes: 2 }, { source, target, layout: null, deep: null }, calm);
  return { s3, reasons: tally.reasons, verify };
}

describe('the object that is called as the source’s prefix', () => {
  it('is left out by verify as by copy, where the target has no name for it', async () => {
    const { reasons, s3, verify } = await copied('');
    expect(reasons).toMatchObject({ 'excluded: nameless': 1 });
    const outcome = await verify();
    expect(outcome).toMatchObject({
      verdict: 'identical',
      counts: {},
      seen: { sourceListed: 4, equal: 3, different: 0, excluded: 1, targetListed: 3 },
    });
    expect(twoSidesText(outcome)).toContain('nameless at the target, so not compared: 1');
    s3.remove('target', '1');
    expect(await verify()).toMatchObject({ verdict: 'different', counts: { 'missing-object': 1 }, seen: { excluded: 1 } });
  });

  it('is an object like others where the target has a name for it', async () => {
    const { reasons, s3, verify } = await copied('y/');
    expect(reasons).not.toHaveProperty('excluded: nameless');
    const outcome = await verify();
    expect(outcome).toMatchObject({ verdict: 'identical', seen: { equal: 4, excluded: 0 } });
    expect(twoSidesText(outcome)).not.toContain('nameless');
    s3.remove('target', 'y/');
    expect(await verify()).toMatchObject({ verdict: 'different', counts: { 'missing-object': 1 } });
  });
});

describe('more folders than are told apart', () => {
  const folder = (n: number) => `f${String(n).padStart(5, '0')}`;
  async function verified(folders: number, lanes: number) {
    const s3 = memoryS3(OWNERS);
    for (let n = 0; n < folders; n += 1) s3.put('source', `${folder(n)}/1`, '1');
    // Half of them are there, and some of nobody.
    for (let n = 0; n < folders; n += 2) s3.put('target', `${folder(n)}/1`, '1');
    for (const key of ['e/1', 'g/1', 'g/2', 'in-no-folder']) s3.put('target', key, '1');
    s3.pageKeys = 500;
    const listPage: typeof s3.listPage = async (input, signal) => {
      // Whose page comes first is another matter each time.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 2));
      return await s3.listPage(input, signal);
    };
    const all: Finding[] = [];
    const lines = { finding: (finding: Finding) => void all.push(finding) };
    const sides = { source: { ...s3, listPage }, target: { ...s3, listPage } };
    const two = { source: SOURCE, target: TARGET, layout: null, deep: null };
    return { outcome: await verifyTwoSides({ s3: sides, lines, checksums: null, lanes }, two, calm), all };
  }

  it('are told apart up to ten thousand, each of which stands for its keys', async () => {
    // Two of them are the target's own.
    const { outcome } = await verified(FOLDERS_UP_TO - 2, 8);
    expect(outcome).toMatchObject({
      foldersBeyond: null,
      counts: { 'missing-folder': 4999, 'unexpected-folder': 2, 'target-only': 1 },
    });
    expect(outcome.folders).toHaveLength(5001);
    expect(twoSidesText(outcome)).not.toContain('more than');
  });

  it.each([1, 8])('are counted key by key beyond that, whichever of them %i lanes met first', async (lanes) => {
    const { all, outcome } = await verified(FOLDERS_UP_TO - 1, lanes);
    expect(outcome).toMatchObject({
      verdict: 'different',
      foldersBeyond: 10_000,
      counts: { 'missing-object': 4999, 'target-only': 4 },
      folders: [],
      perFolder: [],
      seen: { sourceListed: 9999, equal: 5000, different: 4999, targetOnly: 4 },
    });
    expect(outcome.examples.map(({ class: of, folder: named, key }) => [of, named, key])).toEqual([
      ['target-only', 'e', 'e/1'],
      ...[1, 3, 5, 7, 9].map((n) => ['missing-object', folder(n), `${folder(n)}/1`]),
      ['target-only', 'g', 'g/1'],
      ['target-only', 'g', 'g/2'],
      ['target-only', '', 'in-no-folder'],
    ]);
    // Each line has its folder, also those of the folders that are not told apart.
    expect(all).toHaveLength(5003);
    expect(all.filter(({ folder: named, key }) => named !== (key!.includes('/') ? key!.split('/')[0] : ''))).toEqual([]);
    expect(twoSidesText(outcome)).toContain('  more than 10,000 folders: keys are counted one by one');
  });
});
