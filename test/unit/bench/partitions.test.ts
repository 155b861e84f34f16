import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partitionModel, S3_RULES, type PartitionModel, type PartitionRules } from '../../../bench/server/partitions.ts';

const KEYS = 6400;
const rules: PartitionRules = { ...S3_RULES, writesPerSecond: 70, readsPerSecond: 110, splitAfterSeconds: 3 };

/** Asks evenly over time and over all keys. */
function demand(model: PartitionModel, perSecond: number, fromSecond: number, toSecond: number): void {
  let at = 0;
  for (let second = fromSecond; second < toSecond; second += 1)
    for (let n = 0; n < perSecond; n += 1) {
      model.ask('write', (at * 2_654_435_761) % KEYS, second * 1000 + (n * 1000) / perSecond);
      at += 1;
    }
}

describe('the model of partitions', () => {
  it('grants what one partition gives, and refuses the rest', () => {
    const model = partitionModel({ ...rules, partitionsUpTo: 1 }, KEYS);
    demand(model, 700, 0, 21);
    for (const { grantedWrites, refusedWrites, partitions } of model.seconds().slice(1)) {
      expect(partitions).toBe(1);
      expect(grantedWrites).toBeGreaterThanOrEqual(69);
      expect(grantedWrites).toBeLessThanOrEqual(71);
      expect(grantedWrites + refusedWrites).toBe(700);
    }
  });

  it('splits in two after so many busy seconds, again and again, up to its maximum', () => {
    const model = partitionModel({ ...rules, partitionsUpTo: 8 }, KEYS);
    demand(model, 2000, 0, 16);
    expect(model.seconds().map(({ partitions }) => partitions)).toEqual([1, 1, 1, 2, 2, 2, 4, 4, 4, 8, 8, 8, 8, 8, 8]);
    expect(model.seconds().at(-1)).toMatchObject({ writeCapacity: 8 * 70 });
    expect(model.seconds().at(-1)!.grantedWrites).toBeGreaterThan(8 * 69);
  });

  it('does not split for a load that it can bear, nor for one that pauses', () => {
    const calm = partitionModel(rules, KEYS);
    demand(calm, 50, 0, 20);
    expect(calm.partitions).toBe(1);
    expect(calm.seconds().every(({ refusedWrites }) => refusedWrites === 0)).toBe(true);
    const pausing = partitionModel(rules, KEYS);
    for (let from = 0; from < 20; from += 3) {
      demand(pausing, 700, from, from + 2);
      demand(pausing, 1, from + 2, from + 3);
    }
    expect(pausing.partitions).toBe(1);
  });

  it('splits where the load is: a folder that nobody writes to keeps one partition', () => {
    const model = partitionModel({ ...rules, partitionsUpTo: 64 }, KEYS);
    // The upper half alone: 1 → 2 → 3 → …, never the lower one.
    for (let ms = 0; ms < 10_000; ms += 1) model.ask('write', KEYS / 2 + (ms % (KEYS / 2)), ms);
    expect(model.seconds().map(({ partitions }) => partitions)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
  });

  it('never grants more than its rate and its burst, whatever comes when', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ waitMs: fc.nat(400), index: fc.nat(KEYS - 1) }), { maxLength: 500 }), (asks) => {
        const model = partitionModel({ ...rules, partitionsUpTo: 1 }, KEYS);
        let nowMs = 0;
        let granted = 0;
        for (const { waitMs, index } of asks) {
          nowMs += waitMs;
          if (model.ask('write', index, nowMs)) granted += 1;
        }
        expect(granted).toBeLessThanOrEqual((nowMs / 1000) * rules.writesPerSecond + rules.writesPerSecond * rules.burstSeconds + 1);
      }),
    );
  });
});
