import { printable } from '../errors.ts';

const number = (value: number): string => value.toLocaleString('en-US');

interface LegFacts {
  readonly batch: string;
  readonly committed: number;
  readonly found: number;
  readonly clusters: readonly unknown[];
  readonly failures: readonly { readonly unit: string; readonly class: string; readonly evidence: string }[];
  readonly seconds: number;
}

function table(head: readonly string[], row: readonly (string | number)[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => (typeof cell === 'number' ? number(cell) : cell)).join(' | ')} |`;
  return [line(head), line(head.map(() => '---:')), line(row)].join('\n');
}

function failuresOf({ failures }: LegFacts): string[] {
  return failures.slice(0, 20).map(({ class: of, evidence, unit }) => `- \`${printable(unit)}\`: ${of}: ${printable(evidence)}`);
}

/** What one partition leg did. */
export function partitionMarkdown(
  leg: LegFacts & {
    readonly folders: number;
    readonly documents: number;
    readonly rows: number;
    readonly rejects: Readonly<Record<string, number>>;
  },
): string {
  const rejected = Object.values(leg.rejects).reduce((sum, count) => sum + count, 0);
  return [
    `### Batch ${leg.batch}: ${leg.committed === leg.folders ? '✅ committed' : '❌ incomplete'}`,
    '',
    table(
      ['folders', 'committed', 'of them before', 'documents', 'rows', 'rejects', 'clusters', 'seconds'],
      [leg.folders, leg.committed, leg.found, leg.documents, leg.rows, rejected, leg.clusters.length, Math.round(leg.seconds)],
    ),
    '',
    ...failuresOf(leg),
    '',
  ].join('\n');
}

/** What one compaction leg did. */
export function compactMarkdown(leg: LegFacts & { readonly ranges: number; readonly rows: number; readonly files: number }): string {
  return [
    `### Batch ${leg.batch}: ${leg.committed === leg.ranges ? '✅ committed' : '❌ incomplete'}`,
    '',
    table(
      ['ranges', 'committed', 'of them before', 'rows', 'files', 'clusters', 'seconds'],
      [leg.ranges, leg.committed, leg.found, leg.rows, leg.files, leg.clusters.length, Math.round(leg.seconds)],
    ),
    '',
    ...failuresOf(leg),
    '',
  ].join('\n');
}
