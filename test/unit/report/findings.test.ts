import { describe, expect, it } from 'vitest';
import type { Finding, Findings, FolderOutcome } from '../../../src/contracts/findings.ts';
import { findingsAnnotations, findingsMarkdown, grids } from '../../../src/report/findings.ts';
import { NOTHING_OUTSIDE } from '../../../src/verify/outside.ts';
import { NOTHING_SEEN, NO_CONFIDENCE, NO_DIGESTS } from '../../../src/verify/tally.ts';

function aPass(changes: Partial<Findings>): Findings {
  const { source, target } = NOTHING_OUTSIDE;
  return {
    contract: 'findings/2',
    migration: 'm',
    identity: 'a'.repeat(32),
    plan: 'd'.repeat(32),
    pass: 2,
    verdict: 'different',
    counts: {},
    examples: [],
    folders: [],
    shards: [],
    affected: [],
    beyondRepeat: [],
    folderCounts: { expected: 2, present: 2, identical: 1 },
    accounts: {} as Findings['accounts'],
    seen: NOTHING_SEEN,
    perShard: [],
    perFolder: [],
    digests: NO_DIGESTS,
    outside: { source, target },
    unproven: [],
    confidence: NO_CONFIDENCE,
    deep: null,
    list: null,
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:00:01Z',
    ...changes,
  };
}

const folder = (name: string, state: FolderOutcome['state']): FolderOutcome => ({ folder: name, shard: '00', state, ...NO_DIGESTS });
const example = (of: Finding['class'], key: string): Finding => ({
  class: of,
  folder: 'A',
  shard: '00',
  key,
  source: null,
  target: null,
  detail: null,
});

describe('the page of a pass', () => {
  it('says the verdict first, then where, then what', () => {
    const page = findingsMarkdown(
      aPass({
        counts: { 'missing-object': 1200, 'unexpected-folder': 1 },
        perFolder: [folder('E9_Order', 'different'), folder('00_Order', 'identical')],
        folders: ['E9_Order'],
        shards: ['14'],
        beyondRepeat: [{ folder: 'FA_Order', shard: '15', keys: 3, reason: 'S3 refused to copy them for good: AccessDenied' }],
        outside: { source: { folders: 1, keys: 5, bytes: 50, more: true }, target: NOTHING_OUTSIDE.target },
        examples: [example('missing-object', 'A/x/id/<b>|`1`')],
      }),
      's3://ledger/findings.json',
    );
    expect(page.startsWith('### Verify, pass 2: ❌ different\n')).toBe(true);
    const order = [
      '16 × 16',
      '**Order**: 1 of 2',
      '| missing-object | 1,200 |',
      'Beside the expected folders',
      'Repeated next',
      'no repeat can help',
      'Kept at',
      'Examples',
    ];
    const places = order.slice(1).map((text) => page.indexOf(text));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(page).toContain('at the source more than 5 keys and 50 bytes, 1 folders');
    expect(page).toContain('A/x/id/&#60;b&#62;&#124;&#96;1&#96;');
  });

  it('stays within its budget, and says what it left out', () => {
    const examples = Array.from({ length: 4000 }, (_, n) => example('missing-object', `A/${'ü'.repeat(100)}/${n}`));
    const page = findingsMarkdown(aPass({ examples }), 's3://ledger/findings.json');
    expect(Buffer.byteLength(page)).toBeLessThan(256 * 1024 + 200);
    expect(page).toMatch(/- and [\d,]+ more\n\n<\/details>/);
    expect(page).toContain('Kept at');
  });
});

describe('the grid of hex folders', () => {
  it('has 16 by 16 cells for each type, a sign with a word in each', () => {
    const hex = Array.from({ length: 256 }, (_, n) => n.toString(16).toUpperCase().padStart(2, '0'));
    const all = hex.flatMap((name) => [
      folder(`${name}_CheckoutOrder`, name === 'E9' ? 'different' : 'identical'),
      folder(`${name}_FulfillmentOrder`, 'identical'),
    ]);
    const [first, second, ...more] = grids(all);
    expect(more).toEqual([]);
    const rows = first!.split('\n').filter((line) => line.startsWith('| **'));
    expect(rows.map((row) => row.split('|').length)).toEqual(Array.from({ length: 16 }, () => 19));
    expect(rows[14]!.split('|')[11]).toBe(' ✗ differs ');
    expect(first).toContain('255 of 256 folders are the same');
    expect(second).toContain('256 of 256 folders are the same');
  });

  it('knows absent, unseen and unexpected ones, and is not there for other names', () => {
    const [grid] = grids([folder('00_Order', 'absent'), folder('0f_Order', 'unproven')]);
    expect(grid!.split('\n').find((line) => line.startsWith('| **0x**'))).toBe(`| **0x** | ∅ absent |${' · |'.repeat(14)} ? unseen |`);
    expect(grids([folder('orders', 'identical'), folder('ZZ_Order', 'identical')])).toEqual([]);
  });
});

describe('annotations', () => {
  it('are ten at most, the gravest first', () => {
    const counts = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`class-${n}`, n + 1]));
    const all = findingsAnnotations(
      aPass({ counts, unproven: [{ folder: 'B', reason: 'cut off' }], examples: [example('missing-object', 'A/1')] }),
    );
    expect(all).toHaveLength(10);
    expect(all[0]).toEqual({
      level: 'error',
      title: 'Verify, pass 2: unproven',
      text: '1 of 2 folders could not be seen whole; first B: cut off',
    });
    expect(all[1]).toMatchObject({ title: 'Verify, pass 2: class-10', text: '11' });
    expect(all[9]).toMatchObject({ title: 'Verify, pass 2: and more', text: 'class-2, class-1, class-0' });
  });

  it('are none when nothing was found', () => {
    expect(findingsAnnotations(aPass({ verdict: 'identical' }))).toEqual([]);
  });
});
