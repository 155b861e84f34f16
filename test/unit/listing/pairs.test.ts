import { describe, expect, it } from 'vitest';
import type { ManifestEntry } from '../../../src/contracts/copy.ts';
import { Pairs } from '../../../src/listing/pairs.ts';
import { EVERYTHING } from '../../../src/listing/stretches.ts';
import type { ListedObject, ListPage } from '../../../src/s3/types.ts';
import { OWNERS, SOURCE, TARGET } from '../../builders/plan.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';
import { rowsOf } from '../../fakes/rows.ts';

const NEVER = new AbortController().signal;

async function* manifest(...segments: readonly string[][]): AsyncGenerator<readonly ManifestEntry[]> {
  for (const keys of segments)
    yield keys.map((key) => ({
      key,
      size: 1,
      sourceETag: 's',
      targetETag: 't',
      lastModified: '2019-01-01T00:00:00Z',
      origin: 'copied' as const,
    }));
}

const listed = (key: string): ListedObject => ({ key, size: 1, etag: 'e', lastModified: '2019-01-01T00:00:00Z', storageClass: 'STANDARD' });

/** A side that gives these pages, one after another, whatever it is asked for; as rows, where that is how pages are kept. */
function saying(pages: readonly (readonly string[])[], kept: 'as objects' | 'as rows' = 'as objects') {
  const s3 = memoryS3(OWNERS);
  let at = 0;
  s3.listPage = (): Promise<ListPage> => {
    const keys = pages[Math.min(at, pages.length - 1)]!;
    at += 1;
    const objects = keys.map(listed);
    const rows = kept === 'as rows' && keys.length > 0 ? { rows: rowsOf(objects) } : {};
    return Promise.resolve({ objects, ...rows, continuation: at < pages.length ? `next ${pages[at]!.join()}` : null });
  };
  return s3;
}

async function all(pairs: Pairs): Promise<string[]> {
  const seen: string[] = [];
  for (let ended = false; !ended;) {
    const step = await pairs.next(NEVER);
    seen.push(...step.seen.map(({ key }) => key));
    ended = step.ended;
  }
  return seen;
}

describe('both sides of a stretch', () => {
  it('are walked in steps of a bounded size where only the target has keys, and no page is asked for ahead', async () => {
    const s3 = memoryS3(OWNERS);
    for (let n = 0; n < 5000; n += 1) s3.put('target', `A/${String(n).padStart(5, '0')}`, 'x');
    s3.put('source', 'A/99999', 'last');
    const pairs = new Pairs(
      { source: s3, target: s3 },
      { source: SOURCE, target: TARGET, prefix: 'A/', stretch: EVERYTHING, recorded: manifest() },
    );
    let keys = 0;
    for (let ended = false; !ended;) {
      const step = await pairs.next(NEVER);
      keys += step.seen.length;
      ended = step.ended;
      expect(step.seen.length).toBeLessThanOrEqual(2000);
      const pages = s3.requests.filter(({ bucket }) => bucket === 'target').length;
      expect(pages).toBeLessThanOrEqual(Math.ceil(keys / 1000) + 1);
    }
    expect(keys).toBe(5001);
  });

  const bad: readonly [string, readonly (readonly string[])[], RegExp][] = [
    ['goes backwards within a page', [['A/2', 'A/1']], /goes backwards/],
    ['goes backwards from page to page', [['A/5'], ['A/4']], /goes backwards/],
    [
      'repeats a page',
      [
        ['A/1', 'A/2'],
        ['A/1', 'A/2'],
      ],
      /goes backwards/,
    ],
    ['repeats a key', [['A/1'], ['A/1']], /repeats a key/],
    ['leaves its prefix', [['A/1', 'B/1']], /leaves its prefix/],
    ['begins before its prefix', [['0/1', 'A/1']], /leaves its prefix/],
    ['takes in a folder whose name begins alike', [['A/1', 'A0/1']], /leaves its prefix/],
    ['stands still', [['A/1'], [], [], []], /stands still/],
  ];
  const whereAndHow = (['source', 'target'] as const).flatMap((side) =>
    (['as objects', 'as rows'] as const).map((kept) => [side, kept] as const),
  );
  for (const [side, kept] of whereAndHow) {
    it.each(bad)(`are refused when the ${side} %s, which is not taken for its end (pages kept ${kept})`, async (_name, pages, message) => {
      const good = saying([['A/3']]);
      const sides = { source: good, target: saying([['A/3']]), [side]: saying(pages, kept) };
      const pairs = new Pairs(sides, { source: SOURCE, target: TARGET, prefix: 'A/', stretch: EVERYTHING, recorded: manifest() });
      await expect(all(pairs)).rejects.toMatchObject({ code: 'LISTING_BROKEN', message: expect.stringMatching(message) });
    });
  }

  it('are refused when the manifest is out of order, and go over an empty page that another one follows', async () => {
    const view = { source: SOURCE, target: TARGET, prefix: 'A/', stretch: EVERYTHING };
    const sides = () => ({ source: saying([['A/1'], [], ['A/2']]), target: saying([[]]) });
    expect(await all(new Pairs(sides(), { ...view, recorded: manifest(['A/0'], ['A/3']) }))).toEqual(['A/0', 'A/1', 'A/2', 'A/3']);
    await expect(all(new Pairs(sides(), { ...view, recorded: manifest(['A/3'], ['A/0']) }))).rejects.toMatchObject({
      code: 'LISTING_BROKEN',
      message: expect.stringContaining('A manifest is out of order'),
    });
  });

  it('hold no page that is walked to its end while they wait, unless it is the last', async () => {
    const held = new Set<string>();
    const side = (...names: readonly (readonly string[])[]) => {
      const s3 = saying(names, 'as rows');
      const { listPage } = s3;
      s3.listPage = async (...asked) => {
        const page = await listPage(...asked);
        const name = `${asked[0].from.bucket}: ${names.find(([first]) => first === page.objects[0]?.key)!.join()}`;
        const { release } = page.rows!;
        page.rows!.release = () => void (release(), held.delete(name));
        held.add(name);
        return page;
      };
      return s3;
    };
    const pairs = new Pairs(
      { source: side(['a', 'b'], ['c', 'd'], ['e']), target: side(['a', 'b'], ['c'], ['d', 'e']) },
      { source: SOURCE, target: TARGET, prefix: '', stretch: EVERYTHING, recorded: manifest() },
    );
    const atEachEnd: string[][] = [];
    const seen: string[] = [];
    for (let ended = false; !ended;) {
      const step = await pairs.next(NEVER);
      seen.push(...step.seen.map(({ key }) => key));
      ended = step.ended;
      if (!pairs.needsPage) continue;
      pairs.releaseWalked();
      atEachEnd.push([...held]);
    }
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(atEachEnd).toEqual([[], [`${TARGET.bucket}: d,e`]]);
  });
});
