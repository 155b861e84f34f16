import type { Side } from '../contracts/contract.ts';
import type { ManifestEntry } from '../contracts/copy.ts';
import { eachUpTo } from '../pool.ts';
import { explainS3Error } from '../s3/explain.ts';
import { bucketOf } from '../s3/parties.ts';
import { firstListed } from './first-listed.ts';
import { S3Error, type BothSides, type ListedObject, type ListPage, type ListPageInput, type S3 } from '../s3/types.ts';
import { compareKeys } from './order.ts';
import { EntryCursor, type PairView, type Seen, type Step, type Steps } from './pairs.ts';
import { holds } from './stretches.ts';
import { checkPage, placed, unreadablePage, type Walked } from './walk.ts';

/** Keys that somebody has named, for a walk that looks at exactly these. */
export interface KeyList {
  readonly count: number;
  /** Of the keys, whatever form they came in. */
  readonly digest: string;
  /** From the first one on, in UTF-8 byte order and each once; without the sides' prefixes. */
  read(): AsyncIterable<readonly string[]>;
}

/** A page of S3's (API_ListObjectsV2): so many keys are looked for before any of them is copied. */
const STEP_KEYS = 1000;
/** Stretches of a step that are looked for side by side. */
const STRETCHES_AT_ONCE = 8;
const KEYS_AT_ONCE = 4;
/** A page that brings fewer of the keys costs more than asking for each; then so many are asked for before another page is tried. */
const PAGE_WORTH_KEYS = 8;
const KEYS_BETWEEN_PAGES = 64;

/**
 * Source, target and manifest of the keys of a list, in step. Each side is asked for them by whole pages where they lie close,
 * and one by one where they do not. Memory: the keys of one step. Not to be cut: a list is read once, by one lane.
 */
export class ListedPairs implements Steps {
  readonly #s3: BothSides;
  readonly #view: PairView;
  readonly #recorded: EntryCursor;
  readonly #batches: AsyncIterator<readonly string[]>;
  #keys: readonly string[] = [];
  #at = 0;
  #listEnded = false;
  #last: string | null;
  readonly first = null;
  readonly hasMore = false;
  readonly pages = 0;

  constructor(s3: BothSides, view: PairView, list: KeyList) {
    this.#s3 = s3;
    this.#view = view;
    this.#recorded = new EntryCursor(view.recorded, view.stretch.from);
    this.#batches = list.read()[Symbol.asyncIterator]();
    this.#last = view.stretch.from;
  }

  get to(): string | null {
    return this.#view.stretch.to;
  }

  get frontier(): string | null {
    return this.#last;
  }

  shorten(): void {
    throw new Error('A walk of listed keys is never cut');
  }

  release(): void {}

  async next(signal: AbortSignal): Promise<Step> {
    const keys = await this.#take();
    if (keys.length === 0) {
      this.#last = this.to;
      return { seen: [], to: this.to, ended: true };
    }
    const { source, target } = this.#view;
    const [left, right] = await Promise.all([look(this.#s3.source, source, keys, signal), look(this.#s3.target, target, keys, signal)]);
    const seen: Seen[] = [];
    for (const [index, key] of keys.entries()) {
      seen.push({ key, source: left[index]!, target: right[index]!, recorded: await this.#recordedOf(key) });
    }
    this.#last = keys.at(-1)!;
    return { seen, to: this.#last, ended: false };
  }

  /** The next keys of the list that lie in the stretch, and below the view's prefix. */
  async #take(): Promise<string[]> {
    const { prefix, stretch } = this.#view;
    const taken: string[] = [];
    while (taken.length < STEP_KEYS && !this.#listEnded) {
      const key = this.#keys[this.#at];
      if (key === undefined) {
        const { done, value } = await this.#batches.next();
        this.#listEnded = done === true;
        this.#keys = done === true ? [] : value;
        this.#at = 0;
        continue;
      }
      if (stretch.to !== null && compareKeys(key, stretch.to) > 0) {
        this.#listEnded = true;
        await this.#batches.return?.();
        break;
      }
      this.#at += 1;
      if (key.startsWith(prefix) && holds(stretch, key)) taken.push(key);
    }
    return taken;
  }

  async #recordedOf(key: string): Promise<ManifestEntry | null> {
    const recorded = this.#recorded;
    for (;;) {
      await recorded.fill();
      const entry = recorded.entries[recorded.at];
      if (entry === undefined || compareKeys(entry.key, key) > 0) return null;
      recorded.at += 1;
      if (entry.key === key) return entry;
    }
  }
}

/** What one side has under each of the keys, which are in order. */
async function look(s3: S3, side: Side, keys: readonly string[], signal: AbortSignal): Promise<readonly (ListedObject | null)[]> {
  const found = Array.from<ListedObject | null>({ length: keys.length }).fill(null);
  const size = Math.ceil(keys.length / STRETCHES_AT_ONCE);
  const stretches = Array.from(
    { length: Math.ceil(keys.length / size) },
    (_, n) => [n * size, Math.min(keys.length, (n + 1) * size)] as const,
  );
  await eachUpTo(stretches, STRETCHES_AT_ONCE, ([from, to]) => lookBetween({ s3, side, signal }, keys, found, from, to));
  return found;
}

interface Looking {
  readonly s3: S3;
  readonly side: Side;
  readonly signal: AbortSignal;
}

/** Fills in what is found under the keys of `from` up to, not including, `to`. */
async function lookBetween(
  looking: Looking,
  keys: readonly string[],
  found: (ListedObject | null)[],
  from: number,
  to: number,
): Promise<void> {
  const one = async (index: number) => {
    found[index] = await exactly(looking, keys[index]!);
  };
  let at = from;
  while (at < to) {
    await one(at);
    at += 1;
    if (to - at < PAGE_WORTH_KEYS) break;
    let reached = await page(looking, keys, found, at, to);
    while (reached - at >= PAGE_WORTH_KEYS && to - reached >= PAGE_WORTH_KEYS) {
      at = reached;
      reached = await page(looking, keys, found, at, to);
    }
    at = reached;
    const upTo = Math.min(to, at + KEYS_BETWEEN_PAGES);
    await eachUpTo(range(at, upTo), KEYS_AT_ONCE, one);
    at = upTo;
  }
  await eachUpTo(range(at, to), KEYS_AT_ONCE, one);
}

const range = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);

/** The page behind the key before `at`: fills in the keys that it tells of, and says which one is the first that it does not. */
async function page(looking: Looking, keys: readonly string[], found: (ListedObject | null)[], at: number, to: number): Promise<number> {
  const { prefix } = looking.side;
  const { objects, continuation } = await listed(looking, { prefix, startAfter: prefix + keys[at - 1]! });
  const last = objects.at(-1)?.key;
  let next = at;
  for (let object = 0; next < to; next += 1) {
    const key = prefix + keys[next]!;
    if (continuation !== null && (last === undefined || compareKeys(key, last) > 0)) return next;
    while (object < objects.length && compareKeys(objects[object]!.key, key) < 0) object += 1;
    found[next] = objects[object]?.key === key ? objects[object]! : null;
  }
  return next;
}

/** Of the keys that begin with a key the first in order is the key itself. */
async function exactly(looking: Looking, key: string): Promise<ListedObject | null> {
  const whole = looking.side.prefix + key;
  const first = await explained(looking, { prefix: whole }, async (walked) => {
    const object = await firstListed(looking.s3, walked, looking.signal);
    if (object !== null) checkPage([object], walked, undefined);
    return object;
  });
  return first?.key === whole ? first : null;
}

async function listed(looking: Looking, ask: Ask): Promise<Pick<ListPage, 'objects' | 'continuation'>> {
  return await explained(looking, ask, async (walked) => {
    const { continuation, objects, rows } = await looking.s3.listPage({ ...ask, from: walked.from }, looking.signal);
    rows?.release();
    checkPage(objects, walked, ask.startAfter);
    return { continuation, objects };
  });
}

type Ask = Pick<ListPageInput, 'prefix' | 'startAfter'>;

/** @throws MigrationError LISTING_BROKEN, or what S3's refusal means */
async function explained<T>({ side }: Looking, ask: Ask, look: (walked: Walked) => Promise<T>): Promise<T> {
  const walked = { from: bucketOf(side), prefix: ask.prefix, after: ask.startAfter };
  try {
    return await look(walked);
  } catch (error) {
    if (error instanceof S3Error) throw unreadablePage(error, walked) ?? explainS3Error(error, `listing ${placed(walked)}`);
    throw error;
  }
}
