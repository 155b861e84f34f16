import { describe, expect, it } from 'vitest';
import { advance, NOTHING_WALKED } from '../../../src/copy/checkpoint.ts';
import { keptBytes, keyOfPage } from '../../fakes/kept-memory.ts';

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
