import { EVERYTHING } from '../listing/stretches.ts';
import { isoSeconds } from '../clock.ts';
import { addAccounts, addReasons, assertClosed, NO_ACCOUNTS } from '../contracts/accounts.ts';
import type { Plan, ShardOrder } from '../contracts/plan.ts';
import type { Accounts, FailedKey, ShardResult } from '../contracts/copy.ts';
import { objectPolicyOf } from '../contracts/objects.ts';
import { asMigrationError, MigrationError, type ErrorCode } from '../errors.ts';
import { slots } from '../pool.ts';
import { bucketOf } from '../s3/parties.ts';
import { S3Error, type BothSides, type S3Counters } from '../s3/types.ts';
import { sweepUploads } from './sweep.ts';
import type { FolderDeps } from './folder.ts';
import { walkFolders } from './lanes.ts';
import { createRate } from './rate.ts';
import type { StopSignals } from './settle.ts';

export type ShardDeps = Pick<FolderDeps, 's3' | 'ledger' | 'names' | 'clock'> & {
  /** 0 up to, not including, 1: workers that start together must not look for the limit of S3 together. */
  readonly random: () => number;
};

/** Copies a second that a worker begins with, before it has met S3's limit. */
const START_PER_SECOND = 100;

/** How far a worker has come; for progress lines. */
export interface ShardProgress {
  readonly folders: number;
  readonly foldersDone: number;
  /** Of them, those that were done before this worker looked at them. */
  readonly skipped: number;
  readonly copies: number;
  readonly copiedBytes: number;
}

/** Reasons that hold for every folder alike: there is no use in trying the next one. */
const HOLDS_FOR_ALL: ReadonlySet<ErrorCode> = new Set([
  'STOPPED',
  'ACCESS_DENIED',
  'BUCKET_MISSING',
  'BUCKET_OWNER_MISMATCH',
  'CREDENTIALS_MISSING',
  'ROLE_REFUSED',
]);

export interface ShardOutcome {
  readonly result: ShardResult;
  /** What went wrong first, when something did; the result says the rest. */
  readonly error: MigrationError | null;
}

/**
 * Makes the order's folders equal at the target. The same function under every executor: in the Actions job, on an
 * instance, in a terminal. Never rejects: what happened is in the result, which the caller stores whatever it says.
 */
export async function copyShard(
  deps: ShardDeps,
  { order, plan }: { readonly order: ShardOrder; readonly plan: Plan },
  signals: StopSignals,
  onProgress: (progress: ShardProgress) => void = () => undefined,
): Promise<ShardOutcome> {
  const startedAtMs = deps.clock.now();
  const shared = slots(plan.copy.inFlight);
  const rate = createRate({
    clock: deps.clock,
    random: deps.random,
    // A worker does not know how many are at work beside it: as many as may be.
    ceilingPerSecond: (plan.copy.copiesPerSecond ?? Infinity) / Math.min(plan.copy.jobsAtOnce, plan.shards.length),
    startPerSecond: START_PER_SECOND,
    inFlightUpTo: plan.copy.inFlight,
  });
  const before = counted(deps.s3);
  const rules = { cutoffMs: plan.cutoff.lastModified === null ? null : Date.parse(plan.cutoff.lastModified) };
  const policy = objectPolicyOf(plan.copy.objects);
  let accounts: Accounts = NO_ACCOUNTS;
  let reasons: Record<string, number> = {};
  const failures: FailedKey[] = [];
  const errors: MigrationError[] = [];
  let [skipped, foldersDone, copies, copiedBytes] = [0, 0, 0, 0];
  const progress = () => onProgress({ folders: order.folders.length, foldersDone, skipped, copies, copiedBytes });
  const onCopied = (bytes: number) => {
    copies += 1;
    copiedBytes += bytes;
    progress();
  };

  let sweptUploads: number | null = 0;
  const sweep = async (prefix: string, beforeMs: number) => {
    const of = { target: bucketOf(plan.target), prefix: plan.target.prefix + prefix, principal: plan.roles.agent, beforeMs };
    try {
      const { aborted } = await sweepUploads(deps.s3.target, of, signals.stop);
      if (sweptUploads !== null) sweptUploads += aborted;
    } catch (error) {
      // Roles that were deployed before uploads were listed may not list them: nothing is lost by that but some storage.
      if (!(error instanceof S3Error) || error.status !== 403) throw error;
      sweptUploads = null;
    }
  };

  const queue = order.folders[Symbol.iterator]();
  const work = {
    nextFolder: () => Promise.resolve(queue.next().value ?? null),
    taskOf: (folder: string) => ({
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
    }),
    depsOf: (folder: string) => ({ ...deps, slots: shared, onCopied, sweep, pacer: rate.folder(folder) }),
    isBusy: () => shared.areShort,
  };
  await walkFolders(work, signals, {
    onFolder: ({ checkpoint, skipped: wasDone }) => {
      rate.forget(checkpoint.folder);
      accounts = addAccounts(accounts, checkpoint.accounts);
      reasons = addReasons(reasons, checkpoint.reasons);
      failures.push(...checkpoint.failures);
      if (wasDone) skipped += 1;
      foldersDone += 1;
      progress();
    },
    onFailure: (_folder, thrown) => {
      const error = signals.stop.aborted ? stoppedShard(order.shard) : thrown;
      errors.push(error);
      return HOLDS_FOR_ALL.has(error.code);
    },
  });
  // A stop before a folder was taken leaves no trace but this.
  if (errors.length === 0 && foldersDone < order.folders.length) errors.push(stoppedShard(order.shard));
  try {
    assertClosed(accounts, `shard ${order.shard}`);
  } catch (thrown) {
    errors.push(asMigrationError(thrown));
  }
  if (errors.length === 0 && failures.length > 0) errors.push(failedKeys(order.shard, failures));

  const counters = counted(deps.s3);
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
    attempt: {
      copies,
      copiedBytes,
      listRequests: counters.list - before.list,
      copyRequests: counters.copy - before.copy,
      retries: counters.retries - before.retries,
      seconds: (deps.clock.now() - startedAtMs) / 1000,
      sweptUploads,
    },
    verdict: errors.length === 0 ? 'equal' : errors.some(({ code }) => code === 'STOPPED') ? 'stopped' : 'failed',
    startedAt: isoSeconds(startedAtMs),
    finishedAt: isoSeconds(deps.clock.now()),
  };
  return { result, error: errors[0] ?? null };
}

function counted({ source, target }: BothSides): Pick<S3Counters, 'list' | 'copy' | 'retries'> {
  const both = source === target ? [source] : [source, target];
  const sum = (of: 'list' | 'copy' | 'retries') => both.reduce((total, { counters }) => total + counters[of], 0);
  return { list: sum('list'), copy: sum('copy'), retries: sum('retries') };
}

function stoppedShard(shard: string): MigrationError {
  return new MigrationError('STOPPED', `Shard ${shard} was stopped; every finished batch is in its checkpoints`, {
    next: 'Re-run the job: it goes on where this one stopped.',
  });
}

function failedKeys(shard: string, failures: readonly FailedKey[]): MigrationError {
  const first = failures[0]!;
  return new MigrationError(
    'COPY_FAILED',
    `${failures.length} ${failures.length === 1 ? 'key' : 'keys'} of shard ${shard} could not be copied`,
    {
      details: { first: first.key, code: first.code, message: first.message },
      next: 'Mend what S3 names, then re-run this job: it walks only the folders with failed keys.',
    },
  );
}
