import { hash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { compareKeys } from '../listing/order.ts';
import type { WriteCondition } from '../s3/types.ts';
import type { LedgerStore } from './store.ts';

/**
 * A ledger in a folder of this machine, for copies without a migration. Conditions hold among the writers of one process; two processes
 * on one folder find out about each other by the right to the work (`asHolder`), not by each write. A lock would outlive a kill.
 * Names are those of the ledger; what a file system cannot hold is encoded.
 */
export function fileLedger(root: string): LedgerStore {
  const fileOf = (name: string) => path.join(root, ...name.split('/').map(encodeURIComponent));
  const writing = new Map<string, Promise<unknown>>();

  const store = async (name: string, body: Uint8Array | string, condition: WriteCondition | undefined) => {
    const file = fileOf(name);
    await mkdir(path.dirname(file), { recursive: true });
    const found = condition === undefined ? null : await readOrNull(file);
    const holds = condition === undefined || ('absent' in condition ? found === null : found !== null && etagOf(found) === condition.etag);
    if (!holds) return { outcome: 'conflict' as const };
    const bytes = Buffer.from(body);
    // Beside it and then in its place: a crash leaves the old one or the new one.
    const beside = `${file}.${process.pid}.new`;
    await writeFile(beside, bytes, { flush: true });
    await rename(beside, file);
    return { outcome: 'written' as const, etag: etagOf(bytes) };
  };
  return {
    uri: (name) => fileOf(name),
    read: async (name) => {
      const body = await readOrNull(fileOf(name));
      return body === null ? null : { body, etag: etagOf(body) };
    },
    list: async (beginning) => {
      const directory = beginning.slice(0, beginning.lastIndexOf('/') + 1);
      const found = await readdir(fileOf(directory), { recursive: true, withFileTypes: true }).catch(() => []);
      return found
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.new'))
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).map(decodeURIComponent).join('/'))
        .filter((name) => name.startsWith(beginning))
        .toSorted(compareKeys);
    },
    write: async (name, body, condition) => {
      const turn = (writing.get(name) ?? Promise.resolve()).then(() => store(name, body, condition));
      const settled = turn.catch(() => undefined).then(() => void (writing.get(name) === settled && writing.delete(name)));
      writing.set(name, settled);
      return await turn;
    },
  };
}

const etagOf = (body: Uint8Array): string => hash('sha256', body, 'hex');

async function readOrNull(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
