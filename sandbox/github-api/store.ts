import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { MigrationError } from '../../src/errors.ts';
import { joinGroup } from '../workflow-runner/concurrency.ts';

/** One caller at a time over all processes that share the runs folder; a process that is gone holds nothing. */
export async function alone<T>(runs: string, what: string, work: () => Promise<T>): Promise<T> {
  const grant = await joinGroup({
    runs,
    // A name that no workflow gives to a group of its own.
    group: ` github-api ${what}`,
    queue: 'max',
    cancelInProgress: false,
    holder: what,
    signal: new AbortController().signal,
    onWait: () => undefined,
    onReplaced: () => undefined,
  });
  if (grant.kind === 'cancelled') throw new MigrationError('SANDBOX_FAILED', `${what} cannot be written: ${grant.reason}`);
  try {
    return await work();
  } finally {
    await grant.release();
  }
}

/** Null where there is none. @throws MigrationError CONTRACT_MISMATCH for a file of another version */
export async function readStored<S extends z.ZodType>(file: string, schema: S): Promise<z.output<S> | null> {
  const text = await readFile(file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return null;
    throw thrown;
  });
  if (text === null) return null;
  const parsed = schema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new MigrationError('CONTRACT_MISMATCH', `${file} is not of this version's making`, { next: `Move it away: ${file}` });
}

/** Whole or not at all. */
export async function writeStored(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const fresh = join(dirname(file), `.${basename(file)}.${randomUUID()}`);
  await writeFile(fresh, `${JSON.stringify(value, null, 2)}\n`);
  await rename(fresh, file);
}

/** The numbers that name the files of a folder. */
export async function storedNumbers(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.flatMap((name) => (/^\d+\.json$/.test(name) ? [Number.parseInt(name, 10)] : []));
}
