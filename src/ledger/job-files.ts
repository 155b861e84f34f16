import { createHash } from 'node:crypto';
import { jobFileName } from './names.ts';
import type { LedgerStore } from './store.ts';

export interface JobFile {
  readonly name: string;
  readonly uri: string;
  readonly sha256: string;
}

/** Puts a file of our own beside the migrations, under its content: whoever has put it there before, it is the same one. */
export async function storeJobFile(ledger: LedgerStore, stem: string, ending: string, body: Uint8Array): Promise<JobFile> {
  const sha256 = createHash('sha256').update(body).digest('hex');
  const name = jobFileName(`${stem}-${sha256}.${ending}`);
  await ledger.write(name, body, { absent: true });
  return { name, uri: ledger.uri(name), sha256 };
}
