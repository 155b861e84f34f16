import type { Side } from '../contracts/contract.ts';
import type { DeepLook, Finding, TwoSidesOutcome, Verdict } from '../contracts/findings.ts';
import type { Known } from '../listing/cutting.ts';
import { compareKeys, ownCopy } from '../listing/order.ts';
import { EVERYTHING } from '../listing/stretches.ts';
import type { BothSides } from '../s3/types.ts';
import { OF_TWO_SIDES, type VerifyRules } from './classify.ts';
import { DeepLooks, type DeepSample, type ReadChecksums } from './deep.ts';
import { lookInLanes } from './lanes.ts';
import type { LayoutCheck } from './layout.ts';
import type { Lines } from './lines.ts';
import { RangeLook, type Unit } from './range.ts';
import { addCounts, mergeRanges, sumOf, type Tally } from './tally.ts';
import { verdictOf } from './verify.ts';

export interface TwoSides {
  readonly source: Side;
  readonly target: Side;
  readonly layout: LayoutCheck | null;
  readonly deep: DeepSample | null;
}

export interface TwoSidesDeps {
  readonly s3: BothSides;
  readonly lines: Lines;
  readonly checksums: ReadChecksums | null;
  readonly lanes: number;
  readonly idleLooks?: (() => number) | undefined;
}

/**
 * Folders that are told apart: memory must not grow with what people call a folder. Where there are more, none stands for its keys, since
 * which of them were met first is a matter of timing: all keys are counted one by one.
 */
export const FOLDERS_UP_TO = 10_000;

const RULES: VerifyRules = { cutoffMs: null, archived: 'compared' };

async function* nothing(): AsyncGenerator<never> {}

/** Lists both sides afresh and compares all of their keys. Nothing is written anywhere. Rejects only for a signal that aborted. */
export async function verifyTwoSides(
  deps: TwoSidesDeps,
  { source, target, layout, deep: sample }: TwoSides,
  signal: AbortSignal,
): Promise<TwoSidesOutcome> {
  const deep = sample === null ? null : new DeepLooks(deps.s3, { source, target }, sample, deps.checksums);
  const { unitOf, areMore } = firstParts();
  let outcome: TwoSidesOutcome | null = null;
  const everything = {
    ranges: [EVERYTHING],
    look: (range: typeof EVERYTHING, known: Known) =>
      new RangeLook(
        { s3: deps.s3, lines: deps.lines, deep },
        { source, target, prefix: '', range, unitOf, rules: RULES, layout, recorded: nothing(), refused: new Set() },
        known,
      ),
    end: (verdicts: Parameters<typeof mergeRanges>[0]) => {
      const { units, unproven } = mergeRanges(verdicts);
      outcome = outcomeOf(units, { unproven, areMore: areMore(), deep: deep?.report() ?? null });
      return Promise.resolve();
    },
  };
  const wholes = [everything];
  await lookInLanes(() => Promise.resolve(wholes.pop() ?? null), deps, signal);
  return outcome!;
}

/** The folder of a key: its first part. Nearly always that of the key before. */
function firstParts(): { readonly unitOf: (key: string) => Unit; readonly areMore: () => boolean } {
  const none: Unit = { folder: '', shard: '' };
  const units = new Map<string, Unit>();
  let more = false;
  let last = none;
  let lastPrefix = '/';
  const unitOf = (key: string) => {
    if (key.startsWith(lastPrefix)) return last;
    const slash = key.indexOf('/');
    if (slash <= 0) return none;
    const named = key.slice(0, slash);
    let unit = units.get(named);
    if (unit === undefined) {
      const folder = ownCopy(named);
      if (units.size < FOLDERS_UP_TO) units.set(folder, (unit = { folder, shard: '' }));
      else {
        more = true;
        unit = { folder, shard: '', countedIn: none.folder };
      }
    }
    last = unit;
    lastPrefix = `${unit.folder}/`;
    return unit;
  };
  return { unitOf, areMore: () => more };
}

interface Ended {
  readonly unproven: string | null;
  /** Whether there are more folders than are told apart. */
  readonly areMore: boolean;
  readonly deep: DeepLook | null;
}

function outcomeOf(units: ReadonlyMap<string, Tally>, { areMore, deep, unproven }: Ended): TwoSidesOutcome {
  const folders: Finding[] = [];
  const examples: Finding[] = [];
  const perFolder: { folder: string; state: Verdict }[] = [];
  let counts: Record<string, number> = {};
  const all = sumOf(units.values());
  const named = areMore ? [['', all] as const] : Array.from(units).toSorted(([a], [b]) => compareKeys(a, b));
  for (const [folder, tally] of named) {
    const whole = unproven !== null || folder === '' ? null : wholeFolder(folder, tally);
    if (whole !== null) {
      folders.push(whole.finding);
      counts = addCounts(counts, { ...tally.counts, [whole.standsFor]: 0, [whole.finding.class]: 1 });
    } else counts = addCounts(counts, tally.counts);
    examples.push(...(whole === null ? tally.examples : [whole.finding]));
    if (!areMore) perFolder.push({ folder, state: verdictOf(tally.counts, false, OF_TWO_SIDES) });
  }
  if (unproven === null && all.seen.sourceListed === 0) {
    const finding = folderFinding('source-folder-missing', '', 'the source shows no key');
    folders.push(finding);
    counts = addCounts(counts, { [finding.class]: 1 });
  }
  if (unproven !== null) {
    folders.push(folderFinding('unverifiable', '', unproven));
    counts = addCounts(counts, { unverifiable: 1 });
  }
  return {
    verdict: verdictOf(counts, unproven !== null, OF_TWO_SIDES),
    counts: Object.fromEntries(Object.entries(counts).filter(([, times]) => times > 0)),
    seen: all.seen,
    digests: all.digests,
    confidence: all.confidence,
    deep,
    folders,
    examples,
    perFolder,
    foldersBeyond: areMore ? FOLDERS_UP_TO : null,
    unproven,
  };
}

/** A folder of which one side has no key at all: one finding says it better than its keys would. */
function wholeFolder(folder: string, { counts, seen }: Tally): { readonly finding: Finding; readonly standsFor: Finding['class'] } | null {
  const missing = counts['missing-object'] ?? 0;
  if (seen.targetListed === 0 && missing > 0 && missing === seen.sourceListed) {
    return {
      finding: folderFinding('missing-folder', folder, `none of its ${missing} keys is at the target`),
      standsFor: 'missing-object',
    };
  }
  if (seen.sourceListed === 0) {
    const detail = `${seen.targetListed} keys, and none at the source`;
    return { finding: folderFinding('unexpected-folder', folder, detail), standsFor: 'target-only' };
  }
  return null;
}

function folderFinding(of: Finding['class'], folder: string, detail: string): Finding {
  return { class: of, folder, shard: '', key: null, source: null, target: null, detail };
}
