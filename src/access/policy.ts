import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { isoSeconds } from '../clock.ts';
import { MigrationError } from '../errors.ts';

/** One statement of ours in the source bucket's policy: who may read, and until when. */
export interface Grant {
  readonly sid: string;
  readonly agentRole: string;
  readonly bucket: string;
  /** What stands before the migration's keys: nothing beside it is opened. */
  readonly prefix: string;
  /** Milliseconds since 1970: the statement ends by itself, whatever becomes of us. */
  readonly untilMs: number;
}

const statement = z.looseObject({ Sid: z.string().optional() });
const policyDocument = z.looseObject({ Version: z.string().optional(), Statement: z.union([z.array(statement), statement]) });
type Statement = z.output<typeof statement>;

const SID_PREFIX = 'BucketBrigade';

/** Our statement's id: of the migration and its identity, so that two migrations of one bucket do not touch each other's. Sids take letters and digits only. */
export function grantSid(migration: string, identity: string): string {
  return `${sidOf(migration)}${identity.slice(0, IDENTITY_DIGITS)}`;
}

const IDENTITY_DIGITS = 16;
/** Names are lower case, so an upper-case letter can stand for the dash: `a-b` and `ab` stay two. */
const sidOf = (migration: string): string => `${SID_PREFIX}${migration.replaceAll('-', 'Z')}`;

/** A policy's own wildcards, where a prefix has them (IAM/reference_policies_variables, "special characters"). */
const literal = (text: string): string => text.replaceAll(/[*?$]/g, (sign) => `\${${sign}}`);

/** Read, list, tags: nothing else, below the prefix, for one role, until its end (DateLessThan aws:CurrentTime). */
export function grantStatement({ sid, agentRole, bucket, prefix, untilMs }: Grant): Statement {
  // Clouds such as aws-cn have ARNs of their own, and a role of one never reads a bucket of another.
  const arn = `arn:${agentRole.split(':')[1] ?? 'aws'}:s3:::${bucket}`;
  // Only ListBucket knows s3:prefix; "IfExists" lets the other actions pass.
  const below = prefix === '' ? {} : { StringLikeIfExists: { 's3:prefix': `${literal(prefix)}*` } };
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: { AWS: agentRole },
    Action: [...ACTIONS],
    Resource: [arn, `${arn}/${literal(prefix)}*`],
    Condition: { DateLessThan: { 'aws:CurrentTime': isoSeconds(untilMs) }, ...below },
  };
}

const ACTIONS = ['s3:ListBucket', 's3:GetObject', 's3:GetObjectTagging'] as const;

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

/** When our grant ends, in milliseconds since 1970; null when there is none, or one that lets in less, more or somebody else. */
export function grantedUntil(policy: string | null, grant: Omit<Grant, 'untilMs'>): number | null {
  const own = statementsOf(policy, grant.bucket).find(({ Sid }) => Sid === grant.sid);
  const end = ending.safeParse(own).data?.Condition.DateLessThan['aws:CurrentTime'];
  const untilMs = end === undefined ? NaN : Date.parse(end);
  return Number.isFinite(untilMs) && isDeepStrictEqual(plain(own), plain(grantStatement({ ...grant, untilMs }))) ? untilMs : null;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : 1);

/** A list of one may come back as its element, and lists in another order: a policy's meaning has neither. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? value[0] : value.map(String).toSorted(compareText);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

const ending = z.object({ Condition: z.object({ DateLessThan: z.object({ 'aws:CurrentTime': z.string() }) }) });

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

/** The policy without these statements of ours; null when nothing remains (a policy without statements is not accepted: delete it). */
export function withoutGrants(policy: string | null, sids: readonly string[], bucket: string): string | null {
  const others = statementsOf(policy, bucket).filter(({ Sid }) => Sid === undefined || !sids.includes(Sid));
  return others.length === 0 ? null : JSON.stringify({ ...baseOf(policy), Statement: others });
}

/** Ids of the migration's statements in a policy, those of its earlier identities among them. */
export function grantsIn(policy: string | null, bucket: string, migration: string): readonly string[] {
  const own = sidOf(migration);
  return statementsOf(policy, bucket).flatMap(({ Sid }) =>
    Sid?.startsWith(own) && /^[0-9a-f]+$/.test(Sid.slice(own.length)) && Sid.length === own.length + IDENTITY_DIGITS ? [Sid] : [],
  );
}

/** Statements of others that were there before and are not there after: somebody else wrote at the same time. */
export function lostStatements(before: string | null, after: string | null, own: readonly string[], bucket: string): readonly string[] {
  const kept = new Set(statementsOf(after, bucket).map((one) => JSON.stringify(one)));
  return statementsOf(before, bucket)
    .filter((one) => !(one.Sid !== undefined && own.includes(one.Sid)) && !kept.has(JSON.stringify(one)))
    .map(({ Sid }) => Sid ?? '(without Sid)');
}

function baseOf(policy: string | null): Record<string, unknown> {
  return policy === null ? { Version: '2012-10-17' } : { ...policyDocument.parse(JSON.parse(policy)) };
}
