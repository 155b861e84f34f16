import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { ROOT_SECRET_ACCESS_KEY } from '../../../sandbox/aws-server.ts';
import { startLaptopAws } from '../../sandbox/laptop-aws.ts';
import type { Credentials } from '../../../src/s3/types.ts';
import type { Subject } from './subject.ts';

/** A 12-digit access key is that account's root to the laptop's AWS. What is judged here uses a key of IAM or STS. */
const ACCOUNT = '111122223333';
const ROOT = { accessKeyId: ACCOUNT, secretAccessKey: ROOT_SECRET_ACCESS_KEY };
const REGION = 'us-east-2';

/** The laptop's AWS, with what the sandbox adds to ministack. */
export async function laptopSubject(): Promise<Subject> {
  const { endpoint, stop } = await startLaptopAws();
  try {
    const { credentials, session } = await userOf(endpoint);
    const witness = new S3Client({
      region: REGION,
      endpoint,
      credentials: ROOT,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    for (const Bucket of ['contract-source', 'contract-target'] as const) {
      await witness.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }));
    }
    return {
      endpoint,
      region: REGION,
      credentials,
      session,
      source: { bucket: 'contract-source', owner: ACCOUNT },
      target: { bucket: 'contract-target', owner: ACCOUNT },
      witness,
      stop: async () => {
        witness.destroy();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A user who may do anything with S3, and a session of that user. */
async function userOf(endpoint: string): Promise<{ credentials: Credentials; session: Credentials }> {
  const iam = new IAMClient({ region: REGION, endpoint, credentials: ROOT });
  const UserName = 'contract';
  await iam.send(new CreateUserCommand({ UserName }));
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 's3', PolicyDocument: JSON.stringify(policy) }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const credentials = named(AccessKey);
  const sts = new STSClient({ region: REGION, endpoint, credentials });
  const { Credentials: session } = await sts.send(new GetSessionTokenCommand({}));
  iam.destroy();
  sts.destroy();
  return { credentials, session: { ...named(session), sessionToken: session?.SessionToken } };
}

function named(key: { AccessKeyId?: string | undefined; SecretAccessKey?: string | undefined } | undefined): {
  accessKeyId: string;
  secretAccessKey: string;
} {
  if (key?.AccessKeyId === undefined || key.SecretAccessKey === undefined) throw new Error('ministack gave no key');
  return { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey };
}
