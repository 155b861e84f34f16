import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
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

  it('takes exactly its own files out of the table again', async () => {
    const state = readState(at.path('sandbox'))!;
    const { digests, migration, plan } = readReceipt(at.path('third.json'));
    const uri = `s3://${state.buckets.ledger}/${migration}/${digests.identity}/plans/${plan}.json`;
    const operator = await session(state, 'operate', OPERATE);
    const on = ['--plan', uri, '--region', 'us-east-2', '--account', state.accounts.target.id];
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
