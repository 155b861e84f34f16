import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';

export interface PersonKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const known = new Map<string, Promise<PersonKeys>>();

/**
 * A person of the account who may ask for any role: a role's trust policy is all that stands against it. An account's
 * root may ask for none (API_AssumeRole).
 */
export function personOf(endpoint: string, account: string, region = 'us-east-1'): Promise<PersonKeys> {
  const place = `${endpoint} ${account}`;
  const found = known.get(place) ?? make(endpoint, account, region);
  known.set(place, found);
  return found;
}

async function make(endpoint: string, account: string, region: string): Promise<PersonKeys> {
  const iam = new IAMClient({ endpoint, region, maxAttempts: 1, credentials: { accessKeyId: account, secretAccessKey: 'test' } });
  try {
    const UserName = 'person';
    await iam.send(new CreateUserCommand({ UserName }));
    const everyRole = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] };
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'every-role', PolicyDocument: JSON.stringify(everyRole) }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  } finally {
    iam.destroy();
  }
}
