import { createWriteStream } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { MigrationError } from '../../src/errors.ts';
import { piecesOf, readProgress } from '../../src/ledger/checkpoint.ts';
import { readManifest } from '../../src/ledger/manifest.ts';
import type { LedgerStore } from '../../src/ledger/store.ts';
import type { CopyOutcome } from '../../src/stages/copy.ts';

export interface CopyFiles {
  readonly manifest?: string | undefined;
  readonly failed?: string | undefined;
}

const beside = (file: string): string => `${file}.partial`;
const filesOf = ({ manifest, failed }: CopyFiles): string[] => [manifest, failed].filter((file) => file !== undefined);

/** Whether they can be written is found out before anything is copied, not after. @throws MigrationError USAGE */
export async function beginFiles(files: CopyFiles): Promise<void> {
  for (const file of filesOf(files)) {
    try {
      await writeFile(beside(file), '');
    } catch (cause) {
      throw new MigrationError('USAGE', `${file} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
        next: 'Give a file in a folder that exists, and that you may write to.',
      });
    }
  }
}

/** Each file is there whole, or as it was before. */
export async function endFiles(files: CopyFiles, ledger: LedgerStore, outcome: CopyOutcome): Promise<void> {
  const { manifest, failed } = files;
  if (manifest !== undefined) await write(manifest, manifestLines(ledger, outcome));
  if (failed !== undefined)
    await write(
      failed,
      outcome.tally.failures.map((failure) => `${JSON.stringify(failure)}\n`),
    );
}

/** What is half written. */
export const partialFiles = (files: CopyFiles): string[] => filesOf(files).map(beside);

export async function giveUpFiles(files: CopyFiles): Promise<void> {
  for (const file of partialFiles(files)) await rm(file, { force: true });
}

async function* manifestLines(ledger: LedgerStore, { names, parts }: CopyOutcome): AsyncGenerator<string> {
  for (const part of parts) {
    const found = await readProgress(ledger, names, part);
    const pieces = found === null ? [] : piecesOf(found.checkpoint);
    for await (const entries of readManifest(ledger, names, part, pieces))
      yield entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  }
}

async function write(file: string, lines: Iterable<string> | AsyncIterable<string>): Promise<void> {
  const out = createWriteStream(beside(file));
  await (file.endsWith('.gz') ? pipeline(lines, createGzip({ level: 1 }), out) : pipeline(lines, out));
  await rename(beside(file), file);
}
