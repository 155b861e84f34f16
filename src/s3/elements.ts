import { errorInside, unreadable, type Reading } from './answer.ts';
import type { WireAnswer } from './http.ts';
import { enterRoot, readElement, readLeaves, skipSpace, textOf } from './xml.ts';

/** One element of an answer, with whatever is inside it as text. */
export interface Element {
  readonly name: string;
  readonly value: string;
}

/** As a bucket answers that never kept versions (API_GetBucketVersioning). */
const EMPTY_ROOT = /^\s*(?:<\?xml[^>]*>\s*)?<([A-Za-z]+)(?:\s[^<>]*)?\/>\s*$/;

/** The elements inside the root, which must be the one that is wanted, and whole. `anotherRoot` judges an answer that is something else. */
export function childrenOf(
  answer: WireAnswer,
  wanted: string,
  anotherRoot: (why: string) => Reading<never> = unreadable,
): readonly Element[] | Reading<never> {
  const text = textOf(answer.body);
  if (EMPTY_ROOT.exec(text)?.[1] === wanted) return [];
  const root = enterRoot(text);
  if (root === null) return unreadable(`the answer has no ${wanted}`);
  if (root.name === 'Error') return errorInside(text, root);
  if (root.name !== wanted) return anotherRoot(`the answer is a ${root.name}, not a ${wanted}`);
  const end = text.indexOf(`</${wanted}>`, root.inside);
  return (end < 0 ? null : elementsIn(text.slice(root.inside, end))) ?? unreadable(`the ${wanted} ends early`);
}

/** All elements of a text, in order; null when it is not made of elements alone. */
export function elementsIn(text: string): Element[] | null {
  const found: Element[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const element = readElement(text, at);
    if (element === null) return null;
    found.push({ name: element.name, value: element.value });
    at = skipSpace(text, element.after);
  }
  return found;
}

/** The same by name; of a repeated one, the last. */
export function leavesIn(text: string): Readonly<Record<string, string>> | null {
  return readLeaves(`${text}</X>`, { name: 'X', inside: skipSpace(text, 0) });
}
