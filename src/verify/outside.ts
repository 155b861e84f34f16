import { bucketOf } from '../s3/parties.ts';
import type { Side } from '../contracts/contract.ts';
import type { Finding, Outside } from '../contracts/findings.ts';
import { asMigrationError } from '../errors.ts';
import { compareKeys } from '../listing/order.ts';
import { walkPages } from '../listing/walk.ts';
import { explainS3Error } from '../s3/explain.ts';
import { firstListed } from '../listing/first-listed.ts';
import { S3Error, type BothSides, type ListedObject, type S3 } from '../s3/types.ts';
import { eachUpTo } from '../pool.ts';
import type { Stretch } from '../contracts/copy.ts';
import { EXAMPLES_UP_TO, ownFinding } from './tally.ts';
import type { LayoutCheck } from './layout.ts';
import type { Lines } from './lines.ts';

/** What lies at both sides beside the expected folders. */
export interface OutsideLook {
  readonly source: Outside;
  readonly target: Outside;
  readonly counts: Readonly<Record<string, number>>;
  readonly examples: readonly Finding[];
  /** Why a side could not be seen whole; null when both were. */
  readonly unproven: string | null;
}

const NOTHING: Outside = { folders: 0, keys: 0, bytes: 0, more: false };
export const NOTHING_OUTSIDE: OutsideLook = { source: NOTHING, target: NOTHING, counts: {}, examples: [], unproven: null };

/**
 * Keys of one folder that is not expected, counted before the rest is passed over: a target's bucket may hold a table of
 * millions of files beside the folders, and to know that it is there costs a request, not its listing.
 */
const FOLDER_KEYS_UP_TO = 10_000;

/** Behind every key of a folder that anybody has: its last character is the last of Unicode. */
export const LAST_OF = '\u{10ffff}';

interface Stranger {
  readonly folder: string;
  readonly keys: number;
  readonly bytes: number;
  readonly more: boolean;
}

/** What is nothing to find at a side: the expected folders, and prefixes of what is ours beside them. */
export interface Known {
  readonly folders: readonly string[];
  readonly ours: readonly string[];
}

/**
 * Looks between the expected folders, at both sides: the gaps between them, in key order, are asked for their first key, and what
 * turns up is counted. Nothing of it belongs to the migration, and nobody's account has it; but it is seen.
 */
export async function lookOutside(
  s3: BothSides,
  sides: { readonly source: Side; readonly target: Side },
  known: { readonly source: Known; readonly target: Known },
  lines: Lines,
  layout: LayoutCheck | null,
  signal: AbortSignal,
): Promise<OutsideLook> {
  const stray = { source: new Stray('source', lines, layout), target: new Stray('target', lines, layout) };
  const few = () => [...stray.source.first, ...stray.target.first].slice(0, EXAMPLES_UP_TO);
  const anomalies = () => times('layout-anomaly', stray.source.keys + stray.target.keys);
  // Both to their ends, also when one fails: what they find goes into the same lines.
  const [there, here] = await Promise.allSettled([
    strangersOf(s3.source, sides.source, known.source, stray.source, signal),
    strangersOf(s3.target, sides.target, known.target, stray.target, signal),
  ]);
  if (there.status === 'rejected' || here.status === 'rejected') {
    if (signal.aborted) signal.throwIfAborted();
    const { code, message } = asMigrationError(there.status === 'rejected' ? there.reason : (here as PromiseRejectedResult).reason);
    return { ...NOTHING_OUTSIDE, counts: anomalies(), examples: few(), unproven: `beside the expected folders: ${code}: ${message}` };
  }
  const examples: Finding[] = [];
  const at = { source: byName(there.value), target: byName(here.value) };
  const names = [...new Set([...at.source.keys(), ...at.target.keys()])].toSorted(compareKeys);
  for (const folder of names) {
    const detail = `${said('source', at.source.get(folder))}, ${said('target', at.target.get(folder))}`;
    const finding: Finding = { class: 'unexpected-folder', folder, shard: '', key: null, source: null, target: null, detail };
    if (examples.length < EXAMPLES_UP_TO) examples.push(finding);
    await lines.finding(finding);
  }
  return {
    source: outsideOf(there.value, stray.source),
    target: outsideOf(here.value, stray.target),
    counts: { ...times('unexpected-folder', names.length), ...anomalies() },
    examples: [...examples, ...few()],
    unproven: null,
  };
}

const times = (of: Finding['class'], count: number): OutsideLook['counts'] => (count === 0 ? {} : { [of]: count });

const byName = (folders: readonly Stranger[]) => new Map(folders.map((one) => [one.folder, one] as const));

function said(side: string, found: Stranger | undefined): string {
  if (found === undefined) return `nothing at the ${side}`;
  return `${found.more ? 'more than ' : ''}${found.keys} keys and ${found.bytes} bytes at the ${side}`;
}

function outsideOf(folders: readonly Stranger[], stray: Stray): Outside {
  return folders.reduce<Outside>(
    (sum, { keys, bytes, more }) => ({ ...sum, keys: sum.keys + keys, bytes: sum.bytes + bytes, more: sum.more || more }),
    { folders: folders.length, keys: stray.keys, bytes: stray.bytes, more: false },
  );
}

/** Keys in no folder at all: told where they are met, since there may be as many as keys, and the first of them kept. */
class Stray {
  keys = 0;
  bytes = 0;
  readonly #side: 'source' | 'target';
  readonly #lines: Lines;
  readonly #layout: LayoutCheck | null;
  #first: readonly Finding[] = [];

  constructor(side: 'source' | 'target', lines: Lines, layout: LayoutCheck | null) {
    this.#side = side;
    this.#lines = lines;
    this.#layout = layout;
  }

  /** In key order, whoever came to them first. */
  get first(): readonly Finding[] {
    return this.#first;
  }

  found(key: string, { etag, lastModified, size }: ListedObject): Promise<void> | undefined {
    this.keys += 1;
    this.bytes += size;
    const finding: Finding = {
      ...{ class: 'layout-anomaly', folder: '', shard: '', key, source: null, target: null },
      [this.#side]: { size, etag, lastModified },
      detail: this.#layout?.(key) ?? 'lies in no folder',
    };
    if (this.#first.length < EXAMPLES_UP_TO || compareKeys(key, this.#first.at(-1)!.key!) < 0)
      this.#first = [...this.#first, ownFinding(finding)].toSorted((a, b) => compareKeys(a.key!, b.key!)).slice(0, EXAMPLES_UP_TO);
    return this.#lines.finding(finding);
  }
}

/** Each stretch of so many expected folders is looked through by itself, a few stretches at once. */
const FOLDERS_OF_A_STRETCH = 64;
const STRETCHES_AT_ONCE = 8;

async function strangersOf(s3: S3, side: Side, known: Known, stray: Stray, signal: AbortSignal): Promise<readonly Stranger[]> {
  const sorted = known.folders.toSorted(compareKeys);
  const cuts = sorted.filter((_, index) => index % FOLDERS_OF_A_STRETCH === 0 && index > 0);
  const look = { s3, side, expected: new Set(sorted), ours: known.ours, stray, signal };
  const found: (readonly Stranger[])[] = [];
  try {
    await eachUpTo([null, ...cuts].entries(), STRETCHES_AT_ONCE, async ([index, from]) => {
      found[index] = await strangersWithin(look, { from, to: cuts[index] ?? null });
    });
  } catch (error) {
    throw error instanceof S3Error ? explainS3Error(error, `listing s3://${side.bucket}/${side.prefix}`) : error;
  }
  return found.flat();
}

interface Looking {
  readonly s3: S3;
  readonly side: Side;
  readonly expected: ReadonlySet<string>;
  readonly ours: readonly string[];
  readonly stray: Stray;
  readonly signal: AbortSignal;
}

async function strangersWithin(look: Looking, { from, to }: Stretch): Promise<readonly Stranger[]> {
  const folders: Stranger[] = [];
  let after = from;
  for (;;) {
    const first = await firstAfter(look, after);
    if (first === null || (to !== null && compareKeys(first, to) > 0)) break;
    const slash = first.indexOf('/');
    const folder = first.slice(0, Math.max(0, slash));
    const inside = slash !== -1 && look.expected.has(folder) ? `${folder}/` : look.ours.find((prefix) => first.startsWith(prefix));
    if (inside !== undefined) after = behind(inside, first);
    else if (slash !== -1) {
      // A key that is even behind the last of Unicode brings its folder once more: it was counted.
      if (folders.at(-1)?.folder !== folder) folders.push(await counted(look, folder, after));
      after = behind(`${folder}/`, first);
    } else {
      // As many as there are before the next folder, a page at a time.
      for await (const page of pagesOf(look, '', after, to)) {
        const end = page.findIndex(({ key }) => key.includes('/'));
        for (const { key, object } of end === -1 ? page : page.slice(0, end)) {
          const wait = look.stray.found(key, object);
          if (wait !== undefined) await wait;
          after = key;
        }
        if (end !== -1) break;
      }
    }
  }
  return folders;
}

/** Pages with keys that count from the side's prefix. */
async function* pagesOf({ s3, side, signal }: Looking, prefix: string, after: string | null, to: string | null) {
  const walked = {
    ...placeOf(side),
    prefix: side.prefix + prefix,
    after: after === null ? undefined : side.prefix + after,
    upTo: to === null ? undefined : side.prefix + to,
  };
  for await (const page of walkPages(s3, walked, signal))
    yield page.map((object) => ({ key: object.key.slice(side.prefix.length), object }));
}

/** Where to go on after a folder: behind its last key; from key to key where one is even behind that. */
function behind(prefix: string, key: string): string {
  const end = prefix + LAST_OF;
  return compareKeys(key, end) > 0 ? key : end;
}

async function firstAfter({ s3, side, signal }: Looking, after: string | null): Promise<string | null> {
  const startAfter = after === null ? undefined : side.prefix + after;
  const first = await firstListed(s3, { ...placeOf(side), prefix: side.prefix, startAfter }, signal);
  return first === null ? null : first.key.slice(side.prefix.length);
}

async function counted(look: Looking, folder: string, after: string | null): Promise<Stranger> {
  let keys = 0;
  let bytes = 0;
  for await (const page of pagesOf(look, `${folder}/`, after, null)) {
    for (const { key, object } of page) {
      if (look.ours.some((prefix) => key.startsWith(prefix))) continue;
      if (keys === FOLDER_KEYS_UP_TO) return { folder, keys, bytes, more: true };
      keys += 1;
      bytes += object.size;
    }
  }
  return { folder, keys, bytes, more: false };
}

function placeOf({ account, bucket }: Side) {
  return { from: bucketOf({ bucket, account }) };
}
