import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearest } from '../../../src/config/nearest.ts';

test.each([
  ['shrads', 'shards'],
  ['shard', 'shards'],
  ['in_flight', 'inFlight'],
  ['InFlight', 'inFlight'],
  ['maschine', 'machine'],
  ['executer', 'executor'],
  ['colour', null],
  ['x', null],
])('%s was meant to be %s', (word, meant) => {
  expect(nearest(word, ['shards', 'executor', 'machine', 'inFlight'])).toBe(meant);
});

test('a swap of neighbours is one edit', () => {
  expect(editDistance('nmae', 'name')).toBe(1);
});

test('the distance is a metric on texts, with at most one edit for each character', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const distance = editDistance(a, b);
      expect(distance === 0).toBe(a === b);
      expect(editDistance(b, a)).toBe(distance);
      expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});
