import { isScalar } from 'yaml';
import { z } from 'zod';
import { printable } from '../errors.ts';
import { bare, factsOf } from './field.ts';
import { keysAt, leavesOf, schemaAt, sectionsOf } from './leaves.ts';
import { nearest } from './nearest.ts';
import { pathText, type Found } from './problems.ts';
import { endOf, isEmpty, nodeAt, offsetOf, shown, writtenAs, type Path, type Reading } from './reading.ts';

/** A kind of file: what may stand in it, and how an error calls it. */
export interface FileKind {
  readonly schema: z.ZodType;
  /** As in "a migration". */
  readonly name: string;
}

/** What does not fit the file's schema: unknown, missing and wrong fields, each once. */
export function misfits(reading: Reading, kind: FileKind): Found[] {
  const parsed = kind.schema.safeParse(reading.value);
  return parsed.success ? [] : fieldProblems(reading, kind, parsed.error.issues);
}

function fieldProblems(reading: Reading, kind: FileKind, issues: readonly z.core.$ZodIssue[]): Found[] {
  const strangers = issues
    .filter((issue) => issue.code === 'unrecognized_keys')
    .flatMap((issue) => issue.keys.map((key) => stranger(reading, kind, issue.path, key)));
  const explained = new Set(strangers.map(({ meant }) => meant));
  const byPath = new Map<string, Found>();
  for (const issue of issues) {
    const name = pathText(issue.path);
    if (issue.code === 'unrecognized_keys' || byPath.has(name)) continue;
    const node = nodeAt(reading, issue.path);
    // A key that is there, misspelt, is not missing.
    if (node === null && explained.has(name)) continue;
    const text = issue.code === 'custom' ? `${shown(node?.value)}, which ${issue.message}` : misfit(reading, kind, issue.path);
    byPath.set(name, {
      path: issue.path,
      offset: offsetOf(reading, issue.path),
      text: `found ${text}`,
      certain: endOf(reading, issue.path) < reading.brokenAt,
    });
  }
  return [...strangers, ...byPath.values()];
}

function stranger(reading: Reading, { schema }: FileKind, section: Path, key: string): Found & { readonly meant: string | null } {
  const path = [...section, key];
  const known = keysAt(section, schema);
  const absent = known.filter((name) => nodeAt(reading, [...section, name]) === null);
  const meant = nearest(key, absent) ?? null;
  const elsewhere = leavesOf(schema)
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
          : `unknown key; allowed: ${known.join(', ')}`;
  return {
    path,
    offset: offsetOf(reading, path, 'key'),
    text: hint,
    certain: true,
    meant: meant === null ? null : pathText([...section, meant]),
  };
}

/** "X; allowed: Y" for what does not fit its schema, and the right spelling where it can be told. */
function misfit(reading: Reading, kind: FileKind, path: Path): string {
  const node = nodeAt(reading, path)?.value ?? null;
  const schema = schemaAt(path, kind.schema);
  if (path.length === 0 || schema === undefined)
    return `${shown(node)}; allowed: ${kind.name}, with the keys ${keysAt([], kind.schema).join(', ')}`;
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
  return `${shown(node)}; allowed: ${allowedAt(schema, path)}${orNone}${meantOption(schema, node)}`;
}

function meantOption(schema: z.ZodType, node: unknown): string {
  const inner = bare(schema);
  if (!(inner instanceof z.ZodEnum) || !isScalar(node) || typeof node.value !== 'string') return '';
  const meant = nearest(node.value, inner.options.map(String));
  return meant === null ? '' : `; did you mean ${meant}?`;
}

function allowedAt(schema: z.ZodType, path: Path): string {
  const inner = bare(schema);
  if (inner instanceof z.ZodObject) return `a section with the keys ${Object.keys(inner.shape).join(', ')}`;
  const sections = sectionsOf(inner);
  if (sections !== null) return `a list of sections with the keys ${Object.keys(sections.shape).join(', ')}`;
  const allowed = factsOf(schema)?.allowed ?? 'another value';
  return inner instanceof z.ZodArray && typeof path.at(-1) !== 'number' ? `a list of ${allowed}` : allowed;
}
