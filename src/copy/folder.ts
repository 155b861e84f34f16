import type { Clock } from '../clock.ts';
import type { Side } from '../contracts/contract.ts';
import type { Checkpoint, ManifestEntry } from '../contracts/copy.ts';
import { assertClosed } from '../contracts/accounts.ts';
import { MigrationError } from '../errors.ts';
import { readCheckpoint } from '../ledger/checkpoint.ts';
import { readManifest, upToDamage, writeSegment } from '../ledger/manifest.ts';
import type { LedgerNames } from '../ledger/names.ts';
import { writeOrThrow, type LedgerStore } from '../ledger/store.ts';
import type { Rules } from '../listing/equality.ts';
import { sightings, type Seen } from '../listing/sightings.ts';
import { explainS3Error } from '../s3/explain.ts';
import { S3Error, type BothSides } from '../s3/types.ts';
import { advance, startOf, type Settled, type WalkTask } from './checkpoint.ts';
import { decide } from './decide.ts';
import { copyKey, type KeyOutcome } from './key.ts';
import type { Slots } from '../pool.ts';

/** `stop`: take no more keys, let running copies end. `abort`: the time for that is over. */
export interface StopSignals {
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
}

export interface FolderDeps {
  readonly s3: BothSides;
  readonly ledger: LedgerStore;
  readonly names: LedgerNames;
  readonly clock: Clock;
  /** Shared by all folders of the worker: bounds the requests in flight. */
  readonly slots: Slots;
  readonly onCopied?: (bytes: number) => void;
}

export interface FolderTask extends WalkTask {
  readonly source: Side;
  readonly target: Side;
  readonly rules: Rules;
  /** Milliseconds since 1970: when work on this identity first began. */
  readonly sinceMs: number;
}

export interface FolderOutcome {
  readonly checkpoint: Checkpoint;
  readonly skipped: boolean;
  /** Copies of this attempt. */
  readonly copies: number;
  readonly copiedBytes: number;
}

/** Keys between two checkpoints: one page of a listing, so that a crash costs at most one page of work (API_ListObjectsV2: 1,000). */
const BATCH_KEYS = 1000;

/** Failed keys that a folder's checkpoint lists before the folder is given up: memory and checkpoint must not grow with the trouble. */
const FAILURES_UP_TO = 1000;

/** A folder in which so many copies were refused one after another, and none granted, is refused as a whole. */
const REFUSALS_UP_TO = 8;

/**
 * Makes one folder of the target equal to the source's, from where its checkpoint stands.
 * After each batch: the manifest's segment, then the checkpoint that counts it, conditional on the version read;
 * so SIGKILL at any instruction leaves a state from which the next start loses at most one batch.
 */
export async function copyFolder(deps: FolderDeps, task: FolderTask, signals: StopSignals): Promise<FolderOutcome> {
  const { ledger, names, clock } = deps;
  const found = await readCheckpoint(ledger, names, task.folder, signals.stop);
  const start = startOf(found?.checkpoint ?? null, task, clock.now());
  if (start.kind === 'done') return { checkpoint: start.checkpoint, skipped: true, copies: 0, copiedBytes: 0 };

  let state = start.checkpoint;
  let etag = found?.etag ?? null;
  let copies = 0;
  let copiedBytes = 0;
  // What a damaged manifest no longer tells is listed, compared and, where need be, copied again.
  const recorded = upToDamage(readManifest(ledger, names, task.folder, state.earlier, signals.stop), () => undefined);
  const seen = sightings(
    deps.s3,
    { source: task.source, target: task.target, folder: task.folder, after: state.after, recorded },
    signals.stop,
  );

  for await (const { keys, last } of inBatches(seen, BATCH_KEYS)) {
    const { settled, goneBeyond, failure } = await settleBatch(deps, task, keys, signals);
    const entries = settled.flatMap((end) => ('entry' in end ? [end.entry] : []));
    if (entries.length > 0) await writeSegment(ledger, names.segment(task.folder, state.generation, state.segments), entries);
    for (const end of settled) {
      if (end.class !== 'copied' || end.copies === 0) continue;
      copies += end.copies;
      copiedBytes += end.entry.size;
    }
    const whole = settled.length === keys.length && failure === null;
    if (settled.length > 0 || goneBeyond.length > 0 || whole) {
      state = advance(state, keys, settled, { nowMs: clock.now(), segmentWritten: entries.length > 0, goneBeyond, last: last && whole });
      if (state.state === 'done') assertClosed(state.accounts, `folder ${task.folder}`);
      etag = await writeOrThrow(ledger, names.checkpoint(task.folder), JSON.stringify(state), etag === null ? { absent: true } : { etag });
    }
    if (failure !== null) throw failure.reason;
    if (state.failures.length > FAILURES_UP_TO) throw failingFolder(task.folder, state.failures.length);
  }
  return { checkpoint: state, skipped: false, copies, copiedBytes };
}

/** Batches of sightings, the last one marked; a folder without any key is one empty last batch. */
async function* inBatches(seen: AsyncIterable<Seen>, upTo: number): AsyncGenerator<{ keys: Seen[]; last: boolean }> {
  let keys: Seen[] = [];
  for await (const sighting of seen) {
    if (keys.length === upTo) {
      yield { keys, last: false };
      keys = [];
    }
    keys.push(sighting);
  }
  yield { keys, last: true };
}

interface SettledBatch {
  /** The part of the batch, from its beginning, that has ended. */
  readonly settled: Settled[];
  /** Keys behind it that were found vanished: nobody will list them again, so they are told now. */
  readonly goneBeyond: readonly string[];
  readonly failure: { readonly reason: unknown } | null;
}

/** Decides every key of the batch and copies what must be copied. */
async function settleBatch(deps: FolderDeps, task: FolderTask, keys: readonly Seen[], signals: StopSignals): Promise<SettledBatch> {
  const ends: (Settled | undefined)[] = Array.from({ length: keys.length });
  const trouble: { first: { reason: unknown } | null; refusals: number } = { first: null, refusals: 0 };
  const copy = async (index: number, seen: Seen, reason: string) => {
    if (trouble.first !== null || signals.stop.aborted) return;
    try {
      const outcome = await copyKey(deps.s3, placeOf(task, seen.key), seen.source!, task.rules, signals.abort);
      trouble.refusals = outcome.outcome === 'failed' && outcome.code === 'AccessDenied' ? trouble.refusals + 1 : 0;
      if (trouble.refusals >= REFUSALS_UP_TO && outcome.outcome === 'failed') trouble.first ??= { reason: refusedFolder(task, outcome) };
      if (outcome.outcome === 'copied') deps.onCopied?.(outcome.object.size);
      ends[index] = settledByCopy(seen.key, reason, outcome);
    } catch (error) {
      trouble.first ??= { reason: error instanceof S3Error ? explainS3Error(error, `copying folder ${task.folder}`) : error };
    }
  };
  const running: Promise<void>[] = [];
  for (const [index, seen] of keys.entries()) {
    const decision = decide(seen, task.rules);
    if (decision.action === 'copy') running.push(deps.slots.run(() => copy(index, seen, decision.reason)));
    else ends[index] = settledWithoutCopy(seen, decision, task.sinceMs);
  }
  await Promise.all(running);
  const gap = ends.indexOf(undefined);
  const settled = (gap === -1 ? ends : ends.slice(0, gap)) as Settled[];
  const goneBeyond = gap === -1 ? [] : keys.filter((_key, index) => index > gap && ends[index]?.class === 'vanished').map(({ key }) => key);
  const failure = gap !== -1 && signals.stop.aborted ? { reason: stopped(task.folder) } : trouble.first;
  return { settled, goneBeyond, failure };
}

function settledWithoutCopy(
  { key, source, target, recorded }: Seen,
  decision: Exclude<ReturnType<typeof decide>, { action: 'copy' }>,
  sinceMs: number,
): Settled {
  if (decision.action === 'ignore') return { class: 'target-only' };
  if (decision.action === 'gone') return { class: 'vanished' };
  if (decision.action === 'carry')
    return { class: recorded!.origin, reason: 'the source deleted it after the copy', entry: recorded!, copies: 0 };
  if (decision.action === 'exclude') return { class: 'excluded', reason: decision.reason };
  // A copy that a crash kept from its checkpoint is ours all the same: it is at the target since the work began.
  const ours =
    recorded === null ? Date.parse(target!.lastModified) >= sinceMs : recorded.origin === 'copied' && recorded.targetETag === target!.etag;
  const origin = ours ? 'copied' : 'identical';
  const entry = entryOf(key, source!, target!.etag, origin);
  return { class: origin, reason: `equal by ${decision.reason}`, entry, copies: 0 };
}

function settledByCopy(key: string, reason: string, outcome: KeyOutcome): Settled {
  switch (outcome.outcome) {
    case 'copied':
      return {
        class: 'copied',
        reason: outcome.changed ? 'changed since it was listed' : reason,
        entry: entryOf(key, outcome.object, outcome.targetETag, 'copied'),
        copies: 1,
      };
    case 'vanished':
      return { class: 'vanished' };
    case 'excluded':
      return { class: 'excluded', reason: outcome.reason };
    case 'failed':
      return { class: 'failed', failure: { key, code: outcome.code, message: outcome.message } };
  }
}

function entryOf(
  key: string,
  source: { size: number; etag: string; lastModified: string },
  targetETag: string,
  origin: ManifestEntry['origin'],
): ManifestEntry {
  return { key, size: source.size, sourceETag: source.etag, targetETag, lastModified: source.lastModified, origin };
}

function placeOf({ source, target }: FolderTask, key: string) {
  return {
    source: { bucket: source.bucket, owner: source.account },
    target: { bucket: target.bucket, owner: target.account },
    sourceKey: source.prefix + key,
    targetKey: target.prefix + key,
  };
}

function refusedFolder(task: FolderTask, outcome: Extract<KeyOutcome, { outcome: 'failed' }>): MigrationError {
  return new MigrationError('ACCESS_DENIED', `S3 refuses every copy in folder ${task.folder}: ${outcome.code}: ${outcome.message}`, {
    next: `Check that the agent role may read ${task.source.bucket} (bucket policy, KMS key) and write ${task.target.bucket}, then re-run this job.`,
    details: { source: task.source.bucket, target: task.target.bucket, folder: task.folder },
  });
}

function failingFolder(folder: string, failures: number): MigrationError {
  return new MigrationError('COPY_FAILED', `Folder ${folder} was given up after ${failures} keys had failed`, {
    next: 'Mend what the failures in its checkpoint name, then re-run this job.',
  });
}

function stopped(folder: string): MigrationError {
  return new MigrationError('STOPPED', `Stopped while copying folder ${folder}; its checkpoint is kept`, {
    next: 'Re-run the job: it goes on where this one stopped.',
  });
}
