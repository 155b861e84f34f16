import { parseContract } from '../contracts/contract.ts';
import { checkpoint, type Checkpoint, type EarlierWalk } from '../contracts/copy.ts';
import type { LedgerNames } from './names.ts';
import type { LedgerStore } from './store.ts';

export interface StoredCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly etag: string;
}

export async function readCheckpoint(
  ledger: LedgerStore,
  names: Pick<LedgerNames, 'checkpoint'>,
  folder: string,
  signal?: AbortSignal,
): Promise<StoredCheckpoint | null> {
  const stored = await ledger.read(names.checkpoint(folder), signal);
  if (stored === null) return null;
  return { checkpoint: parseContract(checkpoint, stored.body.toString('utf8'), ledger.uri(names.checkpoint(folder))), etag: stored.etag };
}

/** The walks that a checkpoint's manifest consists of, newest first. */
export function walksOf({ generation, segments, state, after, earlier }: Checkpoint): readonly EarlierWalk[] {
  return state === 'done' ? [{ generation, segments, upTo: null }] : [{ generation, segments, upTo: after ?? '' }, ...earlier];
}
