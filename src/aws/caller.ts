import type { Credentials } from '../s3/types.ts';
import { SDK_TIMEOUTS } from './credentials.ts';

/** Nothing waits for the answer but housekeeping. */
const TRIES_UP_TO = 2;

/** The ARN of whoever asks, as S3 names the initiator of an upload. No permission is needed for it (API_GetCallerIdentity). */
export async function callerArn(
  place: { readonly region: string; readonly endpoint: string | null },
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
): Promise<string> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const sts = new STSClient({
    region: place.region,
    requestHandler: SDK_TIMEOUTS,
    maxAttempts: TRIES_UP_TO,
    ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
  });
  try {
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    if (Arn === undefined) throw new Error('STS answered without an ARN');
    return Arn;
  } finally {
    sts.destroy();
  }
}
