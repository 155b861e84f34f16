import { addTallies, VANISHED } from '../contracts/accounts.ts';
import { parseContract } from '../contracts/contract.ts';
import { checkpoint, type Checkpoint, type ManifestPiece, type SegmentHead, type Stretch } from '../contracts/copy.ts';
import { compareFrom, joined, overlaid } from '../listing/stretches.ts';
import { MigrationError } from '../errors.ts';
import { eachUpTo } from '../pool.ts';
import { readSegmentHead } from './manifest.ts';
import { epochDir, generationDir, type LedgerNames } from './names.ts';
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

const READS_AT_ONCE = 16;

/**
 * The checkpoint with what its owner has written since: how far the folder is now. A folder that is done costs one read.
 * What damaged segments at a range's end have proven is not counted, and is walked again.
 */
export async function readProgress(
  ledger: LedgerStore,
  names: Pick<LedgerNames, 'checkpoint' | 'manifest' | 'segment'>,
  folder: string,
  signal?: AbortSignal,
): Promise<StoredCheckpoint | null> {
  const found = await readCheckpoint(ledger, names, folder, signal);
  if (found === null || found.checkpoint.state === 'done') return found;
  const { generation, epoch } = found.checkpoint;
  const root = names.manifest(folder);
  const written = segmentsByDir(root, await ledger.list(root + epochDir(generation, epoch), signal));
  const ranges: { piece: ManifestPiece; head: SegmentHead }[] = [];
  await eachUpTo(written, READS_AT_ONCE, async ([dir, segments]) => {
    const range = await lastWhole((index) => readSegmentHead(ledger, names.segment(folder, dir, index), signal), segments);
    if (range === null) return;
    const { head } = range;
    ranges.push({ piece: { dir, segments: range.segments, from: head.from, to: head.to }, head });
  });
  return { ...found, checkpoint: ranges.reduce((all, { piece, head }) => withRange(all, piece, head), found.checkpoint) };
}

/** How far a range has come by its last segment that can be read; null when none can. */
async function lastWhole(
  headOf: (index: number) => Promise<SegmentHead>,
  written: number,
): Promise<{ readonly segments: number; readonly head: SegmentHead } | null> {
  for (let segments = written; segments > 0; segments -= 1) {
    try {
      return { segments, head: await headOf(segments - 1) };
    } catch (error) {
      if (!(error instanceof MigrationError) || error.code !== 'UNPROVEN') throw error;
    }
  }
  return null;
}

/** The highest epoch of a generation that has segments, whoever counts them; 0 when none has. */
export async function lastEpoch(
  ledger: LedgerStore,
  names: Pick<LedgerNames, 'manifest'>,
  { folder, generation }: { readonly folder: string; readonly generation: number },
  signal?: AbortSignal,
): Promise<number> {
  const root = names.manifest(folder) + generationDir(generation);
  const epochs = (await ledger.list(root, signal)).map((name) => Number(/^e(\d+)-/.exec(name.slice(root.length))?.[1] ?? 0));
  return epochs.reduce((last, epoch) => Math.max(last, epoch), 0);
}

/** Segments are written one after another, so that those that count are 0 up to the first that is not there. */
function segmentsByDir(root: string, names: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  // From the millionth on their names have seven digits, and come before those of six that they follow.
  const later = new Map<string, Set<number>>();
  for (const name of names) {
    const match = /^(.+)\/(\d{6,})\.ndjson\.gz$/.exec(name.slice(root.length));
    if (match === null) continue;
    const [, dir, digits] = match as unknown as [string, string, string];
    const index = Number(digits);
    const before = found.get(dir) ?? 0;
    if (index === before) found.set(dir, before + 1);
    else later.set(dir, (later.get(dir) ?? new Set<number>()).add(index));
  }
  for (const [dir, indexes] of later) {
    let count = found.get(dir) ?? 0;
    while (indexes.has(count)) count += 1;
    if (count > 0) found.set(dir, count);
  }
  return found;
}

/** The checkpoint and what one range of its epoch has come to. */
export function withRange(
  folder: Checkpoint,
  piece: ManifestPiece | null,
  head: Pick<SegmentHead, 'from' | 'to' | 'returned'> & Parameters<typeof addTallies>[1],
): Checkpoint {
  return withWalked(folder, piece === null ? [] : [piece], [{ from: head.from, to: head.to }], head, head.returned);
}

function withWalked(
  folder: Checkpoint,
  pieces: readonly ManifestPiece[],
  walked: readonly Stretch[],
  of: Parameters<typeof addTallies>[1],
  returned: readonly string[],
): Checkpoint {
  const sum = addTallies(folder, of);
  const back = new Set(returned);
  const accounts = { ...sum.accounts, listed: sum.accounts.listed - back.size, vanished: sum.accounts.vanished - back.size };
  const reasons = back.size === 0 ? sum.reasons : { ...sum.reasons, [VANISHED]: (sum.reasons[VANISHED] ?? 0) - back.size };
  // A key that is back may vanish again in the same walk: it is taken out once, as it was counted before.
  const vanished = back.size === 0 ? sum.vanished : [...folder.vanished.filter((key) => !back.has(key)), ...of.vanished];
  return {
    ...folder,
    ...sum,
    accounts,
    reasons,
    vanished,
    pieces: [...folder.pieces, ...pieces].toSorted((a, b) => compareFrom(a.from, b.from)),
    walked: joined([...folder.walked, ...walked]),
  };
}

/** The pieces that a folder's manifest consists of, in key order: those of this walk, and of earlier ones where it has not been yet. */
export function piecesOf({ state, pieces, walked, earlier }: Checkpoint): readonly ManifestPiece[] {
  return state === 'done' ? pieces : overlaid(pieces, walked, earlier);
}
