import type { Side } from '../../src/contracts/contract.ts';
import type { Crew } from '../../src/copy/crew.ts';
import { printable } from '../../src/errors.ts';
import type { BothSides } from '../../src/s3/types.ts';
import type { CopyOutcome } from '../../src/stages/copy.ts';

/** The last line of `--json`. */
export function asJson(
  { verdict, tally, attempt, error, left }: CopyOutcome,
  { s3 }: { readonly s3: BothSides },
  crew: Pick<Crew, 'counters'> | undefined,
) {
  const both = s3.source === s3.target ? [s3.source] : [s3.source, s3.target];
  const requests: Record<string, number> = {};
  for (const { counters } of [...both, ...(crew === undefined ? [] : [crew])])
    for (const [name, count] of Object.entries(counters)) requests[name] = (requests[name] ?? 0) + Number(count);
  const { accounts, reasons, failures } = tally;
  const why = error === null ? null : { code: error.code, message: error.message, details: error.details, next: error.next };
  return { event: 'end', verdict, accounts, reasons, failures, attempt, requests, leftUploads: left, error: why };
}

/** The same for people. */
export function asText(
  { verdict, tally: { accounts, reasons }, attempt, left }: CopyOutcome,
  target: Pick<Side, 'bucket' | 'prefix'>,
  isDry: boolean,
): string {
  const because = Object.entries(reasons)
    .filter(([, times]) => times > 0)
    .map(([reason, times]) => `  ${times} ${reason}`);
  return [
    `${verdict}: listed ${accounts.listed} = identical ${accounts.identical} + copied ${accounts.copied} + failed ${accounts.failed} + vanished ${accounts.vanished} + excluded ${accounts.excluded}`,
    `at the target: listed ${accounts.targetListed} = matched ${accounts.matched} + target-only ${accounts.targetOnly}`,
    ...because,
    `${attempt.copies} ${isDry ? 'would be copied: nothing was written' : 'copied now'}, in ${attempt.seconds.toFixed(1)} s`,
    ...leftWords(left, target),
  ].join('\n');
}

function leftWords(left: CopyOutcome['left'], { bucket, prefix }: Pick<Side, 'bucket' | 'prefix'>): string[] {
  if (left === null || left.aborted === 0) return [];
  if (left.aborted !== null) return [`uploads in parts that the run before had left, and that were ended: ${left.aborted}`];
  const at = prefix === '' ? '' : ` --prefix '${printable(prefix).replaceAll("'", `'\\''`)}'`;
  return [
    `uploads in parts that the run before may have left stay, and are billed (${left.why})`,
    `  next: look at them with \`aws s3api list-multipart-uploads --bucket ${bucket}${at}\`, and end what is yours with abort-multipart-upload`,
  ];
}
