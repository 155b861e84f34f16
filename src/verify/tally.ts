import type { Stretch } from '../contracts/copy.ts';
import type { BothDigests, Confidence, Finding, FindingClass, Seen as SeenAccounts, SideDigest } from '../contracts/findings.ts';
import { printable } from '../errors.ts';
import { compareKeys, ownCopy } from '../listing/order.ts';
import { compareFrom } from '../listing/stretches.ts';
import type { ListedObject } from '../s3/types.ts';
import { addDigest, addKey, digestOf, digestText, emptyDigests, type Digests } from './digest.ts';

export const NOTHING_SEEN: SeenAccounts = {
  sourceListed: 0,
  equal: 0,
  different: 0,
  excluded: 0,
  targetListed: 0,
  matched: 0,
  targetOnly: 0,
  bytes: 0,
};

export const NO_CONFIDENCE: Confidence = { etag: 0, recorded: 0, checksum: 0, size: 0 };

const NO_SIDE: SideDigest = { keys: 0, bytes: 0, digest: '0'.repeat(32), names: '0'.repeat(32) };
export const NO_DIGESTS: BothDigests = { source: NO_SIDE, target: NO_SIDE };

/** What a set of keys showed. Tallies of disjoint sets add up to that of both, whatever the order: see `addTallies`. */
export interface Tally {
  readonly seen: SeenAccounts;
  readonly counts: Readonly<Record<string, number>>;
  /** Of each class at most EXAMPLES_UP_TO. */
  readonly examples: readonly Finding[];
  readonly confidence: Confidence;
  readonly digests: BothDigests;
  /** Entries of the manifest; keys that are equal and in no manifest; findings that a repeat could heal if S3 had not refused the key for good. */
  readonly entries: number;
  readonly unrecorded: number;
  readonly refused: number;
}

export const NO_TALLY: Tally = {
  seen: NOTHING_SEEN,
  counts: {},
  examples: [],
  confidence: NO_CONFIDENCE,
  digests: NO_DIGESTS,
  entries: 0,
  unrecorded: 0,
  refused: 0,
};

/** Examples of one class that a folder's report carries; counts stay exact. */
export const EXAMPLES_UP_TO = 5;

/** One range's verdict. `listed` is counted at the listings themselves, before anything was decided: the account is held against it. */
export interface RangeVerdict {
  readonly range: Stretch;
  /** By folder. */
  readonly units: ReadonlyMap<string, Tally>;
  readonly listed: { readonly source: number; readonly target: number };
  /** Why the range could not be seen whole; null when it was. */
  readonly unproven: string | null;
}

export function addSeen(a: SeenAccounts, b: SeenAccounts): SeenAccounts {
  const sum = { ...a };
  for (const name of Object.keys(sum) as (keyof SeenAccounts)[]) sum[name] += b[name];
  return sum;
}

export function addConfidence(a: Confidence, b: Confidence): Confidence {
  return { etag: a.etag + b.etag, recorded: a.recorded + b.recorded, checksum: a.checksum + b.checksum, size: a.size + b.size };
}

export function addCounts(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const sum: Record<string, number> = { ...a };
  for (const [name, times] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + times;
  return sum;
}

export function addSides(a: SideDigest, b: SideDigest): SideDigest {
  const add = (one: string, other: string) => {
    const sum = digestOf(one);
    addDigest(sum, digestOf(other));
    return digestText(sum);
  };
  return { keys: a.keys + b.keys, bytes: a.bytes + b.bytes, digest: add(a.digest, b.digest), names: add(a.names, b.names) };
}

export function addBothDigests(a: BothDigests, b: BothDigests): BothDigests {
  return { source: addSides(a.source, b.source), target: addSides(a.target, b.target) };
}

export function addTallies(a: Tally, b: Tally): Tally {
  return {
    seen: addSeen(a.seen, b.seen),
    counts: addCounts(a.counts, b.counts),
    examples: fewOfEach([...a.examples, ...b.examples]),
    confidence: addConfidence(a.confidence, b.confidence),
    digests: addBothDigests(a.digests, b.digests),
    entries: a.entries + b.entries,
    unrecorded: a.unrecorded + b.unrecorded,
    refused: a.refused + b.refused,
  };
}

/** The first of each class in key order, so that the same keys give the same examples whoever listed them first. */
function fewOfEach(examples: readonly Finding[]): Finding[] {
  const taken: Partial<Record<FindingClass, number>> = {};
  return examples
    .toSorted((a, b) => compareKeys(a.key ?? '', b.key ?? ''))
    .filter(({ class: of }) => (taken[of] = (taken[of] ?? 0) + 1) <= EXAMPLES_UP_TO);
}

export interface Merged {
  readonly units: ReadonlyMap<string, Tally>;
  /** Null when the ranges together are all of the keys, each was seen whole, and every account closes. */
  readonly unproven: string | null;
}

/** The ranges' verdicts as one. Their ends must meet: a key that lies in no range was never looked at. */
export function mergeRanges(verdicts: readonly RangeVerdict[]): Merged {
  const sorted = verdicts.toSorted((a, b) => compareFrom(a.range.from, b.range.from));
  const units = new Map<string, Tally>();
  for (const verdict of sorted)
    for (const [folder, tally] of verdict.units) {
      const before = units.get(folder);
      units.set(folder, before === undefined ? tally : addTallies(before, tally));
    }
  return { units, unproven: gapIn(sorted.map(({ range }) => range)) ?? firstUnproven(sorted) };
}

function firstUnproven(verdicts: readonly RangeVerdict[]): string | null {
  for (const verdict of verdicts) {
    if (verdict.unproven !== null) return verdict.unproven;
    const open = openAccount(verdict);
    if (open !== null) return open;
  }
  return null;
}

function gapIn(ranges: readonly Stretch[]): string | null {
  let reached: string | null = null;
  for (const [index, { from, to }] of ranges.entries()) {
    if (from !== reached || (index > 0 && reached === null))
      return `its ranges do not meet: one ends ${endText(reached)}, and the next begins after ${startText(from)}`;
    reached = to;
  }
  return ranges.length > 0 && reached === null ? null : `its ranges end ${endText(reached)}, and nobody has looked behind it`;
}

const endText = (to: string | null): string => (to === null ? 'with the last key' : `with "${printable(to)}"`);
const startText = (from: string | null): string => (from === null ? 'nothing' : `"${printable(from)}"`);

export function sumOf(tallies: Iterable<Tally>): Tally {
  let sum = NO_TALLY;
  for (const tally of tallies) sum = addTallies(sum, tally);
  return sum;
}

/** Why the account does not close; null when it does. */
export function openAccount({ units, listed }: Pick<RangeVerdict, 'units' | 'listed'>): string | null {
  const { seen, digests } = sumOf(units.values());
  const source = seen.equal + seen.different + seen.excluded;
  if (seen.sourceListed !== source || listed.source !== source || digests.source.keys !== source)
    return `its account does not close: ${listed.source} keys listed at the source, and ${source} judged`;
  const target = seen.matched + seen.targetOnly;
  if (seen.targetListed !== target || listed.target !== target || digests.target.keys !== target)
    return `its account does not close: ${listed.target} keys listed at the target, and ${target} judged`;
  return null;
}

/** Takes keys in, one after the other. Mutable, and without an allocation for a key that is equal. */
export class Tallying {
  readonly seen = { ...NOTHING_SEEN };
  readonly confidence = { ...NO_CONFIDENCE };
  readonly counts: Record<string, number> = {};
  readonly #examples: Finding[] = [];
  readonly #source = new Side();
  readonly #target = new Side();
  entries = 0;
  unrecorded = 0;
  refused = 0;

  /** Both sides' digests and the target's account. `key` is without the sides' prefixes. */
  listed(key: string, source: ListedObject | null, target: ListedObject | null): void {
    const { seen } = this;
    if (source !== null) {
      seen.sourceListed += 1;
      this.#source.add(key, source);
    }
    if (target === null) return;
    seen.targetListed += 1;
    this.#target.add(key, target);
    if (source === null) seen.targetOnly += 1;
    else seen.matched += 1;
  }

  equal(size: number, by: 'etag' | 'recorded' | 'checksum', recorded: boolean): void {
    this.seen.equal += 1;
    this.seen.bytes += size;
    this.confidence[by] += 1;
    if (!recorded) this.unrecorded += 1;
  }

  found(finding: Finding): void {
    const before = this.counts[finding.class] ?? 0;
    this.counts[finding.class] = before + 1;
    if (before < EXAMPLES_UP_TO) this.#examples.push(ownFinding(finding));
  }

  tally(): Tally {
    return {
      seen: { ...this.seen },
      counts: { ...this.counts },
      examples: [...this.#examples],
      confidence: { ...this.confidence },
      digests: { source: this.#source.digest(), target: this.#target.digest() },
      entries: this.entries,
      unrecorded: this.unrecorded,
      refused: this.refused,
    };
  }
}

/** In memory of its own: its texts are cut out of list pages, and would keep these. */
export function ownFinding(finding: Finding): Finding {
  const { key, source, target } = finding;
  return { ...finding, key: key === null ? null : ownCopy(key), source: ownFacts(source), target: ownFacts(target) };
}

function ownFacts(facts: Finding['source']): Finding['source'] {
  return facts === null ? null : { ...facts, etag: ownCopy(facts.etag), lastModified: ownCopy(facts.lastModified) };
}

class Side {
  readonly #sums: Digests = emptyDigests();
  #keys = 0;
  #bytes = 0;

  add(key: string, { size, etag }: ListedObject): void {
    this.#keys += 1;
    this.#bytes += size;
    addKey(this.#sums, key, size, etag);
  }

  digest(): SideDigest {
    return { keys: this.#keys, bytes: this.#bytes, digest: digestText(this.#sums.content), names: digestText(this.#sums.names) };
  }
}
