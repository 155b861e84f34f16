import type { FieldChange } from '../config/changes.ts';
import { printable, renderError, type MigrationError } from '../errors.ts';
import { inMarkdown, number, table } from './markdown.ts';

interface PreviewFacts {
  readonly previews: readonly {
    readonly file: string;
    readonly migration: {
      readonly name: string;
      readonly folders: readonly string[];
      readonly source: Place;
      readonly target: Place;
      readonly copy: { readonly shards: number; readonly executor: string };
      readonly verify: { readonly executor: string | null };
      readonly partition: { readonly clusters: number; readonly table: { readonly prefix: string } } | null;
    };
    readonly digests: { readonly identity: string; readonly transform: string; readonly operational: string };
    readonly consequence: keyof typeof CONSEQUENCES;
    readonly changes: readonly FieldChange[];
  }[];
  readonly broken: readonly { readonly file: string; readonly error: MigrationError }[];
  readonly deleted: readonly string[];
}

interface Place {
  readonly bucket: string;
  readonly prefix: string;
  readonly region: string;
}

const CONSEQUENCES = {
  new: '🆕 a new migration: nothing of it has been copied yet',
  identity: '⚠️ **a new copy**: what is copied changes, so the next run begins a copy of its own, with a plan that needs an approval',
  transform: '🔁 **the table is made again**: the copy stays, the partition half is repeated; what is published must be rolled back first',
  operational: '⚙️ the same work in another way: the next run goes on from where this migration is',
  none: '✅ nothing of its meaning changes',
} as const;

const VALUE_CHARS_UP_TO = 80;
const CHANGES_UP_TO = 60;

/** What a pull request makes of the migrations that it touches: a comment, or a summary. */
export function previewMarkdown({ broken, deleted, previews }: PreviewFacts): string {
  const lines = ['## Migrations in this change', ''];
  if (previews.length + broken.length + deleted.length === 0) lines.push('It touches none.', '');
  for (const { changes, consequence, digests, file, migration } of previews) {
    const { copy, folders, partition, source, target, verify } = migration;
    lines.push(
      `### \`${inCode(file)}\`: ${CONSEQUENCES[consequence]}`,
      '',
      table(
        ['what', 'value'],
        [
          ['from', `\`s3://${inCode(`${source.bucket}/${source.prefix}`)}\` (${source.region})`],
          ['to', `\`s3://${inCode(`${target.bucket}/${target.prefix}`)}\` (${target.region})`],
          ['folders expected', number(folders.length)],
          ['copy jobs', `${number(copy.shards)}, executor ${copy.executor}`],
          ...(verify.executor === null ? [] : [['verify', `executor ${verify.executor}`]]),
          ['table', partition === null ? 'none' : `\`${inCode(partition.table.prefix)}\`, ${number(partition.clusters)} clusters`],
          ['identity', `\`${digests.identity}\``],
          ['transform', `\`${digests.transform}\``],
        ],
      ),
      '',
      ...changesTable(changes),
    );
  }
  for (const { error, file } of broken)
    lines.push(`### \`${inCode(file)}\`: ❌ does not describe a migration`, '', '```text', fenced(renderError(error)), '```', '');
  for (const file of deleted) lines.push(`### \`${inCode(file)}\`: 🗑 deleted; its ledger and what it copied stay`, '');
  lines.push('No credentials were used: sources were not looked at. The run plans again, and that plan is what is approved.', '');
  return lines.join('\n');
}

function changesTable(changes: readonly FieldChange[]): string[] {
  if (changes.length === 0) return [];
  const rows = changes.slice(0, CHANGES_UP_TO).map(({ after, before, field, kind }) => [`\`${field}\``, kind, ...shown(before, after)]);
  const more = changes.length > CHANGES_UP_TO ? [`and ${changes.length - CHANGES_UP_TO} more fields`, ''] : [];
  return [table(['field', 'kind', 'before', 'after'], rows), '', ...more];
}

/** Lists as what came and what went; values of a file as that they changed. */
function shown(before: unknown, after: unknown): [string, string] {
  if (Array.isArray(before) && Array.isArray(after)) {
    const [old, now] = [new Set(before.map(textOf)), new Set(after.map(textOf))];
    const gone = [...old].filter((one) => !now.has(one));
    const come = [...now].filter((one) => !old.has(one));
    return [
      `${number(before.length)}, of them ${number(gone.length)} gone${listed(gone)}`,
      `${number(after.length)}, of them ${number(come.length)} new${listed(come)}`,
    ];
  }
  return [cell(before), cell(after)];
}

function listed(values: readonly string[]): string {
  return values.length === 0 || values.length > 5 ? '' : `: ${values.map((value) => inMarkdown(value)).join(', ')}`;
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'object' && 'digest' in value && 'path' in value) return `content ${String(value.digest).slice(0, 12)}`;
  const text = textOf(value);
  return inMarkdown(text.length > VALUE_CHARS_UP_TO ? `${text.slice(0, VALUE_CHARS_UP_TO)} …` : text);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Within back-ticks nothing but a back-tick ends the code, and a bar the cell. */
const inCode = (text: string): string => printable(text).replaceAll('`', "'").replaceAll('|', '\\|');

const fenced = (text: string): string => text.replaceAll('```', "'''");
