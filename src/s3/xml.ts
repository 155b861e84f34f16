import { isAscii } from 'node:buffer';

/**
 * S3's XML, read by index and without a tree. It is simple XML: no comments, no CDATA, an element never inside one of
 * the same name. Whatever does not look like that is not read at all.
 */

/** As text. Keys are ASCII by their encoding, so a page is: a one-byte string is half the memory and twice as fast to search. */
export function textOf(body: Buffer): string {
  return body.toString(isAscii(body) ? 'latin1' : 'utf8');
}

export const LESS = 0x3c;

export interface Root {
  readonly name: string;
  /** The index of what is inside, white space skipped. */
  readonly inside: number;
}

/** Steps over white space and the XML declaration, into the outermost element. */
export function enterRoot(text: string): Root | null {
  let at = skipSpace(text, 0);
  if (text.startsWith('<?xml', at)) {
    const end = text.indexOf('?>', at);
    if (end < 0) return null;
    at = skipSpace(text, end + 2);
  }
  const close = text.indexOf('>', at);
  if (text.charCodeAt(at) !== LESS || close < 0 || text.charCodeAt(close - 1) === 0x2f) return null;
  const name = /^[A-Za-z]+/.exec(text.slice(at + 1, close))?.[0];
  return name === undefined ? null : { name, inside: skipSpace(text, close + 1) };
}

/** All direct children of the root, requiring its end. Repeated names keep the last value. */
export function readLeaves(text: string, root: Root): Record<string, string> | null {
  const leaves: Record<string, string> = {};
  const end = `</${root.name}>`;
  let at = root.inside;
  while (!text.startsWith(end, at)) {
    const element = readElement(text, at);
    if (element === null) return null;
    leaves[element.name] = element.value;
    at = skipSpace(text, element.after);
  }
  return leaves;
}

/** One element with whatever is inside it (S3 never nests an element in one of the same name); null when it is not whole. */
export function readElement(text: string, at: number): { readonly name: string; readonly value: string; readonly after: number } | null {
  const open = text.indexOf('>', at);
  if (open < 0 || text.charCodeAt(at) !== LESS) return null;
  const tag = text.slice(at + 1, open);
  const name = /^[A-Za-z][\w.-]*/.exec(tag)?.[0];
  if (name === undefined) return null;
  if (tag.endsWith('/')) return { name, value: '', after: open + 1 };
  const end = `</${name}>`;
  const close = text.indexOf(end, open + 1);
  return close < 0 ? null : { name, value: text.slice(open + 1, close), after: close + end.length };
}

export function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const char = text.charCodeAt(at);
    if (char !== 0x20 && char !== 0x0a && char !== 0x0d && char !== 0x09) return at;
    at += 1;
  }
}

export const QUOTE = '&quot;';

export function unquoted(text: string, from: number, to: number): string {
  if (text.startsWith(QUOTE, from) && text.startsWith(QUOTE, to - QUOTE.length) && to - from >= 2 * QUOTE.length) {
    return text.slice(from + QUOTE.length, to - QUOTE.length);
  }
  const plain = unescapeXml(text.slice(from, to));
  return plain.length >= 2 && plain.startsWith('"') && plain.endsWith('"') ? plain.slice(1, -1) : plain;
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]+));/g, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const point = hex === undefined ? Number.parseInt(decimal as string, 10) : Number.parseInt(hex, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** A size; -1 where the text between is no whole number, or one beyond what a double counts exactly. */
export function wholeNumber(text: string, from: number, to: number): number {
  if (to <= from || to - from > 15) return -1;
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
