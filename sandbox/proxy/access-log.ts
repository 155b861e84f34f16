import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { MigrationError } from '../../src/errors.ts';

/** One S3 request and how it ended. */
export interface AccessRecord {
  /** When it arrived: ISO 8601, UTC, milliseconds. */
  readonly at: string;
  readonly method: string;
  readonly operation: string;
  readonly bucket: string | null;
  readonly key: string | null;
  readonly prefix: string | null;
  readonly sourceBucket: string | null;
  readonly sourceKey: string | null;
  /** What the client got; 0 when the connection ended before a whole answer. */
  readonly status: number;
  /** What S3 itself had answered; null when it was not asked, or never answered. */
  readonly upstreamStatus: number | null;
  readonly principal: string | null;
  /** The fault rule that fired. */
  readonly rule: string | null;
  readonly ms: number;
}

export interface LogCounters {
  readonly requests: number;
  readonly bytes: number;
  readonly failedWrites: number;
  /** Requests by operation and status: `{"CopyObject": {"200": 12, "503": 1}}`. */
  readonly operations: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface AccessLog {
  record(line: AccessRecord): void;
  flush(): void;
  counters(): LogCounters;
  /** Empties file and counters: a test that wants to count from zero. */
  clear(): void;
  close(): void;
}

// Half of the 100 ms within which a reader may expect a line.
const FLUSH_EVERY_MS = 50;
const FLUSH_AT_CHARACTERS = 256 * 1024;

/**
 * The log of what S3 was asked, appended as NDJSON. It is never rotated and loses nothing, because tests count in it;
 * a line has about 350 bytes (3,500 documents copied and verified: about 2 MB). It ends with the sandbox's state
 * directory, or with `clear`.
 * Writes are synchronous and batched: at 20 batches a second they cost less than handing each to the thread pool,
 * and nothing is in flight when the process ends.
 */
export function openAccessLog(file: string, onFailure: (error: Error) => void): AccessLog {
  const descriptor = openLog(file);
  let pending: string[] = [];
  let pendingCharacters = 0;
  let requests = 0;
  let bytes = 0;
  let failedWrites = 0;
  let operations = new Map<string, Map<string, number>>();

  const flush = () => {
    if (pending.length === 0) return;
    const batch = Buffer.from(pending.join(''));
    pending = [];
    pendingCharacters = 0;
    try {
      for (let from = 0; from < batch.length;) from += writeSync(descriptor, batch, from);
      bytes += batch.length;
    } catch (cause) {
      failedWrites += 1;
      onFailure(
        new MigrationError('SANDBOX_FAILED', `the access log ${file} could not be written: lines are missing in it`, {
          cause,
          next: 'Make room on the disk and start the sandbox again.',
        }),
      );
    }
  };
  const timer = setInterval(flush, FLUSH_EVERY_MS);
  timer.unref();

  return {
    record: (line) => {
      const text = `${JSON.stringify(line)}\n`;
      pending.push(text);
      pendingCharacters += text.length;
      requests += 1;
      const byStatus = operations.get(line.operation) ?? new Map<string, number>();
      operations.set(line.operation, byStatus);
      byStatus.set(String(line.status), (byStatus.get(String(line.status)) ?? 0) + 1);
      if (pendingCharacters >= FLUSH_AT_CHARACTERS) flush();
    },
    flush,
    counters: () => ({
      requests,
      bytes,
      failedWrites,
      operations: Object.fromEntries([...operations].map(([name, statuses]) => [name, Object.fromEntries(statuses)])),
    }),
    clear: () => {
      pending = [];
      pendingCharacters = 0;
      requests = 0;
      bytes = 0;
      operations = new Map();
      ftruncateSync(descriptor, 0);
    },
    close: () => {
      clearInterval(timer);
      flush();
      closeSync(descriptor);
    },
  };
}

function openLog(file: string): number {
  try {
    return openSync(file, 'a');
  } catch (cause) {
    throw new MigrationError('SANDBOX_FAILED', `the access log ${file} cannot be opened`, {
      cause,
      next: 'Give --state-dir a directory that exists and may be written.',
    });
  }
}
