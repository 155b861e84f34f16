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
  let arn: string;
  try {
    if (principal === undefined) throw new Error('nobody can be asked');
    arn = await principal();
  } catch (error) {
    signal.throwIfAborted();
    return { aborted: null, why: `who copies is not known: ${printable(error instanceof Error ? error.message : String(error))}` };
  }
  const mayBeOurs = async (key: string) => {
    const at = source.prefix + key.slice(target.prefix.length);
    return (await listedAt(s3.source, bucketOf(source), at, signal)) !== null;
  };
  const of = { target: bucketOf(target), prefix: target.prefix, principal: principalOf(arn), beforeMs: clock.now(), sinceMs, mayBeOurs };
  return await trySweep(s3.target, of, signal);
}
