import fc from 'fast-check';
import { expect, it } from 'vitest';
import { emptyMarks, emptyTally } from '../../../bench/server/marks.ts';

const KEYS = 20_000;

it('marks are found again in order, whatever lies between them', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(KEYS - 1), { maxLength: 200 }), fc.nat(KEYS), fc.nat(KEYS), (indexes, from, end) => {
      const marks = emptyMarks(KEYS);
      for (const index of indexes) expect(marks.add(index)).toBe(true);
      for (const index of indexes) expect(marks.add(index)).toBe(false);
      const found: number[] = [];
      for (let at = marks.next(from, end); at < end; at = marks.next(at + 1, end)) found.push(at);
      expect(found).toEqual(indexes.filter((index) => index >= from && index < end).toSorted((a, b) => a - b));
      expect(marks.count).toBe(indexes.length);
    }),
  );
});

it('a tally counts each key by itself, up to three', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { maxLength: 60 }), (indexes) => {
      const tally = emptyTally(10);
      for (const index of indexes) tally.add(index);
      const times = (index: number) => Math.min(3, indexes.filter((each) => each === index).length);
      for (let index = 0; index < 10; index += 1) expect(tally.of(index)).toBe(times(index));
      const histogram = [0, 1, 2, 3].map(
        (count) => Array.from({ length: 10 }, (_, index) => times(index)).filter((each) => each === count).length,
      );
      expect(tally.histogram()).toEqual(histogram);
    }),
  );
});
