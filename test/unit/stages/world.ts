import type { BucketPolicy } from '../../../src/access/grant.ts';
import type { Migration } from '../../../src/config/migration.ts';
import { parseMigration } from '../../../src/config/parse.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { S3Error } from '../../../src/s3/types.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const CONFIG = `
version: 1
name: small
source: { bucket: source, region: us-east-1, account: "111122223333" }
target: { bucket: target, region: us-east-2, account: "444455556666" }
layout: { key: "{folder}/{sub}/id/{document}", folders: ["{A0..A7}_Order"] }
cutoff: { lastModified: 2020-01-15T00:00:00Z }
copy: { shards: 4, executor: runner }
access: { mode: managed, hours: 24 }
ledger: { bucket: ledger, prefix: state/ }
`;

export function aMigration(change: (text: string) => string = (text) => text): Migration {
  return parseMigration(change(CONFIG), 'migration.yml');
}

const none = () => Promise.reject(new Error('this migration has no machines'));
export const noFleet = {
  compute: { run: none, find: none, terminate: none },
  commands: { ready: none, send: none, end: none },
  agentBundle: none,
  newProcess: () => 'process',
};

export function aWorld() {
  const s3 = memoryS3({ source: '111122223333', target: '444455556666', ledger: '444455556666' });
  const state: { policy: string | null } = { policy: null };
  const policy: BucketPolicy = {
    read: () => Promise.resolve(state.policy),
    write: (text) => {
      state.policy = text;
      return Promise.resolve();
    },
  };
  // The source lets the agent in only while a statement of ours is in its policy.
  s3.before = (operation, bucket, key) => {
    const asAgent = operation === 'list' && bucket === 'source' && key === '' && state.policy === null;
    if (asAgent) throw new S3Error({ operation, status: 403, code: 'AccessDenied', message: 'no', requestId: 'r', bucket, key, tries: 1 });
  };
  for (let folder = 0; folder < 8; folder += 1)
    for (let n = 0; n <= folder; n += 1) s3.put('source', `A${folder}_Order/x/id/${n}`, `order ${folder} ${n}`);
  const lines: string[] = [];
  const clock = fakeClock();
  const signal = new AbortController().signal;
  const sides = { source: s3, target: s3 };
  const ledger = s3Ledger(s3, { bucket: 'ledger', account: '444455556666', prefix: 'state/' });
  const rent = { instances: [] as string[], clusters: [] as string[] };
  const deps = {
    fleet: noFleet,
    newestImage: () => Promise.resolve('ami-1'),
    clusterNetwork: none,
    machineType: () => Promise.resolve({ known: true }),
    rented: () => Promise.resolve({ ...rent }),
    terminate: {
      instances: (ids: readonly string[]) => (ids.length > 0 && rent.instances.splice(0), Promise.resolve()),
      clusters: (ids: readonly string[]) => (ids.length > 0 && rent.clusters.splice(0), Promise.resolve()),
    },
    ledger,
    agentLedger: ledger,
    agent: sides,
    agentSource: s3,
    policy,
    clock,
    random: () => 0.5,
    holder: 'test',
    otherRun: null,
    log: (line: string) => lines.push(line),
    signal,
  };
  const rented = () => Promise.resolve({ instances: [], clusters: [] });
  return { s3, state, lines, deps, ...sides, clock, signal, ledger, rented };
}

export const signals = { stop: new AbortController().signal, abort: new AbortController().signal };
