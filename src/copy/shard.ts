import { EVERYTHING } from '../listing/stretches.ts';
import { isoSeconds } from '../clock.ts';
import { addAccounts, addReasons, assertClosed, NO_ACCOUNTS } from '../contracts/accounts.ts';
import type { Plan, ShardOrder } from '../contracts/plan.ts';
import type { Accounts, FailedFolder, FailedKey, ShardResult } from '../contracts/copy.ts';
import { objectPolicyOf } from '../contracts/objects.ts';
import { asMigrationError, MigrationError } from '../errors.ts';
import type { BothSides, S3Counters } from '../s3/types.ts';
import { crewHere, type Crew } from './crew.ts';
import { failedFolderOf, failedKeys, FOLDERS_TOLD_UP_TO } from './failures.ts';
import { acrossKeys } from './folder-order.ts';
import type { FolderDeps } from './folder.ts';
import { createRate, START_PER_SECOND } from './rate.ts';
import { afterFailure } from './give-up.ts';
import type { StopSignals } from './settle.ts';

export type ShardDeps = Pick<FolderDeps, 's3' | 'ledger' | 'names' | 'clock'> & {
  /** 0 up to, not including, 1: workers that start together must not look for the limit of S3 together. */
  readonly random: () => number;
  /** Who walks the folders; absent: this thread. */
  readonly crew?: Crew | undefined;
};

/** How far a worker has come; for progress lines. */
export interface ShardProgress {
  readonly folders: number;
  readonly foldersDone: number;
  /** Of them, those that were done before this worker looked at them. */
  readonly skipped: number;
  /** Keys of either side that it has looked at. */
  readonly seen: number;
  readonly copies: number;
  readonly copiedBytes: number;
}

export interface ShardOutcome {
  readonly result: ShardResult;
  /** What ended the worker, else what went wrong first; the result says the rest. */
  readonly error: MigrationError | null;
}

/**
 * Makes the order's folders equal at the target. The same function under every executor: in the Actions job, on an
 * instance, in a terminal. Never rejects: what happened is in the result, which the caller stores whatever it says.
 * `onProgress` hears of each copy and each page; how the rate is, it asks for when it wants to know.
 */
export async function copyShard(
  deps: ShardDeps,
  { order, plan }: { readonly order: ShardOrder; readonly plan: Plan },
  signals: StopSignals,
  onProgress: (progress: ShardProgress, facts: Crew['facts']) => void = () => undefined,
): Promise<ShardOutcome> {
  const startedAtMs = deps.clock.now();
  const crew = deps.crew ?? crewOfOne(deps, plan);
  const before = counted(deps.s3, crew);
  const rules = { cutoffMs: plan.cutoff.lastModified === null ? null : Date.parse(plan.cutoff.lastModified) };
  const policy = objectPolicyOf(plan.copy.objects);
  let accounts: Accounts = NO_ACCOUNTS;
  let reasons: Record<string, number> = {};
  const failures: FailedKey[] = [];
  const failedFolders: FailedFolder[] = [];
  const errors: MigrationError[] = [];
  let [skipped, foldersDone, seen, copies, copiedBytes] = [0, 0, 0, 0, 0];
  const progress = () => onProgress({ folders: order.folders.length, foldersDone, skipped, seen, copies, copiedBytes }, crew.facts);
  let sweptUploads: number | null = 0;
  let unswept: string | null = null;
  let refusedFolders = 0;
  let hasEnded = false;
  const queue = acrossKeys(order.folders, deps.random)[Symbol.iterator]();
  const taskOf = (folder: string) => ({
    migration: order.migration,
    identity: order.identity,
    folder,
    prefix: `${folder}/`,
    stretch: EVERYTHING,
    shard: order.shard,
    generation: order.generations[folder] ?? 1,
    options: {},
    source: plan.source,
    target: plan.target,
    rules,
    policy,
    sinceMs: Date.parse(plan.since),
    sweepsUploadsOf: plan.roles.agent,
  });
  const next = () => {
    const folder = queue.next().value;
    return Promise.resolve(folder === undefined ? null : taskOf(folder));
  };
  await crew.walk({ next }, signals, {
    onFolder: ({ tally, skipped: wasDone }) => {
      accounts = addAccounts(accounts, tally.accounts);
      reasons = addReasons(reasons, tally.reasons);
      failures.push(...tally.failures);
      if (wasDone) skipped += 1;
      else refusedFolders = 0;
      foldersDone += 1;
      progress();
    },
    onFailure: (folder, thrown, reach) => {
      const error = signals.stop.aborted ? stoppedShard(order.shard) : thrown;
      const isTold = !signals.stop.aborted && !hasEnded && failedFolders.length < FOLDERS_TOLD_UP_TO;
      if (isTold) failedFolders.push(failedFolderOf(folder, error));
      const then = afterFailure(signals.stop.aborted ? 'worker' : reach, refusedFolders);
      if (then.goesOn) {
        refusedFolders = then.refused;
        errors.push(error);
        return false;
      }
      // The others that end with it tell the same.
      if (!hasEnded) errors.unshift(signals.stop.aborted ? error : withReason(error, then.reason));
      hasEnded = true;
      return true;
    },
    onCopied: (more, bytes) => {
      refusedFolders = 0;
      copies += more;
      copiedBytes += bytes;
      progress();
    },
    onSeen: (keys) => {
      seen += keys;
      progress();
    },
    onSwept: (uploads, why) => {
      sweptUploads = sweptUploads === null || uploads === null ? null : sweptUploads + uploads;
      unswept ??= why;
    },
  });
  // A stop before a folder was taken leaves no trace but this.
  if (errors.length === 0 && foldersDone < order.folders.length) errors.push(stoppedShard(order.shard));
  try {
    assertClosed(accounts, `shard ${order.shard}`);
  } catch (thrown) {
    errors.push(asMigrationError(thrown));
  }
  if (errors.length === 0 && failures.length > 0)
    errors.push(
      failedKeys(failures, {
        what: ` of shard ${order.shard}`,
        source: plan.source.bucket,
        target: plan.target.bucket,
        again: 'Then re-run this job: it walks only the folders with failed keys.',
      }),
    );

  const counters = counted(deps.s3, crew);
  const result: ShardResult = {
    contract: 'shard-result/1',
    migration: order.migration,
    identity: order.identity,
    plan: order.plan,
    shard: order.shard,
    round: order.round,
    folders: order.folders.length,
    skipped,
    accounts,
    reasons,
    failures,
    failedFolders,
    attempt: {
      copies,
      copiedBytes,
      listRequests: counters.list - before.list,
      copyRequests: counters.copy - before.copy,
      retries: counters.retries - before.retries,
      seconds: (deps.clock.now() - startedAtMs) / 1000,
      sweptUploads,
      ...(unswept === null ? {} : { unswept }),
    },
    verdict: errors.length === 0 ? 'equal' : errors.some(({ code }) => code === 'STOPPED') ? 'stopped' : 'failed',
    startedAt: isoSeconds(startedAtMs),
    finishedAt: isoSeconds(deps.clock.now()),
  };
  return { result, error: errors[0] ?? null };
}

function crewOfOne({ s3, ledger, clock, random }: ShardDeps, plan: Plan): Crew {
  const { inFlight } = plan.copy;
  const rate = createRate({
    clock,
    random,
    ceilingPerSecond: ceilingOf(plan),
    startPerSecond: START_PER_SECOND,
    inFlightUpTo: inFlight,
  });
  return crewHere({ s3, ledger, clock, random, inFlight, rate });
}

/** A worker does not know how many are at work beside it: as many as may be. */
export function ceilingOf({ copy, shards }: Pick<Plan, 'copy' | 'shards'>): number {
  return (copy.copiesPerSecond ?? Infinity) / Math.min(copy.jobsAtOnce, shards.length);
}

function counted({ source, target }: BothSides, crew: Crew): Pick<S3Counters, 'list' | 'copy' | 'retries'> {
  const all = source === target ? [source, crew] : [source, target, crew];
  const sum = (of: 'list' | 'copy' | 'retries') => all.reduce((total, { counters }) => total + counters[of], 0);
  return { list: sum('list'), copy: sum('copy'), retries: sum('retries') };
}

function withReason({ cause, code, details, message, next }: MigrationError, reason: string): MigrationError {
  return new MigrationError(code, message, {
    cause,
    details: { ...details, workerEnded: reason },
    ...(next === undefined ? {} : { next }),
  });
}

function stoppedShard(shard: string): MigrationError {
  return new MigrationError('STOPPED', `Shard ${shard} was stopped; every finished batch is in its checkpoints`, {
    next: 'Re-run the job: it goes on where this one stopped.',
  });
}
