import { describe, expect, it } from 'vitest';
import { DEFAULT_OBJECT_POLICY } from '../../../src/contracts/objects.ts';
import { createRate, type RangePacer } from '../../../src/copy/rate.ts';
import { settleStep } from '../../../src/copy/settle.ts';
import { slots } from '../../../src/pool.ts';
import type { S3 } from '../../../src/s3/types.ts';
import { OWNERS, SOURCE, TARGET } from '../../builders/plan.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';

const ROUND_TRIP_MS = 100;
const IN_FLIGHT = 64;
const KEYS = 300;
const calm = { stop: new AbortController().signal, abort: new AbortController().signal };

const seen = Array.from({ length: KEYS }, (_, index) => {
  const key = `a/${String(index).padStart(4, '0')}`;
  const source = { key, size: 1, etag: 'e', lastModified: '2019-06-01T00:00:00.000Z', storageClass: 'STANDARD' };
  return { key, source, target: null, recorded: null };
});
const task = { folder: 'a', source: SOURCE, target: TARGET, rules: { cutoffMs: null }, policy: DEFAULT_OBJECT_POLICY, sinceMs: 0 };

/** Two ranges of a worker, the first of which has met so many 503s that it is at a request a second, or little more. */
async function twoRanges() {
  const clock = virtualClock(0);
  const rate = createRate({ clock, random: () => 0.5, ceilingPerSecond: Infinity, startPerSecond: 400, inFlightUpTo: IN_FLIGHT });
  const [slow, fast] = [rate.range('a'), rate.range('b')];
  const ask = async (pacer: RangePacer, how: 'ok' | 'slow-down') => {
    await pacer.admit(undefined);
    await clock.sleep(ROUND_TRIP_MS);
    pacer.answered(how, ROUND_TRIP_MS);
  };
  await clock.until(Promise.all(Array.from({ length: 40 }, () => ask(fast, 'ok'))));
  for (let one = 0; one < 60; one += 1) await clock.until(ask(slow, 'slow-down'));
  const memory = memoryS3(OWNERS);
  const s3: S3 = {
    ...memory,
    // As the wire client does it.
    copyObject: async ({ pacer }, signal) => {
      await pacer?.admit(signal);
      await clock.sleep(ROUND_TRIP_MS);
      pacer?.answered('ok', ROUND_TRIP_MS);
      return { etag: 'e', lastModified: '2026-01-01T00:00:00.000Z' };
    },
  };
  const shared = { s3: { source: s3, target: s3 }, clock, slots: slots(IN_FLIGHT), onCopied: () => undefined };
  const settle = (pacer: RangePacer, signals = calm) => settleStep({ ...shared, pacer }, task, seen, signals);
  return { clock, rate, slow, fast, shared, settle };
}

describe('a range that is slow', () => {
  it('leaves to the others the slots that all ranges share: they go at rates of their own', async () => {
    const { clock, fast, settle, slow } = await twoRanges();
    const slowOne = settle(slow);
    const beganAtMs = clock.passed();
    expect((await clock.until(settle(fast))).settled).toHaveLength(KEYS);
    expect(clock.passed() - beganAtMs).toBeLessThan(4000);
    expect((await clock.until(slowOne)).settled).toHaveLength(KEYS);
  });

  it('has few copies to end when it is told to stop', async () => {
    const { clock, rate, settle, slow } = await twoRanges();
    const stop = new AbortController();
    const ended = settle(slow, { ...calm, stop: stop.signal });
    expect(rate.facts().waiting).toBeLessThan(4);
    stop.abort();
    const beganAtMs = clock.passed();
    expect((await clock.until(ended)).settled.length).toBeLessThan(16);
    expect(clock.passed() - beganAtMs).toBeLessThan(5000);
  });

  it('takes no more keys, and gives back its slots, when the copies that wait are given up', async () => {
    const { clock, rate, settle, shared, slow } = await twoRanges();
    const over = new AbortController();
    const ended = settle(slow, { stop: over.signal, abort: over.signal });
    over.abort(new Error('the time is over'));
    expect((await clock.until(ended)).failure).not.toBeNull();
    expect(rate.facts().waiting).toBe(0);
    for (let one = 0; one < IN_FLIGHT; one += 1) expect(shared.slots.take()).toBeUndefined();
  });
});
