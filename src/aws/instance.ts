import { MigrationError } from '../errors.ts';
import type { Clock } from '../clock.ts';
import type { CredentialProvider } from '../s3/types.ts';
import { memoised } from '../s3/memoised.ts';

/**
 * What a machine knows of itself, by IMDSv2 (docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html).
 * The variable is the SDKs' own.
 */
export interface Instance {
  readonly id: () => Promise<string>;
  /** The role of its profile. */
  readonly credentials: CredentialProvider;
}

const ENDPOINT = 'http://169.254.169.254';
const ANSWER_WITHIN_MS = 5000;
const TOKEN_SECONDS = 300;
const TRIES_UP_TO = 5;

export function thisInstance(env: Readonly<Record<string, string | undefined>>, clock: Clock): Instance {
  const endpoint = (env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] ?? ENDPOINT).replace(/\/$/, '');
  const once = async (path: string, init: RequestInit): Promise<string> => {
    const answer = await fetch(`${endpoint}/latest/${path}`, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return (await answer.text()).trim();
  };
  const ask = async (path: string): Promise<string> => {
    for (let tried = 1; ; tried += 1) {
      try {
        const token = await once('api/token', {
          method: 'PUT',
          headers: { 'x-aws-ec2-metadata-token-ttl-seconds': String(TOKEN_SECONDS) },
        });
        return await once(path, { headers: { 'x-aws-ec2-metadata-token': token } });
      } catch (cause) {
        // The service throttles, and a machine that has just begun may have no role yet.
        if (tried >= TRIES_UP_TO) throw unanswered(endpoint, path, cause);
        await clock.sleep(200 * 2 ** tried);
      }
    }
  };
  const role = 'meta-data/iam/security-credentials/';
  return {
    id: () => ask('meta-data/instance-id'),
    credentials: memoised(async () => {
      const [name] = (await ask(role)).split('\n');
      const found = JSON.parse(await ask(`${role}${name ?? ''}`)) as Record<string, string | undefined>;
      const { AccessKeyId, SecretAccessKey, Token, Expiration } = found;
      if (AccessKeyId === undefined || SecretAccessKey === undefined || Expiration === undefined)
        throw unanswered(endpoint, role, new Error(`it answered ${found['Code'] ?? 'without keys'}`));
      return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token, expiresAt: Date.parse(Expiration) };
    }, clock),
  };
}

function unanswered(endpoint: string, path: string, cause: unknown): MigrationError {
  return new MigrationError(
    'CREDENTIALS_MISSING',
    `The instance metadata service at ${endpoint} gave no ${path}: ${(cause as Error).message}`,
    {
      cause,
      next: 'Run the agent on an instance whose profile holds the agent role.',
    },
  );
}
