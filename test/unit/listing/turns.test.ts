import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangesAtOnce, Turns } from '../../../src/listing/turns.ts';

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('ranges at once', () => {
  it('are four without time left, and twice as many with each look that found some, from the second on', () => {
    expect([0, 1, 2, 3, 4].map(rangesAtOnce)).toEqual([4, 4, 8, 16, 32]);
  });
});

describe('turns', () => {
  it('are had at once while there are any, and in the order in which they were asked for behind that', async () => {
    const turns = new Turns(() => 2);
    const had: string[] = [];
    const asked = ['a', 'b', 'c', 'd'].map((name) => turns.take().then(() => had.push(name)));
    await tick();
    expect(had).toEqual(['a', 'b']);
    turns.leave();
    await tick();
    expect(had).toEqual(['a', 'b', 'c']);
    turns.leave();
    await Promise.all(asked);
    expect(had).toEqual(['a', 'b', 'c', 'd']);
  });

  it('go on without waiting where nobody waits, and go round where somebody does', async () => {
    const turns = new Turns(() => 1);
    await turns.take();
    expect(turns.pass()).toBeUndefined();
    const other = turns.take();
    const again = turns.pass();
    expect(again).toBeDefined();
    await other;
    let isBack = false;
    void again!.then(() => (isBack = true));
    await tick();
    expect(isBack).toBe(false);
    turns.leave();
    await again;
  });

  it('are given up, one by one, by those who have too many when there are fewer', async () => {
    let upTo = 3;
    const turns = new Turns(() => upTo);
    await Promise.all([turns.take(), turns.take(), turns.take()]);
    upTo = 1;
    let back = 0;
    const goOn = async () => {
      await turns.pass();
      back += 1;
    };
    const others = [goOn(), goOn()];
    await tick();
    expect(back).toBe(0);
    upTo = 3;
    await goOn();
    await Promise.all(others);
    expect(back).toBe(3);
  });

  it('are never more than there are, and everybody gets his own, whatever comes and goes', async () => {
    const ranges = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 30 });
    const limits = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(ranges, limits, async (pagesOfEach, bounds) => {
        let asked = 0;
        const turns = new Turns(() => {
          asked += 1;
          return bounds[Math.floor(asked / 5) % bounds.length]!;
        });
        let working = 0;
        let done = 0;
        const most = Math.max(...bounds);
        await Promise.all(
          pagesOfEach.map(async (pages) => {
            await turns.take();
            for (let page = 0; page < pages; page += 1) {
              working += 1;
              expect(working).toBeLessThanOrEqual(most);
              await tick();
              working -= 1;
              if (page + 1 < pages) await turns.pass();
            }
            turns.leave();
            done += 1;
          }),
        );
        expect([done, working]).toEqual([pagesOfEach.length, 0]);
      }),
      { numRuns: 60 },
    );
  });
});
