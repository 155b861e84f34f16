import { describe, expect, it } from 'vitest';
import { simulate, stagesOf } from '../../fakes/s3-partitions.ts';

describe("rates on a model of S3's partitions, up to 64 of them", () => {
  it.each([1, 2, 3])('sixteen workers use what is granted, at each stage (seed %i)', async (seed) => {
    const { seconds } = await simulate({
      seed,
      workers: 16,
      foldersPerWorker: 32,
      partitionsUpTo: 64,
      seconds: 120,
      splitAfterMs: [10_000, 14_000],
    });
    const stages = stagesOf(seconds, 6);
    expect(stages.map(({ partitions }) => partitions)).toEqual(expect.arrayContaining([1, 2, 4, 8, 16, 32, 64]));
    for (const stage of stages) {
      expect(stage.used, JSON.stringify(stage)).toBeGreaterThan(0.9);
      expect(stage.refused, JSON.stringify(stage)).toBeLessThan(0.01);
    }
  });

  it.each([1, 2, 3])('partitions that split at very different times are used for the most part (seed %i)', async (seed) => {
    const { seconds } = await simulate({
      seed,
      workers: 16,
      foldersPerWorker: 32,
      partitionsUpTo: 8,
      seconds: 150,
      splitAfterMs: [5_000, 50_000],
    });
    for (const stage of stagesOf(seconds, 15)) {
      expect(stage.used, JSON.stringify(stage)).toBeGreaterThan(0.8);
      expect(stage.refused, JSON.stringify(stage)).toBeLessThan(0.01);
    }
  });
});
