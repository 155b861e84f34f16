import { z } from 'zod';
import { isoSeconds, type Clock } from '../clock.ts';
import { parseContract } from '../contracts/contract.ts';
import { MigrationError } from '../errors.ts';
import type { LedgerStore } from './store.ts';

const held = z.object({ contract: z.literal('hold/1'), holder: z.string(), takenAt: z.string(), seenAt: z.string() });

/** When the last holder took the right, and was seen last, in milliseconds since 1970; null when nobody ever has. @throws MigrationError `CONTRACT_MISMATCH` */
export async function lastHeld(ledger: LedgerStore, name: string): Promise<{ readonly fromMs: number; readonly toMs: number } | null> {
  const found = await ledger.read(name);
  if (found === null) return null;
  const last = parseContract(held, found.body.toString('utf8'), ledger.uri(name));
  return { fromMs: Date.parse(last.takenAt), toMs: Date.parse(last.seenAt) };
}

/** A holder looks so often whether it still is one (design: workers look every five seconds). */
const LOOK_EVERY_MS = 5000;

export interface HoldTerms {
  /** The object in the ledger that stands for the right. */
  readonly name: string;
  /** Who holds it, for the reader of an error; unique for each worker. */
  readonly holder: string;
  /** Looked at with each renewal: true when somebody has asked this worker to stop. */
  readonly isAskedToStop?: () => Promise<boolean>;
}

/**
 * Does the work as the newest holder of a right. It is taken over from whoever has it, without waiting: a worker whose job was lost
 * need not be waited for, and one that lives on finds out within five seconds and stops. What makes that safe is the fencing beneath:
 * nobody counts what a former owner of a folder writes.
 * `work` is given a signal that aborts when the right was taken by another, or a stop was asked for; and what says at once, not within
 * five seconds, whether the right is still its own (`writeAsHolder`).
 */
export async function asHolder<T>(
  { ledger, clock }: { readonly ledger: LedgerStore; readonly clock: Clock },
  { name, holder, isAskedToStop }: HoldTerms,
  work: (lost: AbortSignal, confirm: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const takenAt = isoSeconds(clock.now());
  const body = () => JSON.stringify(held.parse({ contract: 'hold/1', holder, takenAt, seenAt: isoSeconds(clock.now()) }));
  let etag = await take(ledger, name, body());
  const lost = new AbortController();
  const over = new AbortController();
  let taken: MigrationError | null = null;
  // Whoever was asked to stop has its right still, and its result to write.
  const renew = async () => {
    if (taken !== null) throw taken;
    const written = await ledger.write(name, body(), { etag });
    if (written.outcome === 'written') {
      ({ etag } = written);
      return;
    }
    taken = takenOver(ledger.uri(name), holder);
    lost.abort(taken);
    throw taken;
  };
  // One after another: a renewal that overtook another would take that for somebody else's.
  let renewed: Promise<void> = Promise.resolve();
  const confirm = () => (renewed = renewed.catch(() => undefined).then(renew));
  const renewing = (async () => {
    for (;;) {
      await clock.sleep(LOOK_EVERY_MS, over.signal);
      if ((await isAskedToStop?.()) === true) {
        lost.abort(
          new MigrationError('STOPPED', `${holder} was asked to stop; its checkpoints are kept`, {
            next: 'Run it again: it goes on where this one stopped.',
          }),
        );
        return;
      }
      await confirm();
    }
  })().catch((error: unknown) => {
    // A ledger that cannot be written is met by the work as well, which says what it was doing.
    if (!over.signal.aborted) lost.abort(error);
  });
  try {
    return await work(lost.signal, confirm);
  } finally {
    over.abort();
    await renewing;
  }
}

/**
 * Writes what is the holder's alone to write. A former holder writes nothing: who takes the right over after it was confirmed here writes later
 * than the version that the condition is about. @throws whatever `confirm` does
 */
export async function writeAsHolder(ledger: LedgerStore, name: string, body: string, confirm: () => Promise<void>): Promise<void> {
  for (;;) {
    const found = await ledger.read(name);
    await confirm();
    const written = await ledger.write(name, body, found === null ? { absent: true } : { etag: found.etag });
    if (written.outcome === 'written') return;
  }
}

async function take(ledger: LedgerStore, name: string, body: string): Promise<string> {
  for (;;) {
    const found = await ledger.read(name);
    const written = await ledger.write(name, body, found === null ? { absent: true } : { etag: found.etag });
    if (written.outcome === 'written') return written.etag;
  }
}

function takenOver(uri: string, holder: string): MigrationError {
  return new MigrationError('LEASE_HELD', `${uri} was taken over by another worker, so ${holder} stopped`, {
    next: 'Nothing is lost: the other one goes on from the checkpoints. Let it end.',
  });
}
