import type { Side } from '../contracts/contract.ts';
import type { ObjectPolicy } from '../contracts/objects.ts';
import type { LifecycleRule, ObjectOwnership, Versioning } from '../s3/bucket-types.ts';
import { bucketOf } from '../s3/parties.ts';
import { S3Error, type S3 } from '../s3/types.ts';

/** How the target keeps what is copied there. */
export interface TargetSettings {
  readonly versioning: Sight<Versioning>;
  /** Asked for only where versions are kept. */
  readonly lifecycle: Sight<readonly LifecycleRule[]> | null;
  /** The account that copies, where objects will belong to it and not to the bucket's owner. */
  readonly foreignWriter: string | null;
}

/** What was seen; or why it could not be: whoever copies need not be allowed to look. */
export type Sight<T> = { readonly known: T } | { readonly known: null; readonly detail: string };

export interface TargetUse {
  readonly target: Side;
  readonly acl: ObjectPolicy['acl'];
  /** The account of whoever copies; null: the target's own. Rejects where that cannot be found out. */
  readonly writer: (() => Promise<string>) | null;
}

/** How a bucket is set decides nothing about a copy: it is looked at for what a person should know before. Rejects for no refusal. */
export async function lookAtTarget(s3: S3, use: TargetUse, signal: AbortSignal): Promise<TargetSettings> {
  const of = bucketOf(use.target);
  const [versioning, foreignWriter] = await Promise.all([sight(s3.versioning(of, signal)), foreignWriterOf(s3, use, signal)]);
  const lifecycle = versioning.known === 'on' ? await sight(s3.lifecycle(of, signal)) : null;
  return { versioning, lifecycle, foreignWriter };
}

/** Without an ACL an object belongs to whoever wrote it, unless the bucket enforces its owner (userguide/about-object-ownership). */
async function foreignWriterOf(s3: S3, { acl, target, writer }: TargetUse, signal: AbortSignal): Promise<string | null> {
  if (writer === null || acl !== 'none') return null;
  const ownership: Sight<ObjectOwnership> = await sight(s3.ownership(bucketOf(target), signal));
  if (ownership.known === null || ownership.known === 'BucketOwnerEnforced') return null;
  const account = await writer().catch(() => null);
  if (account === null || account === target.account) return null;
  if (target.account !== '') return account;
  // S3 refuses whoever expects another owner than the bucket has, and says no more.
  const expected = { from: { bucket: target.bucket, owner: account }, prefix: target.prefix, maxKeys: 1 };
  const refused = await s3.listPage(expected, signal).then(
    () => false,
    (error: unknown) => error instanceof S3Error && error.status === 403,
  );
  return refused ? account : null;
}

async function sight<T>(asked: Promise<T>): Promise<Sight<T>> {
  try {
    return { known: await asked };
  } catch (error) {
    if (error instanceof S3Error) return { known: null, detail: `${error.code}: ${error.message}` };
    throw error;
  }
}

/** What is worth a line each. */
export function adviceOn({ foreignWriter, lifecycle, versioning }: TargetSettings, { bucket, prefix }: Side): readonly string[] {
  const advice: string[] = [];
  // A bucket that keeps versions keeps, and bills, what is overwritten or deleted (userguide/Versioning).
  const rules = versioning.known === 'on' ? (lifecycle?.known ?? null) : null;
  if (rules !== null && !rules.some((rule) => rule.endsEarlierVersions && !rule.isNarrower && prefix.startsWith(rule.prefix))) {
    advice.push(
      `Bucket ${bucket} keeps every version of an object, and no rule of its lifecycle ends earlier ones: what is overwritten or deleted there stays billed. ` +
        'next: add a rule with NoncurrentVersionExpiration, if earlier versions are not wanted',
    );
  }
  if (foreignWriter !== null) {
    advice.push(
      `Bucket ${bucket} is not of account ${foreignWriter}, which copies, and leaves objects to whoever writes them: its owner could not read them. ` +
        'next: copy with --acl bucket-owner-full-control, or have the bucket enforce its owner (ObjectOwnership)',
    );
  }
  return advice;
}
