import { asMigrationError, type MigrationError } from '../errors.ts';
import { RANGES_WHEN_BUSY, WORTH_CUTTING_PAGES } from '../listing/cutting.ts';
import { FolderWalk, type FolderDeps, type FolderOutcome, type FolderTask } from './folder.ts';
import type { RangeDeps, RangeWalk } from './range.ts';
import { RefusedFolder } from './refusals.ts';
import type { StopSignals } from './settle.ts';

/**
 * Ranges walked side by side: their copies interleave, so that S3 sees many prefixes at once and can split them. As many as a shard of a large migration has
 * folders: each that ends while others wait takes what it asked for to another partition, and there it has to be found anew.
 */
export const RANGES_AT_ONCE = 32;

export interface LaneEvents {
  readonly onFolder: (outcome: FolderOutcome) => void;
  /** A step of a folder's keys is in hand. */
  readonly onStep?: (folder: string, keys: number) => void;
  /** A folder that failed; true when there is no use in trying the others. */
  readonly onFailure: (folder: string, error: MigrationError) => boolean;
  /** Nothing of a folder that failed is under way any more. */
  readonly onLeft?: (folder: string) => void;
  /** The range's last copy has been answered. */
  readonly onRangeEnd?: (folder: string, from: string | null) => void;
}

export interface LaneWork {
  /** The next folder, from whoever hands them out; null when there is none left. */
  readonly nextFolder: () => Promise<string | null>;
  readonly taskOf: (folder: string) => FolderTask;
  readonly depsOf: (folder: string) => FolderDeps;
  /** The same, with what the copies of its range that begins behind that key have of their own; absent: nothing. */
  readonly rangeDepsOf?: (folder: string, from: string | null) => RangeDeps;
  /** Whether more ranges at once would not go faster, because what they do waits already. */
  readonly isBusy?: () => boolean;
  readonly rangesAtOnce?: number | undefined;
  /** So many folders are begun and not ended at once; absent: as many as there are lanes. */
  readonly foldersAtOnce?: number | undefined;
  /** Aborts when whoever hands out the folders gives all of them up; its reason is theirs. */
  readonly givenUp?: AbortSignal | undefined;
}

/**
 * Walks folders with a number of lanes. A lane takes a range that waits, else a folder, else the second half of the largest
 * range that another lane is at: so that one flat folder keeps all of them busy, and so do many small ones.
 */
export async function walkFolders(work: LaneWork, signals: StopSignals, events: LaneEvents): Promise<void> {
  const waiting: { readonly folder: FolderWalk; readonly range: RangeWalk }[] = [];
  const active = new Map<RangeWalk, FolderWalk>();
  let foldersLeft = true;
  let opening = 0;
  /** Searches for a cut, each of which brings a range if it finds one. */
  let searching = 0;
  let ended = false;
  let wakers: (() => void)[] = [];
  let changes = 0;
  const wake = () => {
    changes += 1;
    const sleepers = wakers;
    wakers = [];
    for (const waker of sleepers) waker();
  };
  /** Resolves when something has changed since then: also what changed while the caller was looking for work. */
  const changedSince = (seen: number): Promise<void> =>
    changes === seen ? new Promise<void>((resolve) => void wakers.push(resolve)) : Promise.resolve();

  const giveUpAll = (error: MigrationError) => {
    ended = true;
    for (const other of active.values()) other.giveUp(error);
    wake();
  };
  const fail = (folder: string, error: MigrationError) => {
    if (events.onFailure(folder, error)) giveUpAll(error);
  };
  const onGivenUp = () => giveUpAll(asMigrationError(work.givenUp?.reason));
  if (work.givenUp?.aborted === true) return;
  work.givenUp?.addEventListener('abort', onGivenUp, { once: true });

  const underWay = new Set<FolderWalk>();
  const mayOpen = () => foldersLeft && !signals.stop.aborted && underWay.size + opening < (work.foldersAtOnce ?? Infinity);
  const openNext = async (): Promise<void> => {
    opening += 1;
    try {
      const name = await work.nextFolder();
      if (name === null) {
        foldersLeft = false;
        return;
      }
      try {
        const opened = await FolderWalk.open(work.depsOf(name), work.taskOf(name), signals);
        if ('checkpoint' in opened) events.onFolder(opened);
        else if (opened.takeEnd()) events.onFolder(await opened.finish());
        else {
          underWay.add(opened);
          for (const range of opened.ranges) waiting.push({ folder: opened, range });
        }
      } catch (thrown) {
        fail(name, asMigrationError(thrown));
        events.onLeft?.(name);
      }
    } finally {
      opening -= 1;
      wake();
    }
  };

  const failed = new Set<FolderWalk>();
  const isLeft = (folder: FolderWalk) =>
    failed.has(folder) && ![...active.values()].includes(folder) && !waiting.some((one) => one.folder === folder);
  const walkRange = async (folder: FolderWalk, range: RangeWalk): Promise<void> => {
    const { folder: name } = folder.task;
    active.set(range, folder);
    let pages = 0;
    try {
      await range.walk(work.rangeDepsOf?.(name, range.from) ?? work.depsOf(name), signals, (keys) => {
        events.onStep?.(name, keys);
        // A step of the same page tells those who look for work nothing new.
        if (range.pairs.pages !== pages) wake();
        pages = range.pairs.pages;
      });
      const tooMany = folder.noteFailures();
      if (tooMany !== null) throw tooMany;
      active.delete(range);
      if (!folder.takeEnd()) return;
      const outcome = await folder.finish();
      underWay.delete(folder);
      events.onFolder(outcome);
    } catch (thrown) {
      const error = asMigrationError(thrown);
      underWay.delete(folder);
      folder.giveUp(error);
      // Its other ranges end with the same reason at their next step; it is told once.
      if (failed.has(folder)) return;
      failed.add(folder);
      if (error instanceof RefusedFolder) await folder.recordRefusal(error);
      fail(name, error);
    } finally {
      active.delete(range);
      events.onRangeEnd?.(name, range.from);
      if (isLeft(folder)) events.onLeft?.(name);
      wake();
    }
  };

  const takeHalf = async (): Promise<boolean> => {
    if (active.size + searching >= RANGES_WHEN_BUSY && work.isBusy?.() === true) return false;
    let largest: RangeWalk | null = null;
    for (const range of active.keys()) if (range.cutting.pagesLeft > (largest?.cutting.pagesLeft ?? WORTH_CUTTING_PAGES)) largest = range;
    if (largest === null) return false;
    const folder = active.get(largest)!;
    searching += 1;
    const second = await folder.cut(largest, signals.stop).finally(() => (searching -= 1));
    if (second !== null && !failed.has(folder)) waiting.push({ folder, range: second });
    wake();
    return true;
  };

  const lane = async (): Promise<void> => {
    while (!ended) {
      const next = waiting.shift();
      if (next !== undefined) await walkRange(next.folder, next.range);
      else if (mayOpen()) await openNext();
      else if (active.size === 0 && opening === 0 && underWay.size === 0) break;
      else {
        const seen = changes;
        if (signals.stop.aborted || !(await takeHalf())) await changedSince(seen);
      }
    }
    wake();
  };
  await Promise.all(Array.from({ length: work.rangesAtOnce ?? RANGES_AT_ONCE }, lane));
  work.givenUp?.removeEventListener('abort', onGivenUp);
}
