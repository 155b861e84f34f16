import { createHash } from 'node:crypto';

/** Objects that are really kept, in memory: the ledger's, and whatever else is put under a key that no layout computes. */
export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
  readonly etag: string;
  readonly modifiedMs: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Store {
  readonly size: number;
  get(key: string): StoredObject | undefined;
  put(key: string, body: Buffer, headers: Readonly<Record<string, string>>, nowMs: number): StoredObject;
  delete(key: string): void;
  /** In the order of UTF-8 bytes. */
  sorted(): readonly StoredObject[];
}

export function emptyStore(): Store {
  const objects = new Map<string, StoredObject>();
  let inOrder: readonly StoredObject[] | undefined;
  return {
    get size() {
      return objects.size;
    },
    get: (key) => objects.get(key),
    put(key, body, headers, nowMs) {
      const etag = createHash('md5').update(body).digest('hex');
      const object = { key, body, etag, headers, modifiedMs: nowMs };
      // A key that is replaced keeps its place; a new one has the order made anew, when it is asked for.
      objects.set(key, object);
      inOrder = undefined;
      return object;
    },
    delete(key) {
      if (objects.delete(key)) inOrder = undefined;
    },
    sorted() {
      inOrder ??= [...objects.values()].toSorted((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
      return inOrder;
    },
  };
}

/** What a condition of a request comes to: null when it holds. RFC 9110 13.1, API_PutObject. */
export function brokenCondition(
  etag: string | undefined,
  { ifMatch, ifNoneMatch }: { readonly ifMatch: string; readonly ifNoneMatch: string },
): 'PreconditionFailed' | 'NoSuchKey' | null {
  const bare = (given: string): string => given.replaceAll('"', '');
  if (ifNoneMatch !== '' && etag !== undefined && (ifNoneMatch === '*' || bare(ifNoneMatch) === etag)) return 'PreconditionFailed';
  if (ifMatch === '') return null;
  if (etag === undefined) return 'NoSuchKey';
  return ifMatch === '*' || bare(ifMatch) === etag ? null : 'PreconditionFailed';
}
