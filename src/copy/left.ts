import type { ShardOrder } from '../contracts/plan.ts';
import { readCheckpoint } from '../ledger/checkpoint.ts';
import type { LedgerNames } from '../ledger/names.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { eachUpTo } from '../pool.ts';
import { startOf } from './checkpoint.ts';

const READS_AT_ONCE = 16;

/** The order's folders that still need work, in order; those that are done cost one read each. */
export async function foldersLeft(
  { ledger, names }: { readonly ledger: LedgerStore; readonly names: LedgerNames },
  order: ShardOrder,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const left = new Set<string>();
  await eachUpTo(order.folders, READS_AT_ONCE, async (folder) => {
    const found = await readCheckpoint(ledger, names, folder, signal);
    const task = { ...order, folder, generation: order.generations[folder] ?? 1, options: {} };
    if (startOf(found?.checkpoint ?? null, task, 0).kind !== 'done') left.add(folder);
  });
  return order.folders.filter((folder) => left.has(folder));
}
