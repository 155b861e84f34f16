import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { MigrationError } from '../errors.ts';
import { manifestEntry, type EarlierWalk, type ManifestEntry } from '../contracts/copy.ts';
import { compareKeys } from '../listing/order.ts';
import type { LedgerNames } from './names.ts';
import { writeOrThrow, type LedgerStore } from './store.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Writes one segment. Unconditional: the same segment of the same generation may be written again after a crash, and only the checkpoint makes it count. */
export async function writeSegment(ledger: LedgerStore, name: string, entries: readonly ManifestEntry[]): Promise<void> {
  const lines = entries.map((entry) => JSON.stringify(entry)).join('\n');
  // Level 1: the default level costs more CPU than signing the copies does.
  await writeOrThrow(ledger, name, await pack(`${lines}\n`, { level: constants.Z_BEST_SPEED }));
}

/** The entries of the walks, newest first, each key once and in key order; one segment in memory at a time. */
export async function* readManifest(
  ledger: LedgerStore,
  names: Pick<LedgerNames, 'segment'>,
  folder: string,
  walks: readonly EarlierWalk[],
  signal?: AbortSignal,
): AsyncGenerator<ManifestEntry> {
  let after: string | null = null;
  for (const walk of walks) {
    for (let index = 0; index < walk.segments; index += 1) {
      for (const entry of await readSegment(ledger, names.segment(folder, walk.generation, index), signal)) {
        if (after !== null && compareKeys(entry.key, after) <= 0) continue;
        if (walk.upTo !== null && compareKeys(entry.key, walk.upTo) > 0) break;
        yield entry;
      }
    }
    if (walk.upTo === null) return;
    if (after === null || compareKeys(walk.upTo, after) > 0) after = walk.upTo;
  }
}

/** The entries up to the first segment that is gone or damaged, of which `onDamage` is told: whoever walks the folder anew needs no more. */
export async function* upToDamage(
  entries: AsyncIterable<ManifestEntry>,
  onDamage: (error: MigrationError) => void,
): AsyncGenerator<ManifestEntry> {
  try {
    yield* entries;
  } catch (error) {
    if (!(error instanceof MigrationError) || error.code !== 'UNPROVEN') throw error;
    onDamage(error);
  }
}

async function readSegment(ledger: LedgerStore, name: string, signal?: AbortSignal): Promise<readonly ManifestEntry[]> {
  const stored = await ledger.read(name, signal);
  if (stored === null) throw damaged(ledger.uri(name), 'is gone, although its checkpoint counts it');
  try {
    const lines = (await unpack(stored.body)).toString('utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => manifestEntry.parse(JSON.parse(line)));
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
