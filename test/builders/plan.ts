import type { Plan, ShardOrder } from '../../src/contracts/plan.ts';

export const SOURCE = { bucket: 'source', region: 'us-east-1', account: '111122223333', prefix: '' };
export const TARGET = { bucket: 'target', region: 'us-east-2', account: '444455556666', prefix: '' };
export const LEDGER = { bucket: 'ledger', region: 'us-east-2', account: '444455556666', prefix: 'state/' };
export const OWNERS = { source: SOURCE.account, target: TARGET.account, ledger: LEDGER.account };

/** A plan of the folders, one shard unless told; a test states what it is about. */
export function aPlan({
  folders = ['A'],
  shards = [{ shard: '00', folders, weight: 0 }],
  ...overrides
}: Partial<Omit<Plan, 'folders'>> & { folders?: string[] } = {}): Plan {
  const role = (account: string, name: string) => `arn:aws:iam::${account}:role/bucket-brigade-${name}`;
  return {
    contract: 'plan/1',
    migration: 'a-migration',
    digests: { identity: 'a'.repeat(32), transform: 'b'.repeat(32), operational: 'c'.repeat(32) },
    source: SOURCE,
    target: TARGET,
    ledger: LEDGER,
    cutoff: { lastModified: '2020-01-15T00:00:00Z', document: null },
    layoutKey: '{folder}/{sub}/id/{document}',
    roles: {
      plan: role(TARGET.account, 'plan'),
      operate: role(TARGET.account, 'operate'),
      approve: role(TARGET.account, 'approve'),
      agent: role(TARGET.account, 'agent'),
      job: role(TARGET.account, 'job'),
      emr: role(TARGET.account, 'emr'),
      publish: role(TARGET.account, 'publish'),
      survey: role(SOURCE.account, 'survey'),
      grant: role(SOURCE.account, 'grant'),
    },
    access: { mode: 'managed', hours: 24 },
    copy: { executor: 'runner', inFlight: 16, jobsAtOnce: 16 },
    fleet: null,
    partition: null,
    folders: folders.map((folder) => ({ folder, keys: 0, bytes: 0, more: false })),
    shards,
    estimate: { objects: 0, bytes: 0, copyRequests: 0, listRequests: 0, usd: 0, secondsAtOnePartition: 0, pricesOf: '2026-10' },
    since: '2026-01-01T00:00:00Z',
    createdAt: '2026-01-01T00:00:00Z',
    ...overrides,
  };
}

export function anOrder(plan: Plan, overrides: Partial<ShardOrder> = {}): ShardOrder {
  const { shard, folders } = plan.shards[0]!;
  return {
    contract: 'shard-order/1',
    migration: plan.migration,
    identity: plan.digests.identity,
    plan: 'd'.repeat(32),
    shard,
    round: 0,
    folders,
    generations: Object.fromEntries(folders.map((folder) => [folder, 1])),
    ...overrides,
  };
}
