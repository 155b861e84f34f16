/** Brace expansion: `{00..FF}` counts in hex, `{0..15}` in decimals, `{a,b}` lists; lists nest; `\` makes `{ } , \` ordinary. */
export type Expansion =
  | { readonly ok: true; readonly names: string[] }
  /** `at`: characters into the pattern. `tooMany`: it is well formed, and names more than `atMost`. */
  | { readonly ok: false; readonly at: number; readonly reason: string; readonly tooMany: boolean };

type Part = { readonly text: string } | { readonly oneOf: readonly (readonly Part[])[] } | { readonly range: Range };
interface Range {
  readonly from: number;
  readonly upTo: number;
  readonly radix: 10 | 16;
  readonly width: number;
  readonly upper: boolean;
}

/** Thrown and caught in this file only. */
class Refusal extends Error {
  readonly at: number;
  constructor(at: number, reason: string) {
    super(reason);
    this.at = at;
  }
}

/** @param atMost refuses before anything is made: a pattern of twenty characters can name more than memory holds. */
export function expandBraces(pattern: string, atMost: number): Expansion {
  try {
    const parts = new Reader(pattern).sequence(false);
    const size = count(parts);
    if (size > atMost)
      return { ok: false, at: 0, reason: `names ${size > 1e15 ? 'more than 10^15' : size.toLocaleString('en-US')} folders`, tooMany: true };
    return { ok: true, names: namesOf(parts) };
  } catch (thrown) {
    if (thrown instanceof Refusal) return { ok: false, at: thrown.at, reason: thrown.message, tooMany: false };
    throw thrown;
  }
}

class Reader {
  private at = 0;
  private readonly pattern: string;

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  /** Up to the end, or, inside braces, up to the comma or brace that ends the alternative. */
  sequence(inside: boolean): Part[] {
    const parts: Part[] = [];
    let text = '';
    while (this.at < this.pattern.length) {
      const char = this.pattern[this.at];
      if (inside && (char === ',' || char === '}')) break;
      if (char === '}') throw new Refusal(this.at, 'has a "}" without its "{" (write \\} for the character itself)');
      if (char === '{') {
        if (text !== '') parts.push({ text });
        text = '';
        parts.push(this.braces());
      } else {
        text += this.character();
      }
    }
    if (text !== '') parts.push({ text });
    return parts;
  }

  private character(): string {
    const start = this.at;
    const char = this.pattern[this.at] ?? '';
    this.at += 1;
    if (char !== '\\') return char;
    const escaped = this.pattern[this.at];
    if (escaped === undefined || !'{},\\'.includes(escaped))
      throw new Refusal(start, 'has a "\\" before something else than { } , \\ (write \\\\ for the character itself)');
    this.at += 1;
    return escaped;
  }

  private braces(): Part {
    const open = this.at;
    const range = rangeAt(this.pattern, open);
    if (range !== null) {
      this.at = range.end;
      return { range: range.range };
    }
    this.at += 1;
    const alternatives: Part[][] = [];
    for (;;) {
      const start = this.at;
      const alternative = this.sequence(true);
      const end = this.pattern[this.at];
      if (end === undefined) throw new Refusal(open, 'has a "{" without its "}" (write \\{ for the character itself)');
      if (alternative.length === 0) throw new Refusal(start, 'has an empty alternative; name what it stands for');
      alternatives.push(alternative);
      this.at += 1;
      if (end === '}') break;
    }
    if (alternatives.length === 1) throw new Refusal(open, 'has braces that are neither a list {a,b} nor a range {00..FF}');
    return { oneOf: alternatives };
  }
}

/** A range is told by its two dots; what does not fit then is refused, so that a slip is not taken for a name. */
function rangeAt(pattern: string, open: number): { range: Range; end: number } | null {
  const match = /^\{([^{},\\]*?)\.\.([^{},\\]*)\}/.exec(pattern.slice(open));
  if (match === null) return null;
  const [whole, from = '', upTo = ''] = match;
  const refuse = (reason: string) => new Refusal(open, `has a range, ${whole}, that ${reason}`);
  const digits = from + upTo;
  // Seven hex digits are 268 million names: the bound on their number, not this one, is what people meet.
  if (!/^[0-9A-Fa-f]{1,7}$/.test(from) || !/^[0-9A-Fa-f]{1,7}$/.test(upTo))
    throw refuse('is neither hex, as {00..FF}, nor decimal, as {0..15}');
  const hex = /[A-Fa-f]/.test(digits);
  if (/[A-F]/.test(digits) && /[a-f]/.test(digits)) throw refuse('mixes upper and lower case');
  const padded = (end: string) => end.length > 1 && end.startsWith('0');
  if (from.length !== upTo.length && (padded(from) || padded(upTo))) throw refuse('has ends of different width');
  const radix = hex ? 16 : 10;
  const range = {
    from: parseInt(from, radix),
    upTo: parseInt(upTo, radix),
    radix,
    width: from.length === upTo.length ? from.length : 1,
    upper: /[A-F]/.test(digits),
  } as const;
  if (range.from > range.upTo) throw refuse(`counts down; write {${upTo}..${from}}`);
  return { range, end: open + whole.length };
}

function count(parts: readonly Part[]): number {
  return parts.reduce((product, part) => product * sizeOf(part), 1);
}

function sizeOf(part: Part): number {
  if ('text' in part) return 1;
  if ('range' in part) return part.range.upTo - part.range.from + 1;
  return part.oneOf.reduce((sum, alternative) => sum + count(alternative), 0);
}

function namesOf(parts: readonly Part[]): string[] {
  return parts.reduce<string[]>(
    (names, part) => {
      const ends = endsOf(part);
      return names.flatMap((name) => ends.map((end) => name + end));
    },
    [''],
  );
}

function endsOf(part: Part): string[] {
  if ('text' in part) return [part.text];
  if ('oneOf' in part) return part.oneOf.flatMap(namesOf);
  const { from, upTo, radix, width, upper } = part.range;
  return Array.from({ length: upTo - from + 1 }, (_, index) => {
    const digits = (from + index).toString(radix).padStart(width, '0');
    return upper ? digits.toUpperCase() : digits;
  });
}
