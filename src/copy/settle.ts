import type { Clock } from '../clock.ts';
import { bucketOf } from '../s3/parties.ts';
import type { Side } from '../contracts/contract.ts';
import type { ManifestEntry } from '../contracts/copy.ts';
import type { ObjectPolicy } from '../contracts/objects.ts';
import { MigrationError, printable } from '../errors.ts';
import { excludedBy, isNameless, type Rules } from '../listing/equality.ts';
import type { Seen } from '../listing/pairs.ts';
import type { Slots } from '../pool.ts';
import { S3Error, type BothSides } from '../s3/types.ts';
import { beginsAhead, isNearlyBegun } from './ahead.ts';
import type { Settled } from './checkpoint.ts';
import { decide } from './decide.ts';
import { failureOf, type FailedOutcome } from './failures.ts';
import { copyKey, keyRules, type KeyOutcome } from './key.ts';
import type { RangePacer } from './rate.ts';
import { isDenied, refusedCopy } from './refusals.ts';

/** `stop`: take no more keys, let running copies end. `abort`: the time for that is over. */
export interface StopSignals {
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
}

export interface SettleDeps {
  readonly s3: BothSides;
  readonly clock: Pick<Clock, 'passed'>;
  /** Shared by all folders of the worker: bounds the copies in flight. */
  readonly slots: Slots;
  /** Called with each object that was copied or, in a dry run, would have been. */
  readonly onCopied: (bytes: number) => void;
  /** Bounds the rate of the folder's copies; absent: as fast as slots are free. */
  readonly pacer?: RangePacer | undefined;
  /** Nothing is written anywhere: what would be copied counts as copied. */
  readonly dryRun?: boolean | undefined;
}

export interface SettleTask {
  readonly folder: string;
  readonly source: Side;
  readonly target: Side;
  readonly rules: Rules;
  readonly policy: ObjectPolicy;
  /** Milliseconds since 1970: when work on this identity first began. */
  readonly sinceMs: number;
}

/** A folder in which so many copies were refused one after another, without a word why, is refused as a whole. */
const REFUSALS_UP_TO = 8;

export interface SettledStep {
  /** The part of the step, from its beginning, that has ended. */
  readonly settled: readonly Settled[];
  /** Keys behind it that were found vanished: nobody will list them again, so they are told now. */
  readonly goneBeyond: readonly string[];
  readonly failure: { readonly reason: unknown } | null;
}

/** How a step goes on beside the ones before and behind it. */
export interface Beside {
  /** What listing the one behind it will take. */
  readonly listMs: number;
  /** It is time for the next one; called once more when all of it is begun, or it was broken off. */
  readonly onNearlyBegun: () => void;
  /** A key of it could not be copied, whether that ends the step or not. */
  readonly onFailed: () => void;
  /** Whether there is no use in beginning more of it. */
  readonly isOver: () => boolean;
}

const ALONE: Beside = { listMs: 0, onNearlyBegun: () => undefined, onFailed: () => undefined, isOver: () => false };

/** Decides every key of the step and copies what must be copied. */
export async function settleStep(
  deps: SettleDeps,
  task: SettleTask,
  keys: readonly Seen[],
  { stop, abort }: StopSignals,
  { listMs, onNearlyBegun, onFailed, isOver }: Beside = ALONE,
): Promise<SettledStep> {
  const { clock, slots } = deps;
  const how = keyRules(task.rules, task.policy, deps.pacer);
  const ends = Array.from<Settled | undefined>({ length: keys.length });
  let failure: { readonly reason: unknown } | null = null;
  let refusals = 0;
  let running = 0;
  let allDone: () => void = () => undefined;

  const copy = async (index: number, seen: Seen, reason: string): Promise<void> => {
    try {
      const outcome = await copyKey(deps.s3, placeOf(task, seen.key), seen.source!, how, abort);
      refusals = outcome.outcome === 'failed' && isDenied(outcome.code) ? refusals + 1 : 0;
      if (refusals >= REFUSALS_UP_TO && outcome.outcome === 'failed') failure ??= { reason: refusedFolder(task, seen.key, outcome) };
      if (outcome.outcome === 'copied') deps.onCopied(outcome.object.size);
      const end = isLost(seen, outcome) ? lostArchive(seen.key) : settledByCopy(seen.key, reason, outcome);
      if (end.class === 'failed') onFailed();
      ends[index] = end;
    } catch (error) {
      onFailed();
      failure ??= { reason: error instanceof S3Error ? refusedCopy(error, `Copying folder ${printable(task.folder)}`) : error };
    } finally {
      slots.giveBack();
      running -= 1;
      if (running === 0) allDone();
    }
  };
  const sinceMs = clock.passed();
  let askAt = beginsAhead(keys.length);
  for (let index = 0; index < keys.length; index += 1) {
    if (index === askAt) {
      if (isNearlyBegun({ keys: keys.length, begun: index, forMs: clock.passed() - sinceMs, listMs })) onNearlyBegun();
      else askAt += 1;
    }
    const seen = keys[index]!;
    const decision = seen.source !== null && isNameless(seen.key, task.target) ? NAMELESS : decide(seen, task.rules);
    if (decision.action !== 'copy') {
      ends[index] = settledWithoutCopy(seen, decision, task.sinceMs);
      slots.pass();
      continue;
    }
    if (deps.dryRun === true) {
      // The one rule that still lets a key be copied, and only one that was proven (decide.ts).
      const isArchived = seen.recorded !== null && excludedBy(seen.source!, task.rules) !== null;
      ends[index] = isArchived ? lostArchive(seen.key) : wouldCopy(seen, decision.reason);
      if (!isArchived) deps.onCopied(seen.source!.size);
      slots.pass();
      continue;
    }
    const wait = slots.take(deps.pacer?.room());
    if (wait !== undefined) await wait;
    if (stop.aborted || failure !== null || isOver()) {
      slots.giveBack();
      break;
    }
    running += 1;
    void copy(index, seen, decision.reason);
  }
  onNearlyBegun();
  if (running > 0) await new Promise<void>((resolve) => (allDone = resolve));
  const gap = ends.indexOf(undefined);
  if (gap === -1) return { settled: ends as Settled[], goneBeyond: [], failure };
  const goneBeyond = keys.filter((_key, index) => index > gap && ends[index]?.class === 'vanished').map(({ key }) => key);
  return {
    settled: ends.slice(0, gap) as Settled[],
    goneBeyond,
    failure: stop.aborted ? { reason: stopped(task.folder) } : failure,
  };
}

const NAMELESS = { action: 'exclude', reason: 'nameless' } as const;

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
  return { class: origin, reason: EQUAL_BY[decision.reason], entry, copies: 0 };
}

const EQUAL_BY = { etag: 'equal by etag', recorded: 'equal by recorded' } as const;

function wouldCopy({ key, source }: Seen, reason: string): Settled {
  return { class: 'copied', reason, entry: entryOf(key, source!, '', 'copied'), copies: 0 };
}

/** It was proven at the target, is no longer what it was there, and cannot be copied again. */
const isLost = ({ recorded }: Seen, outcome: KeyOutcome): boolean =>
  recorded !== null && outcome.outcome === 'excluded' && outcome.reason === 'archived';

/** Left out, the loss would be forgotten with its record: the next verify would take the key for one that was never copied. */
function lostArchive(key: string): Settled {
  const message = 'it was copied while it could be read, is gone from the target or changed there, and is archived at the source now';
  return {
    class: 'failed',
    failure: { key, code: 'InvalidObjectState', message, next: 'Restore it at the source, and run this again.' },
  };
}

function settledByCopy(key: string, reason: string, outcome: KeyOutcome): Settled {
  switch (outcome.outcome) {
    case 'copied':
      return {
        class: 'copied',
        reason: `${outcome.changed ? 'changed since it was listed' : reason}${outcome.withoutTags ? ', without its tags' : ''}`,
        entry: entryOf(key, outcome.object, outcome.targetETag, 'copied'),
        copies: 1,
      };
    case 'identical':
      return {
        class: 'identical',
        reason: 'equal by etag',
        entry: entryOf(key, outcome.object, outcome.targetETag, 'identical'),
        copies: 0,
      };
    case 'vanished':
      return { class: 'vanished' };
    case 'excluded':
      return { class: 'excluded', reason: outcome.reason };
    case 'failed':
      return { class: 'failed', failure: failureOf(key, outcome) };
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

function placeOf({ source, target }: SettleTask, key: string) {
  return {
    source: bucketOf(source),
    target: bucketOf(target),
    sourceKey: source.prefix + key,
    targetKey: target.prefix + key,
  };
}

/**
 * No `RefusedFolder`, so that nothing is written down for verify: a bare denial is also what a grant brings that has not reached all of
 * S3 yet (stages/access.ts waits for one answer only), and that heals by itself. Another round tries the folder again, for a few requests;
 * what a policy or a key refuses says so, and is written down.
 */
function refusedFolder({ folder, source, target }: SettleTask, key: string, outcome: FailedOutcome): MigrationError {
  const { code, message, refusal, requestId, status } = outcome;
  return new MigrationError(
    'ACCESS_DENIED',
    `Copying folder ${printable(folder)} failed: ${REFUSALS_UP_TO} copies one after another were refused: ${refusal.reason} (${printable(code)}: ${printable(message)})`,
    {
      next: `${refusal.next} Then run it again: it goes on where it stopped.`,
      details: {
        operation: 'CopyObject',
        bucket: target.bucket,
        sourceBucket: source.bucket,
        key: printable(target.prefix + key),
        status,
        s3Code: code,
        requestId,
      },
    },
  );
}

export function stopped(folder: string): MigrationError {
  return new MigrationError('STOPPED', `Stopped while copying folder ${folder}; its checkpoint is kept`, {
    next: 'Re-run the job: it goes on where this one stopped.',
  });
}
