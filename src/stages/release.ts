import { revokeGrants, type AccessDeps } from '../access/grant.ts';
import { grantSid } from '../access/policy.ts';
import type { OpenPlan } from './open-plan.ts';

export interface ReleaseDeps extends Omit<AccessDeps, 'names'> {
  readonly log: (line: string) => void;
}

export interface ReleaseOutcome {
  /** `manual`: a person added the statement, and takes it out; it ends by itself in any case. */
  readonly grant: 'revoked' | 'absent' | 'manual';
}

/** Gives back what the migration was lent: runs always, also after failures, and may run twice. */
export async function releaseStage(deps: ReleaseDeps, { plan, names }: OpenPlan): Promise<ReleaseOutcome> {
  if (plan.access.mode === 'manual') {
    deps.log(
      `Access is manual: take the statement ${grantSid(plan.migration, plan.digests.identity)} out of the policy of ${plan.source.bucket}`,
    );
    return { grant: 'manual' };
  }
  const grant = await revokeGrants({ ...deps, names }, { migration: plan.migration, bucket: plan.source.bucket });
  deps.log(grant === 'revoked' ? `Access to ${plan.source.bucket} revoked` : `Access to ${plan.source.bucket} had been revoked before`);
  return { grant };
}
