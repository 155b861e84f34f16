import type { FailedFolder, FailedKey } from '../contracts/copy.ts';
import { MigrationError, printable } from '../errors.ts';
import type { KeyOutcome } from './key.ts';

/** A failed key stands in segments, checkpoint and result: S3's words are a line or two, and another server's shall not be more. */
const MESSAGE_CHARS_UP_TO = 400;
/** S3's request ids have 16 characters, those of other makers up to 36. */
const REQUEST_ID_CHARS_UP_TO = 64;
/** Of each code so many failures of a range say what to do: as many as a page shows. */
export const NEXT_SAID_UP_TO = 10;

export type FailedOutcome = Extract<KeyOutcome, { outcome: 'failed' }>;

/** What is kept of a key that failed. */
export function failureOf(key: string, { code, message, refusal, requestId = '' }: FailedOutcome): FailedKey {
  const failure = { key, code, message: upTo(message, MESSAGE_CHARS_UP_TO), next: refusal.next };
  return requestId === '' ? failure : { ...failure, requestId: upTo(requestId, REQUEST_ID_CHARS_UP_TO) };
}

/** A result names so many folders that could not be ended; an order may have all of a migration's. */
export const FOLDERS_TOLD_UP_TO = 20;

/** What is told of a folder that could not be ended. */
export function failedFolderOf(folder: string, { code, details, message, next }: MigrationError): FailedFolder {
  const { requestId } = details;
  return {
    ...{ folder, code, message: upTo(message, 2 * MESSAGE_CHARS_UP_TO) },
    ...(typeof requestId === 'string' ? { requestId: upTo(requestId, REQUEST_ID_CHARS_UP_TO) } : {}),
    ...(next === undefined ? {} : { next }),
  };
}

/** Of a key or a folder, for one line of a log. */
export function failureWords(name: string, { code, message, requestId }: Pick<FailedKey, 'code' | 'message' | 'requestId'>): string {
  return `${printable(name)}: ${printable(code)}: ${printable(message)}${requestId === undefined ? '' : ` (request ${printable(requestId)})`}`;
}

const upTo = (text: string, chars: number): string => (text.length <= chars ? text : `${text.slice(0, chars - 1)}…`);

interface FailedWork {
  /** As in "3 keys of shard 00". */
  readonly what: string;
  readonly source: string;
  readonly target: string;
  /** The sentence about running it again. */
  readonly again: string;
  /** Where all of them are told. */
  readonly all?: string;
}

/** What a worker ends with whose folders are walked and have failed keys: the first of them whole, and how many there are of each code. */
export function failedKeys(failures: readonly FailedKey[], { what, source, target, again, all }: FailedWork): MigrationError {
  const first = failures.find(({ next }) => next !== undefined) ?? failures[0]!;
  const times = new Map<string, number>();
  for (const { code } of failures) times.set(code, (times.get(code) ?? 0) + 1);
  const codes = times.size === 1 ? undefined : [...times].map(([code, count]) => `${count} ${code}`).join(', ');
  return new MigrationError('COPY_FAILED', `${failures.length} ${failures.length === 1 ? 'key' : 'keys'}${what} could not be copied`, {
    details: {
      first: first.key,
      sourceBucket: source,
      bucket: target,
      code: first.code,
      message: first.message,
      requestId: first.requestId,
      codes,
      all,
    },
    next: `${first.next ?? 'Mend what S3 names.'} ${again}`,
  });
}
