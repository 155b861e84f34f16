import type { Side } from '../contracts/contract.ts';
import { compareKeys } from '../listing/order.ts';
import type { BothSides, ListedObject, S3 } from '../s3/types.ts';

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

  /** Keys up to and including the range's end, as it is now: the pages in hand may go on behind it. */
  upTo(to: string | null): { readonly source: number; readonly target: number } {
    return { source: this.#source.upTo(to), target: this.#target.upTo(to) };
  }
}

/** Pages before the last one were walked to their end, and so lie in the range. */
class Pages {
  readonly #prefix: string;
  #before = 0;
  #last: readonly ListedObject[] = [];

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  add(objects: readonly ListedObject[]): void {
    this.#before += this.#last.length;
    this.#last = objects;
  }

  upTo(to: string | null): number {
    if (to === null) return this.#before + this.#last.length;
    const end = this.#prefix + to;
    let within = this.#last.length;
    while (within > 0 && compareKeys(this.#last[within - 1]!.key, end) > 0) within -= 1;
    return this.#before + within;
  }
}

function counting(s3: S3, pages: Pages): S3 {
  return {
    ...s3,
    listPage: async (input, signal) => {
      const page = await s3.listPage(input, signal);
      pages.add(page.objects);
      return page;
    },
  };
}
