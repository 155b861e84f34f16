import { isoSeconds } from '../clock.ts';
import { NO_ACCOUNTS, NO_TALLY, VANISHED } from '../contracts/accounts.ts';
import type { Checkpoint, FailedKey, ManifestEntry, SegmentHead, Tally } from '../contracts/copy.ts';
import { MigrationError, printable } from '../errors.ts';
import { piecesOf } from '../ledger/checkpoint.ts';
import { ownCopy } from '../listing/order.ts';
import type { Sighting } from './decide.ts';
import { NEXT_SAID_UP_TO } from './failures.ts';

export interface WalkTask {
  readonly migration: string;
  readonly identity: string;
  readonly folder: string;
  readonly shard: string;
  readonly generation: number;
  /** What else decides which keys are copied and how: a walk goes on only under the same. */
  readonly options: Readonly<Record<string, string>>;
}

/** How a worker meets a folder: nothing to do, go on where another stopped, or walk it from its beginning. */
export type Start =
  | { readonly kind: 'done'; readonly checkpoint: Checkpoint }
  | { readonly kind: 'resume'; readonly checkpoint: Checkpoint }
  | { readonly kind: 'walk'; readonly checkpoint: Checkpoint };

/**
 * | found                         | ordered generation | start                                   |
 * |-------------------------------|--------------------|-----------------------------------------|
 * | nothing                       | any                | walk it, generation as ordered          |
 * | done, nothing failed          | not higher         | done                                    |
 * | done, keys failed             | not higher         | walk again, one generation up           |
 * | under way, keys failed        | not higher         | walk again, one generation up           |
 * | under way                     | not higher         | resume where nobody has walked yet      |
 * | anything                      | higher             | walk again, generation as ordered       |
 *
 * The epoch is the next one by the checkpoint; what lies in the ledger may call for a later one.
 * @throws MigrationError CHECKPOINT_OPTIONS when a walk would go on, or be taken for done, under other options than it was made
 */
export function startOf(found: Checkpoint | null, task: WalkTask, nowMs: number): Start {
  if (found === null) return { kind: 'walk', checkpoint: freshWalk(null, task, task.generation, nowMs) };
  if (task.generation > found.generation) return { kind: 'walk', checkpoint: freshWalk(found, task, task.generation, nowMs) };
  if (found.failures.length > 0) return { kind: 'walk', checkpoint: freshWalk(found, task, found.generation + 1, nowMs) };
  refuseOtherOptions(found, task);
  if (found.state === 'done') return { kind: 'done', checkpoint: found };
  // What was refused may have been mended: it is tried.
  const { refused: _refused, ...rest } = found;
  return { kind: 'resume', checkpoint: { ...rest, shard: task.shard, epoch: found.epoch + 1, updatedAt: isoSeconds(nowMs) } };
}

function freshWalk(found: Checkpoint | null, task: WalkTask, generation: number, nowMs: number): Checkpoint {
  const vanished = found?.vanished ?? [];
  return {
    contract: 'checkpoint/2',
    migration: task.migration,
    identity: task.identity,
    folder: task.folder,
    shard: task.shard,
    generation,
    epoch: 1,
    state: 'copying',
    options: { ...task.options },
    pieces: [],
    walked: [],
    earlier: found === null ? [] : [...piecesOf(found)],
    // Keys that were listed once and are gone stay in the accounts of the migration.
    accounts: { ...NO_ACCOUNTS, listed: vanished.length, vanished: vanished.length },
    reasons: vanished.length === 0 ? {} : { [VANISHED]: vanished.length },
    vanished: [...vanished],
    failures: [],
    copies: found?.copies ?? 0,
    updatedAt: isoSeconds(nowMs),
  };
}

function refuseOtherOptions(found: Checkpoint, { folder, options }: WalkTask): void {
  const names = [...new Set([...Object.keys(found.options), ...Object.keys(options)])].toSorted();
  const said = (value: string | undefined) => (value === undefined ? 'nothing' : `"${printable(value)}"`);
  const differences = names
    .filter((name) => found.options[name] !== options[name])
    .map((name) => `${name} was ${said(found.options[name])} and is ${said(options[name])}`);
  if (differences.length === 0) return;
  throw new MigrationError(
    'CHECKPOINT_OPTIONS',
    `The checkpoint of folder ${printable(folder)} was made under other options: ${differences.join('; ')}`,
    {
      next: 'Go on with the options it was made under, or begin anew in another ledger prefix.',
    },
  );
}

/** How one key of a step ended. */
export type Settled =
  | { readonly class: 'target-only' }
  | { readonly class: 'excluded'; readonly reason: string }
  | { readonly class: 'identical' | 'copied'; readonly reason: string; readonly entry: ManifestEntry; readonly copies: number }
  | { readonly class: 'vanished' }
  | { readonly class: 'failed'; readonly failure: FailedKey };

/** What one range has come to since its beginning. */
export type RangeTally = Tally & Pick<SegmentHead, 'returned'>;

export const NOTHING_WALKED: RangeTally = { ...NO_TALLY, returned: [] };

/**
 * The range's tally after these keys: pure, so that accounts, reasons and position move together or not at all.
 * `wasVanished` are keys that the folder's checkpoint counts as vanished. Keys that are kept are kept alone, without their page.
 */
export function advance(
  from: RangeTally,
  keys: readonly (Sighting & { readonly key: string })[],
  settled: readonly Settled[],
  { goneBeyond, wasVanished }: { readonly goneBeyond: readonly string[]; readonly wasVanished: ReadonlySet<string> },
): RangeTally {
  const accounts = { ...from.accounts };
  const reasons = { ...from.reasons };
  const failures = [...from.failures];
  const vanished = new Set(from.vanished);
  const returned = new Set(from.returned);
  let copies = from.copies;
  const because = (reason: string, times = 1) => {
    reasons[reason] = (reasons[reason] ?? 0) + times;
  };
  // Most keys end as the one before: putting the words of a reason together for each would cost more than deciding it.
  let alike: { readonly class: string; readonly reason: string } | null = null;
  let times = 0;
  const countAlike = () => {
    if (alike !== null) because(`${alike.class}: ${alike.reason}`, times);
  };
  for (let index = 0; index < settled.length; index += 1) {
    const end = settled[index]!;
    const { key, source, target } = keys[index]!;
    if (target !== null) accounts.targetListed += 1;
    if (target !== null) accounts[source === null ? 'targetOnly' : 'matched'] += 1;
    if (end.class === 'target-only') continue;
    if (vanished.size > 0 && vanished.delete(key)) {
      accounts.listed -= 1;
      accounts.vanished -= 1;
      reasons[VANISHED] = reasons[VANISHED]! - 1;
    }
    if (wasVanished.size > 0 && wasVanished.has(key)) returned.add(ownCopy(key));
    accounts.listed += 1;
    switch (end.class) {
      case 'excluded':
        accounts.excluded += 1;
        because(`excluded: ${end.reason}`);
        break;
      case 'identical':
      case 'copied':
        accounts[end.class] += 1;
        accounts.bytes += end.entry.size;
        copies += end.copies;
        if (alike === null || alike.class !== end.class || alike.reason !== end.reason) {
          countAlike();
          alike = end;
          times = 0;
        }
        times += 1;
        break;
      case 'vanished':
        accounts.vanished += 1;
        vanished.add(ownCopy(key));
        because(VANISHED);
        break;
      case 'failed':
        accounts.failed += 1;
        because(`failed: ${end.failure.code}`);
        failures.push(kept(end.failure, reasons[`failed: ${end.failure.code}`]!));
        break;
    }
  }
  countAlike();
  for (const key of goneBeyond) {
    if (vanished.has(key) || wasVanished.has(key)) continue;
    vanished.add(ownCopy(key));
    accounts.listed += 1;
    accounts.vanished += 1;
    because(VANISHED);
  }
  return { accounts, reasons, vanished: [...vanished], returned: [...returned], failures, copies };
}

function kept({ next, ...failure }: FailedKey, ofItsCode: number): FailedKey {
  const own = { ...failure, key: ownCopy(failure.key) };
  return next === undefined || ofItsCode > NEXT_SAID_UP_TO ? own : { ...own, next };
}
