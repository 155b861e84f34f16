import { createHash } from 'node:crypto';
import { isoSeconds, type Clock } from '../clock.ts';
import { parseContract } from '../contracts/contract.ts';
import { machineIntent, type MachineIntent } from '../contracts/fleet.ts';
import type { LedgerNames } from '../ledger/names.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { MACHINE_TAGS } from './machine.ts';

/** What is the same for every machine of a worker. */
export interface MachineWish {
  readonly migration: string;
  readonly identity: string;
  readonly worker: string;
  readonly request: Omit<MachineIntent['request'], 'tags'>;
}

/** The newest intent of the worker; null when no machine was ever asked for. Intents are numbered without gap. */
export async function newestIntent(
  { ledger, names }: { readonly ledger: LedgerStore; readonly names: LedgerNames },
  worker: string,
  signal?: AbortSignal,
): Promise<MachineIntent | null> {
  let newest: MachineIntent | null = null;
  for (let attempt = 1; ; attempt += 1) {
    const name = names.machineIntent(worker, attempt);
    const stored = await ledger.read(name, signal);
    if (stored === null) return newest;
    newest = parseContract(machineIntent, stored.body.toString('utf8'), ledger.uri(name));
  }
}

/** Writes the request down before it is sent. Of two that write the same one, both go on with what was written first. */
export async function writeIntent(
  { ledger, names, clock }: { readonly ledger: LedgerStore; readonly names: LedgerNames; readonly clock: Clock },
  wish: MachineWish,
  attempt: number,
): Promise<MachineIntent> {
  const { migration, identity, worker } = wish;
  const tags = {
    Name: `bucket-brigade ${migration} ${worker}`,
    [MACHINE_TAGS.migration]: migration,
    [MACHINE_TAGS.identity]: identity,
    [MACHINE_TAGS.worker]: worker,
    [MACHINE_TAGS.attempt]: String(attempt),
  };
  const intent: MachineIntent = {
    contract: 'machine-intent/1',
    migration,
    identity,
    worker,
    attempt,
    clientToken: clientToken(migration, identity, worker, attempt),
    request: { ...wish.request, tags },
    createdAt: isoSeconds(clock.now()),
  };
  const name = names.machineIntent(worker, attempt);
  const written = await ledger.write(name, JSON.stringify(intent), { absent: true });
  if (written.outcome === 'written') return intent;
  const stored = await ledger.read(name);
  return stored === null ? intent : parseContract(machineIntent, stored.body.toString('utf8'), ledger.uri(name));
}

/** At most 64 ASCII characters (API_RunInstances). The attempt is in it: a token's machine may have ended long ago. */
function clientToken(...of: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 64);
}
