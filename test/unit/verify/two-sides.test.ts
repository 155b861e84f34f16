import { describe, expect, it } from 'vitest';
import { objectPolicyOf } from '../../../src/contracts/objects.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { twoSidesText } from '../../../src/report/two-sides.ts';
import { copyStage } from '../../../src/stages/copy.ts';
import { NO_LINES } from '../../../src/verify/lines.ts';
import { verifyTwoSides } from '../../../src/verify/two-sides.ts';
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
