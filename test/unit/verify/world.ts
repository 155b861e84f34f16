import type { ShardOrder } from '../../../src/contracts/plan.ts';
import { copyShard } from '../../../src/copy/shard.ts';
import { readCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { ledgerNames } from '../../../src/ledger/names.ts';
import { s3Ledger } from '../../../src/ledger/store.ts';
import type { VerifyRules } from '../../../src/verify/classify.ts';
import { folderToVerify, type FolderVerdict } from '../../../src/verify/folder.ts';
import { lookInLanes } from '../../../src/verify/lanes.ts';
import { layoutCheck } from '../../../src/verify/layout.ts';
import { NO_LINES } from '../../../src/verify/lines.ts';
import { lookOutside } from '../../../src/verify/outside.ts';
import { findingsOf } from '../../../src/verify/verify.ts';
import { anOrder, aPlan, LEDGER, OWNERS } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

export const plan = aPlan({
  folders: ['A', 'B'],
  shards: [
    { shard: '00', folders: ['A'], weight: 1 },
    { shard: '01', folders: ['B'], weight: 1 },
  ],
});
export const names = ledgerNames(plan.migration, plan.digests.identity);
export const rules: VerifyRules = { cutoffMs: Date.parse(plan.cutoff.lastModified!), archived: 'excluded' };
const layout = layoutCheck(plan.layoutKey);
const calm = new AbortController().signal;

/** Two folders in two shards: copied by the copier, and verified as a pass does it. */
export function aWorld() {
  const s3 = memoryS3(OWNERS);
  const ledger = s3Ledger(s3, LEDGER);
  const sides = { source: s3, target: s3 };
  return {
    s3,
    copy: (order: Partial<ShardOrder> = {}) =>
      copyShard(
        { s3: sides, ledger, names, clock: fakeClock(), random: () => 0.5 },
        { order: anOrder(plan, { folders: ['A', 'B'], ...order }), plan },
        { stop: calm, abort: calm },
      ),
    verify: async () => {
      const verdicts: FolderVerdict[] = [];
      const checkpoints = [];
      for (const { shard, folders } of plan.shards) {
        for (const folder of folders) {
          const checkpoint = (await readCheckpoint(ledger, names, folder))?.checkpoint ?? null;
          checkpoints.push(checkpoint);
          const whole = folderToVerify(
            { s3: sides, ledger, names, lines: NO_LINES, deep: null },
            { folder, shard, source: plan.source, target: plan.target, rules, layout, checkpoint },
            (verdict) => verdicts.push(verdict),
            calm,
          );
          const wholes = [whole];
          await lookInLanes(() => Promise.resolve(wholes.pop() ?? null), { lanes: 4 }, calm);
        }
      }
      const known = { folders: ['A', 'B'], ours: [] };
      const outside = await lookOutside(sides, plan, { source: known, target: known }, NO_LINES, layout, calm);
      return findingsOf(plan, 'd'.repeat(32), {
        pass: 1,
        verdicts,
        checkpoints,
        outside,
        deep: null,
        list: null,
        startedAtMs: 0,
        clock: fakeClock(),
      });
    },
  };
}
