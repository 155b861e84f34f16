import type { ManifestEntry, Stretch } from '../contracts/copy.ts';
import type { Side } from '../contracts/contract.ts';
import { MigrationError, printable } from '../errors.ts';
import type { BothSides, ListedObject } from '../s3/types.ts';
import { compareKeys, ownCopy } from './order.ts';
import { SideCursor } from './side-cursor.ts';

/** One key with what both sides and the manifest know; at least one of them does. `key` is without the sides' prefixes. */
export interface Seen {
  readonly key: string;
  readonly source: ListedObject | null;
  readonly target: ListedObject | null;
  readonly recorded: ManifestEntry | null;
}

export interface PairView {
  readonly source: Side;
  readonly target: Side;
  /** What all keys begin with, behind the sides' own prefixes: `E9_FulfillmentOrder/` (the slash keeps AB/ out of A/), or empty. */
  readonly prefix: string;
  readonly stretch: Stretch;
  /** The manifest's entries from the stretch's beginning on, in key order, a segment at a time. */
  readonly recorded: AsyncIterable<readonly ManifestEntry[]>;
  /** A step ends after so many keys, if not before; absent: with its source page. */
  readonly stepKeysUpTo?: number | undefined;
}

/** The keys of one step, in order, and the end of the stretch that they are all the keys of. */
export interface Step {
  readonly seen: readonly Seen[];
  /** All keys up to and including this one have been seen; null: all of them. */
  readonly to: string | null;
  readonly ended: boolean;
}

/** What a range walks: steps of keys in order. */
export interface Steps {
  /** Where the stretch ends now. */
  readonly to: string | null;
  /** The first source key that was in hand: where the keys of the stretch really begin. Null: none yet. */
  readonly first: string | null;
  /** The last source key that is in hand: whoever takes a part of the stretch away takes one behind it. Null: nothing was listed yet. */
  readonly frontier: string | null;
  /** So many pages of the source were listed. */
  readonly pages: number;
  /** Whether something may be taken away: the source's listing goes on behind what is in hand. */
  readonly hasMore: boolean;
  /** Ends the stretch at an earlier key, which is behind the frontier: the rest is another's. */
  shorten(to: string): void;
  /** The next step. After one that has `ended` there is none. */
  next(signal: AbortSignal): Promise<Step>;
  /** Gives back the pages in hand: nothing follows. */
  release(): void;
}

/**
 * For a walk that records nothing. What is in hand of a step outlives V8's sweeps of young memory, and whatever outlives two of them is
 * garbage of the old: with few keys in hand that is next to nothing, and a heap stays small.
 */
export const KEYS_IN_PASSING = 128;

/** A step of keys that only the target or the manifest has ends here: memory stays flat when the source is empty. */
const STEP_KEYS_UP_TO = 2000;

/**
 * Source, target and manifest of a stretch walked in step, in UTF-8 byte order, a source page at a time; pages are asked
 * for when they are needed and not before. Memory: a page of each.
 */
export class Pairs implements Steps {
  readonly #source: SideCursor;
  readonly #target: SideCursor;
  readonly #recorded: EntryCursor;
  readonly #stepKeysUpTo: number;
  #to: string | null;
  #last: string | null;
  #first: string | null = null;

  constructor(s3: BothSides, view: PairView) {
    const { from, to } = view.stretch;
    this.#source = new SideCursor(s3.source, view.source, view.prefix, from);
    this.#target = new SideCursor(s3.target, view.target, view.prefix, from);
    this.#recorded = new EntryCursor(view.recorded, from);
    this.#stepKeysUpTo = view.stepKeysUpTo ?? STEP_KEYS_UP_TO;
    this.#to = to;
    this.#last = from;
  }

  get to(): string | null {
    return this.#to;
  }

  get first(): string | null {
    return this.#first;
  }

  get frontier(): string | null {
    return this.#source.last;
  }

  get pages(): number {
    return this.#source.pages;
  }

  get hasMore(): boolean {
    return !this.#source.ended;
  }

  /** Whether the next step begins with a page of the source. */
  get needsPage(): boolean {
    return this.#source.needsPage;
  }

  /** For whoever waits before the next step: gives back what is walked to its end, and followed by another page. */
  releaseWalked(): void {
    for (const side of [this.#source, this.#target]) if (side.needsPage) side.release();
  }

  shorten(to: string): void {
    this.#to = to;
  }

  /**
   * @throws MigrationError LISTING_BROKEN when a side or the manifest goes backwards: taken as it is, it would invent missing keys
   */
  async next(signal: AbortSignal): Promise<Step> {
    const source = this.#source;
    const target = this.#target;
    const recorded = this.#recorded;
    await Promise.all([source.fill(signal), target.fill(signal), recorded.fill()]);
    if (this.#first === null && !source.exhausted) this.#first = ownCopy(source.keys[source.at]!);
    const seen: Seen[] = [];
    let last = this.#last;
    while (seen.length < this.#stepKeysUpTo) {
      if (source.exhausted && !source.ended) break;
      if (target.exhausted && !target.ended) await target.fill(signal);
      if (recorded.exhausted && !recorded.ended) await recorded.fill();
      const key = least(source.keys[source.at], target.keys[target.at], recorded.entries[recorded.at]?.key);
      const to = this.#to;
      if (key === undefined || (to !== null && compareKeys(key, to) > 0)) return this.#end(seen);
      const left = source.keys[source.at] === key ? source.objects[source.at++]! : null;
      const right = target.keys[target.at] === key ? target.objects[target.at++]! : null;
      const entry = recorded.entries[recorded.at]?.key === key ? recorded.entries[recorded.at++]! : null;
      seen.push({ key, source: left, target: right, recorded: entry });
      last = key;
    }
    this.#last = last === null ? null : ownCopy(last);
    return { seen, to: this.#last, ended: false };
  }

  release(): void {
    this.#source.release();
    this.#target.release();
  }

  #end(seen: readonly Seen[]): Step {
    this.#last = this.#to;
    return { seen, to: this.#to, ended: true };
  }
}

function least(a: string | undefined, b: string | undefined, c: string | undefined): string | undefined {
  const ab = a === undefined || (b !== undefined && a !== b && compareKeys(b, a) < 0) ? b : a;
  return ab === undefined || (c !== undefined && c !== ab && compareKeys(c, ab) < 0) ? c : ab;
}

/** The manifest's entries, a segment at a time; those before the stretch are passed over. */
export class EntryCursor {
  readonly #segments: AsyncIterator<readonly ManifestEntry[]>;
  readonly #from: string | null;
  #last: string | null = null;
  entries: readonly ManifestEntry[] = [];
  at = 0;
  ended = false;

  constructor(segments: AsyncIterable<readonly ManifestEntry[]>, from: string | null) {
    this.#segments = segments[Symbol.asyncIterator]();
    this.#from = from;
  }

  get exhausted(): boolean {
    return this.at >= this.entries.length;
  }

  async fill(): Promise<void> {
    while (this.exhausted && !this.ended) {
      const { done, value } = await this.#segments.next();
      if (done === true) {
        this.ended = true;
        return;
      }
      for (const { key } of value) {
        if (this.#last !== null && compareKeys(this.#last, key) >= 0) throw backwards(this.#last, key);
        this.#last = key;
      }
      this.entries = value;
      this.at = 0;
      const from = this.#from;
      while (from !== null && this.at < value.length && compareKeys(value[this.at]!.key, from) <= 0) this.at += 1;
    }
  }
}

function backwards(before: string, key: string): MigrationError {
  return new MigrationError('LISTING_BROKEN', `A manifest is out of order: "${printable(key)}" comes after "${printable(before)}"`, {
    next: 'A key could be taken for missing: nothing was decided from here on. Copy the folder again, so that its manifest is written anew.',
    details: { before, key },
  });
}
