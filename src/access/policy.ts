import { z } from 'zod';
import { isoSeconds } from '../clock.ts';
import { MigrationError } from '../errors.ts';

/** One statement of ours in the source bucket's policy: who may read, and until when. */
export interface Grant {
  readonly sid: string;
  readonly agentRole: string;
  readonly bucket: string;
  /** Milliseconds since 1970: the statement ends by itself, whatever becomes of us. */
  readonly untilMs: number;
}

const statement = z.looseObject({ Sid: z.string().optional() });
const policyDocument = z.looseObject({ Version: z.string().optional(), Statement: z.union([z.array(statement), statement]) });
type Statement = z.output<typeof statement>;

const SID_PREFIX = 'BucketBrigade';

/** Our statement's id: of the migration and its identity, so that two migrations of one bucket do not touch each other's. Sids take letters and digits only. */
export function grantSid(migration: string, identity: string): string {
  return `${SID_PREFIX}${migration.replaceAll(/[^A-Za-z0-9]/g, '')}${identity.slice(0, 16)}`;
}

/** Read, list, tags: nothing else, for one role, until its end (DateLessThan aws:CurrentTime). */
export function grantStatement({ sid, agentRole, bucket, untilMs }: Grant): Statement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: { AWS: agentRole },
    Action: ['s3:ListBucket', 's3:GetObject', 's3:GetObjectTagging'],
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    Condition: { DateLessThan: { 'aws:CurrentTime': isoSeconds(untilMs) } },
  };
}

/** Bucket policies end at 20 KB (Amazon S3 quotas). */
const POLICY_BYTES_UP_TO = 20 * 1024;

export function statementsOf(policy: string | null, bucket: string): readonly Statement[] {
  if (policy === null) return [];
  const parsed = policyDocument.safeParse(JSON.parse(policy));
  if (!parsed.success) {
    throw new MigrationError(
      'GRANT_CONFLICT',
      `The policy of bucket ${bucket} has a form that bucket-brigade does not know, and will not touch`,
      {
        next: 'Set access.mode to manual and add the statement that `bucket-brigade access` prints by hand.',
      },
    );
  }
  return Array.isArray(parsed.data.Statement) ? parsed.data.Statement : [parsed.data.Statement];
}

/** When our grant ends, in milliseconds since 1970; null when there is none for this role. */
export function grantedUntil(policy: string | null, { sid, agentRole, bucket }: Omit<Grant, 'untilMs'>): number | null {
  const own = statementsOf(policy, bucket).find(({ Sid }) => Sid === sid);
  if (own === undefined) return null;
  const shape = z.object({
    Principal: z.object({ AWS: z.string() }),
    Condition: z.object({ DateLessThan: z.object({ 'aws:CurrentTime': z.string() }) }),
  });
  const read = shape.safeParse(own);
  return read.success && read.data.Principal.AWS === agentRole ? Date.parse(read.data.Condition.DateLessThan['aws:CurrentTime']) : null;
}

/** The policy with our statement in the place of an earlier one of ours; everybody else's statements as they were. */
export function withGrant(policy: string | null, grant: Grant): string {
  const others = statementsOf(policy, grant.bucket).filter(({ Sid }) => Sid !== grant.sid);
  const text = JSON.stringify({ ...baseOf(policy), Statement: [...others, grantStatement(grant)] });
  if (Buffer.byteLength(text) > POLICY_BYTES_UP_TO) {
    throw new MigrationError(
      'GRANT_CONFLICT',
      `The policy of bucket ${grant.bucket} has no room for our statement: ${Buffer.byteLength(text)} of 20,480 bytes`,
      {
        next: 'Remove statements that are no longer needed, then re-run this job.',
      },
    );
  }
  return text;
}

/** The policy without our statement; null when nothing remains (a policy without statements is not accepted: delete it). */
export function withoutGrant(policy: string | null, sid: string, bucket: string): string | null {
  const others = statementsOf(policy, bucket).filter(({ Sid }) => Sid !== sid);
  return others.length === 0 ? null : JSON.stringify({ ...baseOf(policy), Statement: others });
}

/** How many statements of ours, of any migration, a policy still holds. */
export function grantsIn(policy: string | null, bucket: string): readonly string[] {
  return statementsOf(policy, bucket).flatMap(({ Sid }) => (Sid?.startsWith(SID_PREFIX) ? [Sid] : []));
}

/** Statements of others that were there before and are not there after: somebody else wrote at the same time. */
export function lostStatements(before: string | null, after: string | null, sid: string, bucket: string): readonly string[] {
  const kept = new Set(statementsOf(after, bucket).map((one) => JSON.stringify(one)));
  return statementsOf(before, bucket)
    .filter((one) => one.Sid !== sid && !kept.has(JSON.stringify(one)))
    .map(({ Sid }) => Sid ?? '(without Sid)');
}

function baseOf(policy: string | null): Record<string, unknown> {
  return policy === null ? { Version: '2012-10-17' } : { ...policyDocument.parse(JSON.parse(policy)) };
}
