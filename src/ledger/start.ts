import { z } from 'zod';
import { moment, parseContract } from '../contracts/contract.ts';
import type { LedgerNames } from './names.ts';
import type { LedgerStore } from './store.ts';

/** When the work of this ledger began, in whichever run was the first: what was written before it is none of ours. */
const start = z.object({ contract: z.literal('start/1'), at: moment });

/** An ISO moment, or null in a ledger that nobody has begun. @throws MigrationError CONTRACT_MISMATCH when the record is damaged */
export async function readStart(ledger: LedgerStore, names: LedgerNames, signal?: AbortSignal): Promise<string | null> {
  const stored = await ledger.read(names.start(), signal);
  return stored === null ? null : parseContract(start, stored.body.toString('utf8'), ledger.uri(names.start())).at;
}

/** Begins the work, or, where another run was there first, tells that one's moment: it is the work's. */
export async function beginWork(
  ledger: LedgerStore,
  names: LedgerNames,
  at: string,
  signal?: AbortSignal,
): Promise<{ readonly at: string; readonly first: boolean }> {
  const written = await ledger.write(names.start(), JSON.stringify({ contract: 'start/1', at }), { absent: true });
  if (written.outcome === 'written') return { at, first: true };
  return { at: (await readStart(ledger, names, signal)) ?? at, first: false };
}
