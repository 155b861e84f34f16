import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { MigrationError } from '../errors.ts';
import type { Clock } from '../clock.ts';
import { isBusy } from './busy.ts';
import { memoised } from '../s3/memoised.ts';
import type { CredentialProvider, Credentials } from '../s3/types.ts';

export interface AwsPlace {
  /** Another endpoint than AWS's own, for all services (AWS_ENDPOINT_URL); null for AWS. */
  readonly endpoint: string | null;
  readonly clock: Clock;
  readonly random: () => number;
}

/** The SDK waits for ever by default; a silent endpoint must not hold a job until its timeout. */
export const SDK_TIMEOUTS = { connectionTimeout: 10_000, requestTimeout: 30_000 };

/** Throttled answers and those of a busy service heal by waiting; the SDK's adaptive mode waits before it is told to. */
export const PATIENCE = { maxAttempts: 10, retryMode: 'adaptive' } as const;

/** Session names and tags are seen in CloudTrail: [\w+=,.@-], 2 to 64 characters (API_AssumeRole). */
export function sessionName(text: string): string {
  return text
    .replaceAll(/[^\w+=,.@-]/g, '-')
    .slice(0, 64)
    .padEnd(2, '-');
}

/** STS's answers to a burst of logins that heal by themselves: it could not fetch GitHub's keys in time. */
const HEALS = new Set(['IDPCommunicationError', 'IDPCommunicationErrorException', 'InvalidIdentityToken', 'InvalidIdentityTokenException']);
const TRIES_UP_TO = 6;

/** Also where STS was busy, or gave no answer at all. */
function healsByWaiting(cause: unknown): boolean {
  return HEALS.has((cause as Error).name) || isBusy(cause);
}

export interface WebIdentity {
  readonly roleArn: string;
  readonly session: string;
  /** A fresh OIDC token for each call: it lives five minutes. */
  readonly idToken: (audience: string) => Promise<string>;
}

/** A role by GitHub's OIDC token. @throws MigrationError ROLE_REFUSED that names the role and the token's subject. */
export function byWebIdentity(place: AwsPlace, region: string, identity: WebIdentity): CredentialProvider {
  const sts = new STSClient({
    region,
    requestHandler: SDK_TIMEOUTS,
    // The SDK's own tries would show STS the same token again.
    maxAttempts: 1,
    ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
    credentials: { accessKeyId: 'unsigned', secretAccessKey: 'unsigned' },
  });
  return memoised(async () => {
    for (let tried = 1; ; tried += 1) {
      const token = await identity.idToken('sts.amazonaws.com');
      try {
        const answer = await sts.send(
          new AssumeRoleWithWebIdentityCommand({
            RoleArn: identity.roleArn,
            RoleSessionName: sessionName(identity.session),
            WebIdentityToken: token,
            DurationSeconds: 3600,
          }),
        );
        return credentialsOf(answer.Credentials, identity.roleArn);
      } catch (cause) {
        if (healsByWaiting(cause) && tried < TRIES_UP_TO) {
          await place.clock.sleep(place.random() * 250 * 2 ** tried);
          continue;
        }
        throw refused(
          identity.roleArn,
          cause,
          `its OIDC token has the subject "${subjectOf(token)}"`,
          "Compare that subject with the trust policy of the role (infra/target.yml, parameters Repository, OtherRepository, Branch), and the job's `environment:` with the role.",
        );
      }
    }
  }, place.clock);
}

/** A role by another one: at most an hour at a time, refreshed (role chaining, IAM User Guide). */
export function byRole(place: AwsPlace, region: string, base: CredentialProvider, roleArn: string, session: string): CredentialProvider {
  const sts = new STSClient({
    region,
    requestHandler: SDK_TIMEOUTS,
    ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
    credentials: sdkProvider(base),
  });
  return memoised(async () => {
    try {
      const answer = await sts.send(
        new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName(session), DurationSeconds: 3600 }),
      );
      return credentialsOf(answer.Credentials, roleArn);
    } catch (cause) {
      if (cause instanceof MigrationError) throw cause;
      throw refused(
        roleArn,
        cause,
        'the caller may not assume it',
        'Check that the role exists (infra/target.yml, infra/source.yml) and that its trust policy names the caller.',
      );
    }
  }, place.clock);
}

/** The same credentials in the SDK's form. */
export function sdkProvider(provider: CredentialProvider) {
  return async () => {
    const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = await provider();
    return {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      ...(expiresAt === undefined ? {} : { expiration: new Date(expiresAt) }),
    };
  };
}

function credentialsOf(
  found:
    | {
        AccessKeyId?: string | undefined;
        SecretAccessKey?: string | undefined;
        SessionToken?: string | undefined;
        Expiration?: Date | undefined;
      }
    | undefined,
  roleArn: string,
): Credentials {
  if (found?.AccessKeyId === undefined || found.SecretAccessKey === undefined)
    throw refused(roleArn, undefined, 'STS answered without credentials', 'Re-run the job.');
  return {
    accessKeyId: found.AccessKeyId,
    secretAccessKey: found.SecretAccessKey,
    sessionToken: found.SessionToken,
    expiresAt: found.Expiration?.getTime(),
  };
}

/** Answers of STS that mean no; whatever else goes wrong is not a refusal. */
const REFUSALS =
  /AccessDenied|NotAuthorized|InvalidIdentityToken|InvalidClientTokenId|ExpiredToken|UnrecognizedClient|ValidationError|NoSuchEntity|RegionDisabled/;

function refused(roleArn: string, cause: unknown, because: string, next: string): MigrationError {
  if (cause instanceof Error && !REFUSALS.test(cause.name)) {
    return new MigrationError('AWS_FAILED', `STS gave no session of ${roleArn}: ${cause.name}: ${cause.message}`, {
      cause,
      next: 'Look at the network between here and STS, then re-run the job.',
    });
  }
  const reason = cause instanceof Error ? ` (${cause.name}: ${cause.message})` : '';
  return new MigrationError('ROLE_REFUSED', `Role ${roleArn} was refused: ${because}${reason}`, { cause, next });
}

/** The `sub` claim, for the message; a token is never shown. */
function subjectOf(token: string): string {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as { sub?: unknown };
    return String(claims.sub);
  } catch {
    return 'unreadable';
  }
}
