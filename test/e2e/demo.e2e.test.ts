import { existsSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { compareSides, PYTHON, processesOf, readReceipt, run, scratch, storedCopies } from './commands.ts';

const CUTOFF = '2020-01-15T00:00:00Z';
const LOST = ['E9_FulfillmentOrder', 'ED_FulfillmentOrder', 'FA_FulfillmentOrder'];
const at = scratch();
const kept = ['--keep', '--dir', at.path('sandbox'), '--runs', at.path('runs')];

afterAll(async () => {
  await run('sandbox', ['down', '--dir', at.path('sandbox')]);
  at.remove();
});

describe('npm run demo -- --quick', () => {
  it('loses three folders, names exactly them and their shards, repeats only these, and ends complete', async () => {
    const { code, output } = await run('demo', ['--quick', ...kept, '--json', at.path('first.json')]);
    expect(output).toContain('COMPLETE: every key');
    expect(code).toBe(0);
    const receipt = readReceipt(at.path('first.json'));
    const [first, second, ...others] = receipt.verify;
    expect(others).toEqual([]);
    expect(first).toMatchObject({ pass: 1, findings: { 'missing-folder': 3 }, folders: LOST });
    expect(second).toEqual({ pass: 2, findings: {}, folders: [], shards: [] });
    expect(receipt.run.shards.filter(({ round }) => round === 1).map(({ shard }) => shard)).toEqual(first!.shards);
    expect(receipt).toMatchObject({
      verdict: 'complete',
      folders: { expected: 32, present: 32, identical: 32 },
      resources: { instances: 0, clusters: 0, grants: 0 },
    });
    const { listed, identical, copied, failed, vanished, excluded } = receipt.objects;
    expect(listed).toBe(identical + copied + failed + vanished + excluded);
    expect({ identical, failed, vanished }).toEqual({ identical: 0, failed: 0, vanished: 1 });
    expect(excluded).toBeGreaterThan(0);
    const copies = storedCopies(at.path('sandbox/s3-access.ndjson'));
    expect(copies.toSorted()).toEqual([...new Set(copies)].toSorted());
    expect(copies).toHaveLength(copied);
  });

  it('left both sides equal by an independent script: bodies, metadata, tags, storage class', async () => {
    expect((await run('sandbox', ['status', '--dir', at.path('sandbox'), '--json', at.path('sandbox.json')])).code).toBe(0);
    const receipt = readReceipt(at.path('first.json'));
    expect(compareSides(at.path('sandbox.json'), CUTOFF)).toEqual(
      expect.objectContaining({ problems: [], equal: receipt.objects.copied, target: receipt.objects.copied }),
    );
  });

  it('copies nothing when it is run again, and says so', async () => {
    const before = storedCopies(at.path('sandbox/s3-access.ndjson')).length;
    const { code, output } = await run('demo', ['--quick', ...kept, '--json', at.path('second.json')]);
    expect(code).toBe(0);
    expect(output).toContain('This run copied nothing');
    expect(storedCopies(at.path('sandbox/s3-access.ndjson'))).toHaveLength(before);
    const [first, second] = [readReceipt(at.path('first.json')), readReceipt(at.path('second.json'))];
    expect(second.run.copies).toBe(0);
    expect(second.objects).toEqual(first.objects);
    expect(second.verify.map(({ findings }) => findings)).toEqual([{}]);
  });

  it('finds, and heals, what somebody deleted and rewrote at the target in between', async () => {
    const sandbox = JSON.parse(readFileSync(at.path('sandbox.json'), 'utf8')) as { endpoint: string };
    const { execFileSync } = await import('node:child_process');
    const script = [
      'import boto3, sys',
      "s3 = boto3.client('s3', endpoint_url=sys.argv[1], region_name='us-east-2', aws_access_key_id='444455556666', aws_secret_access_key='test')",
      "keys = [o['Key'] for o in s3.list_objects_v2(Bucket='analytics-checkout', Prefix='00_CheckoutOrder/')['Contents']]",
      "s3.delete_object(Bucket='analytics-checkout', Key=keys[0])",
      "s3.put_object(Bucket='analytics-checkout', Key=keys[1], Body=b'not what was there')",
    ].join('\n');
    execFileSync(PYTHON, ['-c', script, sandbox.endpoint]);
    expect(compareSides(at.path('sandbox.json'), CUTOFF).problems).toEqual(
      expect.arrayContaining([expect.stringContaining('missing at the target'), expect.stringContaining('another body')]),
    );
    const { code } = await run('demo', ['--quick', ...kept, '--json', at.path('third.json')]);
    expect(code).toBe(0);
    const receipt = readReceipt(at.path('third.json'));
    expect(receipt.verify[0]).toMatchObject({ findings: { 'missing-object': 1, 'size-differs': 1 }, folders: ['00_CheckoutOrder'] });
    expect(receipt.run.copies).toBe(2);
    expect(compareSides(at.path('sandbox.json'), CUTOFF).problems).toEqual([]);
  });

  it('ends everything that it started', async () => {
    expect((await run('sandbox', ['down', '--dir', at.path('sandbox')])).output).toContain('The sandbox is down');
    expect(processesOf(at.dir)).toEqual([]);
    expect(existsSync(at.path('sandbox'))).toBe(false);
  });
});

describe('npm run demo -- --quick --random-seed', () => {
  it('names exactly the folders that this seed lost', async () => {
    const { code, output } = await run('demo', [
      '--quick',
      '--random-seed',
      '7',
      '--runs',
      at.path('runs'),
      '--json',
      at.path('random.json'),
    ]);
    expect(code).toBe(0);
    const planted = /loses (.+?) \(S3/.exec(output)![1]!.split(', ');
    expect(planted).not.toEqual(LOST);
    expect(readReceipt(at.path('random.json')).verify[0]!.folders).toEqual(planted.toSorted());
    expect(processesOf(at.dir)).toEqual([]);
  });
});
