import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { etagAt, foldersOf, keyScheme, sizeAt } from '../../../bench/server/layout.ts';

const layouts = fc.oneof(
  fc.record({ prefix: fc.constantFrom('', 'flat/'), keys: fc.integer({ min: 1, max: 700 }), folders: fc.constant(0) }),
  fc
    .record({ prefix: fc.constantFrom('', 'tree/'), groups: fc.constantFrom(1, 2, 17, 32), each: fc.integer({ min: 1, max: 3 }) })
    .map(({ prefix, groups, each }) => ({ prefix, folders: groups * 16, keys: groups * 16 * each })),
);

/** Of every length in UTF-8, on both sides of what keys are made of. */
const characters = ['\u0001', ' ', '/', '0', '9', 'F', '_', 'f', '~', '\u00E9', '\uD7FF', '\uE000', '\uFFFD', '\u{10000}', '\u{10FFFF}'];

describe('computed keys', () => {
  it('are in the order of their bytes, and lead back to their index', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        const scheme = keyScheme(layout);
        const keys = Array.from({ length: layout.keys }, (_, index) => scheme.keyAt(index));
        const wrong = keys.filter(
          (key, index) => key <= (keys[index - 1] ?? '') || key.length !== scheme.keyBytes || scheme.indexOf(key) !== index,
        );
        expect(wrong).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('lie in the folders that the layout names, each in one', () => {
    for (const folders of [16, 512, 4096]) {
      const layout = { prefix: 'a/', keys: folders * 3, folders };
      const scheme = keyScheme(layout);
      const named = foldersOf(layout);
      const wrong = Array.from({ length: layout.keys }, (_, index) => scheme.keyAt(index)).filter(
        (key, index) => !key.startsWith(`${named[Math.floor(index / 3)]}/`),
      );
      expect([wrong, named.length]).toEqual([[], folders]);
    }
  });

  it('lead back to their index at 10^8 keys, too', () => {
    const schemes = [0, 16, 512].map((folders) => keyScheme({ prefix: 'a/', keys: folders === 0 ? 10 ** 8 : 512 * 195_313, folders }));
    fc.assert(
      fc.property(fc.constantFrom(...schemes), fc.integer({ min: 0, max: 10 ** 8 - 1 }), (scheme, index) => {
        expect(scheme.indexOf(scheme.keyAt(index))).toBe(index);
        expect(scheme.firstFrom(scheme.keyAt(index))).toBe(index);
        expect(scheme.firstAfter(scheme.keyAt(index))).toBe(index + 1);
      }),
    );
  });

  it('that are not of the layout have no index, and a place all the same', () => {
    fc.assert(
      fc.property(layouts, fc.string({ unit: fc.constantFrom(...characters), maxLength: 8 }), fc.nat(1999), (layout, text, at) => {
        const scheme = keyScheme(layout);
        const probe = scheme.keyAt(at % layout.keys).slice(0, at % 30) + text;
        const keys = Array.from({ length: layout.keys }, (_, index) => scheme.keyAt(index));
        const bytes = Buffer.from(probe);
        const firstAfter = keys.findIndex((key) => Buffer.compare(Buffer.from(key), bytes) > 0);
        expect(scheme.indexOf(probe)).toBe(keys.indexOf(probe));
        expect(scheme.firstAfter(probe)).toBe(firstAfter < 0 ? layout.keys : firstAfter);
      }),
      { numRuns: 40 },
    );
  });

  it('refuse a layout that they cannot keep to', () => {
    expect(() => keyScheme({ prefix: 'ä/', keys: 1, folders: 0 })).toThrow('would need encoding');
    expect(() => keyScheme({ prefix: '', keys: 100, folders: 16 })).toThrow('do not divide');
    expect(() => keyScheme({ prefix: '', keys: 100, folders: 10 })).toThrow('a multiple of 16');
  });
});

describe('ETags and sizes', () => {
  it('are of one length, and an ETag is that of one index only', () => {
    const indexes = Array.from({ length: 20_000 }, (_, index) => index);
    const etags = indexes.map(etagAt);
    expect(etags.filter((etag) => !/^[0-9a-f]{32}$/.test(etag))).toEqual([]);
    expect(indexes.map(sizeAt).filter((size) => String(size).length !== 4)).toEqual([]);
    expect(new Set(etags).size).toBe(etags.length);
  });
});
