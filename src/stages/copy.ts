import { hash } from 'node:crypto';
import { z } from 'zod';
import { isoSeconds, type Clock } from '../clock.ts';
import { addTallies, NO_TALLY } from '../contracts/accounts.ts';
import { parseContract, type Side } from '../contracts/contract.ts';
import type { Stretch, Tally } from '../contracts/copy.ts';
import type { ObjectPolicy } from '../contracts/objects.ts';
import { walkFolders } from '../copy/lanes.ts';
import type { StopSignals } from '../copy/settle.ts';
import { asMigrationError, MigrationError, printable } from '../errors.ts';
import { readCheckpoint } from '../ledger/checkpoint.ts';
import { asHolder } from '../ledger/hold.ts';
import { ledgerNames, type LedgerNames } from '../ledger/names.ts';
import type { LedgerStore } from '../ledger/store.ts';
import type { Rules } from '../listing/equality.ts';
import { EVERYTHING } from '../listing/stretches.ts';
import { slots } from '../pool.ts';
import type { BothSides, Pacer } from '../s3/types.ts';

export interface CopyDeps {
  readonly s3: BothSides;
  readonly ledger: LedgerStore;
  readonly clock: Clock;
  /** Who works, for whoever meets the ledger; unique for each process. */
  readonly holder: string;
  /** Bounds the rate of one part's copies. */
  readonly pacerOf?: (part: string) => Pacer | undefined;
}

/** What is to be made equal, without any migration file. */
export interface CopyTask {
  readonly source: Side;
  readonly target: Side;
  readonly rules: Rules;
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
  readonly error: MigrationError | null;
}

const start = z.object({ contract: z.literal('start/1'), at: z.string() });

const LISTINGS_AT_ONCE = 32;

/** The whole of what lies below the two prefixes, as one folder of a migration without a name. */
const WHOLE = 'all';

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
  const startedAtMs = clock.now();
  const sinceMs = task.dryRun ? startedAtMs : await firstStart(ledger, names, startedAtMs);
  const generation = await generationOf(ledger, names, task);
  const shared = slots(task.inFlight);
  let tally: Tally = NO_TALLY;
  let error: MigrationError | null = null;
  let [copies, copiedBytes] = [0, 0];
  const queue = [WHOLE];
  await walkFolders(
    {
      nextFolder: () => Promise.resolve(queue.shift() ?? null),
      taskOf: (folder) => ({
        migration: 'copy',
        identity: identityOf(task),
        folder,
        prefix: '',
        stretch: EVERYTHING as Stretch,
        shard: WHOLE,
        generation,
        options: task.options,
        source: task.source,
        target: task.target,
        rules: task.rules,
        policy: task.policy,
        sinceMs,
      }),
      depsOf: (folder) => ({
        s3: deps.s3,
        ledger: task.dryRun ? readOnly(ledger) : ledger,
        names,
        clock,
        slots: shared,
        pacer: deps.pacerOf?.(folder),
        dryRun: task.dryRun,
        onCopied: (bytes) => {
          copies += 1;
          copiedBytes += bytes;
          onProgress({ copies, copiedBytes });
        },
      }),
      isBusy: () => shared.areShort,
      // Nothing but listing: what bounds it is the distance.
      ...(task.dryRun ? { rangesAtOnce: LISTINGS_AT_ONCE } : {}),
    },
    signals,
    {
      onFolder: ({ checkpoint }) => {
        tally = addTallies(tally, checkpoint);
      },
      onFailure: (_folder, thrown) => {
        error ??= signals.stop.aborted ? asMigrationError(signals.stop.reason) : thrown;
        return true;
      },
    },
  );
  if (signals.stop.aborted) error ??= asMigrationError(signals.stop.reason);
  error ??= tally.failures.length > 0 ? failedKeys(tally, ledger.uri(names.checkpoint(WHOLE))) : null;
  return {
    verdict:
      error === null ? (task.dryRun && tally.accounts.copied > 0 ? 'would-copy' : 'equal') : signals.stop.aborted ? 'stopped' : 'failed',
    tally,
    attempt: { copies, copiedBytes, seconds: (clock.now() - startedAtMs) / 1000 },
    names,
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

/**
 * | found     | resume | what this run does                                      |
 * |-----------|--------|---------------------------------------------------------|
 * | nothing   | any    | walks all of it                                          |
 * | unfinished| yes    | goes on                                                  |
 * | unfinished| no     | refused: two runs may not know of each other             |
 * | done      | yes    | nothing is left to do                                    |
 * | done      | no     | walks it again, and copies what differs by now           |
 */
async function generationOf(ledger: LedgerStore, names: LedgerNames, { resume, dryRun }: CopyTask): Promise<number> {
  const found = (await readCheckpoint(ledger, names, WHOLE))?.checkpoint;
  if (found === undefined) return 1;
  if (resume) return found.generation;
  if (found.state === 'done' || dryRun) return found.generation + 1;
  throw new MigrationError(
    'USAGE',
    `${ledger.uri(names.checkpoint(WHOLE))} is of a copy that has not ended, begun by shard ${found.shard} and last taken up at ${found.updatedAt}`,
    {
      next: 'Give --resume to go on with it, also when its process is gone; or another --ledger to begin anew.',
    },
  );
}

function readOnly(ledger: LedgerStore): LedgerStore {
  return { ...ledger, write: () => Promise.resolve({ outcome: 'written', etag: '' }) };
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
