import { describe, expect, it } from 'vitest';
import { s3Ledger } from '../../../src/ledger/store.ts';
import { approveStage, requireApproval } from '../../../src/stages/approve.ts';
import { openPlanOf, someFacts } from '../../builders/partition.ts';
import { LEDGER, OWNERS } from '../../builders/plan.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { memoryS3 } from '../../fakes/memory-s3.ts';

function aGate() {
  const s3 = memoryS3(OWNERS);
  const ledger = s3Ledger(s3, LEDGER);
  const open = openPlanOf(someFacts());
  const lines: string[] = [];
  const deps = { ledger, clock: fakeClock(), log: (line: string) => lines.push(line) };
  const approve = (expected: string | null = null) => approveStage(deps, open, { expected, requestedBy: 'ana', run: null });
  const stored = async () => (await ledger.read(open.names.approval(open.digest)))?.body.toString();
  return { s3, ledger, open, lines, approve, stored, at: LEDGER.prefix + open.names.approval(open.digest) };
}

describe('the gate', () => {
  it('lets a plan through that was approved, and no other one', async () => {
    const { approve, ledger, open } = aGate();
    await expect(requireApproval(ledger, open)).rejects.toMatchObject({ code: 'NOT_APPROVED', exitCode: 4 });
    expect(await approve()).toMatchObject({ approved: 'now' });
    await expect(requireApproval(ledger, open)).resolves.toBeUndefined();
    await expect(requireApproval(ledger, { ...open, digest: 'f'.repeat(32) })).rejects.toMatchObject({ code: 'NOT_APPROVED' });
  });

  it('approves once: the first approval stays', async () => {
    const { approve, stored } = aGate();
    await approve();
    const first = await stored();
    expect(await approve()).toMatchObject({ approved: 'before' });
    expect(await stored()).toEqual(first);
  });

  it('refuses to approve another plan than the one that was reviewed, and writes nothing', async () => {
    const { approve, ledger, open } = aGate();
    await expect(approve('f'.repeat(32))).rejects.toMatchObject({
      code: 'APPROVAL_MISMATCH',
      exitCode: 4,
      message: expect.stringContaining(open.digest),
    });
    await expect(requireApproval(ledger, open)).rejects.toMatchObject({ code: 'NOT_APPROVED' });
    expect(await approve(open.digest)).toMatchObject({ approved: 'now' });
  });

  it('takes no approval that was copied from another plan', async () => {
    const { approve, at, ledger, open, s3, stored } = aGate();
    await approve();
    const whole = JSON.parse((await stored())!) as object;
    s3.put(LEDGER.bucket, at, JSON.stringify({ ...whole, plan: 'e'.repeat(32) }));
    await expect(requireApproval(ledger, open)).rejects.toMatchObject({ code: 'NOT_APPROVED', next: expect.stringContaining('copied') });
  });
});
