import { z } from 'zod';
import { count, digest, moment, side } from './contract.ts';

/** One file of ours in the table: `key` is whole, counted from the bucket's root. */
export const publishedFile = z.object({
  key: z.string(),
  day: z.iso.date(),
  rows: count,
  bytes: count,
  etag: z.string(),
  /** The range file in the ledger that it is a copy of. */
  from: z.object({ key: z.string(), etag: z.string() }),
});
export type PublishedFile = z.output<typeof publishedFile>;

/**
 * What we put into the table, and nothing else. Written as `placing` before the first file and as `published` after the
 * last: a roll-back deletes exactly these, and only where they are still what we wrote.
 */
export const publishCommit = z.object({
  contract: z.literal('publish-commit/1'),
  migration: z.string(),
  identity: digest,
  transform: digest,
  state: z.enum(['placing', 'published', 'rolled-back']),
  table: z.object({ database: z.string(), name: z.string(), at: side }),
  /** Digest of the range commits that the files are of. */
  inputs: digest,
  rows: count,
  files: z.array(publishedFile),
  /** Partitions that we registered because the catalogue did not have them: values of YEAR, MONTH, DAY. */
  partitions: z.array(z.tuple([z.string(), z.string(), z.string()])),
  /** Of files that are not ours, as counted while publishing. */
  others: z.object({ files: count }),
  updatedAt: moment,
});
export type PublishCommit = z.output<typeof publishCommit>;
