import type { Clock } from '../clock.ts';
import { MigrationError } from '../errors.ts';
import { memoised } from '../s3/memoised.ts';
import type { CredentialProvider } from '../s3/types.ts';

/** Whatever the SDK finds by itself: environment, profile, instance. */
export function ambient({ clock }: { readonly clock: Clock }): CredentialProvider {
  return memoised(async () => {
    const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
    try {
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = await fromNodeProviderChain()();
      return { accessKeyId, secretAccessKey, sessionToken, expiresAt: expiration?.getTime() };
    } catch (cause) {
      throw new MigrationError(
        'CREDENTIALS_MISSING',
        'There are no AWS credentials: no OIDC token, no keys in the environment, no profile, no instance role',
        {
          cause,
          next: 'In a workflow give the job `permissions: id-token: write`; in a terminal set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
        },
      );
    }
  }, clock);
}
