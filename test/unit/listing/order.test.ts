import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareKeys } from '../../../src/listing/order.ts';

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const troubled = fc
  .array(fc.constantFrom('a', 'é', '\ud7ff', '\ue000', '\uffff', '\ufffd', '\u{10000}', '\u{10ffff}', '😀', '/', '\u0000', '~'), {
    maxLength: 8,
  })
  .map((parts) => parts.join(''));
const key = fc.oneof(troubled, fc.string({ unit: 'binary', maxLength: 20 }), fc.string({ unit: 'grapheme', maxLength: 20 }));

describe('the order of keys', () => {
  it('is that of their UTF-8 bytes (trap 26)', () =>
    fc.assert(
      fc.property(key, key, key, (shared, a, b) => {
        for (const [left, right] of [
          [a, b],
          [shared + a, shared + b],
          [a, a + b],
          [a, a],
        ] as const) {
          expect(Math.sign(compareKeys(left, right))).toBe(Math.sign(byBytes(left, right)));
        }
      }),
      { numRuns: 2_000 },
    ));

  it('is not that of JavaScript above U+FFFF', () => {
    expect(['\uffff', '\u{10000}'].toSorted()).toEqual(['\u{10000}', '\uffff']);
    expect(compareKeys('\u{10000}', '\uffff')).toBeGreaterThan(0);
    expect(compareKeys('\uffff', '😀')).toBeLessThan(0);
    expect(compareKeys('\ud7ff', '😀')).toBeLessThan(0);
  });

  it('sorts a whole listing as S3 does', () =>
    fc.assert(
      fc.property(fc.array(key, { maxLength: 40 }), (keys) => {
        expect(keys.toSorted(compareKeys)).toEqual(keys.toSorted(byBytes));
      }),
    ));
});
