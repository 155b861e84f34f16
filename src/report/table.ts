import type { TableFindings } from '../contracts/table-findings.ts';
import { inMarkdown, number, table } from './markdown.ts';

/** What a look at the published table showed. */
export function tableFindingsMarkdown({ counts, examples, seen, verdict }: TableFindings, uri: string): string {
  const lines = [
    `### Table: ${verdict === 'whole' ? '✅ whole' : '❌ different'}`,
    '',
    table(
      ['what', 'number'],
      [
        ['folders with their commit', `${number(seen.committed)} of ${number(seen.folders)}`],
        ['documents = rows + rejects', `${number(seen.documents)} = ${number(seen.rows)} + ${number(seen.rejects)}`],
        ['rows in the ranges', number(seen.rangeRows)],
        ['rows published', `${number(seen.publishedRows)} in ${number(seen.publishedFiles)} files`],
        ["rows by the files' own footers", number(seen.footerRows)],
        ['partitions in the catalogue', number(seen.partitions)],
        ['other files, untouched', number(seen.others)],
      ],
    ),
    '',
  ];
  const classes = Object.entries(counts);
  if (classes.length > 0)
    lines.push(
      table(
        ['finding', 'times'],
        classes.map(([name, times]) => [name, number(times)]),
      ),
      '',
    );
  for (const one of examples) lines.push(`- ${one.class}: ${inMarkdown(one.thing)}: ${inMarkdown(one.detail)}`);
  return [...lines, ...(examples.length > 0 ? [''] : []), `Kept at \`${uri}\`.`, ''].join('\n');
}
