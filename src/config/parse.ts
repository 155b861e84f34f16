import { dirname, join } from 'node:path';
import { isScalar } from 'yaml';
import { z } from 'zod';
import { MigrationError, printable } from '../errors.ts';
import { digestOf } from './digests.ts';
import { bare, factsOf } from './field.ts';
import { foldersOf } from './layout.ts';
import { keysAt, leavesOf, schemaAt } from './leaves.ts';
import { migrationOf, type Migration, type NamedFile } from './migration.ts';
import { nearest } from './nearest.ts';
import { endOf, isEmpty, nodeAt, offsetOf, readYaml, shown, writtenAs, type Path, type Reading } from './reading.ts';
import { brokenRules } from './rules.ts';
import { migrationFile } from './schema.ts';

/** One thing that is wrong with a migration file, and where. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** As in `layout.folders[0]`; empty for the file as a whole. */
  readonly path: string;
  readonly text: string;
}

/** The files that a migration names, by path; null where there is none. */
export type NamedFiles = ReadonlyMap<string, string | null>;

export type Checked =
  | { readonly ok: true; readonly migration: Migration }
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly readable: boolean };

/** Examples that the package ships. */
export const EXAMPLES = ['examples/checkout-history/migration.yml', 'examples/checkout-history/quick.yml'] as const;

/**
 * @param file the name that problems are reported under, and what the files it names are relative to
 * @param named the content of those files; without it the migration has no digests
 * @throws MigrationError CONFIG_INVALID that lists every problem at once
 */
export function parseMigration(text: string, file: string, named?: NamedFiles): Migration {
  const checked = checkMigration(text, file, named);
  if (checked.ok) return checked.migration;
  const { problems, readable } = checked;
  throw new MigrationError(
    'CONFIG_INVALID',
    `${file} has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${renderProblems(problems)}`,
    {
      next: readable
        ? `Correct ${problems.length === 1 ? 'it' : 'them'}; ${EXAMPLES[0]} shows every field with its meaning.`
        : 'Correct the text first: what follows the broken line could not be read, and may have problems of its own.',
    },
  );
}

export function checkMigration(text: string, file: string, named?: NamedFiles): Checked {
  const reading = readYaml(text);
  const place = (offset: number) => {
    const { line, col } = reading.lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const flaws = reading.flaws.map((flaw): Problem => ({ ...place(flaw.offset), path: pathText(flaw.path), text: flaw.text }));
  const readable = reading.brokenAt === Infinity;
  const parsed = migrationFile.safeParse(reading.value);
  const found = [
    ...(parsed.success ? [] : fieldProblems(reading, parsed.error.issues)),
    ...ruleProblems(reading),
    ...fileProblems(reading, file, named),
  ];
  // Of a broken text, only what ends before the break can be believed, and nothing that is missing.
  const brokenLine = readable ? Infinity : place(reading.brokenAt).line;
  const believed = found.filter((problem) => readable || (problem.certain && place(problem.offset).line < brokenLine));
  const problems = [
    ...flaws,
    ...believed.map(({ offset, path, text: words }) => ({ ...place(offset), path: pathText(path), text: words })),
  ].toSorted((a, b) => a.line - b.line || a.column - b.column);
  if (problems.length > 0 || !parsed.success) return { ok: false, problems, readable };
  const { layout, partition } = parsed.data;
  const fileOf = (name: string | undefined): NamedFile | null => (name === undefined ? null : namedFile(join(dirname(file), name), named));
  return {
    ok: true,
    migration: migrationOf(parsed.data, {
      folders: foldersOf(layout.folders, layout.except).folders,
      rules: fileOf(partition?.rules),
      schema: fileOf(partition?.schema),
    }),
  };
}

interface Found {
  readonly path: Path;
  readonly offset: number;
  readonly text: string;
  /** False when it may only seem so because the text breaks further down. */
  readonly certain: boolean;
}

function fieldProblems(reading: Reading, issues: readonly z.core.$ZodIssue[]): Found[] {
  const strangers = issues
    .filter((issue) => issue.code === 'unrecognized_keys')
    .flatMap((issue) => issue.keys.map((key) => stranger(reading, issue.path, key)));
  const explained = new Set(strangers.map(({ meant }) => meant));
  const byPath = new Map<string, Found>();
  for (const issue of issues) {
    const name = pathText(issue.path);
    if (issue.code === 'unrecognized_keys' || byPath.has(name)) continue;
    const node = nodeAt(reading, issue.path);
    // A key that is there, misspelt, is not missing.
    if (node === null && explained.has(name)) continue;
    const text = issue.code === 'custom' ? `${shown(node?.value)}, which ${issue.message}` : misfit(reading, issue.path);
    byPath.set(name, {
      path: issue.path,
      offset: offsetOf(reading, issue.path),
      text: `found ${text}`,
      certain: endOf(reading, issue.path) < reading.brokenAt,
    });
  }
  return [...strangers, ...byPath.values()];
}

function stranger(reading: Reading, section: Path, key: string): Found & { readonly meant: string | null } {
  const path = [...section, key];
  const absent = keysAt(section).filter((known) => nodeAt(reading, [...section, known]) === null);
  const meant = nearest(key, absent) ?? null;
  const elsewhere = leavesOf()
    .map((leaf) => leaf.path)
    .filter((leaf) => leaf.at(-1) === key && leaf.length > 1)
    .map((leaf) => `\`${leaf.slice(0, -1).join('.')}\``);
  const hint =
    key === '<<'
      ? 'merge keys are not understood; write the keys out'
      : meant !== null
        ? `unknown key; did you mean \`${meant}\`?`
        : elsewhere.length > 0
          ? `unknown key here; it belongs below ${elsewhere.join(' or ')}`
          : `unknown key; allowed: ${keysAt(section).join(', ')}`;
  return {
    path,
    offset: offsetOf(reading, path, 'key'),
    text: hint,
    certain: true,
    meant: meant === null ? null : pathText([...section, meant]),
  };
}

/** "X; allowed: Y" for what does not fit its schema, and the right spelling where it can be told. */
function misfit(reading: Reading, path: Path): string {
  const node = nodeAt(reading, path)?.value ?? null;
  const schema = schemaAt(path);
  if (path.length === 0 || schema === undefined) return `${shown(node)}; allowed: a migration, with the keys ${keysAt([]).join(', ')}`;
  const fits = (value: unknown) => schema.safeParse(typeof path.at(-1) === 'number' ? [value] : value).success;
  if (isScalar(node) && typeof node.value === 'string' && node.value.trim() !== '' && fits(Number(node.value))) {
    return `${shown(node)} in quotes; write ${printable(node.value.trim())}`;
  }
  const written = writtenAs(node);
  if (isScalar(node) && typeof node.value !== 'string' && written !== '' && fits(written)) {
    const read =
      typeof node.value === 'number' && String(node.value) !== written
        ? `, which YAML reads as the number ${node.value}`
        : ' without quotes';
    return `${printable(written)}${read}; write "${printable(written)}"`;
  }
  const orNone = isEmpty(node) && schema.safeParse(undefined).success ? ', or leave the key out' : '';
  return `${shown(node)}; allowed: ${allowedAt(path)}${orNone}${meantOption(schema, node)}`;
}

function meantOption(schema: z.ZodType, node: unknown): string {
  const inner = bare(schema);
  if (!(inner instanceof z.ZodEnum) || !isScalar(node) || typeof node.value !== 'string') return '';
  const meant = nearest(node.value, inner.options.map(String));
  return meant === null ? '' : `; did you mean ${meant}?`;
}

function allowedAt(path: Path): string {
  const schema = schemaAt(path);
  if (schema === undefined) return 'nothing';
  const inner = bare(schema);
  if (inner instanceof z.ZodObject) return `a section with the keys ${Object.keys(inner.shape).join(', ')}`;
  const allowed = factsOf(schema)?.allowed ?? 'another value';
  return inner instanceof z.ZodArray && typeof path.at(-1) !== 'number' ? `a list of ${allowed}` : allowed;
}

function ruleProblems(reading: Reading): Found[] {
  return brokenRules(reading.value).map(({ path, text, offset }) => {
    const node = nodeAt(reading, path)?.value ?? null;
    return {
      path,
      offset: offsetOf(reading, path, 'value', offset),
      text: node === null ? text : `found ${shown(node)}, which ${text}`,
      certain: false,
    };
  });
}

function fileProblems(reading: Reading, file: string, named: NamedFiles | undefined): Found[] {
  if (named === undefined) return [];
  return (['rules', 'schema'] as const).flatMap((field) => {
    const path = ['partition', field];
    const name = nodeAt(reading, path)?.value;
    if (!isScalar(name) || typeof name.value !== 'string' || schemaAt(path)?.safeParse(name.value).success !== true) return [];
    const beside = join(dirname(file), name.value);
    const content = named.get(beside);
    const problem = content === undefined || content === null ? `but there is no file ${printable(beside)}` : unreadableYaml(content);
    return problem === null ? [] : [{ path, offset: offsetOf(reading, path), text: `found ${shown(name)}, ${problem}`, certain: true }];
  });
}

function unreadableYaml(content: string): string | null {
  const { flaws, lines } = readYaml(content);
  const [first] = flaws;
  return first === undefined ? null : `but in line ${lines.linePos(first.offset).line} of that file: ${first.text}`;
}

function namedFile(path: string, named: NamedFiles | undefined): NamedFile {
  const content = named?.get(path);
  return { path, digest: content === undefined || content === null ? null : digestOf(readYaml(content).value) };
}

function pathText(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}${text === '' ? '' : '.'}${printable(String(step))}`),
    '',
  );
}

/** One line for each, in columns: place, path, what was found and what is allowed. */
export function renderProblems(problems: readonly Problem[]): string {
  const rows = problems.map(({ file, line, column, path, text }) => ({
    place: `${file}:${line}:${column}`,
    path: path === '' ? '(file)' : path,
    text,
  }));
  const width = (of: (row: (typeof rows)[number]) => string) => Math.max(...rows.map((row) => of(row).length));
  const places = width((row) => row.place);
  // A long path pushes only its own line out.
  const paths = Math.min(
    30,
    width((row) => row.path),
  );
  return rows.map(({ place, path, text }) => `  ${place.padEnd(places)}  ${path.padEnd(paths)}  ${text}`).join('\n');
}
