import type { Finding, Findings, FolderOutcome, SideDigest } from '../contracts/findings.ts';
import { inMarkdown, named, number, table, VERDICTS } from './markdown.ts';
import { unseenFirst } from './unseen.ts';

/**
 * GitHub drops a step's summary beyond 1 MiB whole, and browsers are slow long before: a quarter of that. Verdict, classes and digests
 * always have room; grids have what is left of three quarters, and examples the rest.
 */
const SUMMARY_BYTES_UP_TO = 256 * 1024;
const GRIDS_END_BEFORE_BYTES = (SUMMARY_BYTES_UP_TO / 4) * 3;

/** One pass of verify as a page: the verdict first, then what, then where, then examples as far as they fit. */
export function findingsMarkdown(findings: Findings, uri: string): string {
  const { beyondRepeat, deep, examples, folders, list, pass, shards, unproven, verdict } = findings;
  const page = new Page(SUMMARY_BYTES_UP_TO);
  page.add(`### Verify, pass ${pass}: ${VERDICTS[verdict]}`, '', totals(findings), '', confidenceText(findings), '');
  page.add(...classes(findings));
  if (folders.length > 0) page.add(`Repeated next: ${named(folders, 40)}, in shards ${named(shards, 40)}.`, '');
  for (const { folder, keys, reason, shard } of beyondRepeat.slice(0, 20))
    page.add(`- no repeat can help: ${inMarkdown(folder)} in shard ${inMarkdown(shard)}, ${number(keys)} keys: ${inMarkdown(reason)}`);
  if (beyondRepeat.length > 20) page.add(`- and ${number(beyondRepeat.length - 20)} more folders that no repeat can help`);
  for (const { folder, reason } of unproven.slice(0, 20))
    page.add(`- not seen whole: ${folder === '' ? '' : `${inMarkdown(folder)}: `}${inMarkdown(reason)}`);
  if (unproven.length > 20) page.add(`- and ${number(unproven.length - 20)} more that were not seen whole`);
  if (deep !== null) page.add('', `Sample of ${deep.percent} % (seed ${deep.seed}): ${inMarkdown(deep.says)}.`);
  page.add('', ...digestTable(findings), '');
  if (list !== null)
    page.add(
      `All ${number(list.lines)} findings: \`${list.findings}\` (NDJSON), \`${list.combined}\` (\`+ - * !\`, as rclone writes them).`,
      '',
    );
  page.add(`Kept at \`${uri}\`.`, '');
  addGrids(page, grids(findings.perFolder));
  page.details('Examples', examples.map(exampleLine));
  return page.text();
}

function totals({ folderCounts, seen }: Findings): string {
  const row = [
    folderCounts.expected,
    folderCounts.present,
    folderCounts.identical,
    seen.sourceListed,
    seen.equal,
    seen.different,
    seen.excluded,
    seen.targetOnly,
  ];
  const head = ['folders expected', 'present', 'identical', 'keys at the source', 'equal', 'different', 'excluded', 'only at the target'];
  return table(head, [row.map(number)]);
}

function confidenceText({ confidence }: Findings): string {
  const { checksum, etag, recorded, size } = confidence;
  const parts = [`by ETag ${number(etag)}`, `by the recorded pair ${number(recorded)}`];
  if (checksum > 0) parts.push(`by checksum or bytes ${number(checksum)}`);
  const only = size === 0 ? '' : ` Equal by size only, which proves nothing: ${number(size)}.`;
  return `Equal ${parts.join(', ')}.${only}`;
}

function classes({ counts, outside }: Findings): string[] {
  const lines: string[] = [];
  const rows = Object.entries(counts).filter(([, times]) => times > 0);
  if (rows.length > 0)
    lines.push(
      table(
        ['finding', 'times'],
        rows.map(([name, times]) => [name, number(times)]),
      ),
      '',
    );
  const beside = (['source', 'target'] as const)
    .filter((side) => outside[side].keys > 0)
    .map((side) => {
      const { bytes, folders, keys, more } = outside[side];
      return `at the ${side} ${more ? 'more than ' : ''}${number(keys)} keys and ${number(bytes)} bytes, ${number(folders)} folders`;
    });
  if (beside.length > 0) lines.push(`Beside the expected folders, and not of this migration: ${beside.join('; ')}.`, '');
  return lines;
}

function digestTable({ digests }: Findings): string[] {
  const row = (side: string, { bytes, digest, keys, names }: SideDigest) => [
    side,
    number(keys),
    number(bytes),
    `\`${digest}\``,
    `\`${names}\``,
  ];
  return [
    table(
      ['side', 'keys', 'bytes', 'digest of keys, sizes, ETags', 'of keys and sizes'],
      [row('source', digests.source), row('target', digests.target)],
    ),
  ];
}

const exampleLine = ({ class: of, detail, folder, key }: Finding): string =>
  `- ${of}: ${inMarkdown(key ?? folder)}${detail === null ? '' : ` (${inMarkdown(detail)})`}`;

/** A sign with a word each: to be read without colours, and by a screen reader. */
const CELLS: Readonly<Record<FolderOutcome['state'], string>> = {
  identical: '✓ same',
  different: '✗ differs',
  unproven: '? unseen',
  absent: '∅ absent',
};
const NOT_EXPECTED = '·';
const DIGITS = '0123456789ABCDEF';

/** `E9_FulfillmentOrder`: the folders of a type, one for each of 256 numbers. */
const HEX_FOLDER = /^([0-9A-F])([0-9A-F])_(.+)$/i;

export interface Grid {
  readonly type: string;
  /** Whether all of its folders are the same at both sides. */
  readonly same: boolean;
  readonly text: string;
}

/** As many as fit: those with something to see first. The others are named. */
function addGrids(page: Page, all: readonly Grid[]): void {
  const left: string[] = [];
  for (const { text, type } of [...all.filter(({ same }) => !same), ...all.filter(({ same }) => same)])
    if (!page.fits(text, GRIDS_END_BEFORE_BYTES)) left.push(inMarkdown(type));
    else page.add(text, '');
  if (left.length === 0) return;
  const more = left.length - NAMED_UP_TO;
  const names = left.slice(0, NAMED_UP_TO).join(', ') + (more > 0 ? ` and ${number(more)} more` : '');
  page.add(`Left out, for a page that can be read: the grids of ${names}.`, '');
}

const NAMED_UP_TO = 100;

/** A 16 × 16 grid for each type of hex-named folders; none where folders have other names. */
export function grids(perFolder: readonly FolderOutcome[]): Grid[] {
  const types = new Map<string, Map<string, string>>();
  for (const { folder, state } of perFolder) {
    const [, high, low, type] = HEX_FOLDER.exec(folder) ?? [];
    if (high === undefined || low === undefined || type === undefined) continue;
    let cells = types.get(type);
    if (cells === undefined) types.set(type, (cells = new Map()));
    cells.set((high + low).toUpperCase(), CELLS[state]);
  }
  return Array.from(types, ([type, cells]) => {
    const same = [...cells.values()].filter((cell) => cell === CELLS.identical).length;
    const rows = Array.from(DIGITS, (high) => [`**${high}x**`, ...Array.from(DIGITS, (low) => cells.get(high + low) ?? NOT_EXPECTED)]);
    const grid = table([inMarkdown(type), ...Array.from(DIGITS, (low) => `x${low}`)], rows);
    const text = `**${inMarkdown(type)}**: ${same} of ${cells.size} folders are the same\n\n${grid}`;
    return { type, same: same === cells.size, text };
  });
}

/** GitHub shows ten annotations of a kind and step, and drops the rest (docs: workflow commands): one for each class, rolled up. */
const ANNOTATIONS_UP_TO = 10;

export interface Annotation {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly text: string;
}

/** @param errorFollows that of the job itself, which is the tenth */
export function findingsAnnotations(findings: Findings, { errorFollows }: { readonly errorFollows: boolean }): Annotation[] {
  const { beyondRepeat, counts, examples, pass, unproven } = findings;
  const all: Annotation[] = [];
  if (unproven.length > 0) all.push({ level: 'error', title: `Verify, pass ${pass}: unproven`, text: unseenFirst(findings) });
  if (beyondRepeat.length > 0) {
    const text = `${beyondRepeat.length} folders; first ${beyondRepeat[0]!.folder}: ${beyondRepeat[0]!.reason}`;
    all.push({ level: 'error', title: `Verify, pass ${pass}: no repeat can help`, text });
  }
  for (const [name, times] of Object.entries(counts).toSorted(([, a], [, b]) => b - a)) {
    const example = examples.find(({ class: of }) => of === name);
    const where = example === undefined ? '' : `; for example ${example.key ?? example.folder}`;
    all.push({ level: 'warning', title: `Verify, pass ${pass}: ${name}`, text: `${number(times)}${where}` });
  }
  const upTo = errorFollows ? ANNOTATIONS_UP_TO - 1 : ANNOTATIONS_UP_TO;
  if (all.length <= upTo) return all;
  const rest = all.splice(upTo - 1);
  const text = rest.map((one) => one.title.replace(/^.*: /, '')).join(', ');
  return [...all, { level: 'warning', title: `Verify, pass ${pass}: and more`, text }];
}

/** Lines up to a number of bytes. What comes first always has room; details take what is left. */
class Page {
  readonly #upTo: number;
  readonly #lines: string[] = [];
  #bytes = 0;

  constructor(bytesUpTo: number) {
    this.#upTo = bytesUpTo;
  }

  add(...lines: readonly string[]): void {
    for (const line of lines) {
      this.#lines.push(line);
      this.#bytes += Buffer.byteLength(line) + 1;
    }
  }

  fits(text: string, endBeforeBytes: number): boolean {
    return this.#bytes + Buffer.byteLength(text) < endBeforeBytes;
  }

  details(title: string, lines: readonly string[]): void {
    if (lines.length === 0) return;
    this.add(`<details><summary>${title}</summary>`, '');
    let shown = 0;
    for (const line of lines) {
      if (this.#bytes + Buffer.byteLength(line) > this.#upTo) break;
      this.add(line);
      shown += 1;
    }
    if (shown < lines.length) this.add(`- and ${number(lines.length - shown)} more`);
    this.add('', '</details>', '');
  }

  text(): string {
    return this.#lines.join('\n');
  }
}
