import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { legsOf, workflow } from './workflow.ts';
import { readState } from '../../sandbox/state.ts';
import { compareSides, compareTable, PYTHON, processesOf, QUICK, readReceipt, rentedEver, run, scratch, storedCopies } from './commands.ts';
import { OPERATE, session } from './session.ts';

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
    const { documents, published } = receipt;
    expect(documents!.read).toBe(documents!.rows + Object.values(documents!.rejects).reduce((sum, times) => sum + times, 0));
    expect(documents).toMatchObject({ read: copied, foldersCommitted: 32 });
    expect(documents!.rejects).toMatchObject({ layout: 11, malformed: 3, duplicate: 4, 'after-cut-off': 4 });
    expect(published!.rows).toBe(documents!.rows);
  });

  it('left both sides equal by an independent script: bodies, metadata, tags, storage class', async () => {
    expect((await run('sandbox', ['status', '--dir', at.path('sandbox'), '--json', at.path('sandbox.json')])).code).toBe(0);
    const receipt = readReceipt(at.path('first.json'));
    expect(compareSides(at.path('sandbox.json'), CUTOFF)).toEqual(
      expect.objectContaining({ problems: [], equal: receipt.objects.copied, target: receipt.objects.copied }),
    );
  });

  it('made a table that an independent script finds right: rows, rejects, live files untouched, one schema', () => {
    const receipt = readReceipt(at.path('first.json'));
    expect(compareTable(at.path('sandbox.json'), QUICK, at.path('first.json'))).toMatchObject({
      problems: [],
      rows: receipt.documents!.rows,
      live: 13,
    });
    expect(rentedEver(at.path('sandbox.json'))).toMatchObject({ instances: 4 });
  });

  it('copies, rents and publishes nothing when it is run again, and says so', async () => {
    const rented = rentedEver(at.path('sandbox.json'));
    const before = storedCopies(at.path('sandbox/s3-access.ndjson')).length;
    const { code, output } = await run('demo', ['--quick', ...kept, '--json', at.path('second.json')]);
    expect(code).toBe(0);
    expect(output).toContain('This run copied nothing');
    expect(storedCopies(at.path('sandbox/s3-access.ndjson'))).toHaveLength(before);
    const [first, second] = [readReceipt(at.path('first.json')), readReceipt(at.path('second.json'))];
    expect(second.run.copies).toBe(0);
    expect(second.objects).toEqual(first.objects);
    expect(second.verify.map(({ findings }) => findings)).toEqual([{}]);
    expect(rentedEver(at.path('sandbox.json'))).toEqual(rented);
    expect(second).toMatchObject({ documents: first.documents, published: first.published });
  });

  it('finds, and heals, what somebody deleted and rewrote at the target in between', async () => {
    const sandbox = JSON.parse(readFileSync(at.path('sandbox.json'), 'utf8')) as { endpoint: string };
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

  it('leaves what is published as it is when a folder was made again to the same rows', () => {
    const [first, third] = [readReceipt(at.path('first.json')), readReceipt(at.path('third.json'))];
    expect(third).toMatchObject({ documents: first.documents, published: first.published });
    expect(compareTable(at.path('sandbox.json'), QUICK, at.path('third.json')).problems).toEqual([]);
  });

  /** What a command on the third run's plan takes, and who may run it. */
  async function onThirdPlan() {
    const state = readState(at.path('sandbox'))!;
    const { digests, migration, plan } = readReceipt(at.path('third.json'));
    const uri = `s3://${state.buckets.ledger}/${migration}/${digests.identity}/plans/${plan}.json`;
    const operator = await session(state, 'operate', OPERATE);
    return { state, operator, on: ['--plan', uri, '--region', 'us-east-2', '--account', state.accounts.target.id] };
  }

  it('is looked at again by verify.yml at any later time, both sides and the table', async () => {
    const { on } = await onThirdPlan();
    const ran = await workflow(at, QUICK, ['-f', `plan=${on[1]}`], '.github/workflows/verify.yml');
    expect([ran.code, ran.output]).toEqual([0, expect.anything()]);
    expect(ran.results).toMatchObject({ verify: 'success', 'verify / round-1 / verify': 'success', table: 'success' });
  });

  it('is looked after by reap.yml, which finds nothing that nobody works with', async () => {
    const ran = await workflow(at, QUICK, [], '.github/workflows/reap.yml');
    expect([ran.code, ran.output]).toEqual([0, expect.anything()]);
    expect(ran.results).toEqual({ reap: 'success' });
    const [leg] = legsOf(ran, 'reap');
    expect(readFileSync(join(ran.outcome.folder, leg!.log!), 'utf8')).toContain('Nothing is rented and idle');
  });

  it('finds what was done to the table since: a file gone, one changed, one too many, a partition lost', async () => {
    expect(readReceipt(at.path('third.json')).table).toEqual({ verdict: 'whole', findings: {} });
    const { on, operator, state } = await onThirdPlan();
    const verified = () => run('cli', ['verify-table', ...on, '--json', at.path('table.json')], operator);
    const whole = await verified();
    expect([whole.code, whole.output]).toEqual([0, expect.stringContaining('Table: whole')]);
    const script = [
      'import boto3, json, sys',
      "owner = dict(endpoint_url=sys.argv[1], region_name='us-east-2', aws_access_key_id='444455556666', aws_secret_access_key='test')",
      "s3, glue, bucket = boto3.client('s3', **owner), boto3.client('glue', **owner), 'analytics-checkout'",
      "pages = s3.get_paginator('list_objects_v2').paginate(Bucket=bucket, Prefix='consumable_tables/')",
      "ours = [o['Key'] for page in pages for o in page['Contents'] if 'bucket-brigade-' in o['Key']]",
      "for name in ours[:2]: s3.copy_object(Bucket=bucket, Key='kept/' + name, CopySource=dict(Bucket=bucket, Key=name))",
      "extra = ours[2].replace('.parquet', '9.parquet')",
      's3.copy_object(Bucket=bucket, Key=extra, CopySource=dict(Bucket=bucket, Key=ours[2]))',
      "s3.put_object(Bucket=bucket, Key=ours[1], Body=b'x' * s3.head_object(Bucket=bucket, Key=ours[1])['ContentLength'])",
      's3.delete_object(Bucket=bucket, Key=ours[0])',
      "values = [part.split('=')[1] for part in ours[3].split('/') if '=' in part]",
      "glue.delete_partition(DatabaseName='analytics', TableName='checkout', PartitionValues=values)",
      "print(json.dumps({'kept': ours[:2], 'extra': extra}))",
    ].join('\n');
    const { extra, kept } = JSON.parse(execFileSync(PYTHON, ['-c', script, state.endpoint], { encoding: 'utf8' })) as {
      extra: string;
      kept: string[];
    };
    const different = await verified();
    expect([different.code, different.output]).toEqual([3, expect.stringContaining('DIFFERENCES_FOUND')]);
    expect(JSON.parse(readFileSync(at.path('table.json'), 'utf8'))).toMatchObject({
      verdict: 'different',
      counts: { 'missing-file': 1, 'content-differs': 1, 'unrecorded-file': 1, 'partition-missing': 1 },
    });
    expect(compareTable(at.path('sandbox.json'), QUICK, at.path('third.json')).problems.length).toBeGreaterThan(0);
    const mend = [
      'import boto3, json, sys',
      "s3, bucket = boto3.client('s3', endpoint_url=sys.argv[1], region_name='us-east-2', aws_access_key_id='444455556666', aws_secret_access_key='test'), 'analytics-checkout'",
      'for name in json.loads(sys.argv[2]):',
      "  s3.copy_object(Bucket=bucket, Key=name, CopySource=dict(Bucket=bucket, Key='kept/' + name))",
      "  s3.delete_object(Bucket=bucket, Key='kept/' + name)",
      's3.delete_object(Bucket=bucket, Key=sys.argv[3])',
    ].join('\n');
    execFileSync(PYTHON, ['-c', mend, state.endpoint, JSON.stringify(kept), extra]);
    const mended = await verified();
    expect([mended.code, mended.output]).toEqual([3, expect.stringMatching(/differ|is not what/)]);
    expect((JSON.parse(readFileSync(at.path('table.json'), 'utf8')) as { counts: object }).counts).toEqual({ 'partition-missing': 1 });
  });

  it('takes exactly its own files out of the table again', async () => {
    const { on, operator, state } = await onThirdPlan();
    const back = await run('cli', ['rollback', ...on], operator);
    expect(back.code, back.output).toBe(0);
    const script = [
      'import boto3, json, sys',
      "s3 = boto3.client('s3', endpoint_url=sys.argv[1], region_name='us-east-2', aws_access_key_id='444455556666', aws_secret_access_key='test')",
      "pages = s3.get_paginator('list_objects_v2').paginate(Bucket='analytics-checkout', Prefix='consumable_tables/')",
      "print(json.dumps([o['Key'] for page in pages for o in page['Contents']]))",
    ].join('\n');
    const left = JSON.parse(execFileSync(PYTHON, ['-c', script, state.endpoint], { encoding: 'utf8' })) as string[];
    expect(left).toHaveLength(13);
    expect(left.filter((key) => key.includes('bucket-brigade-'))).toEqual([]);
  });

  it('ends everything that it started', async () => {
    expect((await run('sandbox', ['down', '--dir', at.path('sandbox')])).output).toContain('The sandbox is down');
    expect(processesOf(at.dir)).toEqual([]);
    expect(existsSync(at.path('sandbox'))).toBe(false);
  });
});
