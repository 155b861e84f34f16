import type { Clock } from '../clock.ts';
import type { Side } from '../contracts/contract.ts';
import type { ObjectPolicy } from '../contracts/objects.ts';
import { printable } from '../errors.ts';
import type { LifecycleRule, ObjectOwnership, Versioning } from '../s3/bucket-types.ts';
import { bucketOf } from '../s3/parties.ts';
import { S3Error, type S3 } from '../s3/types.ts';

/** How the target keeps what is copied there. */
export interface TargetSettings {
  readonly versioning: Sight<Versioning>;
  /** Asked for only where versions are kept. */
  readonly lifecycle: Sight<readonly LifecycleRule[]> | null;
  readonly foreignWriter: ForeignWriter | null;
}

/** The account that copies is not the bucket's, and the bucket leaves objects to whoever writes them; or nobody may see whether it does. */
export interface ForeignWriter {
  readonly account: string;
  readonly ownership: Exclude<ObjectOwnership, 'BucketOwnerEnforced'> | null;
}

/** What was seen; or why it could not be: whoever copies need not be allowed to look. */
export type Sight<T> = { readonly known: T } | Unseen;

export interface Unseen {
  readonly known: null;
  readonly why: Error;
}

export interface TargetUse {
  readonly target: Side;
  readonly acl: ObjectPolicy['acl'];
  /** The account of whoever copies; null: the target's own. Rejects where that cannot be found out. */
  readonly writer: ((signal: AbortSignal) => Promise<string>) | null;
}

export interface LookDeps {
  readonly s3: S3;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly signal: AbortSignal;
  /** What has not been answered by then is not known. */
  readonly upToMs: number;
}

type See = <T>(ask: (signal: AbortSignal) => Promise<T>) => Promise<Sight<T>>;

/** How a bucket is set decides nothing about a copy: it is looked at for what a person should know before. Never rejects. */
export async function lookAtTarget({ s3, clock, signal, upToMs }: LookDeps, use: TargetUse): Promise<TargetSettings> {
  const of = bucketOf(use.target);
  const ended = new AbortController();
  const until = AbortSignal.any([signal, ended.signal]);
  const over = clock.sleep(upToMs, until).then(() => unseen(new Error(`no answer within ${upToMs / 1000} s`)), unseen);
  const see: See = (ask) => Promise.race([ask(until).then((known) => ({ known }), unseen), over]);
  try {
    const [versions, foreignWriter] = await Promise.all([versionsOf(s3, of, see), foreignWriterOf(s3, use, see)]);
    return { ...versions, foreignWriter };
  } finally {
    ended.abort();
  }
}

const unseen = (why: unknown): Unseen => ({ known: null, why: why instanceof Error ? why : new Error(String(why)) });

async function versionsOf(s3: S3, of: ReturnType<typeof bucketOf>, see: See): Promise<Pick<TargetSettings, 'versioning' | 'lifecycle'>> {
  const versioning = await see((signal) => s3.versioning(of, signal));
  return { versioning, lifecycle: versioning.known === 'on' ? await see((signal) => s3.lifecycle(of, signal)) : null };
}

/** Without an ACL an object belongs to whoever wrote it, unless the bucket enforces its owner (userguide/about-object-ownership). */
async function foreignWriterOf(s3: S3, { acl, target, writer }: TargetUse, see: See): Promise<ForeignWriter | null> {
  if (writer === null || acl !== 'none') return null;
  const ownership = await see((signal) => s3.ownership(bucketOf(target), signal));
  if (ownership.known === 'BucketOwnerEnforced') return null;
  // A server that does not know the question has no accounts either.
  if (ownership.known === null && !isRefused(ownership.why)) return null;
  const account = (await see(writer)).known;
  if (account === null || account === '' || account === target.account) return null;
  if (target.account !== '') return { account, ownership: ownership.known };
  // S3 refuses whoever expects another owner than the bucket has, and says no more.
  const expected = { from: { bucket: target.bucket, owner: account }, prefix: target.prefix, maxKeys: 1 };
  const listed = await see((signal) => s3.listPage(expected, signal));
  return listed.known === null && isRefused(listed.why) ? { account, ownership: ownership.known } : null;
}

const isRefused = (why: Error): boolean => why instanceof S3Error && why.status === 403;

/** What is worth a line each. `prefixes`: below which everything is copied. */
export function adviceOn(
  { foreignWriter, lifecycle, versioning }: TargetSettings,
  bucket: string,
  prefixes: readonly string[],
): readonly string[] {
  const advice: string[] = [];
  // A bucket that keeps versions keeps, and bills, what is overwritten or deleted (userguide/Versioning).
  if (versioning.known === 'on' && lifecycle !== null) {
    const kept = `Bucket ${bucket} keeps every version of an object`;
    const billed = 'what is overwritten or deleted there stays billed';
    const where = lifecycle.known === null ? null : whereVersionsStay(lifecycle.known, bucket, prefixes);
    if (lifecycle.known === null)
      advice.push(`${kept}, and whether its lifecycle ends the earlier ones is not known: without, ${billed}. ${wordsOf(lifecycle.why)}`);
    else if (where !== null)
      advice.push(
        `${kept}, and its lifecycle does not end the earlier ones of all ${where}: ${billed}. next: add a rule with NoncurrentVersionExpiration, if they are not wanted`,
      );
  }
  if (foreignWriter !== null) {
    const { account, ownership } = foreignWriter;
    const leaves =
      ownership === null ? 'perhaps leaves objects to whoever writes them (that may not be seen)' : 'leaves objects to whoever writes them';
    advice.push(
      `Bucket ${bucket} is not of account ${account}, which copies, and ${leaves}: its owner could not read them. ` +
        'next: copy with --acl bucket-owner-full-control, or have the bucket enforce its owner (ObjectOwnership)',
    );
  }
  return advice;
}

/** null: everywhere that is copied to, some rule ends earlier versions of every object. */
function whereVersionsStay(rules: readonly LifecycleRule[], bucket: string, prefixes: readonly string[]): string | null {
  const ends = (prefix: string) => rules.some((rule) => rule.endsEarlierVersions && !rule.isNarrower && prefix.startsWith(rule.prefix));
  const open = prefixes.filter((prefix) => !ends(prefix));
  if (open.length === 0) return null;
  const others = open.length === 1 ? '' : ` and ${(open.length - 1).toLocaleString('en-US')} more`;
  return `below s3://${bucket}/${printable(open[0]!)}${others}`;
}

/** Why it could not be seen, with what S3 support asks for. */
export function wordsOf(why: Error): string {
  return why instanceof S3Error ? `${why.code}: ${why.message} (${why.operation}, request ${why.requestId})` : printable(why.message);
}
