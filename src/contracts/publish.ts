import { z } from 'zod';
import { count, digest, moment, side } from './contract.ts';

/** One file of ours in the table: `key` is whole, counted from the bucket's root. */
export const publishedFile = z.object({
  key: z.string(),
  day: z.iso.date(),
  rows: count,
  bytes: count,
  /** Its ETag in the table, from S3's own answer; null until one is recorded. A bucket under KMS gives a copy another one. */
  etag: z.string().nullable(),
  /** The range file in the ledger that it is a copy of; `key` counts from that bucket's root. */
  from: z.object({ key: z.string(), etag: z.string() }),
});
export type PublishedFile = z.output<typeof publishedFile>;

/** Values of YEAR, MONTH and DAY. */
export const partitionValues = z.tuple([z.string(), z.string(), z.string()]);
export type PartitionValues = z.output<typeof partitionValues>;

/**
 * What we put into the table, and nothing else. Written as `placing` before the first file and as `published` after the
 * last: a roll-back deletes exactly these, and only where they are still what we wrote.
 */
export const publishCommit = z.object({
  contract: z.literal('publish-commit/1'),
  migration: z.string(),
  identity: digest,
  transform: digest,
  /** Of this publish alone: its files carry it as metadata and its partitions as a parameter, so that a lost answer loses none. */
  mark: z.string().regex(/^[0-9a-f]{32}$/),
  state: z.enum(['placing', 'published', 'rolling-back', 'rolled-back']),
  table: z.object({ database: z.string(), name: z.string(), at: side }),
  /** Digest of the range commits that the files are of. */
  inputs: digest,
  rows: count,
  files: z.array(publishedFile),
  /** Partitions that the catalogue did not have: those that we register, and after that those that we registered. */
  partitions: z.array(partitionValues),
  /** Of files that are not ours, as counted while publishing. */
  others: z.object({ files: count }),
  updatedAt: moment,
});
export type PublishCommit = z.output<typeof publishCommit>;
export type PublishState = PublishCommit['state'];
