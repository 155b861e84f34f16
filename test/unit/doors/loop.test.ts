import { describe, expect, it } from 'vitest';
import { busyLoop, idleLoop } from '../../../src/doors/loop.ts';

describe('an idle loop', () => {
  it('counts the looks in a row that found time, however long each of them took, and begins anew with one that found none', () => {
    let nowMs = 0;
    const shares = [0.2, 0.5, 0, 0.9, 0.89];
    const idleLooks = idleLoop(
      () => shares.shift()!,
      () => nowMs,
    );
    const told = [0, 250, 499, 500, 9000, 9250, 9500].map((at) => ((nowMs = at), idleLooks()));
    expect(told).toEqual([0, 1, 1, 2, 3, 0, 1]);
  });
});

describe('a busy loop', () => {
  it('is one that has worked nine tenths of the last quarter of a second, and one that begins', () => {
    let nowMs = 0;
    const shares = [0.95, 0.5, 1];
    const isBusy = busyLoop(
      () => shares.shift()!,
      () => nowMs,
    );
    expect(isBusy()).toBe(true);
    nowMs = 249;
    expect([isBusy(), shares.length]).toEqual([true, 3]);
    nowMs = 250;
    expect([isBusy(), shares.length]).toEqual([true, 2]);
    nowMs = 510;
    expect([isBusy(), isBusy(), shares.length]).toEqual([false, false, 1]);
    nowMs = 5000;
    expect([isBusy(), shares.length]).toEqual([true, 0]);
  });

  it("is measured on this thread's own, which works or waits", async () => {
    const isBusy = busyLoop();
    const spin = (ms: number) => {
      const end = performance.now() + ms;
      while (performance.now() < end);
    };
    spin(300);
    // A turn of the loop, so that its time is told.
    await new Promise((resolve) => setImmediate(resolve));
    isBusy();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(isBusy()).toBe(false);
  });
});
