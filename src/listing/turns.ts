import { RANGES_WHEN_BUSY } from './cutting.ts';

/**
 * Ranges that may be at work at once in a thread whose loop had time left in so many looks, one after the other, up to now: few while it has
 * none, and from the second look on twice as many with each. One look tells nothing: a server that stands still for a moment makes a busy
 * loop wait, too.
 */
export function rangesAtOnce(idleLooks: number): number {
  return RANGES_WHEN_BUSY * 2 ** Math.max(0, idleLooks - 1);
}

/**
 * Whose turn it is to ask for pages. Ranges were cut while there was time for them; when there is none any more, the pages of all of
 * them would come at once, and lie about: some 300 KB for each side. So a range goes on only with a turn, and those that wait for theirs hold
 * no page of the source.
 */
export class Turns {
  readonly #upTo: () => number;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  /** `upTo`: so many may have a turn at once, at this moment; at least one. */
  constructor(upTo: () => number) {
    this.#upTo = upTo;
  }

  /** For one who has none. */
  async take(): Promise<void> {
    if (this.#taken < this.#upTo()) this.#taken += 1;
    else await this.#queue();
  }

  /** For one who has a turn and would go on. When it is to be awaited, another goes first: who waits, waits for some pages and no longer. */
  pass(): Promise<void> | undefined {
    if (this.#waiting.length === 0 && this.#taken <= this.#upTo()) return undefined;
    const again = this.#queue();
    this.leave();
    return again;
  }

  /** For one who has a turn and needs it no more. */
  leave(): void {
    this.#taken -= 1;
    while (this.#waiting.length > 0 && this.#taken < this.#upTo()) {
      this.#taken += 1;
      this.#waiting.shift()!();
    }
  }

  #queue(): Promise<void> {
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }
}
