import fc from 'fast-check';
import type { Migration } from '../../../src/config/migration.ts';
import { parseMigration } from '../../../src/config/parse.ts';
import type { Plan, PlannedFolder } from '../../../src/contracts/plan.ts';
import { planMigration } from '../../../src/plan/plan.ts';

export const CREATED_AT = '2026-01-01T00:00:00Z';

/** A migration of these folders, from us-east-1 to us-east-2. */
export function aMigration(
  folders: readonly string[],
  { shards, region = 'us-east-2' }: { shards?: number; region?: string } = {},
): Migration {
  return parseMigration(
    JSON.stringify({
      version: 1,
      name: 'orders',
      source: { bucket: 'shop-orders', region: 'us-east-1', account: '111122223333' },
      target: { bucket: 'analytics-orders', region, account: '444455556666' },
      layout: { key: '{folder}/{sub}/id/{document}', folders },
      ledger: { bucket: 'analytics-state' },
      ...(shards === undefined ? {} : { copy: { shards } }),
    }),
    'migration.yml',
  );
}

export function seen(folder: string, keys = 1, facts: Partial<PlannedFolder> = {}): PlannedFolder {
  return { folder, keys, bytes: keys * 1000, more: false, ...facts };
}

/** Folders by their numbers of keys. */
export function aPlanOf(keys: Readonly<Record<string, number>>, shards?: number): Plan {
  const migration = aMigration(Object.keys(keys), shards === undefined ? {} : { shards });
  return planMigration({
    migration,
    survey: Object.entries(keys).map(([folder, count]) => seen(folder, count)),
    since: CREATED_AT,
    createdAt: CREATED_AT,
  });
}

/** Different names whose UTF-16 order is not their UTF-8 order. */
const name = fc.string({ unit: fc.constantFrom('a', 'Z', '0', '_', 'é', 'ﬀ', '😀'), minLength: 1, maxLength: 6 });

export const survey: fc.Arbitrary<PlannedFolder[]> = fc
  .uniqueArray(name, { minLength: 1, maxLength: 60 })
  .chain((names) =>
    fc.tuple(
      ...names.map((folder) =>
        fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.constant(1000)).map((keys) => seen(folder, keys, { more: keys === 1000 })),
      ),
    ),
  );
