import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { join } from '../../../src/listing/join.ts';
import { bytewise } from './pages.ts';

const key = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }), fc.stringMatching(/^[ab]{1,3}$/));
const side = fc.array(key, { maxLength: 30 }).map((keys) => [...new Set(keys)].toSorted(bytewise));

async function* stream<T>(items: readonly T[], ended: () => void = () => undefined): AsyncGenerator<T> {
  try {
    for (const item of items) yield item;
  } finally {
    ended();
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const keyed = (keys: readonly string[], side_: string) => keys.map((one) => ({ key: one, side: side_ }));

describe('a join', () => {
  it('gives each key of both sides once, in byte order, with what either side has', () =>
    fc.assert(
      fc.asyncProperty(side, side, async (left, right) => {
        const got = await collect(join(stream(keyed(left, 'l')), stream(keyed(right, 'r'))));
        const all = [...new Set([...left, ...right])].toSorted(bytewise);
        expect(got).toEqual(
          all.map((one) => ({
            key: one,
            left: left.includes(one) ? { key: one, side: 'l' } : null,
            right: right.includes(one) ? { key: one, side: 'r' } : null,
          })),
        );
      }),
      { numRuns: 500 },
    ));

  it('holds no more than one element of each side', async () => {
    const given = { left: 0, right: 0 };
    async function* counted(name: 'left' | 'right', step: number) {
      for (let at = 0; at < 5_000; at += step) {
        given[name] += 1;
        yield { key: String(at).padStart(6, '0') };
      }
    }
    let seen = 0;
    for await (const { left, right } of join(counted('left', 1), counted('right', 3))) {
      seen += Number(left !== null) + Number(right !== null);
      expect(given.left + given.right - seen).toBeLessThanOrEqual(2);
    }
    expect(seen).toBe(5_000 + 1_667);
  });

  it('refuses a side that is out of order, by name, with both keys', async () => {
    const fine = ['a', 'b', 'c', 'd'];
    for (const [bad, before, after] of [
      [['b', 'a'], 'b', 'a'],
      [['a', 'a'], 'a', 'a'],
      [['a', 'c', 'b\n'], 'c', 'b\\u000a'],
      [['😀', '\uffff'], '😀', '\uffff'],
    ] as const) {
      const words = `"${after}" comes after "${before}"`;
      await expect(collect(join(stream(keyed(bad, 'l')), stream(keyed(fine, 'r'))))).rejects.toMatchObject({
        code: 'LISTING_BROKEN',
        message: expect.stringMatching(/^The left side/),
      });
      await expect(collect(join(stream(keyed(fine, 'l')), stream(keyed(bad, 'r'))))).rejects.toMatchObject({
        code: 'LISTING_BROKEN',
        message: expect.stringContaining(words),
      });
    }
  });

  it('ends both sides when its caller stops, and when one of them fails', async () => {
    const ended: string[] = [];
    const sides = () =>
      [stream(keyed(['a', 'b'], 'l'), () => ended.push('left')), stream(keyed(['a', 'c'], 'r'), () => ended.push('right'))] as const;
    for await (const pair of join(...sides())) {
      expect(pair.key).toBe('a');
      break;
    }
    expect(ended.toSorted()).toEqual(['left', 'right']);
    ended.length = 0;
    const failing = async function* () {
      yield { key: 'a' };
      throw new Error('the page is gone');
    };
    await expect(collect(join(failing(), sides()[1]))).rejects.toThrow('the page is gone');
    expect(ended).toEqual(['right']);
  });
});
