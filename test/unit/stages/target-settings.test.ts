import { describe, expect, it } from 'vitest';
import type { LifecycleRule } from '../../../src/s3/bucket-types.ts';
import { S3Error } from '../../../src/s3/types.ts';
import { adviceOn, lookAtTarget, type TargetUse } from '../../../src/stages/target-settings.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const OWNER = '444455556666';
const OTHER = '111122223333';
const TARGET = { bucket: 'target', region: 'us-east-2', account: '', prefix: 'in/' };
const ENDS: LifecycleRule = { prefix: '', isNarrower: false, endsEarlierVersions: true };
const UP_TO_MS = 5000;
const hanging = () => new Promise<never>(() => undefined);
const refusal = (operation: string, status = 403, code = 'AccessDenied') =>
  new S3Error({ operation, status, code, message: 'no', requestId: 'R', bucket: 'target', key: '', tries: 1 });

interface Set {
  readonly versioning?: 'on' | 'suspended';
  readonly lifecycle?: readonly LifecycleRule[];
  readonly ownership?: 'ObjectWriter' | 'BucketOwnerPreferred';
}

/** `meeting`: what becomes of a question instead of its answer. */
function aTarget(set: Set = {}, meeting: Readonly<Record<string, () => Promise<never>>> = {}) {
  const s3 = memoryS3({ target: OWNER });
  Object.assign(s3.buckets.get('target')!, set);
  const asked: string[] = [];
  s3.before = async (operation) => {
    asked.push(operation);
    await meeting[operation]?.();
  };
  const look = async (use: Partial<TargetUse> = {}, prefixes: readonly string[] = ['in/'], stop = new AbortController()) => {
    const deps = { s3, clock: fakeClock(), signal: stop.signal, upToMs: UP_TO_MS };
    const settings = await lookAtTarget(deps, { target: TARGET, acl: 'none', writer: null, ...use });
    return { settings, advice: adviceOn(settings, 'target', prefixes) };
  };
  return { asked, look };
}

describe('a bucket that keeps versions', () => {
  const told = (where: string) =>
    `Bucket target keeps every version of an object, and its lifecycle does not end the earlier ones of all below s3://target/${where}: ` +
    'what is overwritten or deleted there stays billed. next: add a rule with NoncurrentVersionExpiration, if they are not wanted';

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
    expect(advice).toEqual(is === 'silent' ? [] : [told('in/')]);
  });

  it('and rules for each folder is spoken of where one of them has none', async () => {
    const rules = ['in/A/', 'in/B/'].map((prefix) => ({ ...ENDS, prefix }));
    const { look } = aTarget({ versioning: 'on', lifecycle: rules });
    expect((await look({}, ['in/A/', 'in/B/'])).advice).toEqual([]);
    expect((await look({}, ['in/A/', 'in/C/', 'in/D/'])).advice).toEqual([told('in/C/ and 1 more')]);
  });

  it('and rules that may not be read is spoken of as such', async () => {
    const { look } = aTarget({ versioning: 'on' }, { lifecycle: () => Promise.reject(refusal('GetBucketLifecycleConfiguration')) });
    expect((await look()).advice).toEqual([
      expect.stringMatching(/keeps every version .*not known.*AccessDenied: no \(GetBucketLifecycleConfiguration, request R\)$/),
    ]);
  });

  it('is not spoken of where it keeps none any longer, nor where that cannot be seen', async () => {
    const suspended = aTarget({ versioning: 'suspended' });
    expect((await suspended.look()).advice).toEqual([]);
    expect(suspended.asked).toEqual(['versioning']);
    const why = refusal('GetBucketVersioning');
    const blind = await aTarget({ versioning: 'on' }, { versioning: () => Promise.reject(why) }).look();
    expect(blind).toEqual({ settings: { versioning: { known: null, why }, lifecycle: null, foreignWriter: null }, advice: [] });
  });
});

describe('a bucket of somebody else', () => {
  const writer = () => Promise.resolve(OTHER);
  const told = expect.stringMatching(
    /^Bucket target is not of account 111122223333, which copies, and leaves .*--acl bucket-owner-full-control/,
  );

  it.each(['ObjectWriter', 'BucketOwnerPreferred'] as const)(
    'that is set to %s is spoken of, whoever is said to own it',
    async (ownership) => {
      const { look } = aTarget({ ownership });
      expect((await look({ writer })).advice).toEqual([told]);
      expect((await look({ writer, target: { ...TARGET, account: OWNER } })).advice).toEqual([told]);
    },
  );

  it('that does not let us see how it is set is spoken of as such', async () => {
    const { look } = aTarget({}, { ownership: () => Promise.reject(refusal('GetBucketOwnershipControls')) });
    expect((await look({ writer })).advice).toEqual([expect.stringMatching(/perhaps leaves objects .*may not be seen/)]);
    expect((await look({ writer: () => Promise.resolve(OWNER) })).advice).toEqual([]);
  });

  it.each<[string, Set, Partial<TargetUse>]>([
    ['that is its own', { ownership: 'ObjectWriter' }, { writer: () => Promise.resolve(OWNER) }],
    ['that enforces its owner', {}, { writer }],
    ['that gets an ACL', { ownership: 'ObjectWriter' }, { writer, acl: 'bucket-owner-full-control' }],
    ['that is written by nobody knows whom', { ownership: 'ObjectWriter' }, { writer: () => Promise.reject(new Error('who?')) }],
    ['that is written by nobody', { ownership: 'ObjectWriter' }, { writer: () => Promise.resolve('') }],
  ])('is not, %s', async (_what, set, use) => {
    expect((await aTarget(set).look(use)).advice).toEqual([]);
  });

  it('is not, on a server that does not know the question', async () => {
    const { asked, look } = aTarget({}, { ownership: () => Promise.reject(refusal('GetBucketOwnershipControls', 501, 'NotImplemented')) });
    expect((await look({ writer })).advice).toEqual([]);
    expect(asked).not.toContain('list');
  });
});

describe('a look that takes too long', () => {
  it('tells what was seen until then, and lets go of the rest', async () => {
    let until: AbortSignal | null = null;
    const writer = (signal: AbortSignal) => ((until = signal), hanging());
    const { look } = aTarget({ versioning: 'on', ownership: 'ObjectWriter' });
    const { advice } = await look({ writer });
    expect(advice).toEqual([expect.stringContaining('keeps every version')]);
    expect(until).toMatchObject({ aborted: true });
    const blind = await aTarget({ versioning: 'on' }, { versioning: hanging }).look();
    expect(blind.settings.versioning).toMatchObject({ known: null, why: { message: 'no answer within 5 s' } });
  });

  it('ends with whoever is told to stop', async () => {
    const stop = new AbortController();
    const { look } = aTarget({}, { versioning: () => (stop.abort(new Error('stopped')), hanging()), ownership: hanging });
    const { advice, settings } = await look({ writer: hanging }, ['in/'], stop);
    expect([advice, settings.versioning]).toEqual([[], { known: null, why: new Error('stopped') }]);
  });
});
