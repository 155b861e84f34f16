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
  it('says the verdict first, then what, then where', () => {
    const page = findingsMarkdown(
      aPass({
        counts: { 'missing-object': 1200, 'unexpected-folder': 1 },
        perFolder: [folder('E9_Order', 'different'), folder('00_Order', 'identical')],
        folders: ['E9_Order'],
        shards: ['14'],
        beyondRepeat: [{ folder: 'FA_Order', shard: '15', keys: 3, reason: 'S3 refused to copy them for good: AccessDenied' }],
        outside: { source: { folders: 1, keys: 5, bytes: 50, more: true }, target: NOTHING_OUTSIDE.target },
        examples: [example('missing-object', 'A/x/id/<b>|`1`')],
        confidence: { etag: 1000, recorded: 20, checksum: 7, size: 3 },
        digests: {
          source: { keys: 1030, bytes: 10_300, digest: '1'.repeat(32), names: '2'.repeat(32) },
          target: { keys: 1027, bytes: 10_270, digest: '3'.repeat(32), names: '4'.repeat(32) },
        },
      }),
      's3://ledger/findings.json',
    );
    expect(page.startsWith('### Verify, pass 2: ❌ different\n')).toBe(true);
    const order = [
      '| folders expected | present |',
      'Equal by ETag 1,000, by the recorded pair 20, by checksum or bytes 7. Equal by size only, which proves nothing: 3.',
      '| missing-object | 1,200 |',
      'Beside the expected folders',
      'Repeated next',
      'no repeat can help',
      `| source | 1,030 | 10,300 | \`${'1'.repeat(32)}\` | \`${'2'.repeat(32)}\` |`,
      `| target | 1,027 | 10,270 | \`${'3'.repeat(32)}\` | \`${'4'.repeat(32)}\` |`,
      'Kept at',
      '**Order**: 1 of 2',
      'Examples',
    ];
    const places = order.map((text) => page.indexOf(text));
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

  it('counts its grids in the budget, shows those with something to see first, and names those that it leaves out', () => {
    const hex = Array.from({ length: 256 }, (_, n) => n.toString(16).toUpperCase().padStart(2, '0'));
    const types = Array.from({ length: 180 }, (_, n) => `Type<${String(n).padStart(3, '0')}>`);
    const differs = new Set(['FF_Type<179>', '00_Type<120>']);
    const perFolder = types.flatMap((type) =>
      hex.map((name) => folder(`${name}_${type}`, differs.has(`${name}_${type}`) ? 'different' : 'identical')),
    );
    const examples = Array.from({ length: 2000 }, (_, n) => example('missing-object', `A/${n}`));
    const page = findingsMarkdown(aPass({ counts: { 'missing-object': 9 }, perFolder, examples }), 's3://ledger/findings.json');
    expect(Buffer.byteLength(page)).toBeLessThan(256 * 1024 + 200);
    const shown = [...page.matchAll(/^\*\*Type&#60;(\d+)&#62;\*\*: (\d+) of 256/gm)].map(([, type, same]) => `${type} ${same}`);
    expect(shown.slice(0, 3)).toEqual(['120 255', '179 255', '000 256']);
    expect(shown.length).toBeGreaterThan(40);
    const [, named, more] = /^Left out, .* the grids of (.*) and (\d+) more\.$/m.exec(page)!;
    expect(shown.length + named!.split(', ').length + Number(more)).toBe(180);
    expect(named).toMatch(new RegExp(`^Type&#60;0${shown.length - 2}&#62;, `));
    // Nothing that is to be read first gives way to them, and examples have room after them.
    expect(page.indexOf('| missing-object | 9 |')).toBeLessThan(page.indexOf('**Type'));
    expect(page.match(/^- missing-object: /gm)!.length).toBeGreaterThan(500);
  });

  it('leaves out no grid that has room', () => {
    const page = findingsMarkdown(aPass({ perFolder: [folder('00_Order', 'identical')] }), 's3://ledger/findings.json');
    expect(page).not.toContain('Left out');
  });
});

describe('the grid of hex folders', () => {
  it('has 16 by 16 cells for each type, a sign with a word in each', () => {
    const hex = Array.from({ length: 256 }, (_, n) => n.toString(16).toUpperCase().padStart(2, '0'));
    const all = hex.flatMap((name) => [
      folder(`${name}_CheckoutOrder`, name === 'E9' ? 'different' : 'identical'),
      folder(`${name}_FulfillmentOrder`, 'identical'),
    ]);
    const [first, second, ...more] = grids(all).map(({ text }) => text);
    expect(more).toEqual([]);
    const rows = first!.split('\n').filter((line) => line.startsWith('| **'));
    expect(rows.map((row) => row.split('|').length)).toEqual(Array.from({ length: 16 }, () => 19));
    expect(rows[14]!.split('|')[11]).toBe(' ✗ differs ');
    expect(first).toContain('255 of 256 folders are the same');
    expect(second).toContain('256 of 256 folders are the same');
  });

  it('knows absent, unseen and unexpected ones, and is not there for other names', () => {
    const [grid] = grids([folder('00_Order', 'absent'), folder('0f_Order', 'unproven')]);
    expect(grid!.text.split('\n').find((line) => line.startsWith('| **0x**'))).toBe(`| **0x** | ∅ absent |${' · |'.repeat(14)} ? unseen |`);
    expect(grids([folder('orders', 'identical'), folder('ZZ_Order', 'identical')])).toEqual([]);
  });
});

describe('annotations', () => {
  it('are ten at most, the gravest first', () => {
    const counts = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`class-${n}`, n + 1]));
    const all = findingsAnnotations(
      aPass({ counts, unproven: [{ folder: 'B', reason: 'cut off' }], examples: [example('missing-object', 'A/1')] }),
      { errorFollows: false },
    );
    expect(all).toHaveLength(10);
    expect(all[0]).toEqual({
      level: 'error',
      title: 'Verify, pass 2: unproven',
      text: '1 of 2 folders could not be seen whole; first B: cut off',
    });
    expect(all[1]).toMatchObject({ title: 'Verify, pass 2: class-10', text: '11' });
    expect(all[9]).toMatchObject({ title: 'Verify, pass 2: and more', text: 'class-2, class-1, class-0' });
    // The job's own error is the tenth.
    const nine = findingsAnnotations(aPass({ counts }), { errorFollows: true });
    expect(nine).toHaveLength(9);
    expect(nine[8]).toMatchObject({ title: 'Verify, pass 2: and more', text: 'class-2, class-1, class-0' });
    const exact = Object.fromEntries(Object.entries(counts).slice(0, 9));
    expect(findingsAnnotations(aPass({ counts: exact }), { errorFollows: true }).map(({ title }) => title)).not.toContain(
      'Verify, pass 2: and more',
    );
  });

  it('are none when nothing was found', () => {
    expect(findingsAnnotations(aPass({ verdict: 'identical' }), { errorFollows: false })).toEqual([]);
  });
});
