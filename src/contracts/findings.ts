import { z } from 'zod';
import { accounts } from './copy.ts';
import { count, digest, moment } from './contract.ts';

export const FINDING_CLASSES = [
  'missing-folder',
  'source-folder-missing',
  'missing-object',
  'size-differs',
  'content-differs',
  'changed-after-copy',
  'target-only',
  'archived',
  'unverifiable',
] as const;
export const findingClass = z.enum(FINDING_CLASSES);
export type FindingClass = z.output<typeof findingClass>;

const facts = z.object({ size: count, etag: z.string(), lastModified: z.string() });

/** One difference, with what both sides show. `key` is null when the whole folder is meant. */
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

/** The outcome of one verify pass. Counts are exact; `examples` is bounded per class and folder. */
export const findings = z.object({
  contract: z.literal('findings/1'),
  migration: z.string(),
  identity: digest,
  plan: digest,
  pass: z.number().int().positive(),
  verdict: z.enum(['identical', 'different', 'unproven']),
  counts: z.record(z.string(), count),
  examples: z.array(finding),
  /** Affected by a class that a repeat can heal. */
  folders: z.array(z.string()),
  shards: z.array(z.string()),
  /** Expected folders; those seen at the source; those whose every key is proven equal. */
  folderCounts: z.object({ expected: count, present: count, identical: count }),
  /** The copiers' accounts, summed over the folders' checkpoints. */
  accounts,
  /**
   * What this pass saw by itself. Source: sourceListed = equal + different + excluded. Target: targetListed = matched + targetOnly.
   * An account that does not close makes the pass unproven.
   */
  seen,
  /** Folders that could not be seen whole, and why. */
  unproven: z.array(z.object({ folder: z.string(), reason: z.string() })),
  /** Keys by what proved them equal. */
  confidence: z.object({ etag: count, recorded: count }),
  startedAt: moment,
  finishedAt: moment,
});
export type Findings = z.output<typeof findings>;
