import { expect, it } from 'vitest';
import { holdToMutations } from './hold-mutations.ts';

const RUNS = 1000;
const FIRST_SEED = 1000;

it(`holds in ${RUNS} seeded runs`, { timeout: 600_000 }, async () => {
  const seen = { spoilt: 0, whole: 0 };
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed += 1) {
    const [how] = await holdToMutations(seed).catch((error: unknown) => {
      throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
    });
    seen[how as keyof typeof seen] += 1;
  }
  expect(seen.spoilt).toBeGreaterThan(RUNS / 5);
  expect(seen.whole).toBeGreaterThan(RUNS / 5);
});
