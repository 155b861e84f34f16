import { z } from 'zod';
import { count, digest, moment } from './contract.ts';

/** What can be wrong with a table that was published. Closed, so that every reader knows all of them. */
export const TABLE_FINDING_CLASSES = [
  /** A folder has no commit for the manifest that it has now. */
  'folder-not-committed',
  /** A commit's own accounts do not close, or it is of something else. */
  'commit-open',
  'range-not-committed',
  /** There is no publish of these rules, or it has not ended. */
  'not-published',
  /** Rows of folders, of ranges and of the publish are not the same. */
  'rows-differ',
  'missing-file',
  'size-differs',
  /** The file's ETag is not the one that was recorded when it was placed. */
  'content-differs',
  /** The file's own footer counts other rows than its commit. */
  'footer-differs',
  'unreadable-file',
  /** It has a name of this migration, and no publish records it: its rows would be there twice. */
  'unrecorded-file',
  'table-unusable',
  'partition-missing',
  'partition-elsewhere',
] as const;
export const tableFindingClass = z.enum(TABLE_FINDING_CLASSES);
export type TableFindingClass = z.output<typeof tableFindingClass>;

/** `thing`: a folder, a range, a key from the bucket's root, or a partition's values. */
export const tableFinding = z.object({ class: tableFindingClass, thing: z.string(), detail: z.string() });
export type TableFinding = z.output<typeof tableFinding>;

/**
 * What one look at the whole table half has shown: from the folders' documents to the files that readers see. Counts are exact; `examples` is
 * bounded for each class. documents = rows + rejects; rows = rangeRows = publishedRows = footerRows, or there is a finding that says where not.
 */
export const tableFindings = z.object({
  contract: z.literal('table-findings/1'),
  migration: z.string(),
  identity: digest,
  transform: digest,
  plan: digest,
  verdict: z.enum(['whole', 'different']),
  counts: z.partialRecord(tableFindingClass, count),
  examples: z.array(tableFinding),
  seen: z.object({
    folders: count,
    committed: count,
    documents: count,
    rows: count,
    rejects: count,
    ranges: count,
    rangeRows: count,
    publishedFiles: count,
    publishedRows: count,
    /** Counted from the footers of the files that are in place. */
    footerRows: count,
    partitions: count,
    /** Files in the table that are not ours: counted, untouched. */
    others: count,
  }),
  startedAt: moment,
  finishedAt: moment,
});
export type TableFindings = z.output<typeof tableFindings>;
