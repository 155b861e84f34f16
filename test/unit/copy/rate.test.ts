import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRate, type RateOptions } from '../../../src/copy/rate.ts';
import type { Pacer } from '../../../src/s3/types.ts';
import { newLine, ringOf } from '../../../src/copy/waiters.ts';
import { virtualClock, type VirtualClock } from '../../fakes/virtual-clock.ts';

const rateOn = (clock: VirtualClock, more: Partial<RateOptions> = {}) =>
  createRate({ clock, random: () => 0.5, ceilingPerSecond: Infinity, startPerSecond: 100, inFlightUpTo: 1000, ...more });
const upToNow = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

describe("a worker's rate", () => {
  it('lets a few go at once, and the others at the rate that it starts with', async () => {
    const clock = virtualClock(0);
    const rate = rateOn(clock);
    const pacer = rate.range('a');
    const went: number[] = [];
    const all = Array.from({ length: 54 }, async () => {
      const admitted = pacer.admit(undefined);
      if (admitted !== undefined) await admitted;
      went.push(clock.passed());
    });
    await clock.until(Promise.all(all));
    expect(went.slice(0, 5)).toEqual([0, 0, 0, 0, 10]);
    expect(went.at(-1)).toBeGreaterThanOrEqual(499);
    expect(went.at(-1)).toBeLessThan(530);
  });

  it('has one timer, however many wait in however many folders', () => {
    const clock = virtualClock(0);
    let sleepers = 0;
    const counting = { ...clock, sleep: (ms: number) => ((sleepers += 1), clock.sleep(ms)) };
    const rate = rateOn(counting);
    for (let index = 0; index < 500; index += 1) void rate.range(`f${index % 50}`).admit(undefined);
    expect([sleepers, rate.facts().waiting]).toEqual([1, 496]);
  });

  it('sets no timer while only answers can make room', async () => {
    const clock = virtualClock(0);
    let sleepers = 0;
    const counting = { ...clock, sleep: (ms: number) => ((sleepers += 1), clock.sleep(ms)) };
    const rate = rateOn(counting, { inFlightUpTo: 2, startPerSecond: 1000 });
    const pacer = rate.range('a');
    expect([pacer.admit(undefined), pacer.admit(undefined)]).toEqual([undefined, undefined]);
    let third = false;
    void pacer.admit(undefined)?.then(() => (third = true));
    await upToNow();
    expect([third, sleepers, rate.facts().inFlight]).toEqual([false, 0, 2]);
    pacer.answered('ok', 20);
    await upToNow();
    expect([third, sleepers, rate.facts().inFlight]).toEqual([true, 0, 2]);
  });

  it('serves folders in turn, whoever asked first and most', async () => {
    const clock = virtualClock(0);
    const rate = rateOn(clock, { inFlightUpTo: 1, startPerSecond: 10_000 });
    void rate.range('first').admit(undefined);
    const order: string[] = [];
    const ask = (name: string) =>
      void rate
        .range(name)
        .admit(undefined)
        ?.then(() => order.push(name));
    for (const name of ['a', 'a', 'a', 'a', 'b', 'b', 'c']) ask(name);
    for (let answer = 0; answer < 7; answer += 1) {
      rate.range('first').answered('ok', 1);
      await upToNow();
    }
    expect(order.join('')).toBe('abcabaa');
  });

  it('listens once to a signal, however many wait under it, and all of them leave with it', async () => {
    const ring = ringOf();
    const line = newLine();
    const leaving = new AbortController();
    const all = Promise.allSettled(Array.from({ length: 500 }, () => ring.wait(line, leaving.signal)));
    for (let taken = 0; taken < 100; taken += 1) ring.take(line);
    expect(getEventListeners(leaving.signal, 'abort')).toHaveLength(1);
    leaving.abort(new Error('that is enough'));
    expect((await all).map(({ status }) => status)).toEqual([...Array(100).fill('fulfilled'), ...Array(400).fill('rejected')]);
    expect(ring.waiting).toBe(0);
  });

  it('lets a waiter leave when its signal aborts, and nobody else', async () => {
    const clock = virtualClock(0);
    const rate = rateOn(clock, { inFlightUpTo: 1, startPerSecond: 10_000 });
    const pacer = rate.range('a');
    void pacer.admit(undefined);
    const leaving = new AbortController();
    const gone = pacer.admit(leaving.signal);
    const stays = pacer.admit(undefined);
    leaving.abort(new Error('that is enough'));
    await expect(gone).rejects.toThrow('that is enough');
    expect(rate.facts()).toMatchObject({ waiting: 1, inFlight: 1 });
    pacer.answered('other', 5);
    await stays;
    expect(rate.facts()).toMatchObject({ waiting: 0, inFlight: 1 });
    await expect(pacer.admit(AbortSignal.abort(new Error('before it began')))).rejects.toThrow('before it began');
    expect(rate.facts()).toMatchObject({ waiting: 0, inFlight: 1 });
  });

  it('never exceeds its ceiling by more than a moment', async () => {
    const clock = virtualClock(0);
    const rate = rateOn(clock, { ceilingPerSecond: 500, startPerSecond: 400 });
    let sent = 0;
    const lane = async (name: string) => {
      const pacer = rate.range(name);
      while (clock.passed() < 3000) {
        const admitted = pacer.admit(undefined);
        if (admitted !== undefined) await admitted;
        sent += 1;
        await clock.sleep(50);
        pacer.answered('ok', 50);
      }
    };
    await clock.until(Promise.all(Array.from({ length: 60 }, (_, index) => lane(`f${index % 4}`))));
    expect(sent).toBeLessThanOrEqual(500 * 3 + 60 + 10);
    expect(sent).toBeGreaterThan(500 * 3 * 0.95);
    expect(rate.facts().perSecond).toBe(500);
  });

  it('is nothing that a fast server notices: after a moment nobody waits', async () => {
    const clock = virtualClock(0);
    const rate = rateOn(clock);
    let waited = 0;
    let sent = 0;
    const lane = async (name: string) => {
      const pacer = rate.range(name);
      while (clock.passed() < 1000) {
        const admitted = pacer.admit(undefined);
        if (admitted !== undefined) {
          if (clock.passed() > 150) waited += 1;
          await admitted;
        }
        sent += 1;
        await clock.sleep(4);
        pacer.answered('ok', 4);
      }
    };
    await clock.until(Promise.all(Array.from({ length: 64 }, (_, index) => lane(`f${index % 8}`))));
    expect(waited).toBe(0);
    expect(sent).toBeGreaterThan(64 * 250 * 0.85);
  });

  it('comes down to what was sent when the first answers are 503, and not to nothing', async () => {
    const clock = virtualClock(0);
    const rate = rateOn(clock);
    const pacer = rate.range('a');
    const lane = async () => {
      const admitted = pacer.admit(undefined);
      if (admitted !== undefined) await admitted;
      await clock.sleep(100);
      pacer.answered('slow-down', 100);
    };
    await clock.until(Promise.all(Array.from({ length: 10 }, lane)));
    expect(rate.facts().perSecond).toBeGreaterThan(50);
    expect(rate.facts().perSecond).toBeLessThan(100);
  });

  /** A request and its answer, which is when time that has passed is taken in. */
  const answer = (clock: VirtualClock, pacer: Pacer, how: 'ok' | 'slow-down') => {
    const request = async () => {
      await pacer.admit(undefined);
      await clock.sleep(100);
      pacer.answered(how, 100);
    };
    return clock.until(request());
  };
  /** Four ranges, one of which has met the first 503. */
  const fourOn = async (clock: VirtualClock) => {
    const rate = rateOn(clock, { startPerSecond: 400 });
    const pacers = ['b', 'd', 'f', 'h'].map((name) => rate.range(name));
    await Promise.all(Array.from({ length: 40 }, (_, index) => answer(clock, pacers[index % 4]!, 'ok')));
    await answer(clock, pacers[0]!, 'slow-down');
    await answer(clock, pacers[0]!, 'ok');
    return { rate, pacers };
  };

  it('is shared by a range that begins: with the others of its folder, with whom has ended, or with those beside it', async () => {
    const clock = virtualClock(0);
    const { rate, pacers } = await fourOn(clock);
    const went = async () => {
      await answer(clock, pacers[0]!, 'ok');
      return rate.facts().perSecond;
    };
    const perSecond = await went();
    expect(perSecond).toBeGreaterThan(10);
    for (const name of ['a', 'e', 'i', 'e2']) await answer(clock, rate.range(name), 'ok');
    expect(await went()).toBeCloseTo(perSecond, 3);
    // What a range had that ends is nobody's, and then that of the next one, wherever it is.
    for (const name of ['a', 'e']) rate.forget(name);
    const left = await went();
    expect(left).toBeLessThan(perSecond * 0.9);
    await answer(clock, rate.range('d/2', 'd'), 'ok');
    expect(await went()).toBeCloseTo(left, 3);
    for (const name of ['x', 'y']) await answer(clock, rate.range(name), 'ok');
    expect(await went()).toBeCloseTo(perSecond, 3);
    // Of the last one, too, when nobody was there to grow into it.
    for (const name of ['b', 'd', 'd/2', 'f', 'h', 'i', 'e2', 'x']) rate.forget(name);
    const { perSecond: last } = await answer(clock, rate.range('y'), 'ok').then(rate.facts);
    rate.forget('y');
    await clock.until(clock.sleep(60_000));
    await answer(clock, rate.range('z'), 'ok');
    await answer(clock, rate.range('z'), 'ok');
    expect(rate.facts().perSecond).toBeCloseTo(last, 3);
  });

  it('is nobody else’s when a range has ended and no other begins, and after a while not that of one that does', async () => {
    const clock = virtualClock(0);
    const { rate, pacers } = await fourOn(clock);
    const { perSecond } = rate.facts();
    for (const name of ['d', 'f']) rate.forget(name);
    await clock.until(clock.sleep(6000));
    for (const name of ['d', 'f']) await answer(clock, rate.range(name), 'ok');
    await answer(clock, pacers[0]!, 'ok');
    expect(rate.facts().perSecond).toBeCloseTo(perSecond / 2, 1);
  });

  it('is cut in the range that meets 503s, and in no other', async () => {
    const clock = virtualClock(0);
    const { pacers } = await fourOn(clock);
    for (let one = 0; one < 20; one += 1) await answer(clock, pacers[1]!, 'slow-down');
    const went = pacers.map(() => 0);
    const untilMs = clock.passed() + 2000;
    const lane = async (pacer: Pacer, index: number) => {
      while (clock.passed() < untilMs) {
        await pacer.admit(undefined);
        went[index]! += 1;
        await clock.sleep(100);
        pacer.answered('ok', 100);
      }
    };
    await clock.until(Promise.all(pacers.flatMap((pacer, index) => Array.from({ length: 12 }, () => lane(pacer, index)))));
    expect(went[1]).toBeLessThan(went[2]! / 2);
    expect(Math.abs(went[3]! - went[2]!)).toBeLessThanOrEqual(2);
  });

  it('is not shared by ranges that ask for nothing: those that have something to copy have all of it', async () => {
    const perSecondBeside = async (idle: number) => {
      const clock = virtualClock(0);
      const rate = rateOn(clock, { startPerSecond: 400 });
      const pacer = rate.range('b');
      for (let name = 0; name < idle; name += 1) rate.range(`${name % 2 === 0 ? 'a' : 'c'}${name}`);
      await clock.until(Promise.all(Array.from({ length: 40 }, () => answer(clock, pacer, 'ok'))));
      await clock.until(answer(clock, pacer, 'slow-down'));
      const beganAtMs = clock.passed();
      await clock.until(Promise.all(Array.from({ length: 100 }, () => answer(clock, pacer, 'ok'))));
      return 100_000 / (clock.passed() - beganAtMs);
    };
    expect(await perSecondBeside(15)).toBeCloseTo(await perSecondBeside(0), 6);
  });

  it('goes on growing when ranges are short and come one after another', async () => {
    const clock = virtualClock(0);
    const rate = rateOn(clock);
    await Promise.all(Array.from({ length: 20 }, () => answer(clock, rate.range('000'), 'ok')));
    await answer(clock, rate.range('000'), 'slow-down');
    await answer(clock, rate.range('000'), 'ok');
    const { perSecond } = rate.facts();
    rate.forget('000');
    const untilMs = clock.passed() + 20_000;
    for (let name = 1; clock.passed() < untilMs; name += 1) {
      const pacer = rate.range(String(name).padStart(3, '0'));
      await clock.until(Promise.all(Array.from({ length: 80 }, () => answer(clock, pacer, 'ok'))));
      rate.forget(String(name).padStart(3, '0'));
    }
    expect(rate.facts().perSecond).toBeGreaterThan(perSecond * 1.5);
  });

  it.each([
    { ranges: 'one range', requestsOfEach: 12_000 },
    { ranges: 'ranges that come one after another', requestsOfEach: 80 },
  ])('finds calm anew when it has grown to more than the double, and goes on: $ranges', async ({ requestsOfEach }) => {
    const clock = virtualClock(0);
    const { rate, pacers } = await fourOn(clock);
    for (const name of ['d', 'f', 'h']) rate.forget(name);
    await answer(clock, pacers[0]!, 'ok');
    const [beganAtMs, perSecond] = [clock.passed(), [rate.facts().perSecond]];
    const request = async (pacer: Pacer) => {
      await pacer.admit(undefined);
      await clock.sleep(100);
      pacer.answered('ok', 100);
      if (clock.passed() >= beganAtMs + 500 * perSecond.length) perSecond.push(rate.facts().perSecond);
    };
    for (let name = 'b'; clock.passed() < beganAtMs + 25_000; name += 'b') {
      const pacer = rate.range(name);
      await clock.until(Promise.all(Array.from({ length: requestsOfEach }, () => request(pacer))));
      rate.forget(name);
    }
    const withinFiveSeconds = perSecond.slice(10).map((rate, index) => rate / perSecond[index]!);
    expect(Math.max(...withinFiveSeconds)).toBeGreaterThan(1.8);
    expect(Math.max(...withinFiveSeconds)).toBeLessThan(3.2);
    expect(perSecond.at(-1)! / perSecond[0]!).toBeGreaterThan(6);
  });

  it('takes no pause for what was used when the first 503 comes after one', async () => {
    const clock = virtualClock(0);
    const rate = rateOn(clock, { startPerSecond: 4000 });
    const pacer = rate.range('a');
    await clock.until(Promise.all(Array.from({ length: 64 }, () => answer(clock, pacer, 'ok'))));
    await clock.until(clock.sleep(60_000));
    // As many as may go at once, in a round trip of 100 ms.
    const one = async (how: 'ok' | 'slow-down', ms: number) => {
      await pacer.admit(undefined);
      await clock.sleep(ms);
      pacer.answered(how, ms);
    };
    await clock.until(Promise.all(Array.from({ length: 64 }, (_, index) => one(index === 1 ? 'slow-down' : 'ok', index === 0 ? 99 : 100))));
    await clock.until(one('ok', 100));
    expect(rate.facts().perSecond).toBeGreaterThan(640 * 0.6);
    expect(rate.facts().perSecond).toBeLessThan(4000 * 0.7);
  });

  it('says what progress wants to know', () => {
    const clock = virtualClock(0);
    const rate = rateOn(clock);
    const pacer = rate.range('a');
    expect(rate.range('a')).toBe(pacer);
    for (let index = 0; index < 4; index += 1) void pacer.admit(undefined);
    pacer.answered('ok', 90);
    pacer.answered('other', 110);
    pacer.answered('slow-down', 100);
    expect(rate.facts()).toMatchObject({ inFlight: 1, waiting: 0, throttledShare: 1 / 3 });
    rate.forget('a');
    pacer.answered('ok', 100);
    expect(rate.facts()).toMatchObject({ inFlight: 0, throttledShare: 1 / 4 });
    expect(rate.range('a')).not.toBe(pacer);
  });
});

describe('the ring of those who wait', () => {
  it('lets everybody go: a folder that may waits for no other one twice', () => {
    const asks = fc.array(fc.record({ line: fc.nat({ max: 5 }), leaves: fc.boolean() }), { minLength: 1, maxLength: 60 });
    return fc.assert(
      fc.asyncProperty(asks, fc.nat({ max: 5 }), async (asked, closed) => {
        const ring = ringOf<ReturnType<typeof newLine> & { name: number }>();
        const lines = Array.from({ length: 6 }, (_, name) => ({ ...newLine(), name }));
        const leaving = new AbortController();
        const waiting = asked.map(({ line, leaves }) => ring.wait(lines[line]!, leaves ? leaving.signal : undefined));
        const ends = Promise.allSettled(waiting);
        leaving.abort(new Error('gone'));
        const left = asked.filter(({ leaves }) => !leaves);
        expect(ring.waiting).toBe(left.length);
        const served: number[] = [];
        for (let line = ring.next(({ name }) => name !== closed); line !== null; line = ring.next(({ name }) => name !== closed)) {
          ring.take(line);
          served.push(line.name);
          for (const other of lines) {
            // Whoever still waits, and may, has been served since the one before last of this one.
            const since = served.slice(served.slice(0, -1).lastIndexOf(line.name) + 1, -1);
            if (other.name !== closed && other !== line && other.waiting > 0 && served.slice(0, -1).includes(line.name))
              expect(since).toContain(other.name);
          }
        }
        expect(ring.waiting).toBe(left.filter(({ line }) => line === closed).length);
        for (let line = ring.next(() => true); line !== null; line = ring.next(() => true)) ring.take(line);
        expect((await ends).map(({ status }) => status)).toEqual(asked.map(({ leaves }) => (leaves ? 'rejected' : 'fulfilled')));
      }),
    );
  });
});
