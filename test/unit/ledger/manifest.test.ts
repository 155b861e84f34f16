import { describe, expect, it } from 'vitest';
import type { ManifestEntry } from '../../../src/contracts/copy.ts';
import { readManifest, writeSegment } from '../../../src/ledger/manifest.ts';
import { ledgerNames } from '../../../src/ledger/names.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { LEDGER, OWNERS } from '../../builders/plan.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const names = ledgerNames('a-migration', 'a'.repeat(32));
const entry = (key: string, targetETag: string): ManifestEntry => ({
  key,
  size: 1,
  sourceETag: 's',
  targetETag,
  lastModified: 'then',
  origin: 'copied',
});

describe('the manifest', () => {
  it('is read from the newest walk, and from the earlier ones where that has not come to', async () => {
    const ledger = s3Ledger(memoryS3(OWNERS), LEDGER);
    await writeSegment(ledger, names.segment('A', 1, 0), [entry('A/1', 'old'), entry('A/2', 'old')]);
    await writeSegment(ledger, names.segment('A', 1, 1), [entry('A/3', 'old'), entry('A/4', 'old')]);
    await writeSegment(ledger, names.segment('A', 2, 0), [entry('A/1', 'new'), entry('A/2\u0001 odd "key"\n', 'new')]);
    const walks = [
      { generation: 2, segments: 1, upTo: 'A/2\u0001 odd "key"\n' },
      { generation: 1, segments: 2, upTo: null },
    ];
    const read = await Array.fromAsync(readManifest(ledger, names, 'A', walks));
    expect(read.map(({ key, targetETag }) => [key, targetETag])).toEqual([
      ['A/1', 'new'],
      ['A/2\u0001 odd "key"\n', 'new'],
      ['A/3', 'old'],
      ['A/4', 'old'],
    ]);
  });

  it('says which segment is gone or damaged, and that nothing is proven without it', async () => {
    const s3 = memoryS3(OWNERS);
    const ledger = s3Ledger(s3, LEDGER);
    const read = () => Array.fromAsync(readManifest(ledger, names, 'A', [{ generation: 1, segments: 1, upTo: null }]));
    await expect(read()).rejects.toMatchObject({ code: 'UNPROVEN', message: expect.stringContaining(names.segment('A', 1, 0)) });
    await ledger.write(names.segment('A', 1, 0), 'not gzip');
    await expect(read()).rejects.toMatchObject({ code: 'UNPROVEN' });
  });
});
