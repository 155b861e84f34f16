import { MigrationError, printable } from '../errors.ts';
import { eachUpTo } from '../pool.ts';
import type { BucketRef, S3 } from '../s3/types.ts';
import type { CatalogueTable } from './catalogue.ts';
import { differencesOf, schemaKey, type Columns, type Difference } from './columns.ts';
import { readFooter, type Footer } from './footers.ts';
import { asInCatalogue, columnsOfHive } from './hive-columns.ts';

/** Footers read at once: each is a request or two and some parsing. */
const FOOTERS_AT_ONCE = 8;
/** Differences that a message names; the count is exact. */
const NAMED_UP_TO = 40;

export interface Sample {
  readonly files: number;
  readonly schemas: readonly { readonly columns: Columns; readonly example: string; readonly files: number }[];
  readonly unreadable: readonly { readonly key: string; readonly why: string }[];
}

/** The schemas of these files, each once. One that was deleted meanwhile is passed over. */
export async function sampleSchemas(s3: S3, at: BucketRef, keys: readonly string[], signal: AbortSignal): Promise<Sample> {
  const footers: Footer[] = [];
  await eachUpTo(keys.entries(), FOOTERS_AT_ONCE, async ([index, key]) => {
    footers[index] = await readFooter(s3, at, key, signal);
  });
  const schemas = new Map<string, { columns: Columns; example: string; files: number }>();
  const unreadable: { key: string; why: string }[] = [];
  for (const [index, footer] of footers.entries()) {
    const key = keys[index]!;
    if (footer.found === 'no-parquet') unreadable.push({ key, why: footer.why });
    if (footer.found !== 'columns') continue;
    const known = schemas.get(schemaKey(footer.columns));
    if (known === undefined) schemas.set(schemaKey(footer.columns), { columns: footer.columns, example: key, files: 1 });
    else known.files += 1;
  }
  return { files: footers.filter(({ found }) => found !== 'nothing').length, schemas: [...schemas.values()], unreadable };
}

/**
 * The one schema of our own files, read from the files themselves.
 * @throws MigrationError SCHEMA_DIFFERS when they have more than one, CONTRACT_MISMATCH when one is gone or no Parquet file
 */
export async function ownSchema(s3: S3, ledger: BucketRef, keys: readonly string[], signal: AbortSignal): Promise<Columns | null> {
  if (keys.length === 0) return null;
  const { files, schemas, unreadable } = await sampleSchemas(s3, ledger, keys, signal);
  const [first, second] = schemas;
  if (unreadable[0] !== undefined || files < keys.length || first === undefined) {
    const what = unreadable[0] === undefined ? 'one is no longer in the ledger' : `${unreadable[0].key}: ${unreadable[0].why}`;
    throw new MigrationError('CONTRACT_MISMATCH', `The range files are not what their commits say: ${what}`, {
      next: 'Nothing was placed. Compact the ranges again, then publish.',
    });
  }
  if (second === undefined) return first.columns;
  const found = differencesOf(first.columns, second.columns, { fieldOrder: 'counts' });
  throw schemaDiffers(`The range files do not agree with each other (${first.example}, ${second.example})`, toLines(found, 'the other'));
}

/**
 * Refuses when a schema of the live files, or the catalogue's, is not ours. Names what differs, column by column.
 * @throws MigrationError SCHEMA_DIFFERS
 */
export function assertSameSchema(
  ours: Columns,
  live: Sample,
  { table, strange }: { readonly table: CatalogueTable; readonly strange: string | null },
): void {
  const lines: string[] = [];
  for (const { columns, example, files } of live.schemas) {
    const found = differencesOf(ours, columns, { fieldOrder: 'counts' });
    if (found.length > 0) lines.push(...toLines(found, `${counted(files)} such as ${example}`));
  }
  for (const { key, why } of live.unreadable) lines.push(`${key}: in the table, and ${why}`);
  if (strange !== null) lines.push(`directories: ours YEAR=…/MONTH=…/DAY=…/, in the table ${strange === '' ? 'none' : strange}`);
  const inCatalogue = differencesOf(asInCatalogue(ours), columnsOfHive(table.columns), { fieldOrder: 'free' });
  lines.push(...toLines(inCatalogue, 'the catalogue'));
  if (lines.length > 0)
    throw schemaDiffers(`The schema of the files to publish is not the table's; ${counted(live.files)} of the table were looked at`, lines);
}

const counted = (files: number): string => (files === 1 ? '1 file' : `${files} files`);

const toLines = (found: readonly Difference[], where: string): string[] =>
  found.map(({ column, ours, theirs }) => `${column}: ours ${ours ?? 'nothing'}, ${where} ${theirs ?? 'nothing'}`);

function schemaDiffers(message: string, lines: readonly string[]): MigrationError {
  const rest = lines.length - NAMED_UP_TO;
  const named = [...lines.slice(0, NAMED_UP_TO), ...(rest > 0 ? [`and ${rest} more`] : [])];
  return new MigrationError('SCHEMA_DIFFERS', `${message}:\n${named.map((line) => `  - ${shortened(printable(line))}`).join('\n')}`, {
    details: { differences: lines.length },
    next: 'Nothing was placed. Make schema.yml what the table is (a changed schema repeats the partition half), or the table what schema.yml says.',
  });
}

const LINE_UP_TO = 400;
const shortened = (line: string): string => (line.length <= LINE_UP_TO ? line : `${line.slice(0, LINE_UP_TO)} …`);

/** One file of every range: compaction made them on clusters of their own. */
export function oneOfEach(files: readonly { readonly from: { readonly key: string }; readonly key: string }[]): string[] {
  const byRange = new Map<string, string>();
  for (const { key, from } of files) byRange.set(key.slice(key.lastIndexOf('/') + 1, key.lastIndexOf('-')), from.key);
  return [...byRange.values()];
}
