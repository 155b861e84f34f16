import { bucketOf } from '../s3/parties.ts';
import { MigrationError } from '../errors.ts';
import { walkPages } from '../listing/walk.ts';
import { explainS3Error } from '../s3/explain.ts';
import { S3Error, type PutOutcome, type S3, type StoredObject, type WriteCondition } from '../s3/types.ts';
import type { Side } from '../contracts/contract.ts';

/** The prefix that holds all state, as the stages see it: names below one root, conditional writes, nothing deleted. */
export interface LedgerStore {
  read(name: string, signal?: AbortSignal): Promise<StoredObject | null>;
  write(name: string, body: Uint8Array | string, condition?: WriteCondition): Promise<PutOutcome>;
  /** The names that begin so, in order, whatever is behind them. */
  list(beginning: string, signal?: AbortSignal): Promise<readonly string[]>;
  /** `s3://bucket/…` of a name: what goes into job outputs. */
  uri(name: string): string;
}

/** The ledger in its bucket. Every error names the object and the next step. */
export function s3Ledger(s3: S3, at: Pick<Side, 'bucket' | 'account' | 'prefix'>): LedgerStore {
  const where = bucketOf(at);
  return {
    uri: (name) => `s3://${at.bucket}/${at.prefix}${name}`,
    list: async (beginning, signal) => {
      const names: string[] = [];
      try {
        for await (const page of walkPages(s3, { from: where, prefix: at.prefix + beginning }, signal))
          for (const { key } of page) names.push(key.slice(at.prefix.length));
      } catch (error) {
        throw error instanceof S3Error ? explainS3Error(error, `listing ${beginning} in the ledger`) : error;
      }
      return names;
    },
    read: async (name, signal) => {
      try {
        return await s3.getObject(where, at.prefix + name, signal);
      } catch (error) {
        throw error instanceof S3Error ? explainS3Error(error, `reading ${name} from the ledger`) : error;
      }
    },
    write: async (name, body, condition) => {
      try {
        return await s3.putObject({
          to: where,
          key: at.prefix + name,
          body: typeof body === 'string' ? Buffer.from(body) : body,
          contentType: name.endsWith('.gz')
            ? 'application/gzip'
            : name.endsWith('.md')
              ? 'text/markdown; charset=utf-8'
              : 'application/json',
          condition,
        });
      } catch (error) {
        throw error instanceof S3Error ? explainS3Error(error, `writing ${name} to the ledger`) : error;
      }
    },
  };
}

/** The same ledger for a dry run: nothing is written, and every condition holds. */
export function readOnly(ledger: LedgerStore): LedgerStore {
  return { ...ledger, write: () => Promise.resolve({ outcome: 'written', etag: '' }) };
}

/** Bucket and key of an `s3://` URI. @throws MigrationError USAGE */
export function parseS3Uri(uri: string): { bucket: string; key: string } {
  const match = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new MigrationError('USAGE', `"${uri}" is not the URI of an object`, {
      next: 'Give it as s3://bucket/key, the way the plan stage prints it.',
    });
  }
  return { bucket: match[1], key: match[2] };
}

/** Writes what must be written: a lost condition is an error that names the object. */
export async function writeOrThrow(
  ledger: LedgerStore,
  name: string,
  body: Uint8Array | string,
  condition?: WriteCondition,
): Promise<string> {
  const written = await ledger.write(name, body, condition);
  if (written.outcome === 'written') return written.etag;
  throw new MigrationError('LEDGER_CONFLICT', `${ledger.uri(name)} was written by another worker at the same time`, {
    next: 'Two runs work on the same migration: let one end, then re-run this job; it goes on where the other stopped.',
  });
}
