import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { grantsIn } from '../../../src/access/policy.ts';
import type { Finding } from '../../../src/contracts/findings.ts';
import { policyLeaseName } from '../../../src/ledger/names.ts';
import { S3Error } from '../../../src/s3/types.ts';
import { openPlan } from '../../../src/stages/open-plan.ts';
import { planStage } from '../../../src/stages/plan.ts';
import { reportStage } from '../../../src/stages/report.ts';
import { syncShardStage } from '../../../src/stages/sync-shard.ts';
import { verifyStage } from '../../../src/stages/verify.ts';
import type { memoryS3 } from '../../fakes/memory-s3.ts';
import { aMigration, aWorld, signals } from './world.ts';

/** The lines of a list in the ledger. */
function findingsIn(s3: ReturnType<typeof memoryS3>, place: string): Finding[] {
  const prefix = place.slice('s3://ledger/'.length);
  const segments = s3.keys('ledger').filter((key) => key.startsWith(prefix));
  const text = segments.map((key) => gunzipSync(s3.buckets.get('ledger')!.objects.get(key)!.body).toString()).join('');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Finding);
}

describe('a pass of verify', () => {
  it('has no proof of a folder whose checkpoint is damaged, and looks at all others', async () => {
    const world = aWorld();
    const { plan, uri, startedAt } = await planStage({ ...world.deps, source: world.s3, target: world.s3 }, aMigration());
    const open = await openPlan(world.s3, '444455556666', uri);
    for (const { shard } of plan.shards) await syncShardStage(world.deps, open, { shard, round: 0 }, signals);
    world.s3.put('ledger', `state/${open.names.checkpoint('A3_Order')}`, '{"contract":"checkpo');
    const { error, findings, uri: of } = await verifyStage(world.deps, open, { pass: 1 });
    expect(findings).toMatchObject({
      verdict: 'unproven',
      counts: { unverifiable: 1 },
      folders: [],
      folderCounts: { expected: 8, identical: 7 },
      unproven: [{ folder: 'A3_Order', reason: expect.stringContaining('checkpoint.json') }],
    });
    expect(error?.exitCode).toBe(5);
    const report = await reportStage({ ...world.deps, rented: world.rented }, open, { mode: 'all', findings: [of], startedAt });
    expect(report.error?.exitCode).toBe(5);
    expect(report.receipt).toMatchObject({ verdict: 'incomplete', verify: [{ findings: { unverifiable: 1 } }], content: null });
  });

  it('counts folders that it could not see as folders, and lists each of them, and what lies beside them', async () => {
    const world = aWorld();
    const { plan, uri, startedAt } = await planStage({ ...world.deps, source: world.s3, target: world.s3 }, aMigration());
    const open = await openPlan(world.s3, '444455556666', uri);
    for (const { shard } of plan.shards) await syncShardStage(world.deps, open, { shard, round: 0 }, signals);
    for (let n = 0; n < 1200; n += 1) world.s3.put('source', `stray-${n}`, '');
    const { before } = world.s3;
    world.s3.before = async (operation, bucket, key) => {
      await before(operation, bucket, key);
      const no = { operation, status: 403, code: 'AccessDenied', message: 'no', requestId: 'r', bucket, key, tries: 1 };
      if (operation === 'list' && bucket === 'target') throw new S3Error(no);
    };
    const { error, findings, uri: of } = await verifyStage(world.deps, open, { pass: 1 });
    expect(error).toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(/^8 of 8 folders, and what lies beside them, could not be seen whole; first A0_Order: ACCESS_DENIED/),
    });
    expect(findings).toMatchObject({ verdict: 'unproven', counts: { unverifiable: 9, 'layout-anomaly': 1200 }, list: { lines: 1209 } });
    const named = plan.folders.map(({ folder }) => folder);
    expect(findings.unproven.map(({ folder }) => folder)).toEqual([...named, '']);
    const lines = findingsIn(world.s3, findings.list!.findings);
    expect(lines).toHaveLength(1209);
    const told = lines.filter(({ class: is }) => is === 'unverifiable');
    const shardOf = (folder: string) => plan.shards.find(({ folders }) => folders.includes(folder))?.shard ?? '';
    expect(told).toEqual(
      findings.unproven.map(({ folder, reason }) => ({
        ...{ class: 'unverifiable', folder, shard: shardOf(folder), key: null, source: null, target: null },
        detail: reason,
      })),
    );
    expect(findings.examples.filter(({ class: is }) => is === 'unverifiable')).toEqual(told);
    const report = await reportStage({ ...world.deps, rented: world.rented }, open, { mode: 'all', findings: [of], startedAt });
    expect(report.receipt.reasons[0]).toBe('8 of 8 folders, and what lies beside them, could not be seen whole');
  });

  it('verifies nothing by the record of another migration', async () => {
    const world = aWorld();
    const { plan, uri } = await planStage({ ...world.deps, source: world.s3, target: world.s3 }, aMigration());
    const open = await openPlan(world.s3, '444455556666', uri);
    for (const { shard } of plan.shards) await syncShardStage(world.deps, open, { shard, round: 0 }, signals);
    const at = `state/${open.names.checkpoint('A3_Order')}`;
    const record = JSON.parse((await world.s3.getObject({ bucket: 'ledger', owner: '444455556666' }, at))!.body.toString()) as object;
    world.s3.put('ledger', at, JSON.stringify({ ...record, migration: 'another' }));
    await expect(verifyStage(world.deps, open, { pass: 1 })).rejects.toMatchObject({
      code: 'MANIFEST_FOREIGN',
      exitCode: 2,
      message: expect.stringMatching(/A3_Order.*of another/),
    });
  });

  it('verifies nothing where access is manual and nobody has let it in, and prints the statement', async () => {
    const world = aWorld();
    const { plan, uri } = await planStage(
      { ...world.deps, source: world.s3, target: world.s3 },
      aMigration((text) => text.replace('managed', 'manual')),
    );
    const open = await openPlan(world.s3, '444455556666', uri);
    const before = world.s3.keys('ledger');
    await expect(verifyStage(world.deps, open, { pass: 1 })).rejects.toMatchObject({
      code: 'ACCESS_PENDING',
      exitCode: 4,
      message: expect.stringContaining(`Role ${plan.roles.agent} may not read bucket source yet`),
      next: expect.stringContaining('"s3:ListBucket"'),
    });
    expect([world.s3.keys('ledger'), world.state.policy]).toEqual([before, null]);
    // Once a person has added it, the same pass goes on, and writes no policy.
    world.state.policy = '{"by":"hand"}';
    const { findings } = await verifyStage(world.deps, open, { pass: 1 });
    expect(findings).toMatchObject({ verdict: 'different', counts: { 'missing-folder': 8 } });
    expect(world.state.policy).toBe('{"by":"hand"}');
  });

  it('writes findings, their lists, orders and the grant, and nothing else anywhere', async () => {
    const world = aWorld();
    const { plan, uri, digest } = await planStage({ ...world.deps, source: world.s3, target: world.s3 }, aMigration());
    const open = await openPlan(world.s3, '444455556666', uri);
    for (const { shard } of plan.shards) await syncShardStage(world.deps, open, { shard, round: 0 }, signals);
    for (const key of world.s3.keys('target').filter((one) => one.startsWith('A6_Order/'))) world.s3.remove('target', key);
    // Of another shard than that: the first folder of each has a key at least.
    const other = plan.shards.find(({ folders }) => !folders.includes('A6_Order'))!.folders[0]!;
    world.s3.put('target', `${other}/x/id/0`, 'another body');
    // The grant of the copy is not there any more.
    world.state.policy = null;
    const written: string[] = [];
    const { before } = world.s3;
    world.s3.before = async (operation, bucket, key) => {
      if (!['list', 'get', 'head', 'tail'].includes(operation)) written.push(`${operation} ${bucket}/${key}`);
      await before(operation, bucket, key);
    };
    const held = (bucket: string) => world.s3.keys(bucket).map((key) => [key, world.s3.buckets.get(bucket)!.objects.get(key)!.etag]);
    const sides = [held('source'), held('target')];
    const { findings, uri: of } = await verifyStage(world.deps, open, { pass: 1 });
    expect(findings.shards).toHaveLength(2);
    const place = (name: string) => `ledger/state/${name}`;
    const ours = [
      ...findings.shards.map((shard) => place(open.names.order(digest, 1, shard))),
      of.slice('s3://'.length),
      ...[findings.list!.findings, findings.list!.combined].map((folder) => `${folder.slice('s3://'.length)}000000.`),
      place(policyLeaseName('source')),
    ];
    const strange = written.filter((one) => !ours.some((name) => one.startsWith(`put ${name}`)));
    expect(strange).toEqual([]);
    // Each of them was written, and the lists lie in the place of this plan's findings.
    for (const name of ours) expect(written.filter((one) => one.startsWith(`put ${name}`)).length, name).toBeGreaterThan(0);
    expect(findings.list!.findings.startsWith(`s3://${place(open.names.findingsLists(digest, 1))}-`)).toBe(true);
    expect([held('source'), held('target')]).toEqual(sides);
    expect(grantsIn(world.state.policy, 'source', 'small')).toHaveLength(1);
  });

  it('refuses pass 0, which would overwrite the orders of the plan', async () => {
    const world = aWorld();
    const { uri } = await planStage({ ...world.deps, source: world.s3, target: world.s3 }, aMigration());
    await expect(verifyStage(world.deps, await openPlan(world.s3, '444455556666', uri), { pass: 0 })).rejects.toMatchObject({
      code: 'USAGE',
    });
  });
});
