import { MigrationError, printable } from '../errors.ts';
import { explainS3Error } from '../s3/explain.ts';
import { S3Error, type BucketRef, type ListedObject, type ListPage, type ListRows, type S3 } from '../s3/types.ts';
import { compareKeys } from './order.ts';

/** A stretch of a bucket's keys, in UTF-8 byte order. */
export interface Walked {
  readonly from: BucketRef;
  readonly prefix: string;
  /** Only keys after this one. */
  readonly after?: string | undefined;
  /** Only keys up to and including this one. */
  readonly upTo?: string | undefined;
}

/**
 * Every object of the stretch, in order, each once. The next page is asked for while this one is used, and no more than that.
 * @throws MigrationError LISTING_BROKEN as soon as a listing does not go strictly upwards, leaves its prefix, or has no proper end:
 *   taken for the end, any of these would lose keys without a word.
 * @throws S3Error for everything that S3 refuses
 */
export async function* walk(s3: S3, walked: Walked, signal?: AbortSignal): AsyncGenerator<ListedObject, void, void> {
  for await (const objects of walkPages(s3, walked, signal)) {
    for (const object of objects) yield object;
  }
}

/** The same by pages: one step of the event loop for a thousand keys. */
export async function* walkPages(s3: S3, walked: Walked, signal?: AbortSignal): AsyncGenerator<readonly ListedObject[], void, void> {
  const { from, prefix, after, upTo } = walked;
  // Ends the page asked for ahead when the caller stops early.
  const stopped = new AbortController();
  const until = signal === undefined ? stopped.signal : AbortSignal.any([signal, stopped.signal]);
  const ask = (continuation: string | undefined): Promise<ListPage> => {
    const page = s3.listPage({ from, prefix, startAfter: after, continuation }, until);
    page.catch(() => undefined); // It is awaited later, perhaps never.
    return page;
  };
  let ahead: Promise<ListPage> | null = ask(undefined);
  let last = after;
  let before: string | undefined;
  try {
    while (ahead !== null) {
      const { objects, continuation, rows }: ListPage = await ahead;
      rows?.release();
      // An empty page may be followed by a full one; but not by itself, for ever.
      if (objects.length === 0 && continuation !== null && continuation === before) throw standingStill(walked, last);
      before = continuation ?? undefined;
      last = checkPage(objects, walked, last);
      const reached = upTo !== undefined && last !== undefined && compareKeys(last, upTo) >= 0;
      ahead = continuation === null || reached ? null : ask(continuation);
      const wanted = reached ? objects.filter(({ key }) => compareKeys(key, upTo) <= 0) : objects;
      if (wanted.length > 0) yield wanted;
    }
  } catch (error) {
    throw (error instanceof S3Error && unreadablePage(error, walked)) || error;
  } finally {
    stopped.abort();
  }
}

/** A page that cannot be read, named by its place; null for everything else that S3 may say. */
export function unreadablePage(error: S3Error, walked: Walked): MigrationError | null {
  const unreadable = error.code === 'Unreadable' || error.code === 'Unencoded';
  return unreadable ? explainS3Error(error, `listing ${placed(walked)}`) : null;
}

/** The page's last key; throws when the page cannot follow what came before. */
export function checkPage(objects: readonly ListedObject[], walked: Walked, before: string | undefined): string | undefined {
  let last = before;
  for (const { key } of objects) {
    if (last !== undefined && compareKeys(last, key) >= 0)
      throw broken(walked, last === key ? 'repeats a key' : 'goes backwards', last, key);
    if (!key.startsWith(walked.prefix)) throw broken(walked, 'leaves its prefix', last, key);
    last = key;
  }
  return last;
}

/** The same for a page that is still in its rows: what ascends is within its prefix when its ends are. */
export function checkRows(rows: ListRows, walked: Walked, before: string | undefined): string | undefined {
  const last = rows.key(rows.count - 1);
  const first = rows.key(0);
  const follows = before === undefined || compareKeys(before, first) < 0;
  if (rows.ascends && follows && first.startsWith(walked.prefix) && last.startsWith(walked.prefix)) return last;
  return checkPage(rows.read(0, rows.count), walked, before);
}

function broken(walked: Walked, how: string, last: string | undefined, key: string): MigrationError {
  const follows = last === undefined ? '' : ` after "${printable(last)}"`;
  return new MigrationError('LISTING_BROKEN', `The listing of ${placed(walked)} ${how}: "${printable(key)}"${follows}`, {
    next: 'The listing of this server cannot be trusted. Directory buckets (S3 Express) list without order and cannot be migrated; for anything else, run the stage again.',
    details: { bucket: walked.from.bucket, prefix: walked.prefix, before: last, key },
  });
}

export function standingStill(walked: Walked, last: string | undefined): MigrationError {
  return new MigrationError('LISTING_BROKEN', `The listing of ${placed(walked)} stands still: empty pages that continue with themselves`, {
    next: 'Run the stage again; if it stays, this server cannot list the prefix.',
    details: { bucket: walked.from.bucket, prefix: walked.prefix, before: last },
  });
}

export function placed({ from, prefix }: Walked): string {
  return `s3://${from.bucket}/${printable(prefix)}`;
}
