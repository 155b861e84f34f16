import type { Side } from '../contracts/contract.ts';
import type { Stretch } from '../contracts/copy.ts';
import type { S3 } from '../s3/types.ts';
import { compareKeys } from './order.ts';
import type { Step, Steps } from './pairs.ts';
import { findCut, shareLeft } from './split.ts';

/** So many ranges keep a busy thread busy: while one waits for a page, or records, the others are walked. */
export const RANGES_WHEN_BUSY = 4;
/** A range with less than this still to list is left to who walks it: a search costs some requests, in as much time as some pages, and each end a page. */
export const WORTH_CUTTING_PAGES = 16;

/** Where no place for a cut was found there may be one when the walk has come so much further. */
const PAGES_BETWEEN_SEARCHES = 4;

/** What searches have shown of where keys lie. */
export interface Known {
  /** Nothing lies behind this key, as far as probes have seen; null: not known. */
  readonly bound: string | null;
  /** Where keys began to differ when last one looked; null: nobody has. */
  readonly depth: number | null;
}

export const NOTHING_KNOWN: Known = { bound: null, depth: null };

export interface SecondPart {
  readonly stretch: Stretch;
  readonly known: Known;
}

/**
 * A range that is being walked, as those see it who would take a part of it: how much is left, roughly, and the second part of
 * that. One looks at a time.
 */
export class Cutting {
  readonly #steps: Steps;
  #known: Known;
  #uncutUntilPage = 0;
  #isSearched = false;
  #ended = false;

  constructor(steps: Steps, known: Known = NOTHING_KNOWN) {
    this.#steps = steps;
    this.#known = known;
  }

  /** A step is in hand: what it has shown of the rest is known now. */
  stepped({ ended }: Pick<Step, 'ended'>): void {
    this.#ended = ended;
  }

  /** Whatever ended it before its end. */
  end(): void {
    this.#ended = true;
  }

  /** Pages that are still to be listed; 0 when there is nothing to take away now. */
  get pagesLeft(): number {
    const { first, frontier, hasMore, pages, to } = this.#steps;
    if (this.#ended || this.#isSearched || !hasMore || frontier === null || first === null || pages < this.#uncutUntilPage) return 0;
    const left = shareLeft(first, frontier, to ?? this.#known.bound);
    return left >= 1 ? Number.MAX_SAFE_INTEGER : (pages * left) / (1 - left);
  }

  /** Ends the range earlier and answers what is another's then; null when there is nothing worth it, also where S3 does not answer. */
  async cut(source: S3, side: Side, prefix: string, signal: AbortSignal): Promise<SecondPart | null> {
    const { frontier, to } = this.#steps;
    if (frontier === null) return null;
    this.#isSearched = true;
    // Whatever comes of it, the next search waits until the walk has come further.
    this.#uncutUntilPage = this.#steps.pages + PAGES_BETWEEN_SEARCHES;
    try {
      // A search that fails leaves the range as it is: its own listing meets the same trouble, and tells it.
      const found = await findCut(source, side, { prefix, after: frontier, to, depth: this.#known.depth }, signal).catch(() => null);
      const now = this.#steps.frontier;
      if (found === null || this.#ended || !this.#steps.hasMore || (now !== null && compareKeys(found.at, now) <= 0)) return null;
      this.#steps.shorten(found.at);
      this.#uncutUntilPage = 0;
      const { bound, depth } = found;
      this.#known = { bound: null, depth };
      return { stretch: { from: found.at, to }, known: { bound, depth } };
    } finally {
      this.#isSearched = false;
    }
  }
}
