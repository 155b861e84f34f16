import { ownCopy } from './order.ts';
import { bucketOf } from '../s3/parties.ts';
import type { Side } from '../contracts/contract.ts';
import { explainS3Error } from '../s3/explain.ts';
import { S3Error, type ListedObject, type ListRows, type S3 } from '../s3/types.ts';
import { checkPage, checkRows, placed, standingStill, unreadablePage, type Walked } from './walk.ts';

/** So many objects of a page are made at once: what was compared and is equal is gone before V8 has moved it. */
const MADE_AT_ONCE = 128;

/**
 * One side of a range, a page at a time, never ahead of who walks it: what a crash makes us list again is what they have in hand.
 * `objects` are those in hand of the page in hand, once `exhausted` was asked; `keys` are without the side's prefix, so that two
 * sides can be compared.
 */
export class SideCursor {
  readonly #s3: S3;
  readonly #walked: Walked;
  readonly #prefixLength: number;
  #continuation: string | undefined;
  #last: string | undefined;
  #rows: ListRows | null = null;
  /** Rows that are not made yet begin here. */
  #rowsAt = 0;
  objects: readonly ListedObject[] = [];
  keys: readonly string[] = [];
  at = 0;
  /** No page follows the one in hand. */
  ended = false;
  /** So many were brought. */
  pages = 0;

  /** `prefix` and `from` count from the side's own prefix. */
  constructor(s3: S3, side: Side, prefix: string, from: string | null) {
    this.#s3 = s3;
    this.#prefixLength = side.prefix.length;
    this.#last = from === null ? undefined : side.prefix + from;
    this.#walked = {
      from: bucketOf(side),
      prefix: side.prefix + prefix,
      after: this.#last,
    };
  }

  /** The last key that was listed, or where the listing began. */
  get last(): string | null {
    return this.#last?.slice(this.#prefixLength) ?? null;
  }

  /** Whether the page in hand has no further key; brings its next objects into hand where they are not. */
  get exhausted(): boolean {
    return this.at >= this.keys.length && !this.#make();
  }

  /** Whether its next key is one of a page that is still to be asked for. */
  get needsPage(): boolean {
    return this.exhausted && !this.ended;
  }

  /** Gives back the page in hand. */
  release(): void {
    this.#rows?.release();
    this.#rows = null;
    this.objects = [];
    this.keys = [];
    this.at = 0;
  }

  /**
   * Brings the next page that has a key, unless one is in hand or none follows.
   * @throws MigrationError LISTING_BROKEN, or what S3's refusal means
   */
  async fill(signal: AbortSignal): Promise<void> {
    while (this.needsPage) await this.#next(signal);
  }

  async #next(signal: AbortSignal): Promise<void> {
    const walked = this.#walked;
    const before = this.#continuation;
    // Whoever waits for a page holds none.
    this.release();
    try {
      const page = await this.#s3.listPage(
        { from: walked.from, prefix: walked.prefix, startAfter: walked.after, continuation: before },
        signal,
      );
      const { continuation, rows } = page;
      const isEmpty = rows === undefined && page.objects.length === 0;
      // An empty page may be followed by a full one; but not by itself, for ever.
      if (isEmpty && continuation !== null && continuation === before) throw standingStill(walked, this.#last);
      const last = rows === undefined ? checkPage(page.objects, walked, this.#last) : checkRows(rows, walked, this.#last);
      this.#last = last === undefined ? undefined : ownCopy(last);
      this.#continuation = continuation ?? undefined;
      this.ended = continuation === null;
      this.pages += 1;
      if (rows === undefined) this.#take(page.objects);
      this.#rows = rows ?? null;
      this.#rowsAt = 0;
    } catch (error) {
      if (error instanceof S3Error) throw unreadablePage(error, walked) ?? explainS3Error(error, `listing ${placed(walked)}`);
      throw error;
    }
  }

  #make(): boolean {
    const rows = this.#rows;
    if (rows === null || this.#rowsAt >= rows.count) return false;
    const upTo = Math.min(rows.count, this.#rowsAt + MADE_AT_ONCE);
    this.#take(rows.read(this.#rowsAt, upTo));
    this.#rowsAt = upTo;
    return true;
  }

  #take(objects: readonly ListedObject[]): void {
    const cut = this.#prefixLength;
    const keys = Array.from<string>({ length: objects.length });
    for (let at = 0; at < objects.length; at += 1) {
      const { key } = objects[at]!;
      keys[at] = cut === 0 ? key : key.slice(cut);
    }
    this.objects = objects;
    this.keys = keys;
    this.at = 0;
  }
}
