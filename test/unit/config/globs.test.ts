import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globMatcher } from '../../../src/config/globs.ts';

const unit = fc.constantFrom(
  'a',
  'b',
  '/',
  '.',
  '[',
  ']',
  '{',
  '}',
  '(',
  ')',
  '+',
  '^',
  '$',
  '|',
  '\\',
  '-',
  '\n',
  ' ',
  'é',
  '\u{1F600}',
  '\u2028',
);
const text = fc.array(unit, { maxLength: 8 }).map((parts) => parts.join(''));
const WILD = /[*?]/;

/** The same by trying everything: slow, and too simple to be wrong. */
function fits(pattern: readonly string[], key: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return key.length === 0;
  const [char, ...after] = key;
  if (first === '**') return fits(rest, key) || (char !== undefined && fits(pattern, after));
  if (first === '*') return fits(rest, key) || (char !== undefined && char !== '/' && fits(pattern, after));
  if (char === undefined) return false;
  return (first === '?' ? char !== '/' : first === char) && fits(rest, after);
}

describe('patterns of keys', () => {
  it.each([
    ['*.json', 'a.json', true],
    ['*.json', 'A/a.json', false],
    ['**.json', 'A/B/a.json', true],
    ['A/*/id/*', 'A/x/id/1', true],
    ['A/*/id/*', 'A/x/y/id/1', false],
    ['A/**', 'A/', true],
    ['A/**', 'AB/x', false],
    ['?', '\u{1F600}', true],
    ['?', '/', false],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
    ['[ab]', '[ab]', true],
    ['{a,b}', 'a', false],
    ['**', 'new\nline', true],
    ['é', 'e\u0301', false],
    ['', '', true],
    ['', 'a', false],
  ])('%j and %j: %s', (pattern, key, fit) => {
    expect(globMatcher([pattern])(key)).toBe(fit);
  });

  it('are many, of which one is enough', () => {
    const matches = globMatcher(['*.a', '*.b']);
    expect(['x.a', 'x.b', 'x.c'].map(matches)).toEqual([true, true, false]);
  });

  it('without a wildcard stand for themselves, whatever they are made of', () => {
    fc.assert(
      fc.property(text, text, (pattern, key) => {
        expect(globMatcher([pattern])(key)).toBe(pattern === key);
        expect(globMatcher([pattern])(pattern)).toBe(true);
      }),
    );
  });

  it('mean what trying everything says', () => {
    const pattern = fc.array(fc.oneof(unit, fc.constantFrom('*', '**', '?')), { maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (parts, key) => {
        // Neighbours would be read as one wildcard.
        fc.pre(!parts.some((part, at) => WILD.test(part) && WILD.test(parts[at + 1] ?? '')));
        expect(globMatcher([parts.join('')])(key)).toBe(fits(parts, Array.from(key)));
      }),
      { numRuns: 500 },
    );
  });
});
