import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDigest, addKey, digestOf, digestText, drawOf, emptyDigests } from '../../../src/verify/digest.ts';

type Listed = readonly [key: string, size: number, etag: string];

const listed = fc.tuple(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.maxSafeNat(), fc.string({ maxLength: 40 }));
const some = fc.uniqueArray(listed, { selector: ([key]) => key, maxLength: 30 });

function digest(keys: readonly Listed[]): { content: string; names: string } {
  const sums = emptyDigests();
  for (const [key, size, etag] of keys) addKey(sums, key, size, etag);
  return { content: digestText(sums.content), names: digestText(sums.names) };
}

function plus(a: string, b: string): string {
  const sum = digestOf(a);
  addDigest(sum, digestOf(b));
  return digestText(sum);
}

/** How many of the 128 bits differ. */
function distance(a: string, b: string): number {
  const bits = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  return bits.toString(2).replaceAll('0', '').length;
}

describe('a digest of keys', () => {
  it('is the one that everybody has, in every version and language', () => {
    // Computed by an implementation of MurmurHash3_x86_128 of its own, in Python (test/independent/digest.py).
    expect(digest([['A/x/id/1', 3, 'aaa']])).toEqual({
      names: 'bd06a0dad63c2881d2667bf3b04f447b',
      content: '823c387ddefc259e8b6f01926c1541de',
    });
    expect(digest([['A/x/id/\u{1f600}é', 5 * 2 ** 32, '0123456789abcdef0123456789abcdef']])).toEqual({
      names: '448a8573c6016611dbf5c4a172864966',
      content: '42cc59bed4b618cdb619b63e9bebe1dc',
    });
    expect(digest([])).toEqual({ names: '0'.repeat(32), content: '0'.repeat(32) });
  });

  it('does not know in which order they came', () => {
    fc.assert(
      fc.property(some, (keys) => {
        expect(digest(keys.toReversed())).toEqual(digest(keys));
      }),
    );
  });

  it('is the sum over any ranges of them', () => {
    fc.assert(
      fc.property(some, fc.nat(30), (keys, at) => {
        const [whole, head, tail] = [digest(keys), digest(keys.slice(0, at)), digest(keys.slice(at))];
        expect({ content: plus(head.content, tail.content), names: plus(head.names, tail.names) }).toEqual(whole);
      }),
    );
  });

  it('is another one when a key is gone, or has another name, size or ETag', () => {
    fc.assert(
      fc.property(some, listed, fc.nat(2), (keys, [key, size, etag], field) => {
        const others = keys.filter(([other]) => other !== key && other !== `${key}!`);
        const before = digest([...others, [key, size, etag]]);
        const changed: Listed = [field === 0 ? `${key}!` : key, field === 1 ? size + 1 : size, field === 2 ? `${etag}!` : etag];
        const after = digest([...others, changed]);
        expect(after.content).not.toBe(before.content);
        expect(after.names === before.names).toBe(field === 2);
        expect(digest(others).names).not.toBe(before.names);
      }),
    );
  });

  it('does not take one field for another', () => {
    const texts = fc.string({ minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(texts, texts, texts, (a, b, c) => {
        expect(digest([[a + b, 1, c]]).content).not.toBe(digest([[a, 1, b + c]]).content);
        expect(
          digest([
            [a, 1, b],
            [b, 1, a],
          ]).content ===
            digest([
              [a, 1, a],
              [b, 1, b],
            ]).content,
        ).toBe(a === b);
      }),
    );
  });

  it('does not cancel a key that is there twice', () => {
    const once = digest([['A/x', 1, 'e']]).content;
    expect([digest([]).content, once]).not.toContain(plus(once, once));
  });

  it('changes half of its bits with one bit of a key', () => {
    let bits = 0;
    let least = 128;
    const times = 2000;
    for (let n = 0; n < times; n += 1) {
      const key = `E9_FulfillmentOrder/2019/id/${n}`;
      const at = n % key.length;
      const flipped = key.slice(0, at) + String.fromCharCode(key.charCodeAt(at) ^ (1 << (n % 7))) + key.slice(at + 1);
      const far = distance(digest([[key, n, 'e']]).content, digest([[flipped, n, 'e']]).content);
      bits += far;
      least = Math.min(least, far);
    }
    expect(bits / times).toBeGreaterThan(62);
    expect(bits / times).toBeLessThan(66);
    expect(least).toBeGreaterThan(30);
  });

  it('has no two alike among many keys that differ little', () => {
    const seen = new Set<string>();
    for (let n = 0; n < 20_000; n += 1) seen.add(digest([[`A/${n >> 7}/id/${n & 127}`, n & 3, 'e']]).names.slice(0, 16));
    expect(seen.size).toBe(20_000);
  });
});

describe('a seeded sample', () => {
  it('takes about its share, the same keys for the same seed, others for another', () => {
    const keys = Array.from({ length: 20_000 }, (_, n) => `A/x/id/${n}`);
    const taken = (seed: number) => keys.filter((key) => drawOf(seed, key) * 100 < 5);
    expect(Math.abs(taken(1).length - 1000)).toBeLessThan(150);
    expect(taken(1)).toEqual(taken(1));
    const other = new Set(taken(2));
    expect(taken(1).filter((key) => other.has(key)).length).toBeLessThan(150);
  });
});
