import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acrossKeys } from '../../../src/copy/folder-order.ts';

const named = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index).padStart(4, '0'));
const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the order in which a worker takes its folders', () => {
  it('has each of them once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fraction, (count, random) => {
        expect(acrossKeys(named(count), () => random).toSorted()).toEqual(named(count));
      }),
    );
  });

  it('lies all over the keys from the first few on, wherever it begins', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), fc.integer({ min: 1, max: 300 }), fraction, (count, taken, random) => {
        const first = acrossKeys(named(count), () => random)
          .slice(0, Math.min(taken, count))
          .map(Number)
          .toSorted((a, b) => a - b);
        // Also around the end: a worker may begin in the middle.
        const gaps = first.map((at, index) => (first[index + 1] ?? first[0]! + count) - at);
        const evenly = count / first.length;
        // No stretch without one is longer than halving the longest again and again leaves it, and where the number is no power of two.
        expect(Math.max(...gaps)).toBeLessThanOrEqual(4 * evenly);
      }),
    );
  });

  it('differs between workers that were dealt their folders in turn', () => {
    const [here, there] = [0, 0.125].map((random) =>
      acrossKeys(named(8), () => random)
        .slice(0, 4)
        .toSorted(),
    );
    expect([here, there]).toEqual([
      ['0000', '0002', '0004', '0006'],
      ['0001', '0003', '0005', '0007'],
    ]);
  });
});
