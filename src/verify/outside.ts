import { bucketOf } from '../s3/parties.ts';
import type { Side } from '../contracts/contract.ts';
import type { Finding, Outside } from '../contracts/findings.ts';
import { asMigrationError } from '../errors.ts';
import { compareKeys } from '../listing/order.ts';
import { walkPages } from '../listing/walk.ts';
import { explainS3Error } from '../s3/explain.ts';
import { firstListed } from '../s3/first-listed.ts';
import { S3Error, type BothSides, type ListedObject, type S3 } from '../s3/types.ts';
import { eachUpTo } from '../pool.ts';
import type { Stretch } from '../contracts/copy.ts';
import { addCounts, EXAMPLES_UP_TO } from './tally.ts';
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

interface Strangers {
  readonly folders: readonly Stranger[];
  /** Keys in no folder at all. */
  readonly stray: readonly { readonly key: string; readonly object: ListedObject }[];
  readonly strayKeys: number;
  readonly strayBytes: number;
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
  let found: [Strangers, Strangers];
  try {
    found = await Promise.all([
      strangersOf(s3.source, sides.source, known.source, signal),
      strangersOf(s3.target, sides.target, known.target, signal),
    ]);
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const { code, message } = asMigrationError(thrown);
    return { ...NOTHING_OUTSIDE, unproven: `beside the expected folders: ${code}: ${message}` };
  }
  const [there, here] = found;
  const examples: Finding[] = [];
  let counts: Record<string, number> = {};
  const add = async (finding: Finding) => {
    const before = counts[finding.class] ?? 0;
    counts = addCounts(counts, { [finding.class]: 1 });
    if (before < EXAMPLES_UP_TO) examples.push(finding);
    await lines.finding(finding);
  };
  const names = [...new Set([...there.folders, ...here.folders].map(({ folder }) => folder))].toSorted(compareKeys);
  for (const folder of names) {
    const detail = `${said('source', there, folder)}, ${said('target', here, folder)}`;
    await add({ class: 'unexpected-folder', folder, shard: '', key: null, source: null, target: null, detail });
  }
  for (const [side, strangers] of [['source', there] as const, ['target', here] as const]) {
    for (const { key, object } of strangers.stray) {
      const fact = { size: object.size, etag: object.etag, lastModified: object.lastModified };
      const detail = layout?.(key) ?? 'lies in no folder';
      await add({ class: 'layout-anomaly', folder: '', shard: '', key, source: null, target: null, [side]: fact, detail });
    }
    const unnamed = strangers.strayKeys - strangers.stray.length;
    if (unnamed > 0) counts = addCounts(counts, { 'layout-anomaly': unnamed });
  }
  return { source: outsideOf(there), target: outsideOf(here), counts, examples, unproven: null };
}

function said(side: string, { folders }: Strangers, name: string): string {
  const found = folders.find(({ folder }) => folder === name);
  if (found === undefined) return `nothing at the ${side}`;
  return `${found.more ? 'more than ' : ''}${found.keys} keys and ${found.bytes} bytes at the ${side}`;
}

function outsideOf({ folders, strayBytes, strayKeys }: Strangers): Outside {
  return folders.reduce<Outside>(
    (sum, { keys, bytes, more }) => ({ ...sum, keys: sum.keys + keys, bytes: sum.bytes + bytes, more: sum.more || more }),
    { folders: folders.length, keys: strayKeys, bytes: strayBytes, more: false },
  );
}

/** Keys in no folder that are named one by one; the rest is counted. */
const STRAY_NAMED_UP_TO = 1000;

/** Each stretch of so many expected folders is looked through by itself, a few stretches at once. */
const FOLDERS_OF_A_STRETCH = 64;
const STRETCHES_AT_ONCE = 8;

async function strangersOf(s3: S3, side: Side, known: Known, signal: AbortSignal): Promise<Strangers> {
  const sorted = known.folders.toSorted(compareKeys);
  const cuts = sorted.filter((_, index) => index % FOLDERS_OF_A_STRETCH === 0 && index > 0);
  const look = { s3, side, expected: new Set(sorted), ours: known.ours, signal };
  const found: Strangers[] = [];
  try {
    await eachUpTo([null, ...cuts].entries(), STRETCHES_AT_ONCE, async ([index, from]) => {
      found[index] = await strangersWithin(look, { from, to: cuts[index] ?? null });
    });
  } catch (error) {
    throw error instanceof S3Error ? explainS3Error(error, `listing s3://${side.bucket}/${side.prefix}`) : error;
  }
  return {
    folders: found.flatMap(({ folders }) => folders),
    stray: found.flatMap(({ stray }) => stray).slice(0, STRAY_NAMED_UP_TO),
    strayKeys: found.reduce((sum, { strayKeys }) => sum + strayKeys, 0),
    strayBytes: found.reduce((sum, { strayBytes }) => sum + strayBytes, 0),
  };
}

interface Looking {
  readonly s3: S3;
  readonly side: Side;
  readonly expected: ReadonlySet<string>;
  readonly ours: readonly string[];
  readonly signal: AbortSignal;
}

async function strangersWithin(look: Looking, { from, to }: Stretch): Promise<Strangers> {
  const folders: Stranger[] = [];
  const stray: { key: string; object: ListedObject }[] = [];
  let strayKeys = 0;
  let strayBytes = 0;
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
        for (const one of end === -1 ? page : page.slice(0, end)) {
          strayKeys += 1;
          strayBytes += one.object.size;
          if (stray.length < STRAY_NAMED_UP_TO) stray.push(one);
          after = one.key;
        }
        if (end !== -1) break;
      }
    }
  }
  return { folders, stray, strayKeys, strayBytes };
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
