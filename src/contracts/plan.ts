import { z } from 'zod';
import { dateRange } from './partition.ts';
import { plannedObjects } from './objects.ts';
import { rules, tableSchema } from './transform.ts';
import { count, digest, digests, moment, side } from './contract.ts';

/** The roles of a migration, by ARN. `survey` and `grant` live in the source's account, the others in the target's. */
export const roles = z.object({
  plan: z.string(),
  operate: z.string(),
  approve: z.string(),
  agent: z.string(),
  job: z.string(),
  emr: z.string(),
  publish: z.string(),
  survey: z.string(),
  grant: z.string(),
});
export type Roles = z.output<typeof roles>;

export const plannedFolder = z.object({
  folder: z.string(),
  /** Keys seen by the survey; a lower bound when `more` is true. */
  keys: count,
  bytes: count,
  more: z.boolean(),
});
export type PlannedFolder = z.output<typeof plannedFolder>;

export const plannedShard = z.object({ shard: z.string(), folders: z.array(z.string()), weight: count });
export type PlannedShard = z.output<typeof plannedShard>;

export const partitionFacts = z.object({
  /** The folders of one cluster, a step for each. */
  batches: z.array(z.object({ batch: z.string(), folders: z.array(z.string()) })),
  machines: z.object({ primary: z.string(), core: z.string(), coreCount: z.number().int().positive() }),
  release: z.string(),
  /** Null: the account's default network. */
  subnetId: z.string().nullable(),
  launch: z.object({ paced: z.boolean(), waveSize: z.number().int().positive() }),
  jobsAtOnce: z.number().int().positive(),
  rules,
  schema: tableSchema,
  ranges: z.array(dateRange).min(1),
  table: z.object({ database: z.string(), name: z.string(), prefix: z.string() }),
  /** Files of the table are cut at about this size. */
  fileBytes: z.number().int().positive(),
});
export type PartitionFacts = z.output<typeof partitionFacts>;

/** A machine that is rented, as every one of its kind is. */
export const machineFacts = z.object({
  instanceType: z.string(),
  imageId: z.string(),
  /** Null: the account's default network. */
  subnetId: z.string().nullable(),
  securityGroupId: z.string().nullable(),
  instanceProfileArn: z.string(),
  /** The machine ends itself after so long, whatever becomes of us. */
  ttlSeconds: z.number().int().positive(),
});
export type MachineFacts = z.output<typeof machineFacts>;

/** What a run will do, from the config and one look at the source: the value that is reviewed and approved. */
export const plan = z.object({
  contract: z.literal('plan/1'),
  migration: z.string(),
  digests,
  source: side,
  target: side,
  ledger: side,
  /** Objects modified at or after this moment are the live pipeline's, and excluded. */
  cutoff: z.object({ lastModified: moment.nullable(), document: moment.nullable() }),
  layoutKey: z.string(),
  roles,
  access: z.object({ mode: z.enum(['managed', 'manual']), hours: z.number().int().positive() }),
  copy: z.object({
    executor: z.enum(['runner', 'fleet']),
    inFlight: z.number().int().positive(),
    jobsAtOnce: z.number().int().positive(),
    /** Of all workers together; absent: as many as S3 takes. */
    copiesPerSecond: z.number().int().positive().optional(),
    /** Threads of one worker that copy; absent: as many as its machine and `inFlight` are worth. */
    threads: z.number().int().positive().optional(),
    /** What differs from the default policy (contracts/objects.ts); absent: nothing does. */
    objects: plannedObjects.optional(),
  }),
  /** Machines of the copy workers; null: they copy in the job itself. */
  fleet: machineFacts.nullable(),
  /** The machine that verifies; absent: the job itself does. */
  verify: z.object({ machine: machineFacts }).optional(),
  partition: partitionFacts.nullable(),
  folders: z.array(plannedFolder),
  shards: z.array(plannedShard),
  estimate: z.object({
    /** Lower bounds where a folder was larger than one page of the survey. */
    objects: count,
    bytes: count,
    copyRequests: count,
    listRequests: count,
    usd: z.number().nonnegative(),
    /** Of the machine that verifies; absent where there is none. */
    machineHours: z.number().nonnegative().optional(),
    /** At S3's 3,500 copies per second for one partition: the time that S3 itself allows, before it splits. */
    secondsAtOnePartition: count,
    pricesOf: z.string(),
  }),
  /**
   * When work on this identity first began, in any run. A target object that is equal to its source, in no manifest, and
   * not older than this is one of our copies whose record a crash has lost.
   */
  since: moment,
  createdAt: moment,
});
export type Plan = z.output<typeof plan>;

/** The folders that one copy worker is to make equal, in one round: 0 from the plan, 1.. from what verify found. */
export const shardOrder = z.object({
  contract: z.literal('shard-order/1'),
  migration: z.string(),
  identity: digest,
  plan: digest,
  shard: z.string(),
  round: count,
  folders: z.array(z.string()),
  /** A folder whose checkpoint is of a lower generation is walked again, even when that checkpoint says done. */
  generations: z.record(z.string(), z.number().int().positive()),
});
export type ShardOrder = z.output<typeof shardOrder>;
