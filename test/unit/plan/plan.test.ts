import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseContract } from '../../../src/contracts/contract.ts';
import { DEFAULT_OBJECT_POLICY, objectPolicyOf } from '../../../src/contracts/objects.ts';
import { plan as planContract } from '../../../src/contracts/plan.ts';
import { planDigest, planMigration } from '../../../src/plan/plan.ts';
import { migrationWith } from '../config/written.ts';
import { aMigration, aPlanOf, CREATED_AT, seen, survey } from './surveyed.ts';

test('a plan says everything that the later stages do', () => {
  const plan = aPlanOf({ E9_A: 1200, E9_B: 5, FA_A: 700 }, 2);
  expect(plan).toMatchObject({
    contract: 'plan/1',
    migration: 'orders',
    source: { bucket: 'shop-orders', region: 'us-east-1', account: '111122223333', prefix: '' },
    ledger: { bucket: 'analytics-state', prefix: '' },
    cutoff: { lastModified: null, document: null },
    layoutKey: '{folder}/{sub}/id/{document}',
    access: { mode: 'managed', hours: 24 },
    copy: { executor: 'runner', inFlight: 256 },
    shards: [
      { shard: '00', folders: ['E9_A'], weight: 1200 },
      { shard: '01', folders: ['E9_B', 'FA_A'], weight: 705 },
    ],
    createdAt: CREATED_AT,
  });
  expect(plan.roles.survey).toBe('arn:aws:iam::111122223333:role/bucket-brigade-survey');
});

test('what becomes of objects is said where it is not the default, and nowhere else', () => {
  const planOf = (changes: Readonly<Record<string, unknown>>) =>
    planMigration({
      migration: migrationWith({ 'layout.folders': ['E9_A'], ...changes }),
      survey: [{ folder: 'E9_A', keys: 1, bytes: 1, more: false }],
      since: CREATED_AT,
      createdAt: CREATED_AT,
    });
  const plain = planOf({});
  expect(plain.copy).not.toHaveProperty('objects');
  expect(objectPolicyOf(plain.copy.objects)).toEqual(DEFAULT_OBJECT_POLICY);
  expect(planOf({ 'copy.objects.tags': 'copy', 'copy.objects.partBytes': DEFAULT_OBJECT_POLICY.partBytes })).toEqual(plain);
  const other = planOf({ 'copy.objects.tags': 'drop', 'copy.objects.overwrite': 'never', 'copy.objects.requesterPays': true });
  expect(other.copy.objects).toEqual({ tags: 'drop', overwrite: 'never', requesterPays: true });
  const back = parseContract(planContract, JSON.stringify(other), 'the plan');
  expect(objectPolicyOf(back.copy.objects)).toEqual({ ...DEFAULT_OBJECT_POLICY, tags: 'drop', overwrite: 'never', requesterPays: true });
});

test('the machine that verifies is in the plan where there is one, on the network of the copy workers unless it has its own', () => {
  const planOf = (changes: Readonly<Record<string, unknown>>) =>
    planMigration({
      migration: migrationWith({ 'layout.folders': ['E9_A'], ...changes }),
      survey: [{ folder: 'E9_A', keys: 1, bytes: 1, more: false }],
      verifyImageId: 'ami-2',
      since: CREATED_AT,
      createdAt: CREATED_AT,
    });
  const plain = planOf({});
  expect(plain).not.toHaveProperty('verify');
  expect(plain.estimate).not.toHaveProperty('machineHours');
  expect(planOf({ verify: { executor: 'runner' } })).toEqual(plain);
  const machine = { type: 'm5.4xlarge', subnet: 'subnet-0123456789abcdef0', securityGroup: 'sg-0123456789abcdef0' };
  const there = planOf({ 'copy.machine': machine, verify: { executor: 'fleet', machine: { securityGroup: 'sg-0123456789abcdef1' } } });
  expect(there.fleet).toBeNull();
  expect(there.verify?.machine).toMatchObject({
    instanceType: 'm5.large',
    imageId: 'ami-2',
    subnetId: 'subnet-0123456789abcdef0',
    securityGroupId: 'sg-0123456789abcdef1',
    instanceProfileArn: 'arn:aws:iam::444455556666:instance-profile/bucket-brigade-agent',
  });
  const back = parseContract(planContract, JSON.stringify(there), 'the plan');
  expect([back, planDigest(back)]).toEqual([there, planDigest(there)]);
});

test('it is of the contract, and comes back from its JSON as it was', () => {
  fc.assert(
    fc.property(survey, (folders) => {
      const plan = planMigration({
        migration: aMigration(folders.map(({ folder }) => folder)),
        survey: folders,
        since: CREATED_AT,
        createdAt: CREATED_AT,
      });
      const back = parseContract(planContract, JSON.stringify(plan), 'the plan');
      expect(back).toEqual(plan);
      expect(planDigest(back)).toBe(planDigest(plan));
    }),
    { numRuns: 30 },
  );
});

test('the same input gives the same bytes, in whatever order the folders were named and looked at', () => {
  const shuffled = survey.chain((folders) => {
    const any = fc.shuffledSubarray(folders, { minLength: folders.length });
    return fc.tuple(fc.constant(folders), any, any);
  });
  fc.assert(
    fc.property(shuffled, ([folders, named, looked]) => {
      const bytes = (names: typeof folders, order: typeof folders) =>
        JSON.stringify(
          planMigration({
            migration: aMigration(names.map(({ folder }) => folder)),
            survey: order,
            since: CREATED_AT,
            createdAt: CREATED_AT,
          }),
        );
      expect(bytes(named, looked)).toBe(bytes(folders, folders));
    }),
    { numRuns: 30 },
  );
});

describe('the digest of a plan', () => {
  const plan = aPlanOf({ A: 1, B: 2 });
  test('is over what it says, and not over when it was said', () => {
    expect(planDigest({ ...plan, createdAt: '2027-01-01T00:00:00Z' })).toBe(planDigest(plan));
    expect(planDigest(plan)).toMatch(/^[0-9a-f]{32}$/);
  });
  test.each(Object.keys(plan).filter((field) => field !== 'createdAt'))('moves with %s', (field) => {
    expect(planDigest({ ...plan, [field]: 'something else' })).not.toBe(planDigest(plan));
  });
});

describe('a survey of other folders is a defect, and no plan', () => {
  const migration = aMigration(['A', 'B']);
  test.each([
    ['one that is not expected', [seen('A'), seen('B'), seen('C')]],
    ['one twice', [seen('A'), seen('B'), seen('B')]],
  ])('%s', (_, folders) => {
    expect(() => planMigration({ migration, survey: folders, since: CREATED_AT, createdAt: CREATED_AT })).toThrow(
      expect.objectContaining({ code: 'INTERNAL' }) as Error,
    );
  });
  test('one too few is a folder that is missing at the source', () => {
    expect(() => planMigration({ migration, survey: [seen('A')], since: CREATED_AT, createdAt: CREATED_AT })).toThrow(
      expect.objectContaining({ code: 'SOURCE_FOLDER_MISSING' }) as Error,
    );
  });
});

test('100,000 folders are planned in a few seconds', () => {
  const folders = Array.from({ length: 100_000 }, (_, index) => seen(String(index).padStart(5, '0'), ((index * 7919) % 1000) + 1));
  const started = performance.now();
  planMigration({ migration: aMigration(['{00000..99999}'], { shards: 256 }), survey: folders, since: CREATED_AT, createdAt: CREATED_AT });
  expect(performance.now() - started).toBeLessThan(8000);
});
