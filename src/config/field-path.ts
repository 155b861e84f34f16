import type { Path } from '../contracts/transform.ts';

/** `at`: characters into the text. `reason` follows what was found: "has …". */
export type PathRead = { readonly ok: true; readonly path: Path } | { readonly ok: false; readonly at: number; readonly reason: string };

const WORD = /^[A-Za-z_][A-Za-z0-9_]*/;
/** A name as JSON writes it, in brackets. What is between the quotes is left to JSON. */
const QUOTED = /^\[("(?:[^"\\]|\\.)*")\]/s;

/** `Items[].productCategories`, `CustomData.customApps[].fields["cart-extra-context"]`. */
export function readFieldPath(text: string): PathRead {
  const steps: { field: string; each: boolean }[] = [];
  let at = 0;
  const refused = (reason: string): PathRead => ({ ok: false, at, reason });
  while (at < text.length || steps.length === 0) {
    const quoted = QUOTED.exec(text.slice(at));
    if (quoted === null && steps.length > 0) {
      if (text[at] !== '.') return refused(strayText(text.slice(at)));
      at += 1;
    }
    const [whole, field] = quoted === null ? wordAt(text, at) : [quoted[0], nameIn(quoted[1] ?? '')];
    if (field === null || field === '') return refused(noName(text.slice(at)));
    at += whole.length;
    const each = text.startsWith('[]', at);
    if (each) at += 2;
    steps.push({ field, each });
  }
  return { ok: true, path: steps };
}

function wordAt(text: string, at: number): readonly [string, string | null] {
  const word = WORD.exec(text.slice(at))?.[0] ?? null;
  return [word ?? '', word];
}

function nameIn(literal: string): string | null {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return null;
  }
}

function noName(rest: string): string {
  if (rest === '') return 'ends where a name is to follow';
  if (rest.startsWith('["')) return 'has a name in ["…"] that is not closed, not JSON text, or empty';
  if (rest.startsWith('[')) return 'has brackets without a field before them';
  return `has ${JSON.stringify(rest[0])} where a name is to begin; a name that is no plain word is written ["…"]`;
}

function strayText(rest: string): string {
  if (rest.startsWith('[]')) return 'has [] twice; lists of lists are not understood';
  if (/^\[\d/.test(rest)) return 'has an element by its number; [] means every element';
  if (rest.startsWith('[')) return 'has brackets that are neither [] nor ["…"]';
  return `has ${JSON.stringify(rest[0])} where ".", [] or ["…"] may follow; a name that is no plain word is written ["…"]`;
}

/** As it is written; the same path always in the same words. */
export function fieldPathText(path: Path): string {
  return path.reduce((text, { field, each }) => {
    const plain = WORD.exec(field)?.[0] === field;
    const name = plain ? `${text === '' ? '' : '.'}${field}` : `[${JSON.stringify(field)}]`;
    return `${text}${name}${each ? '[]' : ''}`;
  }, '');
}
