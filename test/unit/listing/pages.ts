import type { ListedObject, ListPage, ListPageInput, S3 } from '../../../src/s3/types.ts';

export const listed = (key: string): ListedObject => ({
  key,
  size: 1,
  etag: 'e',
  lastModified: '2026-01-01T00:00:00.000Z',
  storageClass: 'STANDARD',
});

/** Only what a walk asks of S3: pages, by a script or as S3 makes them of a set of keys. */
export interface Pages {
  readonly s3: S3;
  readonly asked: ListPageInput[];
  /** The signal of the latest request. */
  signal(): AbortSignal | undefined;
}

export function pages(page: (input: ListPageInput, index: number, signal?: AbortSignal) => ListPage | Promise<ListPage>): Pages {
  const asked: ListPageInput[] = [];
  let latest: AbortSignal | undefined;
  const never = () => Promise.reject(new Error('a walk only lists'));
  return {
    asked,
    signal: () => latest,
    s3: {
      counters: { list: 0, copy: 0, get: 0, put: 0, delete: 0, retries: 0, slowDowns: 0 },
      listPage: async (input, signal) => {
        asked.push(input);
        latest = signal;
        return page(input, asked.length - 1, signal);
      },
      copyObject: never,
      getObject: never,
      getTail: never,
      putObject: never,
      deleteObject: never,
      headObject: never,
      getTags: never,
      createUpload: never,
      copyPart: never,
      completeUpload: never,
      abortUpload: never,
      listUploads: never,
      versioning: never,
      lifecycle: never,
      ownership: never,
      close: () => Promise.resolve(),
    },
  };
}

export function bucketOf(keys: readonly string[], pageSize: number): Pages {
  const sorted = [...new Set(keys)].toSorted(bytewise);
  return pages(({ prefix, startAfter, continuation }) => {
    const after = continuation?.slice(1) ?? startAfter;
    const rest = sorted.filter((key) => key.startsWith(prefix) && (after === undefined || bytewise(key, after) > 0));
    const objects = rest.slice(0, pageSize).map(listed);
    return { objects, continuation: rest.length > pageSize ? `!${objects.at(-1)?.key}` : null };
  });
}

export const bytewise = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
