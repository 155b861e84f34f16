import type { Tally } from '../contracts/copy.ts';
import type { MigrationError } from '../errors.ts';
import { ledgerNames } from '../ledger/names.ts';
import { rulesOf, type WrittenRules } from '../listing/rules.ts';
import { slots } from '../pool.ts';
import { bucketOf } from '../s3/parties.ts';
import type { S3Counters } from '../s3/types.ts';
import type { FolderDeps, FolderTask } from './folder.ts';
import { RANGES_AT_ONCE, walkFolders } from './lanes.ts';
import type { RateFacts, WorkerRate } from './rate.ts';
import { reachOf, type Reach } from './refusals.ts';
import type { StopSignals } from './settle.ts';
import { trySweep } from './sweep.ts';

/** A folder to be walked, in words that can be sent to another thread. */
export type CrewTask = Omit<FolderTask, 'rules'> & {
  readonly rules: WrittenRules;
  /** The ARN of the role that copies: uploads in parts that it has left behind are aborted when the folder is taken over. Absent: none are. */
  readonly sweepsUploadsOf?: string | undefined;
};

export interface CrewWork {
  /** The next folder; null when there is none left. */
  readonly next: () => Promise<CrewTask | null>;
  /** Folders that one thread has in hand at once; absent: as many as it likes. */
  readonly foldersAtOnce?: number | undefined;
  /** Ranges walked side by side, by all threads together; absent: as lanes.ts says. */
  readonly rangesAtOnce?: number | undefined;
  /** Nothing is copied, and no manifest is held against the listings: a thread has little more in hand than a few keys. */
  readonly holdsLittle?: boolean | undefined;
}

/** How a folder ended, without the list of its pieces: that lies in the ledger. */
export interface FolderEnd {
  readonly folder: string;
  readonly skipped: boolean;
  readonly tally: Tally;
}

export interface CrewEvents {
  readonly onFolder: (end: FolderEnd) => void;
  /** A folder that failed, and how far that reaches; true when there is no use in trying the others. */
  readonly onFailure: (folder: string, error: MigrationError, reach: Reach) => boolean;
  readonly onCopied: (copies: number, bytes: number) => void;
  /** So many more keys of either side are in hand. */
  readonly onSeen?: ((keys: number) => void) | undefined;
  /** Uploads in parts that were aborted; null: S3 would not list or abort them, for what reason. */
  readonly onSwept?: (uploads: number | null, why: string | null) => void;
}

/** Whoever walks folders, in this thread or in others. */
export interface Crew {
  readonly threads: number;
  /** What the crew asked of S3 with clients of its own, as far as it has told. */
  readonly counters: Readonly<S3Counters>;
  /** Null: nothing is known of its rate. */
  readonly facts: () => RateFacts | null;
  /** Every folder that it takes ends in one event, unless all are given up. */
  readonly walk: (work: CrewWork, signals: StopSignals, events: CrewEvents) => Promise<void>;
}

export interface CrewDeps extends Pick<FolderDeps, 's3' | 'ledger' | 'clock' | 'random' | 'dryRun'> {
  /** Copies under way at once. */
  readonly inFlight: number;
  /** Bounds the rate of the copies; absent: as fast as `inFlight` allows. */
  readonly rate?: WorkerRate | undefined;
  /** Whether this thread has no time left: more ranges at once would then only wait in memory. Absent: nobody looks. */
  readonly isLoopBusy?: (() => boolean) | undefined;
  /** Aborts when there is no use in going on with any folder; its reason is theirs. */
  readonly givenUp?: AbortSignal | undefined;
}

export const NO_CALLS: Readonly<S3Counters> = { list: 0, copy: 0, get: 0, put: 0, delete: 0, retries: 0, slowDowns: 0 };

/** What a range is called by its rate: in the order of the keys, so that neighbours are neighbours to S3 as well (calm.ts). */
const pacedAs = (folder: string, from: string | null): string => `${folder}/${from ?? ''}`;

/** The crew of one: in the calling thread, with the caller's own clients. */
export function crewHere(deps: CrewDeps): Crew {
  const { s3, ledger, clock, random, dryRun, inFlight, isLoopBusy, rate, givenUp } = deps;
  return {
    threads: 1,
    counters: NO_CALLS,
    facts: () => rate?.facts() ?? null,
    walk: async ({ next, foldersAtOnce, rangesAtOnce }, signals, events) => {
      const shared = slots(inFlight);
      const tasks = new Map<string, FolderTask & CrewTask>();
      const sweep = async (task: CrewTask, prefix: string, beforeMs: number) => {
        if (task.sweepsUploadsOf === undefined) return;
        const { target } = task;
        const of = { target: bucketOf(target), prefix: target.prefix + prefix, principal: task.sweepsUploadsOf, beforeMs };
        // Housekeeping: a server that knows no such list, or a role that may not ask for it, must not keep anybody from copying.
        const { aborted, why } = await trySweep(s3.target, of, signals.stop);
        events.onSwept?.(aborted, why);
      };
      const onCopied = (bytes: number) => events.onCopied(1, bytes);
      const depsOf = (folder: string) => {
        const task = tasks.get(folder)!;
        return {
          ...{ s3, ledger, clock, random, dryRun, onCopied },
          names: ledgerNames(task.migration, task.identity),
          slots: shared,
          sweep: (prefix: string, beforeMs: number) => sweep(task, prefix, beforeMs),
        };
      };
      await walkFolders(
        {
          nextFolder: async () => {
            const task = await next();
            if (task !== null) tasks.set(task.folder, { ...task, rules: rulesOf(task.rules) });
            return task?.folder ?? null;
          },
          taskOf: (folder) => tasks.get(folder)!,
          depsOf,
          rangeDepsOf: (folder, from) => ({ ...depsOf(folder), pacer: rate?.range(pacedAs(folder, from), folder) }),
          isBusy: () => shared.areShort || isLoopBusy?.() === true,
          // More ranges than copies in flight go no faster, and a stop leaves that many folders half done.
          rangesAtOnce: rangesAtOnce ?? Math.min(RANGES_AT_ONCE, Math.max(2, inFlight)),
          foldersAtOnce,
          givenUp,
        },
        signals,
        {
          onFolder: ({ checkpoint, skipped }) => {
            const { folder, accounts, reasons, vanished, failures, copies } = checkpoint;
            tasks.delete(folder);
            events.onFolder({ folder, skipped, tally: { accounts, reasons, vanished, failures, copies } });
          },
          onFailure: (folder, error) => events.onFailure(folder, error, reachOf(error)),
          onLeft: (folder) => void tasks.delete(folder),
          onRangeEnd: (folder, from) => rate?.forget(pacedAs(folder, from)),
          onStep: (_folder, keys) => events.onSeen?.(keys),
        },
      );
    },
  };
}
