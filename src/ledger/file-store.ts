import { hash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { threadId } from 'node:worker_threads';
import { MigrationError } from '../errors.ts';
import { compareKeys } from '../listing/order.ts';
import type { WriteCondition } from '../s3/types.ts';
import type { LedgerStore } from './store.ts';

/**
 * A ledger in a folder of this machine, for copies without a migration. Conditions hold among the writers of one process; two processes
 * on one folder find out about each other by the right to the work (`asHolder`), not by each write. A lock would outlive a kill.
 * Names are those of the ledger; what a file system cannot hold, or takes for a way elsewhere, is encoded.
 */
export function fileLedger(root: string): LedgerStore {
  const fileOf = (name: string) => path.join(root, ...name.split('/').map(encoded));
  const writing = new Map<string, Promise<unknown>>();

  const store = async (name: string, body: Uint8Array | string, condition: WriteCondition | undefined) => {
    const file = fileOf(name);
    await mkdir(path.dirname(file), { recursive: true });
    const found = condition === undefined ? null : await readOrNull(file);
    const holds = condition === undefined || ('absent' in condition ? found === null : found !== null && etagOf(found) === condition.etag);
    if (!holds) return { outcome: 'conflict' as const };
    const bytes = Buffer.from(body);
    // Beside it and then in its place: a crash leaves the old one or the new one.
    const beside = await writeBeside(file, bytes);
    await rename(beside, file);
    return { outcome: 'written' as const, etag: etagOf(bytes) };
  };
  return {
    uri: (name) => fileOf(name),
    read: async (name, signal) => {
      signal?.throwIfAborted();
      const body = await readOrNull(fileOf(name)).catch(unusable('read', fileOf(name)));
      return body === null ? null : { body, etag: etagOf(body) };
    },
    list: async (beginning, signal) => {
      signal?.throwIfAborted();
      const folder = path.join(root, ...beginning.split('/').slice(0, -1).map(encoded));
      const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
        // Taken for empty, a folder that cannot be read would lose what was written.
        if (isAbsent(error)) return [];
        return unusable('listed', folder)(error);
      });
      return found
        .filter((entry) => entry.isFile() && !entry.name.includes(BESIDE))
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).map(decoded).join('/'))
        .filter((name) => name.startsWith(beginning))
        .toSorted(compareKeys);
    },
    write: async (name, body, condition) => {
      const turn = (writing.get(name) ?? Promise.resolve()).then(() => store(name, body, condition));
      const settled = turn.catch(() => undefined).then(() => void (writing.get(name) === settled && writing.delete(name)));
      writing.set(name, settled);
      return await turn.catch(unusable('written', fileOf(name)));
    },
  };
}

/** No encoded name has it. */
const BESIDE = '+';

let writes = 0;

/** A file of this write alone: threads and stores of one process write at once, and so may a process of the same id in another container. */
async function writeBeside(file: string, bytes: Uint8Array): Promise<string> {
  for (;;) {
    writes += 1;
    const beside = `${file}${BESIDE}${process.pid}-${threadId}-${writes}`;
    try {
      await writeFile(beside, bytes, { flush: true, flag: 'wx' });
      return beside;
    } catch (error) {
      if (isThere(error)) continue;
      await rm(beside, { force: true });
      throw error;
    }
  }
}
/** Of a part of a name that is empty: a path would lose it. */
const EMPTY = '%_';

function encoded(part: string): string {
  if (part === '') return EMPTY;
  return part === '.' || part === '..' ? part.replaceAll('.', '%2E') : encodeURIComponent(part);
}

const decoded = (part: string): string => (part === EMPTY ? '' : decodeURIComponent(part));

const etagOf = (body: Uint8Array): string => hash('sha256', body, 'hex');

async function readOrNull(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

const isThere = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST';
const isAbsent = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** @throws MigrationError USAGE */
function unusable(what: string, file: string): (error: unknown) => never {
  return (cause) => {
    throw new MigrationError(
      'USAGE',
      `${file} of the ledger cannot be ${what}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
        next: 'Give a folder that you may write to, on a disk that has room, as --ledger; then go on with --resume.',
      },
    );
  };
}
