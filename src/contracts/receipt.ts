import { z } from 'zod';
import { bothDigests, folderOutcome } from './findings.ts';
import { rejects } from './partition.ts';
import { count, digests, moment } from './contract.ts';

/** What a migration ends with: the contract `receipt/1` of the design. */
export const receipt = z.object({
  contract: z.literal('receipt/1'),
  migration: z.string(),
  digests,
  plan: z.string(),
  verdict: z.enum(['complete', 'incomplete']),
  /** Why the verdict is not "complete"; empty when it is. */
  reasons: z.array(z.string()),
  folders: z.object({ expected: count, present: count, identical: count }),
  /** Each key once, by how it ended in the whole migration. */
  objects: z.object({ listed: count, identical: count, copied: count, failed: count, vanished: count, excluded: count }),
  bytes: count,
  verify: z.array(
    z.object({
      pass: z.number().int().positive(),
      findings: z.record(z.string(), count),
      folders: z.array(z.string()),
      shards: z.array(z.string()),
    }),
  ),
  /**
   * What both sides held when they were last listed whole: count, bytes and digests, together and by folder. One listing later they
   * tell whether a side is still the same (docs/decisions/0014). Null where the last pass is not there, or unproven.
   */
  content: bothDigests.extend({ folders: z.array(folderOutcome.omit({ shard: true, state: true })) }).nullable(),
  /** What the last pass saw that is not of this migration, or only of another form than the layout's: no differences. */
  beside: z.record(z.string(), count),
  /** Read from AWS at the end: what is still rented or granted. */
  resources: z.object({ instances: count, clusters: count, grants: count }),
  /** The partition half, from its commits; null where the migration has none. documents read = rows + rejects. */
  documents: z.object({ read: count, rows: count, rejects, foldersCommitted: count }).nullable(),
  /** What lies in the table and is ours; null while nothing is published. */
  published: z.object({ partitions: count, files: count, rows: count }).nullable(),
  /** What the run's last look at the whole table showed; null where it had none. */
  table: z.object({ verdict: z.enum(['whole', 'different']), findings: z.record(z.string(), count) }).nullable(),
  /** What this run did by itself; a run that found everything done copied nothing. */
  run: z.object({
    copies: count,
    copiedBytes: count,
    shards: z.array(z.object({ round: count, shard: z.string(), copies: count, skippedFolders: count })),
    /** Legs of the table half: clusters that they rented, and folders or ranges that failed on one, by class of failure; most were healed since. */
    batches: z.array(
      z.object({ kind: z.enum(['partition', 'compact']), batch: z.string(), clusters: count, failures: z.record(z.string(), count) }),
    ),
  }),
  startedAt: moment,
  finishedAt: moment,
});
export type Receipt = z.output<typeof receipt>;

/** What a run was asked to do: only that can be incomplete. */
export const reportMode = z.enum(['all', 'copy', 'verify', 'partition', 'publish']);
export type ReportMode = z.output<typeof reportMode>;
