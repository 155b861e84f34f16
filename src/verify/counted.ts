import type { Side } from '../contracts/contract.ts';
import { compareKeys } from '../listing/order.ts';
import type { BothSides, ListPage, S3 } from '../s3/types.ts';

/**
 * Both sides, with the keys of their listings counted where the pages arrive: what is judged of a range is held against this,
 * so that a key that is lost on the way makes it unproven.
 */
export class CountedSides {
  readonly s3: BothSides;
  readonly #source: Pages;
  readonly #target: Pages;

  constructor(s3: BothSides, { source, target }: { readonly source: Side; readonly target: Side }) {
    this.#source = new Pages(source.prefix);
    this.#target = new Pages(target.prefix);
    this.s3 = { source: counting(s3.source, this.#source), target: counting(s3.target, this.#target) };
  }

  /** Keys up to and including the range's end, as it is now: the pages in hand may go on behind it, and must not have been given back. */
  upTo(to: string | null): { readonly source: number; readonly target: number } {
    return { source: this.#source.upTo(to), target: this.#target.upTo(to) };
  }
}

interface PageKeys {
  readonly count: number;
  key(index: number): string;
}

const NO_PAGE: PageKeys = { count: 0, key: () => '' };

/** Whoever asks for the next page has walked the one before to its end: it lies in the range. */
class Pages {
  readonly #prefix: string;
  #before = 0;
  #last = NO_PAGE;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  asked(): void {
    this.#before += this.#last.count;
    this.#last = NO_PAGE;
  }

  came(page: ListPage): void {
    const { rows } = page;
    this.#last = rows ?? { count: page.objects.length, key: (index) => page.objects[index]!.key };
  }

  upTo(to: string | null): number {
    const { count } = this.#last;
    if (to === null) return this.#before + count;
    const end = this.#prefix + to;
    let within = count;
    while (within > 0 && compareKeys(this.#last.key(within - 1), end) > 0) within -= 1;
    return this.#before + within;
  }
}

function counting(s3: S3, pages: Pages): S3 {
  return {
    ...s3,
    listPage: async (input, signal) => {
      pages.asked();
      const page = await s3.listPage(input, signal);
      pages.came(page);
      return page;
    },
  };
}
