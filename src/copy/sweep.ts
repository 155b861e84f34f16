import { MigrationError, printable } from '../errors.ts';
import { eachUpTo } from '../pool.ts';
import type { UploadRef, UploadsMarker } from '../s3/object-types.ts';
import { explainS3Error } from '../s3/explain.ts';
import { S3Error, type BucketRef, type S3 } from '../s3/types.ts';

export interface Sweep {
  readonly target: BucketRef;
  /** The folder's keys begin with it; ends in a slash. */
  readonly prefix: string;
  /** The ARN of the role or user that copies; null: not known, and then nothing is ours to abort. */
  readonly principal: string | null;
  /** Milliseconds since 1970: uploads that began before it. */
  readonly beforeMs: number;
  /** And not before this; absent: however old. For a principal that does more than copy for us. */
  readonly sinceMs?: number | undefined;
  /** Asked of what is ours by all of that; absent: it is. */
  readonly mayBeOurs?: ((key: string) => Promise<boolean>) | undefined;
}

export interface Swept {
  readonly aborted: number;
  /** Uploads of others, or too young: they stay, and go on to be billed. */
  readonly left: number;
}

const ABORTS_AT_ONCE = 8;

/**
 * Aborts uploads in parts that a worker of ours left behind below a folder: nobody sees them, and they are billed.
 * Only those that our own principal began, and that are old enough. Either alone is not safe: an old upload may be somebody
 * else's, who is not done; a young one may be of a worker that is still at it.
 *
 * @throws S3Error; MigrationError `LISTING_BROKEN` where the list does not go on, after what it had named was ended
 */
export async function sweepUploads(s3: S3, sweep: Sweep, signal: AbortSignal): Promise<Swept> {
  const { target, prefix, principal, beforeMs, sinceMs = -Infinity, mayBeOurs } = sweep;
  const stale: UploadRef[] = [];
  let left = 0;
  let after: UploadsMarker | undefined;
  let standsStill = false;
  do {
    const page = await s3.listUploads({ from: target, prefix, after }, signal);
    for (const { initiated, initiator, key, uploadId } of page.uploads) {
      const ours = principal !== null && initiatedBy(initiator, principal);
      const atMs = Date.parse(initiated);
      const stays = !key.startsWith(prefix) || !ours || !(atMs >= sinceMs && atMs < beforeMs) || (await mayBeOurs?.(key)) === false;
      if (stays) left += 1;
      else stale.push({ to: target, key, uploadId });
    }
    // Asked on, such a server would be asked for ever. What is known to be ours is ended all the same.
    standsStill = page.next !== null && page.next.key === after?.key && page.next.uploadId === after?.uploadId;
    after = page.next ?? undefined;
  } while (after !== undefined && !standsStill);
  let aborted = 0;
  await eachUpTo(stale, ABORTS_AT_ONCE, async (upload) => {
    if ((await s3.abortUpload(upload, signal)) === 'aborted') aborted += 1;
  });
  if (standsStill) throw standingStill(sweep, after);
  return { aborted, left };
}

function standingStill({ prefix, target }: Sweep, at: UploadsMarker | undefined): MigrationError {
  const where = `s3://${target.bucket}/${printable(prefix)}`;
  return new MigrationError('LISTING_BROKEN', `The list of uploads below ${where} stands still at "${printable(at?.key ?? '')}"`, {
    next: 'Run it again; if it stays, this server cannot list uploads, and what is left is to be looked for by hand.',
  });
}

/** What a sweep came to where it must not stop the work; `why`: what S3 said where it would not list or abort, and then nobody has counted. */
export type TriedSweep = (Swept & { readonly why: null }) | { readonly aborted: null; readonly why: string };

/** Whatever S3 says to it, nothing is lost but some storage. @throws MigrationError when it was the caller who ended it; what is no answer of S3's */
export async function trySweep(s3: S3, sweep: Sweep, signal: AbortSignal): Promise<TriedSweep> {
  try {
    return { ...(await sweepUploads(s3, sweep, signal)), why: null };
  } catch (error) {
    if (error instanceof MigrationError && error.code === 'LISTING_BROKEN') return { aborted: null, why: error.message };
    if (!(error instanceof S3Error)) throw error;
    const told = explainS3Error(error, `ending uploads left below s3://${sweep.target.bucket}/${printable(sweep.prefix)}`);
    if (signal.aborted) throw told;
    return { aborted: null, why: error.requestId === '' ? told.message : `${told.message} (request ${error.requestId})` };
  }
}

const ROLE = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;
const SESSION = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)\/.+$/;

/** S3 names the session that began an upload; a session's ARN has its role's name without the path. */
export function initiatedBy(initiator: string, principal: string): boolean {
  if (initiator === '') return false;
  const role = ROLE.exec(principal)?.slice(1);
  const session = SESSION.exec(initiator)?.slice(1);
  return role === undefined || session === undefined ? initiator === principal : role.every((part, at) => part === session[at]);
}

/** Of a session its role, whose later sessions have other names; else as it is. */
export function principalOf(arn: string): string {
  const [, partition, account, name] = SESSION.exec(arn) ?? [];
  return name === undefined ? arn : `arn:${partition}:iam::${account}:role/${name}`;
}
