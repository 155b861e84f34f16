import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNearlyBegun, type PageAt } from '../../../src/copy/ahead.ts';

/** The first key at which the next page is listed, of a page that begins as many keys a second all the time. */
const listedAt = ({ keys, perSecond, listMs }: { keys: number; perSecond: number; listMs: number }): number => {
  const at = (begun: number): PageAt => ({ keys, begun, forMs: (begun * 1000) / perSecond, listMs });
  return Array.from({ length: keys }, (_none, begun) => begun).find((begun) => isNearlyBegun(at(begun))) ?? keys;
};

describe('the next page', () => {
  it('is in hand before the last copy of this one is begun, and at most three lists before, where a tenth of a page takes as long', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 1, max: 4000 }),
        fc.integer({ min: 1, max: 400 }),
        (keys, rate, listMs) => {
          const left = keys - listedAt({ keys, perSecond: rate, listMs });
          const leftMs = (left * 1000) / rate;
          const isBounded = left >= Math.floor(keys / 10);
          expect(leftMs <= 3 * listMs || left <= 1).toBe(true);
          expect(isBounded || leftMs + 1000 / rate >= 2 * listMs).toBe(true);
        },
      ),
    ));

  it('is not listed before nine tenths of this one are begun, however fast it goes and however long lists take', () => {
    expect(listedAt({ keys: 1000, perSecond: 3500, listMs: 400 })).toBe(900);
    expect(listedAt({ keys: 1000, perSecond: 900, listMs: 100 })).toBe(900);
  });

  it('is listed a few keys before it is needed where a range is slow', () => {
    expect(listedAt({ keys: 1000, perSecond: 13, listMs: 150 })).toBe(997);
  });

  it('is listed at nine tenths where nothing is to be copied: no time passes', () => {
    expect(isNearlyBegun({ keys: 1000, begun: 900, forMs: 0, listMs: 0 })).toBe(true);
  });
});
