import { describe, expect, it } from 'vitest';
import { NO_TALLY } from '../../../src/contracts/accounts.ts';
import type { Checkpoint } from '../../../src/contracts/copy.ts';
import { readProgress } from '../../../src/ledger/checkpoint.ts';
import { writeSegment } from '../../../src/ledger/manifest.ts';
import { ledgerNames } from '../../../src/ledger/names.ts';
import { s3Ledger, type LedgerStore } from '../../../src/ledger/store.ts';
import { compareKeys } from '../../../src/listing/order.ts';
import { LEDGER, OWNERS } from '../../builders/plan.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

const names = ledgerNames('m', 'a'.repeat(32));
const DIR = '0001/e001-r0000';

/** The names as they are listed: from the millionth on they have seven digits, and come right behind that of segment 100,000. */
const nameOf = (index: number) => names.segment('A', DIR, index);
const firstMillion = Array.from({ length: 1_000_000 }, (_, index) => nameOf(index));
const listed = (beyond: readonly number[]) => [...firstMillion.slice(0, 100_001), ...beyond.map(nameOf), ...firstMillion.slice(100_001)];

/** A folder whose owner was killed when these segments of one range were there; only what the last one says can be read. */
async function killed(segments: readonly string[], last: number): Promise<LedgerStore> {
  const ledger = s3Ledger(memoryS3(OWNERS), LEDGER);
  const begun: Checkpoint = {
    ...{ contract: 'checkpoint/2', migration: 'm', identity: 'a'.repeat(32), folder: 'A', shard: '00', generation: 1, epoch: 1 },
    ...{ state: 'copying', options: {}, pieces: [], walked: [], earlier: [], ...NO_TALLY },
    updatedAt: '2026-01-01T00:00:00Z',
  };
  await ledger.write(names.checkpoint('A'), JSON.stringify(begun));
  await writeSegment(ledger, nameOf(last), { contract: 'segment/1', from: null, to: `key ${last}`, returned: [], ...NO_TALLY }, []);
  return { ...ledger, list: () => Promise.resolve(segments) };
}

describe('how far a folder is', () => {
  it.each([
    ['of fewer', firstMillion.slice(0, 12), 12],
    ['of a million', firstMillion, 1_000_000],
    ['of more', listed([1_000_000, 1_000_001, 1_000_002]), 1_000_003],
    ['before the first that is not there', listed([1_000_000, 1_000_002]), 1_000_001],
  ])('is known by the last segment of a range %s', async (_name, segments, count) => {
    const found = await readProgress(await killed(segments, count - 1), names, 'A');
    expect(found!.checkpoint.pieces).toEqual([{ dir: DIR, segments: count, from: null, to: `key ${count - 1}` }]);
  });

  it('is listed in the order that the test lists', () => {
    const some = [nameOf(100_000), nameOf(1_000_000), nameOf(1_000_001), nameOf(100_001)];
    expect(some.toSorted(compareKeys)).toEqual(some);
  });
});
