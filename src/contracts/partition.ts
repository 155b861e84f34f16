import { z } from 'zod';
import { count, digest, moment, side } from './contract.ts';
import { rules, tableSchema } from './transform.ts';

/** Days as YYYY-MM-DD: `from` belongs to the range, `until` does not; null is without end. `name` is its place in keys: `r00`, `r01` … */
export const dateRange = z.object({ name: z.string().regex(/^r\d{2,3}$/), from: z.iso.date().nullable(), until: z.iso.date().nullable() });
export type DateRangeNamed = z.output<typeof dateRange>;

/** Why a document is no row. Closed: rows + rejects = documents, per folder and in total. */
export const REJECT_REASONS = [
  /** The key is not of the layout's form: not exactly `{folder}/{sub}/id/{document}`. */
  'layout',
  /** The object is gone, or is not the one that the manifest proved. What S3 cannot serve at the moment fails the step instead. */
  'fetch-failed',
  /** Not JSON, not UTF-8, or nothing at all; or a field that rule `parse` names does not hold JSON. */
  'malformed',
  'not-an-object',
  'no-usable-date',
  /** A value that its column cannot hold. */
  'schema',
  /** Its date is at or after the document cut-off: the live pipeline's. */
  'after-cut-off',
  /** Another document of the folder says the same thing later, or as late under a lower key. */
  'duplicate',
] as const;
export const rejectReason = z.enum(REJECT_REASONS);
export type RejectReason = z.output<typeof rejectReason>;
export const rejects = z.partialRecord(rejectReason, count);
export type Rejects = z.output<typeof rejects>;

/** Where the job finds its own code and libraries: objects in the ledger's bucket by content. */
export const jobFiles = z.object({
  /** Key of the pure-Python package as a zip, for --py-files. */
  code: z.object({ key: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  /** Key of the script that spark-submit runs. */
  main: z.object({ key: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  /** One archive of wheels per platform (`cp311-linux-x86_64`): a job takes the one that its interpreter can load. */
  libraries: z.array(z.object({ platform: z.string(), key: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })).min(1),
});
export type JobFiles = z.output<typeof jobFiles>;

/** The manifest of one folder, pinned: the segments of the pieces, one piece after another, hold exactly `keys` keys in key order. */
export const orderedFolder = z.object({
  folder: z.string(),
  manifest: z.object({
    generation: z.number().int().positive(),
    /** `dir` lies below the folder's manifest. */
    pieces: z.array(z.object({ dir: z.string(), segments: count })),
    keys: count,
    bytes: count,
  }),
});
export type OrderedFolder = z.output<typeof orderedFolder>;

/** What one cluster is to do: a step for each folder. A later generation holds only the folders that are missing. */
export const partitionOrder = z.object({
  contract: z.literal('partition-order/1'),
  migration: z.string(),
  identity: digest,
  transform: digest,
  plan: digest,
  batch: z.string(),
  generation: z.number().int().positive(),
  folders: z.array(orderedFolder),
  /** The documents: the copy's target, keys are `prefix` + the manifest's key. */
  documents: side,
  ledger: side,
  /** Key of the migration's root in the ledger's bucket, with a slash at its end: manifests, staged files and commits lie below it. */
  root: z.string(),
  /** `{folder}/{sub}/id/{document}`: what a manifest key must be to be a document. */
  layoutKey: z.string(),
  /** ISO 8601; documents dated at or after it are rejects. */
  documentCutoff: moment.nullable(),
  rules,
  schema: tableSchema,
  ranges: z.array(dateRange).min(1),
  job: jobFiles,
  reading: z.object({ threads: z.number().int().positive(), slices: z.number().int().positive() }),
});
export type PartitionOrder = z.output<typeof partitionOrder>;

export const stagedFile = z.object({ key: z.string(), range: z.string(), rows: count, bytes: count, etag: z.string() });
export type StagedFile = z.output<typeof stagedFile>;

/** The proof of one folder, written last and only if there is none: what is not named here does not exist. */
export const folderCommit = z.object({
  contract: z.literal('folder-commit/1'),
  migration: z.string(),
  identity: digest,
  transform: digest,
  folder: z.string(),
  generation: z.number().int().positive(),
  manifest: orderedFolder.shape.manifest,
  /** Keys of the manifest: documents = rows + the sum of rejects. */
  documents: count,
  rows: count,
  rejects,
  files: z.array(stagedFile),
  /** Rows of each day, YYYY-MM-DD. */
  days: z.record(z.iso.date(), count),
  /** Key of the rejects as gzipped NDJSON: {key, reason, detail}; null when there are none. Raw text is in no report. */
  rejectsKey: z.string().nullable(),
  /** SHA-256 of the code that made it. */
  job: z.string(),
  seconds: z.number(),
  committedAt: moment,
});
export type FolderCommit = z.output<typeof folderCommit>;

/** One date range, made of every staged file that holds rows of it. */
export const compactOrder = z.object({
  contract: z.literal('compact-order/1'),
  migration: z.string(),
  identity: digest,
  transform: digest,
  plan: digest,
  batch: z.string(),
  generation: z.number().int().positive(),
  ledger: side,
  root: z.string(),
  schema: tableSchema,
  ranges: z.array(
    z.object({
      range: dateRange,
      rows: count,
      days: z.record(z.iso.date(), count),
      files: z.array(stagedFile),
      /** Digest of the folder commits that the files are of. */
      inputs: digest,
    }),
  ),
  job: jobFiles,
  /** Files are cut at about this size; a day has at least one of its own. */
  fileBytes: z.number().int().positive(),
  reading: z.object({ threads: z.number().int().positive(), slices: z.number().int().positive() }),
});
export type CompactOrder = z.output<typeof compactOrder>;

export const rangeFile = z.object({ key: z.string(), day: z.iso.date(), rows: count, bytes: count, etag: z.string() });
export type RangeFile = z.output<typeof rangeFile>;

/** The proof of one range, written last and only if there is none. */
export const rangeCommit = z.object({
  contract: z.literal('range-commit/1'),
  migration: z.string(),
  identity: digest,
  transform: digest,
  range: dateRange,
  generation: z.number().int().positive(),
  inputs: digest,
  rows: count,
  files: z.array(rangeFile),
  job: z.string(),
  seconds: z.number(),
  committedAt: moment,
});
export type RangeCommit = z.output<typeof rangeCommit>;

/** What one leg of the table half did in one start, as a record: nobody decides by it, commits do. */
export const batchResult = z.object({
  contract: z.literal('batch-result/1'),
  migration: z.string(),
  identity: digest,
  transform: digest,
  plan: digest,
  kind: z.enum(['partition', 'compact']),
  batch: z.string(),
  end: z.enum(['proven', 'failed', 'late', 'stopped']),
  units: count,
  /** Units with a commit by now; `found` of them had it before. */
  committed: count,
  found: count,
  clusters: z.array(z.object({ id: z.string(), how: z.enum(['adopted', 'created']), generation: count, attempt: count })),
  /** All that was met, what a repeat has healed among it. */
  failures: z.array(
    z.object({ unit: z.string(), cluster: z.string(), generation: count, attempt: count, class: z.string(), evidence: z.string() }),
  ),
  startedAt: moment,
  finishedAt: moment,
});
export type BatchResult = z.output<typeof batchResult>;
