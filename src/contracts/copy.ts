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

export const failedKey = z.object({
  key: z.string(),
  code: z.string(),
  /** S3's own words, cut where they are long. */
  message: z.string(),
  /** Of the request that was refused, for whoever asks AWS. Absent: no single one was, or an earlier version has written this. */
  requestId: z.string().optional(),
  /** What to do about it; it is the same for all keys of a code, so only the first few of each have it. */
  next: z.string().optional(),
});
export type FailedKey = z.output<typeof failedKey>;

/** A folder whose walk ended before its end, and why. */
export const failedFolder = z.object({
  folder: z.string(),
  code: z.string(),
  message: z.string(),
  requestId: z.string().optional(),
  next: z.string().optional(),
});
export type FailedFolder = z.output<typeof failedFolder>;

/** A stretch of a folder's keys in UTF-8 byte order: after `from` (null: from the beginning), up to and including `to` (null: to the end). */
export const stretch = z.object({ from: z.string().nullable(), to: z.string().nullable() });
export type Stretch = z.output<typeof stretch>;

/**
 * Segments 0 .. segments-1 below `dir` of the folder's manifest, one walk of one range: of them, what lies in the stretch counts.
 * `dir` is `<generation>/e<epoch>-r<range>`.
 */
export const manifestPiece = stretch.extend({ dir: z.string(), segments: count });
export type ManifestPiece = z.output<typeof manifestPiece>;

/** What has become of the keys of a stretch; tallies of neighbours add up. */
export const tally = z.object({
  accounts,
  /** Decisions by class and reason, e.g. "copied: missing". */
  reasons: z.record(z.string(), count),
  /** Keys that were listed and gone before they could be copied; they stay in the accounts. */
  vanished: z.array(z.string()),
  /** Every key that failed, with S3's own words. A folder with failures is never `done` for a later run. */
  failures: z.array(failedKey),
  /** Copies made: more than `accounts.copied` when a key was copied again. */
  copies: count,
});
export type Tally = z.output<typeof tally>;

/**
 * The first line of a segment: how far the walk of one range has come with it, all counted from the range's beginning.
 * A segment is thus its range's checkpoint as well, and one PUT makes both true.
 */
export const segmentHead = tally.extend({
  contract: z.literal('segment/1'),
  ...stretch.shape,
  /** Keys that the folder's checkpoint counts as vanished, and that are there again. */
  returned: z.array(z.string()),
  /** A listing is no snapshot: the keys of the range, so far as it has come, were listed between these moments. Earlier versions did not say. */
  listedSince: moment.optional(),
  listedUntil: moment.optional(),
});
export type SegmentHead = z.output<typeof segmentHead>;

/**
 * How far one folder has come, as of its last taking over: segments written since then by its owner are found by listing.
 * Written with a condition on the version that was read, so that of two workers one is told.
 */
export const checkpoint = tally.extend({
  contract: z.literal('checkpoint/2'),
  migration: z.string(),
  identity: digest,
  folder: z.string(),
  shard: z.string(),
  /** Each walk of a folder from its beginning is one. */
  generation: z.number().int().positive(),
  /** How often this generation was taken over; segments of an epoch are written by one worker only. */
  epoch: z.number().int().positive(),
  state: z.enum(['copying', 'done']),
  /** What decides which keys are copied and how, beyond the identity. A walk goes on only under the same. */
  options: z.record(z.string(), z.string()),
  /** In key order and disjoint; when `done`, together the folder. */
  pieces: z.array(manifestPiece),
  /** The stretches that the pieces prove, and those where nothing was to be recorded: in key order, disjoint, neighbours joined. */
  walked: z.array(stretch),
  /** What earlier walks have proven, in key order and disjoint. */
  earlier: z.array(manifestPiece),
  /** Why S3 refused every copy of the folder, until somebody mends that: its walk has ended there. Absent: it has not, as far as is known. */
  refused: z.object({ code: z.string(), message: z.string() }).optional(),
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
  /** The first of those that it could not end for another reason than a stop. Absent in results of earlier versions. */
  failedFolders: z.array(failedFolder).optional(),
  /** What this worker itself did, in this attempt. */
  attempt: z.object({
    copies: count,
    copiedBytes: count,
    listRequests: count,
    copyRequests: count,
    retries: count,
    seconds: z.number(),
    /** Uploads in parts that a worker before this one had left behind, and that were ended; null: S3 would not list them, or not end them. */
    sweptUploads: count.nullable().default(0),
    /** Why not, the first time that it would not. */
    unswept: z.string().optional(),
  }),
  verdict: z.enum(['equal', 'failed', 'stopped']),
  startedAt: moment,
  finishedAt: moment,
});
export type ShardResult = z.output<typeof shardResult>;
