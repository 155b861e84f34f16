import { isoSeconds } from '../clock.ts';
import { NO_ACCOUNTS } from '../contracts/accounts.ts';
import type { Checkpoint, FailedKey, ManifestEntry } from '../contracts/copy.ts';
import { walksOf } from '../ledger/checkpoint.ts';
import type { Sighting } from './decide.ts';

export interface WalkTask {
  readonly migration: string;
  readonly identity: string;
  readonly folder: string;
  readonly shard: string;
  readonly generation: number;
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
 * | under way                     | not higher         | resume after the last key               |
 * | anything                      | higher             | walk again, generation as ordered       |
 */
export function startOf(found: Checkpoint | null, task: WalkTask, nowMs: number): Start {
  if (found === null) return { kind: 'walk', checkpoint: freshWalk(null, task, task.generation, nowMs) };
  if (task.generation > found.generation) return { kind: 'walk', checkpoint: freshWalk(found, task, task.generation, nowMs) };
  if (found.failures.length === 0) {
    return found.state === 'done' ? { kind: 'done', checkpoint: found } : { kind: 'resume', checkpoint: { ...found, shard: task.shard } };
  }
  return { kind: 'walk', checkpoint: freshWalk(found, task, found.generation + 1, nowMs) };
}

function freshWalk(found: Checkpoint | null, task: WalkTask, generation: number, nowMs: number): Checkpoint {
  const vanished = found?.vanished ?? [];
  return {
    contract: 'checkpoint/1',
    migration: task.migration,
    identity: task.identity,
    folder: task.folder,
    shard: task.shard,
    generation,
    state: 'copying',
    after: null,
    segments: 0,
    earlier: found === null ? [] : [...walksOf(found)],
    // Keys that were listed once and are gone stay in the accounts of the migration.
    accounts: { ...NO_ACCOUNTS, listed: vanished.length, vanished: vanished.length },
    reasons: vanished.length === 0 ? {} : { [VANISHED]: vanished.length },
    vanished: [...vanished],
    failures: [],
    copies: found?.copies ?? 0,
    updatedAt: isoSeconds(nowMs),
  };
}

const VANISHED = 'vanished: gone from the source';

/** How one key of a batch ended. */
export type Settled =
  | { readonly class: 'target-only' }
  | { readonly class: 'excluded'; readonly reason: string }
  | { readonly class: 'identical' | 'copied'; readonly reason: string; readonly entry: ManifestEntry; readonly copies: number }
  | { readonly class: 'vanished' }
  | { readonly class: 'failed'; readonly failure: FailedKey };

/** The checkpoint after these keys: pure, so that accounts, reasons and position move together or not at all. */
export function advance(
  from: Checkpoint,
  keys: readonly (Sighting & { readonly key: string })[],
  settled: readonly Settled[],
  at: { readonly nowMs: number; readonly segmentWritten: boolean; readonly goneBeyond: readonly string[]; readonly last: boolean },
): Checkpoint {
  const accounts = { ...from.accounts };
  const reasons = { ...from.reasons };
  const failures = [...from.failures];
  const vanished = new Set(from.vanished);
  let copies = from.copies;
  const because = (reason: string) => {
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  };
  for (const [index, end] of settled.entries()) {
    const { key, source, target } = keys[index]!;
    if (target !== null) accounts.targetListed += 1;
    if (target !== null) accounts[source === null ? 'targetOnly' : 'matched'] += 1;
    if (end.class === 'target-only') continue;
    if (vanished.delete(key)) {
      accounts.listed -= 1;
      accounts.vanished -= 1;
      reasons[VANISHED] = reasons[VANISHED]! - 1;
    }
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
        because(`${end.class}: ${end.reason}`);
        break;
      case 'vanished':
        accounts.vanished += 1;
        vanished.add(key);
        because(VANISHED);
        break;
      case 'failed':
        accounts.failed += 1;
        failures.push(end.failure);
        because(`failed: ${end.failure.code}`);
        break;
    }
  }
  for (const key of at.goneBeyond) {
    if (vanished.has(key)) continue;
    vanished.add(key);
    accounts.listed += 1;
    accounts.vanished += 1;
    because(VANISHED);
  }
  return {
    ...from,
    state: at.last ? 'done' : 'copying',
    after: keys[settled.length - 1]?.key ?? from.after,
    segments: from.segments + (at.segmentWritten ? 1 : 0),
    accounts,
    reasons,
    vanished: [...vanished],
    failures,
    copies,
    updatedAt: isoSeconds(at.nowMs),
  };
}
