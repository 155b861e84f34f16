import { describe, expect, it } from 'vitest';
import { advance, NOTHING_WALKED } from '../../../src/copy/checkpoint.ts';
import { RangeWalk } from '../../../src/copy/range.ts';
import type { Seen, Step, Steps } from '../../../src/listing/pairs.ts';
import { EVERYTHING } from '../../../src/listing/stretches.ts';
import { aFolder, calm } from '../../builders/folder-walk.ts';
import { collected, keptBytes, keyOfPage } from '../../fakes/kept-memory.ts';

const PAGE_BYTES = 40_000;
const KEYS = 1000;

describe('what a range keeps of its keys', () => {
  it.each(['vanished', 'goneBeyond', 'returned', 'failed'] as const)('is the key alone, not the page that it was listed in: %s', (what) => {
    const bytes = keptBytes(() => {
      let tally = NOTHING_WALKED;
      const was = new Set<string>();
      for (let n = 0; n < KEYS; n += 1) {
        const key = keyOfPage(`folder/document-${String(n).padStart(6, '0')}.json`, PAGE_BYTES);
        const source = { key, size: 1, etag: 'e', lastModified: '2026-01-01T00:00:00.000Z', storageClass: 'STANDARD' };
        const seen = [{ key, source, target: null, recorded: null }];
        if (what === 'returned') was.add(String(Buffer.from(key)));
        const settled =
          what === 'failed'
            ? { class: 'failed' as const, failure: { key, code: 'Denied', message: 'no' } }
            : { class: 'vanished' as const };
        tally = advance(tally, seen, what === 'goneBeyond' ? [] : [settled], {
          goneBeyond: what === 'goneBeyond' ? [key] : [],
          wasVanished: was,
        });
      }
      expect([...tally.vanished, ...tally.failures]).toHaveLength(KEYS);
      return tally;
    });
    expect(bytes).toBeLessThan((PAGE_BYTES * KEYS) / 10);
  });
});

describe('a page of a range', () => {
  it('is not kept when it is recorded: neither while the next one is listed, nor by a range that has ended', async () => {
    const { deps, open } = aFolder(0);
    const { task } = (await open(0.1)).ranges[0]!;
    const listed = Promise.withResolvers<void>();
    const pages: WeakRef<readonly Seen[]>[] = [];
    const next = async (): Promise<Step> => {
      const ended = pages.length === 1;
      if (ended) await listed.promise;
      const key = `A/${pages.length}`;
      const source = { key, size: 1, etag: 'e', lastModified: '2026-01-01T00:00:00.000Z', storageClass: 'STANDARD' };
      const seen = [{ key, source, target: source, recorded: null }];
      pages.push(new WeakRef(seen));
      return { seen, to: ended ? null : key, ended };
    };
    const none = () => undefined;
    const steps: Steps = { to: null, first: null, frontier: null, pages: 0, hasMore: true, shorten: none, next, release: none };
    const range = new RangeWalk(task, 0, steps, EVERYTHING);
    const walking = range.walk(deps(0), calm, none);
    while (range.segments === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const kept = async () => {
      await collected();
      return pages.filter((page) => page.deref() !== undefined).length;
    };
    expect([pages.length, await kept()]).toEqual([1, 0]);
    listed.resolve();
    await walking;
    expect([pages.length, await kept()]).toEqual([2, 0]);
    expect(range.ended).toBe(true);
  });
});
