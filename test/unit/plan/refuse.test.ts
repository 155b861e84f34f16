import { describe, expect, test } from 'vitest';
import { asMigrationError, renderError } from '../../../src/errors.ts';
import { refuseOverLimits, surveyProblems } from '../../../src/plan/refuse.ts';
import { aMigration, aPlanOf, seen } from './surveyed.ts';

const errorOf = (work: () => void) => {
  try {
    work();
  } catch (thrown) {
    return asMigrationError(thrown);
  }
  throw new Error('nothing was refused');
};

describe('folders that are not at the source', () => {
  const migration = aMigration(['{00..1F}_Order']);

  test('all of them are named, with the fix', () => {
    const survey = migration.folders.map((folder) => seen(folder, folder === '0A_Order' || folder === '1F_Order' ? 0 : 3));
    const error = errorOf(() => surveyProblems(migration, survey));
    expect(error.exitCode).toBe(2);
    expect(renderError(error)).toBe(
      'SOURCE_FOLDER_MISSING: 2 of 32 expected folders have no key in s3://shop-orders/: 0A_Order, 1F_Order\n' +
        '  next: Restore them at the source, or, where they never existed, list them under layout.except of the migration file; then plan again.',
    );
  });

  test('a folder that was not looked at counts as missing', () => {
    expect(
      errorOf(() =>
        surveyProblems(
          migration,
          migration.folders.slice(1).map((folder) => seen(folder)),
        ),
      ).message,
    ).toBe('1 of 32 expected folders has no key in s3://shop-orders/: 00_Order');
  });

  test('of very many, the first and the number of the others', () => {
    const survey = migration.folders.map((folder, index) => seen(folder, index === 0 ? 1 : 0));
    expect(errorOf(() => surveyProblems(migration, survey)).message).toMatch(
      /^31 of 32 expected folders have no key in .*: 01_Order, .*, 14_Order and 11 more$/,
    );
  });

  test('of all, the config is to be looked at', () => {
    expect(errorOf(() => surveyProblems(migration, [])).next).toMatch(
      /^Not one is there: compare source\.bucket, source\.prefix and layout\.folders/,
    );
  });

  test('none', () => {
    expect(() =>
      surveyProblems(
        migration,
        migration.folders.map((folder) => seen(folder)),
      ),
    ).not.toThrow();
  });
});

describe('limits', () => {
  const plan = aPlanOf({ A: 40_000_000, B: 1000 });

  test('a plan within them, or without any, goes on', () => {
    expect(() => refuseOverLimits(plan, { usd: null, hours: null })).not.toThrow();
    expect(() => refuseOverLimits(plan, { usd: plan.estimate.usd, hours: plan.estimate.secondsAtOnePartition / 3600 })).not.toThrow();
  });

  test('one above them is refused, with both figures', () => {
    const error = errorOf(() => refuseOverLimits(plan, { usd: 100, hours: 2 }));
    expect(error.exitCode).toBe(4);
    expect(renderError(error)).toBe(
      'LIMIT_EXCEEDED: The estimate for orders exceeds its limits: the cost of $201.18 is above limits.usd, $100.00; the 3.17 hours are above limits.hours, 2\n' +
        '  objects: 40,001,000\n' +
        '  bytes: 40,001,000,000\n' +
        '  prices: AWS list prices of October 2026 (aws.amazon.com/s3/pricing), requests as in us-east-1; transfer us-east-1 to us-east-2 at $0.01/GB\n' +
        '  next: If that is meant, raise the limit in the migration file; else take fewer folders. Nothing has been started.',
    );
  });

  test('a lower bound is said to be one', () => {
    const open = { ...plan, folders: plan.folders.map((folder) => ({ ...folder, more: true })) };
    expect(errorOf(() => refuseOverLimits(open, { usd: 1, hours: null })).details['objects']).toBe('40,001,000 or more');
  });
});
