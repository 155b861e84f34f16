import type { Checkpoint } from '../contracts/copy.ts';
import type { Side } from '../contracts/contract.ts';
import { findingClass, type Finding, type Seen as SeenAccounts } from '../contracts/findings.ts';
import { asMigrationError, type MigrationError } from '../errors.ts';
import { piecesOf } from '../ledger/checkpoint.ts';
import { readManifest, upToDamage } from '../ledger/manifest.ts';
import type { LedgerNames } from '../ledger/names.ts';
import type { LedgerStore } from '../ledger/store.ts';
import type { Rules } from '../listing/equality.ts';
import { sightings, type Seen } from '../listing/sightings.ts';
import type { BothSides, ListedObject } from '../s3/types.ts';
import { classify, HEALED_BY_REPEAT } from './classify.ts';

export interface VerifyDeps {
  readonly s3: BothSides;
  readonly ledger: LedgerStore;
  readonly names: LedgerNames;
}

export interface VerifyTask {
  readonly folder: string;
  readonly shard: string;
  readonly source: Side;
  readonly target: Side;
  readonly rules: Rules;
  /** The copier's state of the folder; null when no copier has been there. */
  readonly checkpoint: Checkpoint | null;
}

export interface Confidence {
  etag: number;
  recorded: number;
}

/** What one folder showed. */
export interface FolderVerdict {
  readonly folder: string;
  readonly shard: string;
  readonly present: boolean;
  readonly seen: SeenAccounts;
  readonly counts: Readonly<Record<string, number>>;
  readonly examples: readonly Finding[];
  readonly confidence: Confidence;
  /** Why the folder could not be seen whole; null when it was. */
  readonly unproven: string | null;
}

/** Examples of one class that a folder's report carries; counts stay exact. */
const EXAMPLES_UP_TO = 5;

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

/**
 * Lists both sides of a folder afresh and holds them, and the manifest, against each other. Nothing is taken from the
 * copier's word. A listing that breaks makes the folder unproven, never clean. Rejects only for a signal that aborted.
 */
export async function verifyFolder(deps: VerifyDeps, task: VerifyTask, signal: AbortSignal): Promise<FolderVerdict> {
  const { folder, shard } = task;
  const seen = { ...NOTHING_SEEN };
  const counts: Record<string, number> = {};
  const examples: Finding[] = [];
  const confidence: Confidence = { etag: 0, recorded: 0 };
  const add = (finding: Finding) => {
    const before = counts[finding.class] ?? 0;
    counts[finding.class] = before + 1;
    if (before < EXAMPLES_UP_TO) examples.push(finding);
  };
  const outcome = (unproven: string | null): FolderVerdict => ({
    folder,
    shard,
    present: seen.sourceListed > 0,
    seen,
    counts,
    examples,
    confidence,
    unproven,
  });

  let damage: string | null = null;
  let [entries, unrecorded] = [0, 0];
  try {
    const pieces = task.checkpoint === null ? [] : piecesOf(task.checkpoint);
    const recorded = upToDamage(readManifest(deps.ledger, deps.names, folder, pieces, signal), (error) => (damage = error.message));
    const view = { source: task.source, target: task.target, folder, recorded };
    for await (const key of sightings(deps.s3, view, signal)) {
      const verdict = classify(key, task.rules);
      // An archived key is excluded by rule, and named all the same.
      tally(seen, key, verdict.kind === 'finding' && verdict.class === 'archived' ? 'excluded' : verdict.kind);
      if (key.recorded !== null) entries += 1;
      if (verdict.kind === 'equal' && key.recorded === null) unrecorded += 1;
      if (verdict.kind === 'equal') confidence[verdict.by] += 1;
      if (verdict.kind === 'finding') add(findingOf(task, key, verdict));
    }
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const error = asMigrationError(thrown);
    return outcome(`${error.code}: ${error.message}`);
  }
  if (seen.sourceListed !== seen.equal + seen.different + seen.excluded || seen.targetListed !== seen.matched + seen.targetOnly) {
    return outcome('the accounts of the folder do not close');
  }
  if (seen.sourceListed === 0) add(wholeFolder(task, 'source-folder-missing', 'the source shows no key'));
  const missing = counts['missing-object'] ?? 0;
  if (missing > 0 && missing === seen.different && seen.equal === 0 && seen.targetListed === 0) {
    // Every key of it is missing: one finding about the folder says it better than its keys would.
    delete counts['missing-object'];
    const kept = examples.filter((example) => example.class !== 'missing-object');
    examples.splice(0, examples.length, ...kept);
    add(wholeFolder(task, 'missing-folder', `none of its ${missing} keys is at the target`));
  }
  const healed = Object.keys(counts).some((name) => HEALED_BY_REPEAT[findingClass.parse(name)]);
  if (!healed && seen.sourceListed > 0) {
    // Equal for all that a listing shows, and yet no manifest tells the whole of it: what comes after reads the manifest.
    const why = damage ?? whyNotRecorded(task.checkpoint, entries, unrecorded);
    if (why !== null) add(wholeFolder(task, 'unverifiable', why));
  }
  return outcome(null);
}

/** A folder of which nothing could be looked at. */
export function unseenFolder({ folder, shard }: Pick<VerifyTask, 'folder' | 'shard'>, { code, message }: MigrationError): FolderVerdict {
  const seen = { ...NOTHING_SEEN };
  const confidence = { etag: 0, recorded: 0 };
  return { folder, shard, present: false, seen, counts: {}, examples: [], confidence, unproven: `${code}: ${message}` };
}

/** Why the folder's record is not the whole of it; null when it is. */
function whyNotRecorded(checkpoint: Checkpoint | null, entries: number, unrecorded: number): string | null {
  if (checkpoint === null || checkpoint.state !== 'done' || checkpoint.failures.length > 0) return 'no copier has recorded the whole of it';
  if (unrecorded > 0) return `${unrecorded} of its keys are equal at both sides, and in no manifest`;
  const counted = checkpoint.accounts.identical + checkpoint.accounts.copied;
  return counted === entries ? null : `its checkpoint counts ${counted} proven keys, and its manifest holds ${entries}`;
}

function tally(seen: SeenAccounts, { source, target }: Seen, kind: 'equal' | 'excluded' | 'finding'): void {
  if (target !== null) {
    seen.targetListed += 1;
    if (source === null) seen.targetOnly += 1;
    else seen.matched += 1;
  }
  if (source === null) return;
  seen.sourceListed += 1;
  if (kind === 'equal') {
    seen.equal += 1;
    seen.bytes += source.size;
  } else if (kind === 'excluded') seen.excluded += 1;
  else seen.different += 1;
}

function findingOf(
  { folder, shard }: VerifyTask,
  { key, source, target }: Seen,
  { class: of, detail }: { class: Finding['class']; detail: string | null },
): Finding {
  return { class: of, folder, shard, key, source: facts(source), target: facts(target), detail };
}

function wholeFolder({ folder, shard }: VerifyTask, of: Finding['class'], detail: string): Finding {
  return { class: of, folder, shard, key: null, source: null, target: null, detail };
}

function facts(object: ListedObject | null): Finding['source'] {
  return object === null ? null : { size: object.size, etag: object.etag, lastModified: object.lastModified };
}
