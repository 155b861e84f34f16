import { z } from 'zod';
import { accounts } from './copy.ts';
import { count, digest, moment } from './contract.ts';

export const FINDING_CLASSES = [
  'missing-folder',
  'source-folder-missing',
  'unexpected-folder',
  'missing-object',
  'size-differs',
  'content-differs',
  'changed-after-copy',
  'target-only',
  'archived',
  'layout-anomaly',
  'unverifiable',
] as const;
export const findingClass = z.enum(FINDING_CLASSES);
export type FindingClass = z.output<typeof findingClass>;

export const VERDICTS = ['identical', 'different', 'unproven'] as const;
export const verdict = z.enum(VERDICTS);
export type Verdict = z.output<typeof verdict>;

export const facts = z.object({ size: count, etag: z.string(), lastModified: z.string() });
export type Facts = z.output<typeof facts>;

/** One difference, with what both sides show. `key` is null when the whole folder is meant; `shard` is empty where no shard has the key. */
export const finding = z.object({
  class: findingClass,
  folder: z.string(),
  shard: z.string(),
  key: z.string().nullable(),
  source: facts.nullable(),
  target: facts.nullable(),
  detail: z.string().nullable(),
});
export type Finding = z.output<typeof finding>;

export const seen = z.object({
  sourceListed: count,
  equal: count,
  different: count,
  excluded: count,
  targetListed: count,
  matched: count,
  targetOnly: count,
  bytes: count,
});
export type Seen = z.output<typeof seen>;

/** Keys by what proved them equal; `size`: only their sizes are equal, which proves nothing and is a finding, too. */
export const confidence = z.object({ etag: count, recorded: count, checksum: count, size: count });
export type Confidence = z.output<typeof confidence>;

const sum128 = z.string().regex(/^[0-9a-f]{32}$/, 'a digest of 128 bits');

/** All keys of one side, in any order: equal contents have equal values. `names` is of keys and sizes without the ETags. */
export const sideDigest = z.object({ keys: count, bytes: count, digest: sum128, names: sum128 });
export type SideDigest = z.output<typeof sideDigest>;

export const bothDigests = z.object({ source: sideDigest, target: sideDigest });
export type BothDigests = z.output<typeof bothDigests>;

/** What lies at one side beside the expected folders. `more`: a folder was too large to be counted to its end. */
export const outside = z.object({ folders: count, keys: count, bytes: count, more: z.boolean() });
export type Outside = z.output<typeof outside>;

/** A sample of the equal keys, of which more was looked at than a listing tells. */
export const deepLook = z.object({
  percent: z.number().positive().max(100),
  seed: count,
  sampled: count,
  byChecksum: count,
  byBytes: count,
  /** Too large to be read, and without a checksum that both sides have. */
  untold: count,
  differing: count,
  /** What that proves, in a sentence. */
  says: z.string(),
});
export type DeepLook = z.output<typeof deepLook>;

/** How one folder came out. `state`: `absent` has no key at the source. */
export const folderOutcome = z.object({
  folder: z.string(),
  shard: z.string(),
  state: z.enum(['identical', 'different', 'unproven', 'absent']),
  source: sideDigest,
  target: sideDigest,
});
export type FolderOutcome = z.output<typeof folderOutcome>;

/** The outcome of one verify pass. Counts are exact; `examples` is bounded per class and folder, and `list` says where all of them are. */
export const findings = z.object({
  contract: z.literal('findings/2'),
  migration: z.string(),
  identity: digest,
  plan: digest,
  pass: z.number().int().positive(),
  verdict,
  counts: z.record(z.string(), count),
  examples: z.array(finding),
  /** Affected by a class that a repeat can heal. */
  folders: z.array(z.string()),
  shards: z.array(z.string()),
  /** The same, by shard: what the next round copies. */
  affected: z.array(z.object({ shard: z.string(), folders: z.array(z.string()) })),
  /** Affected, and no repeat can help: what S3 refused for good. */
  beyondRepeat: z.array(z.object({ folder: z.string(), shard: z.string(), keys: count, reason: z.string() })),
  /** Expected folders; those seen at the source; those whose every key is proven equal. */
  folderCounts: z.object({ expected: count, present: count, identical: count }),
  /** The copiers' accounts, summed over the folders' checkpoints. */
  accounts,
  /**
   * What this pass saw by itself. Source: sourceListed = equal + different + excluded. Target: targetListed = matched + targetOnly.
   * An account that does not close, in a range, a folder, a shard or in total, makes the pass unproven.
   */
  seen,
  perShard: z.array(z.object({ shard: z.string(), folders: count, seen })),
  perFolder: z.array(folderOutcome),
  /** Of all expected folders together. */
  digests: bothDigests,
  outside: z.object({ source: outside, target: outside }),
  /** Folders that could not be seen whole, and why; without a name: what lies beside all of them. Each is a finding, too. */
  unproven: z.array(z.object({ folder: z.string(), reason: z.string() })),
  confidence,
  deep: deepLook.nullable(),
  /** Every finding, as NDJSON, and the same as `+ - * !` lines: segments 0 .. n-1 of the two; null where none was kept. */
  list: z.object({ findings: z.string(), combined: z.string(), lines: count, segments: count }).nullable(),
  startedAt: moment,
  finishedAt: moment,
});
export type Findings = z.output<typeof findings>;

/**
 * What a pass on a machine leaves for the job that follows it. It decides nothing by itself: findings and orders are written by
 * that job, under the operate role.
 */
export const verifyResult = z.object({
  contract: z.literal('verify-result/1'),
  findings,
  /** Of the affected folders: the walk that a repeat is to be of. */
  generations: z.record(z.string(), z.number().int().positive()),
});
export type VerifyResult = z.output<typeof verifyResult>;

/** What two sides showed, without any plan: folders are the first parts of the keys, and what the source has is what is expected. */
export interface TwoSidesOutcome {
  readonly verdict: Verdict;
  readonly counts: Readonly<Record<string, number>>;
  readonly seen: Seen;
  readonly digests: BothDigests;
  readonly confidence: Confidence;
  readonly deep: DeepLook | null;
  /** In key order; a folder of which one side has nothing stands for all of its keys. */
  readonly folders: readonly Finding[];
  readonly examples: readonly Finding[];
  readonly perFolder: readonly { readonly folder: string; readonly state: Verdict }[];
  /** More folders than this, so that none is told apart and none stands for its keys; null where all are. */
  readonly foldersBeyond: number | null;
  readonly unproven: string | null;
}
