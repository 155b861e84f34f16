import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { MigrationError } from '../errors.ts';
import type { CredentialProvider, Credentials } from '../s3/types.ts';
import { PATIENCE, SDK_TIMEOUTS, sdkProvider, type AwsPlace } from './credentials.ts';

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
    const { found, arn } = roleArn === null ? await callerOf(place, region, credentials) : { found: roleArn.split(':')[4], arn: roleArn };
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

/** Whoever has credentials may ask whose they are: no policy can forbid it (API_GetCallerIdentity). */
async function callerOf(place: AwsPlace, region: string, credentials: CredentialProvider) {
  const sts = new STSClient({
    region,
    requestHandler: SDK_TIMEOUTS,
    ...PATIENCE,
    ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
    credentials: sdkProvider(credentials),
  });
  try {
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
    return { found: Account, arn: Arn };
  } catch (cause) {
    if (cause instanceof MigrationError) throw cause;
    const { name, message } = cause as Error;
    throw new MigrationError('AWS_FAILED', `Whose credentials these are is not known: sts:GetCallerIdentity: ${name}: ${message}`, {
      cause,
      next: 'Look at the credentials and at the network between here and STS, then run it again.',
    });
  } finally {
    sts.destroy();
  }
}

function mismatch(account: string, found: string | undefined, arn: string | undefined): MigrationError {
  return new MigrationError(
    'ACCOUNT_MISMATCH',
    `The credentials are of account ${found ?? 'unknown'} (${arn ?? 'nobody'}), and the migration works in its target's account, ${account}`,
    { next: `Take credentials of account ${account}, or its operate role (--role), and run it again; nothing was started.` },
  );
}
