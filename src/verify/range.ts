import type { Side } from '../contracts/contract.ts';
import type { ManifestEntry, Stretch } from '../contracts/copy.ts';
import type { Finding } from '../contracts/findings.ts';
import { asMigrationError } from '../errors.ts';
import type { BothSides, ListedObject } from '../s3/types.ts';
import { classify, factsOf, HEALED_BY_REPEAT, SIZE_ONLY, type VerifyRules } from './classify.ts';
import type { DeepLooks } from './deep.ts';
import type { LayoutCheck } from './layout.ts';
import type { Lines } from './lines.ts';
import { Pairs, type Seen } from '../listing/pairs.ts';
import { CountedSides } from './counted.ts';
import { Tallying, type RangeVerdict } from './tally.ts';

/** Whose a key is: the folder that it is counted in, and the shard of that. */
export interface Unit {
  readonly folder: string;
  readonly shard: string;
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
 * Lists a range of both sides afresh and judges every key of it. A listing that breaks makes the range unproven, never clean.
 * Rejects only for a signal that aborted.
 */
export async function verifyRange(deps: RangeDeps, task: RangeTask, signal: AbortSignal): Promise<RangeVerdict> {
  const counted = new CountedSides(deps.s3, task);
  const pairs = new Pairs(counted.s3, { ...task, stretch: task.range });
  const tallies = new Map<string, Tallying>();
  const looks: Promise<void>[] = [];
  const whole = (unproven: string | null): RangeVerdict => {
    const units = new Map(Array.from(tallies, ([folder, tallying]) => [folder, tallying.tally()] as const));
    const { from } = task.range;
    return { range: { from, to: pairs.to }, units, listed: counted.upTo(pairs.to), unproven };
  };
  try {
    let unit: Unit | null = null;
    let tallying = new Tallying();
    for (let ended = false; !ended;) {
      const step = await pairs.next(signal);
      ended = step.ended;
      for (const sight of step.seen) {
        const of = task.unitOf(sight.key);
        if (of.folder !== unit?.folder) {
          unit = of;
          tallying = tallies.get(of.folder) ?? new Tallying();
          tallies.set(of.folder, tallying);
        }
        const wait = judge(deps, task, of, sight, tallying, looks, signal);
        if (wait !== undefined) await wait;
        if (looks.length >= LOOKS_AT_ONCE) await Promise.all(looks.splice(0));
      }
    }
    await Promise.all(looks.splice(0));
  } catch (thrown) {
    await Promise.allSettled(looks);
    if (signal.aborted) throw thrown;
    const { code, message } = asMigrationError(thrown);
    return whole(`${code}: ${message}`);
  }
  return whole(null);
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
  const verdict = classify(sight, task.rules);
  if (verdict.kind === 'excluded') {
    tallying.seen.excluded += 1;
    return undefined;
  }
  if (deps.deep !== null && source !== null && target !== null && (verdict.kind === 'equal' || verdict === SIZE_ONLY)) {
    if (deps.deep.takes(key)) {
      looks.push(lookDeep(deps, deps.deep, task, unit, sight, tallying, signal));
      return undefined;
    }
  }
  if (verdict.kind === 'equal') {
    tallying.equal(source!.size, verdict.by, recorded !== null);
    return told(deps, task, unit, sight, tallying);
  }
  if (verdict === SIZE_ONLY) tallying.confidence.size += 1;
  // An archived key is excluded by rule, and named all the same.
  if (verdict.class === 'archived' && task.rules.archived === 'excluded') tallying.seen.excluded += 1;
  else if (source !== null) tallying.seen.different += 1;
  return found(deps, task, unit, sight, tallying, verdict.class, verdict.detail);
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
