import { describe, expect, it } from 'vitest';
import type { ListedObject } from '../../../src/s3/types.ts';
import { NO_LINES } from '../../../src/verify/lines.ts';
import { Tallying } from '../../../src/verify/tally.ts';
import { verifyTwoSides } from '../../../src/verify/two-sides.ts';
import { SOURCE, TARGET } from '../../builders/plan.ts';
import { keptBytes, keyOfPage } from '../../fakes/kept-memory.ts';
import { pages } from '../listing/pages.ts';

const PAGE_BYTES = 40_000;
const FOLDERS = 1000;

const objectOf = (key: string): ListedObject => ({
  ...{ key, size: 1, etag: keyOfPage('0123456789abcdef0123456789abcdef', PAGE_BYTES) },
  ...{ lastModified: keyOfPage('2026-01-01T00:00:00.000Z', PAGE_BYTES), storageClass: 'STANDARD' },
});

describe('what a verify keeps of its keys', () => {
  it('is an example alone, not the page that it was listed in', () => {
    const bytes = keptBytes(() =>
      Array.from({ length: FOLDERS }, (_, n) => {
        const tallying = new Tallying();
        const { key, ...facts } = objectOf(keyOfPage(`folder-${n}/document-00000001.json`, PAGE_BYTES));
        tallying.found({ class: 'missing-object', folder: 'f', shard: '', key, source: facts, target: null, detail: null });
        expect(tallying.tally().examples).toHaveLength(1);
        return tallying;
      }),
    );
    expect(bytes).toBeLessThan((PAGE_BYTES * FOLDERS) / 10);
  });

  it('is the name of a folder alone, not the page that it was seen in first', async () => {
    let heldBytes = 0;
    const { s3 } = pages((_input, index) => {
      const key = keyOfPage(`folder-number-${String(index >> 1).padStart(6, '0')}/document-00000001.json`, PAGE_BYTES);
      const isLast = index >> 1 === FOLDERS - 1;
      if (isLast) heldBytes = keptBytes(() => 'whatever is there already') + process.memoryUsage().heapUsed;
      return { objects: [objectOf(key)], continuation: isLast ? null : String(index) };
    });
    const beforeBytes = keptBytes(() => '') + process.memoryUsage().heapUsed;
    const outcome = await verifyTwoSides(
      { s3: { source: s3, target: s3 }, lines: NO_LINES, checksums: null, lanes: 1 },
      { source: SOURCE, target: TARGET, layout: null, deep: null },
      new AbortController().signal,
    );
    expect(outcome.perFolder).toHaveLength(FOLDERS);
    expect(heldBytes - beforeBytes).toBeLessThan((PAGE_BYTES * FOLDERS) / 4);
  });
});
