import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandBraces } from '../../../src/config/expand.ts';

const namesOf = (pattern: string) => {
  const expansion = expandBraces(pattern, 100_000);
  if (!expansion.ok) throw new Error(expansion.reason);
  return expansion.names;
};

describe('what patterns name', () => {
  test.each([
    ['E9_FulfillmentOrder', ['E9_FulfillmentOrder']],
    ['{a,b}', ['a', 'b']],
    ['x{a,b}y{1,2}', ['xay1', 'xay2', 'xby1', 'xby2']],
    ['{a,{b,c}d}e', ['ae', 'bde', 'cde']],
    ['{{a,b},c}', ['a', 'b', 'c']],
    ['{08..0B}', ['08', '09', '0A', '0B']],
    ['{08..0b}', ['08', '09', '0a', '0b']],
    ['{E..11}', ['E', 'F', '10', '11']],
    ['{8..11}', ['8', '9', '10', '11']],
    ['{08..11}', ['08', '09', '10', '11']],
    ['{7..7}', ['7']],
    ['{{0..1},x{A..B}}', ['0', '1', 'xA', 'xB']],
    ['\\{a\\,b\\}\\\\', ['{a,b}\\']],
    ['{a\\,b,c\\}}', ['a,b', 'c}']],
    ['a,b..c', ['a,b..c']],
    ['{Ünï,😀}', ['Ünï', '😀']],
  ])('%s', (pattern, names) => {
    expect(namesOf(pattern)).toEqual(names);
  });

  test('the original: 256 hex numbers times two kinds of order', () => {
    const names = namesOf('{00..FF}_{CheckoutOrder,FulfillmentOrder}');
    expect(names).toHaveLength(512);
    expect(new Set(names).size).toBe(512);
    expect(names.slice(0, 3)).toEqual(['00_CheckoutOrder', '00_FulfillmentOrder', '01_CheckoutOrder']);
    expect(names.at(-1)).toBe('FF_FulfillmentOrder');
  });
});

describe('what is refused, and where', () => {
  test.each([
    ['{00..FF', 0, 'without its "}"'],
    ['ab{c,d', 2, 'without its "}"'],
    ['ab}', 2, 'without its "{"'],
    ['{a}', 0, 'neither a list {a,b} nor a range'],
    ['x{}', 2, 'empty alternative'],
    ['{a,}', 3, 'empty alternative'],
    ['{,a}', 1, 'empty alternative'],
    ['x{FF..00}', 1, 'counts down; write {00..FF}'],
    ['{0A..f0}', 0, 'mixes upper and lower case'],
    ['{00..100}', 0, 'ends of different width'],
    ['{a..zz}', 0, 'neither hex'],
    ['{1..}', 0, 'neither hex'],
    ['{0..10..2}', 0, 'neither hex'],
    ['ab\\c', 2, 'before something else'],
    ['ab\\', 2, 'before something else'],
  ])('%s', (pattern, at, reason) => {
    const expansion = expandBraces(pattern, 100_000);
    expect(expansion).toMatchObject({ ok: false, at, tooMany: false });
    expect(expansion.ok ? '' : expansion.reason).toContain(reason);
  });

  test('more names than allowed, before any of them is made', () => {
    expect(expandBraces('{0..9}'.repeat(160), 100_000)).toMatchObject({
      ok: false,
      tooMany: true,
      reason: 'names more than 10^15 folders',
    });
    expect(expandBraces('{0..FFFFFFF}', 100_000)).toMatchObject({ ok: false, tooMany: true });
    expect(expandBraces('{0..9}{0..9}', 99)).toMatchObject({ ok: false, reason: 'names 100 folders' });
    expect(expandBraces('{0..9}{0..9}', 100)).toMatchObject({ ok: true });
  });
});

/** A pattern, beside the names that it must give: made together, so that the one is no copy of the other's code. */
interface Made {
  readonly pattern: string;
  readonly names: readonly string[];
}

const escaped = (text: string) => text.replace(/[{},\\]/g, (char) => `\\${char}`);
const word: fc.Arbitrary<Made> = fc
  .string({ minLength: 1, maxLength: 5, unit: fc.constantFrom('a', 'F', '0', '_', '.', '{', '}', ',', '\\', 'é', '😀') })
  .map((text) => ({ pattern: escaped(text), names: [text] }));
const range: fc.Arbitrary<Made> = fc
  .record({
    from: fc.nat(200),
    size: fc.integer({ min: 1, max: 30 }),
    radix: fc.constantFrom(10, 16),
    upper: fc.boolean(),
    width: fc.integer({ min: 3, max: 5 }),
  })
  .map(({ from, size, radix, upper, width }) => {
    const digits = Array.from({ length: size }, (_, index) => {
      const text = (from + index).toString(radix).padStart(width, '0');
      return upper ? text.toUpperCase() : text;
    });
    // Ends that are all decimal digits are read as decimals: then the numbers between them must be decimals, too.
    const ends = `${digits[0]}${digits.at(-1)}`;
    const hexInside = radix === 16 && !/[a-f]/i.test(ends);
    return { pattern: `{${digits[0]}..${hexInside ? digits[0] : digits.at(-1)}}`, names: hexInside ? digits.slice(0, 1) : digits };
  });
const { made } = fc.letrec<{ made: Made; list: Made }>((tie) => ({
  list: fc
    .array(tie('made'), { minLength: 2, maxLength: 3 })
    .map((parts) => ({ pattern: `{${parts.map(({ pattern }) => pattern).join(',')}}`, names: parts.flatMap(({ names }) => names) })),
  made: fc
    .array(fc.oneof({ maxDepth: 2, depthIdentifier: 'made' }, word, range, tie('list')), { minLength: 1, maxLength: 2 })
    .map((parts) =>
      parts.reduce<Made>(
        (sofar, part) => ({ pattern: sofar.pattern + part.pattern, names: sofar.names.flatMap((a) => part.names.map((b) => a + b)) }),
        { pattern: '', names: [''] },
      ),
    ),
}));

test('a pattern names every combination of its parts, once each and in order', () => {
  fc.assert(
    fc.property(made, ({ pattern, names }) => {
      fc.pre(names.length <= 5000);
      expect(namesOf(pattern)).toEqual(names);
    }),
    { numRuns: 500 },
  );
});

test('any text at all is either expanded within its bound or refused at a place inside it', () => {
  const unit = fc.constantFrom('{', '}', ',', '.', '..', '\\', '0', 'F', 'f', 'x');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), (pattern) => {
      const expansion = expandBraces(pattern, 1000);
      if (expansion.ok) expect(expansion.names.length).toBeLessThanOrEqual(1000);
      else expect(expansion.at).toBeLessThanOrEqual(pattern.length);
    }),
    { numRuns: 1000 },
  );
});
