import { isoSeconds, type Clock } from '../clock.ts';
import { assertClosed } from '../contracts/accounts.ts';
import type { Checkpoint, Stretch } from '../contracts/copy.ts';
import { MigrationError } from '../errors.ts';
import { lastEpoch, piecesOf, readProgress, withRange } from '../ledger/checkpoint.ts';
import { piecesWithin, readManifest, upToDamage } from '../ledger/manifest.ts';
import { writeOrThrow } from '../ledger/store.ts';
import { KEYS_IN_PASSING, Pairs, type Steps } from '../listing/pairs.ts';
import { ListedPairs, type KeyList } from '../listing/listed-pairs.ts';
import type { Known } from '../listing/cutting.ts';
import { gaps } from '../listing/stretches.ts';
import { compareKeys } from '../listing/order.ts';
import { startOf, type WalkTask } from './checkpoint.ts';
import { RangeWalk, type RangeDeps, type RangeTask } from './range.ts';
import type { RefusedFolder } from './refusals.ts';
import type { SettleTask, StopSignals } from './settle.ts';

export interface FolderDeps extends RangeDeps {
  readonly clock: Clock;
  /** Absent where no two workers can take a folder over in the same second under the same shard. */
  readonly random?: (() => number) | undefined;
  /** Ends the uploads in parts that began below a prefix before a moment; absent: they are left. */
  readonly sweep?: ((prefix: string, beforeMs: number) => Promise<void>) | undefined;
}

export interface FolderTask extends WalkTask, SettleTask {
  /** What all keys of the folder begin with, behind the sides' own prefixes. */
  readonly prefix: string;
  /** The part of them that is walked; a folder of a migration is walked whole. */
  readonly stretch: Stretch;
  /** Exactly these keys are looked at; absent: all there are. */
  readonly keys?: KeyList | undefined;
}

export interface FolderOutcome {
  readonly checkpoint: Checkpoint;
  readonly skipped: boolean;
}

/** Failed keys that a folder's checkpoint lists before the folder is given up: memory and checkpoint must not grow with the trouble. */
const FAILURES_UP_TO = 1000;
/** Segments that an earlier walk's piece must have for its end to be worth a range of its own now. */
const HINT_SEGMENTS = 4;

/**
 * A folder being made equal to the source's, from where its checkpoint stands. Opening it takes it over: the checkpoint is
 * written with the next epoch, conditional on the version read, and whoever owned it until now is fenced: nobody counts the
 * segments of an epoch that is over, and its last write of the checkpoint is refused.
 */
export class FolderWalk {
  readonly task: FolderTask;
  readonly ranges: RangeWalk[] = [];
  readonly #deps: FolderDeps;
  readonly #checkpoint: Checkpoint;
  readonly #etag: string;
  readonly #rangeTask: RangeTask;
  #givenUp: MigrationError | null = null;
  #endTaken = false;

  private constructor(deps: FolderDeps, task: FolderTask, checkpoint: Checkpoint, etag: string) {
    this.#deps = deps;
    this.task = task;
    this.#checkpoint = checkpoint;
    this.#etag = etag;
    const { generation, epoch, vanished } = checkpoint;
    this.#rangeTask = { ...task, generation, epoch, wasVanished: new Set(vanished), givenUp: () => this.#givenUp ?? this.noteFailures() };
  }

  /** Takes the folder over; its outcome when nothing is left to do. @throws MigrationError CHECKPOINT_OPTIONS, LEDGER_CONFLICT, UNPROVEN */
  static async open(deps: FolderDeps, task: FolderTask, { stop }: StopSignals): Promise<FolderWalk | FolderOutcome> {
    const { ledger, names, clock, random } = deps;
    const found = await readProgress(ledger, names, task.folder, stop);
    const start = startOf(found?.checkpoint ?? null, task, clock.now());
    if (start.kind === 'done') return { checkpoint: start.checkpoint, skipped: true };
    // Segments that outlived their checkpoint, of whichever generation, must not be taken for those of this walk.
    const { folder } = task;
    const { generation } = start.checkpoint;
    const epoch = Math.max(start.checkpoint.epoch, (await lastEpoch(ledger, names, { folder, generation }, stop)) + 1);
    const begun: Checkpoint = { ...start.checkpoint, epoch };
    const condition = found === null ? ({ absent: true } as const) : { etag: found.etag };
    // The nonce makes each taking unique: a client that lost the answer of its PUT tells its own body from another's by it.
    const taken = JSON.stringify({ ...begun, nonce: random?.() });
    const etag = await writeOrThrow(ledger, names.checkpoint(task.folder), taken, condition);
    // Who had the folder before is fenced now: whatever it has under way will not be counted.
    if (found !== null && deps.dryRun !== true) await deps.sweep?.(task.prefix, clock.now());
    const walk = new FolderWalk(deps, task, begun, etag);
    for (const gap of walk.#hinted(gaps(task.stretch, begun.walked))) walk.#addRange(gap, stop);
    return walk;
  }

  /** Where earlier walks ended their ranges is where this one begins its own: what was cut once need not be searched again. */
  #hinted(stretches: readonly Stretch[]): Stretch[] {
    // A list of keys is read from its beginning by each range.
    if (this.task.keys !== undefined) return [...stretches];
    const cuts = this.#checkpoint.earlier.flatMap(({ segments, to }) => (segments >= HINT_SEGMENTS && to !== null ? [to] : []));
    return stretches.flatMap((stretch) => {
      const parts: Stretch[] = [];
      let { from } = stretch;
      for (const cut of cuts) {
        if ((from !== null && compareKeys(cut, from) <= 0) || (stretch.to !== null && compareKeys(cut, stretch.to) >= 0)) continue;
        parts.push({ from, to: cut });
        from = cut;
      }
      return [...parts, { from, to: stretch.to }];
    });
  }

  #addRange(stretch: Stretch, signal: AbortSignal, known?: Known): RangeWalk {
    const { dryRun, ledger, names, s3 } = this.#deps;
    const { folder, keys, prefix, source, target } = this.task;
    // What a damaged manifest no longer tells is listed, compared and, where need be, copied again.
    const pieces = piecesWithin(piecesOf({ ...this.#checkpoint, state: 'copying' }), stretch);
    const recorded = upToDamage(readManifest(ledger, names, folder, pieces, signal), () => undefined);
    const view = { source, target, prefix, stretch, recorded, stepKeysUpTo: dryRun === true ? KEYS_IN_PASSING : undefined };
    const steps: Steps = keys === undefined ? new Pairs(s3, view) : new ListedPairs(s3, view, keys);
    const range = new RangeWalk(this.#rangeTask, this.ranges.length, steps, stretch, known);
    this.ranges.push(range);
    return range;
  }

  /** Cuts off the second part of a range that is being walked, as a range of its own; null when there is nothing worth it. */
  async cut(range: RangeWalk, signal: AbortSignal): Promise<RangeWalk | null> {
    const { source, prefix } = this.task;
    const second = await range.cutting.cut(this.#deps.s3.source, source, prefix, signal);
    return second === null ? null : this.#addRange(second.stretch, signal, second.known);
  }

  /** Whether its failed keys are too many to go on. */
  noteFailures(): MigrationError | null {
    const failed = this.ranges.reduce((sum, { tally }) => sum + tally.failures.length, 0);
    return failed > FAILURES_UP_TO ? failingFolder(this.task.folder, failed) : null;
  }

  /** Ends the other ranges at their next step. */
  giveUp(reason: MigrationError): void {
    this.#givenUp ??= reason;
  }

  /** Writes down that S3 refuses the folder, for whoever asks later whether a repeat can help. What ended the folder is told in any case. */
  async recordRefusal({ details, message }: RefusedFolder): Promise<void> {
    const { ledger, names, clock } = this.#deps;
    const refused = { code: String(details['s3Code']), message };
    const checkpoint: Checkpoint = { ...this.#checkpoint, refused, updatedAt: isoSeconds(clock.now()) };
    await ledger.write(names.checkpoint(this.task.folder), JSON.stringify(checkpoint), { etag: this.#etag }).catch(() => undefined);
  }

  /** Whether all of its ranges have ended: true once, for whoever is to finish it. Two of them may end in the same moment. */
  takeEnd(): boolean {
    if (this.#endTaken || !this.ranges.every(({ ended }) => ended)) return false;
    this.#endTaken = true;
    return true;
  }

  /** Writes the checkpoint that says done. @throws MigrationError ACCOUNTS_OPEN; LEDGER_CONFLICT when another worker has taken the folder over */
  async finish(): Promise<FolderOutcome> {
    const { ledger, names, clock } = this.#deps;
    const { folder } = this.task;
    const whole = this.ranges.reduce(
      (all, { dir, ended, from, segments, tally, pairs, to }) =>
        withRange(all, segments === 0 ? null : { dir, segments, from, to: ended ? pairs.to : to }, {
          from,
          to: ended ? pairs.to : to,
          ...tally,
        }),
      this.#checkpoint,
    );
    const checkpoint: Checkpoint = { ...whole, state: 'done', earlier: [], updatedAt: isoSeconds(clock.now()) };
    assertClosed(checkpoint.accounts, `folder ${folder}`);
    assertWhole(checkpoint, this.task);
    await writeOrThrow(ledger, names.checkpoint(folder), JSON.stringify(checkpoint), { etag: this.#etag });
    return { checkpoint, skipped: false };
  }
}

/** The ends of the ranges meet: no key can lie between them. */
function assertWhole({ walked }: Checkpoint, { folder, stretch }: FolderTask): void {
  const open = gaps(stretch, walked);
  if (open.length === 0) return;
  throw new MigrationError(
    'ACCOUNTS_OPEN',
    `The ranges of folder ${folder} do not meet: ${open.length} stretches of its keys were not walked`,
    {
      next: 'This is a defect of bucket-brigade: please report it. Nothing of this folder is taken as proof.',
    },
  );
}

function failingFolder(folder: string, failures: number): MigrationError {
  return new MigrationError('COPY_FAILED', `Folder ${folder} was given up after ${failures} keys had failed`, {
    next: 'Mend what the failures in its checkpoint name, then re-run this job.',
  });
}
