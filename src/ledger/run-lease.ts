import { z } from 'zod';
import { isoSeconds, type Clock } from '../clock.ts';
import { MigrationError } from '../errors.ts';
import type { LedgerStore } from './store.ts';

const lease = z.object({ contract: z.literal('run-lease/1'), run: z.string(), worker: z.string(), until: z.number() });
type Lease = z.infer<typeof lease>;
const leaseText = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue('no JSON');
      return z.NEVER;
    }
  })
  .pipe(lease);

/** Jobs of one run follow one another within it, and what is left of a run that was killed stands in nobody's way for longer. */
const HELD_FOR_MS = 5 * 60_000;
const LOOK_EVERY_MS = 60_000;
/** More than a lease lasts without its run. */
const WAIT_UP_TO_MS = HELD_FOR_MS + LOOK_EVERY_MS;
const WAIT_EVERY_MS = 5000;
/** S3 refuses who is 15 minutes off (RequestTimeTooSkewed), so two clocks are at most twice that apart. */
const CLOCKS_APART_UP_TO_MS = 30 * 60_000;
/** Of the jobs of a matrix, which begin at once, one writes; the others come back when it has. */
const CONFLICT_PAUSE_UP_TO_MS = 500;

export interface RunLeaseDeps {
  readonly ledger: LedgerStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface RunTerms {
  /** The object in the ledger that stands for the right. */
  readonly name: string;
  /** The run, for the reader of an error and for its other jobs: a run in Actions, or somebody's terminal. */
  readonly run: string;
  /** Who works: in Actions a job, whose legs share it; at a terminal a process. */
  readonly worker: string;
}

/** Whether a job waits for another run to end. One that does not is refused at once. */
export type Patience = 'waits' | 'does-not-wait';

/**
 * Does a job's work while its run is the one that works on the migration. All jobs of a run hold it together, and in its re-runs. It
 * stands behind the workflow's concurrency group, which knows nothing of another file of the same migration, of another
 * repository or of a terminal. `work` is given a signal that aborts when another run has the right by now.
 * The run keeps it when the work has ended, for its next job (`endRun` gives it back).
 * @throws MigrationError LEASE_HELD when another run works on the migration, and went on working while this one waited.
 */
export async function duringRun<T>(
  deps: RunLeaseDeps,
  terms: RunTerms,
  patience: Patience,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T> {
  const { clock, ledger, log, signal } = deps;
  let seen = await take(deps, terms, patience);
  const lost = new AbortController();
  const over = new AbortController();
  const isLost = () => lost.signal.aborted && !signal.aborted;
  const keeping = (async () => {
    for (;;) {
      await clock.sleep(LOOK_EVERY_MS, over.signal);
      try {
        const kept = await keep(deps, terms, seen);
        if (typeof kept === 'string') seen = kept;
        else return lost.abort(otherRun(ledger.uri(terms.name), kept));
      } catch (error) {
        // The work meets a ledger that does not answer as well, and says what it was doing. Nobody takes the lease meanwhile but who finds it run out.
        log(`${ledger.uri(terms.name)} could not be renewed: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  })().catch(() => undefined);
  try {
    const done = await work(lost.signal);
    if (!isLost()) return done;
  } catch (error) {
    if (!isLost()) throw error;
  } finally {
    over.abort();
    await keeping;
  }
  // However the work has ended: it does not say whose the migration is now.
  throw lost.signal.reason;
}

/** The run that an error of `duringRun` names; null of every other error. */
export function runThatHolds(error: unknown): string | null {
  const run = error instanceof MigrationError && error.code === 'LEASE_HELD' ? error.details?.['run'] : undefined;
  return typeof run === 'string' ? run : null;
}

/**
 * Gives the lease back, so that another run need not wait until it has run out. Another run's is left alone; of a worker only, also
 * that which another worker of the run has renewed since.
 */
export async function endRun(
  { ledger }: Pick<RunLeaseDeps, 'ledger'>,
  { name, run, worker }: RunTerms,
  whose: 'of-run' | 'of-worker' = 'of-run',
): Promise<void> {
  for (;;) {
    const found = await read(ledger, name);
    if (found === null || found.lease?.run !== run || found.lease.until === 0) return;
    if (whose === 'of-worker' && found.lease.worker !== worker) return;
    // Ended, not deleted: the ledger deletes nothing.
    const written = await ledger.write(name, bodyOf({ run, worker, until: 0 }), { etag: found.etag });
    if (written.outcome === 'written') return;
  }
}

/** Returns the ETag of the lease as it is now. */
async function take(deps: RunLeaseDeps, terms: RunTerms, patience: Patience): Promise<string> {
  const { clock, ledger, log, random, signal } = deps;
  const beganAt = clock.passed();
  let watched = null as { readonly etag: string; readonly since: number } | null;
  for (;;) {
    const now = clock.passed();
    const found = await read(ledger, terms.name, signal);
    const isOthers = found !== null && isAnothers(found.lease, terms, clock);
    if (found !== null && !isOthers && isFresh(found.lease, terms, clock)) return found.etag;
    if (isOthers && patience === 'does-not-wait') throw otherRun(ledger.uri(terms.name), found.lease!);
    if (isOthers && watched?.etag !== found.etag) {
      if (watched === null) log(`Waiting for ${found.lease!.run}, which works on this migration`);
      watched = { etag: found.etag, since: now };
    }
    const silent = watched !== null && now - watched.since >= HELD_FOR_MS;
    if (!isOthers || silent) {
      const taken = await renew(deps, terms, found?.etag ?? null);
      if (taken !== null) return taken;
      await clock.sleep(random() * CONFLICT_PAUSE_UP_TO_MS, signal);
      continue;
    }
    if (now - beganAt >= WAIT_UP_TO_MS) throw otherRun(ledger.uri(terms.name), found.lease!);
    await clock.sleep(WAIT_EVERY_MS, signal);
  }
}

/** The lease's ETag, or whose it is by now. Where another job of the run has renewed it since, there is nothing to do. */
async function keep(deps: RunLeaseDeps, terms: RunTerms, seen: string): Promise<string | Lease> {
  for (;;) {
    // Without the caller's signal: what is asked to stop drains, and holds the right until it has.
    const found = await read(deps.ledger, terms.name);
    if (found !== null && isAnothers(found.lease, terms, deps.clock)) return found.lease!;
    if (found !== null && found.etag !== seen && found.lease?.run === terms.run && found.lease.until !== 0) return found.etag;
    const renewed = await renew(deps, terms, found?.etag ?? null);
    if (renewed !== null) return renewed;
  }
}

async function renew({ clock, ledger }: RunLeaseDeps, { name, run, worker }: RunTerms, etag: string | null): Promise<string | null> {
  const body = bodyOf({ run, worker, until: clock.now() + HELD_FOR_MS });
  const written = await ledger.write(name, body, etag === null ? { absent: true } : { etag });
  return written.outcome === 'written' ? written.etag : null;
}

/** Another run's that may still work. The time in it is another clock's: only what no clock can hold for the future is believed to have run out. */
const isAnothers = (found: Lease | undefined, { run }: RunTerms, clock: Clock): boolean =>
  found !== undefined && found.run !== run && found.until !== 0 && found.until + CLOCKS_APART_UP_TO_MS > clock.now();

/** Renewed so lately by this worker, or by another leg of its job, that the next look will do. */
const isFresh = (found: Lease | undefined, { run, worker }: RunTerms, clock: Clock): boolean =>
  found?.run === run && found.worker === worker && found.until > clock.now() + HELD_FOR_MS / 2;

const bodyOf = (of: Omit<Lease, 'contract'>): string => JSON.stringify({ contract: 'run-lease/1', ...of } satisfies Lease);

/** What is no lease is nobody's. */
async function read(ledger: LedgerStore, name: string, signal?: AbortSignal) {
  const found = await ledger.read(name, signal);
  return found === null ? null : { etag: found.etag, lease: leaseText.safeParse(found.body.toString('utf8')).data };
}

function otherRun(uri: string, { run, until }: Lease): MigrationError {
  return new MigrationError('LEASE_HELD', `${run} works on this migration, and has it until ${isoSeconds(until)}: ${uri}`, {
    next: 'Let that run end, and re-run this job. What the other one has done by then is found done.',
    details: { run },
  });
}
