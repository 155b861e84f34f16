import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEAST_PART_BYTES, MOST_PART_BYTES } from '../../../src/contracts/objects.ts';
import {
  canBeReplayed,
  equalParts,
  etagOfParts,
  likeTheFirst,
  MOST_PARTS,
  partsIn,
  WHOLE_UP_TO_BYTES,
} from '../../../src/copy/part-plan.ts';
import { etagOf, md5 } from '../../fakes/memory-parts.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);

describe('the parts of a large object', () => {
  it('are the object, none too small or too large, and never more than 10,000', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 48 * 1024 * GIB }), fc.integer({ min: 1, max: 6 * GIB }), (bytes, wanted) => {
        const sizes = equalParts(bytes, wanted)!;
        expect(sum(sizes)).toBe(bytes);
        expect(sizes.length).toBeLessThanOrEqual(MOST_PARTS);
        expect(canBeReplayed(sizes, bytes)).toBe(true);
        expect(new Set(sizes.slice(0, -1)).size).toBeLessThanOrEqual(1);
        // No larger than asked for, but where 10,000 would not do.
        expect(sizes[0]).toBeLessThanOrEqual(Math.max(LEAST_PART_BYTES, wanted, Math.ceil(bytes / MOST_PARTS)));
      }),
      { numRuns: 300 },
    ));

  it.each([
    [WHOLE_UP_TO_BYTES + 1, 128 * MIB, 41, 128 * MIB, 1],
    [5 * 1024 * GIB, 128 * MIB, 10_000, Math.ceil((5 * 1024 * GIB) / 10_000), undefined],
    [6 * MIB, 1, 2, 5 * MIB, MIB],
    [5 * MIB, 5 * MIB, 1, 5 * MIB, 5 * MIB],
    [MOST_PARTS * MOST_PART_BYTES, 5 * MIB, 10_000, 5 * GIB, 5 * GIB],
  ])('%i bytes by %i', (bytes, wanted, count, first, last) => {
    const sizes = equalParts(bytes, wanted)!;
    expect([sizes.length, sizes[0]]).toEqual([count, first]);
    if (last !== undefined) expect(sizes.at(-1)).toBe(last);
  });

  it('cannot be made of more than 10,000 times 5 GiB', () => {
    expect(equalParts(MOST_PARTS * MOST_PART_BYTES + 1, 5 * MIB)).toBeNull();
  });
});

describe('the layout of an upload', () => {
  it('is found again from its first part, however it was cut', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 5 * MIB, max: 5 * GIB }),
        fc.integer({ min: 2, max: 1000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (each, count, share) => {
          const last = Math.max(1, Math.floor(each * share));
          const bytes = each * (count - 1) + last;
          const sizes = likeTheFirst(bytes, each, count)!;
          expect(sum(sizes)).toBe(bytes);
          expect([sizes.length, sizes[0], sizes.at(-1)]).toEqual([count, each, last]);
        },
      ),
    ));

  it.each([
    [20 * MIB, 8 * MIB, 5],
    [20 * MIB, 5 * MIB, 2],
    [16 * MIB, 8 * MIB, 3],
  ])('is not of equal parts when the numbers say so: %i, %i, %i', (bytes, first, count) => {
    expect(likeTheFirst(bytes, first, count)).toBeNull();
  });

  it.each([
    [[6 * MIB, 5 * MIB, 1], true],
    [[5 * MIB - 1, 6 * MIB], false],
    [[6 * MIB, 0], false],
    [[5 * GIB + 1], false],
    [[], false],
  ])('%j can be replayed: %s', (sizes, can) => {
    expect(canBeReplayed(sizes, sum(sizes))).toBe(can);
    expect(canBeReplayed(sizes, sum(sizes) + 1)).toBe(false);
  });
});

describe('the ETag', () => {
  it.each([
    ['0123456789abcdef0123456789abcdef-12', 12],
    ['0123456789abcdef0123456789abcdef', null],
    ['0123456789abcdef0123456789abcdef-', null],
    ['weird-3', null],
  ])('%s was made of parts: %s', (etag, parts) => {
    expect(partsIn(etag)).toBe(parts);
  });

  it('of an upload is the hash of the hashes of its parts', () => {
    const parts = [Buffer.from('one'), Buffer.from('two'), Buffer.from('three')];
    expect(etagOfParts(parts.map((part) => md5(part)))).toBe(etagOf(parts));
    // Of these three words, by another tool (hashlib of Python).
    expect(etagOf(parts)).toBe('1742aed2976bd6a0871db76d97698c8b-3');
    expect(etagOfParts(['not-an-md5'])).toBeNull();
  });
});
