import { isoSeconds, type Clock } from '../clock.ts';
import { approval, type Approval } from '../contracts/approval.ts';
import { parseContract } from '../contracts/contract.ts';
import { MigrationError } from '../errors.ts';
import type { LedgerStore } from '../ledger/store.ts';
import type { OpenPlan } from './open-plan.ts';

export interface ApproveDeps {
  /** Under the approve role, which may write approvals and read plans, and nothing else. */
  readonly ledger: LedgerStore;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** Writes that this plan may be carried out; once. @throws MigrationError APPROVAL_MISMATCH when another plan was to be approved */
export async function approveStage(
  { clock, ledger, log }: ApproveDeps,
  { digest, names, plan }: OpenPlan,
  input: { readonly expected: string | null; readonly requestedBy: string; readonly run: string | null },
): Promise<{ readonly uri: string; readonly approved: 'now' | 'before' }> {
  if (input.expected !== null && input.expected !== digest) {
    throw new MigrationError('APPROVAL_MISMATCH', `Plan ${input.expected} was to be approved, and this run's plan is ${digest}`, {
      next: 'Look at this plan (its summary is in the plan job), and give its digest; or leave the digest out, and approve the job.',
    });
  }
  const body: Approval = {
    contract: 'approval/1',
    migration: plan.migration,
    identity: plan.digests.identity,
    plan: digest,
    requestedBy: input.requestedBy,
    run: input.run,
    approvedAt: isoSeconds(clock.now()),
  };
  const name = names.approval(digest);
  const put = await ledger.write(name, JSON.stringify(body), { absent: true });
  const approved = put.outcome === 'written' ? 'now' : 'before';
  log(`Plan ${digest} ${approved === 'now' ? 'is approved' : 'was approved before'}`);
  return { uri: ledger.uri(name), approved };
}

/** @throws MigrationError NOT_APPROVED before anything is written, granted or rented for a plan that nobody has approved */
export async function requireApproval(ledger: LedgerStore, { digest, names, plan, uri }: OpenPlan, signal?: AbortSignal): Promise<void> {
  const name = names.approval(digest);
  const stored = await ledger.read(name, signal);
  if (stored === null) {
    throw new MigrationError('NOT_APPROVED', `Plan ${digest} of ${plan.migration} is not approved`, {
      details: { plan: uri },
      next: `Let the approve job run, or run: npm run cli -- approve --plan ${uri} --region ${plan.ledger.region} --role ${plan.roles.approve}`,
    });
  }
  const found = parseContract(approval, stored.body.toString('utf8'), ledger.uri(name));
  if (found.plan !== digest || found.migration !== plan.migration) {
    throw new MigrationError(
      'NOT_APPROVED',
      `${ledger.uri(name)} approves plan ${found.plan} of ${found.migration}, and this is plan ${digest}`,
      {
        next: 'It was copied there. Delete it, and approve this plan.',
      },
    );
  }
}
