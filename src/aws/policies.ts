import type { BucketPolicy } from '../access/grant.ts';
import { MigrationError } from '../errors.ts';
import type { CredentialProvider } from '../s3/types.ts';
import { SDK_TIMEOUTS, sdkProvider, type AwsPlace } from './credentials.ts';

/** The source bucket's policy through the SDK, which is loaded at the first call. */
export function bucketPolicy(
  place: AwsPlace,
  at: { bucket: string; account: string; region: string },
  credentials: CredentialProvider,
): BucketPolicy {
  const named = { Bucket: at.bucket, ExpectedBucketOwner: at.account };
  const connect = async () => {
    const sdk = await import('@aws-sdk/client-s3');
    const endpoint = place.endpoint === null ? {} : { endpoint: place.endpoint, forcePathStyle: true };
    return {
      sdk,
      s3: new sdk.S3Client({ region: at.region, requestHandler: SDK_TIMEOUTS, ...endpoint, credentials: sdkProvider(credentials) }),
    };
  };
  let connected: ReturnType<typeof connect> | null = null;
  const client = () => (connected ??= connect());
  const send = async <T>(doing: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof MigrationError) throw cause;
      const { name, message } = cause as Error;
      if (name === 'AbortError')
        throw new MigrationError('STOPPED', `${doing} the policy of bucket ${at.bucket} was stopped`, { cause, next: 'Re-run the job.' });
      const refusal = /AccessDenied|Malformed|NoSuchBucket|ExpiredToken/.test(name);
      if (!refusal) {
        throw new MigrationError('AWS_FAILED', `${doing} the policy of bucket ${at.bucket} failed: ${name}: ${message}`, {
          cause,
          next: 'Re-run the job.',
        });
      }
      const missing = name === 'NoSuchBucket';
      throw new MigrationError(
        missing ? 'BUCKET_MISSING' : 'ACCESS_DENIED',
        `${doing} the policy of bucket ${at.bucket} failed: ${name}: ${message}`,
        {
          cause,
          next: missing
            ? 'Correct source.bucket in the migration file.'
            : `Check that the grant role may read and write the policy of ${at.bucket}, and that account ${at.account} owns it; or set access.mode to manual.`,
        },
      );
    }
  };
  return {
    read: (signal) =>
      send('Reading', async () => {
        const { sdk, s3 } = await client();
        try {
          const answer = await s3.send(new sdk.GetBucketPolicyCommand(named), options(signal));
          return answer.Policy ?? null;
        } catch (error) {
          if ((error as Error).name === 'NoSuchBucketPolicy') return null;
          throw error;
        }
      }),
    write: (policy, signal) =>
      send(policy === null ? 'Deleting' : 'Writing', async () => {
        const { sdk, s3 } = await client();
        if (policy === null) await s3.send(new sdk.DeleteBucketPolicyCommand(named), options(signal));
        else await s3.send(new sdk.PutBucketPolicyCommand({ ...named, Policy: policy }), options(signal));
      }),
  };
}

function options(signal: AbortSignal | undefined) {
  return signal === undefined ? {} : { abortSignal: signal };
}
