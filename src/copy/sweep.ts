import { eachUpTo } from '../pool.ts';
import type { UploadRef, UploadsMarker } from '../s3/object-types.ts';
import type { BucketRef, S3 } from '../s3/types.ts';

export interface Sweep {
  readonly target: BucketRef;
  /** The folder's keys begin with it; ends in a slash. */
  readonly prefix: string;
  /** The ARN of the role or user that copies; null: not known, and then nothing is ours to abort. */
  readonly principal: string | null;
  /** Milliseconds since 1970: uploads that began before it. */
  readonly beforeMs: number;
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
 */
export async function sweepUploads(s3: S3, { target, prefix, principal, beforeMs }: Sweep, signal: AbortSignal): Promise<Swept> {
  const stale: UploadRef[] = [];
  let left = 0;
  let after: UploadsMarker | undefined;
  do {
    const page = await s3.listUploads({ from: target, prefix, after }, signal);
    for (const { initiated, initiator, key, uploadId } of page.uploads) {
      const ours = principal !== null && initiatedBy(initiator, principal);
      if (key.startsWith(prefix) && ours && Date.parse(initiated) < beforeMs) stale.push({ to: target, key, uploadId });
      else left += 1;
    }
    after = page.next ?? undefined;
  } while (after !== undefined);
  let aborted = 0;
  await eachUpTo(stale, ABORTS_AT_ONCE, async (upload) => {
    if ((await s3.abortUpload(upload, signal)) === 'aborted') aborted += 1;
  });
  return { aborted, left };
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
