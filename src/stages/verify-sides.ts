import type { TwoSidesOutcome } from '../contracts/findings.ts';
import { MigrationError, printable } from '../errors.ts';
import type { BothSides } from '../s3/types.ts';
import { headChecksums } from '../verify/deep.ts';
import type { Lines } from '../verify/lines.ts';
import { verifyTwoSides, type TwoSides } from '../verify/two-sides.ts';

export interface VerifySidesDeps {
  readonly s3: BothSides;
  readonly lines: Lines;
  /** Ranges that are looked at side by side. */
  readonly lanes: number;
  /** In how many looks up to now this thread had time left; absent: nobody looks. */
  readonly idleLooks?: (() => number) | undefined;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface VerifySidesOutcome {
  readonly outcome: TwoSidesOutcome;
  /** Null when both sides are identical. */
  readonly error: MigrationError | null;
}

/**
 * Compares two buckets or prefixes that no migration file describes. Nothing is written to S3.
 * @param end told what came out, or null when nothing did: whoever keeps the lines closes them then
 */
export async function verifySidesStage(
  { log, signal, ...deps }: VerifySidesDeps,
  sides: TwoSides,
  end: (outcome: TwoSidesOutcome | null) => Promise<void>,
): Promise<VerifySidesOutcome> {
  const { source, target } = sides;
  log(`Listing s3://${source.bucket}/${printable(source.prefix)} and s3://${target.bucket}/${printable(target.prefix)}`);
  let outcome: TwoSidesOutcome | null = null;
  try {
    outcome = await verifyTwoSides({ ...deps, checksums: headChecksums }, sides, signal);
  } finally {
    await end(outcome);
  }
  return { outcome, error: errorOf(outcome) };
}

function errorOf({ counts, unproven, verdict }: TwoSidesOutcome): MigrationError | null {
  if (verdict === 'identical') return null;
  const classes = Object.entries(counts).map(([name, times]) => `${name} ${times}`);
  if (verdict === 'different')
    return new MigrationError('DIFFERENCES_FOUND', `Source and target differ: ${classes.join(', ')}`, {
      next: 'See every one of them with --json, --ndjson or --combined.',
    });
  if (unproven !== null)
    return new MigrationError('UNPROVEN', `The sides could not be seen whole: ${unproven}`, {
      next: 'Mend what is named and verify again: nothing is proven until both sides were listed to their ends.',
    });
  return new MigrationError('UNPROVEN', `No difference was seen, and not every key is proven equal: ${classes.join(', ')}`, {
    next: 'Their ETags cannot be compared: --deep 100% compares checksums or bytes.',
  });
}
