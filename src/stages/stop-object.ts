import { stopRequest } from '../contracts/fleet.ts';
import { MigrationError } from '../errors.ts';
import type { LedgerStore } from '../ledger/store.ts';

/** An object in the ledger that asks whoever works there to stop, looked for every five seconds (`asHolder`). */
export interface StopObject {
  readonly isThere: () => Promise<boolean>;
  /** @throws MigrationError STOPPED when it is there already: a run that began would end within five seconds, and so would each that follows it */
  readonly refuseIfThere: () => Promise<void>;
}

/** Whatever is in it, but for a request that names the start of a worker on a machine (fleet/drive.ts): that one is meant, and nobody else. */
export function stopObject(ledger: LedgerStore, name: string): StopObject {
  const isThere = async () => {
    const stored = await ledger.read(name);
    return stored !== null && !isOfMachine(stored.body.toString('utf8'));
  };
  return {
    isThere,
    refuseIfThere: async () => {
      if (!(await isThere())) return;
      throw new MigrationError('STOPPED', `${ledger.uri(name)} asks every worker to stop`, { next: 'Delete it, then run this again.' });
    },
  };
}

/** Whether a stop object is for the start of a worker on a machine: it names it, or nobody at all, as one that a person has put there. */
export function isFor(text: string, process: string): boolean {
  const named = startNamed(text);
  return named === null || named === process;
}

const isOfMachine = (text: string): boolean => startNamed(text) !== null;

function startNamed(text: string): string | null {
  try {
    return stopRequest.safeParse(JSON.parse(text)).data?.process ?? null;
  } catch {
    return null;
  }
}
