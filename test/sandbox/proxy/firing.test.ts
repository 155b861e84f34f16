import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arm, fire, reportRules } from '../../../sandbox/proxy/firing.ts';
import type { S3Request } from '../../../sandbox/proxy/request.ts';
import { parseRules, type FaultRule } from '../../../sandbox/proxy/rules.ts';

const SOURCE = { bucket: 'from-bucket', region: 'us-east-1', account: '111122223333' };
const TARGET = { bucket: 'to-bucket', region: 'us-east-2', account: '444455556666' };
const rulesOf = (...rules: unknown[]): readonly FaultRule[] => parseRules(JSON.stringify({ version: 1, rules }), 'test');
const copyOf = (key: string, over: Partial<S3Request> = {}): S3Request => ({
  method: 'PUT',
  operation: 'CopyObject',
  bucket: TARGET.bucket,
  key,
  prefix: null,
  sourceBucket: SOURCE.bucket,
  sourceKey: key,
  principal: 'AKIAONE',
  ...over,
});
const listOf = (prefix: string): S3Request => ({
  ...copyOf(''),
  method: 'GET',
  operation: 'ListObjectsV2',
  key: null,
  prefix,
  sourceBucket: null,
  sourceKey: null,
});
const lose = { name: 'lose', kind: 'lose-copies', source: SOURCE, target: TARGET, keyPrefixes: ['E9_F/'], timesPerKey: 2 };

describe('limits', () => {
  it('counts by key and stops after its times', () => {
    const armed = arm(rulesOf(lose));
    const fired = ['E9_F/a', 'E9_F/b', 'E9_F/a', 'E9_F/a', 'E9_F/b', 'E9_F/b'].map((key) => fire(armed, copyOf(key), 0) !== null);
    expect(fired).toEqual([true, true, true, false, true, false]);
    expect(reportRules(armed)[0]).toMatchObject({ matched: 6, fired: 4, spent: true, keys: { 'E9_F/a': 2, 'E9_F/b': 2 } });
  });

  it('gives a time back that could not be used', () => {
    const armed = arm(rulesOf({ ...lose, timesPerKey: 1 }));
    fire(armed, copyOf('E9_F/a'), 0)?.undo();
    expect(fire(armed, copyOf('E9_F/a'), 0)).not.toBeNull();
    expect(fire(armed, copyOf('E9_F/a'), 0)).toBeNull();
  });

  it('touches only copies from this source into this target below these prefixes', () => {
    const armed = arm(rulesOf(lose));
    for (const other of [
      copyOf('E9_G/a'),
      copyOf('E9_F/a', { bucket: 'another' }),
      copyOf('E9_F/a', { sourceBucket: 'another' }),
      copyOf('E9_F/a', { operation: 'PutObject' }),
      listOf('E9_F/'),
    ]) {
      expect(fire(armed, other, 0)).toBeNull();
    }
  });

  it('ends a time that began with the first match', () => {
    const armed = arm(rulesOf({ name: 'busy', kind: 'unavailable', match: { operations: ['CopyObject'] }, forMilliseconds: 1000 }));
    expect(fire(armed, listOf('x'), 5_000)).toBeNull();
    expect([10_000, 10_999, 11_000, 10_500].map((now) => fire(armed, copyOf('k'), now) !== null)).toEqual([true, true, false, false]);
  });

  it('lets the first rule that fires decide, then the next one', () => {
    const match = { bucket: TARGET.bucket };
    const armed = arm(
      rulesOf({ name: 'one', kind: 'internal-error', match, times: 1 }, { name: 'two', kind: 'unavailable', match, times: 1 }),
    );
    expect([1, 2, 3].map(() => fire(armed, copyOf('k'), 0)?.rule.name ?? null)).toEqual(['one', 'two', null]);
  });

  it('matches listings by prefix, and principals by access key id', () => {
    const armed = arm(
      rulesOf({ name: 'lists', kind: 'unavailable', times: 9, match: { operations: ['ListObjectsV2'], keyPrefixes: ['E9_'] } }),
    );
    expect(fire(armed, listOf('E9_F/'), 0)).not.toBeNull();
    expect(fire(armed, listOf('E8_F/'), 0)).toBeNull();
    const mine = arm(rulesOf({ name: 'mine', kind: 'unavailable', times: 9, match: { principals: ['AKIAONE'] } }));
    expect(fire(mine, copyOf('k'), 0)).not.toBeNull();
    expect(fire(mine, copyOf('k', { principal: null }), 0)).toBeNull();
  });

  it('changes each source once', () => {
    const armed = arm(rulesOf({ name: 'change', kind: 'change-source', source: SOURCE, keys: ['a', 'b'] }));
    expect(['a', 'a', 'b', 'c'].map((key) => fire(armed, copyOf(key), 0) !== null)).toEqual([true, false, true, false]);
  });
});

describe('shares', () => {
  const shared = (share: number, seed: number) =>
    arm(rulesOf({ name: 'part', kind: 'unavailable', match: {}, times: 1_000_000, share, seed }));
  const keys = Array.from({ length: 2_000 }, (_, index) => `k${index}`);
  const hit = (armed: ReturnType<typeof shared>, order: readonly string[]) =>
    new Set(order.filter((key) => fire(armed, copyOf(key), 0) !== null));

  it('draws about the share, another part for another seed', () => {
    const first = hit(shared(0.25, 1), keys);
    expect(first.size).toBeGreaterThan(430);
    expect(first.size).toBeLessThan(570);
    expect(hit(shared(0.25, 2), keys)).not.toEqual(first);
    expect(hit(shared(0, 1), keys).size).toBe(0);
  });

  it('draws the same requests in whatever order they arrive', () => {
    const expected = hit(shared(0.3, 7), keys.slice(0, 50));
    fc.assert(
      fc.property(fc.shuffledSubarray(keys.slice(0, 50), { minLength: 50 }), (order) => {
        expect(hit(shared(0.3, 7), order)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });
});

describe('rules as data', () => {
  it('names place and problem', () => {
    const broken = '{version: 1, rules: [{name: x, kind: reset, match: {operations: [CopyObjekt]}, times: 0, when: never}]}';
    for (const part of ['faults.yml holds', 'rules[0].match.operations[0]', 'rules[0].times', 'rules[0].when'])
      expect(() => parseRules(broken, 'faults.yml')).toThrow(part);
    expect(() => parseRules('{version: 1, rules: [{name: x, kind: unavailable, match: {}}]}', 'faults.yml')).toThrow(
      'either forMilliseconds or times',
    );
    expect(() => rulesOf(lose, lose)).toThrow('a name of its own');
    expect(() => parseRules('{', 'faults.yml')).toThrow('faults.yml is neither YAML nor JSON');
  });

  it('reads YAML', () => {
    const text = 'version: 1\nrules:\n  - name: busy\n    kind: unavailable\n    match: { keyPrefixes: [E9_] }\n    times: 3\n';
    expect(parseRules(text, 'x')).toEqual([
      { name: 'busy', kind: 'unavailable', match: { keyPrefixes: ['E9_'] }, times: 3, share: 1, seed: 0 },
    ]);
  });
});
