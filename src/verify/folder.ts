import type { Checkpoint, ManifestEntry, Stretch } from '../contracts/copy.ts';
import type { Side } from '../contracts/contract.ts';
import { assertClosed } from '../contracts/accounts.ts';
import type { Finding } from '../contracts/findings.ts';
import { asMigrationError, type MigrationError } from '../errors.ts';
import { piecesOf } from '../ledger/checkpoint.ts';
import { piecesWithin, readManifest, upToDamage } from '../ledger/manifest.ts';
import type { LedgerNames } from '../ledger/names.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { compareKeys } from '../listing/order.ts';
import type { BothSides } from '../s3/types.ts';
import { classesOf, HEALED_BY_REPEAT, refusedForGood, type VerifyRules } from './classify.ts';
import type { DeepLooks } from './deep.ts';
import type { LayoutCheck } from './layout.ts';
import type { Lines } from './lines.ts';
import type { Whole } from './lanes.ts';
import { RangeLook } from './range.ts';
import { mergeRanges, NO_TALLY, type Tally } from './tally.ts';

export interface VerifyDeps {
  readonly s3: BothSides;
  readonly ledger: LedgerStore;
  readonly names: LedgerNames;
  readonly lines: Lines;
  readonly deep: DeepLooks | null;
}

export interface VerifyTask {
  readonly folder: string;
  readonly shard: string;
  readonly source: Side;
  readonly target: Side;
  readonly rules: VerifyRules;
  readonly layout: LayoutCheck | null;
  /** The copier's state of the folder; null when no copier has been there. */
  readonly checkpoint: Checkpoint | null;
}

/** What one folder showed. */
export interface FolderVerdict {
  readonly folder: string;
  readonly shard: string;
  readonly present: boolean;
  readonly tally: Tally;
  /** Why the folder could not be seen whole; null when it was. */
  readonly unproven: string | null;
  /** Why copying the folder again cannot help; null when it can, or there is nothing to heal. */
  readonly beyondRepeat: { readonly keys: number; readonly reason: string } | null;
}

/**
 * Lists both sides of a folder afresh, range by range, and holds them, and the manifest, against each other. Nothing is taken from
 * the copier's word. A listing that breaks makes the folder unproven, never clean.
 */
export function folderToVerify(
  deps: VerifyDeps,
  task: VerifyTask,
  onVerdict: (verdict: FolderVerdict) => void,
  signal: AbortSignal,
): Whole {
  const { folder, shard, checkpoint } = task;
  const unit = { folder, shard };
  const refused = new Set((checkpoint?.failures ?? []).filter(({ code }) => refusedForGood(code)).map(({ key }) => key));
  let damage: string | null = null;
  return {
    ranges: rangesOf(checkpoint),
    look: (range, known) => {
      const recorded = manifestOf(deps, task, range, (error) => (damage ??= error.message), signal);
      return new RangeLook(deps, { ...task, prefix: `${folder}/`, range, unitOf: () => unit, recorded, refused }, known);
    },
    end: async (verdicts) => {
      const merged = mergeRanges(verdicts);
      const unproven = merged.unproven ?? openCheckpoint(checkpoint);
      const tally = merged.units.get(folder) ?? NO_TALLY;
      const present = tally.seen.sourceListed > 0;
      if (unproven !== null) {
        onVerdict({ folder, shard, present, tally, unproven, beyondRepeat: null });
        return;
      }
      const whole = wholeFolder(tally, task, damage);
      for (const finding of whole.added) await deps.lines.finding(finding);
      onVerdict({ folder, shard, present, tally: whole.tally, unproven: null, beyondRepeat: beyondRepeat(whole.tally, checkpoint) });
    },
  };
}

/** Segments of a piece that make its end a good place to cut: some pages on both sides of it. */
const HINT_SEGMENTS = 8;

/** Where the copier has cut its ranges is where these are cut: what was searched once need not be searched again. */
function rangesOf(checkpoint: Checkpoint | null): Stretch[] {
  const cuts = (checkpoint?.pieces ?? []).flatMap(({ segments, to }) => (segments >= HINT_SEGMENTS && to !== null ? [to] : []));
  const ends = [null, ...[...new Set(cuts)].toSorted(compareKeys), null];
  return ends.slice(1).map((to, index) => ({ from: ends[index]!, to }));
}

/** A folder of which nothing could be looked at. */
export function unseenFolder({ folder, shard }: Pick<VerifyTask, 'folder' | 'shard'>, { code, message }: MigrationError): FolderVerdict {
  return { folder, shard, present: false, tally: NO_TALLY, unproven: `${code}: ${message}`, beyondRepeat: null };
}

function manifestOf(
  { ledger, names }: VerifyDeps,
  { folder, checkpoint }: VerifyTask,
  range: Stretch,
  onDamage: (error: MigrationError) => void,
  signal: AbortSignal,
): AsyncIterable<readonly ManifestEntry[]> {
  const pieces = checkpoint === null ? [] : piecesWithin(piecesOf(checkpoint), range);
  return upToDamage(readManifest(ledger, names, folder, pieces, signal), onDamage);
}

/** What is found of the folder as a whole, once all of its keys are known. */
function wholeFolder(keys: Tally, task: VerifyTask, damage: string | null): { readonly tally: Tally; readonly added: readonly Finding[] } {
  let tally = keys;
  const added: Finding[] = [];
  const add = (of: Finding['class'], detail: string) => {
    const { folder, shard } = task;
    const finding = { class: of, folder, shard, key: null, source: null, target: null, detail };
    added.push(finding);
    tally = { ...tally, counts: { ...tally.counts, [of]: (tally.counts[of] ?? 0) + 1 }, examples: [...tally.examples, finding] };
  };
  const { seen, counts } = keys;
  if (seen.sourceListed === 0) add('source-folder-missing', 'the source shows no key');
  const missing = counts['missing-object'] ?? 0;
  if (missing > 0 && missing === seen.different && seen.equal === 0 && seen.targetListed === 0) {
    // Every key of it is missing: one finding about the folder says it better than its keys would.
    const { 'missing-object': _, ...others } = counts;
    tally = { ...tally, counts: others, examples: tally.examples.filter(({ class: of }) => of !== 'missing-object') };
    add('missing-folder', `none of its ${missing} keys is at the target`);
  }
  const healable = classesOf(tally.counts).some((name) => HEALED_BY_REPEAT[name]);
  if (!healable && seen.sourceListed > 0) {
    // Equal for all that a listing shows, and yet no manifest tells the whole of it: what comes after reads the manifest.
    const why = damage ?? whyNotRecorded(task.checkpoint, tally);
    if (why !== null) add('unverifiable', why);
  }
  return { tally, added };
}

/** Why the folder's record is not the whole of it; null when it is. */
function whyNotRecorded(checkpoint: Checkpoint | null, { entries, unrecorded }: Tally): string | null {
  if (checkpoint === null || checkpoint.state !== 'done' || checkpoint.failures.length > 0) return 'no copier has recorded the whole of it';
  if (unrecorded > 0) return `${unrecorded} of its keys are equal at both sides, and in no manifest`;
  const counted = checkpoint.accounts.identical + checkpoint.accounts.copied;
  return counted === entries ? null : `its checkpoint counts ${counted} proven keys, and its manifest holds ${entries}`;
}

/** The copier's own account of the folder must close, too. */
function openCheckpoint(checkpoint: Checkpoint | null): string | null {
  if (checkpoint === null || checkpoint.state !== 'done') return null;
  try {
    assertClosed(checkpoint.accounts, `folder ${checkpoint.folder}`);
    return null;
  } catch (thrown) {
    const { code, message } = asMigrationError(thrown);
    return `${code}: ${message}`;
  }
}

/** A repeat cannot help where the folder, or every key that it would heal, was refused for good: it would bring the same answers. */
function beyondRepeat({ counts, refused, seen }: Tally, checkpoint: Checkpoint | null): FolderVerdict['beyondRepeat'] {
  if (checkpoint === null || (refused === 0 && checkpoint.refused === undefined)) return null;
  const healable = classesOf(counts).reduce((sum, name) => sum + (HEALED_BY_REPEAT[name] ? counts[name]! : 0), 0);
  const keys = (counts['missing-folder'] ?? 0) > 0 ? seen.different : healable;
  if (keys > 0 && checkpoint.refused !== undefined) return { keys, reason: checkpoint.refused.message };
  if (refused === 0 || refused < keys) return null;
  const codes = [...new Set(checkpoint.failures.filter(({ code }) => refusedForGood(code)).map(({ code }) => code))].toSorted();
  return { keys: refused, reason: `S3 refused to copy them for good: ${codes.join(', ')}` };
}
