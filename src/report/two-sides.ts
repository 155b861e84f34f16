import type { SideDigest, TwoSidesOutcome } from '../contracts/findings.ts';
import { printable } from '../errors.ts';

/** Findings that a terminal shows; the counts are exact, and the files have all of them. */
const SHOWN_UP_TO = 20;

const number = (value: number): string => value.toLocaleString('en-US');

/** What two sides showed, for a terminal: the verdict first. */
export function twoSidesText(outcome: TwoSidesOutcome): string {
  const { confidence, counts, deep, digests, examples, foldersBeyond, seen, unproven, verdict } = outcome;
  const lines = [
    `Verdict: ${verdict}`,
    `  source: ${sideText(digests.source)}`,
    `  target: ${sideText(digests.target)}`,
    `  keys equal: ${number(seen.equal)} (by ETag ${number(confidence.etag)}, by checksum or bytes ${number(confidence.checksum)}); different: ${number(seen.different)}; only at the target: ${number(seen.targetOnly)}`,
  ];
  // Of two sides there is no other rule by which a key is left out.
  if (seen.excluded > 0)
    lines.push(`  called as the source's prefix, and nameless at the target, so not compared: ${number(seen.excluded)}`);
  if (confidence.size > 0) lines.push(`  equal by size only, which proves nothing: ${number(confidence.size)}`);
  for (const [name, times] of Object.entries(counts)) lines.push(`  ${name}: ${number(times)}`);
  if (foldersBeyond !== null)
    lines.push(
      `  more than ${number(foldersBeyond)} folders: keys are counted one by one, and no folder is named as missing or unexpected`,
    );
  if (deep !== null) lines.push(`  sample of ${deep.percent} %, seed ${deep.seed}: ${deep.says}`);
  if (unproven !== null) lines.push(`  not seen whole: ${printable(unproven)}`);
  for (const { class: of, detail, folder, key } of examples.slice(0, SHOWN_UP_TO))
    lines.push(`  ${of} ${printable(key ?? `${folder}/`)}${detail === null ? '' : ` (${printable(detail)})`}`);
  if (examples.length > SHOWN_UP_TO) lines.push('  and more: --json, --ndjson and --combined have all of them');
  return lines.join('\n');
}

function sideText({ bytes, digest, keys }: SideDigest): string {
  return `${number(keys)} keys, ${number(bytes)} bytes, digest ${digest}`;
}
