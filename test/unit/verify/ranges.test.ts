import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Stretch } from '../../../src/contracts/copy.ts';
import { compareKeys } from '../../../src/listing/order.ts';
import type { VerifyRules } from '../../../src/verify/classify.ts';
import { layoutCheck } from '../../../src/verify/layout.ts';
import { NO_LINES } from '../../../src/verify/lines.ts';
import { RangeLook, type Unit } from '../../../src/verify/range.ts';
import { mergeRanges, NO_TALLY, openAccount, type RangeVerdict } from '../../../src/verify/tally.ts';
import { OWNERS, SOURCE, TARGET } from '../../builders/plan.ts';
import { memoryS3, type MemoryS3 } from '../../fakes/memory-s3.ts';

const calm = new AbortController().signal;
const rules: VerifyRules = { cutoffMs: null, archived: 'excluded' };
const unit = { folder: 'A', shard: '00' };

async function* nothing() {}

function judged(s3: MemoryS3, range: Stretch, prefix = 'A/', unitOf: (key: string) => Unit = () => unit): Promise<RangeVerdict> {
  return new RangeLook(
    { s3: { source: s3, target: s3 }, lines: NO_LINES, deep: null },
    {
      source: SOURCE,
      target: TARGET,
      prefix,
      range,
      unitOf,
      rules,
      layout: layoutCheck('{folder}/{sub}/id/{document}'),
      recorded: nothing(),
      refused: new Set(),
    },
  ).run(calm);
}

/** Neighbouring ranges, cut at the keys. */
function rangesAt(cuts: readonly string[]): Stretch[] {
  const ends = [null, ...[...new Set(cuts)].toSorted(compareKeys), null];
  return ends.slice(1).map((to, index) => ({ from: ends[index]!, to }));
}

describe('ranges of a folder', () => {
  it('add up to the folder, wherever it is cut', async () => {
    const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }).map((text) => `A/${text}`);
    const held = fc.record({ key, source: fc.boolean(), target: fc.boolean(), same: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(held, { selector: (one) => one.key, maxLength: 25 }),
        fc.array(key, { maxLength: 5 }),
        async (all, cuts) => {
          const s3 = memoryS3(OWNERS);
          for (const one of all) {
            if (one.source) s3.put('source', one.key, one.key);
            if (one.target) s3.put('target', one.key, one.same ? one.key : `!${one.key}`);
          }
          const whole = mergeRanges([await judged(s3, { from: null, to: null })]);
          const parts: RangeVerdict[] = [];
          for (const range of rangesAt(cuts)) parts.push(await judged(s3, range));
          const merged = mergeRanges(parts.toReversed());
          expect(merged.unproven).toBeNull();
          expect(merged.units.get('A')).toEqual(whole.units.get('A'));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keep one tally for all folders that are counted in one, and say of each key whose it is', async () => {
    const s3 = memoryS3(OWNERS);
    for (const key of ['A/1', 'B/1', 'B/2', 'C/1', 'D/1']) s3.put('source', key, key);
    const unitOf = (key: string) => ({ folder: key[0]!, shard: '', ...(key < 'B' ? {} : { countedIn: 'rest' }) });
    const { units } = await judged(s3, { from: null, to: null }, '', unitOf);
    expect(Array.from(units, ([folder, { seen }]) => [folder, seen.sourceListed])).toEqual([
      ['A', 1],
      ['rest', 4],
    ]);
    expect(units.get('rest')!.examples.map(({ folder }) => folder)).toEqual(['B', 'B', 'C', 'D']);
  });

  it('leave no key unseen: their ends must meet', () => {
    const seen = (from: string | null, to: string | null): RangeVerdict => ({
      range: { from, to },
      units: new Map(),
      listed: { source: 0, target: 0 },
      unproven: null,
    });
    const of = (...verdicts: RangeVerdict[]) => mergeRanges(verdicts).unproven;
    expect(of(seen(null, null))).toBeNull();
    expect(of(seen('b', null), seen(null, 'b'))).toBeNull();
    expect(of(seen(null, 'b'), seen('c', null))).toBe('its ranges do not meet: one ends with "b", and the next begins after "c"');
    expect(of(seen(null, 'c'), seen('b', null))).toMatch(/do not meet/);
    expect(of(seen('a', null))).toMatch(/do not meet/);
    expect(of(seen(null, 'b'))).toBe('its ranges end with "b", and nobody has looked behind it');
    expect(of(seen(null, null), seen('b', null))).toMatch(/do not meet/);
    expect(of()).toMatch(/nobody has looked/);
  });

  it('are unproven when the listing breaks in one of them, and keep what was seen', async () => {
    const s3 = memoryS3(OWNERS);
    for (const key of ['A/a', 'A/b']) s3.put('source', key, key);
    const first = await judged(s3, { from: null, to: 'A/a' });
    s3.before = () => {
      throw new Error('cut off');
    };
    const merged = mergeRanges([first, await judged(s3, { from: 'A/a', to: null })]);
    expect(merged.unproven).toBe('INTERNAL: cut off');
    expect(merged.units.get('A')?.seen).toMatchObject({ sourceListed: 1, different: 1 });
  });

  it('have an account that closes with what was listed, or are unproven', () => {
    const tally = { ...NO_TALLY, seen: { ...NO_TALLY.seen, sourceListed: 1, equal: 1 } };
    const counted = { ...tally, digests: { ...tally.digests, source: { ...tally.digests.source, keys: 1 } } };
    const account = (source: number, units: RangeVerdict['units']) => openAccount({ units, listed: { source, target: 0 } });
    expect(account(1, new Map([['A', counted]]))).toBeNull();
    expect(account(2, new Map([['A', counted]]))).toBe('its account does not close: 2 keys listed at the source, and 1 judged');
    expect(account(1, new Map([['A', tally]]))).toMatch(/does not close/);
  });
});

describe('the form of keys', () => {
  const check = layoutCheck('{folder}/{sub}/id/{document}');
  it.each([
    ['A/x/id/1', null],
    ['A/x/id/ü\u{1f600}.json', null],
    ['A/x/id/1/2', 'lies below {folder}/{sub}/id/{document}'],
    ['A/x/id/', 'has an empty part, where {folder}/{sub}/id/{document} has none'],
    ['A//id/1', 'has an empty part, where {folder}/{sub}/id/{document} has none'],
    ['A/x/1', 'has 3 of the 4 parts of {folder}/{sub}/id/{document}'],
    ['A/x/idx/1', 'has another part where {folder}/{sub}/id/{document} says id'],
    ['A/x', 'has 2 of the 4 parts of {folder}/{sub}/id/{document}'],
    ['readme', 'has 1 of the 4 parts of {folder}/{sub}/id/{document}'],
  ])('%s', (key, said) => {
    expect(check(key)).toBe(said);
  });
});
