import { createHash } from 'node:crypto';
import { canonicalJson } from '../contracts/contract.ts';
import type { Findings } from '../contracts/findings.ts';
import { MigrationError } from '../errors.ts';
import { writeOrThrow, type LedgerStore } from '../ledger/store.ts';
import { repeatOrders } from '../plan/orders.ts';
import { unseenFirst } from '../report/unseen.ts';
import type { BothSides } from '../s3/types.ts';
import type { DeepSample } from '../verify/deep.ts';
import { accessStage, type AccessStageDeps } from './access.ts';
import type { OpenPlan } from './open-plan.ts';
import type { FleetPorts } from './sync-shard.ts';
import { verifyPass } from './verify-pass.ts';
import { verifyThere } from './verify-there.ts';

export interface VerifyStageDeps extends Omit<AccessStageDeps, 'agentSource'> {
  readonly signal: AbortSignal;
  /** The machine, for plans whose verify has one. */
  readonly fleet: FleetPorts;
  readonly agent: BothSides;
  readonly agentLedger: LedgerStore;
}

export interface VerifyOutcome {
  readonly findings: Findings;
  readonly uri: string;
  /** The shards that the next round repeats; their orders are in the ledger. */
  readonly round: number;
  /** Null when both sides are proven equal. */
  readonly error: MigrationError | null;
}

export interface VerifyInput {
  /** Number of this pass in the run, from 1. */
  readonly pass: number;
  /** The share of equal keys that is looked at closer than a listing; null: none. */
  readonly deep?: DeepSample | null;
}

/**
 * Lists both sides afresh, here or on a machine of its own, names what differs, and writes the orders that repeat exactly the
 * affected shards: those of round `pass`. Wherever the pass ran, findings and orders are written here, under the operate role.
 */
export async function verifyStage(deps: VerifyStageDeps, open: OpenPlan, input: VerifyInput): Promise<VerifyOutcome> {
  const { ledger, log } = deps;
  const { plan, digest, names } = open;
  const { deep = null, pass } = input;
  if (pass < 1) throw new MigrationError('USAGE', `There is no pass ${pass}`, { next: "Passes count from 1: round 0 is the plan's own." });
  await accessStage({ ...deps, agentSource: deps.agent.source }, open);
  const { findings, generations } =
    plan.verify === undefined
      ? await verifyPass({ ...deps, listLedger: ledger }, open, { pass, deep, lists: names.findingsLists(digest, pass) })
      : await verifyThere(deps, open, { pass, deep });
  const findingsDigest = createHash('sha256').update(canonicalJson(findings)).digest('hex').slice(0, 32);
  for (const order of repeatOrders(plan, findings.folders, generations, pass)) {
    await writeOrThrow(ledger, names.order(digest, pass, order.shard), JSON.stringify(order));
  }
  await writeOrThrow(ledger, names.findings(findingsDigest), JSON.stringify(findings));
  for (const line of saidOf(findings)) log(`Pass ${pass}: ${line}`);
  const uri = ledger.uri(names.findings(findingsDigest));
  return { findings, uri, round: pass, error: errorOf(findings, uri) };
}

function saidOf({ beyondRepeat, counts, folders, seen, shards, verdict }: Findings): string[] {
  const { equal, excluded, sourceListed, targetOnly } = seen;
  return [
    `${verdict}; ${equal} of ${sourceListed} keys equal, ${excluded} excluded, ${targetOnly} only at the target`,
    ...Object.entries(counts).map(([name, times]) => `${name} ${times}`),
    ...beyondRepeat.map(
      ({ folder, shard, keys, reason }) => `${folder} in shard ${shard} is not repeated, no repeat can help ${keys} of its keys: ${reason}`,
    ),
    ...(folders.length > 0 ? [`affected ${folders.join(' ')} in shards ${shards.join(' ')}`] : []),
  ];
}

function errorOf(findings: Findings, uri: string): MigrationError | null {
  const { verdict, counts, folders, shards, beyondRepeat } = findings;
  const details = { findings: uri };
  if (verdict === 'identical') return null;
  if (verdict === 'unproven')
    return new MigrationError('UNPROVEN', unseenFirst(findings), {
      details,
      next: 'Mend what is named and re-run this job: nothing is proven until everything was listed to its end.',
    });
  const classes = Object.entries(counts).map(([name, times]) => `${name} ${times}`);
  return new MigrationError('DIFFERENCES_FOUND', `Source and target differ: ${classes.join(', ')}`, {
    details: {
      ...details,
      folders: folders.slice(0, 20).join(' ') + (folders.length > 20 ? ` and ${folders.length - 20} more` : ''),
      shards: shards.join(' '),
    },
    next:
      folders.length > 0
        ? 'Run the affected shards again (the next round of the workflow does), then verify again.'
        : beyondRepeat.length > 0
          ? `No repeat can help: ${beyondRepeat[0]!.folder}: ${beyondRepeat[0]!.reason}. Mend that first.`
          : 'No repeat can help: look at what the classes name.',
  });
}
