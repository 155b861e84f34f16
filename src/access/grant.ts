import { isoSeconds, type Clock } from '../clock.ts';
import { MigrationError } from '../errors.ts';
import { underLease } from '../ledger/lease.ts';
import { policyLeaseName } from '../ledger/names.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { grantedUntil, grantsIn, grantStatement, lostStatements, withGrant, withoutGrants, type Grant } from './policy.ts';

/** The source bucket's policy. `write(null)` deletes it. Every call names the account that must own the bucket. */
export interface BucketPolicy {
  read(signal?: AbortSignal): Promise<string | null>;
  write(policy: string | null, signal?: AbortSignal): Promise<void>;
}

export interface AccessDeps {
  readonly policy: BucketPolicy;
  readonly ledger: LedgerStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly holder: string;
  readonly signal?: AbortSignal | undefined;
}

export type GrantOutcome = { readonly outcome: 'found' | 'written'; readonly untilMs: number };

/** A leg needs the grant for as long as a job may run: six hours on a hosted runner (GitHub Actions limits). */
const HOUR_MS = 3_600_000;
const LEG_MS = 6 * HOUR_MS;

/**
 * Makes sure that the agent role may read the source for the length of a leg. Every leg calls it on its own, so that a
 * re-run works after `release`, and after the grant has ended. Finds the grant in one read when it is there.
 */
export async function ensureGrant(deps: AccessDeps, grant: Omit<Grant, 'untilMs'>, hours: number): Promise<GrantOutcome> {
  const { clock, policy, signal } = deps;
  // Nothing extends a grant while a leg runs, so it must outlast one, whatever shorter time the config names.
  const grantedMs = Math.max(hours * HOUR_MS, LEG_MS + HOUR_MS);
  const current = () => policy.read(signal).then((text) => ({ text, untilMs: grantedUntil(text, grant) }));
  const enough = (untilMs: number | null): untilMs is number => untilMs !== null && untilMs - clock.now() >= LEG_MS;
  const first = await current();
  if (enough(first.untilMs)) return { outcome: 'found', untilMs: first.untilMs };
  return await underPolicyLease(deps, grant.bucket, async () => {
    const before = await current();
    if (enough(before.untilMs)) return { outcome: 'found', untilMs: before.untilMs };
    const untilMs = clock.now() + grantedMs;
    await policy.write(withGrant(before.text, { ...grant, untilMs }), signal);
    await assertNothingLost(deps, before.text, [grant.sid], grant.bucket);
    return { outcome: 'written', untilMs };
  });
}

/** Takes our statements out again, those of the migration's earlier identities among them. Revoking twice is not an error. */
export async function revokeGrants(
  deps: AccessDeps,
  { bucket, migration }: { readonly bucket: string; readonly migration: string },
): Promise<'revoked' | 'absent'> {
  return await underPolicyLease(deps, bucket, async () => {
    const before = await deps.policy.read(deps.signal);
    const own = grantsIn(before, bucket, migration);
    if (own.length === 0) return 'absent';
    await deps.policy.write(withoutGrants(before, own, bucket), deps.signal);
    await assertNothingLost(deps, before, own, bucket);
    return 'revoked';
  });
}

/** What a person adds to the bucket's policy where `access.mode` is manual. */
export function statementToAdd(grant: Grant): string {
  return JSON.stringify(grantStatement(grant), null, 2);
}

function underPolicyLease<T>(deps: AccessDeps, bucket: string, work: () => Promise<T>): Promise<T> {
  // A policy is read, written and read again in a second; half a minute outlives any of it.
  return underLease(deps, { name: policyLeaseName(bucket), holder: deps.holder, heldForMs: 30_000, waitUpToMs: 90_000 }, work);
}

async function assertNothingLost(
  { policy, signal, clock }: AccessDeps,
  before: string | null,
  own: readonly string[],
  bucket: string,
): Promise<void> {
  const lost = lostStatements(before, await policy.read(signal), own, bucket);
  if (lost.length === 0) return;
  throw new MigrationError('GRANT_CONFLICT', `Statements of bucket ${bucket}'s policy changed while ours was written: ${lost.join(', ')}`, {
    next: `Somebody else writes this policy. Compare it with its state before ${isoSeconds(clock.now())}, then re-run this job.`,
  });
}
