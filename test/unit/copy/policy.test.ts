import { describe, expect, it } from 'vitest';
import type { PlannedObjects } from '../../../src/contracts/objects.ts';
import { copyShard } from '../../../src/copy/shard.ts';
import { ledgerNames } from '../../../src/ledger/names.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { S3Error } from '../../../src/s3/types.ts';
import { anOrder, aPlan, LEDGER, OWNERS } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

/** What a plan says of objects, and what S3 refuses for good, as a whole worker meets it. */
function aWorker(objects: PlannedObjects = {}) {
  const { copy, ...rest } = aPlan({ folders: ['A', 'B'] });
  const plan = { ...rest, copy: { ...copy, objects } };
  const s3 = memoryS3(OWNERS);
  const names = ledgerNames(plan.migration, plan.digests.identity);
  const stop = new AbortController();
  const run = () =>
    copyShard(
      { s3: { source: s3, target: s3 }, ledger: s3Ledger(s3, LEDGER), names, clock: fakeClock(), random: () => 0.5 },
      { order: anOrder(plan, {}), plan },
      { stop: stop.signal, abort: stop.signal },
    );
  for (let n = 0; n < 200; n += 1)
    s3.put('source', `A/x/id/${String(n).padStart(3, '0')}`, `body ${n}`, { tags: [{ key: 'a', value: 'b' }] });
  return { s3, run };
}

describe('a worker', () => {
  it('writes objects as the plan says', async () => {
    const { run, s3 } = aWorker({ tags: 'drop', storageClass: 'GLACIER_IR' });
    expect((await run()).result).toMatchObject({ verdict: 'equal', accounts: { copied: 200 } });
    for (const held of s3.buckets.get('target')!.objects.values()) expect(held).toMatchObject({ tags: [], storageClass: 'GLACIER_IR' });
  });

  it('overwrites nothing, and counts what is there as failed', async () => {
    const { run, s3 } = aWorker({ overwrite: 'never' });
    s3.put('target', 'A/x/id/007', 'somebody’s');
    const { error, result } = await run();
    expect(result).toMatchObject({ verdict: 'failed', accounts: { listed: 200, copied: 199, failed: 1 } });
    expect(result.failures).toMatchObject([{ key: 'A/x/id/007', code: 'exists' }]);
    expect(error).toMatchObject({ code: 'COPY_FAILED' });
    expect(s3.buckets.get('target')!.objects.get('A/x/id/007')!.body.toString()).toBe('somebody’s');
  });

  it.each([
    ['a VPC endpoint', 403, 'AccessDenied', 'VPC endpoints do not support cross-region requests', /route table/],
    ['an explicit deny', 403, 'AccessDenied', 'no access, with an explicit deny in a resource-based policy', /Deny/],
    ['a disabled KMS key', 400, 'KMS.DisabledException', 'arn:aws:kms:… is disabled.', /KMS|key/],
    ['ACLs that the target does not take', 400, 'AccessControlListNotSupported', 'The bucket does not allow ACLs', /copy\.objects\.acl/],
  ])('stops at once at %s, with the reason and the fix', async (_what, status, code, message, next) => {
    const { run, s3 } = aWorker();
    let tries = 0;
    s3.before = (operation, bucket, key) => {
      if (operation !== 'copy') return;
      tries += 1;
      throw new S3Error({ operation: 'CopyObject', status, code, message, requestId: 'R', bucket, key, tries: 1 });
    };
    const { error } = await run();
    expect(error).toMatchObject({
      exitCode: expect.toSatisfy((exit: number) => exit === 4 || exit === 1),
      next: expect.stringMatching(next),
    });
    expect(error?.details).toMatchObject({ s3Code: code, requestId: 'R' });
    // No more than were in flight when the first answer came.
    expect(tries).toBeLessThanOrEqual(16);
  });
});
