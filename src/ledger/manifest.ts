import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { MigrationError } from '../errors.ts';
import { segmentHead, type ManifestEntry, type ManifestPiece, type SegmentHead } from '../contracts/copy.ts';
import { parseContract } from '../contracts/contract.ts';
import { compareKeys } from '../listing/order.ts';
import { EVERYTHING, gaps, holds } from '../listing/stretches.ts';
import type { LedgerNames } from './names.ts';
import { writeOrThrow, type LedgerStore } from './store.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/**
 * Writes one segment. Unconditional: only the owner of its epoch writes there, and after a crash nobody writes into that epoch again.
 */
export async function writeSegment(ledger: LedgerStore, name: string, head: SegmentHead, entries: readonly ManifestEntry[]): Promise<void> {
  let lines = `${JSON.stringify(head)}\n`;
  for (const entry of entries) lines += `${JSON.stringify(entry)}\n`;
  // Level 1: the default level costs more CPU than signing the copies does.
  await writeOrThrow(ledger, name, await pack(lines, { level: constants.Z_BEST_SPEED }));
}

/** What the segment says of the walk so far. @throws MigrationError UNPROVEN when it is gone or damaged */
export async function readSegmentHead(ledger: LedgerStore, name: string, signal?: AbortSignal): Promise<SegmentHead> {
  const text = await readText(ledger, name, signal);
  return parseContract(segmentHead, text.slice(0, Math.max(0, text.indexOf('\n'))), ledger.uri(name));
}

/**
 * The entries of the pieces, which are in key order and disjoint: each key once and in key order, a segment at a time; one segment
 * in memory, or the next one beside it.
 */
export async function* readManifest(
  ledger: LedgerStore,
  names: Pick<LedgerNames, 'segment'>,
  folder: string,
  pieces: readonly ManifestPiece[],
  signal?: AbortSignal,
): AsyncGenerator<readonly ManifestEntry[]> {
  for (const piece of pieces) {
    const cut = piece.from !== null || piece.to !== null;
    for (let index = 0; index < piece.segments; index += 1) {
      const entries = await readSegment(ledger, names.segment(folder, piece.dir, index), signal);
      const last = entries.at(-1);
      const first = entries[0];
      if (first === undefined || last === undefined) continue;
      if (piece.to !== null && compareKeys(first.key, piece.to) > 0) break;
      const whole = !cut || (holds(piece, first.key) && holds(piece, last.key));
      const held = whole ? entries : entries.filter(({ key }) => holds(piece, key));
      if (held.length > 0) yield held;
    }
  }
}

/** The entries up to the first segment that is gone or damaged, of which `onDamage` is told: whoever walks the folder anew needs no more. */
export async function* upToDamage(
  entries: AsyncIterable<readonly ManifestEntry[]>,
  onDamage: (error: MigrationError) => void,
): AsyncGenerator<readonly ManifestEntry[]> {
  try {
    yield* entries;
  } catch (error) {
    if (!(error instanceof MigrationError) || error.code !== 'UNPROVEN') throw error;
    onDamage(error);
  }
}

/** The pieces, cut to a part of the keys: what is read for a range of the folder. */
export function piecesWithin(
  pieces: readonly ManifestPiece[],
  within: { readonly from: string | null; readonly to: string | null },
): ManifestPiece[] {
  const outside = gaps(EVERYTHING, [within]);
  return pieces.flatMap((piece) => gaps(piece, outside).map((part) => ({ ...piece, ...part })));
}

async function readSegment(ledger: LedgerStore, name: string, signal?: AbortSignal): Promise<readonly ManifestEntry[]> {
  const text = await readText(ledger, name, signal);
  try {
    const lines = text.split('\n');
    // The first line is the head; behind the last newline there is nothing.
    const entries: ManifestEntry[] = [];
    for (let at = 1; at < lines.length; at += 1) {
      const line = lines[at]!;
      if (line !== '') entries.push(entryOf(JSON.parse(line)));
    }
    return entries;
  } catch (cause) {
    throw damaged(ledger.uri(name), 'cannot be read', cause);
  }
}

/** By hand, because a schema takes ten times as long for each of the migration's millions of keys. @throws TypeError */
function entryOf(value: Partial<Record<keyof ManifestEntry, unknown>> | null): ManifestEntry {
  const { key, size, sourceETag, targetETag, lastModified, origin } = value ?? {};
  const texts =
    typeof key === 'string' && typeof sourceETag === 'string' && typeof targetETag === 'string' && typeof lastModified === 'string';
  if (!texts || !Number.isSafeInteger(size) || (size as number) < 0 || (origin !== 'copied' && origin !== 'identical'))
    throw new TypeError('a line is no entry of a manifest');
  return { key, size: size as number, sourceETag, targetETag, lastModified, origin };
}

async function readText(ledger: LedgerStore, name: string, signal?: AbortSignal): Promise<string> {
  const stored = await ledger.read(name, signal);
  if (stored === null) throw damaged(ledger.uri(name), 'is gone, although its checkpoint counts it');
  try {
    return (await unpack(stored.body)).toString('utf8');
  } catch (cause) {
    throw damaged(ledger.uri(name), 'cannot be read', cause);
  }
}

function damaged(uri: string, what: string, cause?: unknown): MigrationError {
  return new MigrationError('UNPROVEN', `Manifest segment ${uri} ${what}`, {
    cause,
    next: "Restore it from the bucket's earlier versions, or delete the folder's checkpoint.json: the next run walks that folder again.",
  });
}
