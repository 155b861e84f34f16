import { parseContract, type Side } from '../contracts/contract.ts';
import { plan as planContract, type Plan } from '../contracts/plan.ts';
import { MigrationError } from '../errors.ts';
import { ledgerNames, type LedgerNames } from '../ledger/names.ts';
import { parseS3Uri } from '../ledger/store.ts';
import { planDigest } from '../plan/plan.ts';
import type { S3 } from '../s3/types.ts';
import { explainS3Error } from '../s3/explain.ts';
import { S3Error } from '../s3/types.ts';

/** A plan as the later stages hold it: what they do is what was planned, never what the file says by now. */
export interface OpenPlan {
  readonly plan: Plan;
  readonly digest: string;
  readonly uri: string;
  readonly names: LedgerNames;
}

/** The plan of the migration that was made last; null when there is none. */
export async function newestPlan(
  s3: S3,
  { account, bucket, prefix }: Side,
  names: LedgerNames,
  signal?: AbortSignal,
): Promise<string | null> {
  const folder = prefix + names.plan('').slice(0, -'.json'.length);
  let newest: { readonly key: string; readonly lastModified: string } | null = null;
  let continuation: string | undefined;
  do {
    const page = await s3.listPage({ from: { bucket, owner: account }, prefix: folder, continuation }, signal);
    // Of one length and one zone: in the order of their texts.
    for (const { key, lastModified } of page.objects)
      if (/\/[0-9a-f]{32}\.json$/.test(key) && (newest === null || lastModified > newest.lastModified)) newest = { key, lastModified };
    continuation = page.continuation ?? undefined;
  } while (continuation !== undefined);
  return newest === null ? null : `s3://${bucket}/${newest.key}`;
}

/**
 * Reads the plan and checks that it is the one its name says.
 * @throws MigrationError USAGE when there is none, CONTRACT_MISMATCH when it is not what its digest names.
 */
export async function openPlan(s3: S3, owner: string, uri: string, signal?: AbortSignal): Promise<OpenPlan> {
  const { bucket, key } = parseS3Uri(uri);
  let stored;
  try {
    stored = await s3.getObject({ bucket, owner }, key, signal);
  } catch (error) {
    throw error instanceof S3Error ? explainS3Error(error, 'reading the plan') : error;
  }
  if (stored === null)
    throw new MigrationError('USAGE', `There is no plan at ${uri}`, {
      next: 'Give the URI that the plan stage printed, or run the plan stage.',
    });
  const plan = parseContract(planContract, stored.body.toString('utf8'), uri);
  const digest = planDigest(plan);
  if (!key.endsWith(`/${digest}.json`)) {
    throw new MigrationError('CONTRACT_MISMATCH', `The plan at ${uri} has the digest ${digest}: it is not the plan that its name says`, {
      next: 'Somebody changed it after it was planned. Run the plan stage again.',
    });
  }
  const { ledger } = plan;
  if (bucket !== ledger.bucket || !key.startsWith(`${ledger.prefix}${plan.migration}/`) || owner !== ledger.account) {
    throw new MigrationError('CONTRACT_MISMATCH', `The plan at ${uri} says that its ledger is s3://${ledger.bucket}/${ledger.prefix}`, {
      next: 'It was copied from there. Give the URI that the plan stage printed.',
    });
  }
  return { plan, digest, uri, names: ledgerNames(plan.migration, plan.digests.identity) };
}
