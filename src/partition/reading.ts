/** How the tasks of one step share its documents. */
export interface Reading {
  /** Requests that one task has under way. */
  readonly threads: number;
  /** Tasks of one step. */
  readonly slices: number;
  readonly why: string;
}

/** A task of fewer documents takes longer to start than to read: one page of a listing, one segment of a manifest. */
const KEYS_PER_SLICE = 1000;
/**
 * GETs wait for S3, not for the processor: at 100 ms each, 16 threads bring 300 million documents on 1,024 cores from
 * eight hours to half an hour, and more would only meet S3's limit (emr-spark.md §3.4).
 */
const THREADS = 16;
/** Staged files are of megabytes: a few at a time fill a network card, and each is held in memory. */
const FILE_THREADS = 4;

/** For folders of documents. One order has one reading, so the largest folder decides. Pure. */
export function readingOfFolders(keysOfFolders: readonly number[], cores: number): Reading {
  const largest = Math.max(0, ...keysOfFolders);
  const slices = Math.max(1, Math.min(cores, Math.ceil(largest / KEYS_PER_SLICE)));
  const why =
    slices === cores
      ? `${largest} documents in the largest folder: one task for each of ${cores} cores`
      : `${largest} documents in the largest folder: one task for each ${KEYS_PER_SLICE}, which needs ${slices} of ${cores} cores`;
  return { threads: THREADS, slices, why };
}

/** For date ranges: a task takes whole days, so there are never more tasks than days. Pure. */
export function readingOfRanges(daysOfRanges: readonly number[], cores: number): Reading {
  const most = Math.max(0, ...daysOfRanges);
  const slices = Math.max(1, Math.min(cores, most));
  return { threads: FILE_THREADS, slices, why: `${most} days in the longest range on ${cores} cores: ${slices} tasks` };
}
