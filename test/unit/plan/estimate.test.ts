import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costLines, estimateOf, machinePrice, transferPrice } from '../../../src/plan/estimate.ts';
import { planMigration } from '../../../src/plan/plan.ts';
import { migrationWith } from '../config/written.ts';
import { aMigration, CREATED_AT, seen, survey } from './surveyed.ts';

const GIB = 2 ** 30;

test('the worked example of the research: 300 million objects, 4 TB, us-east-1 to us-east-2', () => {
  const folders = [seen('all', 300_000_000, { bytes: 4096 * GIB })];
  expect(estimateOf(folders, 'us-east-1', 'us-east-2')).toEqual({
    objects: 300_000_000,
    bytes: 4096 * GIB,
    copyRequests: 300_000_000,
    listRequests: 1_200_000,
    // 1,500 for copying, 41 for the transfer, 6 for listing both sides twice.
    usd: 1546.96,
    secondsAtOnePartition: 85_715,
    pricesOf:
      'AWS list prices of October 2026 (aws.amazon.com/s3/pricing), requests as in us-east-1; transfer us-east-1 to us-east-2 at $0.01/GB',
  });
});

describe('the machine that verifies', () => {
  test('is in the estimate: 600 million keys of both sides at 100,000 a second, and five minutes to begin', () => {
    const folders = [seen('all', 300_000_000, { bytes: 4096 * GIB })];
    const estimate = estimateOf(folders, 'us-east-1', 'us-east-2', 'm5.large');
    expect(estimate).toMatchObject({ machineHours: 1.75, pricesOf: expect.stringContaining('EC2 on demand') });
    expect(estimate.usd).toBeCloseTo(1546.96 + 1.75 * 0.096, 4);
  });

  test('has a line of its own in the cost, and the lines add up', () => {
    const folders = [seen('A', 5000, { bytes: GIB }), seen('B', 70)];
    const migration = migrationWith({ 'layout.folders': ['A', 'B'], verify: { executor: 'fleet', machine: { type: 'c7g.xlarge' } } });
    const plan = planMigration({ migration, survey: folders, verifyImageId: 'ami-1', since: CREATED_AT, createdAt: CREATED_AT });
    const lines = costLines(plan);
    expect(lines.at(-1)).toEqual({ what: 'the machine that verifies (c7g.xlarge)', count: 0.0834, unit: 'hours', usd: 0.0121 });
    expect(plan.estimate.usd).toBeCloseTo(
      lines.reduce((total, { usd }) => total + usd, 0),
      4,
    );
  });

  test.each([
    ['m5.large', 0.096],
    ['m5.4xlarge', 0.768],
    ['c6g.xlarge', 0.136],
    ['t4g.small', 0.0168],
    ['m6i.metal', 9.216],
    // Neither family nor size known: above the real ones.
    ['x9.large', 0.25],
    ['x9.2xlarge', 1],
  ])('%s costs $%f an hour', (type, usd) => {
    expect(machinePrice(type)).toBeCloseTo(usd, 4);
  });
});

test('a folder costs a page on each side, however small it is; a page has 1,000 keys', () => {
  const requests = (keys: number) => estimateOf([seen('A', keys)], 'us-east-1', 'us-east-1').listRequests;
  expect([1, 999, 1000, 1001].map(requests)).toEqual([4, 4, 4, 8]);
});

describe('transfer', () => {
  test.each([
    ['us-east-1', 'us-east-1', 0, null],
    ['us-east-1', 'us-east-2', 0.01, 'transfer us-east-1 to us-east-2 at $0.01/GB'],
    ['us-east-2', 'us-east-1', 0.01, 'transfer us-east-2 to us-east-1 at $0.01/GB'],
    ['us-east-1', 'us-west-2', 0.02, 'transfer us-east-1 to us-west-2 at $0.02/GB'],
    ['eu-west-1', 'us-east-1', 0.02, 'transfer eu-west-1 to us-east-1 at $0.02/GB, not checked again since 2023'],
    ['us-east-1', 'eu-west-1', 0.02, 'transfer us-east-1 to eu-west-1 at $0.02/GB, not checked again since 2023'],
    ['ap-northeast-1', 'us-east-1', 0.09, 'transfer ap-northeast-1 to us-east-1 at $0.09/GB, not checked again since 2023'],
    ['ap-northeast-2', 'us-east-1', 0.08, 'transfer ap-northeast-2 to us-east-1 at $0.08/GB, not checked again since 2023'],
    ['us-gov-east-1', 'us-gov-west-1', 0.03, 'transfer us-gov-east-1 to us-gov-west-1 at $0.03/GB, not checked again since 2023'],
    [
      'mx-central-1',
      'us-east-1',
      0.147,
      'transfer mx-central-1 to us-east-1 at $0.147/GB, the highest that we know: the region is not in our table',
    ],
  ])('%s to %s', (from, to, usdPerGb, note) => {
    expect(transferPrice(from, to)).toEqual({ usdPerGb, note });
  });
});

test('the lines of the cost add up to the estimate', () => {
  fc.assert(
    fc.property(survey, (folders) => {
      const plan = planMigration({
        migration: aMigration(folders.map(({ folder }) => folder)),
        survey: folders,
        since: CREATED_AT,
        createdAt: CREATED_AT,
      });
      const sum = costLines(plan).reduce((total, { usd }) => total + usd, 0);
      expect(plan.estimate.usd).toBeCloseTo(sum, 4);
      expect(costLines(plan).map(({ what, unit }) => `${what}: ${unit}`)).toEqual([
        'COPY: requests',
        'LIST: requests',
        'transfer between regions: GB',
      ]);
    }),
    { numRuns: 30 },
  );
});
