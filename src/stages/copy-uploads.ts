import type { Side } from '../contracts/contract.ts';
import type { ObjectPolicy } from '../contracts/objects.ts';
import { goesInParts, keyRules } from '../copy/key.ts';
import { listedAt } from '../copy/parts.ts';
import { principalOf, trySweep, type TriedSweep } from '../copy/sweep.ts';
import { printable } from '../errors.ts';
import { excludedBy } from '../listing/equality.ts';
import type { KeyList } from '../listing/listed-pairs.ts';
import { rulesOf, type WrittenRules } from '../listing/rules.ts';
import { bucketOf } from '../s3/parties.ts';
import type { BothSides } from '../s3/types.ts';

interface SweepDeps {
  readonly s3: BothSides;
  readonly principal?: (() => Promise<string>) | undefined;
}

/** What a copy without a migration is of, as far as it decides which uploads it begins. */
export interface LeftBy {
  readonly source: Side;
  readonly target: Side;
  readonly rules: WrittenRules;
  readonly policy: ObjectPolicy;
  readonly keys?: KeyList | undefined;
}

/** S3's clock tells when an upload began, and the machine's when its run lived. */
const CLOCKS_APART_UP_TO_MS = 2 * 60_000;

/**
 * Ends the uploads in parts that the run before has left behind: one that was killed within a copy of more than 5 GiB. Whoever copies from a
 * terminal does other things, too, under the same name, so more must speak for an upload than in a migration, whose role does nothing else:
 * it began while the run before lived, and this copy would have made it in parts of an object that the source has.
 */
export async function sweepLeft(
  { s3, principal }: SweepDeps,
  { keys, policy, rules, source, target }: LeftBy,
  lived: { readonly fromMs: number; readonly toMs: number },
  signal: AbortSignal,
): Promise<TriedSweep> {
  const left = rulesOf(rules);
  const how = keyRules(left, policy);
  let arn: string | null = null;
  let unknown = 'nobody can be asked';
  try {
    arn = (await principal?.()) ?? null;
  } catch (error) {
    signal.throwIfAborted();
    unknown = printable(error instanceof Error ? error.message : String(error));
  }
  const mayBeOurs = async (key: string) => {
    // Which keys a list names is known when it is read: what another list's copy has under way would look the same.
    if (keys !== undefined) return false;
    const at = source.prefix + key.slice(target.prefix.length);
    const object = await listedAt(s3.source, bucketOf(source), at, signal);
    return object !== null && excludedBy({ ...object, key: key.slice(target.prefix.length) }, left) === null && goesInParts(object, how);
  };
  const of = {
    ...{ target: bucketOf(target), prefix: target.prefix, mayBeOurs },
    ...{ sinceMs: lived.fromMs - CLOCKS_APART_UP_TO_MS, beforeMs: lived.toMs + CLOCKS_APART_UP_TO_MS },
  };
  const tried = await trySweep(s3.target, { ...of, principal: arn === null ? null : principalOf(arn) }, signal);
  // Where there are none, it does not matter whose they would be.
  if (arn !== null || tried.why !== null || tried.left === 0) return tried;
  return { aborted: null, why: `${tried.left} below the target, and who copies is not known: ${unknown}` };
}
