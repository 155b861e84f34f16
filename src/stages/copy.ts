import { hash } from 'node:crypto';
import { z } from 'zod';
import { isoSeconds, type Clock } from '../clock.ts';
import { addTallies, NO_TALLY } from '../contracts/accounts.ts';
import { parseContract, type Side } from '../contracts/contract.ts';
import type { Tally } from '../contracts/copy.ts';
import type { ObjectPolicy } from '../contracts/objects.ts';
import { crewHere, type Crew, type CrewTask } from '../copy/crew.ts';
import type { WorkerRate } from '../copy/rate.ts';
import type { StopSignals } from '../copy/settle.ts';
import { asMigrationError, MigrationError, printable } from '../errors.ts';
import { asHolder } from '../ledger/hold.ts';
import { ledgerNames, type LedgerNames } from '../ledger/names.ts';
import { readOnly, type LedgerStore } from '../ledger/store.ts';
import type { WrittenRules } from '../listing/rules.ts';
import type { BothSides } from '../s3/types.ts';
import { generationsOf, partsOf, WHOLE, type Part } from './copy-parts.ts';

export interface CopyDeps {
  readonly s3: BothSides;
  readonly ledger: LedgerStore;
  readonly clock: Clock;
  /** Who works, for whoever meets the ledger; unique for each process. */
  readonly holder: string;
  /** Bounds the rate of the copies, where this thread makes them. */
  readonly rate?: WorkerRate | undefined;
  /** Who walks; absent: this thread. */
  readonly crew?: Crew | undefined;
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
}

export interface CopyProgress {
  readonly copies: number;
  readonly copiedBytes: number;
}

export interface CopyOutcome {
  readonly verdict: 'equal' | 'would-copy' | 'failed' | 'stopped';
  readonly tally: Tally;
  /** What this run itself did. */
  readonly attempt: CopyProgress & { readonly seconds: number };
  /** Where the manifest and the checkpoints lie. */
  readonly names: LedgerNames;
  /** What it was walked in: each part has a checkpoint and a manifest, in key order. */
  readonly parts: readonly string[];
  readonly error: MigrationError | null;
}

const start = z.object({ contract: z.literal('start/1'), at: z.string() });

const LISTINGS_AT_ONCE = 32;

/** A thread has so many of them in hand at once, and leaves the others to whoever is through first. */
const PARTS_AT_ONCE = 2;

/** Makes the target equal to the source, or says what that would take. Never rejects for what becomes of keys: the outcome says it. */
export async function copyStage(
  deps: CopyDeps,
  task: CopyTask,
  signals: StopSignals,
  onProgress: (progress: CopyProgress) => void = () => undefined,
): Promise<CopyOutcome> {
  const names = ledgerNames('copy', identityOf(task));
  if (task.dryRun) return await walk(deps, task, names, signals, onProgress);
  const terms = {
    name: names.holder(WHOLE),
    holder: deps.holder,
    isAskedToStop: async () => (await deps.ledger.read(names.stop(WHOLE))) !== null,
  };
  if ((await deps.ledger.read(names.stop(WHOLE))) !== null) throw stopIsAsked(deps.ledger.uri(names.stop(WHOLE)));
  return await asHolder(deps, terms, (lost) =>
    walk(deps, task, names, { ...signals, stop: AbortSignal.any([signals.stop, lost]) }, onProgress),
  );
}

async function walk(
  deps: CopyDeps,
  task: CopyTask,
  names: LedgerNames,
  signals: StopSignals,
  onProgress: (progress: CopyProgress) => void,
): Promise<CopyOutcome> {
  const { clock, ledger } = deps;
  const { dryRun, inFlight } = task;
  const { s3, rate } = deps;
  const crew = deps.crew ?? crewHere({ s3, clock, rate, ledger: dryRun ? readOnly(ledger) : ledger, dryRun, inFlight });
  const startedAtMs = clock.now();
  const sinceMs = task.dryRun ? startedAtMs : await firstStart(ledger, names, startedAtMs);
  const parts = await partsOf(
    { s3: deps.s3.source, ledger: task.dryRun ? readOnly(ledger) : ledger, names, threads: crew.threads },
    task.source,
    signals.stop,
  );
  const generations = await generationsOf({ ledger, names }, parts, task);
  let tally: Tally = NO_TALLY;
  let error: MigrationError | null = null;
  let failedIn: string = WHOLE;
  let [copies, copiedBytes] = [0, 0];
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
  });
  await crew.walk(
    {
      next: () => {
        const part = queue.next().value;
        return Promise.resolve(part === undefined ? null : taskOf(part));
      },
      foldersAtOnce: crew.threads === 1 ? undefined : PARTS_AT_ONCE,
      // Nothing but listing: what bounds it is the distance.
      ...(dryRun ? { rangesAtOnce: LISTINGS_AT_ONCE } : {}),
    },
    signals,
    {
      onFolder: (end) => {
        if (end.tally.failures.length > 0 && tally.failures.length === 0) failedIn = end.folder;
        tally = addTallies(tally, end.tally);
      },
      onFailure: (_part, thrown) => {
        error ??= signals.stop.aborted ? asMigrationError(signals.stop.reason) : thrown;
        return true;
      },
      onCopied: (more, bytes) => {
        copies += more;
        copiedBytes += bytes;
        onProgress({ copies, copiedBytes });
      },
    },
  );
  if (signals.stop.aborted) error ??= asMigrationError(signals.stop.reason);
  error ??= tally.failures.length > 0 ? failedKeys(tally, ledger.uri(names.checkpoint(failedIn))) : null;
  return {
    verdict:
      error === null ? (task.dryRun && tally.accounts.copied > 0 ? 'would-copy' : 'equal') : signals.stop.aborted ? 'stopped' : 'failed',
    tally,
    attempt: { copies, copiedBytes, seconds: (clock.now() - startedAtMs) / 1000 },
    names,
    parts: parts.map(({ name }) => name),
    error: error ?? (task.dryRun && tally.accounts.copied > 0 ? wouldCopy(tally) : null),
  };
}

/** The two places decide what work it is: the same places, the same ledger, the same checkpoints. */
function identityOf({ source, target }: CopyTask): string {
  const place = ({ bucket, prefix }: Side) => `s3://${bucket}/${prefix}`;
  return hash('sha256', `${place(source)}\n${place(target)}`, 'hex').slice(0, 32);
}

async function firstStart(ledger: LedgerStore, names: LedgerNames, nowMs: number): Promise<number> {
  const at = isoSeconds(nowMs);
  await ledger.write(names.start(), JSON.stringify({ contract: 'start/1', at }), { absent: true });
  const stored = await ledger.read(names.start());
  return Date.parse(stored === null ? at : parseContract(start, stored.body.toString('utf8'), ledger.uri(names.start())).at);
}

function failedKeys({ failures }: Tally, uri: string): MigrationError {
  const first = failures[0]!;
  return new MigrationError('COPY_FAILED', `${failures.length} ${failures.length === 1 ? 'key' : 'keys'} could not be copied`, {
    details: { first: printable(first.key), code: first.code, message: first.message, all: uri },
    next: 'Mend what S3 names, then run it again: what is equal is not copied again.',
  });
}

function wouldCopy({ accounts: { copied, bytes } }: Tally): MigrationError {
  return new MigrationError('DIFFERENCES_FOUND', `${copied} objects would be copied, of ${bytes} bytes with those that are equal`, {
    next: 'Run it without --dry-run.',
  });
}

function stopIsAsked(uri: string): MigrationError {
  return new MigrationError('STOPPED', `${uri} asks every worker to stop`, { next: 'Delete it, then run this again.' });
}
