import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_TALLY } from '../../../src/contracts/accounts.ts';
import { manifestEntry, type ManifestEntry } from '../../../src/contracts/copy.ts';
import { piecesWithin, readManifest, readSegmentHead, writeSegment } from '../../../src/ledger/manifest.ts';
import { ledgerNames } from '../../../src/ledger/names.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { common, gaps, holds, joined, overlaid } from '../../../src/listing/stretches.ts';
import { LEDGER, OWNERS } from '../../builders/plan.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const names = ledgerNames('m', 'a'.repeat(32));
const entry = (key: string, targetETag: string): ManifestEntry => ({
  key,
  size: 1,
  sourceETag: 's',
  targetETag,
  lastModified: '2019-01-01T00:00:00Z',
  origin: 'copied',
});
const head = (from: string | null, to: string | null) => ({ contract: 'segment/1' as const, from, to, returned: [], ...NO_TALLY });

function aLedger() {
  const ledger = s3Ledger(memoryS3(OWNERS), LEDGER);
  const write = (dir: string, index: number, keys: string[], etag: string) =>
    writeSegment(
      ledger,
      names.segment('A', dir, index),
      head(null, keys.at(-1) ?? null),
      keys.map((key) => entry(key, etag)),
    );
  return { ledger, write };
}

describe('a manifest', () => {
  it('is read piece by piece, in key order, each key once, cut to the stretch that counts', async () => {
    const { ledger, write } = aLedger();
    await write('0001/e001-r0000', 0, ['A/1', 'A/2'], 'old');
    await write('0001/e001-r0000', 1, ['A/3', 'A/4'], 'old');
    await write('0002/e001-r0000', 0, ['A/1', 'A/2\u0001 odd "key"\n'], 'new');
    const pieces = overlaid(
      [{ dir: '0002/e001-r0000', segments: 1, from: null, to: 'A/2\u0001 odd "key"\n' }],
      [{ from: null, to: 'A/2\u0001 odd "key"\n' }],
      [{ dir: '0001/e001-r0000', segments: 2, from: null, to: null }],
    );
    const read = (await Array.fromAsync(readManifest(ledger, names, 'A', pieces))).flat();
    expect(read.map(({ key, targetETag }) => [key, targetETag])).toEqual([
      ['A/1', 'new'],
      ['A/2\u0001 odd "key"\n', 'new'],
      ['A/3', 'old'],
      ['A/4', 'old'],
    ]);
    const part = piecesWithin(pieces, { from: 'A/1', to: 'A/3' });
    expect((await Array.fromAsync(readManifest(ledger, names, 'A', part))).flat().map(({ key }) => key)).toEqual([
      'A/2\u0001 odd "key"\n',
      'A/3',
    ]);
  });

  it('whose segment is gone or damaged is unproven, by name', async () => {
    const { ledger } = aLedger();
    const name = names.segment('A', '0001/e001-r0000', 0);
    const read = () => Array.fromAsync(readManifest(ledger, names, 'A', [{ dir: '0001/e001-r0000', segments: 1, from: null, to: null }]));
    await expect(read()).rejects.toMatchObject({ code: 'UNPROVEN', message: expect.stringContaining(name) });
    await ledger.write(name, 'not gzip');
    await expect(read()).rejects.toMatchObject({ code: 'UNPROVEN' });
  });

  it('takes for an entry what the contract calls one, and nothing else', async () => {
    const { ledger } = aLedger();
    const name = names.segment('A', '0001/e001-r0000', 0);
    const good = entry('A/1', 'x');
    const odd = [null, 1, [], {}, ...Object.keys(good).map((field) => ({ ...good, [field]: undefined }))];
    const worse = [
      { ...good, size: -1 },
      { ...good, size: 1.5 },
      { ...good, size: '1' },
      { ...good, origin: 'found' },
      { ...good, key: 1 },
    ];
    for (const value of [...odd, ...worse, good]) {
      await ledger.write(name, gzipSync(`${JSON.stringify(head(null, null))}\n${JSON.stringify(value)}\n`));
      const read = Array.fromAsync(readManifest(ledger, names, 'A', [{ dir: '0001/e001-r0000', segments: 1, from: null, to: null }]));
      expect(manifestEntry.safeParse(value).success).toBe(value === good);
      if (value === good) expect((await read).flat()).toEqual([good]);
      else await expect(read).rejects.toMatchObject({ code: 'UNPROVEN' });
    }
  });

  it('says in the first line of each segment how far its range has come', async () => {
    const { ledger, write } = aLedger();
    await write('0001/e001-r0003', 7, ['A/1'], 'x');
    expect(await readSegmentHead(ledger, names.segment('A', '0001/e001-r0003', 7))).toEqual(head(null, 'A/1'));
  });
});

describe('stretches', () => {
  const key = fc.stringMatching(/^[abc]{1,3}$/);
  const bound = fc.option(key);
  const stretch = fc.record({ from: bound, to: bound }).filter(({ from, to }) => from === null || to === null || from < to);
  const all = fc.array(stretch, { maxLength: 6 });

  it('leave gaps that hold exactly the keys that none of them holds', () => {
    fc.assert(
      fc.property(stretch, all, key, (whole, some, probe) => {
        const walked = joined(some);
        const held = some.some((each) => holds(each, probe));
        expect(walked.some((each) => holds(each, probe))).toBe(held);
        expect(gaps(whole, walked).some((each) => holds(each, probe))).toBe(holds(whole, probe) && !held);
      }),
    );
  });

  it('have in common exactly the keys that both hold', () => {
    fc.assert(
      fc.property(stretch, stretch, key, (a, b, probe) => {
        const both = common(a, b);
        expect(both !== null && holds(both, probe)).toBe(holds(a, probe) && holds(b, probe));
      }),
    );
  });

  it('laid over others hide them where they are', () => {
    fc.assert(
      fc.property(all, all, key, (newer, older, probe) => {
        const over = joined(newer);
        const under = joined(older);
        const laid = overlaid(
          over.map((each) => ({ ...each, of: 'newer' })),
          over,
          under.map((each) => ({ ...each, of: 'older' })),
        );
        const holding = laid.filter((each) => holds(each, probe)).map(({ of }) => of);
        const expected = over.some((each) => holds(each, probe)) ? ['newer'] : under.some((each) => holds(each, probe)) ? ['older'] : [];
        expect(holding).toEqual(expected);
      }),
    );
  });
});
