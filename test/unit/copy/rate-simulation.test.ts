import { describe, expect, it } from 'vitest';
import { PER_PARTITION, simulate, stagesOf } from '../../fakes/s3-partitions.ts';

/** 100 ms away. How soon S3 divides its partitions nobody knows: soon enough for a test. */
const NEVER = [Infinity, Infinity] as const;
const SOON = [8_000, 12_000] as const;
const SEEDS = [1, 2, 3];

describe("rates on a model of S3's partitions", { timeout: 60_000 }, () => {
  it.each(SEEDS)('one worker uses one partition (seed %i)', async (seed) => {
    const { seconds } = await simulate({ seed, workers: 1, foldersPerWorker: 32, partitionsUpTo: 1, seconds: 40, splitAfterMs: NEVER });
    const [stage] = stagesOf(seconds, 6);
    expect(stage?.used).toBeGreaterThan(0.9);
    expect(stage?.refused).toBeLessThan(0.01);
  });

  it('sixteen workers share one, and each has its part', async () => {
    const { seconds, rates } = await simulate({
      seed: 1,
      workers: 16,
      foldersPerWorker: 32,
      partitionsUpTo: 1,
      seconds: 30,
      splitAfterMs: NEVER,
    });
    const [stage] = stagesOf(seconds, 6);
    expect(stage?.used).toBeGreaterThan(0.9);
    expect(stage?.refused).toBeLessThan(0.01);
    const each = rates.map((rate) => rate.facts().usedPerSecond);
    expect(Math.min(...each)).toBeGreaterThan(PER_PARTITION / 16 / 3);
    expect(Math.max(...each)).toBeLessThan((PER_PARTITION / 16) * 3);
  });

  it('sixteen workers use the splitting of partitions within seconds', async () => {
    const { seconds } = await simulate({ seed: 1, workers: 16, foldersPerWorker: 32, partitionsUpTo: 2, seconds: 28, splitAfterMs: SOON });
    const stages = stagesOf(seconds, 6);
    expect(stages.map(({ partitions }) => partitions)).toEqual(expect.arrayContaining([1, 2]));
    for (const stage of stages) {
      expect(stage.used, JSON.stringify(stage)).toBeGreaterThan(0.9);
      expect(stage.refused, JSON.stringify(stage)).toBeLessThan(0.01);
    }
  });

  it.each(SEEDS)('one folder that is throttled by itself does not slow the others down (seed %i)', async (seed) => {
    const slow = { folder: 3, perSecond: 20 };
    const { seconds } = await simulate({
      seed,
      workers: 1,
      foldersPerWorker: 32,
      partitionsUpTo: 1,
      seconds: 50,
      splitAfterMs: NEVER,
      slow,
    });
    const [stage] = stagesOf(seconds, 20);
    expect(stage?.used).toBeGreaterThan(0.9);
    expect(stage?.refused).toBeLessThan(0.01);
    const last = seconds.slice(20);
    expect(last.reduce((sum, { ofTheSlow }) => sum + ofTheSlow, 0) / last.length).toBeGreaterThan(slow.perSecond * 0.85);
  });
});
