import type { Accounts, Tally } from './copy.ts';
import { MigrationError } from '../errors.ts';

export const NO_ACCOUNTS: Accounts = {
  listed: 0,
  identical: 0,
  copied: 0,
  failed: 0,
  vanished: 0,
  excluded: 0,
  targetListed: 0,
  matched: 0,
  targetOnly: 0,
  bytes: 0,
};

export function addAccounts(a: Accounts, b: Accounts): Accounts {
  return {
    listed: a.listed + b.listed,
    identical: a.identical + b.identical,
    copied: a.copied + b.copied,
    failed: a.failed + b.failed,
    vanished: a.vanished + b.vanished,
    excluded: a.excluded + b.excluded,
    targetListed: a.targetListed + b.targetListed,
    matched: a.matched + b.matched,
    targetOnly: a.targetOnly + b.targetOnly,
    bytes: a.bytes + b.bytes,
  };
}

export function addReasons(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const sum: Record<string, number> = { ...a };
  for (const [reason, times] of Object.entries(b)) sum[reason] = (sum[reason] ?? 0) + times;
  return sum;
}

export const NO_TALLY: Tally = { accounts: NO_ACCOUNTS, reasons: {}, vanished: [], failures: [], copies: 0 };

export const VANISHED = 'vanished: gone from the source';

/** What two stretches of a folder's keys came to. */
export function addTallies(a: Tally, b: Tally): Tally {
  return {
    accounts: addAccounts(a.accounts, b.accounts),
    reasons: addReasons(a.reasons, b.reasons),
    vanished: [...a.vanished, ...b.vanished],
    failures: [...a.failures, ...b.failures],
    copies: a.copies + b.copies,
  };
}

/** Every key has ended in exactly one class, or the work is unproven. @throws MigrationError ACCOUNTS_OPEN */
export function assertClosed(accounts: Accounts, of: string): void {
  const source = accounts.identical + accounts.copied + accounts.failed + accounts.vanished + accounts.excluded;
  const target = accounts.matched + accounts.targetOnly;
  if (accounts.listed === source && accounts.targetListed === target) return;
  throw new MigrationError(
    'ACCOUNTS_OPEN',
    `The accounts of ${of} do not close: listed ${accounts.listed} ≠ ${source}, or at the target ${accounts.targetListed} ≠ ${target}`,
    {
      next: 'This is a defect of bucket-brigade: please report it. Nothing of this account is taken as proof.',
    },
  );
}
