import { z } from 'zod';
import { count, digest, moment } from './contract.ts';

/** The exact request for a machine, written before it is sent: after a lost answer the same one is sent again, and finds the same machine. */
export const machineIntent = z.object({
  contract: z.literal('machine-intent/1'),
  migration: z.string(),
  identity: digest,
  worker: z.string(),
  /** Counts machines of this worker: a dead one's successor is another machine. */
  attempt: z.number().int().positive(),
  /** At most 64 characters (API_RunInstances, ClientToken). */
  clientToken: z.string().max(64),
  request: z.object({
    imageId: z.string(),
    instanceType: z.string(),
    instanceProfileArn: z.string(),
    subnetId: z.string().nullable(),
    securityGroupId: z.string().nullable(),
    userData: z.string(),
    tags: z.record(z.string(), z.string()),
  }),
  createdAt: moment,
});
export type MachineIntent = z.output<typeof machineIntent>;

/** The exact request for a cluster. RunJobFlow knows no token: after a lost answer the cluster is looked for by name and creation time. */
export const clusterIntent = z.object({
  contract: z.literal('cluster-intent/1'),
  migration: z.string(),
  identity: digest,
  transform: digest,
  batch: z.string(),
  generation: z.number().int().positive(),
  attempt: z.number().int().positive(),
  /** bucket-brigade/<migration>/<kind>-<batch>/g<generation>a<attempt>-<order digest>: unique, and short enough (at most 256). */
  name: z.string().max(256),
  /** What RunJobFlow is sent, as its API spells it. */
  request: z.record(z.string(), z.json()),
  createdAt: moment,
});
export type ClusterIntent = z.output<typeof clusterIntent>;

/**
 * Whose turn it is to launch a cluster: written with a condition on the version that was read, so that launches of all
 * legs follow one another. No time of it is compared between machines: each leg waits from when it saw a version first.
 */
export const launchTurn = z.object({
  contract: z.literal('launch-turn/1'),
  turn: z.number().int().positive(),
  by: z.string(),
  state: z.enum(['launching', 'launched']),
  at: moment,
});
export type LaunchTurn = z.output<typeof launchTurn>;

/** What a worker on a machine says of itself, every few seconds, under the agent role. */
export const heartbeat = z.object({
  contract: z.literal('heartbeat/1'),
  /** Digest of the plan whose order it works on. */
  plan: digest,
  /** The worker: a shard, or the one that verifies. */
  shard: z.string(),
  /** Of one that verifies: its pass. */
  round: count,
  machine: z.string(),
  /** Another process of the same machine is another one. */
  process: z.string(),
  /** Counts up: a follower trusts no clock but its own. */
  beat: count,
  state: z.enum(['working', 'done', 'stopped', 'failed']),
  foldersDone: count,
  folders: count,
  copies: count,
  copiedBytes: count,
  /** Keys of either side that this start has looked at; of a verify, those in the folders that are done. Agents of earlier versions do not say. */
  seen: count.optional(),
  /** While it works: since the beat before. */
  copiesPerSecond: z.number().nonnegative().optional(),
  /** While it works: the part of S3's answers to copies that were 503, in the last seconds. Absent as well where nothing is known of it. */
  throttledShare: z.number().min(0).max(1).optional(),
  /** What ended it; null while it works or when it is done. */
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      next: z.string().optional(),
      /** Bucket, key, request id and the like. Agents of earlier versions do not say. */
      details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    })
    .nullable(),
  at: moment,
});
export type Heartbeat = z.output<typeof heartbeat>;

/** What the reaper has seen rented and idle, each since when: it reports first, and ends on a later pass. */
export const reaperNote = z.object({ contract: z.literal('reaper/1'), idle: z.record(z.string(), moment), at: moment });
export type ReaperNote = z.output<typeof reaperNote>;

/** Asks a worker to stop: it drains, keeps its checkpoint, and leaves. */
export const stopRequest = z.object({ contract: z.literal('stop/1'), shard: z.string(), process: z.string(), by: z.string(), at: moment });
export type StopRequest = z.output<typeof stopRequest>;
