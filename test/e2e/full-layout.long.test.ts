import { afterAll, describe, expect, it } from 'vitest';
import { compareSides, compareTable, readReceipt, run, scratch, storedCopies } from './commands.ts';

const at = scratch();
const kept = ['--keep', '--dir', at.path('sandbox'), '--runs', at.path('runs')];
const TEN_MINUTES_MS = 600_000;

afterAll(async () => {
  await run('sandbox', ['down', '--dir', at.path('sandbox')]);
  at.remove();
});

describe('npm run demo, all 512 folders', () => {
  it('ends complete within ten minutes, and independent scripts find both sides equal and the table right', async () => {
    const startedAt = performance.now();
    const { code, output } = await run('demo', [...kept, '--json', at.path('full.json')]);
    const tookMs = performance.now() - startedAt;
    expect(code, output).toBe(0);
    expect(tookMs).toBeLessThan(TEN_MINUTES_MS);
    const receipt = readReceipt(at.path('full.json'));
    expect(receipt).toMatchObject({
      verdict: 'complete',
      folders: { expected: 512, present: 512, identical: 512 },
      resources: { instances: 0, clusters: 0, grants: 0 },
    });
    expect(receipt.objects.listed).toBeGreaterThanOrEqual(3000);
    expect(receipt.verify.map(({ folders }) => folders)).toEqual([
      ['E9_FulfillmentOrder', 'ED_FulfillmentOrder', 'FA_FulfillmentOrder'],
      [],
    ]);
    expect(receipt.run.shards.filter(({ round }) => round === 1).map(({ shard }) => shard)).toEqual(receipt.verify[0]!.shards);
    expect(storedCopies(at.path('sandbox/s3-access.ndjson'))).toHaveLength(receipt.objects.copied);
    await run('sandbox', ['status', '--dir', at.path('sandbox'), '--json', at.path('sandbox.json')]);
    expect(compareSides(at.path('sandbox.json'), '2020-01-15T00:00:00Z')).toMatchObject({ problems: [], equal: receipt.objects.copied });
    expect(compareTable(at.path('sandbox.json'), 'examples/checkout-history/migration.yml', at.path('full.json'))).toMatchObject({
      problems: [],
      rows: receipt.documents!.rows,
    });
  });

  it('copies, rents and publishes nothing on a second run', async () => {
    const before = storedCopies(at.path('sandbox/s3-access.ndjson')).length;
    const { code } = await run('demo', [...kept, '--json', at.path('again.json')]);
    expect(code).toBe(0);
    expect(storedCopies(at.path('sandbox/s3-access.ndjson'))).toHaveLength(before);
    const [first, again] = [readReceipt(at.path('full.json')), readReceipt(at.path('again.json'))];
    expect(again).toMatchObject({ objects: first.objects, documents: first.documents, published: first.published });
    expect(again.run.batches.map(({ clusters }) => clusters)).toEqual(Array(38).fill(0));
    await run('sandbox', ['down', '--dir', at.path('sandbox')]);
  });

  it('meets steps that fail without a message when all clusters start at once, and one repeat heals them', async () => {
    const { code, output } = await run('demo', ['--unpaced', '--runs', at.path('runs'), '--json', at.path('unpaced.json')]);
    expect(code, output).toBe(0);
    const [unpaced, paced] = [readReceipt(at.path('unpaced.json')), readReceipt(at.path('full.json'))];
    const silent = unpaced.run.batches.filter(({ failures }) => (failures['silent'] ?? 0) > 0);
    expect(silent.length).toBeGreaterThan(8);
    for (const { clusters, failures } of silent) expect({ clusters, failures }).toEqual({ clusters: 2, failures: { silent: 1 } });
    expect(unpaced).toMatchObject({ verdict: 'complete', documents: paced.documents, published: paced.published });
    expect(paced.run.batches).toHaveLength(32 + 6);
    for (const { clusters, failures } of paced.run.batches) expect({ clusters, failures }).toEqual({ clusters: 1, failures: {} });
  });

  it.each([11, 12])('names exactly what seed %i lost', async (seed) => {
    const { code, output } = await run('demo', [
      '--random-seed',
      String(seed),
      '--runs',
      at.path('runs'),
      '--json',
      at.path('random.json'),
    ]);
    expect(code, output).toBe(0);
    const planted = /loses (.+?) \(S3/.exec(output)![1]!.split(', ');
    expect(readReceipt(at.path('random.json')).verify[0]!.folders).toEqual(planted.toSorted());
  });
});
