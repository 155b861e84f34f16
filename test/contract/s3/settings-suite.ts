import {
  CreateBucketCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketVersioningCommand,
  type LifecycleRule,
} from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import type { S3 } from '../../../src/s3/types.ts';
import { refusal, type Known, type Subject } from './subject.ts';

const ends = { NoncurrentVersionExpiration: { NoncurrentDays: 30 } };
const tag = { Key: 'kind', Value: 'order' };
const RULES: LifecycleRule[] = [
  { ID: 'all', Status: 'Enabled', Filter: { Prefix: '' }, ...ends },
  { ID: 'folder', Status: 'Enabled', Filter: { Prefix: 'a&b/' }, ...ends },
  { ID: 'current', Status: 'Enabled', Filter: { Prefix: 'c/' }, Expiration: { Days: 3 } },
  { ID: 'off', Status: 'Disabled', Filter: { Prefix: 'd/' }, ...ends },
  { ID: 'some', Status: 'Enabled', Filter: { And: { Prefix: 'e/', Tags: [tag] } }, ...ends },
  { ID: 'tagged', Status: 'Enabled', Filter: { Tag: tag }, ...ends },
];
const READ = [
  { prefix: '', isNarrower: false, endsEarlierVersions: true },
  { prefix: 'a&b/', isNarrower: false, endsEarlierVersions: true },
  { prefix: 'c/', isNarrower: false, endsEarlierVersions: false },
  { prefix: 'e/', isNarrower: true, endsEarlierVersions: true },
  { prefix: '', isNarrower: true, endsEarlierVersions: true },
];

/** How a bucket of its own is set, as the witness has set it. */
export function testSettings({ keepsNoVersions, noLifecycle }: Known, on: () => { readonly subject: Subject; readonly s3: S3 }): void {
  const aBucket = async (name: string) => {
    const { subject, s3 } = on();
    await subject.witness.send(new CreateBucketCommand({ Bucket: name }));
    return { s3, Bucket: name, at: { bucket: name, owner: subject.target.owner }, set: subject.witness };
  };

  it('knows whether a bucket keeps versions', async () => {
    const { at, Bucket, s3, set } = await aBucket('contract-versions');
    expect(await s3.versioning(at)).toBe('never');
    for (const [Status, known] of [
      ['Enabled', 'on'],
      ['Suspended', 'suspended'],
    ] as const) {
      const turned = set.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
      if (keepsNoVersions === true) await expect(turned).rejects.toThrow();
      else await turned;
      expect(await s3.versioning(at)).toBe(keepsNoVersions === true ? 'never' : known);
    }
  });

  it('reads which rules end the earlier versions of a bucket', async () => {
    const { at, Bucket, s3, set } = await aBucket('contract-rules');
    if (noLifecycle !== undefined) {
      expect(await refusal(s3.lifecycle(at))).toMatchObject({ code: noLifecycle, operation: 'GetBucketLifecycleConfiguration', tries: 1 });
      return;
    }
    expect(await s3.lifecycle(at)).toEqual([]);
    await set.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: RULES } }));
    expect(await s3.lifecycle(at)).toEqual(READ);
  });

  it('reads whose the objects of a bucket are', async () => {
    const { at, Bucket, s3, set } = await aBucket('contract-owners');
    expect(await s3.ownership(at)).toBe('BucketOwnerEnforced');
    for (const ObjectOwnership of ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'] as const) {
      await set.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: [{ ObjectOwnership }] } }));
      expect(await s3.ownership(at)).toBe(ObjectOwnership);
    }
  });
}
