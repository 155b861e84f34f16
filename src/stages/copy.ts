import { hash } from 'node:crypto';
import { isoSeconds, type Clock } from '../clock.ts';
import { addTallies, assertClosed, NO_TALLY } from '../contracts/accounts.ts';
import type { Side } from '../contracts/contract.ts';
import type { Tally } from '../contracts/copy.ts';
import type { ObjectPolicy } from '../contracts/objects.ts';
import { crewHere, type Crew, type CrewTask } from '../copy/crew.ts';
import type { WorkerRate } from '../copy/rate.ts';
import { failedKeys } from '../copy/failures.ts';
import { drainingAfter } from '../copy/drain.ts';
import type { StopSignals } from '../copy/settle.ts';
import type { TriedSweep } from '../copy/sweep.ts';
import { asMigrationError, MigrationError } from '../errors.ts';
import { readProgress } from '../ledger/checkpoint.ts';
import { asHolder, lastHeld } from '../ledger/hold.ts';
import { ledgerNames, type LedgerNames } from '../ledger/names.ts';
import { beginWork } from '../ledger/start.ts';
import { readOnly, type LedgerStore } from '../ledger/store.ts';
import type { KeyList } from '../listing/listed-pairs.ts';
import type { WrittenRules } from '../listing/rules.ts';
import type { BothSides } from '../s3/types.ts';
import { beginningOf, partsOf, WHOLE, type Beginning, type Part } from './copy-parts.ts';
import { sweepLeft } from './copy-uploads.ts';
import { stopObject } from './stop-object.ts';

export interface CopyDeps {
  readonly s3: BothSides;
  readonly ledger: LedgerStore;
  readonly clock: Clock;
  /** Who works, for whoever meets the ledger; unique for each process. */
  readonly holder: string;
  /** 0 up to, not including, 1: what two processes take over in the same second is one's alone. */
  readonly random?: (() => number) | undefined;
  /** Bounds the rate of the copies, where this thread makes them. */
  readonly rate?: WorkerRate | undefined;
  /** Whether this thread has no time left; absent: nobody looks. */
  readonly isLoopBusy?: (() => boolean) | undefined;
  /** Who walks; absent: this thread. */
  readonly crew?: Crew | undefined;
  /** The ARN of whoever copies: what it has left of uploads is ended at a resume. Rejects where that cannot be found out, as if absent. */
  readonly principal?: (() => Promise<string>) | undefined;
}

/** What is to be made equal, without any migration file. */
export interface CopyTask {
  readonly source: Side;
  readonly target: Side;
  readonly rules: WrittenRules;
  readonly policy: ObjectPolicy;
  /** What decides which keys are copied and how, by the names of its options: a walk goes on only under the same. */
  readonly options: Readonly<Record<string, string>>;
  readonly inFlight: number;
  readonly dryRun: boolean;
  /** Go on with what an earlier run has left unfinished, whoever is still at it. */
  readonly resume: boolean;
  /** Exactly these keys are looked at; absent: all that lie below the two prefixes. */
  readonly keys?: KeyList | undefined;
}

export interface CopyProgress {
  /** Keys of either side that were looked at. */
  readonly seen: number;
  /** In a dry run: that would have been made. */
  readonly copies: number;
  readonly copiedBytes: number;
  /** So many keys there are, where that is known: those of a list, or what the last walk has seen. */
  readonly expected: number | null;
  readonly parts: readonly PartProgress[];
}

export interface PartProgress {
  readonly part: string;
  readonly state: 'waiting' | 'walking' | 'done' | 'failed';
}

export interface CopyOutcome {
  readonly verdict: 'equal' | 'would-copy' | 'failed' | 'stopped';
  readonly tally: Tally;
  /** What this run itself did. */
  readonly attempt: Pick<CopyProgress, 'seen' | 'copies' | 'copiedBytes'> & { readonly seconds: number };
  /** Where the manifest and the checkpoints lie. */
  readonly names: LedgerNames;
  /** What it was walked in: each part has a checkpoint and a manifest, in key order. */
  readonly parts: readonly string[];
  /** What became of uploads in parts that the run before may have left; null: there was none before, or it had ended. */
  readonly left: TriedSweep | null;
  readonly error: MigrationError | null;
}

const LISTINGS_AT_ONCE = 32;

/** A thread has so many of them in hand at once, and leaves the others to whoever is through first. */
const PARTS_AT_ONCE = 2;

/**
 * Makes the target equal to the source, or says what that would take. Never rejects for what becomes of keys: the outcome says it.
 * `onBegin` is given what tells at any moment how far it is: whoever shows that asks when it is time to, and the copies wait for nobody.
 */
export async function copyStage(
  deps: CopyDeps,
  task: CopyTask,
  signals: StopSignals,
  onBegin: (progress: () => CopyProgress) => void = () => undefined,
): Promise<CopyOutcome> {
  const names = ledgerNames('copy', identityOf(task));
  const { s3, ledger, clock, isLoopBusy, rate } = deps;
  const { dryRun, inFlight } = task;
  const written = dryRun ? readOnly(ledger) : ledger;
  const here = () => crewHere({ s3, clock, random: deps.random, rate, ledger: written, dryRun, inFlight, isLoopBusy });
  const crew = task.keys === undefined ? (deps.crew ?? here()) : here();
  // Before anything is taken over: a run that is refused must not have stopped the one that lives.
  const parts = await partsOf({ s3: s3.source, ledger: written, names, threads: crew.threads }, task.source, signals.stop);
  const begin = { ...(await beginningOf({ ledger, names }, parts, task)), parts, crew };
  if (dryRun) return await walk(deps, task, names, { ...begin, lived: null }, signals, onBegin);
  const stop = stopObject(ledger, names.stop(WHOLE));
  const terms = {
    name: names.holder(WHOLE),
    holder: deps.holder,
    isAskedToStop: stop.isThere,
  };
  await stop.refuseIfThere();
  const lived = begin.wasCutOff ? await lastHeld(ledger, terms.name) : null;
  return await asHolder(deps, terms, (lost) =>
    drainingAfter(clock, signals, lost, (both) => walk(deps, task, names, { ...begin, lived }, both, onBegin)),
  );
}

async function walk(
  deps: CopyDeps,
  task: CopyTask,
  names: LedgerNames,
  {
    crew,
    generations,
    goesOn,
    hasRecords,
    parts,
    seenBefore,
    lived,
  }: Beginning & {
    readonly crew: Crew;
    readonly parts: readonly Part[];
    /** When the run before lived, where it was cut off. */
    readonly lived: { readonly fromMs: number; readonly toMs: number } | null;
  },
  signals: StopSignals,
  onBegin: (progress: () => CopyProgress) => void,
): Promise<CopyOutcome> {
  const { clock, ledger } = deps;
  const { dryRun } = task;
  const startedAtMs = clock.now();
  const sinceMs = dryRun ? startedAtMs : await firstStart(ledger, names, startedAtMs);
  const states = new Map<string, PartProgress['state']>(parts.map(({ name }) => [name, 'waiting']));
  const expected = goesOn ? null : (task.keys?.count ?? seenBefore);
  let tally: Tally = NO_TALLY;
  let error: MigrationError | null = null;
  let failedIn: string = WHOLE;
  let [seen, copies, copiedBytes] = [0, 0, 0];
  onBegin(() => ({ seen, copies, copiedBytes, expected, parts: Array.from(states, ([part, state]) => ({ part, state })) }));
  const queue = parts[Symbol.iterator]();
  const taskOf = ({ name, stretch }: Part): CrewTask => ({
    migration: 'copy',
    identity: identityOf(task),
    folder: name,
    prefix: '',
    stretch,
    shard: WHOLE,
    generation: generations.get(name)!,
    options: task.options,
    source: task.source,
    target: task.target,
    rules: task.rules,
    policy: task.policy,
    sinceMs,
    ...(task.keys === undefined ? {} : { keys: task.keys }),
  });
  // Before any part is begun: uploads of this run are none of those.
  const left = lived !== null ? await sweepLeft(deps, task, lived, signals.stop).catch(unlessStopped(signals)) : null;
  await crew.walk(
    {
      next: () => {
        const part = queue.next().value;
        if (part !== undefined) states.set(part.name, 'walking');
        return Promise.resolve(part === undefined ? null : taskOf(part));
      },
      foldersAtOnce: crew.threads === 1 ? undefined : PARTS_AT_ONCE,
      // Nothing but listing: what bounds it is the distance.
      ...(dryRun ? { rangesAtOnce: LISTINGS_AT_ONCE, holdsLittle: !hasRecords } : {}),
    },
    signals,
    {
      onFolder: (end) => {
        if (end.tally.failures.length > 0 && tally.failures.length === 0) failedIn = end.folder;
        tally = addTallies(tally, end.tally);
        states.set(end.folder, 'done');
      },
      onFailure: (part, thrown) => {
        states.set(part, 'failed');
        error ??= signals.stop.aborted ? asMigrationError(signals.stop.reason) : thrown;
        return true;
      },
      onCopied: (more, bytes) => {
        copies += more;
        copiedBytes += bytes;
      },
      onSeen: (keys) => {
        seen += keys;
      },
    },
  );
  const undone = parts.filter(({ name }) => states.get(name) !== 'done');
  // A stop that came when all of it was done has stopped nothing.
  const isStopped = signals.stop.aborted && undone.length > 0;
  if (isStopped) error ??= asMigrationError(signals.stop.reason);
  error ??= undone.length > 0 ? unwalked(undone[0]!.name) : null;
  error ??=
    tally.failures.length > 0 ? failedKeys(tally.failures, { ...failedWork(task), all: ledger.uri(names.checkpoint(failedIn)) }) : null;
  // What the others have come to all the same, as far as the ledger can still be asked.
  if (!dryRun)
    for (const { name } of undone)
      tally = addTallies(tally, (await readProgress(ledger, names, name).catch(() => null))?.checkpoint ?? NO_TALLY);
  error ??= openAccounts(tally);
  // Not by the accounts: an object that an earlier run has copied stays `copied` in them.
  const isLeft = dryRun && copies > 0;
  return {
    verdict: error === null ? (isLeft ? 'would-copy' : 'equal') : isStopped ? 'stopped' : 'failed',
    tally,
    attempt: { seen, copies, copiedBytes, seconds: (clock.now() - startedAtMs) / 1000 },
    names,
    parts: parts.map(({ name }) => name),
    left,
    error: error ?? (isLeft ? wouldCopy(copies, copiedBytes) : null),
  };
}

/**
 * The two places decide what work it is: the same places, the same ledger, the same checkpoints. A list of keys is a work of its
 * own: what it proves is less than the manifest of all keys, and must not take that one's place.
 */
function identityOf({ source, target, keys }: CopyTask): string {
  const place = ({ bucket, prefix }: Side) => `s3://${bucket}/${prefix}`;
  const list = keys === undefined ? '' : `\nkeys ${keys.digest}`;
  return hash('sha256', `${place(source)}\n${place(target)}${list}`, 'hex').slice(0, 32);
}

/** Since when a copy that nobody has recorded may be one of ours. In the first run of a ledger there is none: what lies there was there. */
async function firstStart(ledger: LedgerStore, names: LedgerNames, nowMs: number): Promise<number> {
  const { at, first } = await beginWork(ledger, names, isoSeconds(nowMs));
  return first ? Number.MAX_SAFE_INTEGER : Date.parse(at);
}

/** What parts have told is added up, and must still close. */
function openAccounts({ accounts }: Tally): MigrationError | null {
  try {
    assertClosed(accounts, 'the copy');
    return null;
  } catch (thrown) {
    return asMigrationError(thrown);
  }
}

/** Whoever was stopped within the sweep is told of the stop, with all that the ledger knows. */
const unlessStopped =
  ({ stop }: StopSignals) =>
  (error: unknown): null => {
    if (!stop.aborted) throw error;
    return null;
  };

const failedWork = ({ source, target }: CopyTask) => ({
  what: '',
  source: source.bucket,
  target: target.bucket,
  again: 'Then run it again: what is equal is not copied again.',
});

function unwalked(part: string): MigrationError {
  return new MigrationError('COPY_FAILED', `Nobody has said how ${part} of the keys ended`, {
    next: 'This is a defect of bucket-brigade: please report it. With --resume it is walked.',
  });
}

function wouldCopy(copies: number, bytes: number): MigrationError {
  return new MigrationError('DIFFERENCES_FOUND', `${copies} ${copies === 1 ? 'object' : 'objects'} of ${bytes} bytes would be copied`, {
    next: 'Run it without --dry-run.',
  });
}
