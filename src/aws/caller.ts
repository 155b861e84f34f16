import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { CredentialProvider } from '../s3/types.ts';
import { SDK_TIMEOUTS, sdkProvider } from './credentials.ts';

export interface StsPlace {
  readonly region: string;
  /** Null: AWS. */
  readonly endpoint: string | null;
  /** How often and how the SDK asks again. */
  readonly patience: { readonly maxAttempts: number; readonly retryMode?: 'adaptive' };
}

/** Whose credentials these are. Whoever has some may ask: no permission is needed, and no policy can forbid it (API_GetCallerIdentity). */
export async function callerOf({ endpoint, patience, region }: StsPlace, credentials: CredentialProvider, signal?: AbortSignal) {
  const sts = new STSClient({
    region,
    requestHandler: SDK_TIMEOUTS,
    ...patience,
    ...(endpoint === null ? {} : { endpoint }),
    credentials: sdkProvider(credentials),
  });
  try {
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}), signal === undefined ? {} : { abortSignal: signal });
    if (Account === undefined || Arn === undefined) throw new Error('STS answered without account or ARN');
    return { account: Account, arn: Arn };
  } finally {
    sts.destroy();
  }
}
