import { createHash } from 'node:crypto';
import type { Checkpoint } from '../../src/contracts/copy.ts';
import type { CompactOrder, FolderCommit, JobFiles, PartitionOrder, RangeCommit } from '../../src/contracts/partition.ts';
import type { PartitionFacts, Plan } from '../../src/contracts/plan.ts';
import { ledgerNames } from '../../src/ledger/names.ts';
import { planDigest } from '../../src/plan/plan.ts';
import type { OpenPlan } from '../../src/stages/open-plan.ts';
import type { MemoryS3 } from '../fakes/memory-s3.ts';
import { aPlan, LEDGER } from './plan.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export const JOB: JobFiles = {
  code: { key: `${LEDGER.prefix}_jobs/code.zip`, sha256: sha256('code') },
  main: { key: `${LEDGER.prefix}_jobs/main.py`, sha256: sha256('main') },
  libraries: [{ platform: 'cp311-linux-x86_64', key: `${LEDGER.prefix}_jobs/libraries.tar`, sha256: sha256('libraries') }],
};

export function someFacts(overrides: Partial<PartitionFacts> = {}): PartitionFacts {
  return {
    batches: [{ batch: '00', folders: ['A', 'B', 'C'] }],
    machines: { primary: 'r5.2xlarge', core: 'c5.4xlarge', coreCount: 2 },
    release: 'emr-7.13.0',
    subnetId: null,
    launch: { paced: true, waveSize: 8 },
    jobsAtOnce: 32,
    rules: {
      parse: [],
      entries: [],
      drop: { paths: [], keysContaining: [] },
      unique: null,
      date: [[{ field: 'LastChange', each: false }]],
    },
    schema: [['OrderId', 'string']],
    ranges: [
      { name: 'r00', from: null, until: '2018-01-01' },
      { name: 'r01', from: '2018-01-01', until: '2019-01-01' },
      { name: 'r02', from: '2019-01-01', until: null },
    ],
    table: { database: 'analytics', name: 'checkout', prefix: 'consumable_tables/checkout/' },
    fileBytes: 256 * 2 ** 20,
    ...overrides,
  };
}

export function openPlanOf(partition: PartitionFacts | null, overrides: Partial<Omit<Plan, 'folders' | 'partition'>> = {}): OpenPlan {
  const plan = aPlan({ folders: partition?.batches.flatMap(({ folders }) => folders) ?? ['A'], partition, ...overrides });
  const digest = planDigest(plan);
  return { plan, digest, uri: `s3://ledger/${digest}.json`, names: ledgerNames(plan.migration, plan.digests.identity) };
}

/** A folder whose copy is done: what a partition order pins. */
export function copied(
  s3: MemoryS3,
  { plan, names }: OpenPlan,
  folder: string,
  keys = 10,
  overrides: Partial<Checkpoint> = {},
): Checkpoint {
  const checkpoint: Checkpoint = {
    contract: 'checkpoint/2',
    migration: plan.migration,
    identity: plan.digests.identity,
    folder,
    shard: '00',
    generation: 1,
    epoch: 1,
    state: 'done',
    options: {},
    pieces: [{ dir: '0001/e001-r0000', segments: 1, from: null, to: null }],
    walked: [{ from: null, to: null }],
    earlier: [],
    accounts: {
      listed: keys + 1,
      identical: 2,
      copied: keys - 2,
      failed: 0,
      vanished: 0,
      excluded: 1,
      targetListed: keys,
      matched: keys,
      targetOnly: 0,
      bytes: keys * 100,
    },
    reasons: {},
    vanished: [],
    failures: [],
    copies: keys - 2,
    updatedAt: '2026-01-01T00:00:00Z',
    ...overrides,
  };
  s3.put(LEDGER.bucket, LEDGER.prefix + names.checkpoint(folder), JSON.stringify(checkpoint));
  return checkpoint;
}

export interface FakeJob {
  /** What spark-submit of these arguments would do to the ledger. */
  readonly run: (args: readonly string[]) => void;
  /** Units that were worked on, in order; one that had its commit already is in `again`. */
  readonly worked: string[];
  readonly again: string[];
}

/** The Spark job's side of the ledger: canaries and commits, each written only if there is none. */
export function fakeJob(s3: MemoryS3, { plan, names }: OpenPlan): FakeJob {
  const table = names.table(plan.digests.transform);
  const objects = () => s3.buckets.get(LEDGER.bucket)!.objects;
  const job: FakeJob = {
    worked: [],
    again: [],
    run: (args) => {
      const after = (flag: string) => args[args.indexOf(flag) + 1]!;
      const key = after('--order').slice(`s3://${LEDGER.bucket}/`.length);
      const order = JSON.parse(objects().get(key)!.body.toString()) as PartitionOrder | CompactOrder;
      const commitOnce = (unit: string, name: string, commit: FolderCommit | RangeCommit) => {
        if (objects().has(LEDGER.prefix + name)) {
          job.again.push(unit);
          return;
        }
        job.worked.push(unit);
        s3.put(LEDGER.bucket, LEDGER.prefix + name, JSON.stringify(commit));
      };
      const command = args[args.indexOf('--order') - 1]!;
      if (command === 'canary') s3.put(LEDGER.bucket, LEDGER.prefix + table.canary(order.generation, order.batch), '{}');
      else if ('folders' in order) {
        const folder = after('--folder');
        const { manifest } = order.folders.find((one) => one.folder === folder)!;
        commitOnce(folder, table.folderCommit(folder, manifest.generation), folderCommitOf(order, folder, manifest));
      } else {
        const range = order.ranges.find((one) => one.range.name === after('--range'))!;
        commitOnce(range.range.name, table.rangeCommit(range.range.name, range.inputs), rangeCommitOf(order, range));
      }
    },
  };
  return job;
}

/** Two documents are rejects, the others are spread over three days of three ranges. */
export function folderCommitOf(
  { generation, identity, migration, transform }: Pick<PartitionOrder, 'generation' | 'identity' | 'migration' | 'transform'>,
  folder: string,
  manifest: FolderCommit['manifest'],
): FolderCommit {
  const rows = manifest.keys - 2;
  const share = Math.floor(rows / 3);
  const days = { '2017-05-01': share, '2018-05-01': share, '2019-05-01': rows - 2 * share };
  return {
    contract: 'folder-commit/1',
    migration,
    identity,
    transform,
    folder,
    generation,
    manifest,
    documents: manifest.keys,
    rows,
    rejects: { malformed: 1, layout: 1 },
    files: Object.values(days).map((count, at) => ({
      key: `staged/${folder}/r0${at}.parquet`,
      range: `r0${at}`,
      rows: count,
      bytes: count * 10,
      etag: sha256(`${folder} ${at}`).slice(0, 32),
    })),
    days,
    rejectsKey: `staged/${folder}/rejects.ndjson.gz`,
    job: JOB.code.sha256,
    seconds: 1,
    committedAt: '2026-01-01T00:00:00Z',
  };
}

function rangeCommitOf(
  { generation, identity, migration, transform }: CompactOrder,
  { days, inputs, range, rows }: CompactOrder['ranges'][number],
): RangeCommit {
  return {
    contract: 'range-commit/1',
    migration,
    identity,
    transform,
    range,
    generation,
    inputs,
    rows,
    files: Object.entries(days).map(([day, count]) => ({
      key: `ranges/${day}.parquet`,
      day,
      rows: count,
      bytes: count * 10,
      etag: sha256(day).slice(0, 32),
    })),
    job: JOB.code.sha256,
    seconds: 1,
    committedAt: '2026-01-01T00:00:00Z',
  };
}
