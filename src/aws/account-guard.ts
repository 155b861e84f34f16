import { MigrationError } from '../errors.ts';
import type { CredentialProvider, Credentials } from '../s3/types.ts';
import { callerOf } from './caller.ts';
import { PATIENCE, type AwsPlace } from './credentials.ts';

/**
 * The same credentials, once it is known whose they are. S3 refuses a bucket of another owner than was said; EC2, EMR, SSM and Glue
 * work in whatever account the caller's credentials are of. A role names its account; of other credentials STS is asked, once.
 * @throws MigrationError ACCOUNT_MISMATCH
 */
export function inAccount(
  place: AwsPlace,
  region: string,
  credentials: CredentialProvider,
  wanted: { readonly account: string; readonly roleArn: string | null },
): CredentialProvider {
  const { account, roleArn } = wanted;
  let isProven = false;
  let proving: Promise<void> | null = null;
  const prove = async (): Promise<void> => {
    const { account: found, arn } =
      roleArn === null ? await asked(place, region, credentials) : { account: roleArn.split(':')[4], arn: roleArn };
    if (found !== account) throw mismatch(account, found, arn);
    isProven = true;
  };
  const afterProof = async (refused: Credentials | undefined): Promise<Credentials> => {
    proving ??= prove().finally(() => {
      proving = null;
    });
    await proving;
    return await credentials(refused);
  };
  return (refused) => (isProven ? credentials(refused) : afterProof(refused));
}

async function asked(place: AwsPlace, region: string, credentials: CredentialProvider) {
  try {
    return await callerOf({ region, endpoint: place.endpoint, patience: PATIENCE }, credentials);
  } catch (cause) {
    if (cause instanceof MigrationError) throw cause;
    const { name, message } = cause as Error;
    throw new MigrationError('AWS_FAILED', `Whose credentials these are is not known: sts:GetCallerIdentity: ${name}: ${message}`, {
      cause,
      next: 'Look at the credentials and at the network between here and STS, then run it again.',
    });
  }
}

function mismatch(account: string, found: string | undefined, arn: string): MigrationError {
  return new MigrationError(
    'ACCOUNT_MISMATCH',
    `The credentials are of account ${found ?? 'unknown'} (${arn}), and the migration works in its target's account, ${account}`,
    { next: `Take credentials of account ${account}, or its operate role (--role), and run it again; nothing was started.` },
  );
}
