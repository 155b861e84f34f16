import { describe, expect, it } from 'vitest';
import { holdToMutations } from './hold-mutations.ts';

/** A thousand more in test/long: npm run test:long. */
const SEEDS = 20;

describe('verify finds exactly what was changed, and is unproven exactly when a listing was spoilt', () => {
  it.each(Array.from({ length: SEEDS }, (_, seed) => seed))('seed %i', async (seed) => {
    expect(await holdToMutations(seed)).not.toEqual([]);
  });

  it('sees both spoilt and whole listings, and every kind of finding', async () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 60; seed += 1) for (const one of await holdToMutations(seed)) seen.add(one);
    expect([...seen].toSorted()).toEqual([
      'changed-after-copy',
      'content-differs',
      'missing-folder',
      'missing-object',
      'size-differs',
      'source-folder-missing',
      'spoilt',
      'target-only',
      'unexpected-folder',
      'whole',
    ]);
  });
});
