import { DEFAULT_OBJECT_POLICY } from '../../src/contracts/objects.ts';
import { FolderWalk, type FolderTask } from '../../src/copy/folder.ts';
import { readCheckpoint } from '../../src/ledger/checkpoint.ts';
import { ledgerNames } from '../../src/ledger/names.ts';
import { s3Ledger } from '../../src/ledger/store.ts';
import { EVERYTHING } from '../../src/listing/stretches.ts';
import { slots } from '../../src/pool.ts';
import { fakeClock } from '../fakes/clock.ts';
import { memoryS3 } from '../fakes/memory-s3.ts';
import { aPlan, LEDGER, OWNERS, SOURCE, TARGET } from './plan.ts';

export const calm = { stop: new AbortController().signal, abort: new AbortController().signal };
export const plan = aPlan({ folders: ['A'] });
export const names = ledgerNames(plan.migration, plan.digests.identity);

/** A folder and what opens it, as two workers would: each with a nonce of its own. */
export function aFolder(keys = 20, pageKeys = 1000) {
  const s3 = memoryS3(OWNERS);
  s3.pageKeys = pageKeys;
  for (let n = 0; n < keys; n += 1) s3.put('source', `A/x/id/${String(n).padStart(4, '0')}`, `body ${n}`);
  const ledger = s3Ledger(s3, LEDGER);
  const task: FolderTask = {
    ...{ migration: plan.migration, identity: plan.digests.identity, folder: 'A', prefix: 'A/', stretch: EVERYTHING },
    ...{ shard: '00', generation: 1, options: {}, source: SOURCE, target: TARGET, rules: { cutoffMs: null } },
    ...{ policy: DEFAULT_OBJECT_POLICY, sinceMs: 0 },
  };
  const clock = fakeClock();
  const deps = (nonce: number) => ({
    ...{ s3: { source: s3, target: s3 }, ledger, names, clock, slots: slots(4), onCopied: () => undefined },
    random: () => nonce,
  });
  const open = async (nonce: number): Promise<FolderWalk> => {
    const opened = await FolderWalk.open(deps(nonce), task, calm);
    if (!(opened instanceof FolderWalk)) throw new Error('it was done');
    return opened;
  };
  const walk = async (folder: FolderWalk) => {
    for (const range of folder.ranges) await range.walk(deps(0), calm, () => undefined);
  };
  const stored = async () => (await readCheckpoint(ledger, names, 'A'))!.checkpoint;
  return { s3, clock, deps, open, walk, stored };
}
