import type { Clock } from '../clock.ts';
import type { Side } from '../contracts/contract.ts';
import { listedAt } from '../copy/parts.ts';
import { principalOf, trySweep, type TriedSweep } from '../copy/sweep.ts';
import { printable } from '../errors.ts';
import { bucketOf } from '../s3/parties.ts';
import type { BothSides } from '../s3/types.ts';

interface SweepDeps {
  readonly s3: BothSides;
  readonly clock: Clock;
  readonly principal?: (() => Promise<string>) | undefined;
}

/**
 * Ends the uploads in parts that the run before has left behind: one that was killed within a copy of more than 5 GiB. Whoever copies from a
 * terminal does other things, too, under the same name, so more must speak for an upload than in a migration, whose role does nothing else:
 * it began since this copy first did, and the source has an object for it.
 */
export async function sweepLeft(
  { s3, clock, principal }: SweepDeps,
  { source, target }: { readonly source: Side; readonly target: Side },
  sinceMs: number,
  signal: AbortSignal,
): Promise<TriedSweep> {
  let arn: string | null = null;
  let unknown = 'nobody can be asked';
  try {
    arn = (await principal?.()) ?? null;
  } catch (error) {
    signal.throwIfAborted();
    unknown = printable(error instanceof Error ? error.message : String(error));
  }
  const mayBeOurs = async (key: string) => {
    const at = source.prefix + key.slice(target.prefix.length);
    return (await listedAt(s3.source, bucketOf(source), at, signal)) !== null;
  };
  const of = { target: bucketOf(target), prefix: target.prefix, beforeMs: clock.now(), sinceMs, mayBeOurs };
  const tried = await trySweep(s3.target, { ...of, principal: arn === null ? null : principalOf(arn) }, signal);
  // Where there are none, it does not matter whose they would be.
  if (arn !== null || tried.why !== null || tried.left === 0) return tried;
  return { aborted: null, why: `${tried.left} below the target, and who copies is not known: ${unknown}` };
}
