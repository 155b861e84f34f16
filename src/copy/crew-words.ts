import { MigrationError, type ErrorCode } from '../errors.ts';
import type { Credentials, S3Counters } from '../s3/types.ts';
import type { CrewTask, FolderEnd } from './crew.ts';
import type { RateFacts } from './rate.ts';
import type { Reach } from './refusals.ts';

/** What the main thread and those that copy say to each other: plain values only, as they are cloned on the way. */

export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly next: string | undefined;
  readonly details: MigrationError['details'];
}

export type ToMember =
  /** The first word: how much to have in hand at once. */
  | { readonly kind: 'begin'; readonly foldersAtOnce: number | undefined; readonly rangesAtOnce: number }
  /** Answers one `next`; null: there is none left. */
  | { readonly kind: 'task'; readonly task: CrewTask | null }
  | { readonly kind: 'stop' | 'abort' | 'give-up'; readonly error: PlainError }
  | { readonly kind: 'credentials'; readonly id: number; readonly credentials: Credentials }
  | { readonly kind: 'no-credentials'; readonly id: number; readonly error: PlainError };

export type FromMember =
  /** Asks for one folder. */
  | { readonly kind: 'next' }
  | ({ readonly kind: 'folder' } & FolderEnd)
  | { readonly kind: 'failure'; readonly folder: string; readonly error: PlainError; readonly reach: Reach }
  /** `seen`, `copies` and `copiedBytes` since the last word; counters and facts as they are now. */
  | {
      readonly kind: 'progress';
      readonly seen: number;
      readonly copies: number;
      readonly copiedBytes: number;
      readonly counters: S3Counters;
      readonly facts: RateFacts;
    }
  | { readonly kind: 'swept'; readonly uploads: number | null; readonly why: string | null }
  | { readonly kind: 'credentials'; readonly id: number; readonly refused: Credentials | undefined }
  /** The last word. */
  | { readonly kind: 'ended' };

export function plainError({ code, message, next, details }: MigrationError): PlainError {
  return { code, message, next, details };
}

export function errorOf({ code, message, next, details }: PlainError): MigrationError {
  return new MigrationError(code, message, next === undefined ? { details } : { next, details });
}
