import type { PartitionValues, PublishCommit } from '../contracts/publish.ts';
import { inMarkdown, number, table } from './markdown.ts';

export interface PublishReport {
  readonly outcome: 'published' | 'unchanged';
  readonly commit: PublishCommit;
  readonly commitUri: string;
  readonly placedNow: number;
  /** Files in the table that are not ours. */
  readonly others: number;
  /** Live files whose schema was compared; null when nothing was to be done. */
  readonly sampled: number | null;
}

const place = ({ table: { database, name, at } }: PublishCommit): string => `\`${database}.${name}\` at \`s3://${at.bucket}/${at.prefix}\``;

export function publishMarkdown({ outcome, commit, commitUri, placedNow, others, sampled }: PublishReport): string {
  return [
    `### Publish: ${outcome === 'published' ? '✅ published' : '✅ unchanged'}`,
    '',
    outcome === 'published'
      ? `The rows of the migration are in ${place(commit)}.`
      : `A run before has published the same into ${place(commit)}: every file is in place, and nothing was written.`,
    '',
    table(
      ['what', 'number'],
      [
        ['files of ours', number(commit.files.length)],
        ['rows', number(commit.rows)],
        ['placed by this run', number(placedNow)],
        ['partitions registered by us', number(commit.partitions.length)],
        ['other files in the table, untouched', number(others)],
        ...(sampled === null ? [] : [['live files whose schema was compared', number(sampled)]]),
      ],
    ),
    '',
    `Recorded at \`${commitUri}\`: a roll-back takes out exactly these.`,
    '',
  ].join('\n');
}

export interface RollbackReport {
  readonly outcome: 'rolled-back' | 'again' | 'nothing';
  readonly commit: PublishCommit | null;
  readonly commitUri: string;
  readonly deletedNow: number;
  readonly absent: number;
  readonly left: readonly { readonly key: string; readonly why: string }[];
  readonly unregisteredNow: number;
  readonly kept: readonly PartitionValues[];
}

const LEFT_UP_TO = 20;

export function rollbackMarkdown(report: RollbackReport): string {
  const { commit, commitUri, deletedNow, absent, left, unregisteredNow, kept } = report;
  if (commit === null) return `### Roll-back: nothing to do\n\nThere is no publish at \`${commitUri}\`.\n`;
  const lines = [
    `### Roll-back: ${left.length === 0 ? '✅ rolled back' : '❌ not everything'}`,
    '',
    `Of ${place(commit)}, files that the publish placed:`,
    '',
    table(
      ['what', 'number'],
      [
        ['files of the publish', number(commit.files.length)],
        ['not in the table any more', number(absent)],
        ['of these deleted by this run', number(deletedNow)],
        ['changed by somebody else, and left', number(left.length)],
        ['partitions unregistered by this run', number(unregisteredNow)],
        ['partitions that hold other files, and stay', number(kept.length)],
      ],
    ),
    '',
  ];
  for (const { key, why } of left.slice(0, LEFT_UP_TO)) lines.push(`- left: ${inMarkdown(key)}: ${inMarkdown(why)}`);
  if (left.length > LEFT_UP_TO) lines.push(`- and ${number(left.length - LEFT_UP_TO)} more`);
  return [...lines, `Recorded at \`${commitUri}\`.`, ''].join('\n');
}
