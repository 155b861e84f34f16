import { ensureGrant, statementToAdd, type AccessDeps, type BucketPolicy } from '../access/grant.ts';
import { grantSid } from '../access/policy.ts';
import { isoSeconds } from '../clock.ts';
import { MigrationError } from '../errors.ts';
import { explainS3Error } from '../s3/explain.ts';
import { S3Error, type S3 } from '../s3/types.ts';
import type { OpenPlan } from './open-plan.ts';

export interface AccessStageDeps extends Omit<AccessDeps, 'policy'> {
  /** Under the grant role of the source's account; not used where access is manual. */
  readonly policy: BucketPolicy;
  /** Lists the source under the agent role: the proof that it may. */
  readonly agentSource: S3;
  readonly log: (line: string) => void;
}

export type AccessOutcome =
  | { readonly mode: 'managed'; readonly outcome: 'found' | 'written'; readonly untilMs: number }
  | { readonly mode: 'manual' };

/** A policy that was just written may take seconds to hold everywhere (S3 control operations are eventually consistent). */
const SEEN_WITHIN_MS = 30_000;

/**
 * Lets the agent role read the source for a limited time, or, where access is manual, proves that a person has done so.
 * @throws MigrationError ACCESS_PENDING with the statement to add; ACCESS_DENIED when the grant is there and S3 still refuses.
 */
export async function accessStage(deps: AccessStageDeps, { plan }: OpenPlan): Promise<AccessOutcome> {
  const { clock, log, signal } = deps;
  const { bucket, prefix } = plan.source;
  const grant = { sid: grantSid(plan.migration, plan.digests.identity), agentRole: plan.roles.agent, bucket, prefix };
  if (plan.access.mode === 'manual') {
    const refusal = await refusalOfSource(deps.agentSource, plan, signal);
    if (refusal === null) return { mode: 'manual' };
    const statement = statementToAdd({ ...grant, untilMs: clock.now() + plan.access.hours * 3_600_000 });
    throw new MigrationError(
      'ACCESS_PENDING',
      `Role ${plan.roles.agent} may not read bucket ${plan.source.bucket} yet, and access.mode is manual`,
      {
        cause: refusal,
        next: `Let an owner of account ${plan.source.account} add this statement to the bucket's policy, then re-run this job:\n${statement}`,
      },
    );
  }
  // An agent role that cannot be assumed is said before anything is granted to it.
  await refusalOfSource(deps.agentSource, plan, signal);
  const granted = await ensureGrant(deps, grant, plan.access.hours);
  log(
    granted.outcome === 'written'
      ? `Access to ${grant.bucket} granted until ${isoSeconds(granted.untilMs)}`
      : `Access to ${grant.bucket} holds until ${isoSeconds(granted.untilMs)}`,
  );
  const giveUpAt = clock.now() + SEEN_WITHIN_MS;
  for (;;) {
    const refusal = await refusalOfSource(deps.agentSource, plan, signal);
    if (refusal === null) return { mode: 'managed', ...granted };
    if (clock.now() >= giveUpAt) throw explainS3Error(refusal, 'reading the source under the agent role, which its bucket policy lets in,');
    await clock.sleep(1000, signal);
  }
}

/** Asks for one key of the source, under the agent role; null when S3 lets it. */
export async function refusalOfSource(
  agentSource: S3,
  { source }: Pick<OpenPlan['plan'], 'source'>,
  signal: AbortSignal | undefined,
): Promise<S3Error | null> {
  try {
    await agentSource.listPage({ from: { bucket: source.bucket, owner: source.account }, prefix: source.prefix, maxKeys: 1 }, signal);
    return null;
  } catch (error) {
    if (error instanceof S3Error && error.status === 403) return error;
    throw error instanceof S3Error ? explainS3Error(error, 'looking at the source') : error;
  }
}
