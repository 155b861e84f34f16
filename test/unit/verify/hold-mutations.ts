import { expect } from 'vitest';
import { mutated, shardsOf, sorted, verdictOfPlan, verifyPlan, verifySides } from './mutations.ts';

/** One seeded run against the plan and against the two sides alone. Answers what it has shown. */
export async function holdToMutations(seed: number): Promise<string[]> {
  const world = await mutated(seed);
  const { ofPlan, ofSides } = world;
  const plan = await verifyPlan(world);
  expect(plan.findings.verdict).toBe(verdictOfPlan(ofPlan, world.spoilt()));
  const again = await mutated(seed);
  const sides = await verifySides(again);
  expect(sides.outcome.verdict).toBe(again.spoilt() ? 'unproven' : ofSides.length > 0 ? 'different' : 'identical');
  if (world.spoilt() || again.spoilt()) {
    // What was seen all the same is true: nothing is made up.
    const mayBe = new Set(sorted([...ofPlan, ...ofSides]));
    const keys = plan.all.filter(
      ({ key }) => key !== null && !ofPlan.some(({ class: of, folder }) => of === 'missing-folder' && folder === folderOf(key)),
    );
    expect(sorted(keys).filter((one) => !mayBe.has(one))).toEqual([]);
    return ['spoilt'];
  }
  // The keys of a missing folder are in the list, too.
  const whole = new Set(ofPlan.filter(({ class: of }) => of === 'missing-folder').map(({ folder }) => folder));
  expect(sorted(plan.all.filter(({ folder, key }) => key === null || !whole.has(folder)))).toEqual(sorted(ofPlan));
  expect(plan.findings.counts).toEqual(countsOf(ofPlan));
  expect(plan.findings.shards).toEqual(shardsOf(ofPlan));
  const { digests } = sides.outcome;
  expect(digests.source.digest === digests.target.digest).toBe(ofSides.length === 0);
  expect(sides.outcome.counts).toEqual(countsOf(ofSides));
  const folders = new Set(sides.outcome.folders.map(({ folder }) => folder));
  expect(sorted([...sides.outcome.folders, ...sides.all.filter(({ folder }) => !folders.has(folder))])).toEqual(sorted(ofSides));
  return ['whole', ...ofPlan.map(({ class: of }) => of)];
}

const folderOf = (key: string | null): string => (key ?? '').split('/')[0]!;

function countsOf(expected: readonly { readonly class: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { class: of } of expected) counts[of] = (counts[of] ?? 0) + 1;
  return counts;
}
