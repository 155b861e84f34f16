import fc from 'fast-check';
import { expect, test } from 'vitest';
import { balance } from '../../../src/plan/balance.ts';
import { seen, survey } from './surveyed.ts';

const shape = fc
  .tuple(survey, fc.integer({ min: 1, max: 20 }))
  .map(([folders, shards]) => ({ folders, count: Math.min(shards, folders.length) }));

test('each folder is in exactly one shard, and no shard is empty', () => {
  fc.assert(
    fc.property(shape, ({ folders, count }) => {
      const shards = balance(folders, count);
      expect(shards).toHaveLength(count);
      expect(shards.flatMap((shard) => shard.folders).toSorted()).toEqual(folders.map(({ folder }) => folder).toSorted());
      expect(shards.every((shard) => shard.folders.length > 0)).toBe(true);
    }),
  );
});

test('a weight is the sum of its folders; folders are in UTF-8 byte order', () => {
  fc.assert(
    fc.property(shape, ({ folders, count }) => {
      const keys = new Map(folders.map((folder) => [folder.folder, folder.keys]));
      for (const shard of balance(folders, count)) {
        expect(shard.weight).toBe(shard.folders.reduce((sum, folder) => sum + (keys.get(folder) ?? NaN), 0));
        expect(shard.folders).toEqual(shard.folders.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }
    }),
  );
});

test('no shard is heavier than the mean and a part of the heaviest folder', () => {
  fc.assert(
    fc.property(shape, ({ folders, count }) => {
      const total = folders.reduce((sum, { keys }) => sum + keys, 0);
      const heaviest = Math.max(...folders.map(({ keys }) => keys));
      const worst = Math.max(...balance(folders, count).map(({ weight }) => weight));
      expect(worst).toBeLessThanOrEqual(total / count + (1 - 1 / count) * heaviest + 1e-9);
    }),
  );
});

/** The best that can be done, by trying everything. */
function best(weights: readonly number[], loads: readonly number[]): number {
  const [first, ...others] = weights;
  if (first === undefined) return Math.max(...loads);
  return Math.min(...loads.map((load, index) => best(others, loads.with(index, load + first))));
}

test('no shard is heavier than 4/3 - 1/3m of the best possible', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 3, maxLength: 7 }),
      fc.integer({ min: 2, max: 3 }),
      (weights, count) => {
        const folders = weights.map((keys, index) => seen(`f${index}`, keys));
        const worst = Math.max(...balance(folders, count).map(({ weight }) => weight));
        const optimum = best(
          weights,
          Array.from({ length: count }, () => 0),
        );
        expect(worst).toBeLessThanOrEqual((4 / 3 - 1 / (3 * count)) * optimum + 1e-9);
      },
    ),
  );
});

test('the order in which folders were looked at does not matter', () => {
  const shuffled = shape.chain(({ folders, count }) =>
    fc.shuffledSubarray(folders, { minLength: folders.length }).map((other) => ({ folders, other, count })),
  );
  fc.assert(
    fc.property(shuffled, ({ folders, other, count }) => {
      expect(balance(other, count)).toEqual(balance(folders, count));
    }),
  );
});

test('equal folders are spread evenly', () => {
  const folders = Array.from({ length: 512 }, (_, index) => seen(`f${index}`, 1000, { more: true }));
  expect(balance(folders, 16).map((shard) => shard.folders.length)).toEqual(Array.from({ length: 16 }, () => 32));
});

test.each([
  [1, ['00']],
  [2, ['00', '01']],
  [16, ['00', '15']],
  [100, ['00', '99']],
  [101, ['000', '100']],
])('%i shards have names of one width', (count, [first, last = first]) => {
  const folders = Array.from({ length: count }, (_, index) => seen(`f${index}`));
  const shards = balance(folders, count);
  expect([shards[0]?.shard, shards.at(-1)?.shard]).toEqual([first, last]);
});
