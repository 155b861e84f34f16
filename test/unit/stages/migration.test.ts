import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { grantsIn } from '../../../src/access/policy.ts';
import { loadMigration } from '../../../src/config/load.ts';
import type { Migration } from '../../../src/config/migration.ts';
import { receipt as receiptContract } from '../../../src/contracts/receipt.ts';
import { S3Error } from '../../../src/s3/types.ts';
import { launchFleetStage } from '../../../src/stages/launch-fleet.ts';
import { openPlan } from '../../../src/stages/open-plan.ts';
import { planStage, reopenStage, type PlanDeps } from '../../../src/stages/plan.ts';
import { releaseStage } from '../../../src/stages/release.ts';
import { reportStage } from '../../../src/stages/report.ts';
import { syncShardStage } from '../../../src/stages/sync-shard.ts';
import { verifyStage } from '../../../src/stages/verify.ts';
import { addKey, digestText, emptyDigests } from '../../../src/verify/digest.ts';
import { emptyFirst } from '../../fakes/empty-first.ts';
import { aMigration, aWorld, noFleet, signals } from './world.ts';

describe('a migration, stage by stage', () => {
  it('finds a lost folder, repeats exactly its shard, and ends complete without a grant', async () => {
    const world = aWorld();
    const { plan, uri, startedAt } = await planStage({ ...world.deps, source: world.s3, target: world.s3 }, aMigration());
    const open = await openPlan(world.s3, '444455556666', uri);
    for (const { shard } of plan.shards) expect((await syncShardStage(world.deps, open, { shard, round: 0 }, signals)).error).toBeNull();
    const lost = world.s3.keys('target').filter((key) => key.startsWith('A6_Order/'));
    for (const key of lost) world.s3.remove('target', key);

    const first = await verifyStage(world.deps, open, { pass: 1 });
    const shard = plan.shards.find(({ folders }) => folders.includes('A6_Order'))!.shard;
    expect(first.findings).toMatchObject({ verdict: 'different', counts: { 'missing-folder': 1 }, folders: ['A6_Order'], shards: [shard] });
    expect(first.error?.exitCode).toBe(3);

    const again = await syncShardStage(world.deps, open, { shard, round: 1 }, signals);
    expect(again.result).toMatchObject({ folders: 1, attempt: { copies: 7 } });
    const second = await verifyStage(world.deps, open, { pass: 2 });
    expect(second.findings.verdict).toBe('identical');
    expect(second.error).toBeNull();

    expect(grantsIn(world.state.policy, 'source', 'small')).toHaveLength(1);
    expect(await releaseStage(world.deps, open)).toEqual({ grant: 'revoked', ended: { instances: [], clusters: [] }, kept: [] });
    const { receipt, receiptUri } = await reportStage({ ...world.deps, rented: world.rented }, open, {
      mode: 'all',
      findings: [second.uri, first.uri],
      startedAt,
    });
    expect(receiptContract.parse(receipt)).toEqual(receipt);
    expect(receipt).toMatchObject({
      verdict: 'complete',
      folders: { expected: 8, present: 8, identical: 8 },
      objects: { listed: 36, copied: 36, identical: 0, failed: 0, vanished: 0, excluded: 0 },
      verify: [
        { pass: 1, findings: { 'missing-folder': 1 }, folders: ['A6_Order'], shards: [shard] },
        { pass: 2, findings: {}, folders: [], shards: [] },
      ],
      resources: { instances: 0, clusters: 0, grants: 0 },
      run: { copies: 43 },
    });
    expect(receiptUri).toMatch(/^s3:\/\/ledger\/state\/small\/[0-9a-f]{32}\/receipts\//);
    // What the sides hold, by their objects and nothing that a stage has said of them.
    const held = (bucket: string, prefix: string) => {
      const sums = emptyDigests();
      const keys = world.s3.keys(bucket).filter((key) => key.startsWith(prefix));
      const objects = keys.map((key) => ({ key, ...world.s3.buckets.get(bucket)!.objects.get(key)! }));
      for (const { key, body, etag } of objects) addKey(sums, key, body.length, etag);
      const bytes = objects.reduce((sum, { body }) => sum + body.length, 0);
      return { keys: keys.length, bytes, digest: digestText(sums.content), names: digestText(sums.names) };
    };
    const folders = plan.folders.map(({ folder }) => folder);
    expect(receipt.content).toEqual({
      source: held('source', ''),
      target: held('target', ''),
      folders: folders.map((folder) => ({ folder, source: held('source', `${folder}/`), target: held('target', `${folder}/`) })),
    });
    expect(receipt.content).toMatchObject({ source: { keys: 36, bytes: 324 }, target: { keys: 36, bytes: 324 } });
    expect(folders).toHaveLength(8);
  });

  it('goes on with a plan, unless the file describes another copy by now', async () => {
    const world = aWorld();
    const deps = { ...world.deps, source: world.s3, target: world.s3 };
    const first = await planStage(deps, aMigration());
    world.clock.pass(6 * 3_600_000);
    expect(await reopenStage(deps, aMigration(), first.uri)).toMatchObject({ digest: first.digest, uri: first.uri, plan: first.plan });
    const changed = aMigration((text) => text.replace('2020-01-15T', '2020-01-16T'));
    await expect(reopenStage(deps, changed, first.uri)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('another copy'),
    });
  });

  it('leaves when the time of its job is up, with its checkpoints, and the next run goes on from there', async () => {
    const world = aWorld();
    const { plan, uri } = await planStage({ ...world.deps, source: world.s3, target: world.s3 }, aMigration());
    const open = await openPlan(world.s3, '444455556666', uri);
    const { shard, folders } = plan.shards[0]!;
    for (let n = 0; n < 1500; n += 1) world.s3.put('source', `${folders[0]}/s/id/late-${n}`, 'x');
    const late = await syncShardStage(world.deps, open, { shard, round: 0, lateAfterMs: 0 }, signals);
    expect(late.error).toMatchObject({ code: 'DETACHED', exitCode: 6 });
    const { error, result } = await syncShardStage(world.deps, open, { shard, round: 0 }, signals);
    expect(error).toBeNull();
    expect(result.verdict).toBe('equal');
  });

  it('is incomplete, and says why, when no pass has ended', async () => {
    const world = aWorld();
    const { uri, startedAt } = await planStage({ ...world.deps, source: world.s3, target: world.s3 }, aMigration());
    const open = await openPlan(world.s3, '444455556666', uri);
    const { receipt, error } = await reportStage({ ...world.deps, rented: world.rented }, open, { mode: 'all', findings: [], startedAt });
    expect(error?.exitCode).toBe(5);
    expect(receipt).toMatchObject({ verdict: 'incomplete', reasons: ['no verify pass has ended'], content: null });
  });

  it('takes no findings of another plan or of an earlier run for its own', async () => {
    const world = aWorld();
    const deps = { ...world.deps, source: world.s3, target: world.s3 };
    const old = await planStage(deps, aMigration());
    const oldOpen = await openPlan(world.s3, '444455556666', old.uri);
    const { uri: findings } = await verifyStage(world.deps, oldOpen, { pass: 1 });
    const report = (open: typeof oldOpen, startedAt: string) =>
      reportStage({ ...world.deps, rented: world.rented }, open, { mode: 'all', findings: [findings], startedAt });
    world.clock.pass(60_000);
    const again = await planStage(deps, aMigration());
    await expect(report(oldOpen, again.startedAt)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('older than this run'),
    });
    const other = await planStage(
      deps,
      aMigration((text) => text.replace('name: small', 'name: other')),
    );
    const otherOpen = await openPlan(world.s3, '444455556666', other.uri);
    await expect(report(otherOpen, old.startedAt)).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('of plan') });
  });

  it('refuses an expected folder that is not at the source, before anything is written', async () => {
    const world = aWorld();
    const more = aMigration((text) => text.replace('{A0..A7}', '{A0..A8}'));
    await expect(planStage({ ...world.deps, source: world.s3, target: world.s3 }, more)).rejects.toMatchObject({
      code: 'SOURCE_FOLDER_MISSING',
      exitCode: 2,
      message: expect.stringContaining('A8_Order'),
    });
    expect(world.s3.keys('ledger')).toEqual([]);
  });

  it('begins with the start of the run that was there first, however near to each other two runs begin', async () => {
    const world = aWorld();
    const deps = { ...world.deps, source: world.s3, target: world.s3 };
    const first = await planStage(deps, aMigration());
    world.clock.pass(2000);
    let looked = false;
    const justBefore: typeof deps.ledger = {
      ...deps.ledger,
      read: (name, signal) => {
        if (looked || !name.endsWith('/start.json')) return deps.ledger.read(name, signal);
        looked = true;
        return Promise.resolve(null);
      },
    };
    const second = await planStage({ ...deps, ledger: justBefore }, aMigration());
    expect(looked).toBe(true);
    expect([second.plan.since, second.startedAt > first.startedAt]).toEqual([first.plan.since, true]);
    expect(await openPlan(world.s3, '444455556666', second.uri)).toMatchObject({ digest: second.digest, plan: second.plan });
  });

  it('finds a folder whose listing begins with an empty page', async () => {
    const world = aWorld();
    const deps = { ...world.deps, target: world.s3 };
    const { plan } = await planStage({ ...deps, source: world.s3 }, aMigration());
    const { plan: behind } = await planStage({ ...deps, source: { ...world.s3, ...emptyFirst(world.s3) } }, aMigration());
    expect(behind.folders).toEqual(plan.folders);
  });

  it('refuses a bucket that is not there, and one of another account, before anything is written', async () => {
    const world = aWorld();
    const deps = { ...world.deps, source: world.s3, target: world.s3 };
    await expect(
      planStage(
        deps,
        aMigration((text) => text.replace('bucket: target', 'bucket: nowhere')),
      ),
    ).rejects.toMatchObject({ code: 'BUCKET_MISSING', message: expect.stringContaining('nowhere') });
    await expect(
      planStage(
        deps,
        aMigration((text) => text.replace('111122223333', '999999999999')),
      ),
    ).rejects.toMatchObject({ exitCode: 4, message: expect.stringContaining('source') });
    expect(world.s3.keys('ledger')).toEqual([]);
  });

  it('refuses a plan that was changed after it was written', async () => {
    const world = aWorld();
    const { plan, uri } = await planStage({ ...world.deps, source: world.s3, target: world.s3 }, aMigration());
    const key = uri.slice('s3://ledger/'.length);
    world.s3.put('ledger', key, JSON.stringify({ ...plan, target: { ...plan.target, bucket: 'elsewhere' } }));
    await expect(openPlan(world.s3, '444455556666', uri)).rejects.toMatchObject({ code: 'CONTRACT_MISMATCH' });
  });

  it('prints the statement to add, and copies nothing, where access is manual and nobody has added it', async () => {
    const world = aWorld();
    const { uri } = await planStage(
      { ...world.deps, source: world.s3, target: world.s3 },
      aMigration((text) => text.replace('managed', 'manual')),
    );
    const open = await openPlan(world.s3, '444455556666', uri);
    const refused = syncShardStage(world.deps, open, { shard: '00', round: 0 }, signals);
    await expect(refused).rejects.toMatchObject({ code: 'ACCESS_PENDING', exitCode: 4, next: expect.stringContaining('"s3:ListBucket"') });
    expect(world.s3.keys('target')).toEqual([]);
  });
});

describe('a plan for a bucket that keeps versions', () => {
  it('is made, and says what that costs, or that nobody may look', async () => {
    const world = aWorld();
    world.s3.buckets.get('target')!.versioning = 'on';
    await planStage({ ...world.deps, source: world.s3, target: world.s3 }, aMigration());
    expect(world.lines).toContainEqual(expect.stringMatching(/^Bucket target keeps every version.*NoncurrentVersionExpiration/));
    const blind = async (status: number, code: string) => {
      const other = aWorld();
      other.s3.before = (operation, bucket, key) => {
        const facts = { operation, status, code, message: 'no answer to that', requestId: 'r', bucket, key, tries: 1 };
        if (operation === 'versioning') throw new S3Error(facts);
      };
      await planStage({ ...other.deps, source: other.s3, target: other.s3 }, aMigration());
      return other.lines.filter((line) => line.includes('not known'));
    };
    expect(await blind(403, 'AccessDenied')).toEqual([expect.stringMatching(/infra\/target\.yml.*no answer to that/)]);
    expect(await blind(501, 'NotImplemented')).toEqual([
      'Whether bucket target keeps earlier versions is not known. NotImplemented: no answer to that (versioning, request r)',
    ]);
  });
});

describe('a plan with a table', () => {
  const QUICK = 'examples/checkout-history/quick.yml';
  const withTable = async (): Promise<Migration> => {
    const { partition } = await loadMigration((path) => readFile(path, 'utf8'), QUICK);
    return { ...aMigration(), partition: { ...partition!, clusters: 2, subnet: 'subnet-1' } };
  };
  const seeing = async (clusterNetwork: PlanDeps['clusterNetwork']) => {
    const world = aWorld();
    const planned = planStage({ ...world.deps, source: world.s3, target: world.s3, clusterNetwork }, await withTable());
    return { ...world, planned };
  };
  const subnet = (tagged: boolean) => (id: string | null) =>
    Promise.resolve({ network: { subnets: [{ id: id!, vpc: 'vpc-1', tagged }], vpcs: [{ id: 'vpc-1', tagged: true }], groups: [] } });

  it('is refused, and leaves no plan, where EMR may start no cluster', async () => {
    const { planned, s3 } = await seeing(subnet(false));
    await expect(planned).rejects.toMatchObject({
      code: 'CLUSTER_REFUSED',
      message: expect.stringContaining('subnet-1 lacks the tag'),
      next: expect.stringContaining('aws ec2 create-tags --region us-east-2 --resources subnet-1 '),
    });
    expect(s3.keys('ledger')).toEqual([]);
  });

  it('is made where it may, and where nobody may look it says that this is not known', async () => {
    const fine = await seeing(subnet(true));
    expect((await fine.planned).plan.partition?.subnetId).toBe('subnet-1');
    expect(fine.lines.join()).not.toContain('not known');
    const blind = await seeing(() => Promise.resolve({ network: null, detail: 'no ec2:DescribeSubnets' }));
    await blind.planned;
    expect(blind.lines).toContainEqual(expect.stringMatching(/not known.*infra\/machines\.yml.*ec2:DescribeSubnets/));
  });
});

describe('a plan with machines', () => {
  const WITH_MACHINES = aMigration((text) => text.replace('executor: runner', 'executor: fleet, machine: { type: m5.enormous }'));
  const seeing = (machineType: PlanDeps['machineType']) => {
    const world = aWorld();
    const planned = planStage({ ...world.deps, source: world.s3, target: world.s3, machineType }, WITH_MACHINES);
    return { ...world, planned };
  };

  it('is refused, and leaves no plan, where EC2 has no such type', async () => {
    const { planned, s3 } = seeing(() => Promise.resolve({ known: false }));
    await expect(planned).rejects.toMatchObject({
      code: 'UNKNOWN_INSTANCE_TYPE',
      exitCode: 2,
      message: 'copy.machine.type: EC2 has no instance type "m5.enormous" in us-east-2',
    });
    expect(s3.keys('ledger')).toEqual([]);
  });

  it('is refused by the name of the field where there is no such type for the machine that verifies', async () => {
    const world = aWorld();
    const migration = aMigration((text) => `${text}verify: { executor: fleet, machine: { type: c7g.enormous } }\n`);
    const asked: string[] = [];
    const planned = planStage(
      { ...world.deps, source: world.s3, target: world.s3, machineType: (type) => (asked.push(type), Promise.resolve({ known: false })) },
      migration,
    );
    await expect(planned).rejects.toMatchObject({ message: 'verify.machine.type: EC2 has no instance type "c7g.enormous" in us-east-2' });
    expect(asked).toEqual(['c7g.enormous']);
  });

  it('has the image of each architecture', async () => {
    const world = aWorld();
    const migration = aMigration(
      (text) => `${text.replace('executor: runner', 'executor: fleet')}verify: { executor: fleet, machine: { type: c7g.large } }\n`,
    );
    const { plan } = await planStage(
      { ...world.deps, source: world.s3, target: world.s3, newestImage: (architecture) => Promise.resolve(`ami-${architecture}`) },
      migration,
    );
    expect([plan.fleet?.imageId, plan.verify?.machine.imageId]).toEqual(['ami-x86_64', 'ami-arm64']);
  });

  it('is made where nobody may look, and says that this is not known', async () => {
    const { lines, planned } = seeing(() => Promise.resolve({ known: null, detail: 'no ec2:DescribeInstanceTypes' }));
    expect((await planned).plan.fleet?.instanceType).toBe('m5.enormous');
    expect(lines).toContainEqual(expect.stringMatching(/not known.*infra\/machines\.yml.*ec2:DescribeInstanceTypes/));
  });

  it('rents nothing where the machines would not be let in at the source', async () => {
    const world = seeing(() => Promise.resolve({ known: true }));
    const open = await openPlan(world.s3, '444455556666', (await world.planned).uri);
    const shut = { ...world.deps.policy, read: () => Promise.reject(new Error('no role may read the policy')) };
    const asked: unknown[] = [];
    const compute = { ...noFleet.compute, find: (worker: string) => (asked.push(worker), Promise.resolve([])) };
    const deps = { ...world.deps, compute, commands: noFleet.commands, policy: shut };
    await expect(launchFleetStage(deps, open)).rejects.toThrow('no role may read the policy');
    expect([asked, world.s3.keys('ledger').filter((key) => key.includes('/intents/'))]).toEqual([[], []]);
  });
});
