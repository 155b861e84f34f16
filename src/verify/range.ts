import type { Side } from '../contracts/contract.ts';
import type { ManifestEntry, Stretch } from '../contracts/copy.ts';
import type { Finding } from '../contracts/findings.ts';
import { asMigrationError } from '../errors.ts';
import { bucketOf } from '../s3/parties.ts';
import type { BothSides, ListedObject } from '../s3/types.ts';
import { classify, EXCLUDED, factsOf, HEALED_BY_REPEAT, SIZE_ONLY, type VerifyRules } from './classify.ts';
import type { DeepLooks } from './deep.ts';
import type { LayoutCheck } from './layout.ts';
import type { Lines } from './lines.ts';
import { isNameless } from '../listing/equality.ts';
import { KEYS_IN_PASSING, Pairs, type Seen } from '../listing/pairs.ts';
import { Cutting, type Known, type SecondPart } from '../listing/cutting.ts';
import type { Turns } from '../listing/turns.ts';
import { CountedSides } from './counted.ts';
import { Tallying, type RangeVerdict } from './tally.ts';

/** Whose a key is: the folder that it is counted in, and the shard of that. */
export interface Unit {
  readonly folder: string;
  readonly shard: string;
  /** The folder that it is counted in, where that is another. */
  readonly countedIn?: string;
}

export interface RangeTask {
  readonly source: Side;
  readonly target: Side;
  /** What all keys begin with, behind the sides' own prefixes. */
  readonly prefix: string;
  readonly range: Stretch;
  readonly unitOf: (key: string) => Unit;
  readonly rules: VerifyRules;
  /** The form that keys should have; null where nobody has said. */
  readonly layout: LayoutCheck | null;
  /** The manifest's entries of the range, in key order, a segment at a time. */
  readonly recorded: AsyncIterable<readonly ManifestEntry[]>;
  /** Keys that S3 has refused to copy for good. */
  readonly refused: ReadonlySet<string>;
}

export interface RangeDeps {
  readonly s3: BothSides;
  readonly lines: Lines;
  /** Null: what a listing tells is enough. */
  readonly deep: DeepLooks | null;
}

/** Looks at objects under way at once, in one range. */
const LOOKS_AT_ONCE = 16;

/**
 * One range of both sides, listed afresh, and every key of it judged. A listing that breaks makes the range unproven, never clean.
 * While it runs, the part that is not yet listed can be taken away, as a range of its own.
 */
export class RangeLook {
  readonly task: RangeTask;
  readonly #deps: RangeDeps;
  readonly #counted: CountedSides;
  readonly #pairs: Pairs;
  readonly #tallies = new Map<string, Tallying>();
  readonly #looks: Promise<void>[] = [];
  readonly #cutting: Cutting;
  /** `onPage` was called when there were so many. */
  #toldPages = 0;

  constructor(deps: RangeDeps, task: RangeTask, known?: Known) {
    this.#deps = deps;
    this.task = task;
    this.#counted = new CountedSides(deps.s3, task);
    this.#pairs = new Pairs(this.#counted.s3, { ...task, stretch: task.range, stepKeysUpTo: KEYS_IN_PASSING });
    this.#cutting = new Cutting(this.#pairs, known);
  }

  /** Rejects only for a signal that aborted. `onPage` is called when it is known how much follows. `turns`: absent, nobody else is at work. */
  async run(signal: AbortSignal, onPage: () => void = () => undefined, turns?: Turns): Promise<RangeVerdict> {
    await turns?.take();
    try {
      while (await this.#step(signal, onPage)) {
        const turn = this.#pairs.needsPage ? turns?.pass() : undefined;
        if (turn === undefined) continue;
        this.#pairs.releaseWalked();
        await turn;
      }
      await Promise.all(this.#looks.splice(0));
      return this.#verdict(null);
    } catch (thrown) {
      this.#cutting.end();
      await Promise.allSettled(this.#looks);
      if (signal.aborted) throw thrown;
      const { code, message } = asMigrationError(thrown);
      return this.#verdict(`${code}: ${message}`);
    } finally {
      this.#pairs.release();
      turns?.leave();
    }
  }

  /**
   * Whether another follows. A function of its own: the frame of a loop would keep the keys of the step before while it waits for the
   * next page.
   */
  async #step(signal: AbortSignal, onPage: () => void): Promise<boolean> {
    const step = await this.#pairs.next(signal);
    this.#cutting.stepped(step);
    const { pages } = this.#pairs;
    if (pages !== this.#toldPages) onPage();
    this.#toldPages = pages;
    let unit: Unit | null = null;
    let tallying: Tallying | null = null;
    for (const seen of step.seen) {
      const of = this.task.unitOf(seen.key);
      if (tallying === null || of.folder !== unit?.folder) {
        unit = of;
        const name = of.countedIn ?? of.folder;
        tallying = this.#tallies.get(name) ?? new Tallying();
        this.#tallies.set(name, tallying);
      }
      const wait = judge(this.#deps, this.task, of, seen, tallying, this.#looks, signal);
      if (wait !== undefined) await wait;
      if (this.#looks.length >= LOOKS_AT_ONCE) await Promise.all(this.#looks.splice(0));
    }
    return !step.ended;
  }

  #verdict(unproven: string | null): RangeVerdict {
    const units = new Map(Array.from(this.#tallies, ([folder, tallying]) => [folder, tallying.tally()] as const));
    const { to } = this.#pairs;
    return { range: { from: this.task.range.from, to }, units, listed: this.#counted.upTo(to), unproven };
  }

  get pagesLeft(): number {
    return this.#cutting.pagesLeft;
  }

  /** Ends the range earlier, and answers what is then another's; null when there is nothing worth it. */
  async cut(signal: AbortSignal): Promise<SecondPart | null> {
    const { source, prefix } = this.task;
    return await this.#cutting.cut(this.#deps.s3.source, source, prefix, signal);
  }
}

/** One key into the tally. What is returned, when something is, is to be awaited: most keys need none. */
function judge(
  deps: RangeDeps,
  task: RangeTask,
  unit: Unit,
  sight: Seen,
  tallying: Tallying,
  looks: Promise<void>[],
  signal: AbortSignal,
): Promise<void> | undefined {
  const { key, source, target, recorded } = sight;
  tallying.listed(key, source, target);
  if (recorded !== null) tallying.entries += 1;
  const verdict = source !== null && isNameless(key, task.target) ? EXCLUDED : classify(sight, task.rules);
  if (verdict.kind === 'excluded') {
    tallying.seen.excluded += 1;
    return undefined;
  }
  if (deps.deep !== null && source !== null && target !== null && (verdict.kind === 'equal' || verdict === SIZE_ONLY)) {
    if (deps.deep.takes(key)) {
      later(looks, lookDeep(deps, deps.deep, task, unit, sight, tallying, signal));
      return undefined;
    }
  }
  if (verdict.kind === 'equal') {
    tallying.equal(source!.size, verdict.by, recorded !== null);
    return told(deps, task, unit, sight, tallying);
  }
  if (verdict === SIZE_ONLY) tallying.confidence.size += 1;
  if (verdict.class === 'missing-object' && source!.storageClass === MAY_BE_ARCHIVED) {
    later(looks, lookIntoTier(deps, task, unit, sight, tallying, verdict.detail, signal));
    return undefined;
  }
  // An archived key is excluded by rule, and named all the same.
  if (verdict.class === 'archived' && task.rules.archived === 'excluded') tallying.seen.excluded += 1;
  else if (source !== null) tallying.seen.different += 1;
  return found(deps, task, unit, sight, tallying, verdict.class, verdict.detail);
}

/** It may fail while the next page is on its way, and nobody awaits it yet: to Node that would be the end of the process. */
function later(looks: Promise<void>[], look: Promise<void>): void {
  look.catch(() => undefined);
  looks.push(look);
}

/** Its archive tiers are in no listing: an object of it that is missing may be one that cannot be copied (API_HeadObject, x-amz-archive-status). */
const MAY_BE_ARCHIVED = 'INTELLIGENT_TIERING';

async function lookIntoTier(
  deps: RangeDeps,
  task: RangeTask,
  unit: Unit,
  sight: Seen,
  tallying: Tallying,
  detail: string | null,
  signal: AbortSignal,
): Promise<void> {
  const { source: side, rules } = task;
  // Where S3 does not tell, it is missing, and a repeat meets the reason.
  const head = await deps.s3.source.headObject({ from: bucketOf(side), key: side.prefix + sight.key }, signal).catch(() => null);
  const tier = head?.archiveStatus ?? null;
  if (tier !== null && rules.archived === 'excluded') tallying.seen.excluded += 1;
  else tallying.seen.different += 1;
  if (tier === null) await found(deps, task, unit, sight, tallying, 'missing-object', detail);
  else await found(deps, task, unit, sight, tallying, 'archived', `in tier ${tier}: restore it, then run the migration again`);
}

/** A key that is equal: only its form may be worth a word. */
function told(deps: RangeDeps, task: RangeTask, unit: Unit, sight: Seen, tallying: Tallying): Promise<void> | undefined {
  const misfit = task.layout === null ? null : task.layout(sight.key);
  const wait = misfit === null ? undefined : found(deps, task, unit, sight, tallying, 'layout-anomaly', misfit);
  const { equal } = deps.lines;
  if (equal === undefined) return wait;
  return wait === undefined ? equal(sight.key) : wait.then(() => equal(sight.key));
}

function found(
  { lines }: RangeDeps,
  { refused }: RangeTask,
  { folder, shard }: Unit,
  { key, source, target }: Seen,
  tallying: Tallying,
  of: Finding['class'],
  detail: string | null,
): Promise<void> | undefined {
  const finding = { class: of, folder, shard, key, source: factsOf(source), target: factsOf(target), detail };
  tallying.found(finding);
  if (HEALED_BY_REPEAT[of] && refused.has(key)) tallying.refused += 1;
  return lines.finding(finding);
}

async function lookDeep(
  deps: RangeDeps,
  deep: DeepLooks,
  task: RangeTask,
  unit: Unit,
  sight: Seen & { readonly source: ListedObject | null; readonly target: ListedObject | null },
  tallying: Tallying,
  signal: AbortSignal,
): Promise<void> {
  const { key, source, target, recorded } = sight;
  const verdict = classify(sight, task.rules);
  const look = await deep.look(key, source!, target!, signal);
  if (look.shows === 'differs') {
    tallying.seen.different += 1;
    await found(deps, task, unit, sight, tallying, 'content-differs', look.detail);
    return;
  }
  if (verdict.kind === 'equal' || look.shows === 'equal') {
    const by = verdict.kind === 'equal' ? verdict.by : 'checksum';
    tallying.equal(source!.size, look.shows === 'equal' ? 'checksum' : by, recorded !== null);
    await told(deps, task, unit, sight, tallying);
    return;
  }
  tallying.confidence.size += 1;
  tallying.seen.different += 1;
  await found(deps, task, unit, sight, tallying, 'unverifiable', look.detail);
}
