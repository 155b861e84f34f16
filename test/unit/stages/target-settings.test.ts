import { describe, expect, it } from 'vitest';
import type { LifecycleRule } from '../../../src/s3/bucket-types.ts';
import { S3Error } from '../../../src/s3/types.ts';
import { adviceOn, lookAtTarget, type TargetUse } from '../../../src/stages/target-settings.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const OWNER = '444455556666';
const OTHER = '111122223333';
const TARGET = { bucket: 'target', region: 'us-east-2', account: '', prefix: 'in/' };
const ENDS: LifecycleRule = { prefix: '', isNarrower: false, endsEarlierVersions: true };
const never = () => Promise.reject(new Error('nobody knows who this is'));

function aTarget(set: { versioning?: 'on' | 'suspended'; lifecycle?: readonly LifecycleRule[]; ownership?: 'ObjectWriter' } = {}) {
  const s3 = memoryS3({ target: OWNER });
  Object.assign(s3.buckets.get('target')!, set);
  const look = async (use: Partial<TargetUse> = {}) => {
    const settings = await lookAtTarget(s3, { target: TARGET, acl: 'none', writer: null, ...use }, new AbortController().signal);
    return { settings, advice: adviceOn(settings, TARGET) };
  };
  return { s3, look };
}

describe('a bucket that keeps versions', () => {
  it.each<[string, readonly LifecycleRule[], 'silent' | 'told']>([
    ['no rule', [], 'told'],
    ['a rule for all', [ENDS], 'silent'],
    ['a rule for a prefix above', [{ ...ENDS, prefix: 'i' }], 'silent'],
    ['a rule for a prefix below', [{ ...ENDS, prefix: 'in/A/' }], 'told'],
    ['a rule for another prefix', [{ ...ENDS, prefix: 'out/' }], 'told'],
    ['a rule for some objects', [{ ...ENDS, isNarrower: true }], 'told'],
    ['a rule that ends current versions only', [{ ...ENDS, endsEarlierVersions: false }], 'told'],
    ['one of several that does', [{ ...ENDS, isNarrower: true }, ENDS], 'silent'],
  ])('and has %s', async (_what, lifecycle, is) => {
    const { advice } = await aTarget({ versioning: 'on', lifecycle }).look();
    expect(advice).toEqual(
      is === 'silent' ? [] : [expect.stringMatching(/^Bucket target keeps every version.*NoncurrentVersionExpiration/)],
    );
  });

  it('is not spoken of where it may not be looked at, nor where it keeps none any longer', async () => {
    const { s3, look } = aTarget({ versioning: 'on' });
    s3.before = (operation, bucket, key) => {
      const facts = { operation, status: 403, code: 'AccessDenied', message: 'no', requestId: 'r', bucket, key, tries: 1 };
      if (operation === 'lifecycle') throw new S3Error(facts);
    };
    expect(await look()).toEqual({
      settings: { versioning: { known: 'on' }, lifecycle: { known: null, detail: 'AccessDenied: no' }, foreignWriter: null },
      advice: [],
    });
    const asked: string[] = [];
    const suspended = aTarget({ versioning: 'suspended' });
    suspended.s3.before = (operation) => void asked.push(operation);
    expect((await suspended.look()).advice).toEqual([]);
    expect(asked).toEqual(['versioning']);
  });
});

describe('a bucket of somebody else', () => {
  const writer = () => Promise.resolve(OTHER);
  const told = expect.stringMatching(/^Bucket target is not of account 111122223333.*--acl bucket-owner-full-control/);

  it('that leaves objects to whoever writes them is spoken of, whoever is said to own it', async () => {
    const { look } = aTarget({ ownership: 'ObjectWriter' });
    expect((await look({ writer })).advice).toEqual([told]);
    expect((await look({ writer, target: { ...TARGET, account: OWNER } })).advice).toEqual([told]);
  });

  it.each([
    ['that is its own', { ownership: 'ObjectWriter' }, { writer: () => Promise.resolve(OWNER) }],
    ['that enforces its owner', {}, { writer }],
    ['that gets an ACL', { ownership: 'ObjectWriter' }, { writer, acl: 'bucket-owner-full-control' }],
    ['that is written by nobody knows whom', { ownership: 'ObjectWriter' }, { writer: never }],
  ] as const)('is not, %s', async (_what, set, use) => {
    expect((await aTarget(set).look(use)).advice).toEqual([]);
  });
});
