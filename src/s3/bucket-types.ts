import type { BucketRef } from './parties.ts';

/** `never`: versions were not asked for; `suspended`: those that there are stay, and what is written now has none. */
export type Versioning = 'never' | 'on' | 'suspended';

/** An enabled rule, so far as it is about versions that are not the current one. */
export interface LifecycleRule {
  /** Begins the keys that it is for; empty: all. */
  readonly prefix: string;
  /** It is for some of these keys only: by tag or size. */
  readonly isNarrower: boolean;
  /** It ends versions some time after another one took their place. */
  readonly endsEarlierVersions: boolean;
}

/** Whose an object is (API_OwnershipControlsRule). `ObjectWriter`: of whoever wrote it, as where nothing was ever said. */
export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';

/** How a bucket keeps what is written to it. Each is a permission of its own, and rejects with S3Error where it lacks. */
export interface BucketCalls {
  /** s3:GetBucketVersioning */
  versioning(of: BucketRef, signal?: AbortSignal): Promise<Versioning>;
  /** s3:GetLifecycleConfiguration. Its enabled rules; none where there is no configuration. */
  lifecycle(of: BucketRef, signal?: AbortSignal): Promise<readonly LifecycleRule[]>;
  /** s3:GetBucketOwnershipControls */
  ownership(of: BucketRef, signal?: AbortSignal): Promise<ObjectOwnership>;
}
