import { parseContract } from '../contracts/contract.ts';
import { verifyResult } from '../contracts/findings.ts';
import { MigrationError } from '../errors.ts';
import type { FleetDeps } from '../fleet/adopt.ts';
import { driveWorker, type WorkWords } from '../fleet/drive.ts';
import { errorOfBeat } from '../fleet/heartbeats.ts';
import { agentScript } from '../fleet/scripts.ts';
import type { DeepSample } from '../verify/deep.ts';
import { machineWish, VERIFY_WORKER } from './machine-wish.ts';
import type { OpenPlan } from './open-plan.ts';
import type { FleetPorts } from './sync-shard.ts';
import type { Verified } from './verify-pass.ts';

export const verifyWords = (pass: number): WorkWords => ({ called: `Pass ${pass}`, again: 'it lists both sides from their beginning' });

export interface VerifyThereDeps extends Omit<FleetDeps, 'names' | 'compute' | 'commands'> {
  readonly fleet: FleetPorts;
}

/**
 * A pass on a machine of its own, which is followed to its end. Each job starts the pass afresh, also where the agent of an earlier job
 * is at it still: findings are of the run that they are told in. So it leaves no pass to a later run either: when the time of the job
 * is up it is cancelled, as it is when the job itself verifies, and the agent is asked to stop.
 */
export async function verifyThere(
  deps: VerifyThereDeps,
  open: OpenPlan,
  { deep, pass }: { readonly pass: number; readonly deep: DeepSample | null },
): Promise<Verified> {
  const { fleet, ledger, log, signal } = deps;
  const { plan, digest, names, uri } = open;
  log(`Pass ${pass}: listing both sides of ${plan.folders.length} folders, on a machine`);
  const agent = await fleet.agentBundle();
  const { heartbeat } = await driveWorker(
    { ...deps, ...fleet, names },
    {
      wish: machineWish(plan, VERIFY_WORKER),
      words: verifyWords(pass),
      progress: ({ folders, foldersDone, seen = 0 }) => `${foldersDone} of ${folders} folders, ${seen} keys of both sides`,
      plan: digest,
      round: pass,
      script: ({ process }) => {
        const { account: ledgerAccount, region } = plan.ledger;
        return agentScript({ agent, plan: uri, ledgerAccount, region, work: { kind: 'verify', pass, deep }, process });
      },
      takesUp: false,
      newProcess: fleet.newProcess,
      lateAtMs: Number.POSITIVE_INFINITY,
    },
  );
  const error = errorOfBeat(heartbeat, {
    code: 'UNPROVEN',
    next: 'Mend what it names, then re-run this job: nothing is proven until then.',
  });
  if (error !== null) throw error;
  const name = names.verifyResult(digest, pass, heartbeat.process);
  const stored = await ledger.read(name, signal);
  if (stored === null)
    throw new MigrationError('UNPROVEN', `The machine ${heartbeat.machine} ended pass ${pass} without a result at ${ledger.uri(name)}`, {
      next: 'Re-run this job: nothing is proven until then.',
    });
  const { findings, generations } = parseContract(verifyResult, stored.body.toString('utf8'), ledger.uri(name));
  const isOurs = findings.migration === plan.migration && findings.identity === plan.digests.identity && findings.plan === digest;
  if (isOurs && findings.pass === pass) return { findings, generations };
  throw new MigrationError(
    'CONTRACT_MISMATCH',
    `${ledger.uri(name)} is of pass ${findings.pass} of plan ${findings.plan} of ${findings.migration}`,
    {
      next: 'Somebody put it there. Re-run this job: it lists both sides afresh.',
    },
  );
}
