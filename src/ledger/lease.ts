import { z } from 'zod';
import { isoSeconds, type Clock } from '../clock.ts';
import { MigrationError } from '../errors.ts';
import type { LedgerStore } from './store.ts';

const lease = z.object({ contract: z.literal('lease/1'), holder: z.string(), until: z.number() });

export interface LeaseTerms {
  /** The object in the ledger that stands for the right. */
  readonly name: string;
  /** Who holds it, for the reader of an error: a job, a shard. Unique per worker. */
  readonly holder: string;
  /** After this time others may take it: longer than the guarded work ever needs. */
  readonly heldForMs: number;
  /** How long to wait for another holder before giving up. */
  readonly waitUpToMs: number;
}

/**
 * Does the work while holding the lease, and gives the lease back. Bucket policies have no conditional write
 * (PutBucketPolicy takes no ETag), so this is what serialises them.
 * @throws MigrationError LEASE_HELD when another worker keeps it for longer than `waitUpToMs`.
 */
export async function underLease<T>(
  { ledger, clock, random, signal }: { ledger: LedgerStore; clock: Clock; random: () => number; signal?: AbortSignal | undefined },
  terms: LeaseTerms,
  work: () => Promise<T>,
): Promise<T> {
  const giveUpAt = clock.now() + terms.waitUpToMs;
  for (;;) {
    const found = await ledger.read(terms.name, signal);
    const held = found === null ? null : lease.safeParse(JSON.parse(found.body.toString('utf8'))).data;
    if (held !== null && held !== undefined && held.until > clock.now()) {
      if (clock.now() >= giveUpAt) {
        throw new MigrationError('LEASE_HELD', `${ledger.uri(terms.name)} is held by ${held.holder} until ${isoSeconds(held.until)}`, {
          next: 'Wait until then and re-run this job: a lease whose holder is gone ends by itself.',
        });
      }
      await clock.sleep(100 + random() * 300, signal);
      continue;
    }
    // The nonce makes each taking unique: a client that lost the answer of its PUT tells its own body from another's by it.
    const mine = { contract: 'lease/1', holder: terms.holder, until: clock.now() + terms.heldForMs, nonce: random() };
    const taken = await ledger.write(terms.name, JSON.stringify(mine), found === null ? { absent: true } : { etag: found.etag });
    if (taken.outcome === 'conflict') continue;
    try {
      return await work();
    } finally {
      // Ended, not deleted: the ledger deletes nothing. A lost condition means that it had run out and is another's now.
      await ledger.write(terms.name, JSON.stringify({ ...mine, until: 0 }), { etag: taken.etag });
    }
  }
}
