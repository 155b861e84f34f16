import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { MigrationError } from '../../src/errors.ts';
import { keysOfLines } from '../../src/listing/key-lines.ts';
import type { KeyList } from '../../src/listing/listed-pairs.ts';
import { compareKeys } from '../../src/listing/order.ts';

/** A list that is not in order is sorted in memory up to here: with keys of 100 characters about half a gigabyte. */
export const SORTED_KEYS_UP_TO = 2_000_000;
const BATCH_KEYS = 1000;

/**
 * The keys that a file names. Read twice: once to see whether they are in order, and again by the walk, from the file when they are.
 * @throws MigrationError USAGE, which names the file, and the line where one is wrong
 */
export async function openKeyFile(file: string, sortedUpTo = SORTED_KEYS_UP_TO): Promise<KeyList> {
  const digest = createHash('sha256');
  let count = 0;
  let last: string | null = null;
  let inOrder = true;
  for await (const keys of keysIn(file)) {
    for (const key of keys) {
      const order = last === null ? -1 : compareKeys(last, key);
      if (order === 0) continue;
      if (order > 0) inOrder = false;
      last = key;
      count += 1;
      digest.update(`${key}\0`);
    }
    if (!inOrder) return await sorted(file, sortedUpTo);
  }
  if (count === 0) {
    throw new MigrationError('USAGE', `${file} names no key`, { next: 'Without --keys all keys below the source are looked at.' });
  }
  const whole = digest.digest('hex');
  return { count, digest: whole, read: () => eachOnce(keysIn(file), whole) };
}

async function sorted(file: string, upTo: number): Promise<KeyList> {
  const keys: string[] = [];
  for await (const some of keysIn(file)) {
    for (const key of some) keys.push(key);
    if (keys.length > upTo) {
      throw new MigrationError('USAGE', `${file} is not in key order, and has more than the ${upTo} keys that are sorted in memory`, {
        next: `Give its keys in the order of their bytes, one a line: LC_ALL=C sort -u.`,
      });
    }
  }
  keys.sort(compareKeys);
  const unique = keys.filter((key, index) => key !== keys[index - 1]);
  const digest = createHash('sha256');
  for (const key of unique) digest.update(`${key}\0`);
  async function* read(): AsyncGenerator<readonly string[]> {
    for (let at = 0; at < unique.length; at += BATCH_KEYS) yield unique.slice(at, at + BATCH_KEYS);
  }
  return { count: unique.length, digest: digest.digest('hex'), read };
}

/** Neighbours that are the same are one. @throws MigrationError USAGE at the end, when they were not those of the digest */
async function* eachOnce(batches: AsyncIterable<readonly string[]>, expected: string): AsyncGenerator<readonly string[]> {
  const digest = createHash('sha256');
  let last: string | null = null;
  for await (const keys of batches) {
    const fresh: string[] = [];
    for (const key of keys) {
      if (last !== null && compareKeys(last, key) > 0) throw changed();
      if (key === last) continue;
      fresh.push(key);
      digest.update(`${key}\0`);
      last = key;
    }
    yield fresh;
  }
  if (digest.digest('hex') !== expected) throw changed();
}

async function* keysIn(file: string): AsyncGenerator<readonly string[]> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw new Error('it is a folder');
    // It is read twice, and a pipe would have nothing to tell the second time.
    if (!found.isFile()) throw new Error('it is no regular file');
    const bytes = createReadStream(file);
    yield* keysOfLines(textOf(file.endsWith('.gz') ? gunzipped(bytes) : bytes), file);
  } catch (cause) {
    if (cause instanceof MigrationError) throw cause;
    throw new MigrationError('USAGE', `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
      next: 'Give a file with keys; one whose name ends in .gz is unpacked.',
    });
  }
}

function gunzipped(bytes: NodeJS.ReadableStream): AsyncIterable<Buffer> {
  const unpacked = createGunzip();
  bytes.on('error', (error) => unpacked.destroy(error));
  return bytes.pipe(unpacked);
}

/** A key that is not UTF-8 is none of S3's: taken with replacement characters, it would be another one. */
async function* textOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

function changed(): MigrationError {
  return new MigrationError('USAGE', 'The list of keys has changed while it was read', { next: 'Run it again.' });
}
