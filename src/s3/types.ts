import { printable } from '../errors.ts';
import type { BucketCalls } from './bucket-types.ts';
import type { ObjectCalls, WriteManner } from './object-types.ts';
import type { BucketRef, Pacer } from './parties.ts';

export type { BucketRef, Pacer } from './parties.ts';

/** The words of the lean S3 client: what the hot path asks of S3, and what comes back. */

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** Milliseconds since 1970; absent for credentials that do not end. */
  readonly expiresAt?: number | undefined;
}

/**
 * Called before each request; memoised by whoever makes it, so that it costs nothing while credentials are fresh.
 * `refused` are credentials that S3 has just called expired: the provider should not hand them out again.
 */
export type CredentialProvider = (refused?: Credentials) => Credentials | Promise<Credentials>;

export interface ListedObject {
  readonly key: string;
  readonly size: number;
  /** Without its quotes. */
  readonly etag: string;
  /** As S3 wrote it: ISO 8601, UTC. */
  readonly lastModified: string;
  readonly storageClass: string;
  /** It is archived, and a restored copy of it can be read; true, or not there at all. */
  readonly restored?: true | undefined;
}

export interface ListPageInput {
  readonly from: BucketRef;
  readonly prefix: string;
  /** Keys after this one, in UTF-8 byte order; ignored by S3 once there is a continuation. */
  readonly startAfter?: string | undefined;
  readonly continuation?: string | undefined;
  /** 1 to 1,000 (API_ListObjectsV2). */
  readonly maxKeys?: number | undefined;
}

/**
 * The objects of a page where they lie, each made when it is asked for: a page that waits takes no memory of V8's, and what was
 * compared is gone at once.
 */
export interface ListRows {
  readonly count: number;
  /** Each key is above the one before: true only where that was seen without decoding any. */
  readonly ascends: boolean;
  key(index: number): string;
  /** Those from `from` up to, not including, `upTo`; they share one text, which is theirs alone. */
  read(from: number, upTo: number): ListedObject[];
  /** Gives its memory back; nothing can be read afterwards. Left out, the memory is garbage some day. */
  release(): void;
}

export interface ListPage {
  readonly objects: readonly ListedObject[];
  /** The same; absent where the objects were made at once. */
  readonly rows?: ListRows | undefined;
  /** The token of the next page; null at the end, and only then. */
  readonly continuation: string | null;
}

export interface CopyInput {
  readonly source: BucketRef & { readonly key: string; readonly etag: string };
  readonly target: BucketRef & { readonly key: string };
  readonly storageClass: string;
  /** Only where nothing is (If-None-Match: *): the copy is refused with 412 when there is an object, whatever it holds. */
  readonly ifAbsent?: boolean | undefined;
  /** What the copy says of itself, in place of the source's type, metadata and tags. Names and values are ASCII. */
  readonly label?: { readonly contentType: string; readonly metadata: Readonly<Record<string, string>> } | undefined;
  /** How it is written, where that is not S3's default; absent on the hot path. */
  readonly manner?: WriteManner | undefined;
  /** Absent: as fast as sockets are free. */
  readonly pacer?: Pacer | undefined;
}

export interface CopyAnswer {
  /** The target's ETag, without its quotes. */
  readonly etag: string;
  readonly lastModified: string;
}

export interface StoredObject {
  readonly body: Buffer;
  readonly etag: string;
}

/** The end of an object, and what is said of the whole. Of an object without a byte S3 says nothing else: its ETag is empty here. */
export interface StoredTail extends StoredObject {
  readonly size: number;
  /** User-defined, names in lower case and without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface DeleteInput {
  readonly from: BucketRef;
  readonly key: string;
  /** The object is deleted only while it is this one (If-Match): there is no way to delete whatever lies there. */
  readonly etag: string;
}

/** `changed`: another object is there, or is being written (412, 409). `absent`: nothing is there (404), perhaps since an earlier try. */
export type DeleteOutcome = 'deleted' | 'changed' | 'absent';

/** What must hold at the key for a write to happen. `absent` is If-None-Match: *; `etag` is If-Match. */
export type WriteCondition = { readonly absent: true } | { readonly etag: string };

export interface PutInput {
  readonly to: BucketRef;
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly condition?: WriteCondition | undefined;
}

/** `conflict`: the condition did not hold (412), or another write was under way (409). */
export type PutOutcome = { readonly outcome: 'written'; readonly etag: string } | { readonly outcome: 'conflict' };

/**
 * Calls by kind (a call that is retried counts once), and what went on beneath them; read by progress and results.
 * Ranges, heads, tags and settings of a bucket count as get, parts as copy, begun and completed uploads as put, aborted ones as delete. Requests on the wire are list + copy + get + put + delete + retries.
 */
export interface S3Counters {
  list: number;
  copy: number;
  get: number;
  put: number;
  delete: number;
  retries: number;
  slowDowns: number;
}

/**
 * The lean wire client: ListObjectsV2, CopyObject, the ledger's GET and PUT, what publishing asks for, and how a bucket is set.
 * Every method retries what can heal (full jitter, at least 10 tries) and otherwise rejects with S3Error.
 */
export interface S3 extends ObjectCalls, BucketCalls {
  readonly counters: Readonly<S3Counters>;
  listPage(input: ListPageInput, signal?: AbortSignal): Promise<ListPage>;
  /**
   * Pinned to `source.etag`; metadata and tags travel, unless there is a label. Rejects with S3Error 412 when the source
   * changed or, with `ifAbsent`, something is at the target; 409 when somebody writes there now; 404 when the source is gone.
   */
  copyObject(input: CopyInput, signal?: AbortSignal): Promise<CopyAnswer>;
  /** Null when there is no such key (404 NoSuchKey). */
  getObject(from: BucketRef, key: string, signal?: AbortSignal): Promise<StoredObject | null>;
  /**
   * The last bytes of an object, at most `upToBytes`; null when there is no such key. With one byte it tells what a HEAD
   * would, and why not when it does not: errors of a HEAD have no code.
   */
  getTail(from: BucketRef, key: string, upToBytes: number, signal?: AbortSignal): Promise<StoredTail | null>;
  putObject(input: PutInput, signal?: AbortSignal): Promise<PutOutcome>;
  deleteObject(input: DeleteInput, signal?: AbortSignal): Promise<DeleteOutcome>;
  /** Closes the sockets. */
  close(): Promise<void>;
}

/** A client for each side: the source is listed in its own region; copies go to the target's regional endpoint. */
export interface BothSides {
  readonly source: S3;
  readonly target: S3;
}

export interface S3ErrorFacts {
  readonly operation: string;
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  readonly bucket: string;
  readonly key: string;
  readonly tries: number;
  readonly sourceBucket?: string | undefined;
  readonly bucketRegion?: string | undefined;
  readonly condition?: string | undefined;
  readonly cause?: unknown;
}

/** S3 said no, or said nothing that can be believed. Its words are somebody else's: they are printable from here on. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly operation: string;
  /** HTTP status; 0 when no answer came. An error inside a 200 keeps 200. */
  readonly status: number;
  /** S3's own code (AccessDenied, SlowDown, PreconditionFailed …), or ours: Unreadable, Unencoded, Unexpected, NoAnswer, Http<status>. */
  readonly code: string;
  readonly requestId: string;
  readonly bucket: string;
  readonly key: string;
  readonly tries: number;
  /** The source bucket of a copy; undefined for anything else. */
  readonly sourceBucket: string | undefined;
  /** The region that the bucket is in, when S3 says that the request went to the wrong one. */
  readonly bucketRegion: string | undefined;
  /** Which condition did not hold, when a 412 tells it. */
  readonly condition: string | undefined;

  constructor(facts: S3ErrorFacts) {
    super(printable(facts.message), facts.cause === undefined ? undefined : { cause: facts.cause });
    this.operation = facts.operation;
    this.status = facts.status;
    this.code = printable(facts.code);
    this.requestId = printable(facts.requestId);
    this.bucket = printable(facts.bucket);
    this.key = facts.key;
    this.tries = facts.tries;
    this.sourceBucket = facts.sourceBucket;
    this.bucketRegion = facts.bucketRegion === undefined ? undefined : printable(facts.bucketRegion);
    this.condition = facts.condition === undefined ? undefined : printable(facts.condition);
  }
}
