import { gunzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emrClusters } from '../../../src/aws/clusters.ts';
import { systemClock } from '../../../src/clock.ts';
import type { Checkpoint } from '../../../src/contracts/copy.ts';
import { s3Ledger, type LedgerStore } from '../../../src/ledger/store.ts';
import type { SparkClusters } from '../../../src/partition/clusters.ts';
import { logsFolder, stepLog } from '../../../src/partition/naming.ts';
import { createS3 } from '../../../src/s3/client.ts';
import { partitionStage, type PartitionDeps } from '../../../src/stages/partition.ts';
import { folderCommitOf, JOB, openPlanOf, someFacts } from '../../builders/partition.ts';
import { LEDGER } from '../../builders/plan.ts';
import { ACCOUNT, EC2_OF_EMR, openEmrStage, REGION, ROOT, type EmrStage } from '../../sandbox/emr/emr-stage.ts';

/** A cluster starts in three seconds, and DescribeCluster is asked for twice a second. */
const TIME_SCALE = 100;
const SECONDS = 1000;

/** Stands for the job: says what it was told, and fails for one folder as the job does. */
const MAIN = `
import sys
print(sys.argv[1:])
if "Broken" in sys.argv:
    print("ORDER_CODE: s3://ledger/x: orders code abc, and this is def", file=sys.stderr)
    sys.exit(2)
`;
/** An empty archive: what a zip file without entries is. */
const EMPTY_ZIP = Buffer.concat([Buffer.from('PK\u0005\u0006'), Buffer.alloc(18)]);

let stage: EmrStage;
let ledger: LedgerStore;
let closing: (() => unknown)[] = [];
const lines: string[] = [];
const clock = systemClock({ BUCKET_BRIGADE_TIME_SCALE: String(TIME_SCALE) });

beforeAll(async () => {
  stage = await openEmrStage(TIME_SCALE);
  const { put, s3 } = {
    s3: stage.s3,
    put: (Key: string, Body: Uint8Array | string) => new PutObjectCommand({ Bucket: LEDGER.bucket, Key, Body }),
  };
  await s3.send(new CreateBucketCommand({ Bucket: LEDGER.bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }));
  await s3.send(put(JOB.main.key, MAIN));
  await s3.send(put(JOB.code.key, EMPTY_ZIP));
  await stage.role('bucket-brigade-job', 'ec2.amazonaws.com', [
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: `arn:aws:s3:::${LEDGER.bucket}/*` },
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${LEDGER.bucket}` },
  ]);
  await stage.role('bucket-brigade-emr', 'elasticmapreduce.amazonaws.com', EC2_OF_EMR);
  await stage.profile('bucket-brigade-job', 'bucket-brigade-job');
  const place = { endpoint: stage.server.endpoint, clock, random: Math.random };
  const credentials = () => ({ ...ROOT, sessionToken: undefined, expiresAt: undefined });
  const client = createS3({ ...place, region: REGION, credentials, connections: 8 });
  ledger = s3Ledger(client, { ...LEDGER, account: ACCOUNT });
  const emr = emrClusters(place, REGION, credentials);
  closing = [() => client.close(), emr.close];
  clusters = emr.clusters;
}, 120 * SECONDS);
afterAll(async () => {
  for (const close of closing) await close();
  await stage?.close();
});
let clusters: SparkClusters;

/** A leg over these folders, whose job commits as soon as EMR calls the step COMPLETED. */
async function aLeg(migration: string, folders: readonly string[]) {
  const ledgerSide = { ...LEDGER, region: REGION, account: ACCOUNT };
  const open = openPlanOf(someFacts({ batches: [{ batch: '00', folders: [...folders] }] }), { migration, ledger: ledgerSide });
  const { names, plan } = open;
  for (const folder of folders)
    await ledger.write(names.checkpoint(folder), JSON.stringify(doneCheckpoint(migration, plan.digests.identity, folder)));
  const of = { generation: 1, migration, identity: plan.digests.identity, transform: plan.digests.transform };
  const commitCompleted = async (id: string, signal: AbortSignal | undefined) => {
    const steps = await clusters.steps(id, signal);
    for (const folder of folders) {
      if (steps.find(({ name }) => name === `folder ${folder}`)?.state !== 'COMPLETED') continue;
      const commit = folderCommitOf(of, folder, {
        generation: 1,
        pieces: [{ dir: '0001/e001-r0000', segments: 1 }],
        keys: 10,
        bytes: 1000,
      });
      await ledger.write(names.table(of.transform).folderCommit(folder, 1), JSON.stringify(commit), { absent: true });
    }
  };
  const committing: SparkClusters = {
    ...clusters,
    // A job has committed before anybody is told that its step or its cluster has ended, however long it was since the last look.
    describe: async (id, signal) => {
      const cluster = await clusters.describe(id, signal);
      if (cluster !== null) await commitCompleted(id, signal);
      return cluster;
    },
  };
  const deps: PartitionDeps = {
    clusters: committing,
    ledger,
    clock,
    random: Math.random,
    signal: new AbortController().signal,
    log: (line) => lines.push(line),
    jobFiles: () => Promise.resolve(JOB),
  };
  return { open, run: () => partitionStage(deps, open, { batch: '00' }) };
}

function doneCheckpoint(migration: string, identity: string, folder: string): Checkpoint {
  return {
    contract: 'checkpoint/2',
    migration,
    identity,
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
      listed: 10,
      identical: 0,
      copied: 10,
      failed: 0,
      vanished: 0,
      excluded: 0,
      targetListed: 10,
      matched: 10,
      targetOnly: 0,
      bytes: 1000,
    },
    reasons: {},
    vanished: [],
    failures: [],
    copies: 10,
    updatedAt: '2026-01-01T00:00:00Z',
  };
}

describe("a leg on the laptop's EMR", () => {
  it(
    'is answered after a lost answer, runs every step in containers of the size that was computed, and is proven',
    async () => {
      await stage.rules({ kind: 'lost-answer', name: 'bucket-brigade/lost/*', times: 1 });
      const leg = await aLeg('lost', ['A', 'B']);
      const { error, result } = await leg.run();
      expect(error, lines.join('\n')).toBeNull();
      expect(result).toMatchObject({
        end: 'proven',
        committed: 2,
        clusters: [{ how: 'created', generation: 1, attempt: 1 }],
        failures: [],
      });
      expect(lines.join('\n')).toContain('The answer to RunJobFlow was lost');
      const id = result.clusters[0]!.id;
      const found = await stage.cluster(id);
      expect(found.Name).toMatch(/^bucket-brigade\/lost\/partition-00\/g1a1-[0-9a-f]{12}$/);
      const steps = await clusters.steps(id);
      expect(steps.map(({ name, state }) => [name, state])).toEqual([
        ['canary', 'COMPLETED'],
        ['folder A', 'COMPLETED'],
        ['folder B', 'COMPLETED'],
      ]);
      // Asked again: nothing is rented.
      expect((await leg.run()).result).toMatchObject({ found: 2, clusters: [] });
      const { migration, digests } = leg.open.plan;
      const controller = stepLog(logsFolder(migration, digests.identity, digests.transform), id, steps[1]!.id, 'stdout').replace(
        'stdout',
        'controller',
      );
      const said = async () => {
        const stored = await ledger.read(controller);
        return stored === null ? '' : gunzipSync(stored.body).toString();
      };
      await expect.poll(said, { timeout: 20 * SECONDS, interval: 200 }).toContain('Containers for executors: 8 of 5920 MB, 4 cores each');
    },
    120 * SECONDS,
  );

  it(
    'is launched again after a bad start, and tells a failed folder by the last word of its log',
    async () => {
      await stage.rules({ kind: 'bootstrap-failure', name: 'bucket-brigade/broken/*', times: 1 });
      const leg = await aLeg('broken', ['A', 'Broken']);
      const { error, result } = await leg.run();
      expect(result, lines.join('\n')).toMatchObject({
        end: 'failed',
        committed: 1,
        clusters: [{ attempt: 1 }, { generation: 1, attempt: 2 }],
      });
      expect(result.failures.at(-1)?.evidence).toBe('ORDER_CODE: s3://ledger/x: orders code abc, and this is def');
      expect(result.failures.map((failure) => [failure.unit, failure.class, failure.attempt])).toEqual([
        ['A', 'launch-failed', 1],
        ['Broken', 'launch-failed', 1],
        ['Broken', 'bad-order', 2],
      ]);
      expect(error).toMatchObject({
        code: 'TABLE_INCOMPLETE',
        message: expect.stringContaining('Broken (bad-order: ORDER_CODE: s3://ledger/x'),
      });
    },
    120 * SECONDS,
  );
});
