import { z } from 'zod';
import { count, digest, moment } from './contract.ts';

/**
 * Source side: listed = identical + copied + failed + vanished + excluded. Target side: targetListed = matched + targetOnly.
 * Each key counts once, by how it ended in the whole migration: a key that we copied stays `copied` in later rounds.
 */
export const accounts = z.object({
  listed: count,
  identical: count,
  copied: count,
  failed: count,
  vanished: count,
  excluded: count,
  targetListed: count,
  matched: count,
  targetOnly: count,
  /** Bytes of the keys proven at the target. */
  bytes: count,
});
export type Accounts = z.output<typeof accounts>;

/** One source key proven to be at the target. Lines of the manifest's segments, in UTF-8 byte order of `key`. */
export const manifestEntry = z.object({
  key: z.string(),
  size: count,
  sourceETag: z.string(),
  targetETag: z.string(),
  lastModified: z.string(),
  origin: z.enum(['copied', 'identical']),
});
export type ManifestEntry = z.output<typeof manifestEntry>;

export const failedKey = z.object({ key: z.string(), code: z.string(), message: z.string() });
export type FailedKey = z.output<typeof failedKey>;

/** Segments of an earlier walk that still tell how keys came to the target: those up to `upTo` (null: to its end). */
export const earlierWalk = z.object({ generation: z.number().int().positive(), segments: count, upTo: z.string().nullable() });
export type EarlierWalk = z.output<typeof earlierWalk>;

/**
 * How far one folder has come. Keys up to `after` are in the manifest's segments 0 .. segments-1 of `generation`.
 * Written after the segment that it counts, with a condition on the version that was read.
 */
export const checkpoint = z.object({
  contract: z.literal('checkpoint/1'),
  migration: z.string(),
  identity: digest,
  folder: z.string(),
  shard: z.string(),
  generation: z.number().int().positive(),
  state: z.enum(['copying', 'done']),
  after: z.string().nullable(),
  segments: count,
  /** Newest first; together they cover each key once. */
  earlier: z.array(earlierWalk),
  accounts,
  /** Decisions by class and reason, e.g. "copied: missing". */
  reasons: z.record(z.string(), count),
  /** Keys that were listed and gone before they could be copied; they stay in the accounts. */
  vanished: z.array(z.string()),
  /** Every key that failed, with S3's own words. A folder with failures is never `done` for a later run. */
  failures: z.array(failedKey),
  /** Copies made in all generations: more than `accounts.copied` when a key was copied again. */
  copies: count,
  updatedAt: moment,
});
export type Checkpoint = z.output<typeof checkpoint>;

export const shardResult = z.object({
  contract: z.literal('shard-result/1'),
  migration: z.string(),
  identity: digest,
  plan: digest,
  shard: z.string(),
  round: count,
  folders: count,
  /** Folders that were done before this worker looked at them. */
  skipped: count,
  accounts,
  reasons: z.record(z.string(), count),
  failures: z.array(failedKey),
  /** What this worker itself did, in this attempt. */
  attempt: z.object({ copies: count, copiedBytes: count, listRequests: count, copyRequests: count, retries: count, seconds: z.number() }),
  verdict: z.enum(['equal', 'failed', 'stopped']),
  startedAt: moment,
  finishedAt: moment,
});
export type ShardResult = z.output<typeof shardResult>;
